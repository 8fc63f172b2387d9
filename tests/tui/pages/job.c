/* Jobs are held by a lock, so that what takes long takes as long as a test wants. */
#include "tui/app/job.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct Work {
    pthread_mutex_t gate;
    pthread_t thread; /* that ran it */
    char *log;        /* shared: a letter a call */
    char name;
    bool complete, wait_for_cancel;
} Work;

static char calls[64];

static Work work_new(char name)
{
    return (Work){.gate = PTHREAD_MUTEX_INITIALIZER, .log = calls, .name = name};
}

static void note(char what)
{
    calls[strlen(calls)] = what;
}

static void run(void *data, Progress *progress)
{
    Work *work = data;
    work->thread = pthread_self();
    pthread_mutex_lock(&work->gate);
    while (work->wait_for_cancel && progress_at(progress, 1))
        continue;
    pthread_mutex_unlock(&work->gate);
}

static void done(void *data, bool complete)
{
    Work *work = data;
    work->complete = complete;
    note(work->name);
}

static void forget(void *data)
{
    (void)data;
    note('-');
}

static JobWork external = {.run = run, .done = done, .free = forget, .external = true};

/* Ticks until so many calls were made. */
static void settle(const char *expected)
{
    while (strlen(calls) < strlen(expected)) {
        struct pollfd fd;
        cr_assert_eq(jobs_watch(&fd, 1), 1u);
        poll(&fd, 1, -1);
        jobs_tick(false);
    }
    cr_expect_str_eq(calls, expected);
}

Test(job, short_work_that_asks_nobody_is_done_at_once)
{
    Work work = work_new('a');
    const JobWork inline_work = {.run = run, .done = done, .bytes = JOB_LONG};
    cr_expect_null(job_start(NULL, &inline_work, &work));
    cr_expect_str_eq(calls, "a");
    cr_expect(work.complete);
    cr_expect(pthread_equal(work.thread, pthread_self()));
    cr_expect_eq(jobs_tick(false), -1);
}

Test(job, long_work_and_what_asks_a_disk_is_on_another_thread)
{
    Work longer = work_new('a'), asking = work_new('b');
    const JobWork long_work = {.run = run, .done = done, .bytes = JOB_LONG + 1};
    cr_expect_not_null(job_start(NULL, &long_work, &longer));
    settle("a");
    cr_expect_not_null(job_start(NULL, &external, &asking));
    settle("ab");
    cr_expect_not(pthread_equal(longer.thread, pthread_self()));
    cr_expect_not(pthread_equal(asking.thread, pthread_self()));
    cr_expect_not(jobs_are_busy());
    jobs_finish();
}

Test(job, what_is_held_is_not_waited_for)
{
    Work work = work_new('a');
    JobWork prompt = external;
    prompt.prompt = prompt.modal = true;
    int page, other;
    pthread_mutex_lock(&work.gate);
    cr_expect_not_null(job_start(&page, &prompt, &work));
    jobs_tick(false);
    cr_expect(jobs_are_modal(&page));
    cr_expect_not(jobs_are_modal(&other));
    cr_expect_str_eq(calls, "");
    pthread_mutex_unlock(&work.gate);
    settle("a");
    cr_expect_not(jobs_are_modal(&page));
    jobs_finish();
}

Test(job, nothing_is_done_while_a_question_is_asked_but_what_has_no_owner)
{
    Work owned = work_new('a'), free_one = work_new('b');
    int page;
    cr_assert_not_null(job_start(&page, &external, &owned));
    cr_assert_not_null(job_start(NULL, &external, &free_one));
    while (strlen(calls) < 1)
        jobs_tick(true);
    for (int i = 0; i < 1000; i++)
        jobs_tick(true);
    cr_expect_str_eq(calls, "b");
    while (strlen(calls) < 2)
        jobs_tick(false);
    cr_expect_str_eq(calls, "ba");
    jobs_finish();
}

Test(job, a_cancelled_one_is_done_incomplete)
{
    Work work = work_new('a');
    work.wait_for_cancel = true;
    Job *job = job_start(NULL, &external, &work);
    cr_expect(job_cancel(job));
    cr_expect(job_is_cancelled(job));
    settle("a");
    cr_expect_not(work.complete);
    jobs_finish();
}

Test(job, what_a_closed_page_has_started_is_freed_once_it_has_ended)
{
    Work work = work_new('a'), stays = work_new('b');
    int page, other;
    pthread_mutex_lock(&work.gate);
    cr_assert_not_null(job_start(&page, &external, &work));
    cr_assert_not_null(job_start(&other, &external, &stays));
    jobs_drop(&page);
    settle("b");
    pthread_mutex_unlock(&work.gate);
    settle("b-");
    jobs_finish();
}

Test(job, one_queue_keeps_the_order)
{
    Work first = work_new('a'), second = work_new('b'), third = work_new('c');
    Work beside = work_new('d');
    JobWork queued = external;
    queued.queue = &queued;
    pthread_mutex_lock(&first.gate);
    Job *dropped;
    cr_assert_not_null(job_start(NULL, &queued, &first));
    cr_assert_not_null(job_start(NULL, &queued, &second));
    dropped = job_start(NULL, &queued, &third);
    cr_assert_not_null(job_start(NULL, &external, &beside));
    settle("d");
    job_drop(dropped); /* which has not begun */
    cr_expect_str_eq(calls, "d-");
    pthread_mutex_unlock(&first.gate);
    settle("d-ab");
    jobs_finish();
}

Test(job, what_takes_long_is_told_of_and_can_be_stopped)
{
    Work work = work_new('a');
    JobWork named = external;
    named.label = "saving";
    named.stops = true;
    const void *stops_for;
    int page;
    char *text = NULL;
    work.wait_for_cancel = true;
    cr_assert_not_null(job_start(&page, &named, &work));
    while (!text) {
        int wait = jobs_tick(false);
        cr_assert_gt(wait, 0);
        text = jobs_words(&stops_for);
    }
    cr_expect_eq(stops_for, (const void *)&page);
    cr_expect_not_null(strstr(text, "0 %"));
    free(text);
    jobs_stop();
    cr_expect_null(jobs_words(&stops_for));
    settle("a");
    cr_expect_not(work.complete);
    jobs_finish();
}

Test(job, the_end_waits_for_all_and_does_what_has_no_owner)
{
    Work work = work_new('a'), second = work_new('b');
    JobWork queued = external;
    queued.queue = &queued;
    cr_assert_not_null(job_start(NULL, &queued, &work));
    cr_assert_not_null(job_start(NULL, &queued, &second));
    jobs_finish();
    cr_expect_str_eq(calls, "ab");
    cr_expect_not(jobs_are_busy());
}
