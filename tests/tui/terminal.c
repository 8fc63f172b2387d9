/* The terminal of the tests itself: a picture that lies would make every other test here lie. */
#include "support/terminal.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

static Terminal *shell(const char *script)
{
    const char *command[] = {"sh", "-c", script, NULL};
    TerminalSetup setup = {.command = command, .columns = 20, .rows = 4};
    return terminal_open(&setup);
}

Test(terminal, shows_text_where_it_was_put)
{
    Terminal *terminal = shell("printf '\\033[2;3Hd\\303\\251j\\303\\240 "
                               "\\344\\270\\212\\346\\265\\267.\\033[4;1Hend'; read x");
    cr_assert(terminal_wait_text(terminal, "end", TERMINAL_PATIENCE));
    int column = -1, row, at;
    bool visible;
    cr_expect_str_eq(terminal_row(terminal, 1), "  déjà 上海.");
    cr_expect_eq(terminal_find(terminal, ".", &column), 1);
    cr_expect_eq(column, 11);
    terminal_cursor(terminal, &row, &at, &visible);
    cr_expect_eq(row, 3);
    cr_expect_eq(at, 3);
    cr_expect(visible);
    cr_expect_not(terminal_alternate(terminal));
    terminal_close(terminal);
}

Test(terminal, knows_attributes_and_the_alternate_screen)
{
    Terminal *terminal = shell("printf '\\033[?1049h\\033[?25l\\033[H\\033[1mA\\033[0;7mB\\033[0;4m"
                               "C\\033[0;31mD\\033[0mE'; read x");
    cr_assert(terminal_wait_text(terminal, "ABCDE", TERMINAL_PATIENCE));
    int row, column;
    bool visible;
    terminal_cursor(terminal, &row, &column, &visible);
    cr_expect_not(visible);
    cr_expect(terminal_alternate(terminal));
    cr_expect(terminal_cell(terminal, 0, 0).bold);
    cr_expect(terminal_cell(terminal, 0, 1).reverse);
    cr_expect(terminal_cell(terminal, 0, 2).underline);
    cr_expect(terminal_cell(terminal, 0, 3).coloured);
    TerminalCell plain = terminal_cell(terminal, 0, 4);
    cr_expect_str_eq(plain.text, "E");
    cr_expect_not(plain.bold || plain.reverse || plain.underline || plain.coloured);
    terminal_close(terminal);
}

Test(terminal, passes_keys_and_the_exit_status_on)
{
    Terminal *terminal = shell("stty -echo; echo ready; read x; echo \"got $x\"; exit 7");
    cr_assert(terminal_wait_text(terminal, "ready", TERMINAL_PATIENCE));
    terminal_type(terminal, "a<<b><Enter>");
    int status;
    cr_assert(terminal_wait_exit(terminal, TERMINAL_PATIENCE, &status));
    cr_expect_eq(status, 7);
    cr_expect_str_eq(terminal_row(terminal, 1), "got a<b>");
    terminal_close(terminal);
}

Test(terminal, names_the_signal_that_killed)
{
    Terminal *terminal = shell("kill -KILL $$");
    int status;
    cr_assert(terminal_wait_exit(terminal, TERMINAL_PATIENCE, &status));
    cr_expect_eq(status, 128 + 9);
    terminal_close(terminal);
}

Test(terminal, tells_the_program_of_a_new_size)
{
    Terminal *terminal = shell("trap 'stty size; exit 0' WINCH; echo ready; read x");
    cr_assert(terminal_wait_text(terminal, "ready", TERMINAL_PATIENCE));
    terminal_resize(terminal, 40, 10);
    cr_assert(terminal_wait_text(terminal, "10 40", TERMINAL_PATIENCE));
    terminal_close(terminal);
}

Test(terminal, carries_more_than_the_line_holds_both_ways)
{
    static char many[300000];
    memset(many, 'x', sizeof many);
    for (size_t i = 79; i < sizeof many; i += 80)
        many[i] = '\n';
    Terminal *terminal = shell("stty raw -echo; echo ready; "
                               "n=$(head -c 300000 | tee /dev/tty | wc -c); printf '\\r\\n%s' $n");
    cr_assert(terminal_wait_text(terminal, "ready", TERMINAL_PATIENCE));
    terminal_send(terminal, many, sizeof many);
    cr_assert(terminal_wait_text(terminal, "300000", TERMINAL_PATIENCE));
    cr_expect_geq(terminal_bytes(terminal), sizeof many);
    terminal_close(terminal);
}
