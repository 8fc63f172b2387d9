#include "tui/app/work.h"

#include "base/memory.h"
#include "tui/app/page.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#define TELL_AFTER 150 /* milliseconds */

struct Work {
    Progress progress;
    void (*run)(void *data, Progress *progress);
    void *data;
    pthread_t thread;
    bool threaded;
    atomic_bool done;
    long started;
    void (*forget)(void *data); /* of one that is given up */
    Work *next;                 /* that was given up before */
};

static Work *given_up; /* for the thread that reads the keys */

static void *work(void *data)
{
    Work *work = data;
    work->run(work->data, &work->progress);
    atomic_store(&work->done, true);
    return NULL;
}

/* All signals stay with the thread that reads the keys. */
Work *work_start(void (*run)(void *data, Progress *progress), void *data)
{
    Work *new = memory_new(sizeof *new);
    *new = (Work){.run = run, .data = data, .started = page_now()};
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    new->threaded = pthread_create(&new->thread, NULL, work, new) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!new->threaded)
        work(new);
    return new;
}

bool work_is_done(const Work *work)
{
    return atomic_load(&work->done);
}

bool work_cancel(Work *work)
{
    return progress_cancel(&work->progress);
}

bool work_is_cancelled(const Work *work)
{
    return progress_is_cancelled(&work->progress);
}

void work_end(Work *work)
{
    if (!work)
        return;
    if (work->threaded)
        pthread_join(work->thread, NULL);
    free(work);
}

int work_percent(const Work *work)
{
    return progress_percent(&work->progress);
}

void work_abandon(Work *work, void (*forget)(void *data))
{
    if (!work)
        return;
    work_cancel(work);
    work->forget = forget;
    work->next = given_up;
    given_up = work;
    work_tidy(false);
}

void work_tidy(bool wait)
{
    Work **at = &given_up;
    while (*at) {
        Work *work = *at;
        if (!wait && !work_is_done(work)) {
            at = &work->next;
            continue;
        }
        *at = work->next;
        void (*forget)(void *data) = work->forget;
        void *data = work->data;
        work_end(work);
        forget(data);
    }
}

char *work_words(const Work *work, const Form *form, const char *name)
{
    if (page_now() - work->started < TELL_AFTER)
        return NULL;
    char *percent = memory_format("%d %%", work_percent(work));
    char *text = words(form, name, percent);
    free(percent);
    return text;
}
