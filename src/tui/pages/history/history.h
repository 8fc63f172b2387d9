/* history.h: what the pages History and Change share. */
#ifndef TUI_PAGES_HISTORY_HISTORY_H
#define TUI_PAGES_HISTORY_HISTORY_H

#include "site/history.h"
#include "tui/pages/pages.h"

/* The page of one change, which it copies; `history` must outlive it. */
Page *history_change_new(Session *session, History *history, const HistoryChange *change);

/* Opens the form of the change's subscription with what the change left, not saved; or says why
 * that can't be done. */
void history_restore(Session *session, History *history, const HistoryChange *change);

/* "2026-11-23 09:14", as UTC has it. The caller frees it. */
char *history_time(int64_t time);

#endif
