/* What the contacts lack, found in the background: the thread of the keys never waits for a disk.
 */
#include "tui/app/review.h"

#include "base/memory.h"
#include "site/findings/findings_files.h"
#include "tui/app/slice.h"
#include "tui/app/work.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <xxhash.h>

enum {
    FILES = 100, /* looked at in one step */
    TEXTS = 512, /* that are kept: more than a screen has rows */
    RENEW = -1,  /* as a kind: look at the contact again */
};

/* What is known of one contact. */
typedef struct Known {
    FindingSet set;
    bool concerns;
    uint64_t sole; /* hash of the only recipient's address_key(); 0: none, or several */
} Known;

/* What the thread is to read, and the text that came of it. */
typedef struct Asked {
    size_t index;
    int kind; /* FindingKind, or RENEW */
    char *text;
} Asked;

/* What the thread works on. It outlives the review where a disk still keeps the thread. */
typedef struct Run {
    Store *store;
    SubscriptionList list; /* only the ids */
    Findings findings;     /* the thread's: it remembers phone numbers */
    FindingsFiles *files;  /* the thread's, until they are known */

    pthread_mutex_t mutex; /* of what follows */
    Known *known;          /* one a subscription, of which `scanned` are known */
    size_t scanned;
    Asked *asked;
    size_t asked_count, asked_capacity;
    Asked texts[TEXTS]; /* the next one takes the place of the oldest */
    size_t next_text;
    Findings found; /* about files, once they are known */
    bool files_known, phones_unchecked;
    bool changed; /* since review_scan() said so */
    int event;    /* eventfd(2), readable once that is so; -1: there is none */
    size_t renewed;
} Run;

struct Review {
    Run *run;
    Work *work;      /* NULL: there is nothing to read */
    Findings own;    /* remembers phone numbers for the thread of the keys */
    long long told;  /* slice_tell() */
    bool sole_known; /* `sole` is */
    uint64_t sole;   /* the one recipient who is alone wherever there is any; 0: there is none */
};

Review *review_new(Store *store, const SubscriptionList *list)
{
    Review *review = memory_new(sizeof *review);
    Run *run = review->run = memory_new(sizeof *run);
    run->store = store;
    run->known = memory_array(list->count, sizeof *run->known);
    run->list.items = memory_array(list->count, sizeof *run->list.items);
    run->list.count = list->count;
    for (size_t i = 0; i < list->count; i++) {
        run->list.items[i].id = memory_text(list->items[i].id);
        run->known[i].concerns = findings_concern(&list->items[i]);
    }
    run->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    pthread_mutex_init(&run->mutex, NULL);
    return review;
}

static void run_free(void *data)
{
    Run *run = data;
    for (size_t i = 0; i < run->list.count; i++)
        free(run->list.items[i].id);
    free(run->list.items);
    findings_files_free(run->files);
    findings_clear(&run->findings);
    findings_clear(&run->found);
    for (size_t i = 0; i < TEXTS; i++)
        free(run->texts[i].text);
    free(run->asked);
    free(run->known);
    pthread_mutex_destroy(&run->mutex);
    if (run->event >= 0)
        close(run->event);
    free(run);
}

void review_free(Review *review)
{
    if (!review)
        return;
    if (review->work)
        work_abandon(review->work, run_free);
    else
        run_free(review->run);
    findings_clear(&review->own);
    free(review);
}

/* What `contact` lacks; NULL: it can't be read. */
static Known look(Findings *findings, bool concerns, const Contact *contact)
{
    Known known = {.concerns = concerns};
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

/* ---- in the background ---- */

/* Wakes the thread of the keys, with the mutex. */
static void has_changed(Run *run)
{
    if (!run->changed && run->event >= 0)
        (void)!eventfd_write(run->event, 1);
    run->changed = true;
}

static bool load(Run *run, size_t index, Progress *progress, Contact *contact, Error *error)
{
    return store_contact_load_long(run->store, run->list.items[index].id, contact,
                                   &(StoreVersionTag){0}, progress, error);
}

/* Looks at one contact, the next one or one again. */
static void look_at(Run *run, size_t index, Progress *progress)
{
    Contact contact;
    Error error;
    bool good = load(run, index, progress, &contact, &error);
    if (!good && error.kind == ERROR_CANCELLED)
        return;
    Known known = look(&run->findings, run->known[index].concerns, good ? &contact : NULL);
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

static char *make_text(Run *run, const Asked *asked, Progress *progress)
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

static void answer(Run *run, const Asked *asked, Progress *progress)
{
    if (asked->kind == RENEW) {
        look_at(run, asked->index, progress);
        return;
    }
    char *text = make_text(run, asked, progress);
    pthread_mutex_lock(&run->mutex);
    Asked *place = &run->texts[run->next_text++ % TEXTS];
    free(place->text);
    *place = (Asked){asked->index, asked->kind, text};
    has_changed(run);
    pthread_mutex_unlock(&run->mutex);
}

/* Looks for files that belong to no subscription. */
static void look_at_files(Run *run)
{
    if (!run->files)
        run->files = findings_files_new(run->store, &run->list);
    if (findings_files_look(run->files, FILES))
        return;
    Findings found = {0};
    findings_files_finish(run->files, &found);
    findings_files_free(run->files);
    run->files = NULL;
    pthread_mutex_lock(&run->mutex);
    run->found = found;
    run->files_known = true;
    has_changed(run);
    pthread_mutex_unlock(&run->mutex);
}

static void look_on(void *data, Progress *progress)
{
    Run *run = data;
    bool more = true;
    while (more && !progress_is_cancelled(progress)) {
        pthread_mutex_lock(&run->mutex);
        bool is_asked = run->asked_count > 0, files_known = run->files_known;
        Asked asked = is_asked ? run->asked[--run->asked_count] : (Asked){0};
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

/* ---- for the thread of the keys ---- */

static bool is_done(const Run *run)
{
    return run->scanned == run->list.count && run->files_known;
}

static void start(Review *review)
{
    if (review->work && work_is_done(review->work)) {
        work_end(review->work);
        review->work = NULL;
    }
    if (!review->work) {
        review->told = slice_begin();
        review->work = work_start(look_on, review->run);
    }
}

bool review_scan(Review *review, bool *tell)
{
    Run *run = review->run;
    eventfd_t count;
    if (run->event >= 0)
        (void)!eventfd_read(run->event, &count);
    pthread_mutex_lock(&run->mutex);
    bool more = !is_done(run) || run->asked_count > 0, changed = run->changed;
    pthread_mutex_unlock(&run->mutex);
    if (more)
        start(review);
    more = more || review_is_running(review);
    *tell = (more || changed) && slice_tell(&review->told, !more);
    if (*tell) {
        pthread_mutex_lock(&run->mutex);
        run->changed = false;
        pthread_mutex_unlock(&run->mutex);
        review->sole_known = false;
    }
    return more || (changed && !*tell);
}

size_t review_watch(const Review *review, struct pollfd *fds, size_t room)
{
    if (review->run->event < 0 || room == 0)
        return 0;
    fds[0] = (struct pollfd){.fd = review->run->event, .events = POLLIN};
    return 1;
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
    return review->work && !work_is_done(review->work);
}

bool review_phones_unchecked(const Review *review)
{
    pthread_mutex_lock(&review->run->mutex);
    bool unchecked = review->run->phones_unchecked;
    pthread_mutex_unlock(&review->run->mutex);
    return unchecked;
}

/* Asks the thread, with the mutex; once. */
static void ask(Run *run, size_t index, int kind)
{
    for (size_t i = 0; i < run->asked_count; i++)
        if (run->asked[i].index == index && run->asked[i].kind == kind)
            return;
    run->asked =
        memory_reserve(run->asked, &run->asked_capacity, run->asked_count + 1, sizeof *run->asked);
    run->asked[run->asked_count++] = (Asked){index, kind, NULL};
}

void review_renew(Review *review, size_t index, const Contact *contact)
{
    Run *run = review->run;
    if (index >= run->list.count)
        return;
    /* What the thread is reading may be older. */
    bool read_again = review->work || !contact;
    pthread_mutex_lock(&run->mutex);
    if (contact && index < run->scanned) {
        run->known[index] = look(&review->own, run->known[index].concerns, contact);
        run->changed = true;
    }
    if (read_again)
        ask(run, index, RENEW); /* review_scan() starts the thread */
    for (size_t i = 0; i < TEXTS; i++) {
        if (run->texts[i].text && run->texts[i].index == index) {
            free(run->texts[i].text);
            run->texts[i] = (Asked){0};
        }
    }
    pthread_mutex_unlock(&run->mutex);
    review->sole_known = false;
}

static uint64_t find_sole(const Run *run)
{
    const FindingSet nobody = FINDING_BIT(FINDING_NO_CONTACT) | FINDING_BIT(FINDING_SETTINGS);
    uint64_t sole = 0;
    size_t count = 0;
    for (size_t i = 0; i < run->scanned; i++) {
        const Known *known = &run->known[i];
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
    Run *run = review->run;
    *counts = (ReviewCounts){0};
    size_t *unhealthy = counts->unhealthy;
    size_t checked = 0, read = 0, sole = 0;
    pthread_mutex_lock(&run->mutex);
    for (size_t i = 0; i < run->scanned; i++) {
        const Known *known = &run->known[i];
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
    counts->healthy[FINDING_ORPHAN] = counts->healthy[FINDING_STRAY] = 0;
    pthread_mutex_unlock(&run->mutex);
}

bool review_has(Review *review, size_t index, FindingKind kind)
{
    Run *run = review->run;
    pthread_mutex_lock(&run->mutex);
    const Known *known = &run->known[index < run->list.count ? index : 0];
    bool has = index < run->scanned &&
               (kind == FINDING_SAME_RECIPIENT ? known->sole != 0 && has_sole(review)
                                               : (known->set & FINDING_BIT(kind)) != 0);
    pthread_mutex_unlock(&run->mutex);
    return has;
}

char *review_text(Review *review, size_t index, FindingKind kind)
{
    Run *run = review->run;
    char *text = NULL;
    pthread_mutex_lock(&run->mutex);
    for (size_t i = 0; i < TEXTS && !text; i++) {
        const Asked *known = &run->texts[i];
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
