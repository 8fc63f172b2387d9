/* main.c: seccontacts-mail: alert -> decision -> reservation -> message -> SMTP -> settlement. */
#include "base/language.h"
#include "command/options.h"
#include "command/program.h"
#include "mail/commands.h"
#include "site/history.h"

#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

static const Command *const mail_commands[] = {
    &command_preview, &command_test, &command_notify, &command_check_connection, &command_bounces,
    &command_domains, NULL,
};

static const struct option program_options[] = {{"site", required_argument, NULL, 's'},
                                                {"for-person", no_argument, NULL, 'p'},
                                                {"version", no_argument, NULL, 'V'},
                                                OPTIONS_LAST};

static void print_overview(void)
{
    fputs(_("Usage: seccontacts-mail [--site DIR] COMMAND [ARGUMENT ...]\n"
            "\n"
            "The part of seccontacts that uses the network, started by it: see\n"
            "seccontacts(1). Commands:\n"),
          stdout);
    command_print_summaries(mail_commands);
}

/* Reads the options in front of the command, of which --for-person is for the editor; `optind` is
 * where that stands. Without a command, `status` is that of the program. */
static bool parse(CommandContext *context, int argc, char **argv, int *status, Error *error)
{
    static const Command program = {.flags = COMMAND_PROGRAM, .options = program_options};
    context->command = &program;
    int option;
    *status = EX_OK;
    while ((option = options_next(context, argc, argv, error)) > 0) {
        if (option == 's')
            context->site = optarg;
        context->for_person |= option == 'p';
        if (option == 'V')
            puts("seccontacts-mail " SECCONTACTS_VERSION);
        if (option == 'h')
            print_overview();
        if (option == 'V' || option == 'h')
            return false;
    }
    *status = EX_USAGE;
    return option == OPTIONS_END &&
           (optind < argc ||
            error_set(error, ERROR_USAGE, "no COMMAND given; see seccontacts --help"));
}

static int choose(CommandContext *context, int argc, char **argv, Error *error)
{
    context->command = command_find(mail_commands, argv[0]);
    if (!context->command)
        return command_unknown(mail_commands, argv[0], error);
    site_history_via(argv[0]);
    optind = 0; /* getopt_long() begins anew */
    return context->command->run(context, argc, argv, error);
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
    int status;
    forget_openssl_settings();
    program_begin();
    if (parse(&context, argc, argv, &status, &error))
        status = choose(&context, argc - optind, argv + optind, &error);
    return program_end(status, &error);
}
