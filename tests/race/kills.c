/* kills.c [SEED]: `notify` under load, killed with SIGKILL at a random moment in each round and run
 * again, with a server that counts. No alert comes twice; each one was accepted, or is named as
 * unknown; and a kill leaves one in doubt at most. SECCONTACTS_KILLS is how many rounds. */
#include "mail_server.h"
#include "support/clock.h"
#include "support/environment.h"
#include "support/program.h"
#include "support/temporary.h"
#include "worker.h"

#include "base/memory.h"

#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 20, ALERTS = 60 };

typedef struct Kills {
    char *directory, *site, *taken;
    MailServer server;
    uint64_t random;
    double longest; /* seconds that a run takes */
    unsigned kills, doubtful, failures;
} Kills;

/* Each alert is of a subscription, and for a recipient, of its own. */
static char *subscription_of(unsigned alert)
{
    return memory_format("20ff7fc3-e762-44dd-bd96-%012u", alert);
}

static void write_site(const Kills *kills)
{
    char *list = memory_text("subscriptions = (");
    for (unsigned i = 0; i < ALERTS; i++) {
        char *id = subscription_of(i), *before = list;
        list =
            memory_format("%s%s { id = \"%s\"; name = \"S%u\"; }", before, i > 0 ? "," : "", id, i);
        char *name = memory_format("site/contacts/%s.conf", id);
        char *contact = memory_format("emails = [ \"r%u@x.com\" ];\nalerts = true;\n", i);
        temporary_write(kills->directory, name, contact);
        free(contact);
        free(name);
        free(before);
        free(id);
    }
    char *text = memory_format("%s );\n", list);
    temporary_write(kills->directory, "site/subscriptions.conf", text);
    free(text);
    free(list);
    text = memory_format(
        "state = \"%s/state\";\nfile_mode = \"0600\";\nmail = { transport = \"smtp\"; "
        "server = \"127.0.0.1:%d\"; tls = \"none\"; from = \"ops@x.com\"; hello = "
        "\"ops.x.com\"; timeout = 600; deadline = 600; };\n",
        kills->directory, kills->server.port);
    temporary_write(kills->directory, "site/seccontacts.conf", text);
    free(text);
}

/* The title says what the server is to note: subscription, type and alert. */
static void write_alerts(const Kills *kills, unsigned round)
{
    char *path = temporary_path(kills->directory, "alerts");
    FILE *file = fopen(path, "w");
    for (unsigned i = 0; file && i < ALERTS; i++) {
        char *of = subscription_of(i);
        fprintf(file,
                "{\"id\":\"/subscriptions/%s/providers/Microsoft.Security/locations/x/alerts/"
                "r%u-%u\",\"name\":\"r%u-%u\",\"properties\":{\"alertType\":\"T\","
                "\"alertDisplayName\":\"%s T r%u-%u\",\"severity\":\"High\"}}\n",
                of, round, i, round, i, of, round, i);
        free(of);
    }
    if (!file || fclose(file) != 0) {
        perror("kills: alerts");
        exit(2);
    }
    free(path);
}

/* Becomes seccontacts-mail on the day of the round, in a process group of its own. */
_Noreturn static void become_mail(const Kills *kills, unsigned round)
{
    char time[64];
    char *alerts = temporary_path(kills->directory, "alerts");
    char *log = temporary_path(kills->directory, "log");
    snprintf(time, sizeof time, "FAKETIME=@%lld", (long long)race_time(round * RACE_ROUNDS_A_DAY));
    char *environment[] = {"PATH=/usr/bin:/bin",
                           "LC_ALL=C.UTF-8",
                           "TZ=UTC",
                           "HOME=" NO_SUCH_PATH,
                           "LD_PRELOAD=" FAKETIME_LIBRARY,
                           "FAKETIME_FMT=%s",
                           "FAKETIME_DONT_FAKE_MONOTONIC=1",
                           time,
                           NULL};
    char *line[] = {MAIL_PROGRAM, "--site", kills->site, "notify", alerts, NULL};
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setpgid(0, 0);
    int output = open(log, O_WRONLY | O_APPEND | O_CREAT, 0600);
    if (dup2(output, 1) == 1 && dup2(output, 2) == 2)
        execve(line[0], line, environment);
    _exit(127);
}

static pid_t start(const Kills *kills, unsigned round)
{
    pid_t pid = fork();
    if (pid < 0) {
        perror("kills: fork");
        exit(2);
    }
    if (pid == 0)
        become_mail(kills, round);
    setpgid(pid, pid);
    return pid;
}

/* Runs to its end, and takes note of how long that is. */
static void run_whole(Kills *kills, unsigned round)
{
    double began = clock_seconds();
    waitpid(start(kills, round), NULL, 0);
    kills->longest = (kills->longest + clock_seconds() - began) / 2;
}

/* Kills it somewhere on its way: by itself or, as a system that goes down does, with the process
 * that sends. Returns whether it was still there. */
static bool run_killed(Kills *kills, unsigned round)
{
    int status = 0;
    pid_t pid = start(kills, round);
    double part = (double)(race_random(&kills->random) % 1000) / 1000 * kills->longest;
    struct timespec pause = {.tv_sec = (time_t)part,
                             .tv_nsec = (long)((part - (double)(time_t)part) * 1e9)};
    nanosleep(&pause, NULL);
    kill(race_random(&kills->random) % 2 == 0 ? -pid : pid, SIGKILL);
    waitpid(pid, &status, 0);
    return WIFSIGNALED(status);
}

/* How often the server took the alert. */
static unsigned count_taken(const char *taken, const char *alert)
{
    unsigned count = 0;
    char *end = memory_format(" %s\n", alert);
    for (const char *at = taken; (at = strstr(at, end)); at++)
        count++;
    free(end);
    return count;
}

static void complain(Kills *kills, const char *alert, const char *what)
{
    fprintf(stderr, "kills: %s: %s\n", alert, what);
    kills->failures++;
}

/* What the ledger has of an alert, by the states of its messages. */
typedef struct Outcome {
    unsigned sent, unknown;
} Outcome;

static Outcome outcome_of(const json_t *rows, const char *alert)
{
    Outcome outcome = {0};
    size_t i;
    const json_t *row;
    json_array_foreach(rows, i, row)
    {
        const char *state = json_string_value(json_object_get(row, "state"));
        if (strcmp(json_string_value(json_object_get(row, "alert_id")), alert) != 0)
            continue;
        outcome.sent += strcmp(state, "sent") == 0;
        outcome.unknown += strcmp(state, "unknown") == 0;
    }
    return outcome;
}

/* Holds the round's alerts in the ledger against what the server took. */
static void judge_round(Kills *kills, unsigned round, unsigned killed)
{
    char day[16];
    unsigned doubtful = 0;
    time_t time = (time_t)race_time(round * RACE_ROUNDS_A_DAY);
    strftime(day, sizeof day, "%Y-%m-%d", gmtime(&time));
    ProgramRun run = program_run(
        (const char *const[]){PROGRAM, "--site", kills->site, "sent", "--day", day, "--json", NULL},
        NULL);
    json_t *rows = json_loads(run.out, 0, NULL);
    char *taken = temporary_read(kills->directory, "taken", NULL);
    for (unsigned i = 0; i < ALERTS; i++) {
        char *alert = memory_format("r%u-%u", round, i);
        unsigned count = taken ? count_taken(taken, alert) : 0;
        Outcome outcome = outcome_of(rows, alert);
        if (count > 1)
            complain(kills, alert, "was sent twice");
        if (outcome.sent + outcome.unknown != 1)
            complain(kills, alert, "is neither accepted nor unknown");
        if (outcome.sent == 1 && count != 1)
            complain(kills, alert, "is said to be sent, and was not");
        doubtful += outcome.unknown;
        free(alert);
    }
    if (doubtful > killed)
        complain(kills, day, "more are in doubt than were killed");
    kills->doubtful += doubtful;
    free(taken);
    json_decref(rows);
    program_run_clear(&run);
}

int main(int argc, char **argv)
{
    const char *wanted = getenv("SECCONTACTS_KILLS");
    unsigned rounds = wanted ? (unsigned)strtoul(wanted, NULL, 10) : ROUNDS;
    uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 0) : (uint64_t)time(NULL);
    Kills kills = {.directory = temporary_new(), .random = seed | 1};
    signal(SIGPIPE, SIG_IGN);
    printf("kills: seed %llu\n", (unsigned long long)seed);
    fflush(stdout);
    kills.site = temporary_path(kills.directory, "site");
    kills.taken = temporary_path(kills.directory, "taken");
    kills.server = mail_server_start(kills.taken, false, seed);
    write_site(&kills);
    write_alerts(&kills, 0);
    run_whole(&kills, 0); /* tells how long one takes */
    judge_round(&kills, 0, 0);
    for (unsigned round = 1; round <= rounds && kills.failures == 0; round++) {
        write_alerts(&kills, round);
        unsigned killed = run_killed(&kills, round);
        run_whole(&kills, round);
        kills.kills += killed;
        judge_round(&kills, round, killed);
    }
    mail_server_stop(&kills.server);
    printf("kills: %u rounds of %d alerts, %u kills, %u left in doubt, %u failures\n", rounds,
           ALERTS, kills.kills, kills.doubtful, kills.failures);
    temporary_remove(kills.directory);
    free(kills.site);
    free(kills.taken);
    return kills.failures == 0 ? 0 : 1;
}
