/* The list of addresses: sorting, which for a million takes a second or two and can be stopped. */
#include "core/memory.h"
#include "tui/pages/email_list_parts.h"

#include <stdlib.h>

#define WORK_MS 8
#define STEPS   4096 /* between two looks at the clock */

static Text *text_of(const EmailList *list)
{
    return textfield_text(form_view_field(list->email->form.view, list->email->emails));
}

static void say(EmailList *list, Style style, const char *name)
{
    page_say(&list->list.page, style, memory_text(form_text(list->list.page.form, name)));
}

void email_list_sort(EmailList *list)
{
    size_t length;
    if (list->order)
        return;
    char *text = text_copy(text_of(list), &length);
    list->order = address_order_new(text, length);
    list->order_state = text_state(text_of(list));
    email_list_sort_work(list);
}

void email_list_sort_stop(EmailList *list, bool tell)
{
    if (list->order && tell)
        say(list, STYLE_NORMAL, "sort_stopped");
    address_order_free(list->order);
    list->order = NULL;
}

/* The text in the new order, as one edit. */
static void finish(EmailList *list)
{
    if (address_order_is_sorted(list->order)) {
        say(list, STYLE_GOOD, "in_order");
    } else {
        size_t length;
        char *text = address_order_text(list->order, &length);
        size_t count = address_order_count(list->order);
        email_list_sort_stop(list, false); /* its memory is needed */
        email_list_begin(list);
        text_replace(text_of(list), 0, text_length(text_of(list)), text, length);
        email_list_end(list, 0);
        page_say(&list->list.page, STYLE_GOOD,
                 words_count(list->list.page.form, "sorted", count, false));
        free(text);
    }
    email_list_sort_stop(list, false);
}

bool email_list_sort_work(EmailList *list)
{
    if (!list->order)
        return false;
    if (list->order_state != text_state(text_of(list))) {
        email_list_sort_stop(list, true);
        return true;
    }
    long until = page_now() + WORK_MS;
    bool done;
    do {
        done = address_order_step(list->order, STEPS);
    } while (!done && page_now() < until);
    if (done)
        finish(list);
    return true;
}
