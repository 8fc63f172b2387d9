/* The list of addresses: a row is edited in its place.
 *
 * What is typed goes into the text of the form at once, as one edit with all that was typed before
 * it: so a draft has it, a save saves it, and its problem is shown while it is typed. */
#include "base/memory.h"
#include "tui/app/stack.h"
#include "tui/input/input.h"
#include "tui/pages/email/email_list_internal.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMN_ADDRESS = 1 };

#define FIELD_EDGE 2 /* columns of a text field before its text */

static Text *text_of(const EmailList *list)
{
    return textfield_text(form_view_field(list->email->form.view, list->email->emails));
}

static void begin_row(EmailList *list, size_t row)
{
    EmailRowEdit *edit = &list->edit;
    AddressItem item;
    char *text = address_index_read(email_rows(list->email), row, &item);
    edit->at = address_index_get(email_rows(list->email), row).start;
    edit->length = item.length;
    text_set(textfield_text(edit->field), text + item.start, item.length);
    textfield_go(edit->field, item.length);
    free(text);
}

void email_list_edit_begin(EmailList *list, bool adding)
{
    EmailRowEdit *edit = &list->edit;
    size_t row = email_list_chosen(list);
    adding = adding || address_index_count(email_rows(list->email)) == 0;
    if (!adding && row == LIST_NONE)
        return;
    size_t shown = email_list_count(list) > 0 ? list_view_selected(list->list.view) : 0;
    *edit = (EmailRowEdit){.adding = adding,
                           .field = textfield_new(false),
                           .row = row,
                           .row_count = address_index_count(email_rows(list->email)),
                           .shown = adding && row != LIST_NONE ? shown + 1 : shown};
    if (adding)
        edit->at = email_list_place_behind(list, row, &edit->gap);
    else
        begin_row(list, row);
    edit->on = true;
    email_list_begin(list);
    list_view_reload(list->list.view);
    list_view_select(list->list.view, edit->shown);
}

/* Puts what the field has into the text. */
static void write_through(EmailList *list)
{
    EmailRowEdit *edit = &list->edit;
    size_t length, kept = 0, end = 0;
    char *typed = text_copy(textfield_text(edit->field), &length);
    char *before = memory_array(edit->length + 1, 1);
    text_read(text_of(list), edit->at, before, edit->length);
    size_t least = length < edit->length ? length : edit->length;
    while (kept < least && typed[kept] == before[kept])
        kept++;
    while (end < least - kept && typed[length - 1 - end] == before[edit->length - 1 - end])
        end++;
    if (length != edit->length || kept < length) {
        if (edit->changed)
            text_group_continue(text_of(list));
        else
            text_group_begin(text_of(list));
        if (edit->gap) {
            text_replace(text_of(list), edit->at, 0, edit->gap, strlen(edit->gap));
            edit->at += strlen(edit->gap);
            edit->gap = NULL;
        }
        text_replace(text_of(list), edit->at + kept, edit->length - kept - end, typed + kept,
                     length - kept - end);
        text_group_end(text_of(list));
        edit->length = length;
        edit->changed = true;
        form_history_note(list->email->form.history);
        list->email->form.last_edit = page_now();
    }
    free(before);
    free(typed);
}

void email_list_edit_key(EmailList *list, Key key)
{
    bool vertical = key.code == PRESS_UP || key.code == PRESS_DOWN || key.code == PRESS_PAGE_UP ||
                    key.code == PRESS_PAGE_DOWN || key.code == PRESS_TAB;
    if (!vertical) {
        textfield_key(list->edit.field, key, input_pending());
        write_through(list);
        return;
    }
    email_list_edit_accept(list);
    email_list_press(list, key);
}

/* Several lines are several rows: they go behind this one. */
void email_list_edit_paste(EmailList *list, const char *bytes, size_t length)
{
    while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r'))
        length--;
    if (!memchr(bytes, '\n', length) && !memchr(bytes, '\r', length)) {
        textfield_paste(list->edit.field, bytes, length);
        write_through(list);
        return;
    }
    email_list_edit_accept(list);
    email_list_paste(list, bytes, length);
}

static bool is_blank(EmailList *list)
{
    AddressItem item;
    size_t length, position = 0;
    char *typed = text_copy(textfield_text(list->edit.field), &length);
    bool blank = !address_next(typed, length, &position, &item);
    free(typed);
    return blank;
}

/* Ends the editing; `row` is to be chosen. */
static void end(EmailList *list, size_t row)
{
    textfield_free(list->edit.field);
    list->edit = (EmailRowEdit){0};
    email_list_end(list, row);
    list_view_reload(list->list.view);
}

static void take_back(EmailList *list)
{
    size_t item;
    if (list->edit.changed)
        form_page_undo(&list->email->form, &item);
}

/* A row of nothing is none: an added one is as if it had never been. */
void email_list_edit_accept(EmailList *list)
{
    EmailRowEdit *edit = &list->edit;
    if (!edit->on)
        return;
    bool blank = is_blank(list);
    size_t row = edit->row;
    if (blank && edit->adding)
        take_back(list);
    else if (!blank)
        row = address_index_at(email_rows(list->email), edit->at);
    end(list, row);
}

void email_list_edit_cancel(EmailList *list)
{
    bool changed = list->edit.changed;
    size_t row = list->edit.row;
    take_back(list);
    end(list, row);
    if (changed)
        page_say(&list->list.page, STYLE_NORMAL,
                 memory_text(form_text(list->list.page.form, "left_as_it_was")));
}

void email_list_edit_draw(EmailList *list, Area area, bool all)
{
    if (!list->edit.on)
        return;
    Area cell = list_view_cell(list->list.view, COLUMN_ADDRESS);
    int column = cell.column - FIELD_EDGE > area.column ? cell.column - FIELD_EDGE : area.column;
    textfield_place(list->edit.field, cell.row, column, area.column + area.columns - column, 1);
    textfield_draw(list->edit.field, true, all || !list->edit.drawn);
    list->edit.drawn = true;
}
