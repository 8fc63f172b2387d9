/* job.h: work that takes long, or that waits for a disk or a database, in the background, so that
 * no key waits for it.
 *
 * All functions are for the thread that reads the keys. Of a job only `run` is on a thread of its
 * own; that touches nothing but its data until it returns. What is short and asks nobody is done at
 * once, before job_start() returns. What asks a disk is mostly there within a moment: as long as
 * nobody notices (8 ms after a key), and only for what is `prompt`, job_start() waits for it.
 */
#ifndef TUI_APP_JOB_H
#define TUI_APP_JOB_H

#include "base/progress.h"
#include "form/form.h"

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

/* From this many bytes of settings or addresses on, work on them is long: below, it is done within
 * half a frame. */
#define JOB_LONG ((size_t)256 << 10)

typedef struct Job Job; /* opaque: job_start() until done() or free() is called */

typedef struct JobWork {
    /* In the background. */
    void (*run)(void *data, Progress *progress);
    /* It has ended: takes the data, and is called by job_start() or jobs_tick(), but while a
     * question is on the screen not for what has an owner. Not `complete`: it was cancelled. */
    void (*done)(void *data, bool complete);
    /* Takes the data where the owner has gone, or job_drop() was called, once run() has ended. */
    void (*free)(void *data);
    const char *label; /* a text of the form "email-notifications" that has a percentage to show;
                          NULL: nothing is said of it */
    size_t bytes;      /* that it works on */
    bool external;     /* it asks a disk, a database, another program */
    bool prompt;       /* it is worth a moment's wait */
    bool modal;        /* what is typed waits for it (type_ahead.c) */
    bool stops;        /* Esc stops it, once the message line tells of it */
    void (*stopped)(void *owner); /* the user has stopped it, before it ends; NULL: nothing to do */
    const void
        *queue; /* jobs of one queue run one after the other, in their order; NULL: of none */
} JobWork;

/* Starts a job of `owner`, a page, or of none: NULL. Returns NULL where it has been done already.
 * The caller must not use the job any more once done() or free() is called. */
Job *job_start(const void *owner, const JobWork *work, void *data);

/* Asks it to give up: false where it is too late for that. done() is called all the same. NULL is
 * nothing to do. */
bool job_cancel(Job *job);
bool job_is_cancelled(const Job *job);

/* Gives it up without waiting, or calling done(): free() is called once it has ended. NULL is
 * nothing to do. */
void job_drop(Job *job);

/* Drops all jobs of an owner that is being closed. */
void jobs_drop(const void *owner);

/* From 0 to 99. */
int job_percent(const Job *job);

/* Whether there is any that is not done, or not freed. */
bool jobs_are_busy(void);

/* Whether there is one that what is typed on `owner` waits for. */
bool jobs_are_modal(const void *owner);

/* For run(): has the thread that reads the keys call jobs_tick() and look at its pages. */
void job_notify(void);

/* Calls done() of what has ended; `asking`: a question is on the screen. Returns the milliseconds
 * until it is to be called again, to show how far something is; -1: when there is news; 0: there
 * was some. */
int jobs_tick(bool asking);

/* Waits for it: at most one descriptor, where there is room. Returns how many. */
size_t jobs_watch(struct pollfd *fds, size_t room);

/* "Checking the addresses: 45 %": how far the job is that has a label and takes long enough to be
 * worth a word; NULL: there is none. `*stops_for`: its owner, where Esc stops it there; else NULL.
 * The caller frees it. */
char *jobs_words(const void **stops_for);

/* Stops the job that jobs_words() tells of. */
void jobs_stop(void);

/* Ends the mechanism: waits until all jobs have ended, and frees them; those without an owner are
 * done. */
void jobs_finish(void);

#endif
