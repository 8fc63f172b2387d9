/* history_internal.h: what history_page.c shares with history_read.c, which fills its list. */
#ifndef TUI_PAGES_HISTORY_HISTORY_INTERNAL_H
#define TUI_PAGES_HISTORY_HISTORY_INTERNAL_H

#include "tui/app/job.h"
#include "tui/app/list.h"
#include "tui/pages/history/history.h"

#define HISTORY_ASKED 64 /* a screenful of rows */

enum { COLUMN_TIME, COLUMN_WHERE, COLUMN_WHO, COLUMN_FROM, COLUMN_WHAT, COLUMN_COUNT };

typedef struct HistoryPage {
    ListPage list;
    bool of_site;
    int columns[COLUMN_COUNT]; /* what each shows */
    Subscription subscription; /* unless it is of the site */
    HistorySource *source;
    HistoryRows rows;
    Job *reading, *wording;       /* NULL: nothing is on the way */
    bool failed;                  /* the history can't be opened */
    bool whole;                   /* all rows are there */
    bool again;                   /* what is on the screen is being read again */
    long look_at;                 /* page_now() when the next look for changes is due */
    int64_t asked[HISTORY_ASKED]; /* versions of which the words are wanted */
    size_t asked_count;
    size_t *by_id; /* the session's subscriptions in the order of their ids; of the site */
    const Subscription *indexed; /* those that are, and how many */
    size_t indexed_count;
    char *text; /* of the cell that was asked for last */
} HistoryPage;

/* The page, without a source and rows. */
HistoryPage *history_page_new(Session *session, const Subscription *subscription);

typedef enum ReadingKind { READ_ALL, READ_NEWS, READ_MORE } ReadingKind;

/* Begins to read all that is seen, or the same if there is news, or more rows. What is being read
 * is not wanted any more. */
void history_read(HistoryPage *page, ReadingKind kind);

/* Begins to make the words that were asked for. */
void history_make_words(HistoryPage *page);

#endif
