/* spool.h: alerts from a spool directory: files that others put there, each delivered once, under
 * the limits.
 *
 * A file all of whose alerts were dealt with (sent, or held back by a rule) is removed. One with an
 * alert that could not be delivered but may be, such as while the mail server is away, stays, and
 * is tried again: after a minute, then after twice the time each time, up to an hour, for five
 * days; one that waits for the server, as soon as the server has taken a message; and one that is
 * held back for a message that another program is sending, from a second on, until that has ended.
 * One that is held back for a message of which nobody knows how it ended is set aside. `aside` has
 * why (spool_folder_note). Those that were not tried before come first. One with anything malformed
 * or unknown, or refused for good, is set aside (spool_folder.h), after the rest of it was
 * delivered. Directories are reported, each once. Where the directory itself is replaced, the one
 * that has its path then is taken from. A crash loses nothing and repeats nothing: the file is
 * still there, and rule R5 of the ledger holds back what it has seen.
 */
#ifndef MAIL_SPOOL_H
#define MAIL_SPOOL_H

#include "command/command.h"
#include "mail/output.h"

#include <stdbool.h>

typedef struct SpoolOptions {
    const char *path;
    const CommandContext *context;
    Output *output;
    bool once; /* tries each file that is there, and ends; else goes on until a signal */
} SpoolOptions;

/* Delivers what is in the directory. The site is opened anew for each batch of files, so that its
 * settings are those of the moment.
 * False and the error where nothing more can be done; with `once` also ERROR_UNAVAILABLE where a
 * file waits for another try, ERROR_DATA where one was set aside, ERROR_RETRY after a signal. */
bool spool_run(const SpoolOptions *options, Error *error);

#endif
