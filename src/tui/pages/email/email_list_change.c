/* The list of addresses: its edits of the text that the form has. */
#include "base/memory.h"
#include "tui/app/stack.h"
#include "tui/pages/email/email_list_internal.h"

#include <stdlib.h>
#include <string.h>

#define USUAL_GAP ",\n"
#define FEW       8 /* so many addresses stand in one paragraph, as in the form */

static Text *text_of(const EmailList *list)
{
    return textfield_text(form_view_field(list->email->form.view, list->email->emails));
}

void email_list_begin(EmailList *list)
{
    form_history_note(list->email->form.history);
    text_undo_boundary(text_of(list));
}

void email_list_end(EmailList *list, size_t wanted)
{
    EmailPage *email = list->email;
    text_undo_boundary(text_of(list));
    form_history_note(email->form.history);
    form_view_touch(email->form.view, email->emails);
    email->form.last_edit = page_now();
    list->wanted = wanted;
    list->to_cursor = false;
    email_list_update(list);
}

/* Where the item of a row begins, and where it ends. */
static void find_item(EmailList *list, size_t row, size_t *start, size_t *end)
{
    AddressItem item;
    AddressIndex *rows = email_rows(list->email);
    *start = address_index_get(rows, row).start;
    free(address_index_read(rows, row, &item));
    *end = *start + item.length;
}

/* What to do with the chosen row; false where there is none. */
static bool find_chosen(EmailList *list, size_t *row)
{
    *row = email_list_chosen(list);
    if (*row == LIST_NONE)
        page_say(&list->list.page, STYLE_NORMAL,
                 memory_text(form_text(list->list.page.form, "no_row")));
    return *row != LIST_NONE;
}

void email_list_remove(EmailList *list)
{
    size_t row, start, end, count = address_index_count(email_rows(list->email));
    if (!find_chosen(list, &row))
        return;
    find_item(list, row, &start, &end);
    char *item = memory_array(end - start + 1, 1);
    text_read(text_of(list), start, item, end - start);
    size_t before, from = start, until = end;
    if (row + 1 < count)
        until = address_index_get(email_rows(list->email), row + 1).start;
    else if (row > 0)
        find_item(list, row - 1, &before, &from);
    else
        until = text_length(text_of(list));
    email_list_begin(list);
    text_replace(text_of(list), from, until - from, NULL, 0);
    email_list_end(list, row + 1 < count || row == 0 ? row : row - 1);
    page_say(&list->list.page, STYLE_NORMAL, words(list->list.page.form, "removed", item));
    free(item);
}

void email_list_move(EmailList *list, bool up)
{
    size_t row, starts[2], ends[2];
    if (!find_chosen(list, &row) || (up && row == 0))
        return;
    size_t upper = up ? row - 1 : row;
    if (upper + 1 >= address_index_count(email_rows(list->email)))
        return;
    for (size_t i = 0; i < 2; i++)
        find_item(list, upper + i, &starts[i], &ends[i]);
    size_t length = ends[1] - starts[0], first = ends[0] - starts[0], second = ends[1] - starts[1];
    char *old = memory_array(length, 1), *swapped = memory_array(length, 1);
    text_read(text_of(list), starts[0], old, length);
    char *end = mempcpy(swapped, old + (starts[1] - starts[0]), second);
    end = mempcpy(end, old + first, starts[1] - ends[0]);
    memcpy(end, old, first);
    email_list_begin(list);
    text_replace(text_of(list), starts[0], length, swapped, length);
    email_list_end(list, up ? upper : upper + 1);
    free(old);
    free(swapped);
}

/* Of what parts two items: a comma or a semicolon, and a new line where there is one. */
static const char *gap_between(const EmailList *list, size_t from, size_t to)
{
    char bytes[64];
    size_t length =
        text_read(text_of(list), from, bytes, to - from < sizeof bytes ? to - from : sizeof bytes);
    bool line = memchr(bytes, '\n', length);
    if (memchr(bytes, ';', length))
        return line ? ";\n" : "; ";
    if (memchr(bytes, ',', length) || !line)
        return line ? USUAL_GAP : ", ";
    return "\n";
}

/* A quote that is not closed must not meet what comes behind it. */
static bool has_quote(const EmailList *list, size_t from, size_t to)
{
    char bytes[512];
    size_t length =
        text_read(text_of(list), from, bytes, to - from < sizeof bytes ? to - from : sizeof bytes);
    return length < to - from || memchr(bytes, '"', length);
}

size_t email_list_place_behind(EmailList *list, size_t row, const char **gap)
{
    AddressIndex *rows = email_rows(list->email);
    size_t count = address_index_count(rows), start, end, other;
    if (count == 0) {
        *gap = "";
        return text_length(text_of(list));
    }
    row = row < count ? row : count - 1;
    find_item(list, row, &start, &end);
    if (has_quote(list, start, end))
        *gap = USUAL_GAP;
    else if (row + 1 < count)
        *gap = gap_between(list, end, address_index_get(rows, row + 1).start);
    else if (row > 0) {
        size_t before;
        find_item(list, row - 1, &before, &other);
        *gap = gap_between(list, other, start);
    } else {
        *gap = count < FEW ? ", " : USUAL_GAP;
    }
    return end;
}

void email_list_move_first(EmailList *list)
{
    size_t row, start, end, before, from;
    if (!find_chosen(list, &row) || row == 0)
        return;
    find_item(list, row, &start, &end);
    find_item(list, row - 1, &before, &from);
    const char *gap;
    email_list_place_behind(list, has_quote(list, start, end) ? row : row - 1, &gap);
    size_t length = end - start, gap_length = strlen(gap);
    char *item = memory_array(length + gap_length + 1, 1);
    text_read(text_of(list), start, item, length);
    memcpy(item + length, gap, gap_length + 1);
    size_t top = address_index_get(email_rows(list->email), 0).start;
    email_list_begin(list);
    text_group_begin(text_of(list));
    text_replace(text_of(list), from, end - from, NULL, 0);
    text_replace(text_of(list), top, 0, item, length + gap_length);
    text_group_end(text_of(list));
    email_list_end(list, 0);
    free(item);
}

/* What is between two items already needs not be pasted again. */
static size_t without_end(const char *bytes, size_t length)
{
    while (length > 0 && strchr(" \t\r\n,;", bytes[length - 1]))
        length--;
    return length;
}

/* Whether what follows `at` begins on another line, or there is nothing. */
static bool is_line_end(const EmailList *list, size_t at)
{
    char bytes[64];
    size_t length = text_read(text_of(list), at, bytes, sizeof bytes);
    size_t gap = 0;
    while (gap < length && bytes[gap] && strchr(" \t\r\n,;", bytes[gap]))
        gap++;
    return gap == length || memchr(bytes, '\n', gap);
}

void email_list_paste_behind(EmailList *list, const char *bytes, size_t length)
{
    length = without_end(bytes, length);
    if (length == 0)
        return;
    address_index_scan(email_rows(list->email), SIZE_MAX); /* rather wait than lose it */
    EmailPage *email = list->email;
    TextField *field = form_view_field(email->form.view, email->emails);
    const char *gap;
    size_t chosen = email_list_chosen(list), count = address_index_count(email_rows(email));
    size_t at = email_list_place_behind(list, chosen, &gap);
    bool many =
        memchr(bytes, '\n', length) || memchr(bytes, '\r', length) || memchr(bytes, '"', length);
    if (*gap && many)
        gap = USUAL_GAP;
    email_list_begin(list);
    text_group_begin(text_of(list));
    if (many && !is_line_end(list, at))
        text_replace(text_of(list), at, 0, "\n", 1);
    text_replace(text_of(list), at, 0, gap, strlen(gap));
    textfield_go(field, at + strlen(gap));
    email_rows_paste(email, bytes, length, true);
    text_group_end(text_of(list));
    email_list_end(list, chosen == LIST_NONE ? count : chosen + 1);
}

/* Says which field it was, where that is not this one. */
void email_list_travel(EmailList *list, bool undo)
{
    EmailPage *email = list->email;
    size_t item;
    if (!(undo ? form_page_undo : form_page_redo)(&email->form, &item))
        return;
    if (item != email->emails) {
        page_say(&list->list.page, STYLE_NORMAL,
                 words(list->list.page.form, undo ? "undone_elsewhere" : "redone_elsewhere",
                       email->form.page.form->fields[item].label));
        return;
    }
    email_list_go_to_cursor(list);
}
