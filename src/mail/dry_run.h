/* dry_run.h: a day's alerts, replayed: who would have got what. */
#ifndef MAIL_DRY_RUN_H
#define MAIL_DRY_RUN_H

#include "mail/mail_context.h"

/* Reads all alerts of `fd` (called `name` in messages) and delivers them, each at the time when it
 * happened, in that order, to nobody: with a ledger of its own that is thrown away. Prints the
 * events, and at the end the high alerts that nobody would have been told of. True where all alerts
 * could be understood; else, with the error, false. */
bool dry_run_alerts(MailContext *mail_context, int fd, const char *name, Error *error);

#endif
