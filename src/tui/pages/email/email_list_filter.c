/* The list of addresses: which rows its filter lets through. */
#include "base/fold.h"
#include "base/memory.h"
#include "tui/pages/email/email_list_internal.h"

#include <stdlib.h>
#include <string.h>

#define WORK_MS 4
#define SLICE   2048 /* rows between two looks at the clock */
#define USUAL   512  /* bytes of an item that are looked at without more ado */

bool email_list_is_filtered(const EmailList *list)
{
    return list->filter.text || list->filter.problems;
}

bool email_list_is_filtering(const EmailList *list)
{
    return email_list_is_filtered(list) &&
           list->filter.next < address_index_count(email_rows(list->email));
}

void email_list_filter_clear(EmailList *list)
{
    free(list->filter.text);
    free(list->filter.rows);
    list->filter = (EmailFilter){0};
}

/* Begins anew. What can be done within a frame is done at once. */
static void restart(EmailList *list)
{
    list->filter.count = list->filter.next = 0;
    list->filter.version = email_rows_version(list->email);
    email_list_filter_work(list);
}

void email_list_filter(void *data, const char *text)
{
    EmailList *list = data;
    if (list->wanted == LIST_NONE)
        list->wanted = email_list_chosen(list);
    free(list->filter.text);
    list->filter.text = *text ? fold_text(text) : NULL;
    restart(list);
}

void email_list_filter_problems(EmailList *list, bool on)
{
    if (list->wanted == LIST_NONE)
        list->wanted = email_list_chosen(list);
    list->filter.problems = on;
    restart(list);
    list_view_reload(list->list.view);
}

static bool contains(const char *bytes, size_t length, const char *filter)
{
    while (length > 0 && strchr(" \t\r\n,;", bytes[length - 1]))
        length--;
    char lower[USUAL];
    bool plain = length < sizeof lower;
    for (size_t i = 0; plain && i < length; i++) {
        plain = (unsigned char)bytes[i] < 0x80;
        lower[i] = (char)(bytes[i] >= 'A' && bytes[i] <= 'Z' ? bytes[i] + ('a' - 'A') : bytes[i]);
    }
    if (plain)
        return memmem(lower, length, filter, strlen(filter)) != NULL;
    char *copy = memory_text_n(bytes, length), *folded = fold_text(copy);
    bool found = strstr(folded, filter) != NULL;
    free(folded);
    free(copy);
    return found;
}

/* Up to where the next item begins. */
static bool row_contains(EmailList *list, size_t index, size_t start)
{
    const Text *text = textfield_text(form_view_field(list->email->form.view, list->email->emails));
    AddressIndex *rows = email_rows(list->email);
    size_t end = index + 1 < address_index_count(rows) ? address_index_get(rows, index + 1).start
                                                       : text_length(text);
    char usual[USUAL];
    size_t length = end - start;
    char *bytes = length <= sizeof usual ? usual : memory_array(length, 1);
    length = text_read(text, start, bytes, length);
    bool found = contains(bytes, length, list->filter.text);
    if (bytes != usual)
        free(bytes);
    return found;
}

static void look_at(EmailList *list, size_t index)
{
    EmailFilter *filter = &list->filter;
    AddressRow row = address_index_get(email_rows(list->email), index);
    if ((filter->problems && row.valid && row.times < 2) ||
        (filter->text && !row_contains(list, index, row.start)))
        return;
    filter->rows =
        memory_reserve(filter->rows, &filter->capacity, filter->count + 1, sizeof *filter->rows);
    filter->rows[filter->count++] = index;
}

bool email_list_filter_work(EmailList *list)
{
    EmailFilter *filter = &list->filter;
    if (!email_list_is_filtered(list) || list->edit.on)
        return false;
    size_t count = address_index_count(email_rows(list->email));
    if (filter->version != email_rows_version(list->email)) {
        filter->version = email_rows_version(list->email);
        filter->count = filter->next = 0;
    } else if (filter->next >= count) {
        return false;
    }
    long until = page_now() + WORK_MS;
    do {
        for (size_t i = 0; i < SLICE && filter->next < count; i++)
            look_at(list, filter->next++);
    } while (filter->next < count && page_now() < until);
    return true;
}
