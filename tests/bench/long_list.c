/* The form with 1,000,000 addresses: opened, edited in the middle, checked and saved, then listed
 * and sorted, and the most memory that each takes; beside a bare libconfig that reads and writes
 * the same file. */
#include "base/memory.h"
#include "bench/table.h"
#include "bench/window.h"
#include "support/clock.h"
#include "support/figures.h"
#include "support/temporary.h"

#include <libconfig.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MANY = 1000000, BURSTS = 40, BURST = 10, TALL = 500, FRAME = 16 /* milliseconds */ };
enum { UNSEEN = 2000 }; /* milliseconds, after which a key has changed nothing on the screen */

#define SUBSCRIPTION "20ff7fc3-e762-44dd-bd96-b71116dcdc23"

static void need(bool seen)
{
    if (!seen)
        window_stop("something");
}

/* Returns the size of the contact's file. */
static double make_site(const char *home, int count)
{
    char *text = memory_new(256 + (size_t)count * 40), *end = text;
    temporary_write(home, "site/subscriptions.conf",
                    "subscriptions = ( { id = \"" SUBSCRIPTION "\"; name = \"First\"; } );\n");
    end += sprintf(end, "emails = [");
    for (int i = 0; i < count; i++)
        end += sprintf(end, "%s\"a%d@contoso.com\"", i ? ", " : " ", i);
    end += sprintf(end, " ];\nalerts = true;\n");
    double size = (double)(end - text);
    temporary_write(home, "site/contacts/" SUBSCRIPTION ".conf", text);
    free(text);
    /* A state of its own: a draft that a killed editor left would be offered first. */
    char *config = memory_format("state = \"%s/state-%d\";\n", home, count);
    temporary_write(home, "site/seccontacts.conf", config);
    free(config);
    return size;
}

/* Opens the form: milliseconds. */
static double open_form(Terminal *terminal, const char *addresses)
{
    need(terminal_wait_text(terminal, "Pricing & settings", PATIENCE));
    window_until(terminal, "<Enter>", "First");
    window_until(terminal, "<Enter>", "Resource groups");
    window_until(terminal, "", addresses);
    double milliseconds = window_until(terminal, "<Enter>", "[ Save ]");
    window_until(terminal, "", addresses);
    return milliseconds;
}

/* To the middle, by pages of a window as tall as it can be. */
static void go_to_the_middle(Terminal *terminal)
{
    char middle[64];
    terminal_resize(terminal, 100, TALL);
    terminal_settle(terminal, 300, PATIENCE);
    do {
        for (int i = 0; i < 20; i++)
            terminal_type(terminal, "<PageUp>");
        terminal_settle(terminal, 50, PATIENCE);
        int row, column;
        bool visible;
        terminal_cursor(terminal, &row, &column, &visible);
        snprintf(middle, sizeof middle, "%s", terminal_row(terminal, row));
    } while (!strstr(middle, " a49") && !strstr(middle, " a48"));
    terminal_resize(terminal, 100, 30);
    terminal_settle(terminal, 300, PATIENCE);
    terminal_type(terminal, "<Home>");
    terminal_settle(terminal, 300, PATIENCE);
}

/* Milliseconds from the key to its echo, while checks begin, run and are given up. */
static size_t type_in_bursts(Terminal *terminal, double *times)
{
    size_t count = 0;
    for (int i = 0; i < BURSTS; i++) {
        for (int j = 0; j < BURST; j++) {
            terminal_forget(terminal);
            double begun = clock_seconds();
            terminal_type(terminal, "x");
            need(terminal_wait_output(terminal, "x", PATIENCE));
            times[count++] = (clock_seconds() - begun) * 1e3;
            terminal_settle(terminal, 1000, 15);
        }
        terminal_type(terminal, "<Down><Home>");
        terminal_settle(terminal, 1000, 210 + 13 * i); /* a check begins after 200 */
    }
    return count;
}

/* Reads and writes the file with libconfig alone: milliseconds. */
static double bare(const char *path)
{
    config_t config;
    double begun = clock_seconds();
    config_init(&config);
    need(config_read_file(&config, path) == CONFIG_TRUE &&
         config_write_file(&config, path) == CONFIG_TRUE);
    double milliseconds = (clock_seconds() - begun) * 1e3;
    config_destroy(&config);
    return milliseconds;
}

static double memory_of_one(void)
{
    char *directory = temporary_new();
    make_site(directory, 1);
    Terminal *terminal = window_start(directory);
    open_form(terminal, "1 address");
    window_until(terminal, ", new@x.example", "2 addresses");
    window_until(terminal, "<Ctrl-S>", "Saved First");
    double peak = figures_peak_kb(terminal_pid(terminal));
    terminal_close(terminal);
    temporary_remove(directory);
    return peak;
}

/* The most memory in megabytes since it was asked for last. */
static double peak_of(Terminal *terminal)
{
    double kilobytes = figures_peak_kb(terminal_pid(terminal));
    need(figures_forget_peak(terminal_pid(terminal)));
    return kilobytes / 1024;
}

/* Presses keys, `first` and then by turns `odd` and `even`, until `done` is on the screen:
 * milliseconds; the longest wait for one of them in `*longest`. */
static double while_pressing(Terminal *terminal, const char *first, const char *odd,
                             const char *even, const char *done, double *longest)
{
    double begun = clock_seconds();
    int column;
    *longest = 0;
    for (int i = 0; terminal_find(terminal, done, &column) < 0; i++) {
        if (clock_seconds() - begun > PATIENCE / 1e3) {
            terminal_print(terminal);
            window_stop(done);
        }
        terminal_forget(terminal);
        double pressed = clock_seconds();
        terminal_type(terminal, i == 0 ? first : i % 2 ? odd : even);
        bool seen = terminal_wait_output(terminal, "\x1b", UNSEEN);
        double waited = (clock_seconds() - pressed) * 1e3;
        *longest = seen && waited > *longest ? waited : *longest;
        terminal_settle(terminal, 20, 30);
    }
    return (clock_seconds() - begun) * 1e3;
}

typedef struct Lists {
    double listed, saved, sorted, undone, redone, saved_sorted; /* megabytes */
    double sort, undo, redo;                                    /* milliseconds */
    double sort_key, undo_key, redo_key;
} Lists;

static Lists list_and_sort(Terminal *terminal)
{
    Lists lists;
    window_until(terminal, "<Ctrl-F>", "  ok");
    terminal_settle(terminal, 1000, 2000); /* all is read, and what is saved */
    window_until(terminal, "<End>", "1,000,000  ");
    window_until(terminal, "<Home>", "a17@");
    lists.listed = peak_of(terminal);
    window_until(terminal, "<End>x", "Removed");
    window_until(terminal, "<Ctrl-S>", "Saved First");
    lists.saved = peak_of(terminal);
    window_until(terminal, "<Home>", "a17@");
    /* Keys that are about rows wait for the end of the sort: one that does not. */
    lists.sort = while_pressing(terminal, "s", "p", "p", "a100000@", &lists.sort_key);
    lists.sorted = peak_of(terminal);
    lists.undo = while_pressing(terminal, "<Ctrl-G>", "<Home>", "<Down>", "a17@", &lists.undo_key);
    lists.undone = peak_of(terminal);
    lists.redo =
        while_pressing(terminal, "<Ctrl-R>", "<Home>", "<Down>", "a100000@", &lists.redo_key);
    lists.redone = peak_of(terminal);
    window_until(terminal, "<Ctrl-S>", "Saved First");
    lists.saved_sorted = peak_of(terminal);
    return lists;
}

/* Prints a figure in milliseconds that the peer has not, and what we aim at. */
static void row(const char *label, double milliseconds, double at_most)
{
    table_row(&(TableRow){label, milliseconds, {TABLE_NONE}, 1, at_most, NULL});
}

int main(void)
{
    static double times[BURSTS * BURST];
    setvbuf(stdout, NULL, _IOLBF, 0);
    char *directory = temporary_new();
    table_step("writing the site");
    double size = make_site(directory, MANY), one = memory_of_one();
    Terminal *terminal = window_start(directory);
    table_step("opening the form");
    double form = open_form(terminal, "1,000,000 addresses");
    double opened = peak_of(terminal);
    table_step("to the middle, and keys there");
    go_to_the_middle(terminal);
    size_t count = type_in_bursts(terminal, times);
    double checked = window_until(terminal, "<Ctrl-N>", "No problem here");
    double edited = peak_of(terminal);
    table_step("saving");
    double save = window_until(terminal, "<Ctrl-S>", "Saved First");
    double saved = peak_of(terminal);
    table_step("the list: sort, undo, redo");
    Lists lists = list_and_sort(terminal);
    terminal_close(terminal);
    char *path = temporary_path(directory, "site/contacts/" SUBSCRIPTION ".conf");
    table_step("bare libconfig");
    double libconfig = bare(path), again = bare(path);
    libconfig = again < libconfig ? again : libconfig;

    static const char *const names[] = {"libconfig", NULL};
    double key = figures_percentile(times, count, 99), all = form + checked + save;
    printf("\n%d addresses, a file of %.1f MB, in the editor; libconfig reads and writes it\n",
           MANY, size / 1e6);
    table_begin("in ms", names);
    row("the form opens", form, TABLE_NONE);
    row("all is checked after an edit (and 0.2 s rest)", checked, TABLE_NONE);
    table_row(&(TableRow){"save", save, {libconfig}, 0, 1.5 * libconfig, "1.5 x libconfig"});
    table_row(&(TableRow){"open, check and save", all, {libconfig}, 0, TABLE_NONE, NULL});
    row("a key in the middle, while checks run: median", figures_percentile(times, count, 50),
        TABLE_NONE);
    row("  99 of 100", key, FRAME);
    row("  the longest of 400", figures_percentile(times, count, 100), TABLE_NONE);
    row("the list of them is sorted", lists.sort, TABLE_NONE);
    row("  the longest key meanwhile", lists.sort_key, FRAME);
    row("  that is undone", lists.undo, TABLE_NONE);
    row("  the longest key meanwhile", lists.undo_key, FRAME);
    row("  and done again", lists.redo, TABLE_NONE);
    row("  the longest key meanwhile", lists.redo_key, FRAME);
    const struct {
        const char *moment;
        double peak;
    } peaks[] = {
        {"opened", opened},
        {"edited and checked", edited},
        {"saved", saved},
        {"listed", lists.listed},
        {"saved from the list, after an edit there", lists.saved},
        {"sorted", lists.sorted},
        {"the sort undone", lists.undone},
        {"the sort done again", lists.redone},
        {"and saved", lists.saved_sorted},
    };
    static const char *const none[] = {NULL};
    table_begin("peak memory above that of one address, times the file", none);
    for (size_t i = 0; i < sizeof peaks / sizeof *peaks; i++)
        table_row(&(TableRow){peaks[i].moment,
                              (peaks[i].peak - one / 1024) * 1048576 / size,
                              {TABLE_NONE},
                              2,
                              4,
                              NULL});
    printf("With one address: %.1f MB.\n", one / 1024);
    table_end();
    free(path);
    temporary_remove(directory);
    return 0;
}
