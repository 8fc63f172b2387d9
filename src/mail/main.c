/* main.c: seccontacts-mail: alert -> decision -> reservation -> message -> SMTP -> settlement. */
#include "mail/command.h"
#include "mail/output.h"
#include "site/history.h"

#include "core/language.h"
#include "core/visible.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

static const Command *const commands[] = {&command_preview, &command_test, &command_notify,
                                          &command_check_connection, &command_domains};

/* A file opened in the place of a standard stream that is closed would get its output. */
static void fill_standard_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
            (void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

/* Reads the options in front of the command: the same as the program's own, of which --site alone
 * has a meaning here; and --for-person, which the editor gives. */
static bool parse(CommandContext *context, int argc, char **argv, Error *error)
{
    static const struct option options[] = {{"site", required_argument, NULL, 's'},
                                            {"for-person", no_argument, NULL, 'p'},
                                            {"version", no_argument, NULL, 'V'},
                                            {0}};
    opterr = 0;
    int option;
    while ((option = getopt_long(argc, argv, "+:V", options, NULL)) != -1) {
        if (option == 's') {
            context->site = optarg;
        } else if (option == 'p') {
            command_for_person();
        } else if (option == 'V') {
            puts("seccontacts-mail " SECCONTACTS_VERSION);
            return false;
        } else {
            return error_set(error, ERROR_USAGE, "\"%s\" is no option here, or needs a value",
                             visible_start(argv[optind - 1], 60));
        }
    }
    return optind < argc || error_set(error, ERROR_USAGE,
                                      "expected a command: preview, test, notify or "
                                      "check-connection");
}

static int choose(const CommandContext *context, int argc, char **argv, Error *error)
{
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(commands[i]->name, argv[0]) == 0) {
            site_history_via(argv[0]);
            optind = 0; /* getopt_long() begins anew */
            return commands[i]->run(context, argc, argv, error);
        }
    }
    error_set(error, ERROR_USAGE, "unknown command \"%s\": seccontacts --help lists them",
              visible_start(argv[0], 60));
    return EX_USAGE;
}

/* What OpenSSL loads and whom it trusts is said by the system and by seccontacts.conf alone. */
static void forget_openssl_settings(void)
{
    static const char *const names[] = {"OPENSSL_CONF", "OPENSSL_ENGINES", "OPENSSL_MODULES",
                                        "SSL_CERT_DIR", "SSL_CERT_FILE"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unsetenv(names[i]);
}

int main(int argc, char **argv)
{
    Error error = {0};
    CommandContext context = {.clock = &clock_system};
    int status = EX_OK;
    fill_standard_streams();
    forget_openssl_settings();
    signal(SIGPIPE, SIG_IGN); /* a reader that went away is a write error */
    language_open();
    if (parse(&context, argc, argv, &error))
        status = choose(&context, argc - optind, argv + optind, &error);
    if (error.kind != ERROR_NONE)
        status = error_exit_status(&error);
    output_flush();
    if (error.kind == ERROR_NONE && !output_works(&error))
        status = EX_IOERR;
    if (error.text[0]) {
        char *words = error_message(&error);
        fprintf(stderr, "seccontacts: %s\n", words);
        free(words);
    }
    return status;
}
