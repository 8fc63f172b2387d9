/* Email notifications: the long work of the page, one piece at a time. */
#include "base/memory.h"
#include "tui/app/stack.h"
#include "tui/app/work.h"
#include "tui/pages/email/email_internal.h"

#include <stdlib.h>

struct EmailWork {
    Bindings keys;
    EmailTask task;
    Work *work; /* NULL: idle */
    const char *name;
    void (*done)(EmailPage *page, void *data);
    void *data;
    bool told; /* the message line says so */
};

static Stack *stack_of(const EmailPage *page)
{
    return page->form.page.session->stack;
}

static void command_stop(void *data)
{
    EmailPage *page = data;
    if (email_work_task(page) == EMAIL_CHECKING)
        email_check_stopped(page);
    email_work_stop(page, false);
}

static const BindingCommand commands[] = {{"stop", command_stop}, {NULL, NULL}};

EmailWork *email_work_new(EmailPage *page)
{
    EmailWork *work = memory_new(sizeof *work);
    page_bind(&work->keys, form_get("working"), commands, page, page->form.page.session, NULL);
    return work;
}

void email_work_free(EmailWork *work)
{
    if (!work)
        return;
    bindings_clear(&work->keys);
    free(work);
}

EmailTask email_work_task(const EmailPage *page)
{
    return page->work->task;
}

bool email_work_is_stopping(const EmailPage *page)
{
    return page->work->work && work_is_cancelled(page->work->work);
}

static void finish(EmailPage *page)
{
    EmailWork *work = page->work;
    void *data = work->data;
    void (*done)(EmailPage * page, void *data) = work->done;
    work_end(work->work);
    work->work = NULL;
    work->data = NULL;
    work->task = EMAIL_IDLE;
    work->told = false;
    stack_tell(stack_of(page), NULL);
    done(page, data);
}

void email_work_start(EmailPage *page, EmailTask task, const char *name,
                      void (*run)(void *data, Progress *progress),
                      void (*done)(EmailPage *page, void *data), void *data)
{
    EmailWork *work = page->work;
    email_work_stop(page, true);
    work->task = task;
    work->name = name;
    work->done = done;
    work->data = data;
    work->work = work_start(run, data);
}

/* Whoever runs it touches nothing else. */
typedef struct Errand {
    void (*run)(void *data, Progress *progress);
    void (*then)(EmailPage *page, void *data, bool complete);
    void *data;
    bool complete; /* not stopped */
} Errand;

static void run_errand(void *data, Progress *progress)
{
    Errand *errand = data;
    errand->run(errand->data, progress);
    errand->complete = progress_at(progress, 0);
}

static void errand_done(EmailPage *page, void *data)
{
    Errand *errand = data;
    errand->then(page, errand->data, errand->complete && !page->closing);
    free(errand);
}

void email_work_do(EmailPage *page, size_t bytes, void (*run)(void *data, Progress *progress),
                   void (*then)(EmailPage *page, void *data, bool complete), void *data)
{
    Errand *errand = memory_new(sizeof *errand);
    *errand = (Errand){run, then, data, false};
    if (bytes > WORK_LONG) {
        email_work_start(page, EMAIL_MAKING, "opening", run_errand, errand_done, errand);
    } else {
        run_errand(errand, NULL);
        errand_done(page, errand);
    }
}

size_t email_bytes(const EmailPage *page)
{
    size_t text = text_length(textfield_text(form_view_field(page->form.view, page->emails)));
    size_t loaded = address_list_bytes(page->loaded.emails);
    return text > loaded ? text : loaded;
}

void email_work_stop(EmailPage *page, bool now)
{
    EmailWork *work = page->work;
    if (!work->work)
        return;
    work_cancel(work->work);
    if (now)
        finish(page);
}

int email_work_tick(EmailPage *page)
{
    EmailWork *work = page->work;
    if (!work->work)
        return -1;
    if (work_is_done(work->work) && !stack_is_asking(stack_of(page))) {
        finish(page);
        return 0;
    }
    bool wanted = !work_is_cancelled(work->work) && !work_is_done(work->work);
    char *text = wanted ? work_words(work->work, page->form.page.form, work->name) : NULL;
    bool news = (text != NULL) != work->told;
    work->told = text != NULL;
    stack_tell(stack_of(page), text);
    return news ? 0 : WORK_POLL;
}

void email_work_focus(const EmailPage *page, BindingChain *chain)
{
    if (page->work->told)
        binding_chain_add(chain, &page->work->keys);
}
