/* The drawing of a form, row by row. */
#include "tui/widgets/form_view_internal.h"

#include <string.h>

#define WIDEST        100 /* longer lines are hard to read */
#define NOTE_DISTANCE 3

static void draw_label(const FormView *view, const FormItem *item, int row, bool focused)
{
    const Area *area = &view->area;
    int used = screen_text(row, area->column, area->columns, focused ? STYLE_TITLE : STYLE_LABEL,
                           item->label);
    int width = screen_text_width(item->note, strlen(item->note));
    if (item->kind != FORM_ITEM_TEXT || width == 0 || used + NOTE_DISTANCE + width > area->columns)
        return;
    int at = screen_plain() ? used + NOTE_DISTANCE : area->columns - width;
    screen_text(row, area->column + at, width, item->note_style, item->note);
}

/* A narrow window has the label on a row of its own. */
static void draw_toggle(const FormView *view, const FormItem *item, int row, bool focused)
{
    const Area *area = &view->area;
    const char *state = form_view_state(view, item);
    int width = screen_text_width(state, strlen(state));
    int at = view->toggle_column;
    if (at + width > area->columns)
        at = FORM_INDENT;
    else
        screen_text(row, area->column, at,
                    focused          ? STYLE_TITLE
                    : item->disabled ? STYLE_HINT
                                     : STYLE_LABEL,
                    item->label);
    Style style = focused ? STYLE_FOCUS : item->disabled ? STYLE_HINT : STYLE_NORMAL;
    screen_text(row, area->column + at, area->columns - at, style, state);
    if (focused)
        screen_cursor(row, area->column + at + 1);
}

static void draw_button(const FormView *view, const FormItem *item, int row, bool focused)
{
    const Area *area = &view->area;
    Style style = focused ? STYLE_FOCUS : STYLE_NORMAL;
    const char *parts[] = {view->words.button, item->label, view->words.button_end};
    int at = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        at += screen_text(row, area->column + at, area->columns - at, style, parts[i]);
    if (focused)
        screen_cursor(row, area->column + screen_text_width(parts[0], strlen(parts[0])));
}

static void draw_wrapped(const FormView *view, const FormItem *item, const FormRow *line, int row)
{
    const Area *area = &view->area;
    const char *text = line->part == PART_NOTE ? item->note : item->hint;
    Style style = line->part == PART_NOTE ? item->note_style : STYLE_HINT;
    int at = view->field_column + FORM_INDENT;
    if (line->part == PART_PROBLEM) {
        const FormProblem *problem = &item->problems[line->offset];
        const char *mark = problem->notice ? view->words.notice_mark : view->words.problem_mark;
        text = problem->text;
        style = problem->notice ? STYLE_NORMAL : STYLE_PROBLEM;
        if (line->start == 0)
            screen_text(row, area->column + at, area->columns - at, style, mark);
        at += screen_text_width(mark, strlen(mark));
    }
    screen_text_n(row, area->column + at, area->columns - at, style, text + line->start,
                  line->length, true);
}

/* Beside the field, which draws itself. */
static void draw_label_beside(const FormView *view, const FormItem *item, const FormRow *line,
                              int row, bool focused)
{
    const Area *area = &view->area;
    if (view->field_column > 0 && line->offset == 0)
        screen_text(row, area->column, view->field_column, focused ? STYLE_TITLE : STYLE_LABEL,
                    item->label);
}

static void draw_row(const FormView *view, const FormRow *line, int row)
{
    const FormItem *item = &view->items[line->item];
    bool focused = view->active && line->item == view->focus;
    screen_fill(row, view->area.column, view->area.columns, STYLE_NORMAL);
    switch (line->part) {
    case PART_LABEL:
        draw_label(view, item, row, focused);
        break;
    case PART_TOGGLE:
        draw_toggle(view, item, row, focused);
        break;
    case PART_BUTTON:
        draw_button(view, item, row, focused);
        break;
    case PART_NOTE:
    case PART_PROBLEM:
    case PART_HINT:
        draw_wrapped(view, item, line, row);
        break;
    case PART_FIELD:
        draw_label_beside(view, item, line, row, focused);
        break;
    case PART_GAP:
        break;
    }
}

/* The rows of a field that are on the screen, as one area; no rows where it is not. */
static Area field_area(const FormView *view, size_t number)
{
    Area area = {.column = view->area.column + view->field_column,
                 .columns = view->area.columns - view->field_column};
    for (int i = 0; i < view->area.rows - form_view_hint_rows(view); i++) {
        size_t index = view->top + (size_t)i;
        if (index >= view->row_count || view->rows[index].item != number ||
            view->rows[index].part != PART_FIELD)
            continue;
        if (area.rows == 0)
            area.row = view->area.row + i;
        area.rows++;
    }
    return area;
}

static void draw_fields(FormView *view, bool all)
{
    for (size_t i = 0; i < view->count; i++) {
        FormItem *item = &view->items[i];
        bool focused = view->active && i == view->focus;
        if (item->kind == FORM_ITEM_TEXT && (all || focused || item->field_dirty || item->dirty)) {
            Area area = field_area(view, i);
            if (area.rows > 0) {
                textfield_place(item->field, area.row, area.column, area.columns, area.rows);
                textfield_draw(item->field, focused, all || item->dirty);
            }
        }
        item->field_dirty = item->dirty = false;
    }
}

/* The hint of the focused item, below all of them. */
static void draw_hint(const FormView *view)
{
    const Area *area = &view->area;
    if (form_view_hint_rows(view) == 0)
        return;
    int row = area->row + area->rows - 1;
    const FormItem *item = &view->items[view->focus];
    screen_fill(row, area->column, area->columns, STYLE_NORMAL);
    if (view->active)
        screen_text(row, area->column, area->columns, STYLE_HINT, item->hint);
}

void form_view_draw(FormView *view, Area area, bool all)
{
    const Area *old = &view->area;
    area.columns = area.columns < WIDEST ? area.columns : WIDEST;
    bool same = old->row == area.row && old->column == area.column && old->rows == area.rows &&
                old->columns == area.columns;
    all = all || view->all || !same;
    if ((!view->laid_out || !same) && form_view_lay_out(view, area))
        all = true;
    for (int i = 0; i < area.rows - form_view_hint_rows(view); i++) {
        size_t index = view->top + (size_t)i;
        if (index >= view->row_count) {
            if (all)
                screen_fill(area.row + i, area.column, area.columns, STYLE_NORMAL);
        } else if (all || view->items[view->rows[index].item].dirty) {
            draw_row(view, &view->rows[index], area.row + i);
        }
    }
    bool moved = view->hinted != view->focus || view->hint_active != view->active;
    draw_fields(view, all);
    if (all || moved)
        draw_hint(view);
    view->hinted = view->focus;
    view->hint_active = view->active;
    view->all = false;
}
