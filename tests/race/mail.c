/* mail.c [SEED]: eight seccontacts-mail at once, with alerts that all have and some of their own,
 * for two subscriptions that share recipients; killed at random moments, and sending to a server
 * that refuses some messages and hangs up on others. What the server took is held against the rules
 * and against the ledger. SECCONTACTS_RACE_ROUNDS is how many rounds to play in all. */
#include "judge.h"
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
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 60, ALERTS = 5, SHARED = 4, TYPES = 6, REDELIVERED = 5, TOMORROWS = 12 };

static const char *const subscriptions[] = {"20ff7fc3-e762-44dd-bd96-b71116dcdc23",
                                            "86057c9f-3cdd-484e-83b1-7bf1c17a9ff8"};
static const char *const lists[] = {"\"a@x.com\", \"B@x.com\", \"c@x.com\"",
                                    "\"b@X.COM\", \"d@x.com\", \"A@x.com\""};

typedef struct Race {
    char *directory, *site, *taken;
    FanOut fan_out;
    MailServer server;
    uint64_t random;
    pid_t pids[RACE_WORKERS]; /* 0: has ended */
    double longest;           /* seconds that a round may take, as the last ones did */
    unsigned runs, kills, undelivered, unheard, failures;
} Race;

static void write_settings(const Race *race)
{
    char *text = memory_format(
        "state = \"%s/state\";\nfan_out = \"%s\";\nfile_mode = \"0600\";\n"
        "mail = { transport = \"smtp\"; server = \"127.0.0.1:%d\"; tls = \"none\"; "
        "from = \"ops@x.com\"; hello = \"ops.x.com\"; timeout = 600; deadline = 600; };\n",
        race->directory, race->fan_out == FAN_OUT_ONE ? "one" : "each", race->server.port);
    temporary_write(race->directory, "site/seccontacts.conf", text);
    free(text);
}

static void write_site(const Race *race)
{
    char *text =
        memory_format("subscriptions = ( { id = \"%s\"; name = \"One\"; tenant = \"\"; state = "
                      "\"Enabled\"; resource_groups = [ ]; }, { id = \"%s\"; name = \"Two\"; "
                      "tenant = \"\"; state = \"Enabled\"; resource_groups = [ ]; } );\n",
                      subscriptions[0], subscriptions[1]);
    temporary_write(race->directory, "site/subscriptions.conf", text);
    free(text);
    for (unsigned i = 0; i < 2; i++) {
        char *name = memory_format("site/contacts/%s.conf", subscriptions[i]);
        text = memory_format("emails = [ %s ];\nphone = \"\";\nalerts = true;\n", lists[i]);
        temporary_write(race->directory, name, text);
        free(name);
        free(text);
    }
}

/* The title says what the server is to note: subscription, type and alert. */
static char *alert_json(unsigned subscription, const char *type, const char *id)
{
    const char *of = subscriptions[subscription];
    return memory_format("{\"id\":\"/subscriptions/%s/providers/Microsoft.Security/locations/x/"
                         "alerts/%s\",\"name\":\"%s\",\"properties\":{\"alertType\":\"%s\","
                         "\"alertDisplayName\":\"%s %s %s\",\"severity\":\"High\"}}\n",
                         of, id, id, type, of, type, id);
}

/* Alert `which` of a round: the first ones are everybody's, and every third of them is one that
 * came in an earlier round already. */
static char *round_alert(uint32_t round, unsigned worker, unsigned which)
{
    bool shared = which < SHARED;
    uint32_t of = which % 3 == 2 && round >= REDELIVERED ? round - REDELIVERED : round;
    uint64_t choice = (of * 31ULL + which * 7 + (shared ? 0 : worker)) * 0x9E3779B97F4A7C15ULL | 1;
    unsigned subscription = (unsigned)(race_random(&choice) % 2);
    char *type = memory_format("type-%u", (unsigned)(race_random(&choice) % TYPES));
    char *id = shared ? memory_format("r%u-s%u", of, which) : memory_format("r%u-w%u", of, worker);
    char *json = alert_json(subscription, type, id);
    free(type);
    free(id);
    return json;
}

/* The shared alerts, from another one on for each, and the worker's own. */
static void write_alerts(Race *race, uint32_t round, unsigned worker)
{
    char *text = memory_text(""), *name = memory_format("alerts-%u", worker);
    unsigned first = (unsigned)(race_random(&race->random) % SHARED);
    for (unsigned i = 0; i < ALERTS; i++) {
        char *alert = round_alert(round, worker, i < SHARED ? (first + i) % SHARED : i);
        char *longer = memory_format("%s%s", text, alert);
        free(alert);
        free(text);
        text = longer;
    }
    temporary_write(race->directory, name, text);
    free(name);
    free(text);
}

/* Becomes seccontacts-mail at `now`, in a process group of its own. */
_Noreturn static void become_mail(const Race *race, const char *alerts, int64_t now)
{
    char time[64];
    snprintf(time, sizeof time, "FAKETIME=@%lld", (long long)now);
    char *environment[] = {"PATH=/usr/bin:/bin",
                           "LC_ALL=C.UTF-8",
                           "TZ=UTC",
                           "HOME=" NO_SUCH_PATH,
                           "LD_PRELOAD=" FAKETIME_LIBRARY,
                           "FAKETIME_FMT=%s",
                           "FAKETIME_DONT_FAKE_MONOTONIC=1",
                           time,
                           NULL};
    char *line[] = {MAIL_PROGRAM, "--site", race->site, "notify", (char *)alerts, NULL};
    char *log = temporary_path(race->directory, "log");
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setpgid(0, 0);
    int output = open(log, O_WRONLY | O_APPEND | O_CREAT, 0600);
    if (dup2(output, 1) == 1 && dup2(output, 2) == 2)
        execve(line[0], line, environment);
    _exit(127);
}

static void start(Race *race, unsigned worker, int64_t now)
{
    char *name = memory_format("alerts-%u", worker);
    char *alerts = temporary_path(race->directory, name);
    pid_t pid = fork();
    if (pid < 0) {
        perror("race: fork");
        exit(2);
    }
    if (pid == 0)
        become_mail(race, alerts, now);
    setpgid(pid, pid);
    race->pids[worker] = pid;
    race->runs++;
    free(alerts);
    free(name);
}

/* Takes note of one that has ended: well, killed, or with messages that the server did not want. */
static void reap(Race *race, unsigned worker, int options)
{
    int status = 0;
    if (race->pids[worker] == 0 || waitpid(race->pids[worker], &status, options) <= 0)
        return;
    race->pids[worker] = 0;
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) {
        race->kills++;
    } else if (WIFEXITED(status) && WEXITSTATUS(status) == EX_UNAVAILABLE) {
        race->undelivered++;
    } else if (WIFEXITED(status) && WEXITSTATUS(status) == EX_NOUSER) {
        race->unheard++; /* held back by the limits, or for a message of another one */
    } else if (status != 0) {
        fprintf(stderr, "race: seccontacts-mail ended with status %#x\n", (unsigned)status);
        race->failures++;
    }
}

/* Waits until `until` or, without, until all have ended. */
static void wait_for_ends(Race *race, double until)
{
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGCHLD);
    for (double left; until > 0 && (left = until - clock_seconds()) > 0;) {
        struct timespec wait = {.tv_sec = (time_t)left,
                                .tv_nsec = (long)((left - (double)(time_t)left) * 1e9)};
        sigtimedwait(&ends, NULL, &wait);
        for (unsigned i = 0; i < RACE_WORKERS; i++)
            reap(race, i, WNOHANG);
    }
    for (unsigned i = 0; until <= 0 && i < RACE_WORKERS; i++)
        reap(race, i, 0);
}

/* Up to three at random moments: some with the child that sends, which else ends what it has. */
static void kill_some(Race *race, double began)
{
    for (unsigned victims = (unsigned)(race_random(&race->random) % 4); victims > 0; victims--) {
        double part = (double)(race_random(&race->random) % 1000) / 1000;
        unsigned victim = (unsigned)(race_random(&race->random) % RACE_WORKERS);
        bool group = race_random(&race->random) % 2 == 0;
        wait_for_ends(race, began + part * race->longest);
        if (race->pids[victim] > 0)
            kill(group ? -race->pids[victim] : race->pids[victim], SIGKILL);
    }
}

static void play_round(Race *race, uint32_t round, bool killing)
{
    double began = clock_seconds();
    for (unsigned i = 0; i < RACE_WORKERS; i++)
        write_alerts(race, round, i);
    for (unsigned i = 0; i < RACE_WORKERS; i++)
        start(race, i, race_time(round));
    if (killing)
        kill_some(race, began);
    wait_for_ends(race, 0);
    race->longest = (race->longest + clock_seconds() - began) / 2;
}

/* How many lines the server has written. */
static size_t count_taken(const Race *race)
{
    char *text = temporary_read(race->directory, "taken", NULL);
    size_t count = 0;
    for (const char *at = text; at != NULL && (at = strchr(at, '\n')) != NULL; at++)
        count++;
    free(text);
    return count;
}

/* The next day each of the four has three messages again, whatever was left undone, and no more. */
static void play_tomorrow(Race *race, int64_t now)
{
    char *text = memory_text("");
    size_t before = count_taken(race);
    for (unsigned i = 0; i < 2 * TOMORROWS; i++) {
        char *type = memory_format("new-%u", i), *id = memory_format("next-day-%u", i);
        char *alert = alert_json(i / TOMORROWS, type, id);
        char *longer = memory_format("%s%s", text, alert);
        free(type);
        free(id);
        free(alert);
        free(text);
        text = longer;
    }
    temporary_write(race->directory, "alerts-0", text);
    free(text);
    start(race, 0, now);
    wait_for_ends(race, 0);
    if (count_taken(race) - before != TOMORROWS) {
        fprintf(stderr, "race: the next day the server took %zu messages, expected %d\n",
                count_taken(race) - before, TOMORROWS);
        race->failures++;
    }
}

/* What `seccontacts sent --day DAY --json` has of a message that counts: {"id": "day", ...}. */
static void read_sent(Race *race, const char *day, json_t *counting)
{
    ProgramRun run = program_run(
        (const char *const[]){PROGRAM, "--site", race->site, "sent", "--day", day, "--json", NULL},
        NULL);
    json_t *rows = json_loads(run.out, 0, NULL), *row;
    size_t i;
    if (run.status != 0 || !json_is_array(rows)) {
        fprintf(stderr, "race: sent --day %s: %d: %s\n", day, run.status, run.err);
        race->failures++;
    }
    json_array_foreach(rows, i, row)
    {
        const char *state = json_string_value(json_object_get(row, "state"));
        if (strcmp(state, "released") != 0 && strcmp(state, "refused") != 0)
            json_object_set(counting, json_string_value(json_object_get(row, "message_id")),
                            json_object_get(row, "day"));
    }
    json_decref(rows);
    program_run_clear(&run);
}

/* All that the server took is in the list that a user sees, on its day. */
static void compare_with_sent(Race *race, uint32_t rounds)
{
    json_t *counting = json_object();
    for (uint32_t round = 0; round < rounds + 2 * RACE_ROUNDS_A_DAY; round += RACE_ROUNDS_A_DAY) {
        char day[16];
        time_t time = (time_t)race_time(round);
        strftime(day, sizeof day, "%Y-%m-%d", gmtime(&time));
        read_sent(race, day, counting);
    }
    char *text = temporary_read(race->directory, "taken", NULL), *rest = text, *line;
    while (rest != NULL && (line = strsep(&rest, "\n")) != NULL && *line != '\0') {
        const char *id = strsep(&line, " "), *day = strsep(&line, " ");
        const char *sent = json_string_value(json_object_get(counting, id));
        if (sent == NULL || strcmp(sent, day) != 0) {
            fprintf(stderr, "race: the server took %s on %s; sent --json has it on %s\n", id, day,
                    sent != NULL ? sent : "no day");
            race->failures++;
        }
    }
    free(text);
    json_decref(counting);
}

static void show_log(const Race *race)
{
    char *log = temporary_read(race->directory, "log", NULL);
    size_t length = log != NULL ? strlen(log) : 0;
    fprintf(stderr, "%s\n", length > 4000 ? log + length - 4000 : log != NULL ? log : "");
    free(log);
}

static unsigned run(const char *name, FanOut fan_out, uint32_t rounds, uint64_t seed)
{
    Race race = {.directory = temporary_new(), .fan_out = fan_out, .random = seed | 1};
    race.site = temporary_path(race.directory, "site");
    race.taken = temporary_path(race.directory, "taken");
    race.server = mail_server_start(race.taken, true, seed);
    write_settings(&race);
    write_site(&race);
    double began = clock_seconds();
    for (uint32_t round = 0; round < rounds && race.failures == 0; round++)
        play_round(&race, round, round > 0); /* the first tells how long one takes */
    mail_server_stop(&race.server);
    race.server = mail_server_start(race.taken, false, seed); /* at last, all goes well */
    write_settings(&race);
    play_round(&race, rounds, false); /* whose messages may wait for each other's */
    unsigned undelivered = race.undelivered;
    play_tomorrow(&race, race_time(rounds + RACE_ROUNDS_A_DAY));
    if (race.undelivered != undelivered) {
        fprintf(stderr, "race: a message was not delivered to a server that takes all\n");
        race.failures++;
    }
    mail_server_stop(&race.server);
    double seconds = clock_seconds() - began;
    compare_with_sent(&race, rounds);
    char *state = temporary_path(race.directory, "state");
    Verdict verdict = judge(state, race.taken, fan_out, race_time(rounds + 2 * RACE_ROUNDS_A_DAY));
    printf("race: fan_out %s: %u rounds in %.1f s, %u runs, %u of them killed, %u met a refusal; "
           "the server took %zu messages, the ledger has %zu (%zu count), %zu alerts held; %u "
           "breaches, %u failures\n",
           name, rounds + 1, seconds, race.runs, race.kills, undelivered, verdict.served,
           verdict.recorded, verdict.counting, verdict.holds, verdict.breaches, race.failures);
    fflush(stdout);
    if (verdict.breaches + race.failures > 0)
        show_log(&race);
    temporary_remove(race.directory);
    free(state);
    free(race.site);
    free(race.taken);
    return verdict.breaches + race.failures;
}

int main(int argc, char **argv)
{
    const char *wanted = getenv("SECCONTACTS_RACE_ROUNDS");
    uint32_t rounds = wanted != NULL ? (uint32_t)strtoul(wanted, NULL, 10) : ROUNDS;
    uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 0) : (uint64_t)time(NULL);
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGCHLD);
    sigprocmask(SIG_BLOCK, &ends, NULL);
    signal(SIGPIPE, SIG_IGN);
    printf("race: seed %llu\n", (unsigned long long)seed);
    fflush(stdout);
    unsigned wrong = run("one", FAN_OUT_ONE, rounds * 6 / 10, seed);
    wrong += run("each", FAN_OUT_EACH, rounds - rounds * 6 / 10, seed * 3);
    return wrong == 0 ? 0 : 1;
}
