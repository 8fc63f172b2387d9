/* The command notify: alerts in, messages out. */
#include "base/language.h"
#include "base/memory.h"
#include "mail/alert_input.h"
#include "mail/commands.h"
#include "mail/dry_run.h"
#include "mail/mail_context.h"
#include "mail/signals.h"
#include "mail/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

typedef struct Options {
    Output output;
    bool dry_run, once;
    const char *spool; /* NULL: none */
} Options;

/* The last words, where nobody was told of some: whatever else there is to say comes before. */
static bool refuse_comfort(const AlertInput *input, Output *output, Error *error)
{
    if (input->problems > 0) {
        char *text = memory_format(n_("%zu alert could not be dealt with",
                                      "%zu alerts could not be dealt with", input->problems),
                                   input->problems);
        output_problem(output, text);
        free(text);
    }
    output_unheard(output, input->unheard, error);
    return false;
}

static bool deliver(MailContext *mail_context, int fd, const char *name, Error *error)
{
    AlertInput input = {.name = name};
    signals_catch();
    bool good = alert_input_run(&input, mail_context, fd, error);
    if (good && input.unheard > 0)
        good = refuse_comfort(&input, mail_context->output, error);
    else if (good && input.undelivered > 0)
        good = error_set(error, ERROR_UNAVAILABLE,
                         n_("%zu alert was not delivered as it should have been",
                            "%zu alerts were not delivered as they should have been",
                            input.undelivered),
                         input.undelivered);
    else if (good && input.problems > 0)
        good = error_set(error, ERROR_DATA,
                         n_("%zu alert could not be dealt with",
                            "%zu alerts could not be dealt with", input.problems),
                         input.problems);
    else if (good && signals_stopped())
        good = error_set(error, ERROR_RETRY, "ended by signal %d; what was under way is finished",
                         signals_stopped());
    alert_input_clear(&input);
    return good;
}

static int run_file(const CommandContext *context, Options *options, const char *path, Error *error)
{
    MailContext mail_context;
    bool standard = strcmp(path, "-") == 0;
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    const char *name = standard ? _("standard input") : path;
    if (fd < 0) {
        error_set_at(error, ERROR_NO_INPUT, path, 0, "can't be read: %s", strerror(errno));
        return EX_NOINPUT;
    }
    if (office_open(&mail_context, context, options->dry_run ? OFFICE_TO_READ : OFFICE_TO_SEND,
                    &options->output, error)) {
        if (options->dry_run)
            dry_run_alerts(&mail_context, fd, name, error);
        else
            deliver(&mail_context, fd, name, error);
    }
    office_close(&mail_context);
    if (!standard)
        close(fd);
    return error_exit_status(error);
}

static bool check_options(const Options *options, int operands, Error *error)
{
    if (options->spool && operands > 0)
        return error_set(error, ERROR_USAGE,
                         "notify: --spool names where alerts come from: no FILE goes with it");
    if (options->spool && options->dry_run)
        return error_set(error, ERROR_USAGE,
                         "notify: --dry-run reads a FILE: --spool does not go with it");
    if (options->once && !options->spool)
        return error_set(error, ERROR_USAGE, "notify: --once goes with --spool only");
    return true;
}

static int run(const CommandContext *context, int argc, char **argv, Error *error)
{
    Options options = {.output = {.progress = isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO)}};
    int option;
    while ((option = options_next(context, argc, argv, error)) > 0) {
        options.output.json |= option == MAIL_OPTION_JSON;
        options.output.dialogue |= option == MAIL_OPTION_DIALOGUE;
        options.dry_run |= option == MAIL_OPTION_DRY_RUN;
        options.once |= option == MAIL_OPTION_ONCE;
        if (option == MAIL_OPTION_SPOOL)
            options.spool = optarg;
    }
    if (option != OPTIONS_END)
        return options_status(option);
    if (!check_options(&options, argc - optind, error))
        return EX_USAGE;
    if (!options.spool)
        return run_file(context, &options, optind < argc ? argv[optind] : "-", error);
    spool_run(&(SpoolOptions){options.spool, context, &options.output, options.once}, error);
    return error_exit_status(error);
}

const Command command_notify = {MAIL_USAGE_NOTIFY, .run = run};
