/* Test alert: the table of the recipients, with what becomes of each of them. */
#include "base/fold.h"
#include "base/memory.h"
#include "core/limits.h"
#include "tui/app/list.h"
#include "tui/pages/mail/alert_preview_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMN_RECIPIENT, COLUMN_NOW, COLUMN_LEFT, COLUMN_WHY, COLUMN_COUNT };

static size_t row_count(void *data)
{
    return ((AlertPreviewPage *)data)->preview.count;
}

static const char *cell(void *data, size_t row, size_t column, Style *style)
{
    static char text[1024];
    const AlertPreviewPage *page = data;
    const TestRecipient *recipient = &page->preview.rows[row];
    const Form *form = page->form.page.form;
    char number[8];
    char *left;
    switch (column) {
    case COLUMN_RECIPIENT:
        return recipient->address;
    case COLUMN_NOW:
        *style = recipient->send ? STYLE_GOOD : STYLE_NORMAL;
        return form_text(form, recipient->send ? "send" : "hold");
    case COLUMN_LEFT:
        snprintf(number, sizeof number, "%u", recipient->left);
        left = words(form, "left_of", number);
        snprintf(text, sizeof text, "%s", left);
        free(left);
        return text;
    default:
        *style = STYLE_HINT;
        left = limit_reason_translate(recipient->reason);
        snprintf(text, sizeof text, "%s", left);
        free(left);
        return text;
    }
}

static bool match(void *data, size_t row, const char *filter)
{
    const AlertPreviewPage *page = data;
    char *address = fold_text(page->preview.rows[row].address), *wanted = fold_text(filter);
    bool found = strstr(address, wanted) != NULL;
    free(address);
    free(wanted);
    return found;
}

ListView *test_recipients_new(AlertPreviewPage *page)
{
    const Form *form = page->form.page.form, *list = form_get("list");
    static const char *const verdicts[] = {"send", "hold", NULL};
    int now = list_words_width(form, verdicts, 5);
    const ListColumn columns[COLUMN_COUNT] = {
        [COLUMN_RECIPIENT] = {form_text(form, "recipient"), 14, 32, 0, false},
        [COLUMN_NOW] = {form_text(form, "now"), now, now, 0, false},
        [COLUMN_LEFT] = {form_text(form, "left"), 10, 10, 2, false},
        [COLUMN_WHY] = {form_text(form, "why"), 16, 0, 1, false},
    };
    const ListSource source = {.data = page, .count = row_count, .cell = cell, .match = match};
    const ListWords view_words = {.filter = form_text(list, "filter"),
                                  .no_match = form_text(list, "no_match"),
                                  .empty = form_text(form, "empty"),
                                  .marker = form_text(list, "marker")};
    return list_view_new(columns, COLUMN_COUNT, &source, &view_words);
}
