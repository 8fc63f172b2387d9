/* main.c: chooses between the editor and a command. */
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "command/options.h"
#include "command/program.h"
#include "site/demo.h"
#include "site/history.h"
#include "tui/editor.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

typedef struct Arguments {
    CommandContext context;
    EditorOptions editor;
    bool help, version;
    int signal; /* that ended the editor; 0: none */
} Arguments;

/* Reads the options in front of the command; `optind` is where that stands. */
static bool parse(Arguments *arguments, int argc, char **argv, Error *error)
{
    static const Command program = {.flags = COMMAND_PROGRAM, .options = options_of_program};
    arguments->context.command = &program;
    int option;
    while ((option = options_next(&arguments->context, argc, argv, error)) > 0) {
        if (option == 's')
            arguments->context.site = optarg;
        arguments->editor.demo |= option == 'd';
        arguments->editor.ascii |= option == 'a';
        arguments->editor.plain |= option == 'p';
        arguments->help |= option == 'h';
        arguments->version |= option == 'V';
    }
    if (option != OPTIONS_END)
        return false;
    if (arguments->context.site && arguments->editor.demo)
        return error_set(error, ERROR_USAGE,
                         "--demo has a site of its own: --site does not go with it");
    return true;
}

/* Names the commands: what there is without a terminal. Returns the exit status. */
static int no_terminal(Error *error)
{
    char *names = NULL;
    size_t size;
    FILE *out = open_memstream(&names, &size);
    const char *between = "";
    for (const Command *const *command = cli_commands; out && *command; command++) {
        fprintf(out, "%s%s", between, (*command)->name);
        between = ", ";
    }
    if (out)
        fclose(out);
    error_set(error, ERROR_USAGE, "the editor needs a terminal; without one use a command: %s",
              names ? names : "see --help");
    free(names);
    return EX_USAGE;
}

static int edit(Arguments *arguments, Error *error)
{
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return no_terminal(error);
    char *path = site_locate(arguments->context.site, error);
    Site *site =
        path ? site_open(path, true, editor_warn, NULL, arguments->context.clock, error) : NULL;
    free(path);
    if (site)
        editor_run(site, &arguments->editor, &arguments->signal, error);
    site_close(site);
    return error_exit_status(error);
}

static int choose(Arguments *arguments, int argc, char **argv, Error *error)
{
    if (arguments->version) {
        puts("seccontacts " SECCONTACTS_VERSION);
        return EX_OK;
    }
    if (arguments->help) {
        cli_print_overview();
        return EX_OK;
    }
    const Command *command = NULL;
    if (argc > 0) {
        command = command_find(cli_commands, argv[0]);
        if (!command)
            return command_unknown(cli_commands, argv[0], error);
    }
    Demo *demo = NULL;
    if (arguments->editor.demo) {
        demo = demo_new(error);
        if (!demo)
            return EX_CANTCREAT;
        arguments->context.site = demo_path(demo);
        arguments->context.throw_away = true;
    }
    arguments->context.command = command;
    site_history_via(command ? command->name : "editor");
    optind = 0; /* getopt_long() begins anew */
    int status =
        command ? command->run(&arguments->context, argc, argv, error) : edit(arguments, error);
    demo_free(demo);
    return status;
}

/* Ends as the signal would have ended the program at once: whoever sent it, and the shell, see that
 * by the status. Returns where it is ignored. */
static void end_by(int number)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, number);
    raise(number);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
}

int main(int argc, char **argv)
{
    Error error = {0};
    Arguments arguments = {.context.clock = &clock_system};
    int status = EX_USAGE;
    program_begin();
    if (parse(&arguments, argc, argv, &error))
        status = choose(&arguments, argc - optind, argv + optind, &error);
    status = program_end(status, &error);
    int number = arguments.signal ? arguments.signal : interrupt_end();
    if (number)
        end_by(number);
    return status;
}
