/* What the terminal sends that nobody has typed: its answers to another program, keys in the
 * protocol that another program has left on, sequences that nobody knows. */
#include "tui/driver.h"

#include <string.h>

static void sends(Editor *editor, const char *bytes)
{
    terminal_send(editor->terminal, bytes, strlen(bytes));
}

static const char *const answers[] = {
    "\033]11;rgb:1414/1919/1f1f\033\\",
    "\033]10;rgb:d3d3/d7d7/cfcf\a",
    "\033[?62;1;2;4;6;9;15;22c",
    "\033P>|XTerm(370)\033\\",
    "\033[?2026;2$y",
    "\033[24;80R",
    "\033[?997;1n",
    "\033_Gi=1;OK\033\\",
    "\033[I\033[O",
    "\033[8;24;80t",
    "\033[?1u",
    "\033[115;5:3u\033[113;5:3u",
    "\033[ A",
    "\033[#H",
    "\033[!P",
    "\033[?1R",
};

Test(input, answers_of_the_terminal_do_nothing)
{
    Editor editor = editor_new();
    editor_start(&editor, NULL);
    sees(&editor, "3 subscriptions");
    types(&editor, "<Enter>");
    stands_at(&editor, "Contoso Production");
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        sends(&editor, answers[i]);
    types(&editor, "<Down>");
    stands_at(&editor, "Shared services");
    sees(&editor, "Choose a subscription");
    types(&editor, "<Up><Enter><Enter>");
    sees(&editor, "Security contact email addresses");
    types(&editor, "a@contoso.com");
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        size_t length = strlen(answers[i]);
        terminal_send(editor.terminal, answers[i], length / 2);
        cr_assert(terminal_wait_taken(editor.terminal, TERMINAL_PATIENCE));
        terminal_send(editor.terminal, answers[i] + length / 2, length - length / 2);
    }
    types(&editor, ", b@contoso.com");
    sees(&editor, "a@contoso.com, b@contoso.com");
    sees(&editor, "2 addresses");
    contact_is_missing(&editor, PRODUCTION);
    editor_free(&editor);
}

/* The release of a key does not do again what the key did; Shift is no text. */
Test(input, keys_in_the_protocol_of_kitty)
{
    Editor editor = editor_new();
    editor_start(&editor, NULL);
    editor_open_form(&editor);
    sends(&editor, "\033[57441;2u\033[97:65;2u\033[97:65;2:3u\033[57441;1:3ub@contoso.com");
    stands_at(&editor, "Ab@contoso.com");
    sends(&editor, "\033[115;5:3u\033[113;5:3u\033[27;1:3u");
    types(&editor, "<Left>x<Backspace>");
    sees(&editor, "Ab@contoso.com");
    contact_is_missing(&editor, PRODUCTION);
    sends(&editor, "\033[115;69u\033[115;69:3u"); /* Ctrl-S, with Caps Lock */
    sees(&editor, "Saved Contoso Production");
    contact_is(&editor, PRODUCTION, "emails = [ \"Ab@contoso.com\" ];\nalerts = false;\n");
    editor_leave(&editor);
    editor_free(&editor);
}
