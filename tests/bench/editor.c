/* The editor from outside, as the far end of an SSH line sees it, beside nano and dialog on the
 * same machine in the same minute. Times are medians; bytes repeat exactly. Compare ratios only. */
#include "core/memory.h"
#include "support/clock.h"
#include "support/temporary.h"
#include "support/terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RUNS = 9, KEYS = 20, QUIET = 40, PATIENCE = 30000, MANY = 1000000 };

#define SUBSCRIPTION "20ff7fc3-e762-44dd-bd96-b71116dcdc23"

typedef struct Peer {
    const char *name;
    const char *const *command; /* for a typed key; the first frame is of this one */
    const char *to_field;       /* keys that lead to where one types */
    const char *const *arrows;  /* for an arrow; NULL: the same program */
    const char *to_list;        /* keys that lead to a list */
} Peer;

typedef struct Figures {
    double frame_ms, frame_bytes, typed_bytes, typed_ms, arrow_bytes;
} Figures;

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, compare);
    return values[count / 2];
}

static Terminal *start(const char *const *command, const char *home, const char *site)
{
    const char *environment[] = {home, site, NULL};
    TerminalSetup setup = {
        .command = command, .environment = environment, .rows = 30, .columns = 100};
    return terminal_open(&setup);
}

/* Types the keys of `keys` one by one, each once the answer to the one before has come. */
static void go(Terminal *terminal, const char *keys)
{
    while (*keys) {
        char key[16];
        const char *end = *keys == '<' ? strchr(keys, '>') : keys;
        snprintf(key, sizeof key, "%.*s", (int)(end - keys + 1), keys);
        terminal_type(terminal, key);
        terminal_settle(terminal, QUIET, PATIENCE);
        keys = end + 1;
    }
}

/* The bytes that the program draws for one press of `key`, on average; and the time. */
static double press(Terminal *terminal, const char *key, double *milliseconds)
{
    double times[KEYS];
    size_t before = terminal_bytes(terminal);
    for (int i = 0; i < KEYS; i++) {
        terminal_type(terminal, key);
        times[i] = terminal_settle(terminal, QUIET, 1000) * 1e3;
    }
    if (milliseconds)
        *milliseconds = median(times, KEYS);
    return (double)(terminal_bytes(terminal) - before) / KEYS;
}

static Figures measure(const Peer *peer, const char *home, const char *site)
{
    Figures figures = {0};
    double times[RUNS];
    for (int i = 0; i < RUNS; i++) {
        Terminal *terminal = start(peer->command, home, site);
        times[i] = terminal_settle(terminal, 150, PATIENCE) * 1e3;
        figures.frame_bytes = (double)terminal_bytes(terminal);
        if (i == 0) {
            go(terminal, peer->to_field);
            figures.typed_bytes = press(terminal, "x", &figures.typed_ms);
        }
        terminal_close(terminal);
    }
    figures.frame_ms = median(times, RUNS);
    Terminal *terminal = start(peer->arrows ? peer->arrows : peer->command, home, site);
    terminal_settle(terminal, 150, PATIENCE);
    go(terminal, peer->to_list);
    figures.arrow_bytes = press(terminal, "<Down>", NULL);
    terminal_close(terminal);
    return figures;
}

static void print_row(const char *name, const Figures *figures)
{
    printf("%-24s %10.1f %10.0f %10.1f %10.1f %10.1f\n", name, figures->frame_ms,
           figures->frame_bytes, figures->typed_bytes, figures->arrow_bytes, figures->typed_ms);
}

static void print_ratio(const char *name, const Figures *ours, const Figures *theirs)
{
    char label[64];
    snprintf(label, sizeof label, "  ours / %s", name);
    printf("%-24s %10.2f %10.2f %10.2f %10.2f %10.2f\n", label, ours->frame_ms / theirs->frame_ms,
           ours->frame_bytes / theirs->frame_bytes, ours->typed_bytes / theirs->typed_bytes,
           ours->arrow_bytes / theirs->arrow_bytes, ours->typed_ms / theirs->typed_ms);
}

/* A site of 60 subscriptions; the first has `count` addresses. */
static void make_site(const char *home, int count)
{
    size_t size = 64 + (size_t)count * 40;
    char *text = memory_new(size < 16384 ? 16384 : size), *end = text;
    end += sprintf(end, "subscriptions = ( { id = \"" SUBSCRIPTION "\"; name = \"First\"; }");
    for (int i = 1; i < 60; i++)
        end += sprintf(end, ",\n{ id = \"20ff7fc3-e762-44dd-bd96-%012x\"; name = \"Number %d\"; }",
                       i, i);
    sprintf(end, " );\n");
    temporary_write(home, "site/subscriptions.conf", text);
    end = text;
    end += sprintf(end, "emails = [");
    for (int i = 0; i < count; i++)
        end += sprintf(end, "%s\"a%d@contoso.com\"", i ? ", " : " ", i);
    sprintf(end, " ];\nalerts = true;\n");
    temporary_write(home, "site/contacts/" SUBSCRIPTION ".conf", text);
    free(text);
    /* A state of its own: a draft that a killed editor left would be offered first. */
    char *config = memory_format("state = \"%s/state-%d\";\n", home, count);
    temporary_write(home, "site/seccontacts.conf", config);
    free(config);
}

/* Milliseconds from typing `keys` to seeing `text`. */
static double until(Terminal *terminal, const char *keys, const char *text)
{
    double begun = clock_seconds();
    terminal_type(terminal, keys);
    if (!terminal_wait_text(terminal, text, PATIENCE))
        exit(1);
    return (clock_seconds() - begun) * 1e3;
}

/* How long a form with a million addresses takes to open, to answer a key and to save. */
static void many_addresses(const char *directory, const char *home, const char *site)
{
    static const char *const command[] = {PROGRAM, NULL};
    make_site(directory, MANY);
    Terminal *terminal = start(command, home, site);
    terminal_settle(terminal, 150, PATIENCE);
    go(terminal, "<Enter>");
    double page = until(terminal, "<Enter>", "1,000,000 addresses, alerts on");
    double form = until(terminal, "<Enter>", "[ Save ]");
    double key_ms = 0;
    double key_bytes = press(terminal, "x", &key_ms);
    double save = until(terminal, ", new@x.example<Ctrl-S>", "Saved First");
    printf("\n%d addresses: the subscription's page %.0f ms, its form %.0f ms, a typed key %.1f ms "
           "and "
           "%.1f bytes, save %.0f ms\n",
           MANY, page, form, key_ms, key_bytes, save);
    terminal_close(terminal);
}

/* What a paste of many addresses costs, into the text and into the list, and an arrow in the list.
 */
static void paste_addresses(const char *directory, const char *home, const char *site)
{
    enum { PASTED = 10000 };
    static const char *const command[] = {PROGRAM, NULL};
    char *text = memory_new(PASTED * 24), *end = text;
    make_site(directory, 1);
    for (int i = 0; i < PASTED; i++)
        end += sprintf(end, "b%d@contoso.com\n", i);
    printf("\n%d addresses pasted:", PASTED);
    for (int list = 0; list < 2; list++) {
        double times[RUNS], bytes = 0, arrow = 0;
        for (int i = 0; i < RUNS; i++) {
            Terminal *terminal = start(command, home, site);
            terminal_settle(terminal, 150, PATIENCE);
            go(terminal, list ? "<Enter><Enter><Enter><Ctrl-F>" : "<Enter><Enter><Enter>");
            size_t before = terminal_bytes(terminal);
            double begun = clock_seconds();
            terminal_paste(terminal, text, (size_t)(end - text));
            if (!terminal_wait_text(terminal, "10,001 addresses", PATIENCE))
                exit(1);
            times[i] = (clock_seconds() - begun) * 1e3;
            terminal_settle(terminal, 150, PATIENCE);
            bytes = (double)(terminal_bytes(terminal) - before);
            if (list && i == 0)
                arrow = press(terminal, "<Down>", NULL);
            /* A draft would be offered the next time. */
            go(terminal, "<Ctrl-G><Ctrl-Q>");
            terminal_wait_exit(terminal, PATIENCE, NULL);
            terminal_close(terminal);
        }
        printf(" %s %.1f ms and %.0f bytes", list ? "; into the list" : "into the text",
               median(times, RUNS), bytes);
        if (list)
            printf("; there an arrow %.1f bytes\n", arrow);
    }
    free(text);
}

int main(void)
{
    char *directory = temporary_new();
    char *home = memory_format("HOME=%s", directory);
    char *site = memory_format("SECCONTACTS_SITE=%s/site", directory);
    char *lines = temporary_path(directory, "lines");
    char *text = memory_new(60 * 20), *end = text;
    make_site(directory, 0);
    for (int i = 0; i < 60; i++)
        end += sprintf(end, "line %d\n", i);
    temporary_write(directory, "lines", text);
    free(text);

    const char *ours[] = {PROGRAM, NULL};
    const char *nano[] = {"nano", lines, NULL};
    const char *dialog_input[] = {"dialog", "--inputbox", "Addresses", "10", "60", NULL};
    const char *dialog_menu[4 + 60 * 2 + 4] = {"dialog", "--menu", "Choose", "25", "60", "18"};
    char numbers[60][16];
    size_t count = 6;
    for (int i = 0; i < 60; i++) {
        snprintf(numbers[i], sizeof numbers[i], "Number %d", i);
        dialog_menu[count++] = numbers[i];
        dialog_menu[count++] = "none";
    }
    const Peer peers[] = {
        {"seccontacts", ours, "<Enter><Enter><Enter>", NULL, "<Enter>"},
        {"nano", nano, "", NULL, ""},
        {"dialog", dialog_input, "", dialog_menu, ""},
    };
    Figures figures[sizeof peers / sizeof *peers];
    printf("%-24s %10s %10s %10s %10s %10s\n", "", "frame ms", "bytes", "bytes/key", "bytes/arrow",
           "ms/key");
    for (size_t i = 0; i < sizeof peers / sizeof *peers; i++) {
        figures[i] = measure(&peers[i], home, site);
        print_row(peers[i].name, &figures[i]);
    }
    for (size_t i = 1; i < sizeof peers / sizeof *peers; i++)
        print_ratio(peers[i].name, &figures[0], &figures[i]);
    paste_addresses(directory, home, site);
    many_addresses(directory, home, site);

    free(lines);
    free(home);
    free(site);
    temporary_remove(directory);
    return 0;
}
