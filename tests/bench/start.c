/* From exec to the first frame, with few and with many subscriptions, beside nano, dialog and
 * whiptail in the same minute: time, bytes, memory and system calls. */
#include "bench/peers.h"
#include "bench/table.h"
#include "support/clock.h"
#include "support/figures.h"
#include "support/temporary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 15, FEW = 6, MANY = 100000 };

typedef struct Start {
    double times[ROUNDS];
    double ms, bytes, megabytes, calls;
} Start;

static void once(const Peer *peer, int subscriptions, Start *start, int round)
{
    double begun = clock_seconds();
    Terminal *terminal = peers_start(peer, peer->field, NULL, subscriptions);
    window_until(terminal, "", peer->ready);
    start->times[round] = (clock_seconds() - begun) * 1e3;
    start->bytes = (double)terminal_bytes(terminal);
    start->megabytes = figures_peak_kb(terminal_pid(terminal)) / 1024;
    terminal_close(terminal);
}

/* Counts the system calls in the log of strace until all bytes of the first frame are written; -1
 * where they are not yet. */
static double calls_to_frame(const char *path, double frame)
{
    char line[4096];
    double calls = 0, written = 0;
    FILE *file = fopen(path, "r");
    while (file && written < frame && fgets(line, sizeof line, file)) {
        const char *result = strrchr(line, '=');
        if (strstr(line, " resumed>") || strstr(line, "--- SIG") || strstr(line, "+++ "))
            continue;
        calls++;
        if (strstr(line, "write") && strstr(line, "</dev/pts/") && result)
            written += atof(result + 1);
    }
    if (file)
        fclose(file);
    return written < frame ? -1 : calls;
}

static void count_calls(const Peer *peer, int subscriptions, Start *start)
{
    char *path = temporary_path(peers_directory(), "calls");
    const char *tool[] = {"strace", "-f", "-qq", "-y", "-o", path, NULL};
    Terminal *terminal = peers_start(peer, peer->field, tool, subscriptions);
    window_until(terminal, "", peer->ready);
    double end = clock_seconds() + PATIENCE / 1e3;
    while ((start->calls = calls_to_frame(path, start->bytes)) < 0) {
        if (clock_seconds() > end)
            window_stop("all of the first frame in the log of strace");
        terminal_settle(terminal, 50, 50);
    }
    terminal_close(terminal);
    free(path);
}

static void measure(const Peer *peer, int subscriptions, Start *start)
{
    table_step("the first frame of %s, %d subscriptions: system calls", peer->name, subscriptions);
    count_calls(peer, subscriptions, start);
    start->ms = figures_percentile(start->times, ROUNDS, 50);
}

static void print(const char *title, const Start *ours, const Start *theirs)
{
    table_begin(title, peer_names);
    TableRow ms = {"  ms", ours->ms, {0}, 1, theirs[WHIPTAIL].ms, "whiptail's"};
    TableRow bytes = {"  bytes", ours->bytes, {0}, 0, 1500, NULL};
    TableRow memory = {"  peak memory, MB", ours->megabytes, {0}, 1, 4, NULL};
    TableRow calls = {"  system calls", ours->calls, {0}, 0, 300, NULL};
    for (size_t i = NANO; i < PEERS; i++) {
        ms.peers[i - NANO] = theirs[i].ms;
        bytes.peers[i - NANO] = theirs[i].bytes;
        memory.peers[i - NANO] = theirs[i].megabytes;
        calls.peers[i - NANO] = theirs[i].calls;
    }
    table_row(&ms);
    table_row(&bytes);
    table_row(&memory);
    table_row(&calls);
}

int main(void)
{
    static Start few, recorded, many, theirs[PEERS];
    setvbuf(stdout, NULL, _IOLBF, 0);
    const Peer *peers = peers_open();
    table_step("first frames, %d of each, in turn", ROUNDS);
    for (int round = 0; round < ROUNDS; round++) {
        once(&peers[OURS], FEW, &few, round);
        once(&peers[OURS], RECORDED, &recorded, round);
        once(&peers[OURS], MANY, &many, round);
        for (size_t i = NANO; i < PEERS; i++)
            once(&peers[i], 0, &theirs[i], round);
    }
    measure(&peers[OURS], FEW, &few);
    measure(&peers[OURS], RECORDED, &recorded);
    measure(&peers[OURS], MANY, &many);
    for (size_t i = NANO; i < PEERS; i++)
        measure(&peers[i], 0, &theirs[i]);
    print("first frame, 6", &few, theirs);
    print("first frame, history", &recorded, theirs);
    print("first frame, 100,000", &many, theirs);
    table_note("From exec, with 6 and with 100,000 subscriptions, and on a site that has a "
               "history; system "
               "calls until it is written.");
    table_end();
    peers_close();
    return 0;
}
