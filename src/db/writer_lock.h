/* writer_lock.h: one writer at a time, before SQLite's own locks.
 *
 * SQLite's busy handler lets one process starve the others for 30 seconds and more. An flock on a
 * file of its own, tried again at random short intervals, does not; it goes with the process that
 * holds it, however that ends; and a stopped process holds nobody up for ever.
 */
#ifndef DB_WRITER_LOCK_H
#define DB_WRITER_LOCK_H

#include "base/error.h"

#include <stdbool.h>
#include <sys/types.h>

/* Opens the writer lock's file, making it with `mode`. Returns its descriptor, close() it; -1 and
 * the error. */
int writer_lock_open(const char *path, mode_t mode, Error *error);

/* Waits for the writer lock of the database `name`, up to half a minute. */
bool writer_lock_enter(int writer_lock, const char *name, Error *error);

/* Enters the writer lock, where nobody is in it. */
bool writer_lock_enter_now(int writer_lock);
void writer_lock_leave(int writer_lock);

/* True where writer_lock_mark() was called for this file, ever. */
bool writer_lock_is_marked(int writer_lock);
bool writer_lock_mark(int writer_lock);

/* Gives the open file the mode and the group of its directory, as far as we may. */
void writer_lock_share(int file, const char *directory, mode_t mode);

#endif
