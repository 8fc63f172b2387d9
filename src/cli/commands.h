/* commands.h: the table's entries. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "cli/command.h"

extern const Command command_import, command_diff, command_export, command_subscriptions,
    command_show, command_set, command_sent, command_validate, command_preview, command_test,
    command_notify, command_check_connection, command_help, command_check, command_replace,
    command_history, command_restore, command_ledger;

#endif
