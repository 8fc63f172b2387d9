/* options.h: the options of a command, by getopt_long(3), with messages of our own. */
#ifndef COMMAND_OPTIONS_H
#define COMMAND_OPTIONS_H

#include "base/error.h"
#include "command/command.h"

#include <getopt.h>
#include <stddef.h>

/* What options_next() returns beside the `val` of an option, which is above 0. */
enum {
    OPTIONS_END = 0,    /* no more options: argv[optind] is the first operand */
    OPTIONS_HELP = -1,  /* --help was given, and is answered: the command is done */
    OPTIONS_WRONG = -2, /* see the error: the command can't be done */
};

/* Ends a table of options: every command has --help. */
#define OPTIONS_LAST                                                                               \
    {"help", no_argument, NULL, 'h'},                                                              \
    {                                                                                              \
        0                                                                                          \
    }

/* The `val` of the option that is the contact's field `index` (contact_field.h), of COMMAND_FIELDS.
 */
enum { OPTIONS_FIELD = 256 };

/* All options of a command: those of its row and, of COMMAND_FIELDS, the fields. */
const struct option *options_of(const Command *command);

/* The options of seccontacts itself, in front of the command; with OPTIONS_LAST at their end. */
extern const struct option options_of_program[];

/* The next option of context->command. Its argument is in `optarg`. Options and operands may be
 * mixed; "--" ends the options. At the end the number of operands has been checked, too. Of a
 * COMMAND_PROGRAM the first operand ends the options, and 'h' and 'V' are returned as any other.
 * With an option for what programs read (--json, --junit), all is in English from then on, unless
 * context->for_person. */
int options_next(const CommandContext *context, int argc, char **argv, Error *error);

/* The exit status for a result of options_next() that ended the command. */
int options_status(int result);

/* False and the error where fewer than `least` operands are left, for a command that needs more
 * than its row says with some options. */
bool options_need(const CommandContext *context, int argc, int least, Error *error);

#endif
