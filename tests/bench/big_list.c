/* The table of 100,000 subscriptions from outside: when its first rows are there, and how long a
 * key waits while the rest is read, filtered and sorted. */
#include "base/memory.h"
#include "bench/table.h"
#include "bench/window.h"
#include "support/clock.h"
#include "support/figures.h"
#include "support/temporary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MANY = 100000, KEYS = 60, FRAME = 16 /* milliseconds */ };

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

/* Prints a figure in milliseconds, and what we aim at. */
static void row(const char *label, double milliseconds, double at_most)
{
    table_row(&(TableRow){label, milliseconds, {0}, 1, at_most, NULL});
}

/* Presses arrows, away from the edge, each once the cursor has followed the one before. */
static void press(Terminal *terminal, const char *when)
{
    double times[KEYS];
    char label[64];
    table_step("arrows %s", when);
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
    snprintf(label, sizeof label, "an arrow %s: median", when);
    row(label, figures_percentile(times, KEYS, 50), TABLE_NONE);
    row("  the longest of 60", figures_percentile(times, KEYS, 100), FRAME);
}

int main(void)
{
    static const char *const none[] = {NULL};
    setvbuf(stdout, NULL, _IOLBF, 0);
    char *many = temporary_new();
    table_step("writing the site");
    make_site(many, MANY);
    Terminal *terminal = window_start(many);
    window_until(terminal, "", "Security Center");
    table_begin("100,000 subscriptions, in ms", none);
    table_step("the first rows");
    row("Enter: the first rows", window_until(terminal, "<Enter>", "Enabled"), TABLE_NONE);
    press(terminal, "while they are read");
    row("from then until all are read", until_gone(terminal, " read"), TABLE_NONE);
    press(terminal, "when all are read");
    table_step("End, Home, filter and sort");
    row("End", window_until(terminal, "<End>", "rich 92081"), FRAME);
    row("Home", window_until(terminal, "<Home>", "rich 00000"), FRAME);
    row("the first letter of a filter, which fits all", window_until(terminal, "/u", "100,000 of"),
        FRAME);
    row("each of its next 9 letters",
        window_until(terminal, "rich 0777", "10 of 100,000") / strlen("rich 0777"), FRAME);
    terminal_type(terminal, "<Esc>");
    until_gone(terminal, "10 of 100,000");
    window_until(terminal, "<Home>", "rich 00000");
    row("sorted by name", window_until(terminal, "s", "rich 00001"), TABLE_NONE);
    window_until(terminal, "sss", "State");
    double counted = clock_seconds();
    window_until(terminal, "s", "contacts read");
    press(terminal, "while contacts are read");
    until_gone(terminal, "contacts read");
    row("all contacts read, and sorted by them", (clock_seconds() - counted) * 1e3, TABLE_NONE);
    table_end();
    terminal_close(terminal);
    temporary_remove(many);
    return 0;
}
