/* command.h: the commands of the program: one file each, one table entry each. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "core/clock.h"
#include "core/error.h"

#include <stdbool.h>

/* What stands before the command: the options of the program itself. */
typedef struct CommandContext {
    const char *site;   /* --site, or NULL */
    bool passing;       /* the site is thrown away when the command returns */
    const Clock *clock; /* what time it is */
} CommandContext;

typedef struct Command {
    const char *name;
    const char *usage;   /* behind the name: "FILE|- ..." */
    const char *summary; /* one line */
    const char *help;    /* the options, and what else `--help` says; ends with a newline */
    /* Runs the command: argv[0] is its name. Prints its output; returns the exit status. With
     * `error` filled, main prints it and takes its status. */
    int (*run)(const CommandContext *context, int argc, char **argv, Error *error);
} Command;

/* The command of this name; NULL where there is none. */
const Command *command_find(const char *name);

/* All commands in the order of the help; NULL behind the last. */
const Command *const *command_all(void);

/* The name of the command that `name` may be a slip of; NULL where none is near. */
const char *command_nearest(const char *name);

/* Fills `error` for a name that is no command; returns the exit status. */
int command_unknown(const char *name, Error *error);

/* Prints what `seccontacts COMMAND --help` does. */
void command_print_help(const Command *command);

/* Prints what `seccontacts --help` does. */
void command_print_overview(void);

#endif
