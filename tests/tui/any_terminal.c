/* The editor on every kind of terminal, in every character set and size, and on lines that are slow
 * or in a hurry. */
#include "tui/driver.h"

#include "base/memory.h"
#include "support/clock.h"
#include "support/hang_limit.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define SAVED "emails = [ \"ops@contoso.com\" ];\nalerts = true;\n"

/* What an operator does, once through: list, form, a text, a switch, save, back. */
static void works_on(const char *term, const char *environment)
{
    Editor editor = editor_new();
    EditorStart start = {.term = term, .environment = environment};
    editor_start(&editor, &start);
    editor_open_form(&editor);
    types(&editor, "ops@contoso.co");
    stands_at(&editor, "ops@contoso.co");
    types(&editor, "<Left>x<Backspace><End>m");
    sees(&editor, "ops@contoso.com");
    types(&editor, "<Tab><Tab><Space>");
    stands_at(&editor, "[x] on");
    sees(&editor, "[ ] off, not available yet");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Saved Contoso Production");
    contact_is(&editor, PRODUCTION, SAVED);
    types(&editor, "<Esc>");
    sees(&editor, "1 address, alerts on");
    types(&editor, "<Esc>");
    sees(&editor, "Warned");
    types(&editor, "<Down>");
    stands_at(&editor, "Shared services");
    types(&editor, "/zu");
    sees(&editor, "Filter: zu");
    sees_gone(&editor, "Shared services");
    int status;
    types(&editor, "<Ctrl-Q>");
    cr_assert(terminal_wait_exit(editor.terminal, TERMINAL_PATIENCE, &status));
    cr_expect_eq(status, 0, "%s, %s: %d", term, environment ? environment : "", status);
    editor_free(&editor);
}

Test(any_terminal, works_alike_on_each)
{
    static const char *const terms[] = {"xterm-256color", "tmux-256color", "screen",
                                        "linux",          "vt100",         "vt220",
                                        "putty",          "xterm-16color"};
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
        works_on(terms[i], NULL);
        works_on(terms[i], "LC_ALL=C");
    }
    works_on("xterm-256color", "NO_COLOR=1");
    works_on("screen", "SECCONTACTS_THEME=high-contrast");
    works_on("vt220", "SECCONTACTS_THEME=plain");
}

Test(any_terminal, that_can_not_do_it_is_refused_in_words)
{
    static const char *const refusals[][2] = {
        {"dumb", "seccontacts: the terminal type \"dumb\" (TERM) can't move its cursor, and the "
                 "editor needs that; without a terminal use the commands, such as: seccontacts "
                 "subscriptions, seccontacts show, seccontacts set (see seccontacts --help)"},
        {"no-such-terminal",
         "seccontacts: the terminal type \"no-such-terminal\" (TERM) is not known on this host, or "
         "can't be used; TERM=xterm or TERM=vt100 may do; without a terminal use the commands, "
         "such as: seccontacts subscriptions, seccontacts show, seccontacts set (see seccontacts "
         "--help)"},
    };
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        Editor editor = editor_new();
        EditorStart start = {.term = refusals[i][0], .columns = 400};
        int status;
        editor_start(&editor, &start);
        cr_assert(terminal_wait_exit(editor.terminal, TERMINAL_PATIENCE, &status));
        cr_expect_eq(status, 64);
        cr_expect_str_eq(terminal_row(editor.terminal, 0), refusals[i][1]);
        size_t length;
        const char *output = terminal_output(editor.terminal, &length);
        cr_expect(memchr(output, '\033', length) == NULL);
        editor_free(&editor);
    }
}

/* Combining marks, wide characters, and scripts that are written from right to left: every column
 * is where it should be, since what follows in the row is. */
Test(any_terminal, shows_every_script_column_by_column)
{
    static const char names[] =
        "subscriptions = ( { id = \"" PRODUCTION "\"; name = \"Cafe\u0301 e\u0301te\u0301\";\n"
        "    state = \"Enabled\"; },\n"
        "  { id = \"" SHARED "\"; name = \"上海生产环境\"; state = \"Enabled\"; },\n"
        "  { id = \"" ZURICH "\"; name = \"שלום עולם\"; state = \"Warned\"; } );\n";
    Editor editor = editor_new();
    editor_write_subscriptions(&editor, names);
    editor_start(&editor, NULL);
    sees(&editor, "Pricing & settings");
    types(&editor, "<Enter>");
    sees(&editor, "Warned");
    static const char *const texts[] = {"Cafe\u0301 e\u0301te\u0301", "上海生产环境", "שלום עולם"};
    static const char *const states[] = {"Enabled", "Enabled", "Warned"};
    int state;
    cr_assert_geq(terminal_find(editor.terminal, "State", &state), 0);
    for (size_t i = 0; i < 3; i++) {
        int row = terminal_find(editor.terminal, texts[i], NULL);
        cr_assert_geq(row, 0, "%s", texts[i]);
        char first[2] = {states[i][0], '\0'};
        cr_expect_str_eq(terminal_cell(editor.terminal, row, state).text, first, "%s", texts[i]);
    }
    types(&editor, "/上");
    sees(&editor, "Filter: 上");
    sees_gone(&editor, "Warned");
    types(&editor, "<Enter>");
    sees(&editor, "Email notifications");
    types(&editor, "<Enter>");
    sees(&editor, "Security contact email addresses");
    types(&editor, "e\u0301上ש@x.example, z");
    stands_at(&editor, "e\u0301上ש@x.example, z");
    int row, column, at;
    bool visible;
    terminal_cursor(editor.terminal, &row, &column, &visible);
    cr_assert_geq(terminal_find(editor.terminal, "z", &at), 0);
    cr_expect_eq(column, at + 1);
    types(&editor, "<Home><Delete><Delete>");
    sees(&editor, "ש@x.example, z");
    sees_gone(&editor, "上ש");
    editor_free(&editor);
}

/* ---- Sizes ---- */

static void fits(Editor *editor, const char *page)
{
    static const int sizes[][2] = {{20, 5},  {21, 6},   {33, 7},    {40, 12},
                                   {80, 24}, {132, 43}, {500, 200}, {80, 24}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        int columns = sizes[i][0], rows = sizes[i][1], row, column;
        bool visible;
        terminal_resize(editor->terminal, columns, rows);
        cr_assert(terminal_wait_row(editor->terminal, rows - 1, "Help", TERMINAL_PATIENCE),
                  "%s in %dx%d", page, columns, rows);
        double since = clock_seconds();
        do { /* it is put there at the end of the frame */
            terminal_settle(editor->terminal, 5, 20);
            terminal_cursor(editor->terminal, &row, &column, &visible);
        } while (!(visible && row > 0 && row < rows - 1) && hang_limit_wait(since));
        cr_expect(visible && row > 0 && row < rows - 1, "%s in %dx%d: the cursor is in row %d",
                  page, columns, rows, row);
    }
}

Test(any_terminal, every_page_fits_from_20x5_to_500x200)
{
    static const char *const ways[][2] = {
        {"Security Center", "<Enter>"}, {"Pricing & settings", "<Enter>"},
        {"Subscription", "<Enter>"},    {"Email notifications", "<Ctrl-X>"},
        {"Changes", "<Esc>"},           {"Email notifications", "<Ctrl-T>"},
        {"Test alert", "<F1>"},         {"Help", "<Esc>"},
    };
    static const char *const words[] = {"Choose a subscription",
                                        "Tenant id",
                                        "Security contact email",
                                        "Saving would change",
                                        "Security contact email",
                                        "Recipients",
                                        "Keys here",
                                        "Recipients"};
    Editor editor = editor_new();
    editor_start(&editor, NULL);
    sees(&editor, "3 subscriptions");
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        fits(&editor, ways[i][0]);
        types(&editor, ways[i][1]);
        sees(&editor, words[i]);
    }
    editor_leave(&editor);
    editor_free(&editor);
}

Test(any_terminal, a_storm_of_1000_new_sizes_loses_no_key)
{
    Editor editor = editor_new();
    editor_start(&editor, NULL);
    editor_open_form(&editor);
    char expected[64] = "";
    for (int i = 0; i < 1000; i++) {
        terminal_resize(editor.terminal, 20 + i % 181, 5 + i % 56);
        kill(terminal_pid(editor.terminal), SIGWINCH);
        if (i % 50 == 25) {
            char key[] = {(char)('a' + i / 50), '\0'};
            strcat(expected, key);
            types(&editor, key);
        }
    }
    terminal_resize(editor.terminal, 80, 24);
    stands_at(&editor, expected);
    sees(&editor, "Security contact phone number");
    types(&editor, "@x.example<Ctrl-S>");
    sees(&editor, "Saved Contoso Production");
    editor_leave(&editor);
    editor_free(&editor);
}

/* ---- Lines ---- */

/* All at once before the first frame is through: none is lost, and no page on the way is drawn. */
Test(any_terminal, a_line_of_1200_bytes_a_second_loses_no_key_and_draws_nothing_twice)
{
    Editor editor = editor_new();
    editor_start(&editor, NULL);
    terminal_slow_down(editor.terminal, 1200);
    sees(&editor, "Pricing");
    types_at_once(
        &editor,
        "<Enter><Enter><Enter>ops@contoso.com, night@contoso.com<Tab><Tab><Space><Ctrl-S>");
    sees(&editor, "Saved Contoso Production");
    sees(&editor, "Security contact phone number");
    contact_is(&editor, PRODUCTION,
               "emails = [ \"ops@contoso.com\", \"night@contoso.com\" ];\nalerts = true;\n");
    cr_expect_lt(terminal_bytes(editor.terminal), 3600, "%zu bytes",
                 terminal_bytes(editor.terminal));
    terminal_forget(editor.terminal);
    types(&editor, "<Shift-Tab><Shift-Tab>");
    char typed[121] = "";
    for (int i = 0; i < 120; i++)
        typed[i] = (char)('a' + i % 26);
    types(&editor, "<Ctrl-U>");
    types(&editor, typed);
    stands_at(&editor, &typed[100]);
    size_t bytes;
    terminal_output(editor.terminal, &bytes);
    cr_expect_lt(bytes, 1500, "%zu bytes", bytes);
    terminal_slow_down(editor.terminal, 0);
    editor_free(&editor);
}

Test(any_terminal, a_flood_of_10000_arrows_is_over_at_once)
{
    enum { ARROWS = 10000 };
    Editor editor = editor_new();
    editor_start(&editor, NULL);
    editor_open_form(&editor);
    types(&editor, "ops@contoso.com, night@contoso.com");
    stands_at(&editor, "night@contoso.com");
    char *keys = memory_array(ARROWS, 3);
    for (size_t i = 0; i < ARROWS; i++)
        memcpy(keys + 3 * i, "\033[D", 3);
    terminal_forget(editor.terminal);
    terminal_send(editor.terminal, keys, (size_t)3 * ARROWS);
    types(&editor, "x");
    sees(&editor, "xops@contoso.com");
    for (size_t i = 0; i < ARROWS; i++)
        memcpy(keys + 3 * i, "\033[B", 3);
    terminal_send(editor.terminal, keys, (size_t)3 * ARROWS);
    stands_at(&editor, "[ Save ]");
    size_t bytes;
    terminal_output(editor.terminal, &bytes);
    cr_expect_lt(bytes, 20000, "%zu bytes", bytes);
    free(keys);
    types(&editor, "<Esc>");
    sees(&editor, "Save the changes");
    editor_free(&editor);
}

/* An Esc is one however fast the next key comes behind it, but for what a terminal sends for Alt.
 */
Test(any_terminal, esc_followed_by_keys)
{
    Editor editor = editor_new();
    editor_start(&editor, NULL);
    editor_open_form(&editor);
    terminal_send(editor.terminal, "\033\033", 2);
    sees(&editor, "Choose a subscription");
    terminal_send(editor.terminal, "\033[B\033[B\033", 7);
    sees(&editor, "3 subscriptions");
    types(&editor, "<Enter>");
    stands_at(&editor, "Contoso Production");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(any_terminal, that_is_closed_ends_it_without_a_spin)
{
    struct rusage used;
    Editor editor = editor_new();
    editor_start(&editor, NULL);
    editor_open_form(&editor);
    types(&editor, "ops@contoso.com");
    sees(&editor, "1 address");
    int status;
    terminal_hang_up(editor.terminal);
    cr_assert(terminal_wait_exit(editor.terminal, TERMINAL_PATIENCE, &status));
    cr_expect_eq(status, 128 + SIGHUP, "%d", status);
    editor_free(&editor);
    getrusage(RUSAGE_CHILDREN, &used);
    cr_expect_lt(used.ru_utime.tv_sec + used.ru_stime.tv_sec, 3);
}
