/* findings_review.c: findings of what is kept in a store. */
#include "core/memory.h"
#include "site/findings_words.h"

#include <stdlib.h>
#include <string.h>

/* Whose settings are being read. */
typedef struct Place {
    Findings *findings;
    size_t index;
} Place;

static void tell(const Error *problem, void *data)
{
    const Place *place = data;
    findings_take_problem(place->findings, place->index, problem);
}

void findings_review(Findings *findings, Store *store, const SubscriptionList *list,
                     const Subscription *const *chosen, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const Subscription *subscription = chosen[i];
        Place place = {findings, (size_t)(subscription - list->items)};
        Contact contact;
        if (store_contact_review(store, subscription->id, &contact, tell, &place)) {
            findings_take(findings, place.index, subscription, &contact);
            contact_clear(&contact);
        } else {
            findings_take_unreadable(findings, subscription);
        }
    }
}

typedef struct Orphan {
    char *path;
    bool stray;
} Orphan;

typedef struct Orphans {
    const char **ids; /* of the subscriptions, sorted */
    size_t id_count;
    Orphan *items;
    size_t count, capacity;
} Orphans;

static int compare_ids(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int compare_orphans(const void *a, const void *b)
{
    return strcmp(((const Orphan *)a)->path, ((const Orphan *)b)->path);
}

static void look_at(const char *id, const char *path, void *data)
{
    Orphans *orphans = data;
    if (id && orphans->id_count > 0 &&
        bsearch(&id, orphans->ids, orphans->id_count, sizeof *orphans->ids, compare_ids))
        return;
    orphans->items = memory_reserve(orphans->items, &orphans->capacity, orphans->count + 1,
                                    sizeof *orphans->items);
    orphans->items[orphans->count++] = (Orphan){memory_text(path), id == NULL};
}

static void add_orphan(Findings *findings, const Orphan *orphan)
{
    FindingKind kind = orphan->stray ? FINDING_STRAY : FINDING_ORPHAN;
    findings_add(findings, kind, FINDING_SITE, finding_words(kind, "", orphan->path),
                 findings_mend(kind, ""));
}

void findings_take_orphans(Findings *findings, Store *store, const SubscriptionList *list)
{
    Orphans orphans = {.ids = memory_array(list->count, sizeof(char *)), .id_count = list->count};
    Error error = {0};
    for (size_t i = 0; i < list->count; i++)
        orphans.ids[i] = list->items[i].id;
    qsort(orphans.ids, orphans.id_count, sizeof *orphans.ids, compare_ids);
    if (!store_contacts_each(store, look_at, &orphans, &error))
        findings_take_problem(findings, FINDING_SITE, &error);
    if (orphans.count > 0)
        qsort(orphans.items, orphans.count, sizeof *orphans.items, compare_orphans);
    for (size_t i = 0; i < orphans.count; i++) {
        add_orphan(findings, &orphans.items[i]);
        free(orphans.items[i].path);
    }
    free(orphans.items);
    free(orphans.ids);
}
