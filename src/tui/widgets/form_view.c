#include "tui/widgets/form_view.h"

#include "base/memory.h"
#include "tui/widgets/form_view_internal.h"

#include <stdlib.h>
#include <string.h>

FormView *form_view_new(const FormViewWords *words)
{
    FormView *view = memory_new(sizeof *view);
    view->words = *words;
    view->all = view->active = true;
    return view;
}

void form_view_set_beside(FormView *view)
{
    view->beside = true;
}

void form_view_set_active(FormView *view, bool active)
{
    if (view->active != active)
        view->items[view->focus].dirty = true;
    view->active = active;
}

static void clear_problems(FormItem *item)
{
    for (size_t i = 0; i < item->problem_count; i++)
        free(item->problems[i].text);
    free(item->problems);
    item->problems = NULL;
    item->problem_count = 0;
}

void form_view_free(FormView *view)
{
    if (!view)
        return;
    for (size_t i = 0; i < view->count; i++) {
        textfield_free(view->items[i].field);
        free(view->items[i].note);
        clear_problems(&view->items[i]);
    }
    free(view->items);
    free(view->rows);
    free(view);
}

static size_t add(FormView *view, FormItem item)
{
    view->items =
        memory_reserve(view->items, &view->capacity, view->count + 1, sizeof *view->items);
    item.note = memory_text("");
    item.note_style = STYLE_HINT;
    view->items[view->count] = item;
    view->laid_out = false;
    return view->count++;
}

size_t form_view_add_text(FormView *view, const char *label, const char *hint, int rows,
                          bool multiline)
{
    return add(view, (FormItem){.kind = FORM_ITEM_TEXT,
                                .label = label,
                                .hint = hint,
                                .rows = rows,
                                .field = textfield_new(multiline)});
}

size_t form_view_add_toggle(FormView *view, const char *label, const char *hint,
                            const char *disabled)
{
    return add(
        view,
        (FormItem){.kind = FORM_ITEM_TOGGLE, .label = label, .hint = hint, .disabled = disabled});
}

size_t form_view_add_choice(FormView *view, const char *label, const char *hint,
                            const char *const *choices, size_t count)
{
    return add(view, (FormItem){.kind = FORM_ITEM_CHOICE,
                                .label = label,
                                .hint = hint,
                                .choices = choices,
                                .choice_count = count});
}

size_t form_view_add_button(FormView *view, const char *label, void (*run)(void *data), void *data)
{
    return add(
        view,
        (FormItem){.kind = FORM_ITEM_BUTTON, .label = label, .hint = "", .run = run, .data = data});
}

TextField *form_view_field(const FormView *view, size_t item)
{
    return view->items[item].field;
}

void form_view_touch(FormView *view, size_t item)
{
    view->items[item].field_dirty = true;
}

bool form_view_value(const FormView *view, size_t item)
{
    return view->items[item].value;
}

void form_view_set_value(FormView *view, size_t item, bool value)
{
    view->items[item].value = value;
    view->items[item].dirty = true;
}

size_t form_view_choice(const FormView *view, size_t item)
{
    return view->items[item].choice;
}

void form_view_set_choice(FormView *view, size_t item, size_t choice)
{
    view->items[item].choice = choice;
    view->items[item].dirty = true;
}

void form_view_set_note(FormView *view, size_t number, Style style, const char *note)
{
    FormItem *item = &view->items[number];
    if (strcmp(item->note, note) == 0 && item->note_style == style)
        return;
    free(item->note);
    item->note = memory_text(note);
    item->note_style = style;
    item->dirty = true;
    view->laid_out = false;
}

void form_view_set_problems(FormView *view, size_t number, const FormProblem *problems,
                            size_t count)
{
    FormItem *item = &view->items[number];
    size_t same = 0;
    while (same < count && same < item->problem_count &&
           problems[same].notice == item->problems[same].notice &&
           strcmp(problems[same].text, item->problems[same].text) == 0)
        same++;
    if (same == count && count == item->problem_count)
        return;
    clear_problems(item);
    item->problems = memory_array(count, sizeof *item->problems);
    for (size_t i = 0; i < count; i++)
        item->problems[i] = (FormProblem){memory_text(problems[i].text), problems[i].notice};
    item->problem_count = count;
    item->dirty = true;
    view->laid_out = false;
}

size_t form_view_focus(const FormView *view)
{
    return view->focus;
}

FormItemKind form_view_focus_kind(const FormView *view)
{
    return view->items[view->focus].kind;
}

void form_view_set_focus(FormView *view, size_t item)
{
    if (item == view->focus)
        return;
    view->items[view->focus].dirty = true;
    view->items[item].dirty = true;
    view->focus = item;
    view->laid_out = false;
}

static void command_next(void *data)
{
    FormView *view = data;
    form_view_set_focus(view, (view->focus + 1) % view->count);
}

static void command_previous(void *data)
{
    FormView *view = data;
    form_view_set_focus(view, (view->focus + view->count - 1) % view->count);
}

const BindingCommand form_view_commands[] = {
    {"next-field", command_next, 0},
    {"previous-field", command_previous, 0},
    {NULL, NULL, 0},
};

bool form_view_press(FormView *view)
{
    FormItem *item = &view->items[view->focus];
    if (item->disabled)
        return false;
    if (item->kind == FORM_ITEM_TOGGLE)
        form_view_set_value(view, view->focus, !item->value);
    else if (item->kind == FORM_ITEM_CHOICE)
        form_view_set_choice(view, view->focus, (item->choice + 1) % item->choice_count);
    else if (item->kind == FORM_ITEM_BUTTON)
        item->run(item->data);
    return true;
}

bool form_view_key(FormView *view, Key key, bool more)
{
    FormItem *item = &view->items[view->focus];
    if (item->kind == FORM_ITEM_TEXT &&
        textfield_key(item->field, key, more) != TEXTFIELD_IGNORED) {
        item->field_dirty = true;
        return true;
    }
    if (key.modifiers != 0)
        return false;
    bool left = key.code == PRESS_LEFT, right = key.code == PRESS_RIGHT;
    if (item->kind == FORM_ITEM_CHOICE && (left || right)) {
        size_t step = right ? 1 : item->choice_count - 1;
        form_view_set_choice(view, view->focus, (item->choice + step) % item->choice_count);
        return true;
    }
    bool down = key.code == PRESS_DOWN || (key.code == PRESS_ENTER && item->kind == FORM_ITEM_TEXT);
    if (down && view->focus + 1 < view->count) {
        form_view_set_focus(view, view->focus + 1);
        return true;
    }
    if (key.code == PRESS_UP && view->focus > 0) {
        form_view_set_focus(view, view->focus - 1);
        return true;
    }
    return false;
}

size_t form_view_paste(FormView *view, const char *text, size_t length)
{
    FormItem *item = &view->items[view->focus];
    if (item->kind != FORM_ITEM_TEXT)
        return 0;
    item->field_dirty = true;
    return textfield_paste(item->field, text, length);
}

Click form_view_click(FormView *view, int row, int column)
{
    const Area *area = &view->area;
    int rows = area->rows - form_view_hint_rows(view);
    size_t index = view->top + (size_t)(row - area->row);
    if (row < area->row || row >= area->row + rows || column < area->column ||
        column >= area->column + area->columns || index >= view->row_count ||
        view->rows[index].part == PART_GAP)
        return CLICK_NOWHERE;
    FormRow line = view->rows[index];
    FormItem *item = &view->items[line.item];
    bool again = line.item == view->focus && view->active;
    if (line.part == PART_FIELD)
        textfield_click(item->field, row, column);
    form_view_set_focus(view, line.item);
    return again && item->kind != FORM_ITEM_TEXT ? CLICK_AGAIN : CLICK_TAKEN;
}
