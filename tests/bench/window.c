#include "bench/window.h"

#include "core/memory.h"
#include "support/clock.h"

#include <stdio.h>
#include <stdlib.h>

void window_stop(const char *what)
{
    fprintf(stderr, "bench: waited in vain for: %s\n", what);
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
