#include "site/findings/findings_files.h"

#include "base/memory.h"
#include "site/findings/findings_words.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

typedef struct Stray {
    char *path;
    bool unread; /* its name is no id */
} Stray;

struct FindingsFiles {
    Store *store;
    const SubscriptionList *list;
    const char **table; /* of the ids, by their hash; open addressing */
    size_t mask;
    size_t known; /* subscriptions of the list whose ids are in the table */
    StoreContacts *contacts;
    bool opened, over;
    Stray *items;
    size_t count, capacity;
    Error problem; /* why there is no list of the files */
};

FindingsFiles *findings_files_new(Store *store, const SubscriptionList *list)
{
    FindingsFiles *files = memory_new(sizeof *files);
    size_t size = 64;
    while (size < 2 * list->count)
        size *= 2;
    files->store = store;
    files->list = list;
    files->table = memory_array(size, sizeof *files->table);
    files->mask = size - 1;
    return files;
}

void findings_files_free(FindingsFiles *files)
{
    if (!files)
        return;
    for (size_t i = 0; i < files->count; i++)
        free(files->items[i].path);
    free(files->items);
    free(files->table);
    store_contacts_close(files->store, files->contacts);
    free(files);
}

/* The place in the table that has `id`, or that is free for it. */
static const char **place_of(const FindingsFiles *files, const char *id)
{
    size_t at = (size_t)XXH3_64bits(id, strlen(id)) & files->mask;
    while (files->table[at] && strcmp(files->table[at], id) != 0)
        at = (at + 1) & files->mask;
    return &files->table[at];
}

static void look_at_one(FindingsFiles *files)
{
    const char *id, *path;
    if (files->known < files->list->count) {
        const char *known = files->list->items[files->known++].id;
        *place_of(files, known) = known;
    } else if (!files->opened) {
        files->opened = true;
        files->over = !store_contacts_open(files->store, &files->contacts, &files->problem);
    } else if (!store_contacts_next(files->store, files->contacts, &id, &path)) {
        files->over = true;
    } else if (!id || !*place_of(files, id)) {
        files->items =
            memory_reserve(files->items, &files->capacity, files->count + 1, sizeof *files->items);
        files->items[files->count++] = (Stray){memory_text(path), id == NULL};
    }
}

bool findings_files_look(FindingsFiles *files, size_t steps)
{
    for (; steps > 0 && !files->over; steps--)
        look_at_one(files);
    return !files->over;
}

static int compare(const void *a, const void *b)
{
    return strcmp(((const Stray *)a)->path, ((const Stray *)b)->path);
}

void findings_files_finish(FindingsFiles *files, Findings *findings)
{
    if (files->problem.kind != ERROR_NONE && !findings->unreadable) /* else it is known */
        findings_take_problem(findings, FINDING_SITE, &files->problem);
    if (files->count > 0)
        qsort(files->items, files->count, sizeof *files->items, compare);
    for (size_t i = 0; i < files->count; i++) {
        FindingKind kind = files->items[i].unread ? FINDING_STRAY : FINDING_ORPHAN;
        findings_add(findings, kind, FINDING_SITE, finding_words(kind, "", files->items[i].path),
                     findings_mend(kind, ""));
    }
}

void findings_take_orphans(Findings *findings, Store *store, const SubscriptionList *list)
{
    FindingsFiles *files = findings_files_new(store, list);
    findings_files_look(files, SIZE_MAX);
    findings_files_finish(files, findings);
    findings_files_free(files);
}
