#include "tui/pages/review.h"

#include "core/memory.h"
#include "site/findings_files.h"
#include "tui/pages/slice.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

enum { FILES = 100 }; /* looked at in one step */

/* What is known of one contact. */
typedef struct Known {
    FindingSet set;
    bool concerns;
    uint64_t sole; /* hash of the only recipient's address_key(); 0: none, or several */
} Known;

struct Review {
    Store *store;
    const SubscriptionList *list;
    Known *known; /* one a subscription, of which `scanned` are known */
    size_t scanned;
    FindingsFiles *files; /* until they are known */
    bool files_known;
    long long told;
    bool sole_known;   /* `sole` is */
    uint64_t sole;     /* the one recipient who is alone wherever there is any; 0: there is none */
    Findings findings; /* about files; and it remembers phone numbers */
};

Review *review_new(Store *store, const SubscriptionList *list)
{
    Review *review = memory_new(sizeof *review);
    review->store = store;
    review->list = list;
    review->known = memory_array(list->count, sizeof *review->known);
    return review;
}

void review_free(Review *review)
{
    if (!review)
        return;
    findings_files_free(review->files);
    findings_clear(&review->findings);
    free(review->known);
    free(review);
}

/* `contact` NULL: it can't be read. */
static void take(Review *review, size_t index, const Contact *contact)
{
    Known *known = &review->known[index];
    review->sole_known = false;
    *known = (Known){.concerns = findings_concern(&review->list->items[index])};
    if (!contact) {
        known->set = FINDING_BIT(FINDING_SETTINGS);
        return;
    }
    if (!known->concerns)
        return;
    known->set = findings_look(&review->findings, contact);
    if (address_list_count(contact->emails) == 1) {
        const char *only = address_list_get(contact->emails, 0);
        char *key = address_key(only, strlen(only));
        known->sole = XXH3_64bits(key, strlen(key)) | 1;
        free(key);
    }
}

static bool load(Review *review, size_t index, Contact *contact, Error *error)
{
    return store_contact_load(review->store, review->list->items[index].id, contact,
                              &(StoreSeen){0}, error);
}

static void look_at(Review *review, size_t index)
{
    Contact contact;
    Error error;
    bool good = load(review, index, &contact, &error);
    take(review, index, good ? &contact : NULL);
    if (good)
        contact_clear(&contact);
}

/* Looks at the next one: at a contact, behind the last at some files. */
static void look_on(Review *review)
{
    if (review->scanned < review->list->count) {
        look_at(review, review->scanned++);
        return;
    }
    if (!review->files)
        review->files = findings_files_new(review->store, review->list);
    if (findings_files_look(review->files, FILES))
        return;
    findings_files_finish(review->files, &review->findings);
    findings_files_free(review->files);
    review->files = NULL;
    review->files_known = true;
}

bool review_scan(Review *review, bool *tell)
{
    long long begin = slice_begin();
    while (!review_is_done(review) && !slice_is_over(begin))
        look_on(review);
    bool done = review_is_done(review);
    *tell = slice_tell(&review->told, done);
    return !done;
}

size_t review_scanned(const Review *review)
{
    return review->scanned;
}

bool review_is_done(const Review *review)
{
    return review->scanned == review->list->count && review->files_known;
}

bool review_phones_unchecked(const Review *review)
{
    return review->findings.phones_unchecked;
}

void review_renew(Review *review, size_t index, const Contact *contact)
{
    if (index >= review->scanned)
        return;
    if (contact)
        take(review, index, contact);
    else
        look_at(review, index);
}

static uint64_t find_sole(const Review *review)
{
    const FindingSet nobody = FINDING_BIT(FINDING_NO_CONTACT) | FINDING_BIT(FINDING_SETTINGS);
    uint64_t sole = 0;
    size_t count = 0;
    for (size_t i = 0; i < review->scanned; i++) {
        const Known *known = &review->known[i];
        if (!known->concerns || known->set & nobody)
            continue;
        if (known->sole == 0 || (sole != 0 && known->sole != sole))
            return 0;
        sole = known->sole;
        count++;
    }
    return count > 1 ? sole : 0;
}

/* Whether the same person is alone everywhere. Only all contacts together tell. */
static bool has_sole(Review *review)
{
    if (!review_is_done(review))
        return false;
    if (!review->sole_known)
        review->sole = find_sole(review);
    review->sole_known = true;
    return review->sole != 0;
}

void review_count(Review *review, ReviewCounts *counts)
{
    *counts = (ReviewCounts){0};
    size_t *unhealthy = counts->unhealthy;
    size_t checked = 0, read = 0, sole = 0;
    for (size_t i = 0; i < review->scanned; i++) {
        const Known *known = &review->known[i];
        bool unreadable = known->set & FINDING_BIT(FINDING_SETTINGS);
        checked += known->concerns || unreadable;
        read += known->concerns && !unreadable;
        sole += known->sole != 0;
        for (FindingSet rest = known->set; rest; rest &= rest - 1)
            unhealthy[__builtin_ctz(rest)]++;
    }
    if (has_sole(review))
        unhealthy[FINDING_SAME_RECIPIENT] = sole;
    for (FindingKind kind = 0; kind < FINDING_KINDS; kind++)
        counts->healthy[kind] = (kind == FINDING_SETTINGS ? checked : read) - unhealthy[kind];
    for (size_t i = 0; i < review->findings.count; i++)
        unhealthy[review->findings.items[i].kind]++;
    counts->healthy[FINDING_ORPHAN] = counts->healthy[FINDING_STRAY] = 0;
}

bool review_has(Review *review, size_t index, FindingKind kind)
{
    if (index >= review->scanned)
        return false;
    const Known *known = &review->known[index];
    if (kind == FINDING_SAME_RECIPIENT)
        return known->sole != 0 && has_sole(review);
    return known->set & FINDING_BIT(kind);
}

char *review_text(Review *review, size_t index, FindingKind kind)
{
    Contact contact;
    Error error;
    if (!load(review, index, &contact, &error))
        return error_message(&error);
    FindingKind of = kind == FINDING_SAME_RECIPIENT ? FINDING_ONE_RECIPIENT : kind;
    bool has =
        kind != FINDING_SETTINGS && findings_look(&review->findings, &contact) & FINDING_BIT(of);
    char *text = has ? findings_text(&review->findings, of, &contact) : memory_text("");
    contact_clear(&contact);
    return text;
}

const Finding *review_file(const Review *review, FindingKind kind, size_t number)
{
    for (size_t i = 0; i < review->findings.count; i++) {
        const Finding *finding = &review->findings.items[i];
        if (finding->kind == kind && number-- == 0)
            return finding;
    }
    return NULL;
}
