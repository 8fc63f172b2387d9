#include "mail/spool_fixture.h"

#include "base/memory.h"
#include "support/clock.h"
#include "support/hang_limit.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

Spool spool_new(const char *config)
{
    Spool spool = {.site = site_new(config)};
    spool.path = temporary_path(spool.site, "spool");
    cr_assert_eq(mkdir(spool.path, 0700), 0);
    return spool;
}

void spool_free(Spool *spool)
{
    free(spool->path);
    temporary_remove(spool->site);
}

void spool_put(const Spool *spool, const char *name, const char *text)
{
    char *beside = memory_format("spool/.%s", name);
    char *from = temporary_path(spool->site, beside), *to = temporary_path(spool->path, name);
    temporary_write(spool->site, beside, text);
    const struct timespec times[2] = {{.tv_sec = time(NULL) - 3600}, {.tv_sec = time(NULL) - 3600}};
    cr_assert_eq(utimensat(AT_FDCWD, from, times, 0), 0);
    cr_assert_eq(rename(from, to), 0);
    free(to);
    free(from);
    free(beside);
}

void spool_put_alert(const Spool *spool, const char *name, const char *id, const char *type,
                     const char *subscription)
{
    char *line = alert_line(id, type, subscription, "High");
    spool_put(spool, name, line);
    free(line);
}

bool spool_has(const Spool *spool, const char *name)
{
    struct stat status;
    char *path = temporary_path(spool->path, name);
    bool there = lstat(path, &status) == 0;
    free(path);
    return there;
}

bool spool_gone(const Spool *spool, const char *name)
{
    return !spool_has(spool, name);
}

void spool_expect_file(const Spool *spool, const char *name, const char *expected)
{
    char *text = temporary_read(spool->path, name, NULL);
    cr_assert_not_null(text, "there is no %s", name);
    cr_expect_str_eq(text, expected, "%s:\n%s", name, text);
    free(text);
}

ProgramRun spool_run_once(const Spool *spool)
{
    return run_with(spool->site, NULL, "notify", "--spool", spool->path, "--once", NULL);
}

/* The clock of what is started next, as libfaketime has it, with files as they are; NULL: that of
 * the system. */
static void set_clock(const char *clock)
{
#ifdef FAKETIME_LIBRARY
    if (clock) {
        setenv("LD_PRELOAD", FAKETIME_LIBRARY, 1);
        setenv("FAKETIME", clock, 1);
        setenv("NO_FAKE_STAT", "1", 1);
    }
#else
    (void)clock;
#endif
}

pid_t spool_start_with(const Spool *spool, const char *clock, const char *once)
{
    char *directory = temporary_path(spool->site, "site");
    pid_t pid = fork();
    if (pid == 0) {
        set_clock(clock);
        char *log = temporary_path(spool->site, "log");
        dup2(open("/dev/null", O_RDWR), STDOUT_FILENO);
        dup2(open(log, O_WRONLY | O_CREAT | O_APPEND, 0600), STDERR_FILENO);
        execl(PROGRAM, PROGRAM, "--site", directory, "notify", "--spool", spool->path, once,
              (char *)NULL);
        _exit(127);
    }
    free(directory);
    return pid;
}

pid_t spool_start(const Spool *spool)
{
    return spool_start_with(spool, NULL, NULL);
}

void spool_await(const Spool *spool, const char *name, bool there)
{
    double since = clock_seconds();
    while (spool_has(spool, name) != there)
        cr_assert(hang_limit_wait(since), "%s is %s", name, there ? "not there" : "still there");
}

size_t spool_count_log(const Spool *spool, const char *text)
{
    size_t count = 0;
    char *log = temporary_read(spool->site, "log", NULL);
    for (const char *at = log; at && (at = strstr(at, text)); at++)
        count++;
    free(log);
    return count;
}

void spool_await_log(const Spool *spool, const char *text)
{
    double since = clock_seconds();
    while (spool_count_log(spool, text) == 0)
        cr_assert(hang_limit_wait(since), "not reported: %s", text);
}
