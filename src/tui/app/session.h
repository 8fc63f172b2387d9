/* session.h: what all pages of one run of the editor share: the site, its subscriptions, and what
 * is known about the contacts of each.
 *
 * Nothing is read before it is needed, and nothing here waits for a disk unless it says so: a
 * thread reads (reader.h), and session_tick() takes over what it has read. The list grows from its
 * beginning while it is read for the first time; read again, it is replaced when all is there. A
 * contact is read when its row is seen, or all are while a page counts them (session_scan).
 */
#ifndef TUI_APP_SESSION_H
#define TUI_APP_SESSION_H

#include "core/subscription.h"
#include "site/site.h"
#include "store/drafts/drafts.h"
#include "tui/app/reader.h"
#include "tui/app/review.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Stack Stack;

/* What the last session_tick() brought. Flags. */
typedef enum SessionNews {
    SESSION_ROWS = 1,      /* more subscriptions, behind those that were there */
    SESSION_SUMMARIES = 2, /* of contacts that were asked for */
    SESSION_LOADED = 4,    /* the list is whole */
    SESSION_MOVED = 8,     /* it is another one than before: session_moved() */
    SESSION_FAILED = 16,   /* it can't be read: session->error */
} SessionNews;

/* Texts to look for names and ids in, one a subscription, in blocks of memory. */
typedef struct SessionTexts {
    char **items;
    size_t count, capacity;
    char **blocks;
    size_t block_count, block_capacity;
} SessionTexts;

typedef struct Session {
    Site *site;
    bool demo;
    Stack *stack;
    Reader *reader; /* once something was read */
    bool loaded;    /* the list is whole */
    bool reading;
    SubscriptionList subscriptions; /* all, or while it is not loaded the first of them */
    SessionTexts texts;
    size_t total; /* of the subscriptions, where the first of them are there */
    StoreVersionTag seen;
    SubscriptionList next; /* what is being read again */
    SessionTexts next_texts;
    size_t *moved; /* with SESSION_MOVED */
    size_t moved_count;
    Error error;
    unsigned news, unseen; /* SessionNews: of the last tick; since then */
    Summary *summaries;
    size_t summary_count, summary_capacity;
    bool *marks; /* session_is_marked() */
    size_t marked, mark_count, mark_capacity;
    size_t asked;   /* summaries that are being read */
    int patience;   /* milliseconds that may still be waited, so that a small site needs no "..." */
    bool scanning;  /* the reader was told to */
    bool scan_used; /* a page has asked for it since the last tick */
    long long told; /* of session_scan(): see refresh_is_due() */
    size_t scanned; /* subscriptions from the first on whose summaries are known */
    size_t missing, unreadable; /* of all that are known; missing: that findings_concern() */
    Review *review;             /* session_review() */
    Drafts *drafts;             /* session_drafts() */
} Session;

/* Waits for all jobs, which may use it. */
void session_clear(Session *session);

/* What time it is: seconds since 1970-01-01 00:00:00 UTC. */
int64_t session_now(const Session *session);

/* The drafts of this user for the site. */
Drafts *session_drafts(Session *session);

/* What is found to be missing or wrong: of the subscriptions when they are loaded, until they are
 * read again. */
Review *session_review(Session *session);

/* Begins to read the subscriptions, unless they are there or on the way. After SESSION_FAILED it
 * tries again. */
void session_begin(Session *session);

/* Begins to read the subscriptions again; until all are there everything is as before, and also
 * where reading fails. */
void session_begin_again(Session *session);

/* Takes over what has been read. Returns the milliseconds until it wants to be called again, -1 for
 * never. Before pages look at session->news. */
int session_tick(Session *session);

/* Reads the subscriptions, unless they are there; waits for them. */
bool session_load(Session *session, Error *error);

/* Reads the subscriptions again, waits for them, and forgets all summaries. Where reading fails all
 * is as before. */
bool session_reread(Session *session, Error *error);

/* The index now of what was at `index` before SESSION_MOVED; READER_GONE. */
size_t session_moved(const Session *session, size_t index);

/* Adds a subscription to those of `store`: what somebody else has added meanwhile is kept. For a
 * job: it waits for the disk. session_begin_again() after it. */
StoreSave session_add(Store *store, const Subscription *subscription, Error *error);

/* The index of a subscription; false where there is none. */
bool session_find(const Session *session, const char *id, size_t *index);

/* What is known of a subscription's contact, read if need be: waits. */
const Summary *session_summary(Session *session, size_t index);

/* Likewise, but does not wait: where it is not known yet it is SUMMARY_UNKNOWN, and
 * SESSION_SUMMARIES tells when that has changed. */
const Summary *session_peek(Session *session, size_t index);

/* The contact of subscription `id` is this now. */
void session_contact_saved(Session *session, const char *id, const Contact *contact);

/* Its summary is not to be trusted any more. */
void session_contact_forget(Session *session, size_t index);

/* For the tick() of a page that wants all summaries: has them read. False once all are known.
 * `*tell`: it is time to show how far it is, a few times a second and at the end: a slow line has
 * no room for more. */
bool session_scan(Session *session, bool *tell);

/* While it is true, tick() returns this: milliseconds. */
#define SESSION_SCAN_WAIT 30

/* Which subscriptions a user has marked, to do the same with all of them: session->marked is how
 * many. They stay marked when the list is read again. */
bool session_is_marked(const Session *session, size_t index);
void session_mark(Session *session, size_t index, bool marked);

/* Name and id of a subscription, folded for strstr() with a folded filter. */
const char *session_folded(const Session *session, size_t index);

/* "12,000 of 100,000 read", while the list is on its way; NULL else. The caller frees it. */
char *session_progress(const Session *session);

#endif
