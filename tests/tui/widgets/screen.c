/* The screen and the input on a terminal: field_program, seen through libvterm. */
#include "base/memory.h"
#include "support/clock.h"
#include "support/terminal.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define DONE TERMINAL_PATIENCE

typedef struct Start {
    const char *term;
    int columns, rows;
    const char *option;
    const char *environment;
} Start;

static Terminal *start(Start how)
{
    const char *const command[] = {FIELD_PROGRAM, how.option, NULL};
    const char *const environment[] = {how.environment, NULL};
    TerminalSetup setup = {.term = how.term,
                           .columns = how.columns,
                           .rows = how.rows,
                           .environment = environment,
                           .command = command};
    Terminal *terminal = terminal_open(&setup);
    cr_assert(terminal_wait_text(terminal, "line 1 of 1", DONE));
    return terminal;
}

static void leaves(Terminal *terminal, const char *how)
{
    int status;
    cr_expect(terminal_wait_text(terminal, how, DONE));
    cr_assert(terminal_wait_exit(terminal, DONE, &status));
    cr_expect_eq(status, 0);
    terminal_close(terminal);
}

static void refuses(const char *term, const char *words)
{
    const char *const command[] = {FIELD_PROGRAM, NULL};
    TerminalSetup setup = {.term = term, .command = command, .columns = 200};
    Terminal *terminal = terminal_open(&setup);
    int status;
    cr_assert(terminal_wait_exit(terminal, DONE, &status));
    cr_expect_eq(status, 64);
    cr_expect_str_eq(terminal_row(terminal, 0), words);
    size_t length;
    const char *output = terminal_output(terminal, &length);
    cr_expect(memchr(output, '\033', length) == NULL);
    terminal_close(terminal);
}

Test(screen, refuses_what_is_no_terminal_for_it)
{
    refuses("dumb", "field: the terminal type \"dumb\" (TERM) can't move its cursor, and the "
                    "editor needs that");
    refuses("no-such-terminal",
            "field: the terminal type \"no-such-terminal\" (TERM) is not known on this host, or "
            "can't be used; TERM=xterm or TERM=vt100 may do");
    refuses("", "field: TERM is not set, so the kind of terminal is not known; "
                "TERM=xterm-256color is right for most");
}

static void says(const char *redirected, const char *words)
{
    char *line = memory_format("%s %s", FIELD_PROGRAM, redirected);
    const char *const command[] = {"/bin/sh", "-c", line, NULL};
    Terminal *terminal = terminal_open(&(TerminalSetup){.command = command, .columns = 120});
    cr_expect(terminal_wait_text(terminal, words, DONE));
    terminal_close(terminal);
    free(line);
}

Test(screen, refuses_to_work_without_a_terminal)
{
    says("</dev/null", "field: standard input is not a terminal");
    says("2>&1 >/dev/null", "field: standard output is not a terminal");
    says("</dev/null 2>&1 | cat",
         "field: neither standard input nor standard output is a terminal");
}

Test(screen, takes_the_terminal_and_gives_it_back)
{
    char *line = memory_format("stty -a >/dev/null; %s; echo back", FIELD_PROGRAM);
    const char *const command[] = {"/bin/sh", "-c", line, NULL};
    Terminal *terminal = terminal_open(&(TerminalSetup){.command = command});
    cr_assert(terminal_wait_text(terminal, "line 1 of 1", DONE));
    struct termios modes = terminal_modes(terminal);
    cr_expect_eq(modes.c_iflag & (tcflag_t)(IXON | ICRNL), 0);
    cr_expect_eq(modes.c_lflag & (tcflag_t)(ISIG | ICANON | ECHO), 0);
    cr_expect(terminal_alternate(terminal));
    cr_expect(terminal_wait_output(terminal, "\033[?2004h", DONE));
    terminal_type(terminal, "<Esc>");
    cr_assert(terminal_wait_text(terminal, "back", DONE));
    modes = terminal_modes(terminal);
    cr_expect_neq(modes.c_iflag & (tcflag_t)IXON, 0);
    cr_expect_neq(modes.c_lflag & (tcflag_t)ISIG, 0);
    cr_expect_neq(modes.c_lflag & (tcflag_t)ICANON, 0);
    cr_expect_neq(modes.c_lflag & (tcflag_t)ECHO, 0);
    cr_expect(!terminal_alternate(terminal));
    cr_expect(terminal_wait_output(terminal, "\033[?2004l", DONE));
    terminal_close(terminal);
    free(line);
}

static void given_back_after(const char *option, const char *words)
{
    char *line = memory_format("%s %s; echo status $?", FIELD_PROGRAM, option);
    const char *const command[] = {"/bin/sh", "-c", line, NULL};
    Terminal *terminal = terminal_open(&(TerminalSetup){.command = command});
    cr_assert(terminal_wait_text(terminal, "line 1 of 1", DONE));
    terminal_type(terminal, "<Ctrl-X>");
    cr_expect(terminal_wait_text(terminal, words, DONE));
    struct termios modes = terminal_modes(terminal);
    cr_expect_neq(modes.c_iflag & (tcflag_t)IXON, 0);
    cr_expect_neq(modes.c_lflag & (tcflag_t)ICANON, 0);
    cr_expect(!terminal_alternate(terminal));
    cr_expect(terminal_wait_output(terminal, "\033[?2004l", DONE));
    terminal_close(terminal);
    free(line);
}

Test(screen, gives_the_terminal_back_after_a_crash)
{
    given_back_after("--crash", "status 134");
}

Test(screen, gives_the_terminal_back_when_memory_runs_out)
{
    given_back_after("--exhaust", "status 71");
}

Test(screen, draws_on_many_kinds_of_terminals)
{
    static const char *const terms[] = {"xterm-256color", "xterm", "tmux-256color", "screen",
                                        "linux",          "vt100", "vt220",         "rxvt",
                                        "xterm-mono",     "ansi"};
    for (size_t i = 0; i < sizeof terms / sizeof terms[0]; i++) {
        Terminal *terminal = start((Start){.term = terms[i]});
        terminal_type(terminal, "ann@x.org, bob");
        cr_expect(terminal_wait_row(terminal, 2, "ann@x.org, bob", DONE), "%s", terms[i]);
        terminal_type(terminal, "<Left><Left>X");
        cr_expect(terminal_wait_row(terminal, 2, "ann@x.org, bXob", DONE), "%s", terms[i]);
        bool paste = terminal_paste(terminal, "p", 1);
        bool old = strncmp(terms[i], "vt", 2) == 0 || strcmp(terms[i], "ansi") == 0;
        cr_expect_eq(paste, !old, "%s", terms[i]);
        terminal_type(terminal, "<Esc>");
        cr_expect(terminal_wait_exit(terminal, DONE, NULL));
        terminal_close(terminal);
    }
}

Test(screen, colour_where_there_is_some_and_it_is_wanted)
{
    Terminal *terminal = start((Start){0});
    cr_expect(terminal_cell(terminal, 0, 0).coloured);
    cr_expect(terminal_cell(terminal, 0, 0).bold);
    terminal_type(terminal, "a b<Ctrl-P>c");
    cr_assert(terminal_wait_text(terminal, "a bc", DONE));
    cr_expect(terminal_cell(terminal, 2, 3).underline);
    cr_expect(terminal_cell(terminal, 2, 3).coloured);
    terminal_close(terminal);
    static const Start without[] = {{.environment = "NO_COLOR=1"}, {.term = "vt100"}};
    for (size_t i = 0; i < 2; i++) {
        terminal = start(without[i]);
        cr_expect(!terminal_cell(terminal, 0, 0).coloured);
        cr_expect(terminal_cell(terminal, 0, 0).bold);
        terminal_type(terminal, "a b<Ctrl-P>c");
        cr_assert(terminal_wait_text(terminal, "a bc", DONE));
        cr_expect(terminal_cell(terminal, 2, 3).underline);
        cr_expect(!terminal_cell(terminal, 2, 3).coloured);
        terminal_close(terminal);
    }
}

/* The title, what is wrong, and the background behind both, by terminals with 256, 16 and 8
 * colours.
 */
Test(screen, each_theme_has_its_colours)
{
    static const char *const terms[] = {"xterm-256color", "xterm-16color", "xterm"};
    static const struct {
        const char *option;
        int title[3], problem[3], background[3];
    } themes[] = {
        {"--theme=neutral", {31, 6, 6}, {160, 1, 1}, {-1, -1, -1}},
        {"--theme=dark", {75, 14, 6}, {203, 9, 1}, {-1, -1, -1}},
        {"--theme=light", {25, 4, 4}, {124, 1, 1}, {-1, -1, -1}},
        {"--theme=high-contrast", {51, 14, 6}, {226, 11, 3}, {16, 0, 0}},
        {"--theme=mono", {-1, -1, -1}, {-1, -1, -1}, {-1, -1, -1}},
        {"--theme=plain", {-1, -1, -1}, {-1, -1, -1}, {-1, -1, -1}},
    };
    for (size_t i = 0; i < sizeof themes / sizeof themes[0]; i++) {
        for (size_t j = 0; j < sizeof terms / sizeof terms[0]; j++) {
            Terminal *terminal = start((Start){.term = terms[j], .option = themes[i].option});
            terminal_type(terminal, "a b<Ctrl-P>c");
            cr_assert(terminal_wait_text(terminal, "a bc", DONE));
            TerminalCell title = terminal_cell(terminal, 0, 0);
            TerminalCell wrong = terminal_cell(terminal, 2, 3);
            cr_expect_eq(title.foreground, themes[i].title[j], "%s, %s: %d", themes[i].option,
                         terms[j], title.foreground);
            cr_expect_eq(wrong.foreground, themes[i].problem[j], "%s, %s: %d", themes[i].option,
                         terms[j], wrong.foreground);
            cr_expect_eq(title.background, themes[i].background[j], "%s, %s: %d", themes[i].option,
                         terms[j], title.background);
            cr_expect_eq(wrong.underline, strcmp(themes[i].option, "--theme=plain") != 0);
            terminal_close(terminal);
        }
    }
}

/* Without erasing in colour a background would be sent blank by blank. */
Test(screen, high_contrast_costs_no_blanks)
{
    Terminal *terminal = start((Start){.term = "screen", .option = "--theme=high-contrast"});
    cr_expect_eq(terminal_cell(terminal, 0, 0).background, -1);
    cr_expect(terminal_cell(terminal, 0, 0).bold);
    size_t length;
    terminal_output(terminal, &length);
    cr_expect_lt(length, 600, "%zu bytes", length);
    terminal_close(terminal);
}

Test(screen, plain_has_no_lines_and_no_attributes)
{
    Terminal *terminal = start((Start){.option = "--theme=plain"});
    cr_expect_str_eq(terminal_row(terminal, 0), "Fields > of the tests");
    cr_expect_str_eq(terminal_row(terminal, 1), "");
    cr_expect_str_eq(terminal_row(terminal, 2), "   ann@example.com, bob@example.com");
    terminal_type(terminal, "a b<Ctrl-P>c");
    cr_assert(terminal_wait_text(terminal, "a bc", DONE));
    for (int row = 0; row < 24; row++) {
        for (int column = 0; column < 80; column++) {
            TerminalCell cell = terminal_cell(terminal, row, column);
            cr_expect_not(cell.bold || cell.underline || cell.reverse || cell.coloured);
        }
    }
    terminal_close(terminal);
}

Test(screen, ascii_where_asked_for_and_in_other_locales)
{
    static const Start plain[] = {{.option = "--ascii"}, {.environment = "LC_ALL=C"}};
    for (size_t i = 0; i < 2; i++) {
        Terminal *terminal = start(plain[i]);
        cr_expect_str_eq(terminal_row(terminal, 0), "Fields > of the tests");
        cr_expect_str_eq(terminal_row(terminal, 2), " | ann@example.com, bob@example.com");
        terminal_type(terminal, "ü上e\u0301z");
        cr_expect(terminal_wait_row(terminal, 2, i == 0 ? " | ü上e\u0301z" : " | ??e?z", DONE));
        terminal_close(terminal);
    }
}

Test(screen, hostile_text_is_shown_as_what_it_is)
{
    Terminal *terminal = start((Start){0});
    static const char hostile[] = "\033[200~a\u202Eb\xFF\033[201~";
    terminal_send(terminal, hostile, sizeof hostile - 1);
    cr_expect(terminal_wait_row(terminal, 2, "a<U+202E>b<FF>", DONE));
    terminal_close(terminal);
}

Test(screen, wide_characters_are_not_cut)
{
    Terminal *terminal = start((Start){.columns = 20});
    terminal_type(terminal, "<Tab>上海生产环境上海生产环境");
    cr_expect(terminal_wait_row(terminal, 21, "境", DONE));
    int row, column;
    bool visible;
    terminal_cursor(terminal, &row, &column, &visible);
    cr_expect(visible);
    cr_expect_eq(row, 21);
    cr_expect_lt(column, 20);
    terminal_close(terminal);
}

Test(input, a_paste_of_10000_addresses_is_drawn_once)
{
    enum { ADDRESSES = 10000 };
    char *bytes = memory_array(ADDRESSES * 40, 1);
    size_t length = 0;
    for (int i = 0; i < ADDRESSES; i++)
        length += (size_t)sprintf(bytes + length, "person%05d@example.com,\r", i);
    Terminal *terminal = start((Start){0});
    terminal_forget(terminal);
    cr_assert(terminal_paste(terminal, bytes, length));
    cr_assert(terminal_wait_text(terminal, "line 10001 of 10001", DONE));
    cr_assert(terminal_wait_text(terminal, "person09999@example.com,", DONE));
    size_t output;
    terminal_output(terminal, &output);
    cr_expect_lt(output, 2048, "%zu bytes", output);
    terminal_type(terminal, "<Ctrl-_>");
    cr_expect(terminal_wait_text(terminal, "line 1 of 1,", DONE));
    terminal_close(terminal);
    free(bytes);
}

Test(input, a_paste_without_brackets_loses_nothing)
{
    enum { ADDRESSES = 10000 };
    char *bytes = memory_array(ADDRESSES * 40, 1);
    size_t length = 0;
    for (int i = 0; i < ADDRESSES; i++)
        length += (size_t)sprintf(bytes + length, "person%05d@example.com,\r", i);
    Terminal *terminal = start((Start){.term = "vt100"});
    terminal_send(terminal, bytes, length);
    cr_assert(terminal_wait_text(terminal, "line 10001 of 10001", DONE));
    terminal_close(terminal);
    free(bytes);
}

#define HELD 0.4 /* seconds: well below those for which the beginning of a sequence is held */

/* The second one when the program has taken the first. Returns the seconds between them. */
static double send_in_two(Terminal *terminal, const char *first, const char *second)
{
    double since = clock_seconds();
    terminal_send(terminal, first, strlen(first));
    cr_assert(terminal_wait_taken(terminal, DONE));
    nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL); /* what is tested is this time */
    terminal_send(terminal, second, strlen(second));
    return clock_seconds() - since;
}

/* False where the second piece may have come too late. */
static bool takes_two_pieces(void)
{
    Terminal *terminal = start((Start){0});
    bool soon = send_in_two(terminal, "\033[20", "0~one\033[201~") < HELD;
    if (soon)
        cr_expect(terminal_wait_row(terminal, 2, "one", DONE));
    soon = soon && send_in_two(terminal, "\033[", "DX") < HELD;
    if (soon)
        cr_expect(terminal_wait_row(terminal, 2, "onXe", DONE));
    terminal_close(terminal);
    return soon;
}

Test(input, markers_and_keys_in_two_pieces)
{
    double since = clock_seconds();
    while (!takes_two_pieces()) /* the machine kept us for longer than they are waited for */
        cr_assert(hang_limit_wait(since));
}

Test(input, a_new_size)
{
    Terminal *terminal = start((Start){0});
    terminal_type(terminal, "word word word word word");
    terminal_resize(terminal, 20, 10);
    cr_expect(terminal_wait_row(terminal, 3, "word word", DONE));
    cr_expect(terminal_wait_row(terminal, 9, "line 1 of 1", DONE));
    terminal_resize(terminal, 500, 200);
    cr_expect(terminal_wait_row(terminal, 199, "line 1 of 1", DONE));
    cr_expect(terminal_wait_row(terminal, 2, "word word word word word", DONE));
    terminal_resize(terminal, 3, 1);
    terminal_resize(terminal, 80, 24);
    cr_expect(terminal_wait_row(terminal, 23, "line 1 of 1", DONE));
    terminal_type(terminal, "s<Esc>");
    leaves(terminal, "ended: signal 0");
}

Test(input, a_storm_of_new_sizes_loses_no_key)
{
    Terminal *terminal = start((Start){0});
    for (int i = 0; i < 1000; i++) {
        kill(terminal_pid(terminal), SIGWINCH);
        if (i % 100 == 50)
            terminal_type(terminal, "k");
    }
    cr_expect(terminal_wait_row(terminal, 2, "kkkkkkkkkk", DONE));
    terminal_type(terminal, "<Esc>");
    leaves(terminal, "ended: signal 0");
}

Test(input, signals_that_end)
{
    static const int signals[] = {SIGHUP, SIGTERM, SIGINT};
    for (size_t i = 0; i < 3; i++) {
        Terminal *terminal = start((Start){0});
        kill(terminal_pid(terminal), signals[i]);
        char words[40];
        snprintf(words, sizeof words, "ended: signal %d", signals[i]);
        leaves(terminal, words);
    }
}

Test(input, a_terminal_that_is_gone_ends_the_program)
{
    Terminal *terminal = start((Start){0});
    struct rusage used;
    terminal_hang_up(terminal);
    cr_assert(terminal_wait_exit(terminal, DONE, NULL));
    getrusage(RUSAGE_CHILDREN, &used);
    cr_expect_lt(used.ru_utime.tv_sec + used.ru_stime.tv_sec, 2, "it has spun");
    terminal_close(terminal);
}

Test(input, suspend_and_continue)
{
    char *line = memory_format("set -m; %s; echo stopped; stty -a | grep -c 'ixon' ; fg; echo over",
                               FIELD_PROGRAM);
    const char *const command[] = {"/bin/bash", "-c", line, NULL};
    Terminal *terminal = terminal_open(&(TerminalSetup){.command = command});
    cr_assert(terminal_wait_text(terminal, "line 1 of 1", DONE));
    terminal_type(terminal, "before");
    cr_assert(terminal_wait_text(terminal, "before", DONE));
    terminal_forget(terminal);
    terminal_type(terminal, "<Ctrl-Z>");
    cr_assert(terminal_wait_output(terminal, "stopped", DONE));
    cr_assert(terminal_wait_output(terminal, "\033[?2004h", DONE));
    cr_assert(terminal_wait_row(terminal, 2, "before", DONE));
    cr_expect(terminal_alternate(terminal));
    terminal_type(terminal, " and after");
    cr_assert(terminal_wait_row(terminal, 2, "before and after", DONE));
    terminal_type(terminal, "<Esc>");
    cr_expect(terminal_wait_text(terminal, "over", DONE));
    terminal_close(terminal);
    free(line);
}

Test(input, stopped_and_continued_by_others)
{
    Terminal *terminal = start((Start){0});
    terminal_type(terminal, "text");
    cr_assert(terminal_wait_row(terminal, 2, "text", DONE));
    kill(terminal_pid(terminal), SIGSTOP);
    kill(terminal_pid(terminal), SIGCONT);
    terminal_type(terminal, "s");
    cr_expect(terminal_wait_row(terminal, 2, "texts", DONE));
    terminal_type(terminal, "<Esc>");
    leaves(terminal, "ended: signal 0");
}

Test(input, what_is_typed_before_the_first_frame_counts)
{
    const char *const command[] = {FIELD_PROGRAM, NULL};
    Terminal *terminal = terminal_open(&(TerminalSetup){.command = command});
    terminal_type(terminal, "early");
    cr_expect(terminal_wait_row(terminal, 2, "early", DONE));
    terminal_close(terminal);
}

/* In the middle of a row a typed character costs the row nothing. */
Test(screen, few_bytes_a_key)
{
    enum { TYPED = 10 };
    Terminal *terminal = start((Start){0});
    terminal_type(terminal, "ann@example.com, zoe@example.com");
    cr_assert(terminal_wait_row(terminal, 2, "ann@example.com, zoe@example.com", DONE));
    terminal_type(terminal, "<Home>w");
    cr_assert(terminal_wait_row(terminal, 2, "wann@example.com, zoe@example.com", DONE));
    terminal_forget(terminal);
    for (size_t typed = 1; typed <= TYPED; typed++) { /* each is seen before the next comes */
        char row[64] = "";
        memset(row, 'x', typed);
        strcat(row, "ann@");
        terminal_type(terminal, "x");
        cr_assert(terminal_wait_row(terminal, 2, row, DONE));
    }
    size_t length;
    const char *output = terminal_output(terminal, &length);
    cr_expect_leq(length, 4 * TYPED, "%zu bytes: %s", length, output);
    terminal_close(terminal);
}
