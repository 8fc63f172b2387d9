/* bulk_plan_words.h: how a change of many subscriptions stands, in the words of the form "batch".
 * The caller frees each text. */
#ifndef TUI_PAGES_BULK_BULK_PLAN_WORDS_H
#define TUI_PAGES_BULK_BULK_PLAN_WORDS_H

#include "site/bulk_plan.h"

/* How one of them is. */
char *bulk_plan_item_text(const BulkPlanItem *item);

/* How far the reading is; and the saving of `all`. */
char *bulk_plan_reading_text(const BulkPlan *plan);
char *bulk_plan_saving_text(const BulkPlan *plan, size_t all);

/* What a save would do, when all are read; and what became of it. */
char *bulk_plan_preview_text(const BulkPlan *plan);
char *bulk_plan_saved_text(const BulkPlan *plan);

/* Whether to save those that would change. */
char *bulk_plan_question_text(const BulkPlan *plan);

#endif
