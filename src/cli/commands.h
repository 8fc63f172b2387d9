/* commands.h: the table of the commands of seccontacts, and its rows. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "command/command.h"

extern const Command command_import, command_diff, command_export, command_subscriptions,
    command_show, command_set, command_sent, command_validate, command_preview, command_test,
    command_notify, command_check_connection, command_bounces, command_help, command_check,
    command_replace, command_history, command_restore, command_ledger, command_metrics;

/* All commands in the order of the help; NULL behind the last. */
extern const Command *const cli_commands[];

/* Prints on standard output what `seccontacts --help` does. */
void cli_print_overview(void);

#endif
