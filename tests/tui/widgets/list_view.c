#include "tui/widgets/list_view.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* Rows called "row 0", "row 1", ...; how often one was looked at for a filter. */
typedef struct Rows {
    size_t count, looked_at;
    char text[32];
} Rows;

static size_t count(void *data)
{
    return ((Rows *)data)->count;
}

static const char *cell(void *data, size_t row, size_t column, Style *style)
{
    Rows *rows = data;
    (void)column;
    (void)style;
    snprintf(rows->text, sizeof rows->text, "row %zu", row);
    return rows->text;
}

static bool match(void *data, size_t row, const char *filter)
{
    Style style;
    ((Rows *)data)->looked_at++;
    return strstr(cell(data, row, 0, &style), filter) != NULL;
}

static ListView *view_of(Rows *rows)
{
    static const ListColumn column = {.title = "Row", .minimum = 5};
    static const ListWords words = {
        .filter = "Filter: ", .no_match = "none", .empty = "empty", .marker = ">"};
    const ListSource source = {.data = rows, .count = count, .cell = cell, .match = match};
    return list_view_new(&column, 1, &source, &words);
}

static void run(ListView *view, const char *command)
{
    const BindingCommand *tables[] = {list_view_commands, list_view_filter_commands};
    for (size_t i = 0; i < 2; i++) {
        for (const BindingCommand *found = tables[i]; found->name; found++) {
            if (strcmp(found->name, command) == 0) {
                found->run(view);
                return;
            }
        }
    }
    cr_assert_fail("no command %s", command);
}

static void type(ListView *view, const char *text)
{
    for (; *text; text++)
        cr_assert(list_view_type(view, (Key){(unsigned char)*text, 0}));
}

Test(list_view, moving_stays_within_the_rows)
{
    Rows rows = {.count = 3};
    ListView *view = view_of(&rows);
    cr_expect_eq(list_view_selected(view), 0);
    run(view, "up");
    cr_expect_eq(list_view_selected(view), 0);
    run(view, "down");
    run(view, "down");
    run(view, "down");
    cr_expect_eq(list_view_selected(view), 2);
    run(view, "first");
    cr_expect_eq(list_view_selected(view), 0);
    run(view, "last");
    cr_expect_eq(list_view_selected(view), 2);
    run(view, "page-up");
    cr_expect_eq(list_view_selected(view), 1); /* nothing was drawn: a screen is one row */
    list_view_free(view);
}

Test(list_view, an_empty_list_has_no_selection)
{
    Rows rows = {.count = 0};
    ListView *view = view_of(&rows);
    cr_expect_eq(list_view_selected(view), LIST_NONE);
    run(view, "down");
    run(view, "last");
    cr_expect_eq(list_view_selected(view), LIST_NONE);
    rows.count = 2;
    list_view_reload(view);
    cr_expect_eq(list_view_selected(view), 1); /* the last one, as wanted */
    run(view, "up");
    rows.count = 0;
    list_view_reload(view);
    rows.count = 2;
    list_view_reload(view);
    cr_expect_eq(list_view_selected(view), 0);
    list_view_free(view);
}

Test(list_view, what_is_about_rows_that_are_still_to_come_must_wait)
{
    Rows rows = {.count = 0};
    ListView *view = view_of(&rows);
    cr_expect(list_view_must_wait(view, NULL, true));
    cr_expect(list_view_must_wait(view, "down", true));
    cr_expect_not(list_view_must_wait(view, NULL, false));
    cr_expect_not(list_view_must_wait(view, "last", true));
    cr_expect(list_view_must_wait(view, "page-down", false)); /* how far, the first drawing says */
    rows.count = 2;
    list_view_extend(view);
    cr_expect_not(list_view_must_wait(view, NULL, true));
    cr_expect_not(list_view_must_wait(view, "down", true));
    run(view, "down");
    cr_expect(list_view_must_wait(view, "down", true));
    cr_expect_not(list_view_must_wait(view, "up", true));
    run(view, "last");
    cr_expect(list_view_must_wait(view, NULL, true));
    cr_expect(list_view_must_wait(view, "up", true));
    cr_expect_not(list_view_must_wait(view, "first", true));
    rows.count = 5;
    list_view_extend(view);
    cr_expect_eq(list_view_selected(view), 4);
    cr_expect_not(list_view_must_wait(view, NULL, false));
    list_view_free(view);
}

Test(list_view, the_filter_follows_what_is_typed)
{
    Rows rows = {.count = 1000};
    ListView *view = view_of(&rows);
    run(view, "filter");
    cr_expect(list_view_typing(view));
    type(view, "w 12");
    cr_expect_eq(list_view_shown(view), 11); /* 12, 120 to 129 */
    cr_expect_eq(list_view_selected(view), 12);
    rows.looked_at = 0;
    type(view, "5");
    cr_expect_eq(list_view_shown(view), 1);
    cr_expect_eq(rows.looked_at, 11, "a longer filter looks at what the shorter one left");
    cr_expect_eq(list_view_selected(view), 125);
    run(view, "filter-delete");
    cr_expect_eq(list_view_shown(view), 11);
    cr_expect_eq(list_view_selected(view), 125, "the choice stays");
    run(view, "filter-clear");
    cr_expect_eq(list_view_shown(view), 1000);
    cr_expect_eq(list_view_selected(view), 125);
    cr_expect_not(list_view_filtered(view));
    list_view_free(view);
}

Test(list_view, a_filter_that_matches_nothing_selects_nothing)
{
    Rows rows = {.count = 10};
    ListView *view = view_of(&rows);
    run(view, "filter");
    type(view, "zzz");
    cr_expect_eq(list_view_shown(view), 0);
    cr_expect_eq(list_view_selected(view), LIST_NONE);
    run(view, "filter-empty");
    cr_expect_eq(list_view_shown(view), 10);
    list_view_free(view);
}

Test(list_view, control_characters_of_a_paste_stay_out_of_the_filter)
{
    Rows rows = {.count = 10};
    ListView *view = view_of(&rows);
    run(view, "filter");
    list_view_paste(view, "\x1b\x07 3\n", 5);
    cr_expect_eq(list_view_shown(view), 1);
    cr_expect_eq(list_view_selected(view), 3);
    list_view_free(view);
}

Test(list_view, rows_that_come_behind_keep_filter_and_choice)
{
    Rows rows = {.count = 10};
    ListView *view = view_of(&rows);
    run(view, "filter");
    type(view, "w 1");
    cr_expect_eq(list_view_shown(view), 1);
    rows.count = 20;
    list_view_extend(view);
    cr_expect_eq(list_view_shown(view), 11);
    cr_expect_eq(list_view_selected(view), 1);
    list_view_free(view);
}

/* Sorted by the last digit of the row, so that many are equal. */
static int compare(void *data, size_t a, size_t b, size_t column)
{
    (void)data;
    (void)column;
    return (int)(a % 10) - (int)(b % 10);
}

static ListView *sorted_view_of(Rows *rows)
{
    static const ListColumn column = {.title = "Row", .minimum = 5};
    static const ListWords words = {.filter = "Filter: ", .up = "^", .down = "v"};
    const ListSource source = {
        .data = rows, .count = count, .cell = cell, .match = match, .compare = compare};
    return list_view_new(&column, 1, &source, &words);
}

static void work(ListView *view)
{
    while (list_view_work(view)) {
    }
}

Test(list_view, sorting_is_stable_in_both_directions)
{
    Rows rows = {.count = 1000};
    ListView *view = sorted_view_of(&rows);
    list_view_sort(view, 0, false);
    work(view);
    for (size_t i = 0; i < 1000; i++)
        cr_expect_eq(list_view_at(view, i), i / 100 + i % 100 * 10, "row %zu", i);
    list_view_sort(view, 0, true);
    work(view);
    for (size_t i = 0; i < 1000; i++)
        cr_expect_eq(list_view_at(view, i), 9 - i / 100 + i % 100 * 10, "row %zu", i);
    list_view_sort(view, LIST_NONE, false);
    for (size_t i = 0; i < 1000; i++)
        cr_expect_eq(list_view_at(view, i), i);
    list_view_free(view);
}

Test(list_view, sorting_takes_the_chosen_row_along_but_stays_at_the_top)
{
    Rows rows = {.count = 20};
    ListView *view = sorted_view_of(&rows);
    list_view_sort(view, 0, true);
    cr_expect_eq(list_view_selected(view), 9); /* the first one */
    list_view_select(view, 13);
    list_view_sort(view, 0, false);
    cr_expect_eq(list_view_selected(view), 13);
    list_view_free(view);
}

Test(list_view, the_order_survives_filter_reload_and_more_rows)
{
    Rows rows = {.count = 12};
    ListView *view = sorted_view_of(&rows);
    list_view_sort(view, 0, true);
    run(view, "filter");
    type(view, "1"); /* rows 1, 10, 11 */
    cr_assert_eq(list_view_shown(view), 3);
    cr_expect_eq(list_view_at(view, 0), 1);
    cr_expect_eq(list_view_at(view, 1), 11);
    cr_expect_eq(list_view_at(view, 2), 10);
    rows.count = 13;
    list_view_extend(view);
    cr_assert_eq(list_view_shown(view), 4);
    cr_expect_eq(list_view_at(view, 3), 12);
    list_view_reload(view);
    work(view);
    cr_expect_eq(list_view_at(view, 0), 12);
    cr_expect_eq(list_view_at(view, 3), 10);
    run(view, "filter-clear");
    cr_expect_eq(list_view_at(view, 0), 9);
    cr_expect_eq(list_view_shown(view), 13);
    bool downwards;
    cr_expect_eq(list_view_sorted(view, &downwards), 0);
    cr_expect(downwards);
    list_view_free(view);
}

Test(list_view, a_filter_is_kept_while_the_keys_go_back_to_the_list)
{
    Rows rows = {.count = 20};
    ListView *view = view_of(&rows);
    run(view, "filter");
    type(view, "1");
    run(view, "filter-keep");
    cr_expect_not(list_view_typing(view));
    cr_expect(list_view_filtered(view));
    cr_expect_eq(list_view_shown(view), 11);
    run(view, "filter");
    type(view, "9");
    cr_expect_eq(list_view_shown(view), 1);
    list_view_free(view);
}
