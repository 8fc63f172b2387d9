#include "mail/command.h"

#include "core/language.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool person_in_front; /* also where JSON is printed */

void command_help(const Command *command)
{
    printf(_("Usage: seccontacts %s%s%s\n"), command->name, " ", command->usage);
    char *help = language_help(command->help);
    printf("\n%s.\n\n%s", _(command->summary), help);
    free(help);
}

void command_for_person(void)
{
    person_in_front = true;
}

int command_option(const Command *command, int argc, char **argv, const struct option *options,
                   Error *error)
{
    opterr = 0;
    int index = -1;
    int option = getopt_long(argc, argv, ":h", options, &index);
    if (index >= 0 && strncmp(options[index].name, "json", 4) == 0 && !person_in_front)
        language_close();
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

bool command_has_sub(const Command *command, int argc, char **argv, Error *error)
{
    const char *name = command->name;
    if (optind >= argc)
        return error_set(error, ERROR_USAGE, "%s: no %s given; see seccontacts %s --help", name,
                         "SUB", name);
    return optind == argc - 1 ||
           error_set(error, ERROR_USAGE, "%s: \"%s\" is one too many; see seccontacts %s --help",
                     name, argv[optind + 1], name);
}
