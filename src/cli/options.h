/* options.h: the options of a command, by getopt_long(3), with messages of our own. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "core/error.h"

#include <getopt.h>

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

/* The next option of the command argv[0], which `options` lists (with OPTIONS_LAST at its end). Its
 * argument is in `optarg`. Options and operands may be mixed; "--" ends the options. */
int options_next(int argc, char **argv, const struct option *options, Error *error);

/* The exit status for a result of options_next() that ended the command. */
int options_status(int result);

/* True if the number of operands is within `least` and `most`; else the error, which calls them
 * `what`: "show: no SUB given". */
#define OPTIONS_ANY (-1)
bool options_operands(int argc, char **argv, int least, int most, const char *what, Error *error);

#endif
