/* Email notifications: the jobs of the page, one at a time. */
#include "base/memory.h"
#include "tui/pages/email/email_internal.h"

#include <stdlib.h>

typedef struct Errand {
    EmailPage *page;
    EmailJob job;
    void *data;
} Errand;

EmailTask email_work_task(const EmailPage *page)
{
    return page->task;
}

bool email_work_is_stopping(const EmailPage *page)
{
    return page->job && job_is_cancelled(page->job);
}

static void run(void *data, Progress *progress)
{
    Errand *errand = data;
    errand->job.run(errand->data, progress);
}

static void done(void *data, bool complete)
{
    Errand *errand = data;
    EmailPage *page = errand->page;
    page->task = EMAIL_IDLE;
    page->job = NULL;
    errand->job.done(page, errand->data, complete);
    free(errand);
}

static void forget(void *data)
{
    Errand *errand = data;
    errand->job.free(errand->data);
    free(errand);
}

static void stopped(void *owner)
{
    EmailPage *page = owner;
    if (page->task == EMAIL_CHECKING)
        email_check_stopped(page);
}

void email_work_start(EmailPage *page, EmailTask task, const EmailJob *job, void *data)
{
    static const char *const labels[] = {
        [EMAIL_CHECKING] = "checking", [EMAIL_SAVING] = "saving", [EMAIL_MAKING] = "opening"};
    Errand *errand = memory_new(sizeof *errand);
    *errand = (Errand){page, *job, data};
    const JobWork work = {.run = run,
                          .done = done,
                          .free = forget,
                          .label = labels[task],
                          .bytes = job->bytes,
                          .external = task == EMAIL_SAVING,
                          .prompt = task == EMAIL_SAVING,
                          .modal = task == EMAIL_MAKING,
                          .stops = true,
                          .stopped = stopped};
    job_drop(page->job);
    page->task = task;
    Job *started = job_start(&page->form.page, &work, errand);
    if (started)
        page->job = started;
}

size_t email_bytes(const EmailPage *page)
{
    size_t text = text_length(textfield_text(form_view_field(page->form.view, page->emails)));
    size_t loaded = address_list_bytes(page->loaded.emails);
    return text > loaded ? text : loaded;
}

void email_work_stop(EmailPage *page)
{
    job_cancel(page->job);
}
