/* gate.h: one writer at a time, before SQLite's own locks.
 *
 * SQLite's busy handler lets one process starve the others for 30 seconds and more. An flock on a
 * file of its own, tried again at random short intervals, does not; it goes with the process that
 * holds it, however that ends; and a stopped process holds nobody up for ever.
 */
#ifndef LEDGER_GATE_H
#define LEDGER_GATE_H

#include "core/error.h"

#include <stdbool.h>
#include <sys/types.h>

/* Opens the gate's file, making it with `mode`. Returns its descriptor, close() it; -1 and the
 * error. */
int gate_open(const char *path, mode_t mode, Error *error);

/* Waits for the gate of the database `name`, up to half a minute. */
bool gate_enter(int gate, const char *name, Error *error);

/* Enters the gate, where nobody is in it. */
bool gate_enter_now(int gate);
void gate_leave(int gate);

/* True where gate_mark() was called for this file, ever. */
bool gate_is_marked(int gate);
bool gate_mark(int gate);

/* Gives the open file the mode and the group of its directory, as far as we may. */
void gate_share(int file, const char *directory, mode_t mode);

#endif
