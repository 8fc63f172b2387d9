/* The command help: the help of the program, and of each command. */
#include "cli/commands.h"
#include "command/options.h"

#include <stddef.h>
#include <sysexits.h>

static const struct option options[] = {OPTIONS_LAST};

static int run(const CommandContext *context, int argc, char **argv, Error *error)
{
    int option = options_next(context, argc, argv, error);
    if (option != OPTIONS_END)
        return options_status(option);
    if (optind == argc) {
        cli_print_overview();
        return EX_OK;
    }
    const Command *command = command_find(cli_commands, argv[optind]);
    if (!command)
        return command_unknown(cli_commands, argv[optind], error);
    command_print_help(command);
    return EX_OK;
}

const Command command_help = {
    .name = "help",
    .usage = "[COMMAND]",
    .summary = "Say how a command is used",
    .help = "Example:\n"
            "  seccontacts help import\n",
    .options = options,
    .operands = {0, 1, "COMMAND"},
    .run = run,
};
