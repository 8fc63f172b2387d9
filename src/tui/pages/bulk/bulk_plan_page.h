/* bulk_plan_page.h: the preview of a change of many subscriptions, and the save of it. */
#ifndef TUI_PAGES_BULK_BULK_PLAN_PAGE_H
#define TUI_PAGES_BULK_BULK_PLAN_PAGE_H

#include "site/bulk_plan.h"
#include "tui/app/page.h"

/* `batch` is moved into the page, which reads and saves it. `*saved` becomes true once all that
 * should be is saved; it must live as long as the page. */
Page *bulk_plan_page_new(Session *session, BulkPlan *plan, bool *saved);

/* What the change does to one of them, in full. */
Page *bulk_plan_item_page_new(Session *session, const BulkPlan *plan, const BulkPlanItem *item);

#endif
