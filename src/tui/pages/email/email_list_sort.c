/* The list of addresses: sorting, which for a million takes a second or two in the background, and
 * can be stopped. */
#include "base/memory.h"
#include "core/address/address_order.h"
#include "tui/app/job.h"
#include "tui/pages/email/email_list_internal.h"
#include "tui/text/text_arrange.h"

#include <stdlib.h>

#define TELL_MS 200 /* between two words of how far it is */

/* Until its end the thread has all of it. */
struct EmailListSort {
    TextArranging *arranging;
    AddressOrder *order;
    bool done; /* not given up */
    EmailList *list;
    Job *job;
    unsigned long state; /* of the text that is sorted */
    long told;
};

static Text *text_of(const EmailList *list)
{
    return textfield_text(form_view_field(list->email->form.view, list->email->emails));
}

static void say(EmailList *list, Style style, const char *name)
{
    page_say(&list->list.page, style, memory_text(form_text(list->list.page.form, name)));
}

static void take(void *to, size_t start, size_t length)
{
    text_arranging_add(to, start, length);
}

static void run(void *data, Progress *progress)
{
    EmailListSort *sort = data;
    sort->done = address_order_run(sort->order, progress);
    if (!sort->done || address_order_is_sorted(sort->order))
        return;
    text_arranging_gap(sort->arranging, address_order_gap(sort->order));
    sort->done = address_order_each(sort->order, take, sort->arranging, progress);
}

static void free_sort(void *data)
{
    EmailListSort *sort = data;
    address_order_free(sort->order);
    text_arranging_free(sort->arranging);
    free(sort);
}

void email_list_sort_stop(EmailList *list, bool tell)
{
    if (!list->sort)
        return;
    job_drop(list->sort->job);
    list->sort = NULL;
    if (tell)
        say(list, STYLE_NORMAL, "sort_stopped");
}

/* The text in the new order, as one edit. */
static void done(void *data, bool complete)
{
    EmailListSort *sort = data;
    EmailList *list = sort->list;
    (void)complete; /* what is given up is dropped */
    list->sort = NULL;
    if (sort->state != text_state(text_of(list))) {
        say(list, STYLE_NORMAL, "sort_stopped");
        free_sort(sort);
        return;
    }
    size_t count = address_order_count(sort->order);
    if (address_order_is_sorted(sort->order)) {
        say(list, STYLE_GOOD, "in_order");
    } else {
        address_order_free(sort->order); /* its memory is needed */
        sort->order = NULL;
        email_list_begin(list);
        text_arrange(text_of(list), sort->arranging);
        sort->arranging = NULL;
        email_list_end(list, 0);
        page_say(&list->list.page, STYLE_GOOD,
                 words_count(list->list.page.form, "sorted", count, false));
    }
    free_sort(sort);
}

void email_list_sort(EmailList *list)
{
    if (list->sort)
        return;
    EmailListSort *sort = memory_new(sizeof *sort);
    sort->arranging = text_arranging_new(text_of(list));
    size_t length = text_arranging_length(sort->arranging);
    sort->order = address_order_new(text_arranging_read, sort->arranging, length);
    sort->state = text_state(text_of(list));
    sort->list = list;
    list->sort = sort;
    const JobWork work = {.run = run, .done = done, .free = free_sort, .bytes = length};
    Job *job = job_start(&list->list.page, &work, sort);
    if (job)
        sort->job = job;
}

unsigned email_list_sort_percent(const EmailList *list)
{
    return (unsigned)job_percent(list->sort->job);
}

int email_list_sort_tick(EmailList *list)
{
    EmailListSort *sort = list->sort;
    if (!sort)
        return -1;
    if (sort->state != text_state(text_of(list))) {
        email_list_sort_stop(list, true);
        return 0;
    }
    long waited = page_now() - sort->told;
    if (waited < TELL_MS)
        return (int)(TELL_MS - waited);
    sort->told = page_now();
    return 0;
}
