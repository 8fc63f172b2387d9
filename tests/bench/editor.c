/* The editor from outside, as the far end of an SSH line sees it, beside nano, dialog and whiptail
 * on the same machine in the same minute. Times are medians; bytes repeat exactly. Compare ratios
 * only. */
#include "core/memory.h"
#include "support/clock.h"
#include "support/figures.h"
#include "support/program.h"
#include "support/temporary.h"
#include "support/terminal.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RUNS = 9, KEYS = 20, MORE_KEYS = 100, QUIET = 40, PATIENCE = 60000, PASTED = 10000 };

#define SUBSCRIPTION "20ff7fc3-e762-44dd-bd96-b71116dcdc23"

typedef struct Peer {
    const char *name;
    const char *const *command; /* for a typed key; the first frame is of this one */
    const char *ready;          /* is on the screen with the first frame, drawn last */
    const char *to_field;       /* keys that lead to where one types; NULL: first frame only */
    const char *const *arrows;  /* for an arrow; NULL: the same program */
    const char *to_list;        /* keys that lead to a list */
    const char *site;           /* NULL: no site */
    const char *left;           /* is on the screen after Esc; NULL: it ends */
} Peer;

typedef struct Figures {
    double frame_ms, frame_bytes, peak_mb, calls;
    double typed_bytes, typed_ms, typed_us, typed_instructions;
    double arrow_bytes, arrow_us, esc_ms;
} Figures;

static char *home_variable, *state; /* of the site where one types */

static Terminal *start(const Peer *peer, const char *const *command)
{
    /* A draft that a killed editor left would be offered first. */
    temporary_remove(memory_text(state));
    const char *environment[] = {home_variable, peer->site, NULL};
    TerminalSetup setup = {
        .command = command, .environment = environment, .rows = 30, .columns = 100};
    return terminal_open(&setup);
}

static void need(bool seen)
{
    if (!seen)
        exit(1);
}

/* Types the keys of `keys` one by one, each once the answer to the one before has come. */
static void go(Terminal *terminal, const char *keys)
{
    while (*keys) {
        char key[16];
        const char *end = *keys == '<' ? strchr(keys, '>') : keys;
        snprintf(key, sizeof key, "%.*s", (int)(end - keys + 1), keys);
        terminal_type(terminal, key);
        terminal_settle(terminal, 100, PATIENCE);
        keys = end + 1;
    }
}

/* Presses `key` some times: bytes drawn, milliseconds and microseconds of CPU for one. */
static void press(Terminal *terminal, const char *key, double *bytes, double *milliseconds,
                  double *microseconds)
{
    double times[KEYS];
    size_t before = terminal_bytes(terminal);
    double used = figures_cpu_us(terminal_pid(terminal));
    for (int i = 0; i < KEYS; i++) {
        terminal_type(terminal, key);
        times[i] = terminal_settle(terminal, QUIET, 1000) * 1e3;
    }
    *bytes = (double)(terminal_bytes(terminal) - before) / KEYS;
    *microseconds = (figures_cpu_us(terminal_pid(terminal)) - used) / KEYS;
    if (milliseconds)
        *milliseconds = figures_percentile(times, KEYS, 50);
}

static void first_frame(const Peer *peer, Figures *figures)
{
    double times[RUNS];
    for (int i = 0; i < RUNS; i++) {
        double begun = clock_seconds();
        Terminal *terminal = start(peer, peer->command);
        need(terminal_wait_text(terminal, peer->ready, PATIENCE));
        times[i] = (clock_seconds() - begun) * 1e3;
        figures->frame_bytes = (double)terminal_bytes(terminal);
        figures->peak_mb = figures_peak_kb(terminal_pid(terminal)) / 1024;
        terminal_close(terminal);
    }
    figures->frame_ms = figures_percentile(times, RUNS, 50);
}

static size_t count_lines(const char *path)
{
    size_t count = 0;
    FILE *file = fopen(path, "r");
    for (int byte; file && (byte = getc(file)) != EOF;)
        count += byte == '\n';
    if (file)
        fclose(file);
    return count;
}

/* `command` behind the words of `tool`. */
static const char **behind(const char *const *tool, const char *const *command)
{
    size_t tools = 0, count = 0;
    while (tool[tools])
        tools++;
    while (command[count])
        count++;
    const char **all = memory_array(tools + count + 1, sizeof *all);
    memcpy(all, tool, tools * sizeof *all);
    memcpy(all + tools, command, count * sizeof *all);
    return all;
}

/* The system calls up to the moment in which the program waits for a key. */
static double system_calls(const Peer *peer, const char *directory)
{
    char *path = temporary_path(directory, "calls");
    const char *tool[] = {"strace", "-f", "-qq", "-o", path, NULL};
    const char **command = behind(tool, peer->command);
    Terminal *terminal = start(peer, command);
    need(terminal_wait_text(terminal, peer->ready, PATIENCE));
    terminal_settle(terminal, 50, 100);
    double count = (double)count_lines(path);
    terminal_close(terminal);
    free(command);
    free(path);
    return count;
}

/* The instructions that callgrind counts in a run with `keys` typed keys. */
static double instructions(const Peer *peer, const char *directory, int keys)
{
    char *log = temporary_path(directory, "callgrind.log");
    char *log_option = memory_format("--log-file=%s", log);
    char *out_option = memory_format("--callgrind-out-file=%s.out", log);
    const char *tool[] = {"valgrind", "--tool=callgrind", log_option, out_option, NULL};
    const char **command = behind(tool, peer->command);
    Terminal *terminal = start(peer, command);
    need(terminal_wait_text(terminal, peer->ready, PATIENCE));
    terminal_settle(terminal, 1000, PATIENCE);
    for (const char *keys_left = peer->to_field; *keys_left;
         keys_left = strchr(keys_left, '>') + 1) {
        terminal_type(terminal, "<Enter>");
        terminal_settle(terminal, 1500, PATIENCE);
    }
    for (int i = 0; i < keys; i++) {
        terminal_type(terminal, "x");
        terminal_wait_taken(terminal, PATIENCE);
        terminal_settle(terminal, 10, 30);
    }
    terminal_settle(terminal, 1500, PATIENCE);
    kill(terminal_pid(terminal), SIGTERM);
    terminal_wait_exit(terminal, PATIENCE, NULL);
    terminal_close(terminal);
    double total = 0;
    char line[256];
    FILE *file = fopen(log, "r");
    while (file && fgets(line, sizeof line, file)) {
        const char *collected = strstr(line, "Collected :");
        if (collected)
            total = atof(collected + strlen("Collected :"));
    }
    if (file)
        fclose(file);
    free(command);
    free(out_option);
    free(log_option);
    free(log);
    return total;
}

/* From Esc to the page before; or to the end of the program. */
static double escape(const Peer *peer, Terminal *terminal)
{
    double begun = clock_seconds();
    terminal_type(terminal, "<Esc>");
    need(peer->left ? terminal_wait_text(terminal, peer->left, PATIENCE)
                    : terminal_wait_exit(terminal, PATIENCE, NULL));
    return (clock_seconds() - begun) * 1e3;
}

static Figures measure(const Peer *peer, const char *directory)
{
    Figures figures = {0};
    first_frame(peer, &figures);
    figures.calls = system_calls(peer, directory);
    if (!peer->to_field)
        return figures;
    Terminal *terminal = start(peer, peer->command);
    need(terminal_wait_text(terminal, peer->ready, PATIENCE));
    go(terminal, peer->to_field);
    press(terminal, "x", &figures.typed_bytes, &figures.typed_ms, &figures.typed_us);
    figures.peak_mb = figures_peak_kb(terminal_pid(terminal)) / 1024;
    terminal_close(terminal);
    terminal = start(peer, peer->arrows ? peer->arrows : peer->command);
    terminal_settle(terminal, 150, PATIENCE);
    go(terminal, peer->to_list);
    press(terminal, "<Down>", &figures.arrow_bytes, NULL, &figures.arrow_us);
    if (strcmp(peer->name, "nano") != 0)
        figures.esc_ms = escape(peer, terminal);
    terminal_close(terminal);
    double few = instructions(peer, directory, KEYS);
    figures.typed_instructions =
        (instructions(peer, directory, KEYS + MORE_KEYS) - few) / MORE_KEYS;
    return figures;
}

static void print_figures(const char *name, const Figures *f)
{
    printf("%-26s %9.1f %6.0f %6.1f %6.0f %9.1f %8.1f %8.0f %9.0f %11.1f %8.0f %6.0f\n", name,
           f->frame_ms, f->frame_bytes, f->peak_mb, f->calls, f->typed_bytes, f->typed_ms,
           f->typed_us, f->typed_instructions / 1000, f->arrow_bytes, f->arrow_us, f->esc_ms);
}

static void print_ratio(const char *name, const Figures *a, const Figures *b)
{
    char label[64];
    snprintf(label, sizeof label, "  ours / %s", name);
    printf("%-26s %9.2f %6.2f %6.2f %6.2f %9.2f %8.2f %8.2f %9.2f %11.2f %8.2f %6.2f\n", label,
           a->frame_ms / b->frame_ms, a->frame_bytes / b->frame_bytes, a->peak_mb / b->peak_mb,
           a->calls / b->calls, a->typed_bytes / b->typed_bytes, a->typed_ms / b->typed_ms,
           a->typed_us / b->typed_us, a->typed_instructions / b->typed_instructions,
           a->arrow_bytes / b->arrow_bytes, a->arrow_us / b->arrow_us,
           b->esc_ms > 0 ? a->esc_ms / b->esc_ms : 0);
}

/* A site of `count` subscriptions, in a directory of its own. */
static char *make_site(const char *home, const char *name, int count)
{
    char *text = memory_new((size_t)count * 90 + 256), *end = text;
    end += sprintf(end, "subscriptions = ( { id = \"" SUBSCRIPTION "\"; name = \"First\"; }");
    for (int i = 1; i < count; i++)
        end += sprintf(end, ",\n{ id = \"20ff7fc3-e762-44dd-bd96-%012x\"; name = \"Number %d\"; }",
                       i, i);
    sprintf(end, " );\n");
    char *path = memory_format("%s/subscriptions.conf", name);
    temporary_write(home, path, text);
    free(path);
    free(text);
    path = memory_format("%s/seccontacts.conf", name);
    char *config = memory_format("state = \"%s/%s-state\";\n", home, name);
    temporary_write(home, path, config);
    free(config);
    free(path);
    path = memory_format("%s/contacts/" SUBSCRIPTION ".conf", name);
    temporary_write(home, path, "emails = [ ];\nalerts = true;\n");
    free(path);
    return memory_format("SECCONTACTS_SITE=%s/%s", home, name);
}

/* Pastes many addresses: milliseconds to the last byte, and bytes; and those of an arrow after it.
 */
static void paste(const Peer *peer, const char *separator)
{
    char *text = memory_new((size_t)PASTED * 32), *end = text;
    for (int i = 0; i < PASTED; i++)
        end += sprintf(end, "%sa%d@contoso.com", i ? separator : "", i);
    Terminal *terminal = start(peer, peer->command);
    need(terminal_wait_text(terminal, peer->ready, PATIENCE));
    go(terminal, peer->to_field);
    size_t before = terminal_bytes(terminal);
    double begun = clock_seconds();
    need(terminal_paste(terminal, text, strlen(text)));
    double sent = clock_seconds() - begun;
    double shown = sent + terminal_settle(terminal, 300, PATIENCE);
    size_t bytes = terminal_bytes(terminal) - before;
    double arrow, us;
    press(terminal, "<Up>", &arrow, NULL, &us);
    printf("%-26s %9.0f %9zu %11.1f\n", peer->name, shown * 1e3, bytes, arrow);
    terminal_close(terminal);
    free(text);
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    char *directory = temporary_new();
    home_variable = memory_format("HOME=%s", directory);
    char *few = make_site(directory, "few", 6), *some = make_site(directory, "some", 60);
    char *many = make_site(directory, "many", 100000);
    state = temporary_path(directory, "some-state");
    char *lines = temporary_path(directory, "lines"), *empty = temporary_path(directory, "empty");
    char *text = memory_new(60 * 20), *end = text;
    for (int i = 0; i < 60; i++)
        end += sprintf(end, "line %d\n", i);
    temporary_write(directory, "lines", text);
    temporary_write(directory, "empty", "");
    free(text);

    const char *ours[] = {PROGRAM, NULL};
    const char *nano[] = {"nano", "-I", lines, NULL}, *nano_empty[] = {"nano", "-I", empty, NULL};
    const char *dialog_input[] = {"dialog", "--inputbox", "Addresses", "10", "60", NULL};
    const char *whiptail_input[] = {"whiptail", "--inputbox", "Addresses", "10", "60", NULL};
    const char *dialog_menu[6 + 60 * 2 + 1] = {"dialog", "--menu", "Choose", "25", "60", "18"};
    const char *whiptail_menu[6 + 60 * 2 + 1] = {"whiptail", "--menu", "Choose", "25", "60", "18"};
    char numbers[60][16];
    for (size_t i = 0; i < 60; i++) {
        snprintf(numbers[i], sizeof numbers[i], "Number %zu", i);
        dialog_menu[6 + 2 * i] = whiptail_menu[6 + 2 * i] = numbers[i];
        dialog_menu[7 + 2 * i] = whiptail_menu[7 + 2 * i] = "none";
    }
    const Peer peers[] = {
        {"seccontacts", ours, "? Help", "<Enter><Enter><Enter>", NULL, "<Enter>", some,
         "Sent today"},
        {"nano", nano, "^X Exit", "", NULL, "", NULL, NULL},
        {"dialog", dialog_input, "Cancel", "", dialog_menu, "", NULL, NULL},
        {"whiptail", whiptail_input, "Cancel", "", whiptail_menu, "", NULL, NULL},
    };
    enum { PEERS = sizeof peers / sizeof *peers };
    const Peer others[] = {
        {"  with 6 subscriptions", ours, "? Help", NULL, NULL, NULL, few, NULL},
        {"  with 100,000", ours, "? Help", NULL, NULL, NULL, many, NULL},
    };
    Figures figures[PEERS];
    printf("%-26s %9s %6s %6s %6s %9s %8s %8s %9s %11s %8s %6s\n", "", "frame ms", "bytes", "MB",
           "calls", "bytes/key", "ms/key", "us/key", "kinst/key", "bytes/arrow", "us/arrow",
           "Esc ms");
    for (size_t i = 0; i < PEERS; i++) {
        figures[i] = measure(&peers[i], directory);
        print_figures(peers[i].name, &figures[i]);
        for (size_t j = 0; i == 0 && j < sizeof others / sizeof *others; j++) {
            Figures frame = measure(&others[j], directory);
            print_figures(others[j].name, &frame);
        }
    }
    for (size_t i = 1; i < PEERS; i++)
        print_ratio(peers[i].name, &figures[0], &figures[i]);

    const Peer nano_paste = {"nano", nano_empty, "^X Exit", "", NULL, "", NULL, NULL};
    const Peer list_paste = {
        "  into the list", ours, "? Help", "<Enter><Enter><Enter><Ctrl-F>", NULL, "", some, NULL};
    printf("\n%-26s %9s %9s %11s\n", "paste of 10,000 addresses", "ms", "bytes", "bytes/arrow");
    paste(&peers[0], ", ");
    paste(&list_paste, "\n");
    paste(&nano_paste, "\n");

    free(empty);
    free(lines);
    free(few);
    free(some);
    free(many);
    free(home_variable);
    free(state);
    temporary_remove(directory);
    return 0;
}
