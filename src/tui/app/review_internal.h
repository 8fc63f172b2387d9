/* review_internal.h: what the two sides of a review share: the job that reads, and the thread of
 * the keys that asks it.
 */
#ifndef TUI_APP_REVIEW_INTERNAL_H
#define TUI_APP_REVIEW_INTERNAL_H

#include "base/progress.h"
#include "site/delivery/delivery.h"
#include "site/findings/findings_files.h"
#include "tui/app/review.h"

#include <pthread.h>

enum {
    REVIEW_TEXTS = 512, /* that are kept: more than a screen has rows */
    REVIEW_RENEW = -1,  /* as a kind: look at the contact again */
};

/* What is known of one contact. */
typedef struct ReviewKnown {
    FindingSet set;
    bool concerns;
    uint64_t sole; /* hash of the only recipient's address_key(); 0: none, or several */
} ReviewKnown;

/* What the thread is to read, and the text that came of it. */
typedef struct ReviewAsked {
    size_t index;
    int kind; /* FindingKind, or REVIEW_RENEW */
    char *text;
} ReviewAsked;

/* What the job works on. It outlives the review where a disk still keeps the job. */
typedef struct ReviewRun {
    Review *review; /* while that is there */
    const Site *site;
    Store *store;
    SubscriptionList list; /* only the ids */
    Findings findings;     /* the thread's: it remembers phone numbers */
    FindingsFiles *files;  /* the thread's, until they are known */

    pthread_mutex_t mutex; /* of what follows */
    ReviewKnown *known;    /* one a subscription, of which `scanned` are known */
    size_t scanned;
    ReviewAsked *asked;
    size_t asked_count, asked_capacity;
    ReviewAsked texts[REVIEW_TEXTS]; /* the next one takes the place of the oldest */
    size_t next_text;
    DeliveryStatus delivery; /* stays as it was read */
    bool delivery_known;
    Findings found; /* of the site and about files, once they are known */
    bool files_known, phones_unchecked;
    bool changed; /* since review_scan() said so */
    size_t renewed;
} ReviewRun;

/* Lets the findings know what became of messages to addresses, once that was read; with the mutex.
 */
void review_use_delivery(ReviewRun *run, Findings *findings);

/* What `contact` lacks; NULL: it can't be read. */
ReviewKnown review_look(Findings *findings, bool concerns, const Contact *contact);

/* Reads what is not known and what is asked for (the job's run()). `data` is a ReviewRun. */
void review_run(void *data, Progress *progress);

#endif
