/* commands.h: the rows of the table of commands of seccontacts-mail. They are started by
 * seccontacts with its own command line, and by the editor. */
#ifndef MAIL_COMMANDS_H
#define MAIL_COMMANDS_H

#include "command/mail_usage.h"

extern const Command command_preview, command_test, command_notify, command_check_connection,
    command_bounces, command_domains;

#endif
