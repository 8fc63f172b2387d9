#include "tui/pages/batch_words.h"

#include "core/memory.h"
#include "form/wording.h"

#include <stdlib.h>

static const Form *form(void)
{
    return form_get("batch");
}

char *batch_item_text(const BatchItem *item)
{
    static const char *const names[BATCH_STATES] = {[BATCH_UNREADABLE] = "item_unreadable",
                                                    [BATCH_SAVED] = "item_saved",
                                                    [BATCH_UNSURE] = "item_unsure",
                                                    [BATCH_CONFLICT] = "item_conflict",
                                                    [BATCH_FAILED] = "item_failed"};
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

char *batch_reading_text(const Batch *batch)
{
    return progress_text("reading", batch->count - batch->counts[BATCH_UNREAD], batch->count);
}

char *batch_saving_text(const Batch *batch, size_t all)
{
    return progress_text("saving", all - batch->counts[BATCH_CHANGE], all);
}

char *batch_preview_text(const Batch *batch)
{
    const size_t *counts = batch->counts;
    char *text = NULL;
    if (counts[BATCH_CHANGE] > 0) {
        char *some = words_number(counts[BATCH_CHANGE]), *all = words_number(batch->count);
        text = words_plural(form(), "would", counts[BATCH_CHANGE], some, all);
        free(some);
        free(all);
    } else if (counts[BATCH_SAME] > 0) {
        text = words_count(form(), "nothing", counts[BATCH_SAME], false);
    }
    if (counts[BATCH_UNREADABLE] > 0)
        text = join(text, words_count(form(), "unreadable", counts[BATCH_UNREADABLE], false));
    return text ? text : memory_text("");
}

char *batch_saved_text(const Batch *batch)
{
    const size_t *counts = batch->counts;
    char *text = words_count(form(), "saved", counts[BATCH_SAVED] + counts[BATCH_UNSURE], true);
    if (counts[BATCH_CHANGE] > 0)
        text = join(text, words_count(form(), "left", counts[BATCH_CHANGE], false));
    size_t unsaved = batch_unsaved(batch);
    return unsaved > 0 ? join(text, words_count(form(), "unsaved", unsaved, false)) : text;
}

/* The name of the only one that would change. */
static const char *only_name(const Batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->items[i].state == BATCH_CHANGE)
            return batch->items[i].name;
    }
    return "";
}

char *batch_question_text(const Batch *batch)
{
    size_t count = batch->counts[BATCH_CHANGE], comments = batch_comments(batch);
    char *number = words_number(count);
    char *question = words_plural(form(), "ask", count, number, only_name(batch));
    free(number);
    return comments > 0 ? join(question, words_count(form(), "comments", comments, false))
                        : question;
}
