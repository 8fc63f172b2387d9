/* notify --spool, as a service runs it. */
#include "core/memory.h"
#include "mail/site_fixture.h"
#include "support/clock.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define UNKNOWN  "00000000-0000-4000-8000-000000000000"
#define PATIENCE 20.0 /* seconds for what must come at once, on a busy machine */

typedef struct Spool {
    char *site; /* and above it, the spool */
    char *path;
} Spool;

static Spool spool_new(const char *config)
{
    Spool spool = {.site = site_new(config)};
    spool.path = temporary_path(spool.site, "spool");
    cr_assert_eq(mkdir(spool.path, 0700), 0);
    return spool;
}

static void spool_free(Spool *spool)
{
    free(spool->path);
    temporary_remove(spool->site);
}

/* Puts a file there as one should: whole, by a rename. It is an hour old, as one that was moved. */
static void put(const Spool *spool, const char *name, const char *text)
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

static void put_alert(const Spool *spool, const char *name, const char *id, const char *type,
                      const char *subscription)
{
    char *line = alert_line(id, type, subscription, "High");
    put(spool, name, line);
    free(line);
}

static bool has(const Spool *spool, const char *name)
{
    struct stat status;
    char *path = temporary_path(spool->path, name);
    bool there = lstat(path, &status) == 0;
    free(path);
    return there;
}

static bool gone(const Spool *spool, const char *name)
{
    return !has(spool, name);
}

static void expect_file(const Spool *spool, const char *name, const char *expected)
{
    char *text = temporary_read(spool->path, name, NULL);
    cr_assert_not_null(text, "there is no %s", name);
    cr_expect_str_eq(text, expected, "%s:\n%s", name, text);
    free(text);
}

static ProgramRun run_once(const Spool *spool)
{
    return run_with(spool->site, NULL, "notify", "--spool", spool->path, "--once", NULL);
}

/* Starts it as a service. */
static pid_t start(const Spool *spool)
{
    char *directory = temporary_path(spool->site, "site");
    pid_t pid = fork();
    if (pid == 0) {
        int null = open("/dev/null", O_RDWR);
        dup2(null, STDOUT_FILENO);
        dup2(null, STDERR_FILENO);
        execl(PROGRAM, PROGRAM, "--site", directory, "notify", "--spool", spool->path,
              (char *)NULL);
        _exit(127);
    }
    free(directory);
    return pid;
}

/* Waits until the file is there, or gone. */
static void await(const Spool *spool, const char *name, bool there)
{
    double end = clock_seconds() + PATIENCE;
    while (has(spool, name) != there) {
        cr_assert(clock_seconds() < end, "%s is %s", name, there ? "not there" : "still there");
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    }
}

Test(mail_spool, each_file_is_delivered_once_and_goes)
{
    char name[300];
    Spool spool = spool_new("");
    put_alert(&spool, "1.json", "a1", "T1", SUB);
    put_alert(&spool, "2.json", "a2", "T2", SUB);
    put(&spool, "3", "{\"value\": []}\n{");
    put_alert(&spool, ".not-yet", "a3", "T3", SUB);
    ProgramRun run = run_once(&spool);
    cr_expect_eq(run.status, 65);
    program_run_clear(&run);
    cr_expect_eq(outbox_count(spool.site, name), 2);
    cr_expect(gone(&spool, "1.json") && gone(&spool, "2.json") && gone(&spool, "3"));
    cr_expect(has(&spool, "aside/3") && has(&spool, ".not-yet"));
    expect_run(run_once(&spool), 0, "", "");
    cr_expect_eq(outbox_count(spool.site, name), 2);

    put_alert(&spool, "again.json", "a1", "T1", SUB); /* what a crash before the removal leaves */
    run = run_once(&spool);
    cr_expect_eq(run.status, 0, "%s", run.err);
    cr_expect_not_null(strstr(run.out, "held "), "%s", run.out);
    program_run_clear(&run);
    cr_expect_eq(outbox_count(spool.site, name), 2);
    cr_expect(gone(&spool, "again.json"));
    spool_free(&spool);
}

Test(mail_spool, what_can_not_be_dealt_with_is_set_aside_with_its_reason)
{
    char name[300];
    Spool spool = spool_new("");
    char *good = alert_line("a1", "T1", SUB, "High");
    char *unknown = alert_line("a2", "T2", UNKNOWN, "High");
    char *both = memory_format("%s%s", unknown, good);
    put(&spool, "both", both);
    put(&spool, "cut", "{\"id\":");
    put(&spool, "empty", "");
    put(&spool, "odd \033[2J name", "[]");
    char *link = temporary_path(spool.path, "link"), *pipe = temporary_path(spool.path, "pipe");
    cr_assert_eq(symlink("/etc/passwd", link), 0);
    cr_assert_eq(mkfifo(pipe, 0600), 0);
    ProgramRun run = run_once(&spool);
    cr_expect_eq(run.status, 65);
    char *last = memory_format("seccontacts: %s: 6 files were set aside\n", spool.path);
    cr_expect_not_null(strstr(run.err, last), "%s", run.err);
    cr_expect_null(strchr(run.err, '\033'), "%s", run.err);
    char *told = memory_format("seccontacts: %s/link: it is a symbolic link: it is now "
                               "%s/aside/link\n",
                               spool.path, spool.path);
    cr_expect_not_null(strstr(run.err, told), "%s", run.err);
    program_run_clear(&run);
    cr_expect_eq(outbox_count(spool.site, name), 1); /* the rest of `both` goes on */

    char *why = memory_format("1 alert could not be dealt with\n%s/both:1: \"T2\" is of the "
                              "subscription " UNKNOWN ", which the site does not have: nobody is "
                              "told\n",
                              spool.path);
    expect_file(&spool, "aside/both.why", why);
    expect_file(&spool, "aside/both", both);
    expect_file(&spool, "aside/empty.why", "found no alert, expected one or more\n");
    expect_file(&spool, "aside/pipe.why", "it is not a regular file\n");
    cr_expect(has(&spool, "aside/cut") && has(&spool, "aside/odd \033[2J name"));

    put(&spool, "empty", ""); /* the same name again */
    run = run_once(&spool);
    cr_expect_eq(run.status, 65);
    program_run_clear(&run);
    cr_expect(has(&spool, "aside/empty") && has(&spool, "aside/empty.2"));
    free(why);
    free(told);
    free(last);
    free(pipe);
    free(link);
    free(both);
    free(unknown);
    free(good);
    spool_free(&spool);
}

Test(mail_spool, an_alert_that_can_not_be_delivered_now_waits)
{
    char name[300];
    Spool spool = spool_new("mail = { transport = \"smtp\"; server = \"127.0.0.1:1\"; "
                            "tls = \"none\"; };\n");
    put_alert(&spool, "1.json", "a1", "T1", SUB);
    ProgramRun run = run_once(&spool);
    cr_expect_eq(run.status, 69);
    char *last = memory_format("seccontacts: %s/1.json: 1 alert was not delivered: it stays "
                               "there\nseccontacts: %s: 1 file waits for another try\n",
                               spool.path, spool.path);
    cr_expect_not_null(strstr(run.err, last), "%s", run.err);
    program_run_clear(&run);
    cr_expect(has(&spool, "1.json"));

    char *config = memory_format("state = \"%s/state\";\n", spool.site);
    temporary_write(spool.site, "site/seccontacts.conf", config);
    run = run_once(&spool);
    cr_expect_eq(run.status, 0, "%s", run.err);
    program_run_clear(&run);
    cr_expect(gone(&spool, "1.json"));
    cr_expect_eq(outbox_count(spool.site, name), 1);
    free(config);
    free(last);
    spool_free(&spool);
}

Test(mail_spool, a_service_takes_what_comes_with_the_settings_of_the_moment_until_it_is_ended)
{
    char name[300];
    int status;
    Spool spool = spool_new("");
    pid_t pid = start(&spool);
    put_alert(&spool, "1.json", "a1", "T1", SUB);
    await(&spool, "1.json", false);
    await(&spool, "../state/outbox/new", true);
    cr_expect_eq(outbox_count(spool.site, name), 1);

    char *told =
        memory_format("seccontacts: %s: another program takes the alerts from here\n", spool.path);
    expect_run(run_once(&spool), 75, "", told);

    temporary_write(spool.site, "site/subscriptions.conf",
                    "subscriptions = ( { id = \"" SUB "\"; name = \"A\"; }, { id = \"" UNKNOWN
                    "\"; name = \"B\"; } );\n");
    temporary_write(spool.site, "site/contacts/" UNKNOWN ".conf",
                    "emails = [ \"new@contoso.example\" ];\nalerts = true;\n");
    put_alert(&spool, "2.json", "a2", "T2", UNKNOWN);
    await(&spool, "2.json", false);
    cr_expect_eq(outbox_count(spool.site, name), 2);

    /* Not by a rename, and in two parts: it is left alone until it is whole. */
    char *line = alert_line("a3", "T3", SUB, "High");
    char *path = temporary_path(spool.path, "3.json");
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    cr_assert_eq(write(fd, line, 20), 20);
    cr_assert_eq(write(fd, line + 20, strlen(line) - 20), (ssize_t)strlen(line) - 20);
    close(fd);
    await(&spool, "3.json", false);
    cr_expect(gone(&spool, "aside/3.json"));
    cr_expect_eq(outbox_count(spool.site, name), 3);

    kill(pid, SIGTERM);
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    cr_expect_eq(status, 0);
    free(path);
    free(line);
    free(told);
    spool_free(&spool);
}

/* Subscription `number` of many. */
static char *id_of(int number)
{
    return memory_format("%08x-0000-4000-8000-000000000000", (unsigned)number);
}

/* Killed at any moment and started again, it delivers no alert twice and loses none: each one is in
 * the outbox, or the ledger says that nobody knows. */
Test(mail_spool, killed_at_random_moments_it_repeats_nothing_and_forgets_nothing, .timeout = 120)
{
    enum { ALERTS = 60 };
    char name[300];
    char *list = memory_text("subscriptions = (");
    Spool spool = spool_new("");
    for (int i = 0; i < ALERTS; i++) {
        char *id = id_of(i), *before = list;
        list = memory_format("%s%s { id = \"%s\"; name = \"S%d\"; }", before, i ? "," : "", id, i);
        char *file = memory_format("site/contacts/%s.conf", id);
        char *contact = memory_format("emails = [ \"r%d@contoso.example\" ];\nalerts = true;\n", i);
        temporary_write(spool.site, file, contact);
        char *alert = memory_format("a%d", i), *as = memory_format("%d.json", i);
        put_alert(&spool, as, alert, "T", id);
        free(as);
        free(alert);
        free(contact);
        free(file);
        free(before);
        free(id);
    }
    char *text = memory_format("%s );\n", list);
    temporary_write(spool.site, "site/subscriptions.conf", text);

    srand(1);
    size_t left = ALERTS;
    double end = clock_seconds() + 60;
    for (int round = 0; left > 0 && clock_seconds() < end; round++) {
        pid_t pid = start(&spool);
        /* How long it lives: a little longer each time, for machines on which its start is slow. */
        long pause = 5000000L + rand() % (20 + 4 * round) * 1000000L;
        if (pause > 900000000L)
            pause = 900000000L;
        nanosleep(&(struct timespec){.tv_nsec = pause}, NULL);
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
        left = 0;
        for (int i = 0; i < ALERTS; i++) {
            char *as = memory_format("%d.json", i);
            left += has(&spool, as);
            free(as);
        }
    }
    cr_assert_eq(left, 0, "%zu files were never delivered", left);
    ProgramRun run = run_with(spool.site, NULL, "sent", "--json", NULL);
    size_t sent = 0, unknown = 0;
    for (const char *at = run.out; (at = strstr(at, "\"state\"")); at++) {
        sent += strncmp(at, "\"state\": \"sent\"", 15) == 0;
        unknown += strncmp(at, "\"state\": \"unknown\"", 18) == 0;
    }
    cr_expect_eq(sent + unknown, ALERTS, "%zu sent, %zu unknown:\n%s", sent, unknown, run.out);
    size_t messages = outbox_count(spool.site, name);
    cr_expect(messages >= sent && messages <= ALERTS, "%zu messages, %zu sent", messages, sent);
    program_run_clear(&run);
    free(text);
    free(list);
    spool_free(&spool);
}

Test(mail_spool, wrong_use_is_told)
{
    Spool spool = spool_new("");
    expect_run(run_with(spool.site, NULL, "notify", "--spool", spool.path, "x.json", NULL), 64, "",
               "seccontacts: notify: --spool names where alerts come from: no FILE goes with it\n");
    expect_run(run_with(spool.site, NULL, "notify", "--spool", spool.path, "--dry-run", NULL), 64,
               "", "seccontacts: notify: --dry-run reads a FILE: --spool does not go with it\n");
    expect_run(run_with(spool.site, NULL, "notify", "--once", NULL), 64, "",
               "seccontacts: notify: --once goes with --spool only\n");
    expect_run(run_with(spool.site, NULL, "notify", "--spool", "/nonexistent/x", NULL), 66, "",
               "seccontacts: /nonexistent/x: can't be opened as a directory: No such file or "
               "directory\n");
    temporary_write(spool.site, "site/seccontacts.conf", "fan_out = 1;\n");
    ProgramRun run = run_with(spool.site, NULL, "notify", "--spool", spool.path, NULL);
    cr_expect_eq(run.status, 78, "%s", run.err); /* before the first alert comes */
    program_run_clear(&run);
    spool_free(&spool);
}
