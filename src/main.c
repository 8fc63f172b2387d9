/* main.c: chooses between the editor and a command. */
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "core/language.h"
#include "site/demo.h"
#include "site/history.h"
#include "tui/editor.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
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

/* A file opened in the place of a standard stream that is closed would get its output. */
static void fill_standard_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
            (void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

/* Reads the options in front of the command; `optind` is where that stands. */
static bool parse(Arguments *arguments, int argc, char **argv, Error *error)
{
    static const struct option options[] = {{"site", required_argument, NULL, 's'},
                                            {"demo", no_argument, NULL, 'd'},
                                            {"ascii", no_argument, NULL, 'a'},
                                            {"plain", no_argument, NULL, 'p'},
                                            {"help", no_argument, NULL, 'h'},
                                            {"version", no_argument, NULL, 'V'},
                                            {0}};
    opterr = 0;
    int option;
    while ((option = getopt_long(argc, argv, "+:hV", options, NULL)) != -1) {
        switch (option) {
        case 's':
            arguments->context.site = optarg;
            break;
        case 'd':
            arguments->editor.demo = true;
            break;
        case 'a':
            arguments->editor.ascii = true;
            break;
        case 'p':
            arguments->editor.plain = true;
            break;
        case 'h':
            arguments->help = true;
            break;
        case 'V':
            arguments->version = true;
            break;
        case ':':
            return error_set(error, ERROR_USAGE, "%s needs a value; see seccontacts --help",
                             argv[optind - 1]);
        default:
            return error_set(error, ERROR_USAGE, "unknown option \"%s\"; see seccontacts --help",
                             argv[optind - 1]);
        }
    }
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
    for (const Command *const *command = command_all(); out && *command; command++) {
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
        command_print_overview();
        return EX_OK;
    }
    const Command *command = NULL;
    if (argc > 0) {
        command = command_find(argv[0]);
        if (!command)
            return command_unknown(argv[0], error);
    }
    Demo *demo = NULL;
    if (arguments->editor.demo) {
        demo = demo_new(error);
        if (!demo)
            return EX_CANTCREAT;
        arguments->context.site = demo_path(demo);
        arguments->context.passing = true;
    }
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
    fill_standard_streams();
    signal(SIGPIPE, SIG_IGN); /* a reader that went away is a write error */
    language_open();
    if (parse(&arguments, argc, argv, &error))
        status = choose(&arguments, argc - optind, argv + optind, &error);
    if (error.kind != ERROR_NONE)
        status = error_exit_status(&error);
    Error unwritten = {0};
    if (!output_finish(&unwritten)) {
        if (error.kind == ERROR_NONE)
            error = unwritten;
        status = error_exit_status(&unwritten);
    }
    if (*error.text) {
        char *words = error_message(&error);
        fprintf(stderr, "seccontacts: %s\n", words);
        free(words);
    }
    int number = arguments.signal ? arguments.signal : interrupt_end();
    if (number)
        end_by(number);
    return status;
}
