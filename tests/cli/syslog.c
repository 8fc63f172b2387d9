/* The lines in the system's log, as a daemon on /dev/log gets them from the real programs. */
#include "cli/helper.h"

#include "base/memory.h"
#include "support/namespaces.h"
#include "support/skip.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static char *enter; /* the words that run a command where own_dev() has made one */

/* Makes a process with a /dev of its own, whose `log` is that of `directory`. It ends with the
 * test. (libfaketime would miss its /dev/shm there.) */
static void own_dev(const char *directory)
{
    static const char script[] =
        "unset LD_PRELOAD; mkdir dev; mount -t tmpfs none dev; : >dev/log; mount --bind log "
        "dev/log; "
        "for name in null zero urandom random; do "
        ": >dev/$name; mount --bind /dev/$name dev/$name; done; mount --rbind dev /dev; "
        "echo; exec sleep infinity";
    int ready[2];
    char byte;
    cr_assert_eq(pipe(ready), 0);
    pid_t pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (chdir(directory) == 0 && namespaces_part(0) && dup2(ready[1], STDOUT_FILENO) >= 0 &&
            close(ready[0]) == 0 && close(ready[1]) == 0)
            execl("/bin/sh", "sh", "-ec", script, (char *)NULL);
        perror("own_dev");
        _exit(1);
    }
    close(ready[1]);
    cr_assert_eq(read(ready[0], &byte, 1), 1, "there is no /dev of its own");
    close(ready[0]);
    enter = namespaces_enter(pid, 0);
}

static ProgramRun run(const char *directory, const char *first, const char *second,
                      const char *third, const char *fourth)
{
    char *script = memory_format("unset LD_PRELOAD; %s \"$0\" \"$@\"", enter);
    const char *argv[] = {"/bin/sh", "-c", script, PROGRAM, first, second, third, fourth, NULL};
    ProgramRun done = program_run(argv, &(ProgramInput){.home = directory, .site = "site"});
    free(script);
    return done;
}

static int listen_in(const char *directory)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char *path = temporary_path(directory, "log");
    cr_assert_lt(strlen(path), sizeof address.sun_path);
    strcpy(address.sun_path, path);
    int listener = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    cr_assert_eq(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
    free(path);
    return listener;
}

/* The next line that was logged; "" where there is none. */
static const char *next(int listener)
{
    static char line[1024];
    ssize_t length = recv(listener, line, sizeof line - 1, 0);
    line[length > 0 ? length : 0] = '\0';
    return line;
}

Test(cli_syslog, a_save_and_a_message_are_logged_where_the_site_wants_it)
{
    if (!namespaces_allowed(0))
        skip_test("the system's log, for which root must be able to mount");
    char *directory = helper_site();
    int listener = listen_in(directory);
    own_dev(directory);
    helper_expect(run(directory, "set", ONE, "--emails", "a@example.com"), 0, NULL, "");
    const char *line = next(listener); /* what nobody who may write the settings can turn off */
    cr_expect_not_null(strstr(line, "]: head of the history's chain: event "), "%s", line);
    cr_expect_str_eq(next(listener), "");
    temporary_write(directory, "site/seccontacts.conf", "syslog = true;\n");
    helper_expect(run(directory, "set", ONE, "--alerts", "on"), 0, NULL, NULL);
    line = next(listener);
    cr_expect(strncmp(line, "<85>", 4) == 0, "%s", line); /* authpriv, notice: RFC 3164, 4.1.1 */
    cr_expect_not_null(strstr(line, "seccontacts["), "%s", line);
    cr_expect_not_null(strstr(line, "]: saved contacts/" ONE ".conf, version "), "%s", line);
    cr_expect_not_null(strstr(line, ", with set: alerts on"), "%s", line);
    const char *head = next(listener);
    cr_expect_not_null(strstr(head, "]: head of the history's chain: event "), "%s", head);
    helper_expect(run(directory, "history", "--head", head + strlen(head) - 64, NULL), 0, NULL, "");
    helper_expect(run(directory, "test", ONE, "--alert-type", "Brute force"), 0, NULL, NULL);
    line = next(listener);
    cr_expect_not_null(strstr(line, "]: head of the ledger's chain: event 2, "), "%s", line);
    helper_expect(run(directory, "ledger", "--head", line + strlen(line) - 64, NULL), 0, NULL, "");
    line = next(listener);
    cr_expect_not_null(strstr(line, "]: alert for subscription " ONE ", record 1, message <"), "%s",
                       line);
    cr_expect_null(strstr(line, "a@example.com"), "%s", line);
    cr_expect_str_eq(next(listener), "");
    helper_expect(run(directory, "set", ONE, "--alerts", "off"), 0, NULL, NULL);
    while (*next(listener))
        ;
    temporary_write(directory, "alert.json",
                    "{\"alertType\":\"T1\",\"alertDisplayName\":\"Brute \\n force\","
                    "\"severity\":\"High\",\"systemAlertId\":\"a1\",\"id\":\"/subscriptions/" ONE
                    "/x/a1\"}");
    char *path = temporary_path(directory, "alert.json");
    for (int i = 0; i < 2; i++) { /* the second time it is no news */
        helper_expect(run(directory, "notify", path, NULL, NULL), 67, NULL, NULL);
        line = next(listener);
        if (i == 0)
            cr_expect(strncmp(line, "<81>", 4) == 0, "%s", line); /* authpriv, alert */
        if (i == 0)
            cr_expect_not_null(strstr(line, "]: nobody was told of the High alert \"Brute "), "%s",
                               line);
        cr_expect_null(strchr(line, '\n'), "%s", line);
        cr_expect_str_eq(i == 0 ? "" : line, "");
    }
    free(path);
    close(listener);
    free(enter);
    temporary_remove(directory);
}
