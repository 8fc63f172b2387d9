/* What the contacts lack, found in the background: the thread of the keys never waits for a disk.
 */
#include "base/memory.h"
#include "base/monotonic.h"
#include "tui/app/job.h"
#include "tui/app/refresh.h"
#include "tui/app/review_internal.h"

#include <stdlib.h>
#include <string.h>

struct Review {
    ReviewRun *run;
    Job *job;        /* NULL: there is nothing to read */
    Findings own;    /* remembers phone numbers for the thread of the keys */
    long long told;  /* refresh_is_due() */
    bool sole_known; /* `sole` is */
    uint64_t sole;   /* the one recipient who is alone wherever there is any; 0: there is none */
};

Review *review_new(const Site *site, const SubscriptionList *list)
{
    Review *review = memory_new(sizeof *review);
    ReviewRun *run = review->run = memory_new(sizeof *run);
    run->site = site;
    run->store = site->store;
    run->known = memory_array(list->count, sizeof *run->known);
    run->list.items = memory_array(list->count, sizeof *run->list.items);
    run->list.count = list->count;
    for (size_t i = 0; i < list->count; i++) {
        run->list.items[i].id = memory_text(list->items[i].id);
        run->known[i].concerns = findings_concern(&list->items[i]);
    }
    run->review = review;
    pthread_mutex_init(&run->mutex, NULL);
    return review;
}

static void run_free(void *data)
{
    ReviewRun *run = data;
    for (size_t i = 0; i < run->list.count; i++)
        free(run->list.items[i].id);
    free(run->list.items);
    findings_files_free(run->files);
    findings_clear(&run->findings);
    findings_clear(&run->found);
    delivery_clear(&run->delivery);
    for (size_t i = 0; i < REVIEW_TEXTS; i++)
        free(run->texts[i].text);
    free(run->asked);
    free(run->known);
    pthread_mutex_destroy(&run->mutex);
    free(run);
}

void review_free(Review *review)
{
    if (!review)
        return;
    if (review->job)
        job_drop(review->job);
    else
        run_free(review->run);
    findings_clear(&review->own);
    free(review);
}

static bool is_done(const ReviewRun *run)
{
    return run->scanned == run->list.count && run->files_known;
}

static void done(void *data, bool complete)
{
    ReviewRun *run = data;
    (void)complete; /* what is given up is dropped */
    run->review->job = NULL;
}

static void start(Review *review)
{
    if (review->job)
        return;
    review->told = monotonic_ns();
    const JobWork work = {.run = review_run, .done = done, .free = run_free, .external = true};
    review->job = job_start(NULL, &work, review->run);
}

bool review_scan(Review *review, bool *tell)
{
    ReviewRun *run = review->run;
    pthread_mutex_lock(&run->mutex);
    bool more = !is_done(run) || run->asked_count > 0, changed = run->changed;
    pthread_mutex_unlock(&run->mutex);
    if (more)
        start(review);
    more = more || review_is_running(review);
    *tell = (more || changed) && refresh_is_due(&review->told, !more);
    if (*tell) {
        pthread_mutex_lock(&run->mutex);
        run->changed = false;
        pthread_mutex_unlock(&run->mutex);
        review->sole_known = false;
    }
    return more || (changed && !*tell);
}

size_t review_scanned(const Review *review)
{
    pthread_mutex_lock(&review->run->mutex);
    size_t scanned = review->run->scanned;
    pthread_mutex_unlock(&review->run->mutex);
    return scanned;
}

size_t review_renewed(const Review *review)
{
    pthread_mutex_lock(&review->run->mutex);
    size_t renewed = review->run->renewed;
    pthread_mutex_unlock(&review->run->mutex);
    return renewed;
}

bool review_is_done(const Review *review)
{
    pthread_mutex_lock(&review->run->mutex);
    bool done = is_done(review->run);
    pthread_mutex_unlock(&review->run->mutex);
    return done;
}

bool review_is_running(const Review *review)
{
    return review->job;
}

bool review_phones_unchecked(const Review *review)
{
    pthread_mutex_lock(&review->run->mutex);
    bool unchecked = review->run->phones_unchecked;
    pthread_mutex_unlock(&review->run->mutex);
    return unchecked;
}

/* Asks the thread, with the mutex; once. */
static void ask(ReviewRun *run, size_t index, int kind)
{
    for (size_t i = 0; i < run->asked_count; i++)
        if (run->asked[i].index == index && run->asked[i].kind == kind)
            return;
    run->asked =
        memory_reserve(run->asked, &run->asked_capacity, run->asked_count + 1, sizeof *run->asked);
    run->asked[run->asked_count++] = (ReviewAsked){index, kind, NULL};
}

void review_renew(Review *review, size_t index, const Contact *contact)
{
    ReviewRun *run = review->run;
    if (index >= run->list.count)
        return;
    /* What the thread is reading may be older. */
    bool read_again = review->job || !contact;
    pthread_mutex_lock(&run->mutex);
    if (contact && index < run->scanned) {
        review_use_delivery(run, &review->own);
        run->known[index] = review_look(&review->own, run->known[index].concerns, contact);
        run->changed = true;
    }
    if (read_again)
        ask(run, index, REVIEW_RENEW); /* review_scan() starts the thread */
    for (size_t i = 0; i < REVIEW_TEXTS; i++) {
        if (run->texts[i].text && run->texts[i].index == index) {
            free(run->texts[i].text);
            run->texts[i] = (ReviewAsked){0};
        }
    }
    pthread_mutex_unlock(&run->mutex);
    review->sole_known = false;
}

static uint64_t find_sole(const ReviewRun *run)
{
    const FindingSet nobody = FINDING_BIT(FINDING_NO_CONTACT) | FINDING_BIT(FINDING_SETTINGS);
    uint64_t sole = 0;
    size_t count = 0;
    for (size_t i = 0; i < run->scanned; i++) {
        const ReviewKnown *known = &run->known[i];
        if (!known->concerns || known->set & nobody)
            continue;
        if (known->sole == 0 || (sole != 0 && known->sole != sole))
            return 0;
        sole = known->sole;
        count++;
    }
    return count > 1 ? sole : 0;
}

/* Whether the same person is alone everywhere. Only all contacts together tell. With the mutex. */
static bool has_sole(Review *review)
{
    if (!is_done(review->run))
        return false;
    if (!review->sole_known)
        review->sole = find_sole(review->run);
    review->sole_known = true;
    return review->sole != 0;
}

void review_count(Review *review, ReviewCounts *counts)
{
    ReviewRun *run = review->run;
    *counts = (ReviewCounts){0};
    size_t *unhealthy = counts->unhealthy;
    size_t checked = 0, read = 0, sole = 0;
    pthread_mutex_lock(&run->mutex);
    for (size_t i = 0; i < run->scanned; i++) {
        const ReviewKnown *known = &run->known[i];
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
    for (size_t i = 0; i < run->found.count; i++)
        unhealthy[run->found.items[i].kind]++;
    for (FindingKind kind = 0; kind < FINDING_KINDS; kind++)
        counts->healthy[kind] = finding_is_of_site(kind) ? 0 : counts->healthy[kind];
    pthread_mutex_unlock(&run->mutex);
}

bool review_has(Review *review, size_t index, FindingKind kind)
{
    ReviewRun *run = review->run;
    pthread_mutex_lock(&run->mutex);
    const ReviewKnown *known = &run->known[index < run->list.count ? index : 0];
    bool has = index < run->scanned &&
               (kind == FINDING_SAME_RECIPIENT ? known->sole != 0 && has_sole(review)
                                               : (known->set & FINDING_BIT(kind)) != 0);
    pthread_mutex_unlock(&run->mutex);
    return has;
}

char *review_text(Review *review, size_t index, FindingKind kind)
{
    ReviewRun *run = review->run;
    char *text = NULL;
    pthread_mutex_lock(&run->mutex);
    for (size_t i = 0; i < REVIEW_TEXTS && !text; i++) {
        const ReviewAsked *known = &run->texts[i];
        if (known->text && known->index == index && known->kind == (int)kind)
            text = memory_text(known->text);
    }
    if (!text)
        ask(run, index, (int)kind);
    pthread_mutex_unlock(&run->mutex);
    if (!text)
        start(review);
    return text;
}

const Finding *review_file(const Review *review, FindingKind kind, size_t number)
{
    const Finding *found = NULL;
    pthread_mutex_lock(&review->run->mutex); /* what is known of files stays as it is */
    const Findings *files = &review->run->found;
    for (size_t i = 0; i < files->count && !found; i++) {
        if (files->items[i].kind == kind && number-- == 0)
            found = &files->items[i];
    }
    pthread_mutex_unlock(&review->run->mutex);
    return found;
}
