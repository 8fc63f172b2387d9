/* The lines in the system's log, as a daemon on /dev/log gets them from the real programs. */
#include "cli/helper.h"

#include "core/memory.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* A /dev of its own with a `log` that is the test's socket; then the program with its words. */
static const char in_its_own_dev[] =
    "own=; [ \"$(id -u)\" = 0 ] || own=-r; exec unshare $own -m sh -ec '"
    "mkdir -p dev; mount -t tmpfs none dev; : >dev/log; mount --bind log dev/log; "
    "for name in null zero urandom random; do : >dev/$name; mount --bind /dev/$name dev/$name; "
    "done; mount --rbind dev /dev; exec \"$@\"' sh \"$0\" \"$@\"";

static ProgramRun run(const char *directory, const char *first, const char *second,
                      const char *third, const char *fourth)
{
    const char *argv[] = {"/bin/sh", "-c",  in_its_own_dev, PROGRAM, first,
                          second,    third, fourth,         NULL};
    return program_run(argv, &(ProgramInput){.home = directory, .site = "site"});
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
    char *directory = helper_site();
    int listener = listen_in(directory);
    helper_expect(run(directory, "set", ONE, "--emails", "a@example.com"), 0, NULL, "");
    cr_expect_str_eq(next(listener), "");
    temporary_write(directory, "site/seccontacts.conf", "syslog = true;\n");
    helper_expect(run(directory, "set", ONE, "--alerts", "on"), 0, NULL, NULL);
    const char *line = next(listener);
    cr_expect(strncmp(line, "<85>", 4) == 0, "%s", line); /* authpriv, notice: RFC 3164, 4.1.1 */
    cr_expect_not_null(strstr(line, "seccontacts["), "%s", line);
    cr_expect_not_null(strstr(line, "]: saved contacts/" ONE ".conf, version "), "%s", line);
    cr_expect_not_null(strstr(line, ", with set: alerts on"), "%s", line);
    helper_expect(run(directory, "test", ONE, "--alert-type", "Brute force"), 0, NULL, NULL);
    line = next(listener);
    cr_expect_not_null(strstr(line, "]: alert for subscription " ONE ", record 1, message <"), "%s",
                       line);
    cr_expect_null(strstr(line, "a@example.com"), "%s", line);
    cr_expect_str_eq(next(listener), "");
    close(listener);
    temporary_remove(directory);
}
