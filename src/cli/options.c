#include "cli/options.h"

#include "cli/command.h"
#include "core/language.h"

#include <string.h>
#include <sysexits.h>

static const char *const program_options[][2] = {
    {"--site", " DIR"}, {"--demo", ""}, {"--ascii", ""}, {"--plain", ""}, {"--version", ""}};

/* The option as written that getopt_long() has just refused. */
static const char *refused(char **argv)
{
    static char letter[3] = "-";
    if (strncmp(argv[optind - 1], "--", 2) == 0)
        return argv[optind - 1];
    letter[1] = (char)optopt;
    return letter;
}

static int wrong(int kind, char **argv, Error *error)
{
    const char *name = refused(argv);
    int length = (int)strcspn(name, "=");
    if (kind == ':') {
        error_set(error, ERROR_USAGE, "%s: %s needs a value; see seccontacts %s --help", argv[0],
                  name, argv[0]);
        return OPTIONS_WRONG;
    }
    if (optopt != 0 && name[length] == '=') {
        error_set(error, ERROR_USAGE, "%s: %.*s takes no value; see seccontacts %s --help", argv[0],
                  length, name, argv[0]);
        return OPTIONS_WRONG;
    }
    for (size_t i = 0; i < sizeof program_options / sizeof *program_options; i++) {
        const char *const *other = program_options[i];
        if (strncmp(name, other[0], (size_t)length) == 0 && strlen(other[0]) == (size_t)length) {
            error_set(error, ERROR_USAGE, "%s: %s goes before the command: seccontacts %s%s %s",
                      argv[0], other[0], other[0], other[1], argv[0]);
            return OPTIONS_WRONG;
        }
    }
    error_set(error, ERROR_USAGE, "%s: unknown option \"%s\"; see seccontacts %s --help", argv[0],
              name, argv[0]);
    return OPTIONS_WRONG;
}

/* What is printed for programs is in English. */
static bool is_for_programs(const char *name)
{
    return strcmp(name, "json") == 0 || strcmp(name, "junit") == 0;
}

int options_next(int argc, char **argv, const struct option *options, Error *error)
{
    opterr = 0;
    int index = -1;
    int option = getopt_long(argc, argv, ":h", options, &index);
    if (index >= 0 && is_for_programs(options[index].name))
        language_close();
    switch (option) {
    case -1:
        return OPTIONS_END;
    case 'h':
        command_print_help(command_find(argv[0]));
        return OPTIONS_HELP;
    case '?':
    case ':':
        return wrong(option, argv, error);
    default:
        return option;
    }
}

int options_status(int result)
{
    return result == OPTIONS_HELP ? EX_OK : EX_USAGE;
}

bool options_operands(int argc, char **argv, int least, int most, const char *what, Error *error)
{
    int count = argc - optind;
    if (count < least)
        return error_set(error, ERROR_USAGE, "%s: no %s given; see seccontacts %s --help", argv[0],
                         _(what), argv[0]);
    if (most != OPTIONS_ANY && count > most)
        return error_set(error, ERROR_USAGE,
                         "%s: \"%s\" is one too many; see seccontacts %s --help", argv[0],
                         argv[optind + most], argv[0]);
    return true;
}
