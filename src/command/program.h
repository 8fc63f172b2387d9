/* program.h: how both programs begin and end. */
#ifndef COMMAND_PROGRAM_H
#define COMMAND_PROGRAM_H

#include "base/error.h"

/* To be called first: sees to it that no file that is opened takes the place of a standard stream,
 * that a reader that went away is a write error, not a signal, and takes the user's language. */
void program_begin(void);

/* Writes out what was printed, says on standard error what `error` has, and returns the exit
 * status: that of the error, or of standard output where that can't be written; else `status`. */
int program_end(int status, Error *error);

#endif
