/* history.h: what the pages History and Change share. */
#ifndef TUI_PAGES_HISTORY_HISTORY_H
#define TUI_PAGES_HISTORY_HISTORY_H

#include "site/history.h"
#include "tui/app/opening.h"
#include "tui/pages/pages.h"

/* The history that the page shows, open for reading. The thread of the keys asks it nothing: what
 * does is a job with the source as its queue. */
typedef struct HistorySource {
    Site *site;
    char *id;         /* of the subscription; NULL: of the site */
    History *history; /* of the jobs; NULL: not open yet */
} HistorySource;

/* Opens nothing yet. history_source_free() closes it in the background, once the jobs that were
 * started before have ended: nothing must use it any more. */
HistorySource *history_source_new(Site *site, const char *id);
void history_source_free(HistorySource *source); /* NULL is nothing to do */

/* For a job: opens it, or holds what is in the file against it. False and the error. */
bool history_source_look(HistorySource *source, Error *error);

/* For a job: calls `each` for at most `limit` changes below the version `below` (0: from the latest
 * one on). False and the error. */
bool history_source_changes(HistorySource *source, int64_t below, size_t limit, HistoryEach each,
                            void *data, Error *error);

/* One row of the list. */
typedef struct HistoryRow {
    HistoryChange change; /* a copy */
    char *who;
    char *what;  /* takes work to say: NULL until it was asked for and made */
    bool wanted; /* it was asked for */
} HistoryRow;

typedef struct HistoryRows {
    HistoryRow *items; /* the latest first */
    size_t count, capacity;
} HistoryRows;

/* For history_source_changes(): adds the change to the HistoryRows `data`. */
bool history_rows_add(const HistoryChange *change, void *data);
void history_rows_clear(HistoryRows *rows);

/* The row of a version; the count of rows where there is none. */
size_t history_rows_find(const HistoryRows *rows, int64_t version);

/* The texts of the same changes in `from` go to `rows`. */
void history_rows_keep_texts(HistoryRows *rows, HistoryRows *from);

/* Opens the page of one change, which is copied; `source` must outlive it. */
void history_change_open(Session *session, HistorySource *source, const HistoryChange *change);

/* Opens the form of the change's subscription with what the change left, not saved; or says why
 * that can't be done. */
void history_restore(Session *session, HistorySource *source, const HistoryChange *change);

/* "2026-11-23 09:14", as UTC has it. The caller frees it. */
char *history_time(int64_t time);

#endif
