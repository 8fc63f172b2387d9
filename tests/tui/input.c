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

/* ---- Rows of a spreadsheet that are pasted without brackets ---- */

static const char *const rows[] = {
    ",ops@example.net\t\t\t\t\r",
    ",ops@example.net\t\t\t\t\r\n",
    ",ops@example.net\t\t\t\t\n",
    ",ops@example.net\r,b@example.net\r\r",
    ",ops@example.net\t\tb@example.net\t\r\n\t\tc@example.net\t\t\r\n",
    "\t,ops@example.net\t\t\t \r",
};
enum { ROWS = sizeof rows / sizeof *rows };

#define CONTACT "emails = [ \"a@contoso.com\" ];\nphone = \"+14255550100\";\nalerts = false;\n"

/* The form, with the cursor behind the text of the field that `keys` go to. */
static Editor open_at(const char *keys)
{
    Editor editor = editor_new();
    editor_write_contact(&editor, PRODUCTION, CONTACT);
    editor_start(&editor, NULL);
    editor_open_form(&editor);
    sees(&editor, "a@contoso.com");
    types(&editor, keys);
    return editor;
}

/* Nothing is saved, no switch was moved, and the form is there still. */
static void is_unsaved(Editor *editor)
{
    contact_is(editor, PRODUCTION, CONTACT);
    sees(editor, "Email notifications");
    sees(editor, "[ ] off, not available yet");
    cr_expect_lt(terminal_find(editor->terminal, "[x] on", NULL), 0);
}

Test(input, rows_are_addresses_in_their_field)
{
    for (size_t i = 0; i < ROWS; i++) {
        Editor editor = open_at("<End>");
        sends(&editor, rows[i]);
        sees(&editor, "ops@example.net");
        sees(&editor, "unsaved changes");
        static const char *const counts[ROWS] = {[3] = "3 addresses", [4] = "4 addresses"};
        sees(&editor, counts[i] ? counts[i] : "2 addresses");
        is_unsaved(&editor);
        editor_free(&editor);
    }
}

Test(input, rows_in_two_reads_are_addresses_too)
{
    static const char row[] = ",ops@example.net\t\t\t\t\r";
    static const size_t cuts[] = {5, 11, 16, 17, 18, 19};
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
        Editor editor = open_at("<End>");
        terminal_send(editor.terminal, row, cuts[i]);
        cr_assert(terminal_wait_taken(editor.terminal, TERMINAL_PATIENCE));
        terminal_send(editor.terminal, row + cuts[i], sizeof row - 1 - cuts[i]);
        sees(&editor, "ops@example.net");
        sees(&editor, "unsaved changes");
        cr_assert(terminal_wait_taken(editor.terminal, TERMINAL_PATIENCE));
        types(&editor, "<Ctrl-X>"); /* in its order */
        sees(&editor, "+ ops@example.net");
        contact_is(&editor, PRODUCTION, CONTACT);
        editor_free(&editor);
    }
}

Test(input, rows_go_nowhere_but_into_a_text)
{
    /* On the switch, and on the button. */
    static const char *const places[] = {"<Tab><Tab>", "<Tab><Tab><Tab><Tab>"};
    for (size_t i = 0; i < 2; i++) {
        Editor editor = open_at(places[i]);
        stands_at(&editor, i == 0 ? "[ ] off" : "[ Save ]");
        sends(&editor, rows[i]);
        sees(&editor, "What was pasted goes nowhere here");
        is_unsaved(&editor);
        types(&editor, "<Esc>"); /* nothing to ask for */
        sees(&editor, "Resource groups");
        editor_free(&editor);
    }
    Editor editor = open_at("<Tab>");
    stands_at(&editor, "+14255550100");
    sends(&editor, "+14255550199\t\t\r"); /* a number, in its own field */
    sees(&editor, "+14255550199");
    is_unsaved(&editor);
    editor_free(&editor);
    editor = editor_new();
    editor_start(&editor, NULL);
    sees(&editor, "3 subscriptions");
    types(&editor, "<Enter>");
    sees(&editor, "Shared services");
    sends(&editor, "Ann\tops@example.net\t\t\r\nBob\tb@example.net\r\n");
    sees(&editor, "What was pasted goes nowhere here");
    stands_at(&editor, "Contoso Production");
    sees(&editor, "Choose a subscription");
    editor_free(&editor);
}
