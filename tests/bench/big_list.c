/* The table of 100,000 subscriptions from outside: when its first frame and its first rows are
 * there, and how long a key waits while the rest is read, filtered and sorted. */
#include "bench/window.h"
#include "core/memory.h"
#include "support/clock.h"
#include "support/temporary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MANY = 100000, FEW = 6, RUNS = 9, KEYS = 60 };

/* Every third subscription has no contact; `scattered` names are not in their order. */
static void make_site(const char *directory, int count)
{
    size_t capacity = 256 + (size_t)count * 128;
    char *text = memory_new(capacity), *end = text + sprintf(text, "subscriptions = (\n");
    for (int i = 0; i < count; i++)
        end += sprintf(end,
                       "  { id = \"20ff7fc3-e762-44dd-bd96-%012x\"; name = \"Z\xC3\xBCrich %05d\"; "
                       "state = \"Enabled\"; }%s\n",
                       i, (int)((long long)i * 7919 % count), i + 1 < count ? "," : " );");
    temporary_write(directory, "site/subscriptions.conf", text);
    free(text);
    for (int i = 0; i < count; i++) {
        if (i % 3 == 0)
            continue;
        char *name = memory_format("site/contacts/20ff7fc3-e762-44dd-bd96-%012x.conf", i);
        temporary_write(directory, name, "emails = [ \"a@contoso.com\" ];\nalerts = true;\n");
        free(name);
    }
    char *config = memory_format("state = \"%s/state\";\n", directory);
    temporary_write(directory, "site/seccontacts.conf", config);
    free(config);
}

static double until_gone(Terminal *terminal, const char *text)
{
    double begun = clock_seconds();
    if (!terminal_wait_gone(terminal, text, PATIENCE))
        window_stop(text);
    return (clock_seconds() - begun) * 1e3;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Presses arrows, away from the edge, each once the cursor has followed the one before; prints the
 * median and the longest wait. */
static void press(Terminal *terminal, const char *what)
{
    double times[KEYS];
    for (int i = 0; i < KEYS; i++) {
        int row, column, before;
        bool visible;
        terminal_cursor(terminal, &before, &column, &visible);
        double begun = clock_seconds();
        terminal_type(terminal, before < 15 ? "<Down>" : "<Up>");
        do {
            terminal_settle(terminal, 0, 1);
            terminal_cursor(terminal, &row, &column, &visible);
        } while (row == before && clock_seconds() - begun < 5);
        times[i] = (clock_seconds() - begun) * 1e3;
    }
    qsort(times, KEYS, sizeof *times, compare);
    printf("  an arrow %-26s median %5.1f ms, longest %5.1f ms\n", what, times[KEYS / 2],
           times[KEYS - 1]);
}

static double first_frame(const char *directory, double *bytes)
{
    double times[RUNS];
    for (int i = 0; i < RUNS; i++) {
        double begun = clock_seconds();
        Terminal *terminal = window_start(directory);
        if (!terminal_wait_text(terminal, "Security Center", PATIENCE))
            window_stop("a first frame");
        times[i] = (clock_seconds() - begun) * 1e3;
        *bytes = (double)terminal_bytes(terminal);
        terminal_close(terminal);
    }
    qsort(times, RUNS, sizeof *times, compare);
    return times[RUNS / 2];
}

int main(void)
{
    char *few = temporary_new(), *many = temporary_new();
    double bytes_few, bytes_many;
    make_site(few, FEW);
    make_site(many, MANY);
    double frame_few = first_frame(few, &bytes_few);
    double frame_many = first_frame(many, &bytes_many);
    printf("\nfirst frame: %.1f ms with %d subscriptions, %.1f ms with %d\n", frame_few, FEW,
           frame_many, MANY);

    Terminal *terminal = window_start(many);
    window_until(terminal, "", "Security Center");
    double rows = window_until(terminal, "<Enter>", "Enabled");
    printf("%d subscriptions: first rows %.0f ms after Enter\n", MANY, rows);
    press(terminal, "while they are read:");
    printf("  the rest is read %.0f ms later\n", until_gone(terminal, " read"));
    press(terminal, "when they are:");
    printf("  End %.1f ms,", window_until(terminal, "<End>", "rich 92081"));
    printf(" Home %.1f ms\n", window_until(terminal, "<Home>", "rich 00000"));
    printf("  the first letter of a filter that all fit: %.1f ms",
           window_until(terminal, "/u", "100,000 of"));
    printf(", each of the next 9: %.1f ms\n",
           window_until(terminal, "rich 0777", "10 of 100,000") / 9);
    terminal_type(terminal, "<Esc>");
    until_gone(terminal, "10 of 100,000");
    window_until(terminal, "<Home>", "rich 00000");
    printf("  sorted by name within %.0f ms\n", window_until(terminal, "s", "rich 00001"));
    window_until(terminal, "sss", "State");
    double counted = clock_seconds();
    window_until(terminal, "s", "contacts read");
    press(terminal, "while contacts are read:");
    until_gone(terminal, "contacts read");
    printf("  all contacts read, and sorted by them, within %.0f ms\n",
           (clock_seconds() - counted) * 1e3);
    terminal_close(terminal);
    temporary_remove(few);
    temporary_remove(many);
    return 0;
}
