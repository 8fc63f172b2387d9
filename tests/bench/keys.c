/* A key typed into the address field, an arrow in a list, Esc, and a terminal that closes: bytes,
 * time, instructions and memory, beside nano, dialog and whiptail in the same minute. */
#include "base/memory.h"
#include "bench/peers.h"
#include "bench/table.h"
#include "support/clock.h"
#include "support/figures.h"
#include "support/temporary.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

enum { KEYS = 20, FLOOD = 2000, ESCAPES = 5, QUIET = 40, CLOSED = 2000 };

/* Under callgrind: a run with few keys is taken from one with more. */
enum { FEW_KEYS = 5, MORE_KEYS = 40, CALLGRIND_QUIET = 10 };

typedef struct Keys {
    double bytes, ms, us, flood_us, instructions;
} Keys;

typedef struct Figures {
    Keys typed, arrow;
    double typed_mb, escape_ms;
    double closed_ms, closed_cpu_ms, ignored_ms, ignored_cpu_ms;
} Figures;

/* One of the letters in turn: where a field scrolls, one and the same would change nothing. */
static const char *letter(int i)
{
    static const char *const letters[] = {"a", "b", "c", "d", "e", "f", "g"};
    return letters[(size_t)i % (sizeof letters / sizeof *letters)];
}

/* Presses `key`, or where it is NULL letters, some times, each once the answer to the one before
 * has come: means for one. */
static void press(Terminal *terminal, const char *key, Keys *keys)
{
    double times[KEYS];
    size_t before = terminal_bytes(terminal);
    double used = figures_cpu_us(terminal_pid(terminal));
    for (int i = 0; i < KEYS; i++)
        times[i] = window_answer(terminal, key ? key : letter(i), QUIET);
    keys->bytes = (double)(terminal_bytes(terminal) - before) / KEYS;
    keys->us = (figures_cpu_us(terminal_pid(terminal)) - used) / KEYS;
    keys->ms = figures_percentile(times, KEYS, 50);
}

/* Many of the same key at once, as a key held down behind a slow line. */
static double flood(Terminal *terminal, const char *key)
{
    char *keys = memory_new(FLOOD * strlen(key) + 1), *end = keys;
    for (int i = 0; i < FLOOD; i++)
        end = stpcpy(end, key);
    double used = figures_cpu_us(terminal_pid(terminal));
    terminal_type(terminal, keys);
    window_idle(terminal);
    free(keys);
    return (figures_cpu_us(terminal_pid(terminal)) - used) / FLOOD;
}

/* The instructions that callgrind counts in a whole run with `count` keys. */
static double instructions(const Peer *peer, bool typing, int count)
{
    char *log = temporary_path(peers_directory(), "callgrind.log"), line[256];
    char *log_option = memory_format("--log-file=%s", log);
    const char *tool[] = {"valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
                          log_option, NULL};
    Terminal *terminal = peers_start(peer, typing ? peer->field : peer->list, tool, LISTED);
    if (typing)
        peers_go_to_field(peer, terminal);
    else
        peers_go_to_list(peer, terminal);
    for (int i = 0; i < count; i++)
        window_answer(terminal, typing ? letter(i) : i % 2 ? "<Up>" : "<Down>", CALLGRIND_QUIET);
    window_idle(terminal);
    kill(terminal_pid(terminal), SIGTERM);
    terminal_wait_exit(terminal, PATIENCE, NULL);
    terminal_close(terminal);
    double total = 0;
    FILE *file = fopen(log, "r");
    while (file && fgets(line, sizeof line, file)) {
        const char *collected = strstr(line, "Collected :");
        if (collected)
            total = atof(collected + strlen("Collected :"));
    }
    if (file)
        fclose(file);
    if (total <= 0)
        window_stop("the sum of callgrind");
    free(log_option);
    free(log);
    return total;
}

static double instructions_of_one(const Peer *peer, bool typing)
{
    table_step("%s under callgrind, %s", peer->name, typing ? "typing" : "arrows");
    double few = instructions(peer, typing, FEW_KEYS);
    return (instructions(peer, typing, FEW_KEYS + MORE_KEYS) - few) / MORE_KEYS;
}

/* From Esc to the page before, or to the end of the program. */
static double escape(const Peer *peer)
{
    double times[ESCAPES];
    for (int i = 0; i < ESCAPES; i++) {
        Terminal *terminal = peers_start(peer, peer->list, NULL, LISTED);
        peers_go_to_list(peer, terminal);
        double begun = clock_seconds();
        terminal_type(terminal, "<Esc>");
        if (peer->left)
            window_until(terminal, "", peer->left);
        else if (!terminal_wait_exit(terminal, PATIENCE, NULL))
            window_stop("what Esc does");
        times[i] = (clock_seconds() - begun) * 1e3;
        terminal_close(terminal);
    }
    return figures_percentile(times, ESCAPES, 50);
}

/* Hangs up where one has typed: milliseconds until the program has ended, at most CLOSED, and of
 * the CPU. `ignored`: the signal is ignored, as under nohup, and only the line tells. */
static void hang_up(const Peer *peer, bool ignored, double *milliseconds, double *cpu)
{
    static const char *const ignoring[] = {"sh", "-c", "trap '' HUP; exec \"$0\" \"$@\"", NULL};
    Terminal *terminal = peers_start(peer, peer->field, ignored ? ignoring : NULL, LISTED);
    peers_go_to_field(peer, terminal);
    window_answer(terminal, "x", QUIET);
    pid_t pid = terminal_pid(terminal);
    struct pollfd ended = {.fd = pidfd_open(pid, 0), .events = POLLIN};
    double used = figures_cpu_us(pid), begun = clock_seconds();
    terminal_hang_up(terminal);
    poll(&ended, 1, CLOSED);
    *milliseconds = (clock_seconds() - begun) * 1e3;
    *cpu = (figures_cpu_us(pid) - used) / 1e3; /* it is not waited for yet */
    close(ended.fd);
    terminal_close(terminal);
}

static void measure(const Peer *peer, Figures *figures)
{
    table_step("%s: typing", peer->name);
    Terminal *terminal = peers_start(peer, peer->field, NULL, LISTED);
    peers_go_to_field(peer, terminal);
    press(terminal, NULL, &figures->typed);
    figures->typed_mb = figures_peak_kb(terminal_pid(terminal)) / 1024;
    figures->typed.flood_us = flood(terminal, "x");
    terminal_close(terminal);
    table_step("%s: arrows", peer->name);
    terminal = peers_start(peer, peer->list, NULL, LISTED);
    peers_go_to_list(peer, terminal);
    press(terminal, "<Down>", &figures->arrow);
    figures->arrow.flood_us = flood(terminal, "<Up><Down>") / 2;
    terminal_close(terminal);
    table_step("%s: Esc, and a closed terminal", peer->name);
    figures->escape_ms = peer->escapes ? escape(peer) : TABLE_NONE;
    hang_up(peer, false, &figures->closed_ms, &figures->closed_cpu_ms);
    hang_up(peer, true, &figures->ignored_ms, &figures->ignored_cpu_ms);
    figures->typed.instructions = instructions_of_one(peer, true) / 1000;
    figures->arrow.instructions = instructions_of_one(peer, false) / 1000;
}

/* The rows of a table: where in Figures each is. */
typedef struct Line {
    const char *label;
    size_t offset;
    int digits;
    double at_most;
} Line;

#define FIGURE(label, field, digits, at_most)                                                      \
    {                                                                                              \
        label, offsetof(Figures, field), digits, at_most                                           \
    }

static void print(const char *title, const Figures *figures, const Line *lines, size_t count)
{
    table_begin(title, peer_names);
    for (const Line *line = lines; line < lines + count; line++) {
        double values[PEERS];
        for (size_t i = 0; i < PEERS; i++)
            memcpy(&values[i], (const char *)&figures[i] + line->offset, sizeof *values);
        TableRow row = {line->label, values[OURS], {0}, line->digits, line->at_most, NULL};
        memcpy(row.peers, values + NANO, sizeof row.peers);
        table_row(&row);
    }
}

int main(void)
{
    static Figures figures[PEERS];
    static const Line typed[] = {
        FIGURE("  bytes", typed.bytes, 1, 8),
        FIGURE("  ms to the last byte", typed.ms, 2, TABLE_NONE),
        FIGURE("  us of CPU", typed.us, 0, 20),
        FIGURE("  us, of 2,000 at once", typed.flood_us, 1, TABLE_NONE),
        FIGURE("  1,000 instructions", typed.instructions, 1, TABLE_NONE),
        FIGURE("  peak memory, MB", typed_mb, 1, TABLE_NONE),
    };
    static const Line arrow[] = {
        FIGURE("  bytes", arrow.bytes, 1, 60),
        FIGURE("  ms to the last byte", arrow.ms, 2, TABLE_NONE),
        FIGURE("  us of CPU", arrow.us, 0, TABLE_NONE),
        FIGURE("  us, of 4,000 at once", arrow.flood_us, 1, TABLE_NONE),
        FIGURE("  1,000 instructions", arrow.instructions, 1, TABLE_NONE),
    };
    static const Line ends[] = {
        FIGURE("Esc: ms to its answer", escape_ms, 0, 60),
        FIGURE("closed: ms to the end", closed_ms, 0, 1000),
        FIGURE("  ms of CPU", closed_cpu_ms, 1, 100),
        FIGURE("no signal: ms to end", ignored_ms, 0, 1000),
        FIGURE("  ms of CPU", ignored_cpu_ms, 1, 100),
    };
    setvbuf(stdout, NULL, _IOLBF, 0);
    const Peer *peers = peers_open();
    for (size_t i = 0; i < PEERS; i++)
        measure(&peers[i], &figures[i]);
    print("a key into the field", figures, typed, sizeof typed / sizeof *typed);
    print("an arrow in a list", figures, arrow, sizeof arrow / sizeof *arrow);
    print("leaving", figures, ends, sizeof ends / sizeof *ends);
    table_note(
        "closed: the terminal is gone, under what was typed. no signal: and SIGHUP is ignored.\n"
        "2,000 ms: it had not ended by then.");
    table_end();
    peers_close();
    return 0;
}
