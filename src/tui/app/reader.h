/* reader.h: reads the subscriptions, and what the lists show of their contacts, on a thread of its
 * own, so that no key waits for a disk or for a large file.
 *
 * The list comes in parts, in its order; a summary comes for each subscription that was asked for,
 * or while scanning for all. Subscriptions are told apart by their index in the list.
 */
#ifndef TUI_APP_READER_H
#define TUI_APP_READER_H

#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum SummaryState { SUMMARY_UNKNOWN = 0, SUMMARY_READ, SUMMARY_UNREADABLE } SummaryState;

/* What the lists show of a contact. */
typedef struct Summary {
    unsigned char state; /* SummaryState */
    bool asked;          /* it is being read */
    bool alerts, phone;
    uint32_t addresses;
} Summary;

/* What they show of this one. */
Summary summary_of(const Contact *contact);

/* Some subscriptions, of `total`; with `first` 0 the list begins, perhaps anew. */
typedef struct ReaderPart {
    SubscriptionList list;
    size_t first, total;
    char **texts; /* of each "name\nid", folded (base/fold.h); they lie in `block` */
    char *block;
} ReaderPart;

typedef struct ReaderSummary {
    size_t index;
    Summary summary;
} ReaderSummary;

/* What has been read since reader_take() was called last. */
typedef struct ReaderNews {
    ReaderPart *parts;
    size_t part_count;
    ReaderSummary *summaries; /* of the list that has been given whole, or is being given */
    size_t summary_count;
    bool done, failed;    /* the list is whole, or can't be read: see `error` */
    StoreVersionTag seen; /* with `done` */
    Error error;          /* with `failed` */
    /* With `done`, where a list had been given whole before: the new index of each of its
     * subscriptions, READER_GONE where it is not there any more. */
    size_t *moved;
    size_t moved_count;
} ReaderNews;

#define READER_GONE ((size_t)-1)

typedef struct Reader Reader; /* opaque: reader_new(), reader_free() */

/* `store` must outlive it. The thread starts with the first thing to read. */
Reader *reader_new(Store *store);
void reader_free(Reader *reader); /* gives up what is left to read; NULL is nothing to do */

/* Reads the list from its beginning; what was read of it and not yet taken is dropped. */
void reader_read(Reader *reader);

/* Reads the contact of a subscription next, again if need be. */
void reader_ask(Reader *reader, size_t index);

/* Whether all contacts are to be read, in their order, when nothing else is to be. */
void reader_scan(Reader *reader, bool scan);

/* Waits until there is news of the list, or until the summaries that were wanted are there, for at
 * most so many milliseconds; -1: as long as it takes. */
void reader_wait(Reader *reader, int milliseconds);

/* Takes the news; reader_news_clear() frees what is left in them. */
void reader_take(Reader *reader, ReaderNews *news);
void reader_news_clear(ReaderNews *news);

#endif
