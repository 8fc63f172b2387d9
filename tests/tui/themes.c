/* Which look is taken, and that none tells anything by colour alone. */
#include "tui/driver.h"

#include "base/memory.h"
#include "support/temporary.h"

#include <stdlib.h>
#include <string.h>

static void set_theme(const Editor *editor, const char *name)
{
    char *config = memory_format("state = \"%s/state\";\ntheme = \"%s\";\n", editor->home, name);
    temporary_write(editor->home, "site/seccontacts.conf", config);
    free(config);
}

/* The colour of "Security Center" on the start page. */
static void title_has(Editor *editor, const EditorStart *start, int colour)
{
    editor_start(editor, start);
    sees(editor, "Pricing & settings");
    cr_expect_eq(terminal_cell(editor->terminal, 0, 1).foreground, colour, "%d",
                 terminal_cell(editor->terminal, 0, 1).foreground);
    cr_expect_str_eq(terminal_cell(editor->terminal, 0, 1).text, "S");
}

Test(themes, the_environment_goes_before_the_site_and_the_option_before_both)
{
    Editor editor = editor_new();
    title_has(&editor, &(EditorStart){0}, 31);
    set_theme(&editor, "dark");
    title_has(&editor, &(EditorStart){0}, 75);
    title_has(&editor, &(EditorStart){.environment = "SECCONTACTS_THEME=light"}, 25);
    title_has(&editor, &(EditorStart){.environment = "SECCONTACTS_THEME="}, 75);
    title_has(&editor, &(EditorStart){.environment = "NO_COLOR=1"}, -1);
    cr_expect(terminal_cell(editor.terminal, 0, 1).bold);
    EditorStart both = {.environment = "SECCONTACTS_THEME=light", .option = "--plain"};
    title_has(&editor, &both, -1);
    cr_expect_not(terminal_cell(editor.terminal, 0, 1).bold);
    editor_free(&editor);
}

Test(themes, an_unknown_one_is_refused)
{
    Editor editor = editor_new();
    int status;
    editor_start(&editor,
                 &(EditorStart){.environment = "SECCONTACTS_THEME=bl\033ue", .columns = 120});
    cr_assert(terminal_wait_exit(editor.terminal, TERMINAL_PATIENCE, &status));
    cr_expect_eq(status, 64);
    cr_expect_str_eq(terminal_row(editor.terminal, 0),
                     "seccontacts: SECCONTACTS_THEME: found \"bl^[ue\", expected \"neutral\", "
                     "\"dark\", \"light\", \"high-contrast\", \"mono\" or \"plain\"");
    set_theme(&editor, "blue");
    editor_start(&editor, &(EditorStart){.columns = 200});
    cr_assert(terminal_wait_exit(editor.terminal, TERMINAL_PATIENCE, &status));
    cr_expect_eq(status, 78);
    char *message =
        memory_format("seccontacts: %s/site/seccontacts.conf:2: theme: found \"blue\", expected "
                      "\"neutral\", \"dark\", \"light\", \"high-contrast\", \"mono\" or \"plain\"",
                      editor.home);
    cr_expect_str_eq(terminal_row(editor.terminal, 0), message);
    free(message);
    editor_free(&editor);
}

/* What has a colour is bold or underlined, too. */
static void tells_nothing_by_colour_alone(Editor *editor)
{
    int coloured = 0;
    for (int row = 0; row < 24; row++) {
        for (int column = 0; column < 80; column++) {
            TerminalCell cell = terminal_cell(editor->terminal, row, column);
            cr_expect(cell.bold || cell.underline || !cell.coloured, "row %d, column %d: %s", row,
                      column, terminal_row(editor->terminal, row));
            coloured += cell.coloured;
        }
    }
    cr_expect_gt(coloured, 0);
}

Test(themes, no_meaning_by_colour_alone)
{
    Editor editor = editor_new();
    editor_start(&editor, &(EditorStart){.environment = "SECCONTACTS_THEME=dark"});
    editor_open_form(&editor);
    types(&editor, "b@@contoso.com<Ctrl-S>");
    sees(&editor, "Not saved: there is a problem with");
    sees(&editor, "! column 3");
    tells_nothing_by_colour_alone(&editor);
    types(&editor, "<End><Ctrl-U>ops@contoso.com<Tab><Tab><Space><Ctrl-S>");
    sees(&editor, "Saved Contoso Production");
    tells_nothing_by_colour_alone(&editor);
    types(&editor, "<Ctrl-T>");
    sees(&editor, "1 message would be sent now");
    tells_nothing_by_colour_alone(&editor);
    editor_leave(&editor);
    editor_free(&editor);
}

/* The marker of the list stands in this row and no other, on the theme's background. */
static void marker_is_in(Editor *editor, int wanted, int background)
{
    for (int row = 5; row < 8; row++) {
        TerminalCell cell = terminal_cell(editor->terminal, row, 2);
        cr_expect_eq(cell.reverse, row == wanted, "row %d", row);
        cr_expect_eq(strcmp(cell.text, "›") == 0, row == wanted, "row %d", row);
        cr_expect_eq(cell.background, background, "row %d", row);
    }
    cr_expect_eq(terminal_cell(editor->terminal, wanted, 2).foreground, background < 0 ? -1 : 231);
    cr_expect_eq(terminal_cell(editor->terminal, wanted, 5).foreground, background < 0 ? -1 : 231);
}

static void arrows_are_cheap(const char *theme, int background)
{
    static const char *const rows[] = {"Shared services", "Contoso Production"};
    Editor editor = editor_new();
    editor_start(&editor, &(EditorStart){.environment = theme});
    sees(&editor, "Pricing & settings");
    types(&editor, "<Enter><Home>");
    stands_at(&editor, "Contoso Production");
    sees(&editor, "Choose a subscription");
    int first, next;
    bool visible;
    terminal_cursor(editor.terminal, &first, &(int){0}, &visible);
    for (int i = 0; i < 3; i++) /* all is read, and nothing more to be drawn */
        cr_assert(terminal_wait_row(editor.terminal, first + i, "none", TERMINAL_PATIENCE));
    enum { UNCOUNTED = 2, ARROWS = 8 };
    for (int i = 0; i < ARROWS; i++) {
        if (i == UNCOUNTED)
            terminal_forget(editor.terminal);
        types(&editor, i % 2 == 0 ? "<Down>" : "<Up>");
        stands_at(&editor, rows[i % 2]);
        terminal_cursor(editor.terminal, &next, &(int){0}, &visible);
        cr_expect_eq(next, first + (i % 2 == 0));
        marker_is_in(&editor, next, background);
    }
    size_t bytes;
    terminal_output(editor.terminal, &bytes);
    cr_expect_leq(bytes, 60 * (ARROWS - UNCOUNTED), "%zu bytes, %s", bytes, theme);
    editor_leave(&editor);
    editor_free(&editor);
}

Test(themes, an_arrow_costs_few_bytes_in_each)
{
    arrows_are_cheap("SECCONTACTS_THEME=dark", -1);
    arrows_are_cheap("SECCONTACTS_THEME=high-contrast", 16);
}

static void all_is_on(Editor *editor, int background, int rows, int columns)
{
    for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++)
            cr_expect_eq(terminal_cell(editor->terminal, row, column).background, background,
                         "row %d, column %d", row, column);
    }
}

/* Also where nothing is written, and whatever the terminal's own background is. */
Test(themes, high_contrast_covers_the_window)
{
    Editor editor = editor_new();
    editor_start(&editor, &(EditorStart){.environment = "SECCONTACTS_THEME=high-contrast"});
    sees(&editor, "q Quit");
    all_is_on(&editor, 16, 24, 80);
    types(&editor, "<Enter>");
    sees(&editor, "Choose a subscription");
    all_is_on(&editor, 16, 24, 80);
    terminal_resize(editor.terminal, 100, 30);
    cr_assert(terminal_wait_row(editor.terminal, 29, "Ctrl-Q Quit", TERMINAL_PATIENCE));
    all_is_on(&editor, 16, 30, 100);
    editor_leave(&editor);
    editor_free(&editor);
}

/* No recommendation is cut where the window is as wide as most are. */
Test(themes, every_recommendation_is_read_whole_in_80_columns)
{
    Editor editor = editor_new();
    editor_start(&editor, NULL);
    types(&editor, "<Down><Enter>");
    sees(&editor, "Don't depend on one person everywhere");
    sees(&editor, "Remove contacts of no subscription");
    sees(&editor, "2.1.19, 8.1.13");
    editor_leave(&editor);
    editor_free(&editor);
}
