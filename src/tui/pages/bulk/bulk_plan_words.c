#include "tui/pages/bulk/bulk_plan_words.h"

#include "base/memory.h"
#include "form/wording.h"

#include <stdlib.h>

static const Form *form(void)
{
    return form_get("batch");
}

char *bulk_plan_item_text(const BulkPlanItem *item)
{
    static const char *const names[BULK_PLAN_STATES] = {[BULK_PLAN_UNREADABLE] = "item_unreadable",
                                                        [BULK_PLAN_SAVED] = "item_saved",
                                                        [BULK_PLAN_UNSURE] = "item_unsure",
                                                        [BULK_PLAN_CONFLICT] = "item_conflict",
                                                        [BULK_PLAN_FAILED] = "item_failed"};
    const char *name = names[item->state], *text = item->text ? item->text : "";
    return name ? words(form(), name, text) : memory_text(text);
}

/* Adds a sentence to a text; both are taken. */
static char *join(char *text, char *sentence)
{
    if (!text)
        return sentence;
    char *longer = memory_format("%s %s", text, sentence);
    free(text);
    free(sentence);
    return longer;
}

static char *progress_text(const char *name, size_t done, size_t all)
{
    char *some = words_number(done), *whole = words_number(all);
    char *text = words(form(), name, some, whole);
    free(some);
    free(whole);
    return text;
}

char *bulk_plan_reading_text(const BulkPlan *plan)
{
    return progress_text("reading", plan->count - plan->counts[BULK_PLAN_UNREAD], plan->count);
}

char *bulk_plan_saving_text(const BulkPlan *plan, size_t all)
{
    return progress_text("saving", all - plan->counts[BULK_PLAN_CHANGE], all);
}

char *bulk_plan_preview_text(const BulkPlan *plan)
{
    const size_t *counts = plan->counts;
    char *text = NULL;
    if (counts[BULK_PLAN_CHANGE] > 0) {
        char *some = words_number(counts[BULK_PLAN_CHANGE]), *all = words_number(plan->count);
        text = words_plural(form(), "would", counts[BULK_PLAN_CHANGE], some, all);
        free(some);
        free(all);
    } else if (counts[BULK_PLAN_SAME] > 0) {
        text = words_count(form(), "nothing", counts[BULK_PLAN_SAME], false);
    }
    if (counts[BULK_PLAN_UNREADABLE] > 0)
        text = join(text, words_count(form(), "unreadable", counts[BULK_PLAN_UNREADABLE], false));
    return text ? text : memory_text("");
}

char *bulk_plan_saved_text(const BulkPlan *plan)
{
    const size_t *counts = plan->counts;
    char *text =
        words_count(form(), "saved", counts[BULK_PLAN_SAVED] + counts[BULK_PLAN_UNSURE], true);
    if (counts[BULK_PLAN_CHANGE] > 0)
        text = join(text, words_count(form(), "left", counts[BULK_PLAN_CHANGE], false));
    size_t unsaved = bulk_plan_unsaved(plan);
    return unsaved > 0 ? join(text, words_count(form(), "unsaved", unsaved, false)) : text;
}

/* The name of the only one that would change. */
static const char *only_name(const BulkPlan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        if (plan->items[i].state == BULK_PLAN_CHANGE)
            return plan->items[i].name;
    }
    return "";
}

char *bulk_plan_question_text(const BulkPlan *plan)
{
    size_t count = plan->counts[BULK_PLAN_CHANGE], comments = bulk_plan_comments(plan);
    char *number = words_number(count);
    char *question = words_plural(form(), "ask", count, number, only_name(plan));
    free(number);
    return comments > 0 ? join(question, words_count(form(), "comments", comments, false))
                        : question;
}
