/* command.h: the commands of seccontacts-mail: one file each, one table entry each. They are
 * started by seccontacts with its own command line, and by the editor. */
#ifndef MAIL_COMMAND_H
#define MAIL_COMMAND_H

#include "core/clock.h"
#include "core/error.h"
#include "site/mail_usage.h"

#include <getopt.h>

/* What stands before the command. */
typedef struct CommandContext {
    const char *site;   /* --site, or NULL */
    const Clock *clock; /* what time it is */
} CommandContext;

typedef struct Command {
    const char *name;
    const char *usage;   /* behind the name */
    const char *summary; /* one line, without a full stop */
    const char *help;    /* the options, and what else --help says; ends with a newline */
    /* argv[0] is the command's name. Prints its output and returns the exit status. With `error`
     * filled, main prints it and takes its status. */
    int (*run)(const CommandContext *context, int argc, char **argv, Error *error);
} Command;

extern const Command command_preview, command_test, command_notify, command_check_connection,
    command_domains;

/* What command_option() returns beside the `val` of an option, which is above 0. */
enum { OPTION_END = 0, OPTION_HELP = -1, OPTION_WRONG = -2 };

/* Ends a table of options: every command has --help. */
#define OPTION_LAST                                                                                \
    {"help", no_argument, NULL, 'h'},                                                              \
    {                                                                                              \
        0                                                                                          \
    }

/* What is said of errors is in the language of the person in front, even where JSON is printed: the
 * editor reads it, and shows it. Else all is in English then (core/language.h). */
void command_for_person(void);

/* The next option of the command, which `options` lists (with OPTION_LAST at its end); its argument
 * is in `optarg`. Behind the last, argv[optind] is the first operand. */
int command_option(const Command *command, int argc, char **argv, const struct option *options,
                   Error *error);

/* True if there is one operand, a SUB, behind the options; else the error. */
bool command_has_sub(const Command *command, int argc, char **argv, Error *error);

/* Prints "Usage: seccontacts NAME USAGE", the summary and the help. */
void command_help(const Command *command);

#endif
