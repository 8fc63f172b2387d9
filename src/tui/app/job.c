/* Jobs: one thread each, whose end is told to the thread that reads the keys by an eventfd. */
#include "tui/app/job.h"

#include "base/memory.h"
#include "base/monotonic.h"
#include "form/wording.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#define TELL_AFTER 150 /* milliseconds: what is there sooner needs no word */
#define TELL_EVERY 100
#define PATIENCE   8 /* well below a frame */

struct Job {
    JobWork work;
    Progress progress;
    const void *owner;
    void *data;
    pthread_t thread;
    bool started, threaded;
    bool ended;    /* under the mutex */
    bool complete; /* not cancelled */
    bool dropped;
    int64_t since;
    Job *next;
};

/* Of the thread that reads the keys, but for the event and what the mutex is for. */
static struct {
    Job *first;       /* in their order */
    int event;        /* readable where there is news; -1: not made */
    int64_t patience; /* milliseconds that may still be waited */
    pthread_mutex_t mutex;
    pthread_cond_t ended;
    bool ready;
} jobs = {.event = -1, .patience = PATIENCE, .mutex = PTHREAD_MUTEX_INITIALIZER};

static void make_ready(void)
{
    if (jobs.ready)
        return;
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&jobs.ended, &monotonic);
    pthread_condattr_destroy(&monotonic);
    jobs.event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    jobs.ready = true;
}

void job_notify(void)
{
    if (jobs.event >= 0)
        (void)!eventfd_write(jobs.event, 1);
}

static void *run(void *data)
{
    Job *job = data;
    job->work.run(job->data, &job->progress);
    pthread_mutex_lock(&jobs.mutex);
    job->complete = !progress_is_cancelled(&job->progress);
    job->ended = true;
    pthread_cond_signal(&jobs.ended);
    pthread_mutex_unlock(&jobs.mutex);
    job_notify();
    return NULL;
}

static bool has_ended(const Job *job)
{
    pthread_mutex_lock(&jobs.mutex);
    bool ended = job->ended;
    pthread_mutex_unlock(&jobs.mutex);
    return ended;
}

/* All signals stay with the thread that reads the keys. Without a thread that one runs it. */
static void start(Job *job)
{
    sigset_t all, before;
    job->started = true;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    job->threaded = pthread_create(&job->thread, NULL, run, job) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!job->threaded)
        run(job);
}

/* Whether one before it in its queue has not ended. */
static bool has_to_queue(const Job *job)
{
    const Job *other = jobs.first;
    while (other != job &&
           (!job->work.queue || other->work.queue != job->work.queue || has_ended(other)))
        other = other->next;
    return other != job;
}

static void start_queued(void)
{
    for (Job *job = jobs.first; job; job = job->next) {
        if (!job->started && !has_to_queue(job))
            start(job);
    }
}

static void wait_for_end(Job *job, int64_t milliseconds)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    long nanoseconds = until.tv_nsec + (long)(milliseconds % 1000) * 1000000L;
    until.tv_sec += (time_t)(milliseconds / 1000) + nanoseconds / 1000000000L;
    until.tv_nsec = nanoseconds % 1000000000L;
    pthread_mutex_lock(&jobs.mutex);
    int result = 0;
    while (!job->ended && result != ETIMEDOUT)
        result = pthread_cond_timedwait(&jobs.ended, &jobs.mutex, &until);
    pthread_mutex_unlock(&jobs.mutex);
}

static void drain(void)
{
    eventfd_t count;
    if (jobs.event >= 0)
        (void)!eventfd_read(jobs.event, &count);
}

/* Takes it out of the list, and frees it when its data has been taken. */
static void end(Job *job)
{
    Job **at = &jobs.first;
    while (*at != job)
        at = &(*at)->next;
    *at = job->next;
    if (job->threaded)
        pthread_join(job->thread, NULL);
    if (job->dropped && job->work.free)
        job->work.free(job->data);
    else
        job->work.done(job->data, job->complete);
    free(job);
}

Job *job_start(const void *owner, const JobWork *work, void *data)
{
    if (!work->external && !work->queue && work->bytes <= JOB_LONG) {
        work->run(data, NULL);
        work->done(data, true);
        return NULL;
    }
    make_ready();
    Job *job = memory_new(sizeof *job), **last = &jobs.first;
    *job = (Job){.work = *work, .owner = owner, .data = data, .since = monotonic_ms()};
    while (*last)
        last = &(*last)->next;
    *last = job;
    start_queued();
    if (work->prompt && job->started && jobs.patience > 0) {
        int64_t begin = monotonic_ms();
        wait_for_end(job, jobs.patience);
        jobs.patience -= monotonic_ms() - begin;
    }
    if (!job->started || (job->threaded && !work->prompt) || !has_ended(job))
        return job;
    end(job);
    return NULL;
}

bool job_cancel(Job *job)
{
    return job && progress_cancel(&job->progress);
}

bool job_is_cancelled(const Job *job)
{
    return progress_is_cancelled(&job->progress);
}

void job_drop(Job *job)
{
    if (!job)
        return;
    job_cancel(job);
    job->dropped = true;
    job->owner = NULL;
    if (!job->started)
        job->ended = true;
    if (has_ended(job))
        end(job);
    start_queued();
}

void jobs_drop(const void *owner)
{
    Job *job = jobs.first;
    while (job) {
        bool mine = job->owner == owner;
        if (mine)
            job_drop(job);
        job = mine ? jobs.first : job->next;
    }
}

int job_percent(const Job *job)
{
    return progress_percent(&job->progress);
}

bool jobs_are_busy(void)
{
    return jobs.first;
}

bool jobs_are_modal(const void *owner)
{
    const Job *job = jobs.first;
    while (job && !(job->owner == owner && job->work.modal))
        job = job->next;
    return job;
}

/* The job that is told of. */
static Job *told(void)
{
    Job *job = jobs.first;
    while (job && (!job->work.label || job->dropped || job_is_cancelled(job) || has_ended(job)))
        job = job->next;
    return job;
}

/* The first one that can be done with. */
static Job *find_ended(bool asking)
{
    Job *job = jobs.first;
    while (job && !(has_ended(job) && (job->dropped || !job->owner || !asking)))
        job = job->next;
    return job;
}

int jobs_tick(bool asking)
{
    bool news = false;
    if (jobs.ready)
        drain();
    jobs.patience = PATIENCE;
    for (Job *job = find_ended(asking); job; job = find_ended(asking)) {
        news = true;
        end(job);
        start_queued();
    }
    const Job *shown = told();
    if (news || !shown)
        return news ? 0 : -1;
    int64_t age = monotonic_ms() - shown->since;
    return age < TELL_AFTER ? (int)(TELL_AFTER - age) : TELL_EVERY;
}

size_t jobs_watch(struct pollfd *fds, size_t room)
{
    if (jobs.event < 0 || room == 0)
        return 0;
    fds[0] = (struct pollfd){.fd = jobs.event, .events = POLLIN};
    return 1;
}

char *jobs_words(const void **stops_for)
{
    const Job *job = told();
    *stops_for = NULL;
    if (!job || monotonic_ms() - job->since < TELL_AFTER)
        return NULL;
    *stops_for = job->work.stops ? job->owner : NULL;
    char *percent = memory_format("%d %%", job_percent(job));
    char *text = words(form_get("email-notifications"), job->work.label, percent);
    free(percent);
    return text;
}

void jobs_stop(void)
{
    Job *job = told();
    if (!job)
        return;
    if (job->work.stopped)
        job->work.stopped((void *)(uintptr_t)job->owner);
    job_cancel(job);
}

void jobs_finish(void)
{
    while (jobs.first) {
        Job *job = jobs.first;
        start_queued();
        if (job->threaded) {
            pthread_join(job->thread, NULL);
            job->threaded = false;
        }
        end(job);
    }
    if (!jobs.ready)
        return;
    if (jobs.event >= 0)
        close(jobs.event);
    jobs.event = -1;
    jobs.patience = PATIENCE;
    pthread_cond_destroy(&jobs.ended);
    jobs.ready = false;
}
