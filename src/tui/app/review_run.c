/* The job of a review: reads the contacts, and what is asked for of them. */
#include "base/memory.h"
#include "tui/app/job.h"
#include "tui/app/review_internal.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#define FILES 100 /* looked at in one step */

ReviewKnown review_look(Findings *findings, bool concerns, const Contact *contact)
{
    ReviewKnown known = {.concerns = concerns};
    if (!contact) {
        known.set = FINDING_BIT(FINDING_SETTINGS);
        return known;
    }
    if (!concerns)
        return known;
    known.set = findings_look(findings, contact);
    if (address_list_count(contact->emails) == 1) {
        const char *only = address_list_get(contact->emails, 0);
        char *key = address_key(only, strlen(only));
        known.sole = XXH3_64bits(key, strlen(key)) | 1;
        free(key);
    }
    return known;
}

void review_use_delivery(ReviewRun *run, Findings *findings)
{
    if (!run->delivery_known)
        return;
    findings->mailed = delivery_mail_to;
    findings->mailed_data = &run->delivery;
    findings->only_first = !run->site->config.fan_out_each;
}

/* What became of messages is known before any contact is looked at. */
static void read_delivery(ReviewRun *run)
{
    Error ignored; /* pages that show the ledger say what is wrong with it */
    DeliveryStatus delivery;
    delivery_read(&delivery, run->site, clock_now(run->site->clock), &ignored);
    pthread_mutex_lock(&run->mutex);
    run->delivery = delivery;
    run->delivery_known = true;
    review_use_delivery(run, &run->findings);
    pthread_mutex_unlock(&run->mutex);
}

/* Whether any contact, all of which have been looked at, is to be told of alerts. */
static bool is_alerting(const ReviewRun *run)
{
    const FindingSet nobody = FINDING_BIT(FINDING_SETTINGS) | FINDING_BIT(FINDING_NO_CONTACT) |
                              FINDING_BIT(FINDING_ALERTS_OFF);
    for (size_t i = 0; i < run->scanned; i++)
        if (run->known[i].concerns && !(run->known[i].set & nobody))
            return true;
    return false;
}

/* Wakes the thread of the keys, with the mutex. */
static void has_changed(ReviewRun *run)
{
    if (!run->changed)
        job_notify();
    run->changed = true;
}

static bool load(ReviewRun *run, size_t index, Progress *progress, Contact *contact, Error *error)
{
    return store_contact_load_long(run->store, run->list.items[index].id, contact,
                                   &(StoreVersionTag){0}, progress, error);
}

/* Looks at one contact, the next one or one again. */
static void look_at(ReviewRun *run, size_t index, Progress *progress)
{
    Contact contact;
    Error error;
    bool good = load(run, index, progress, &contact, &error);
    if (!good && error.kind == ERROR_CANCELLED)
        return;
    ReviewKnown known =
        review_look(&run->findings, run->known[index].concerns, good ? &contact : NULL);
    if (good)
        contact_clear(&contact);
    pthread_mutex_lock(&run->mutex);
    run->known[index] = known;
    if (index == run->scanned)
        run->scanned++;
    else
        run->renewed++;
    run->phones_unchecked = run->findings.phones_unchecked;
    has_changed(run);
    pthread_mutex_unlock(&run->mutex);
}

static char *make_text(ReviewRun *run, const ReviewAsked *asked, Progress *progress)
{
    Contact contact;
    Error error;
    if (!load(run, asked->index, progress, &contact, &error))
        return error_message(&error);
    FindingKind kind = (FindingKind)asked->kind;
    FindingKind of = kind == FINDING_SAME_RECIPIENT ? FINDING_ONE_RECIPIENT : kind;
    bool has =
        kind != FINDING_SETTINGS && findings_look(&run->findings, &contact) & FINDING_BIT(of);
    char *text = has ? findings_text(&run->findings, of, &contact) : memory_text("");
    contact_clear(&contact);
    return text;
}

static void answer(ReviewRun *run, const ReviewAsked *asked, Progress *progress)
{
    if (asked->kind == REVIEW_RENEW) {
        look_at(run, asked->index, progress);
        return;
    }
    char *text = make_text(run, asked, progress);
    pthread_mutex_lock(&run->mutex);
    ReviewAsked *place = &run->texts[run->next_text++ % REVIEW_TEXTS];
    free(place->text);
    *place = (ReviewAsked){asked->index, asked->kind, text};
    has_changed(run);
    pthread_mutex_unlock(&run->mutex);
}

/* Looks for files that belong to no subscription. */
static void look_at_files(ReviewRun *run)
{
    if (!run->files)
        run->files = findings_files_new(run->store, &run->list);
    if (findings_files_look(run->files, FILES))
        return;
    Findings found = {0};
    delivery_add_findings(&run->delivery, is_alerting(run), &found);
    findings_files_finish(run->files, &found);
    findings_files_free(run->files);
    run->files = NULL;
    pthread_mutex_lock(&run->mutex);
    run->found = found;
    run->files_known = true;
    has_changed(run);
    pthread_mutex_unlock(&run->mutex);
}

void review_run(void *data, Progress *progress)
{
    ReviewRun *run = data;
    bool more = true;
    if (!run->delivery_known)
        read_delivery(run);
    while (more && !progress_is_cancelled(progress)) {
        pthread_mutex_lock(&run->mutex);
        bool is_asked = run->asked_count > 0, files_known = run->files_known;
        ReviewAsked asked = is_asked ? run->asked[--run->asked_count] : (ReviewAsked){0};
        size_t scanned = run->scanned;
        pthread_mutex_unlock(&run->mutex);
        if (is_asked)
            answer(run, &asked, progress);
        else if (scanned < run->list.count)
            look_at(run, scanned, progress);
        else if (!files_known)
            look_at_files(run);
        else
            more = false;
    }
}
