/* sent_today_days.c: the last thirty days, with a bar for each. */
#include "base/memory.h"
#include "tui/pages/mail/sent_today_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    COLUMN_DAY,
    COLUMN_SENT,
    COLUMN_HELD,
    COLUMN_FAILED,
    COLUMN_UNHEARD,
    COLUMN_BAR,
    COLUMN_COUNT
};

enum { LONGEST_BAR = 24 /* columns */ };

static size_t total_of(const SentDayCount *count)
{
    return count->sent + count->held + count->failed + count->unheard;
}

static size_t count_rows(void *data)
{
    return ((SentPage *)data)->records.zone ? SENT_DAYS : 0;
}

/* Adds a part of a bar: at least one sign for anything, and else in proportion to the longest. */
static void add_part(char *bar, size_t size, const char *sign, size_t count, size_t most)
{
    size_t signs = count == 0 ? 0 : 1 + (count - 1) * LONGEST_BAR / (most > 0 ? most : 1);
    for (size_t used = strlen(bar); signs > 0 && used + strlen(sign) < size;
         signs--, used += strlen(sign))
        memcpy(bar + used, sign, strlen(sign) + 1);
}

static const char *bar_of(SentPage *page, const SentDayCount *count)
{
    static const char *const blocks[] = {"\u2588", "\u2591", "\u2592", "!"};
    static const char *const letters[] = {"#", "-", "x", "!"};
    const char *const *signs = screen_ascii() ? letters : blocks;
    const size_t parts[] = {count->sent, count->held, count->failed, count->unheard};
    size_t most = LONGEST_BAR;
    for (int i = 0; i < SENT_DAYS; i++) {
        size_t total = total_of(&page->records.days[i]);
        most = total > most ? total : most;
    }
    page->text[0] = '\0';
    for (int i = 0; i < 4; i++)
        add_part(page->text, sizeof page->text, signs[i], parts[i], most);
    return page->text;
}

static const char *cell(void *data, size_t row, size_t column, Style *style)
{
    SentPage *page = data;
    const SentDayCount *count = &page->records.days[row];
    const size_t numbers[COLUMN_COUNT] = {[COLUMN_SENT] = count->sent,
                                          [COLUMN_HELD] = count->held,
                                          [COLUMN_FAILED] = count->failed,
                                          [COLUMN_UNHEARD] = count->unheard};
    if (column == COLUMN_DAY) {
        sent_day_text(page->records.today - (Day)row, page->text, sizeof page->text);
        return page->text;
    }
    if (column == COLUMN_BAR)
        return bar_of(page, count);
    if (numbers[column] == 0)
        return "";
    if (column == COLUMN_FAILED || column == COLUMN_UNHEARD)
        *style = STYLE_PROBLEM;
    char *number = words_number(numbers[column]);
    snprintf(page->text, sizeof page->text, "%s", number);
    free(number);
    return page->text;
}

ListView *sent_days_new(SentPage *page)
{
    const Form *form = page->page.form, *list = form_get("list");
    const ListColumn columns[COLUMN_COUNT] = {
        [COLUMN_DAY] = {form_text(form, "day"), 10, 10, 0, false},
        [COLUMN_SENT] = {form_text(form, "sent_title"), 6, 9, 1, true},
        [COLUMN_HELD] = {form_text(form, "held_title"), 6, 9, 3, true},
        [COLUMN_FAILED] = {form_text(form, "failed_title"), 6, 9, 2, true},
        [COLUMN_UNHEARD] = {form_text(form, "unheard_title"), 6, 12, 1, true},
        [COLUMN_BAR] = {"", 10, 0, 4, false},
    };
    const ListSource source = {.data = page, .count = count_rows, .cell = cell};
    const ListWords view_words = {.filter = form_text(list, "filter"),
                                  .no_match = form_text(list, "no_match"),
                                  .empty = form_text(form, "reading"),
                                  .marker = form_text(list, "marker")};
    return list_view_new(columns, COLUMN_COUNT, &source, &view_words);
}
