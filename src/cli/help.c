#include "cli/commands.h"
#include "cli/options.h"

#include <stddef.h>
#include <sysexits.h>

static int run(const CommandContext *context, int argc, char **argv, Error *error)
{
    (void)context;
    static const struct option options[] = {OPTIONS_LAST};
    int option = options_next(argc, argv, options, error);
    if (option != OPTIONS_END)
        return options_status(option);
    if (!options_operands(argc, argv, 0, 1, "COMMAND", error))
        return EX_USAGE;
    if (optind == argc) {
        command_print_overview();
        return EX_OK;
    }
    const Command *command = command_find(argv[optind]);
    if (!command)
        return command_unknown(argv[optind], error);
    command_print_help(command);
    return EX_OK;
}

const Command command_help = {
    .name = "help",
    .usage = "[COMMAND]",
    .summary = "Say how a command is used",
    .help = "Example:\n"
            "  seccontacts help import\n",
    .run = run,
};
