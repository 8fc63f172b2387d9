/* The mouse: off unless the site asks for it, and then of use everywhere. */
#include "tui/driver.h"

#include "base/memory.h"
#include "support/temporary.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

static Editor editor_with_mouse(void)
{
    Editor editor = editor_new();
    char *config = memory_format("state = \"%s/state\";\nmouse = true;\n", editor.home);
    temporary_write(editor.home, "site/seccontacts.conf", config);
    free(config);
    return editor;
}

/* Presses the first button upon a text of the screen. */
static void click(Editor *editor, const char *text)
{
    int column, row = terminal_find(editor->terminal, text, &column);
    cr_assert_geq(row, 0, "not there: %s", text);
    cr_assert(terminal_click(editor->terminal, 1, row, column), "the mouse is off");
}

Test(mouse, is_off_unless_asked_for)
{
    Editor editor = editor_new();
    editor_start(&editor, NULL);
    sees(&editor, "Pricing & settings");
    cr_expect_not(terminal_click(editor.terminal, 1, 5, 5));
    /* Whatever another program has left on is no press for this one. */
    terminal_send(editor.terminal, "\033[<0;6;6M\033[<0;6;6M", 18);
    types(&editor, "<Down><Down>");
    stands_at(&editor, "Sent today");
    editor_free(&editor);
}

Test(mouse, a_press_chooses_and_a_second_one_opens)
{
    Editor editor = editor_with_mouse();
    editor_start(&editor, NULL);
    sees(&editor, "3 subscriptions");
    click(&editor, "Recommendations");
    stands_at(&editor, "Recommendations");
    click(&editor, "Pricing & settings");
    stands_at(&editor, "Pricing & settings");
    click(&editor, "Pricing & settings");
    sees(&editor, "Contoso Production");
    click(&editor, "Shared services");
    stands_at(&editor, "Shared services");
    click(&editor, "Shared services");
    sees(&editor, "Email notifications");
    click(&editor, "Esc Back");
    sees(&editor, "Contoso Production");
    click(&editor, "? Help");
    sees(&editor, "Keys here");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(mouse, in_a_form)
{
    Editor editor = editor_with_mouse();
    editor_start(&editor, NULL);
    editor_open_form(&editor);
    types(&editor, "ops@contoso.com, night@contoso.com");
    sees(&editor, "2 addresses");
    click(&editor, "@contoso.com, night");
    types(&editor, "1");
    sees(&editor, "ops1@contoso.com, night");
    click(&editor, "[ ] off");
    stands_at(&editor, "[ ] off");
    click(&editor, "[ ] off");
    stands_at(&editor, "[x] on");
    click(&editor, "Security contact phone");
    types(&editor, "+14255550100");
    stands_at(&editor, "+14255550100");
    click(&editor, "Save ]");
    click(&editor, "Save ]");
    sees(&editor, "Saved Contoso Production: 2 addresses added");
    click(&editor, "ops1@");
    types(&editor, "x");
    sees(&editor, "unsaved changes");
    types(&editor, "<Esc>");
    sees(&editor, "Save the changes to");
    click(&editor, "Discard");
    stands_at(&editor, "Discard");
    click(&editor, "Discard");
    sees(&editor, "resource groups");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(mouse, the_wheel_scrolls)
{
    Editor editor = editor_with_mouse();
    editor_start(&editor, &(EditorStart){.rows = 12});
    sees(&editor, "3 subscriptions");
    types(&editor, "?");
    sees(&editor, "Keys here");
    cr_expect(terminal_click(editor.terminal, 5, 5, 5));
    sees_gone(&editor, "Keys here");
    cr_expect(terminal_click(editor.terminal, 4, 5, 5));
    sees(&editor, "Keys here");
    types(&editor, "<Esc>");
    sees_gone(&editor, "Keys here");
    cr_expect(terminal_click(editor.terminal, 5, 0, 0));
    stands_at(&editor, "History");
    editor_leave(&editor);
    editor_free(&editor);
}

/* Presses on every cell: nothing breaks. */
Test(mouse, a_press_anywhere_does_no_harm)
{
    Editor editor = editor_with_mouse();
    editor_start(&editor, &(EditorStart){.columns = 60, .rows = 16});
    editor_open_form(&editor);
    types(&editor, "ops@contoso.com<Ctrl-S>");
    sees(&editor, "Saved");
    types(&editor, "<Ctrl-T>");
    sees(&editor, "! nobody now");
    for (int row = 0; row < 14; row++) /* the legend is keys */
        for (int column = 0; column < 60; column += 7)
            cr_assert(terminal_click(editor.terminal, 1, row, column));
    cr_assert(terminal_wait_taken(editor.terminal, TERMINAL_PATIENCE));
    terminal_send(editor.terminal, "\033[<0;4000;2000M", 15);
    editor_leave(&editor);
    editor_free(&editor);
}

Test(mouse, is_given_back_on_every_way_out_and_taken_again)
{
    Editor editor = editor_with_mouse();
    editor_start_shell(&editor);
    types(&editor, "$program; echo 'en''ded' $?<Enter>");
    sees(&editor, "Pricing & settings");
    types(&editor, "<Ctrl-Z>");
    sees(&editor, "Stopped");
    cr_expect_not(terminal_click(editor.terminal, 1, 3, 3));
    types(&editor, "fg; echo 'en''ded' $?<Enter>");
    sees(&editor, "Pricing & settings");
    click(&editor, "Recommendations");
    stands_at(&editor, "Recommendations");
    kill(-terminal_foreground(editor.terminal), SIGTERM);
    sees(&editor, "ended 143");
    cr_expect_not(terminal_click(editor.terminal, 1, 3, 3));
    types(&editor, "$program; echo 'en''ded' $?<Enter>");
    sees(&editor, "Pricing & settings");
    kill(-terminal_foreground(editor.terminal), SIGABRT);
    sees(&editor, "ended 134");
    cr_expect_not(terminal_click(editor.terminal, 1, 3, 3));
    editor_free(&editor);
}
