/* progress.h: how far a long piece of work is, and whether it is still wanted.
 *
 * One thread works, another one looks and may cancel. Nothing here blocks.
 */
#ifndef BASE_PROGRESS_H
#define BASE_PROGRESS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct Progress {
    atomic_size_t done, whole; /* in whatever is counted; whole 0: not known yet */
    atomic_int state;          /* of progress.c */
} Progress; /* initialise with {0}. Functions that work take NULL where nobody looks */

/* For the one who works: what is to be done in all; how much is. False: it is not wanted any more,
 * and nothing has been changed or all is to be put back. */
void progress_begin(Progress *progress, size_t whole);
bool progress_at(Progress *progress, size_t done);

/* From here on it can't be cancelled. False where it has been. */
bool progress_commit(Progress *progress);

/* For the one who looks. Cancels: false where it is too late for that. */
bool progress_cancel(Progress *progress);
bool progress_is_cancelled(const Progress *progress);

/* From 0 to 99; 0 too where it is not known yet. */
int progress_percent(const Progress *progress);

#endif
