/* check_delivery.c: whether alerts reach anybody, and with --mail whether the mail server works. */
#include "azure/json.h"
#include "base/install.h"
#include "base/language.h"
#include "base/memory.h"
#include "cli/check/check.h"
#include "site/findings/findings_words.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM "seccontacts-mail"

void check_delivery_read(Check *check, int64_t now)
{
    Error error; /* check_state() says what is wrong with the ledger */
    delivery_read(&check->delivery, check->site, now, &error);
    check->findings.mailed = delivery_mail_to;
    check->findings.mailed_data = &check->delivery;
    check->findings.only_first = !check->site->config.fan_out_each;
}

/* Starts the mail program. Returns what it prints; NULL where it can't be run. */
static FILE *start(const Check *check, pid_t *pid)
{
    int ends[2];
    char *program = install_path(PROGRAM);
    const char *const argv[] = {"seccontacts",      "--site", check->path, "--for-person",
                                "check-connection", "--json", NULL};
    posix_spawn_file_actions_t files;
    if (pipe2(ends, O_CLOEXEC) != 0) {
        free(program);
        return NULL;
    }
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    bool started =
        posix_spawn(pid, program ? program : PROGRAM, &files, NULL, (char **)argv, environ) == 0;
    posix_spawn_file_actions_destroy(&files);
    close(ends[1]);
    FILE *out = started ? fdopen(ends[0], "r") : NULL;
    if (!out)
        close(ends[0]);
    free(program);
    return out;
}

/* What is wrong with the connection: the last words of the mail program; NULL: nothing. The caller
 * frees it. */
static char *try_server(const Check *check)
{
    pid_t pid;
    char *line = NULL, *said = NULL;
    size_t size = 0;
    int status = 0;
    FILE *out = start(check, &pid);
    if (!out)
        return memory_text(_("the mail program can't be run"));
    while (getline(&line, &size, out) > 0) {
        json_t *object = json_loads(line, 0, NULL);
        const char *text = json_string_value(json_object_get(object, "text"));
        const char *problem = json_string_value(json_object_get(object, "problem"));
        if (text || problem) {
            free(said);
            said = memory_text(text ? text : problem);
        }
        json_decref(object);
    }
    free(line);
    fclose(out);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return said ? said : memory_text(_("seccontacts check-connection says why"));
    free(said);
    return NULL;
}

void check_delivery(Check *check)
{
    if (check->whole)
        delivery_add_findings(&check->delivery, check->findings.alerting > 0, &check->findings);
    char *wrong =
        check->mail && check->site->config.mail.transport == MAIL_SMTP ? try_server(check) : NULL;
    if (wrong)
        findings_add(&check->findings, FINDING_MAIL, FINDING_SITE,
                     finding_words(FINDING_MAIL, "_server", wrong),
                     findings_mend(FINDING_MAIL, ""));
    free(wrong);
}
