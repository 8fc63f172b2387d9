/* race.c [SEED]: eight processes race for one ledger and are killed at random moments, for as many
 * rounds as SECCONTACTS_RACE_ROUNDS says. What the server got is held against the rules and against
 * the ledger. */
#include "judge.h"
#include "support/temporary.h"
#include "worker.h"

#include "base/memory.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 400, LONGEST_LIFE = 3000000 /* nanoseconds */ };

typedef struct Runner {
    pid_t pid;
    int orders, reports;
    bool busy;
} Runner;

typedef struct Race {
    WorkerSetup setup;
    uint64_t random;
    Runner runners[RACE_WORKERS];
    unsigned kills, deaths, failures;
} Race;

static void start(Race *race, unsigned number)
{
    int orders[2], reports[2];
    Runner *runner = &race->runners[number];
    if (pipe(orders) != 0 || pipe(reports) != 0) {
        perror("race: pipe");
        exit(2);
    }
    WorkerSetup setup = race->setup;
    setup.number = number;
    setup.seed = race_random(&race->random);
    fflush(NULL);
    pid_t pid = fork();
    if (pid < 0) {
        perror("race: fork");
        exit(2);
    }
    if (pid == 0) {
        for (unsigned i = 0; i < RACE_WORKERS; i++) {
            if (i != number && race->runners[i].pid != 0) { /* else its end would not be seen */
                close(race->runners[i].orders);
                close(race->runners[i].reports);
            }
        }
        close(orders[1]);
        close(reports[0]);
        worker_run(&setup, orders[0], reports[1]);
    }
    close(orders[0]);
    close(reports[1]);
    *runner = (Runner){.pid = pid, .orders = orders[1], .reports = reports[0]};
}

/* Reaps a worker that has ended; only SIGKILL is a good end while there is work. */
static void reap(Race *race, Runner *runner)
{
    int status = 0;
    close(runner->orders);
    close(runner->reports);
    waitpid(runner->pid, &status, 0);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) {
        race->deaths++;
    } else {
        fprintf(stderr, "race: a worker ended with status %#x\n", (unsigned)status);
        race->failures++;
    }
    runner->pid = 0;
    runner->busy = false;
}

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/* Waits until `until` (0: for ever) or until a busy worker has reported or ended. */
static bool wait_for_reports(Race *race, int64_t until)
{
    struct pollfd polled[RACE_WORKERS];
    for (unsigned i = 0; i < RACE_WORKERS; i++)
        polled[i] = (struct pollfd){.fd = race->runners[i].busy ? race->runners[i].reports : -1,
                                    .events = POLLIN};
    int64_t left = until > 0 ? until - now() : 0;
    struct timespec wait = {.tv_nsec = left > 0 ? left : 0};
    if (ppoll(polled, RACE_WORKERS, until > 0 ? &wait : NULL, NULL) <= 0)
        return false;
    for (unsigned i = 0; i < RACE_WORKERS; i++) {
        char byte;
        if (polled[i].revents == 0)
            continue;
        if (read(polled[i].fd, &byte, 1) == 1)
            race->runners[i].busy = false;
        else
            reap(race, &race->runners[i]);
    }
    return true;
}

static bool any_busy(const Race *race)
{
    for (unsigned i = 0; i < RACE_WORKERS; i++)
        if (race->runners[i].busy)
            return true;
    return false;
}

/* One round: an order for each, and in two of three rounds a kill at a random moment. */
static void play_round(Race *race, uint32_t round)
{
    for (unsigned i = 0; i < RACE_WORKERS; i++) {
        if (race->runners[i].pid == 0)
            start(race, i);
        race->runners[i].busy =
            write(race->runners[i].orders, &round, sizeof round) == sizeof round;
    }
    if (race_random(&race->random) % 3 != 0) {
        unsigned victim = (unsigned)(race_random(&race->random) % RACE_WORKERS);
        int64_t at = now() + (int64_t)(race_random(&race->random) % LONGEST_LIFE);
        while (race->runners[victim].busy && now() < at)
            wait_for_reports(race, at);
        if (race->runners[victim].busy) {
            kill(race->runners[victim].pid, SIGKILL);
            race->kills++;
        }
    }
    while (any_busy(race))
        wait_for_reports(race, 0);
}

static void dismiss(Race *race)
{
    for (unsigned i = 0; i < RACE_WORKERS; i++) {
        int status = 0;
        if (race->runners[i].pid == 0)
            continue;
        close(race->runners[i].orders);
        waitpid(race->runners[i].pid, &status, 0);
        close(race->runners[i].reports);
        if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
            race->deaths++; /* killed after its last report */
        else if (status != 0)
            race->failures++;
    }
}

static unsigned run(const char *name, FanOut fan_out, uint32_t rounds, uint64_t seed)
{
    char *directory = temporary_new();
    char *server = temporary_path(directory, "server");
    Race race = {.setup = {.state = directory, .server = server, .fan_out = fan_out},
                 .random = seed | 1};
    int64_t began = now();
    for (uint32_t round = 0; round < rounds && race.failures == 0; round++)
        play_round(&race, round);
    dismiss(&race);
    double seconds = (double)(now() - began) / 1e9;
    Verdict verdict = judge(directory, server, fan_out, race_time(rounds + RACE_ROUNDS_A_DAY));
    printf("race: fan_out %s: %u rounds in %.1f s, %u killed from outside and %u by themselves; "
           "the server got %zu messages, the ledger has %zu (%zu count), %zu alerts held; %u "
           "breaches, %u failures\n",
           name, rounds, seconds, race.kills, race.deaths - race.kills, verdict.served,
           verdict.recorded, verdict.counting, verdict.holds, verdict.breaches, race.failures);
    temporary_remove(directory);
    free(server);
    return verdict.breaches + race.failures;
}

int main(int argc, char **argv)
{
    uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 0) : 20261123;
    signal(SIGPIPE, SIG_IGN);
    const char *wanted = getenv("SECCONTACTS_RACE_ROUNDS");
    unsigned rounds = wanted ? (unsigned)strtoul(wanted, NULL, 10) : ROUNDS;
    unsigned wrong = run("one", FAN_OUT_ONE, rounds * 6 / 10, seed);
    wrong += run("each", FAN_OUT_EACH, rounds - rounds * 6 / 10, seed * 3);
    return wrong == 0 ? 0 : 1;
}
