/* command.h: a command of seccontacts or seccontacts-mail: one file each, one row each in the table
 * of its program (cli/commands.h, mail/commands.h). All that is common to commands is made from the
 * row: its options, how many operands it takes, its help. */
#ifndef COMMAND_COMMAND_H
#define COMMAND_COMMAND_H

#include "base/clock.h"
#include "base/error.h"

#include <getopt.h>
#include <stdbool.h>

typedef struct Command Command;

/* What stands in front of the command, and which one it is. */
typedef struct CommandContext {
    const Command *command;
    const char *site;   /* --site, or NULL */
    bool throw_away;    /* the site is thrown away when the command returns */
    bool for_person;    /* errors are in the user's language even with --json: the editor, which
                           started the program, shows them */
    const Clock *clock; /* what time it is */
} CommandContext;

enum {
    COMMAND_PROGRAM = 1,  /* not a command: the options of the program, in front of the command */
    COMMAND_INTERNAL = 2, /* for the other program, not for users: no help lists it */
    COMMAND_FIELDS = 4,   /* each field of a security contact is an option with a value */
};

enum { COMMAND_ANY = -1 }; /* operands: no upper limit */

struct Command {
    const char *name;
    const char *usage;   /* behind the name: "FILE|- ..." */
    const char *summary; /* one line, without a full stop */
    const char *help;    /* the options, and what else `--help` says; ends with a newline */
    const struct option *options; /* of getopt_long(3), with OPTIONS_LAST at their end */
    struct {
        int least, most;  /* how many; most may be COMMAND_ANY */
        const char *name; /* what errors call them: "SUB"; translated */
    } operands;
    unsigned flags; /* COMMAND_* */
    /* Runs the command: argv[0] is its name. Prints its output; returns the exit status. With
     * `error` filled, main prints it and takes its status. */
    int (*run)(const CommandContext *context, int argc, char **argv, Error *error);
};

/* The command of this name in `table`, which ends with NULL; NULL where there is none. */
const Command *command_find(const Command *const *table, const char *name);

/* The name of the command that `name` may be a slip of; NULL where none is near. */
const char *command_nearest(const Command *const *table, const char *name);

/* Fills `error` for a name that is no command of `table`; returns the exit status. */
int command_unknown(const Command *const *table, const char *name, Error *error);

/* Prints on standard output what `seccontacts COMMAND --help` does. */
void command_print_help(const Command *command);

/* Prints the table's names and summaries on standard output, a line each. */
void command_print_summaries(const Command *const *table);

#endif
