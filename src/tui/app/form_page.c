#include "tui/app/form_page.h"

#include "base/memory.h"
#include "tui/input/input.h"

#include <stdlib.h>
#include <string.h>

static bool travel(FormPage *form, bool (*step)(FormHistory *history, size_t *item), size_t *item)
{
    bool moved = step(form->history, item);
    if (moved)
        form->last_edit = page_now();
    return moved;
}

bool form_page_undo(FormPage *form, size_t *item)
{
    return travel(form, form_history_undo, item);
}

bool form_page_redo(FormPage *form, size_t *item)
{
    return travel(form, form_history_redo, item);
}

/* The cursor goes to what was changed. */
static void command_undo(void *data)
{
    size_t item;
    if (form_page_undo(data, &item))
        form_view_set_focus(((FormPage *)data)->view, item);
}

static void command_redo(void *data)
{
    size_t item;
    if (form_page_redo(data, &item))
        form_view_set_focus(((FormPage *)data)->view, item);
}

static const BindingCommand edit_commands[] = {
    {"undo", command_undo, 0},
    {"redo", command_redo, 0},
    {NULL, NULL, 0},
};

static void say_locked(FormPage *form)
{
    page_say(&form->page, STYLE_NORMAL, memory_text(form->locked));
}

/* What can't be switched says why, wherever the cursor is. */
static void command_press(void *data)
{
    FormPage *form = data;
    if (form->locked && form_view_focus_kind(form->view) != FORM_ITEM_BUTTON) {
        say_locked(form);
        return;
    }
    form_history_note(form->history);
    bool pressed = form_view_press(form->view);
    if (pressed && form_view_focus_kind(form->view) != FORM_ITEM_BUTTON)
        form_history_note(form->history);
    if (pressed)
        return;
    const FormField *field = &form->page.form->fields[form_view_focus(form->view)];
    page_say(&form->page, STYLE_NORMAL,
             words(form_get("fields"), "stays_off", field->disabled, field->label));
}

static const BindingCommand press_commands[] = {{"press", command_press, 0}, {NULL, NULL, 0}};

static FormView *view_new(void)
{
    const Form *fields = form_get("fields");
    const FormViewWords view_words = {
        .on = form_text(fields, "toggle_on"),
        .off = form_text(fields, "toggle_off"),
        .choice = form_text(fields, "choice"),
        .choice_end = form_text(fields, "choice_end"),
        .problem_mark = form_text(fields, "problem_mark"),
        .notice_mark = form_text(fields, "notice_mark"),
        .button = form_text(fields, "button"),
        .button_end = form_text(fields, "button_end"),
    };
    return form_view_new(&view_words);
}

static void add_choice(FormPage *form, const FormField *field)
{
    size_t item = form_view_add_choice(form->view, field->label, field->hint, field->choice_labels,
                                       field->choice_count);
    for (size_t i = 0; i < field->choice_count; i++) {
        if (strcmp(field->choices[i], field->initial) == 0)
            form_view_set_choice(form->view, item, i);
    }
}

/* Of the addresses of a security contact: which of them are told, as the site has it. */
static const char *hint_of(const FormPage *form, const FormField *field)
{
    bool contact = strcmp(form->page.class->form, "email-notifications") == 0;
    if (field->type != FORM_ADDRESSES || !contact)
        return field->hint;
    bool each = form->page.session->site->config.fan_out_each;
    return form_text(form->page.form, each ? "each_is_told" : "one_is_told");
}

/* In the empty field stands what holds then; where no edge shows the field, at least that it is. */
static void add_text(FormPage *form, const FormField *field)
{
    size_t item = form_view_add_text(form->view, field->label, hint_of(form, field),
                                     (int)field->rows, field->type == FORM_ADDRESSES);
    const char *empty = screen_plain() ? form_text(form_get("fields"), "empty") : "";
    textfield_set_hint(form_view_field(form->view, item), *field->initial ? field->initial : empty);
}

static void add_field(FormPage *form, size_t number)
{
    const FormField *field = &form->page.form->fields[number];
    if (field->disabled)
        form->disabled[number] = words(form_get("fields"), "disabled", field->disabled);
    if (field->type == FORM_TOGGLE)
        form_view_add_toggle(form->view, field->label, field->hint, form->disabled[number]);
    else if (field->type == FORM_CHOICE)
        add_choice(form, field);
    else
        add_text(form, field);
}

void form_page_init(FormPage *form, const PageClass *class, Session *session, const char *button,
                    void (*save)(void *page))
{
    page_init(&form->page, class, session);
    form->view = view_new();
    form->disabled = memory_array(form->page.form->field_count, sizeof *form->disabled);
    for (size_t i = 0; i < form->page.form->field_count; i++)
        add_field(form, i);
    form->history = form_history_new(form->view, form->page.form->field_count);
    if (button)
        form_view_add_button(form->view, button, save, form);
    page_bind(&form->form_keys, form_get("fields"), form_view_commands, form->view, session, NULL);
    page_bind(&form->edit_keys, form_get("text"), edit_commands, form, session, NULL);
    page_bind(&form->toggle_keys, form_get("toggle"), press_commands, form, session, NULL);
    page_bind(&form->choice_keys, form_get("choice"), press_commands, form, session, NULL);
    page_bind(&form->button_keys, form_get("button"), press_commands, form, session, NULL);
}

void form_page_clear(FormPage *form)
{
    bindings_clear(&form->form_keys);
    bindings_clear(&form->edit_keys);
    bindings_clear(&form->toggle_keys);
    bindings_clear(&form->choice_keys);
    bindings_clear(&form->button_keys);
    form_history_free(form->history);
    form_view_free(form->view);
    for (size_t i = 0; i < form->page.form->field_count; i++)
        free(form->disabled[i]);
    free(form->disabled);
    free(form->locked);
    page_clear(&form->page);
}

size_t form_page_item(const FormPage *form, const char *name)
{
    size_t item = 0;
    while (strcmp(form->page.form->fields[item].name, name) != 0)
        item++;
    return item;
}

static Text *text_of(const FormPage *form, size_t item)
{
    return textfield_text(form_view_field(form->view, item));
}

char *form_page_text(const FormPage *form, size_t item, size_t *length)
{
    size_t ignored;
    return text_copy(text_of(form, item), length ? length : &ignored);
}

void form_page_set_text(FormPage *form, size_t item, const char *text, bool undoable)
{
    Text *field = text_of(form, item);
    size_t length = strlen(text);
    if (undoable) {
        text_undo_boundary(field);
        text_replace(field, 0, text_length(field), text, length);
        text_undo_boundary(field);
    } else {
        text_set(field, text, length);
        form_history_forget(form->history);
    }
    form_view_touch(form->view, item);
}

char *form_page_value(const FormPage *form, size_t item)
{
    const FormField *field = &form->page.form->fields[item];
    if (field->type == FORM_CHOICE)
        return memory_text(field->choices[form_view_choice(form->view, item)]);
    if (field->type == FORM_TOGGLE)
        return memory_text(form_view_value(form->view, item) ? "on" : "off");
    char *text = form_page_text(form, item, NULL);
    size_t start = strspn(text, " "), length = strlen(text + start);
    while (length > 0 && text[start + length - 1] == ' ')
        length--;
    char *trimmed = memory_text_n(text + start, length);
    free(text);
    return trimmed;
}

void form_page_set_value(FormPage *form, size_t item, const char *value, bool undoable)
{
    const FormField *field = &form->page.form->fields[item];
    const char *shown = *value ? value : field->initial;
    if (field->type == FORM_CHOICE) {
        for (size_t i = 0; i < field->choice_count; i++) {
            if (strcmp(field->choices[i], shown) == 0)
                form_view_set_choice(form->view, item, i);
        }
    } else if (field->type == FORM_TOGGLE) {
        form_view_set_value(form->view, item, strcmp(shown, "on") == 0);
    } else {
        form_page_set_text(form, item, value, undoable);
    }
}

unsigned long form_page_state(const FormPage *form, size_t item)
{
    return text_state(text_of(form, item));
}

void form_page_draw(Page *page, Area area, bool all)
{
    form_view_draw(((FormPage *)page)->view, page_draw_intro(page, area, all), all);
}

void form_page_focus(Page *page, BindingChain *chain)
{
    FormPage *form = (FormPage *)page;
    FormItemKind kind = form_view_focus_kind(form->view);
    chain->typing = chain->field = kind == FORM_ITEM_TEXT;
    if (kind == FORM_ITEM_TOGGLE)
        binding_chain_add(chain, &form->toggle_keys);
    else if (kind == FORM_ITEM_CHOICE)
        binding_chain_add(chain, &form->choice_keys);
    else if (kind == FORM_ITEM_BUTTON)
        binding_chain_add(chain, &form->button_keys);
    binding_chain_add(chain, &page->bindings);
    binding_chain_add(chain, &form->form_keys);
    binding_chain_add(chain, &form->edit_keys);
}

/* Whether the key changes nothing here: it moves the cursor, or the focus. */
static bool is_movement(const FormPage *form, Key key)
{
    bool in_text = form_view_focus_kind(form->view) == FORM_ITEM_TEXT;
    return key.code == PRESS_UP || key.code == PRESS_DOWN ||
           (in_text && key.code > PRESS_DOWN && key.code <= PRESS_PAGE_DOWN) ||
           (in_text && key.code == PRESS_ENTER);
}

void form_page_key(Page *page, Key key)
{
    FormPage *form = (FormPage *)page;
    if (form->locked && !is_movement(form, key)) {
        say_locked(form);
        return;
    }
    form_history_note(form->history);
    if (form_view_key(form->view, key, input_pending()))
        form->last_edit = page_now();
    form_history_note(form->history);
}

Click form_page_click(Page *page, int row, int column)
{
    return form_view_click(((FormPage *)page)->view, row, column);
}

void form_page_paste(Page *page, const char *text, size_t length)
{
    FormPage *form = (FormPage *)page;
    if (form->locked) {
        say_locked(form);
        return;
    }
    form_history_note(form->history);
    size_t left_out = form_view_paste(form->view, text, length);
    form_history_note(form->history);
    if (left_out > 0)
        page_say(page, STYLE_PROBLEM, words_count(form_get("fields"), "left_out", left_out, false));
    form->last_edit = page_now();
}
