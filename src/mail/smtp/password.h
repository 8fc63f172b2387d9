/* password.h: the password of the mail server: never in the settings, never on a command line. */
#ifndef MAIL_SMTP_PASSWORD_H
#define MAIL_SMTP_PASSWORD_H

#include "base/error.h"
#include "site/mail_config.h"

#include <stdbool.h>

/* The first line of password_file, which others must not be able to read, or of what
 * password_command prints (/bin/sh -c), which has to end within 30 seconds and the deadline. NULL
 * in `*password` where no user is configured. password_free() it. */
bool password_read(const MailConfig *config, char **password, Error *error);

/* Overwrites and frees. NULL is nothing to do. */
void password_free(char *password);

#endif
