#include "mail/command.h"

#include <stdio.h>

void command_help(const Command *command)
{
    printf("Usage: seccontacts %s %s\n\n%s.\n\n%s", command->name, command->usage, command->summary,
           command->help);
}

int command_option(const Command *command, int argc, char **argv, const struct option *options,
                   Error *error)
{
    opterr = 0;
    int option = getopt_long(argc, argv, ":h", options, NULL);
    switch (option) {
    case -1:
        return OPTION_END;
    case 'h':
        command_help(command);
        return OPTION_HELP;
    case ':':
        error_set(error, ERROR_USAGE, "%s: %s needs a value; see seccontacts %s --help",
                  command->name, argv[optind - 1], command->name);
        return OPTION_WRONG;
    case '?':
        error_set(error, ERROR_USAGE, "%s: unknown option \"%s\"; see seccontacts %s --help",
                  command->name, argv[optind - 1], command->name);
        return OPTION_WRONG;
    default:
        return option;
    }
}
