/* work.h: long work of a page, done by a thread of its own, so that no key waits for it. */
#ifndef TUI_APP_WORK_H
#define TUI_APP_WORK_H

#include "base/progress.h"
#include "form/form.h"

#include <stdbool.h>

/* From this many bytes of settings or addresses on, work on them is long: below, it is done within
 * half a frame. */
#define WORK_LONG ((size_t)256 << 10)

#define WORK_POLL 20 /* milliseconds between two looks at it */

typedef struct Work Work;

/* Starts `run(data, progress)`. Until work_end() the data is the thread's: nobody else may touch
 * what it touches. */
Work *work_start(void (*run)(void *data, Progress *progress), void *data);

/* True once it is done, or has been given up: work_end() does not wait then. */
bool work_is_done(const Work *work);

/* Asks it to give up: false where it is too late for that. It goes on to work_is_done(). */
bool work_cancel(Work *work);
bool work_is_cancelled(const Work *work);

/* Waits for its end, and frees it; what it made is in its data. NULL is nothing to do. */
void work_end(Work *work);

/* From 0 to 99. */
int work_percent(const Work *work);

/* Gives it up without waiting: it ends some time, and then `forget(data)` frees what it has. NULL
 * is nothing to do. */
void work_abandon(Work *work, void (*forget)(void *data));

/* Frees what has been given up and has ended; with `wait` all of it. */
void work_tidy(bool wait);

/* "Checking the addresses: 45 %", the text `name` of `form` with how far it is, once it has taken
 * long enough to be worth a word; NULL before. The caller frees it. */
char *work_words(const Work *work, const Form *form, const char *name);

#endif
