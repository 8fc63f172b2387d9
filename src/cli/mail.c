/* mail.c: the commands of the mail program, handed over to it with their command line. */
#include "base/install.h"
#include "base/memory.h"
#include "cli/commands.h"
#include "command/mail_usage.h"

#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

/* Runs it as a child, where there is something to clear away behind it. */
static int run_child(const char *program, char **argv, Error *error)
{
    pid_t pid;
    int status = 0;
    int failed = posix_spawn(&pid, program, NULL, NULL, argv, environ);
    if (failed != 0) {
        error_set_errno(error, ERROR_UNAVAILABLE, failed, "the mail program \"%s\" can't be run",
                        program);
        return EX_UNAVAILABLE;
    }
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int hand_over(const CommandContext *context, int argc, char **argv, Error *error)
{
    char *program = install_path("seccontacts-mail");
    char **line = memory_array((size_t)argc + 4, sizeof *line);
    int count = 0, status = EX_UNAVAILABLE;
    line[count++] = memory_text("seccontacts");
    if (context->site) {
        line[count++] = memory_text("--site");
        line[count++] = memory_text(context->site);
    }
    int own = count;
    for (int i = 0; i < argc; i++)
        line[count++] = argv[i];
    if (context->throw_away) {
        status = run_child(program ? program : "", line, error);
    } else {
        execv(program ? program : "", line);
        error_set_errno(error, ERROR_UNAVAILABLE, errno, "the mail program \"%s\" can't be run",
                        program ? program : "seccontacts-mail");
    }
    for (int i = 0; i < own; i++)
        free(line[i]);
    free(line);
    free(program);
    return status;
}

const Command command_preview = {MAIL_USAGE_PREVIEW, .run = hand_over};
const Command command_test = {MAIL_USAGE_TEST, .run = hand_over};
const Command command_notify = {MAIL_USAGE_NOTIFY, .run = hand_over};
const Command command_check_connection = {MAIL_USAGE_CHECK_CONNECTION, .run = hand_over};
const Command command_bounces = {MAIL_USAGE_BOUNCES, .run = hand_over};
