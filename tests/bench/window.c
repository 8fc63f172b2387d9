#include "bench/window.h"

#include "base/memory.h"
#include "support/clock.h"
#include "support/figures.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { IDLE = 200, ANSWER = 1000 }; /* milliseconds */

void window_stop(const char *what)
{
    fprintf(stderr, "%s: waited in vain for: %s\n", program_invocation_short_name, what);
    exit(1);
}

Terminal *window_start(const char *directory)
{
    static const char *const command[] = {PROGRAM, NULL};
    char *home = memory_format("HOME=%s", directory);
    char *site = memory_format("SECCONTACTS_SITE=%s/site", directory);
    const char *environment[] = {home, site, NULL};
    TerminalSetup setup = {
        .command = command, .environment = environment, .rows = 30, .columns = 100};
    Terminal *terminal = terminal_open(&setup);
    free(home);
    free(site);
    return terminal;
}

double window_until(Terminal *terminal, const char *keys, const char *text)
{
    double begun = clock_seconds();
    if (*keys)
        terminal_type(terminal, keys);
    if (!terminal_wait_text(terminal, text, PATIENCE))
        window_stop(text);
    return (clock_seconds() - begun) * 1e3;
}

double window_answer(Terminal *terminal, const char *keys, int quiet)
{
    size_t before = terminal_bytes(terminal);
    double begun = clock_seconds(), last = begun;
    terminal_type(terminal, keys);
    bool answered = terminal_bytes(terminal) != before;
    if (answered)
        last = clock_seconds();
    for (int wait = answered ? quiet : ANSWER;; wait = quiet) {
        double now = clock_seconds(), more = terminal_settle(terminal, quiet, wait);
        if (more <= 0)
            break;
        last = now + more;
    }
    return (last - begun) * 1e3;
}

void window_idle(Terminal *terminal)
{
    double end = clock_seconds() + PATIENCE / 1e3, used, drawn;
    do {
        used = figures_cpu_us(terminal_pid(terminal));
        drawn = (double)terminal_bytes(terminal);
        terminal_settle(terminal, IDLE, IDLE);
        if (clock_seconds() > end)
            window_stop("a program that rests");
    } while (figures_cpu_us(terminal_pid(terminal)) > used ||
             (double)terminal_bytes(terminal) > drawn);
}
