/* Which part of which item stands in which row of a form. */
#include "base/memory.h"
#include "tui/widgets/form_view_internal.h"
#include "tui/widgets/wrap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AIRY_ROWS     14 /* with so many there are gaps */
#define ALL_HINT_ROWS 10 /* with fewer only the focused item has its hint */
#define TOGGLE_GAP    3
#define LABEL_GAP     2
#define LEAST_FIELD   20 /* columns: with fewer, labels stand above */

static int width_of(const char *text)
{
    return screen_text_width(text, strlen(text));
}

const char *form_view_state(const FormView *view, const FormItem *item)
{
    static char text[256];
    if (item->disabled)
        return item->disabled;
    if (item->kind == FORM_ITEM_TOGGLE)
        return item->value ? view->words.on : view->words.off;
    snprintf(text, sizeof text, "%s%s%s", view->words.choice, item->choices[item->choice],
             view->words.choice_end);
    return text;
}

int form_view_hint_rows(const FormView *view)
{
    if (view->field_column == 0 || view->area.rows < 3)
        return 0;
    bool any = false;
    for (size_t i = 0; i < view->count; i++)
        any = any || *view->items[i].hint;
    return any ? 1 : 0;
}

static void add_row(FormView *view, FormRow row)
{
    view->rows =
        memory_reserve(view->rows, &view->row_capacity, view->row_count + 1, sizeof *view->rows);
    view->rows[view->row_count++] = row;
}

static void add_wrapped(FormView *view, size_t item, FormPart part, int offset, const char *text)
{
    size_t at = 0, start, used, length = strlen(text);
    int mark = part == PART_PROBLEM ? width_of(view->words.problem_mark) : 0;
    int indent = view->field_column > 0 ? view->field_column + FORM_INDENT : FORM_INDENT;
    int width = view->area.columns - indent - mark;
    while (wrap_line(text, length, width > 1 ? width : 1, &at, &start, &used))
        add_row(view, (FormRow){item, part, offset, start, used});
}

/* Below a field stand its problems, else its hint. */
static void add_status(FormView *view, size_t number)
{
    const FormItem *item = &view->items[number];
    for (size_t i = 0; i < item->problem_count; i++)
        add_wrapped(view, number, PART_PROBLEM, (int)i, item->problems[i].text);
    if (view->field_column > 0)
        return; /* the hint stands below all of them */
    bool focused = number == view->focus;
    bool hinted =
        item->kind == FORM_ITEM_TEXT ? focused || view->area.rows >= ALL_HINT_ROWS : focused;
    if (item->problem_count == 0 && hinted)
        add_wrapped(view, number, PART_HINT, 0, item->hint);
}

/* A field of many lines grows with its text into the rows that nothing else needs. */
static int field_rows(const FormView *view, const FormItem *item)
{
    int most = view->area.rows > 3 ? view->area.rows - 2 : 1;
    int rows = item->rows;
    if (item->rows > 1 && view->spare_rows > 0) {
        size_t lines = text_lines(textfield_text(item->field));
        int grown = item->rows + view->spare_rows;
        rows = lines < (size_t)grown ? (int)lines : grown;
        rows = rows > item->rows ? rows : item->rows;
    }
    return rows < most ? rows : most;
}

static void add_text(FormView *view, size_t number)
{
    const FormItem *item = &view->items[number];
    if (view->field_column == 0)
        add_row(view, (FormRow){.item = number, .part = PART_LABEL});
    for (int i = 0; i < field_rows(view, item); i++)
        add_row(view, (FormRow){.item = number, .part = PART_FIELD, .offset = i});
    int width = width_of(item->label) + TOGGLE_GAP + width_of(item->note);
    if (view->field_column > 0 || width > view->area.columns)
        add_wrapped(view, number, PART_NOTE, 0, item->note);
    add_status(view, number);
}

static void add_toggle(FormView *view, size_t number)
{
    const FormItem *item = &view->items[number];
    int width = view->toggle_column + width_of(form_view_state(view, item));
    if (width > view->area.columns)
        add_row(view, (FormRow){.item = number, .part = PART_LABEL});
    add_row(view, (FormRow){.item = number, .part = PART_TOGGLE});
    if (*item->note)
        add_wrapped(view, number, PART_NOTE, 0, item->note);
    add_status(view, number);
}

static bool is_switch(const FormItem *item)
{
    return item->kind == FORM_ITEM_TOGGLE || item->kind == FORM_ITEM_CHOICE;
}

static void add_item(FormView *view, size_t number)
{
    const FormItem *item = &view->items[number];
    bool beside = view->field_column > 0 && item->kind != FORM_ITEM_BUTTON;
    if (number > 0 && view->area.rows >= AIRY_ROWS && !beside &&
        (!is_switch(item) || !is_switch(&view->items[number - 1])))
        add_row(view, (FormRow){.item = number, .part = PART_GAP});
    if (item->kind == FORM_ITEM_TEXT)
        add_text(view, number);
    else if (is_switch(item))
        add_toggle(view, number);
    else
        add_row(view, (FormRow){.item = number, .part = PART_BUTTON});
}

static void add_items(FormView *view)
{
    for (size_t i = 0; i < view->count; i++)
        add_item(view, i);
}

/* Scrolls so that the label, field and first problem of the focused item are to be seen; where not
 * all of that fits, the problem is worth more than the label. */
static void scroll(FormView *view)
{
    int rows = view->area.rows - form_view_hint_rows(view);
    size_t height = rows > 0 ? (size_t)rows : 1;
    size_t first = view->row_count, last = 0;
    bool status = false, problem = false;
    for (size_t i = 0; i < view->row_count; i++) {
        const FormRow *row = &view->rows[i];
        if (row->item != view->focus || row->part == PART_GAP || status)
            continue;
        first = first < i ? first : i;
        last = i;
        status = row->part == PART_PROBLEM || row->part == PART_HINT;
        problem = row->part == PART_PROBLEM;
    }
    if (last - first + 1 > height) {
        if (problem)
            first = last + 1 - height;
        else
            last = first + height - 1;
    }
    if (first < view->top)
        view->top = first;
    if (last >= view->top + height)
        view->top = last + 1 - height;
    if (view->top + height > view->row_count)
        view->top = view->row_count > height ? view->row_count - height : 0;
}

static bool same_place(const FormRow *a, const FormRow *b)
{
    return a->item == b->item && a->part == b->part && a->offset == b->offset;
}

/* Where switches and, with labels beside, fields begin. */
static void find_columns(FormView *view)
{
    int widest = 0;
    view->toggle_column = view->field_column = 0;
    for (size_t i = 0; i < view->count; i++) {
        int width = width_of(view->items[i].label);
        if (view->items[i].kind != FORM_ITEM_BUTTON && width > widest)
            widest = width;
        if (is_switch(&view->items[i]) && width + TOGGLE_GAP > view->toggle_column)
            view->toggle_column = width + TOGGLE_GAP;
    }
    if (view->beside && view->area.columns - widest - LABEL_GAP >= LEAST_FIELD)
        view->field_column = widest + LABEL_GAP;
    if (view->field_column > 0)
        view->toggle_column = view->field_column + FORM_INDENT; /* as a field's text does */
}

int form_view_rows(FormView *view, Area area)
{
    if (!view->laid_out || view->area.columns != area.columns)
        form_view_lay_out(view, area);
    return (int)view->row_count + form_view_hint_rows(view);
}

bool form_view_lay_out(FormView *view, Area area)
{
    FormRow *before = view->rows;
    size_t before_count = view->row_count, before_top = view->top;
    view->rows = NULL;
    view->row_count = view->row_capacity = 0;
    view->area = area;
    find_columns(view);
    view->spare_rows = 0;
    add_items(view);
    view->spare_rows = area.rows - form_view_hint_rows(view) - (int)view->row_count;
    if (view->spare_rows > 0) {
        view->row_count = 0;
        add_items(view);
    }
    scroll(view);
    bool moved = view->row_count != before_count || view->top != before_top;
    for (size_t i = 0; !moved && i < view->row_count; i++)
        moved = !same_place(&view->rows[i], &before[i]);
    free(before);
    view->laid_out = true;
    return moved;
}
