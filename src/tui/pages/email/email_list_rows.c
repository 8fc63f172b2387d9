/* The list of addresses: its rows and what stands in them. */
#include "base/memory.h"
#include "base/visible.h"
#include "tui/pages/email/email_list_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMN_NUMBER, COLUMN_ADDRESS, COLUMN_STATE };

#define LONGEST_SHOWN 400 /* bytes of an item */

/* Row `index` of those that the filter lets through, or of all. */
static size_t filtered_row(const EmailList *list, size_t index)
{
    return email_list_is_filtered(list) ? list->filter.rows[index] : index;
}

/* While a row is edited the list stays as it was, whatever becomes of the row; what is behind it
 * moves. */
static size_t row_while_editing(const EmailList *list, size_t shown)
{
    const EmailRowEdit *edit = &list->edit;
    if (shown == edit->shown)
        return LIST_NONE;
    if (shown < edit->shown)
        return filtered_row(list, shown);
    size_t row = filtered_row(list, edit->adding ? shown - 1 : shown);
    return row + address_index_count(email_rows(list->email)) - edit->row_count;
}

size_t email_list_row(const EmailList *list, size_t shown)
{
    return list->edit.on ? row_while_editing(list, shown) : filtered_row(list, shown);
}

size_t email_list_count(void *data)
{
    const EmailList *list = data;
    bool editing = list->edit.on;
    size_t all = editing ? list->edit.row_count : address_index_count(email_rows(list->email));
    size_t count = email_list_is_filtered(list) ? list->filter.count : all;
    return count + (editing && list->edit.adding);
}

size_t email_list_shown(const EmailList *list, size_t row)
{
    if (!email_list_is_filtered(list))
        return row;
    size_t low = 0, high = list->filter.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (list->filter.rows[middle] < row)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t email_list_chosen(const EmailList *list)
{
    size_t shown = list_view_selected(list->list.view);
    size_t count = email_list_count((EmailList *)(uintptr_t)list);
    return shown == LIST_NONE || shown >= count ? LIST_NONE : email_list_row(list, shown);
}

/* The first row with the mailbox of row `shown`, which is not the only one. */
static size_t first_of(EmailList *list, size_t shown, size_t row)
{
    AddressIndex *rows = email_rows(list->email);
    unsigned long version = email_rows_version(list->email);
    for (size_t i = 0; list->firsts.version == version && i < list->firsts.count; i++) {
        if (list->firsts.rows[i] == row)
            return list->firsts.firsts[i];
    }
    size_t all = email_list_count(list), count = 0;
    for (size_t i = shown; i < all && count < FIRST_ROWS; i++) {
        size_t next = email_list_row(list, i);
        if (next != LIST_NONE)
            list->firsts.rows[count++] = next;
    }
    list->firsts.count = count;
    list->firsts.version = version;
    address_index_firsts(rows, list->firsts.rows, count, list->firsts.firsts);
    return list->firsts.firsts[0];
}

/* Writes what is to be said of a valid row. */
static void write_state(EmailList *list, size_t shown, size_t row)
{
    const Form *form = list->list.page.form;
    AddressRow known = address_index_get(email_rows(list->email), row);
    size_t first = known.times > 1 ? first_of(list, shown, row) : row;
    char *text = NULL;
    if (first != row) {
        char *number = words_number(first + 1);
        text = words(form, "duplicate", number);
        free(number);
    } else {
        const AddressItem *item = &list->cell.item;
        const char *bounced;
        unsigned messages = email_list_messages(
            list, known.mailbox, list->cell.text + item->address, item->address_length, &bounced);
        if (bounced) {
            text = words(form, "bounced", bounced);
            list->cell.style = STYLE_PROBLEM;
        } else if (messages > 0) {
            char left[16];
            unsigned gone = messages < LIMIT_PER_DAY ? messages : LIMIT_PER_DAY;
            snprintf(left, sizeof left, "%u", LIMIT_PER_DAY - gone);
            text = words(form, "left_of", left);
            list->cell.style = STYLE_LABEL;
        }
        if (email_rows_saved_known(list->email) && !known.saved) {
            const char *new = form_text(form, "new");
            char *both = text ? words(form, "both", new, text) : memory_text(new);
            free(text);
            text = both;
            list->cell.style = bounced ? STYLE_PROBLEM : STYLE_LABEL;
        }
    }
    if (!text)
        text = memory_text(form_text(form, "ok"));
    snprintf(list->cell.state, sizeof list->cell.state, "%s", text);
    free(text);
}

/* Reads the row, unless it is the one that was read last. */
static void load(EmailList *list, size_t shown, size_t row)
{
    unsigned long version = email_rows_version(list->email);
    if (list->cell.valid && list->cell.row == row && list->cell.version == version)
        return;
    free(list->cell.text);
    list->cell.text = address_index_read(email_rows(list->email), row, &list->cell.item);
    list->cell.valid = true;
    list->cell.row = row;
    list->cell.version = version;
    list->cell.style = STYLE_HINT;
    const AddressItem *item = &list->cell.item;
    if (item->problem == ADDRESS_OK) {
        write_state(list, shown, row);
        return;
    }
    char *problem = address_problem_words(item->problem, list->cell.text,
                                          item->start + item->length, item->problem_at);
    snprintf(list->cell.state, sizeof list->cell.state, "%s%s",
             form_text(form_get("fields"), "problem_mark"), problem);
    list->cell.style = STYLE_PROBLEM;
    free(problem);
}

static const char *number_cell(size_t row, Style *style)
{
    *style = STYLE_HINT;
    return list_number(row + 1);
}

const char *email_list_cell(void *data, size_t shown, size_t column, Style *style)
{
    EmailList *list = data;
    size_t row = email_list_row(list, shown);
    if (row >= address_index_count(email_rows(list->email)))
        return ""; /* the one that is edited */
    if (column == COLUMN_NUMBER)
        return number_cell(row, style);
    load(list, shown, row);
    if (column == COLUMN_STATE) {
        *style = list->cell.style;
        return list->cell.state;
    }
    const AddressItem *item = &list->cell.item;
    static char text[LONGEST_SHOWN + 1];
    snprintf(text, sizeof text, "%.*s", (int)item->length, list->cell.text + item->start);
    return text;
}

char *email_list_detail(EmailList *list, bool any, Style *style)
{
    size_t row = email_list_chosen(list);
    size_t shown = list_view_selected(list->list.view);
    if (list->edit.on) /* what is typed, if it is one row, and once the typing rests */
        row = address_index_at(email_rows(list->email), list->edit.at);
    if (row >= address_index_count(email_rows(list->email)) || shown == LIST_NONE)
        return NULL;
    AddressRow known = address_index_get(email_rows(list->email), row);
    bool typing = page_now() - list->email->form.last_edit < JUDGE_REST;
    if ((known.valid && !any) || (list->edit.on && (typing || known.start < list->edit.at)))
        return NULL;
    load(list, shown, row);
    *style = list->cell.style;
    return memory_text(list->cell.state);
}
