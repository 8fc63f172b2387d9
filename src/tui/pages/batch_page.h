/* batch_page.h: the preview of a change of many subscriptions, and the save of it. */
#ifndef TUI_PAGES_BATCH_PAGE_H
#define TUI_PAGES_BATCH_PAGE_H

#include "site/batch.h"
#include "tui/pages/page.h"

/* `batch` is moved into the page, which reads and saves it. `*saved` becomes true once all that
 * should be is saved; it must live as long as the page. */
Page *batch_page_new(Session *session, Batch *batch, bool *saved);

/* What the change does to one of them, in full. */
Page *batch_item_page_new(Session *session, const Batch *batch, const BatchItem *item);

#endif
