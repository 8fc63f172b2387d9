/* The Email notifications form: what it says while one types, saves and leaves. */
#include "tui/driver.h"

#include "base/memory.h"
#include "support/temporary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Test(form, says_what_is_wrong_beside_the_field)
{
    Editor editor = editor_new();
    editor_start(&editor, NULL);
    editor_open_form(&editor);
    types(&editor, "ops@contoso.com, not-an-address");
    sees(&editor, "\"not-an-address\": ");
    sees(&editor, "1 problem");
    int field = terminal_find(editor.terminal, "Security contact email addresses", NULL);
    int problem = terminal_find(editor.terminal, "\"not-an-address\": ", NULL);
    int next = terminal_find(editor.terminal, "Security contact phone number", NULL);
    cr_expect(field < problem && problem < next, "rows %d, %d, %d", field, problem, next);

    types(&editor, "<Tab>020 7946 0958");
    sees(&editor, "start with + and the country code");
    problem = terminal_find(editor.terminal, "start with + and the country code", NULL);
    int after = terminal_find(editor.terminal, "Send me emails about alerts", NULL);
    cr_expect(next < problem && problem < after, "rows %d, %d, %d", next, problem, after);

    types(&editor, "<Tab><Ctrl-S>");
    sees(&editor, "Not saved: 2 problems; the first one is with: Security contact email addresses");
    stands_at(&editor, "not-an-address");
    contact_is_missing(&editor, PRODUCTION);

    types(&editor, "<Ctrl-C>");
    sees(&editor, "Ctrl-Q leaves the editor; Esc goes back"); /* and all is as it was */

    /* The cursor stands where the problem is: mend it there. */
    types(&editor, "<End>");
    for (int i = 0; i < 16; i++)
        types(&editor, "<Backspace>");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Not saved: there is a problem with: Security contact phone number");
    stands_at(&editor, "020 7946 0958");
    types(&editor, "<Home><Delete>+44 <Ctrl-S>");
    sees(&editor, "Saved Contoso Production: 1 address added");
    contact_is(&editor, PRODUCTION,
               "emails = [ \"ops@contoso.com\" ];\nphone = \"+442079460958\";\nalerts = false;\n");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(form, keeps_a_mailbox_once_and_names_the_other_spelling)
{
    Editor editor = editor_new();
    editor_start(&editor, NULL);
    editor_open_form(&editor);
    types(&editor, "ops@contoso.com, OPS@CONTOSO.COM<Tab>");
    sees(&editor, "\"OPS@CONTOSO.COM\" is the same mailbox as \"ops@contoso.com\"");
    sees(&editor, "1 duplicate (kept once)");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Saved Contoso Production: 1 address added");
    contact_is(&editor, PRODUCTION, "emails = [ \"ops@contoso.com\" ];\nalerts = false;\n");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(form, a_number_in_no_plan_is_saved_at_the_second_attempt)
{
    Editor editor = editor_new();
    editor_start(&editor, NULL);
    editor_open_form(&editor);
    types(&editor, "ops@contoso.com<Tab>+1 200 555 0100<Ctrl-S>");
    sees(&editor, "Not saved yet. The phone number: ");
    contact_is_missing(&editor, PRODUCTION);
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Saved Contoso Production: 1 address added");
    contact_is(&editor, PRODUCTION,
               "emails = [ \"ops@contoso.com\" ];\nphone = \"+12005550100\";\nalerts = false;\n");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(form, the_greyed_out_switch_explains_itself_and_stays_off)
{
    Editor editor = editor_new();
    editor_start(&editor, NULL);
    editor_open_form(&editor);
    sees(&editor, "not available yet");
    types(&editor, "<Tab><Tab><Tab>");
    stands_at(&editor, "Send email also to subscription owners");
    types(&editor, "<Space><Enter><Space>");
    sees(&editor, "not available yet: \"Send email also to subscription owners\" stays off");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Nothing to save: Contoso Production is as it was");
    stands_at(&editor, "Send email also to subscription owners   [ ] off, not available yet");
    contact_is_missing(&editor, PRODUCTION);
    editor_leave(&editor);
    editor_free(&editor);
}

Test(form, the_button_saves_like_the_key)
{
    Editor editor = editor_new();
    editor_start(&editor, NULL);
    editor_open_form(&editor);
    types(&editor, "ops@contoso.com<Tab><Tab><Tab><Tab><Enter>");
    sees(&editor, "Saved Contoso Production: 1 address added");
    contact_is(&editor, PRODUCTION, "emails = [ \"ops@contoso.com\" ];\nalerts = false;\n");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(form, leaving_with_changes_asks_and_staying_keeps_them)
{
    Editor editor = editor_new();
    editor_start(&editor, NULL);
    editor_open_form(&editor);
    types(&editor, "ops@contoso.com<Esc>");
    sees(&editor, "Save the changes to Contoso Production?");
    sees(&editor, "ops@contoso.com");
    types(&editor, "<Esc>");
    sees_gone(&editor, "Save the changes");
    stands_at(&editor, "ops@contoso.com");

    types(&editor, "<Ctrl-Q>");
    sees(&editor, "Save the changes to Contoso Production?");
    types(&editor, "<Esc>");
    sees_gone(&editor, "Save the changes");
    contact_is_missing(&editor, PRODUCTION);

    types(&editor, "<Esc>");
    sees(&editor, "Save the changes");
    types(&editor, "d");
    sees(&editor, "no contact details");
    contact_is_missing(&editor, PRODUCTION);
    editor_leave(&editor);
    editor_free(&editor);
}

Test(form, leaving_with_changes_can_save_them)
{
    Editor editor = editor_new();
    int status;
    editor_start(&editor, NULL);
    editor_open_form(&editor);
    types(&editor, "ops@contoso.com<Ctrl-Q>");
    sees(&editor, "Save the changes to Contoso Production?");
    types(&editor, "s");
    cr_assert(terminal_wait_exit(editor.terminal, TERMINAL_PATIENCE, &status));
    cr_expect_eq(status, 0);
    contact_is(&editor, PRODUCTION, "emails = [ \"ops@contoso.com\" ];\nalerts = false;\n");
    editor_free(&editor);
}

Test(form, leaving_can_not_save_what_is_wrong)
{
    Editor editor = editor_new();
    editor_start(&editor, NULL);
    editor_open_form(&editor);
    types(&editor, "ops@@contoso.com<Esc>");
    sees(&editor, "Save the changes to Contoso Production?");
    types(&editor, "s");
    sees(&editor, "Not saved: there is a problem with: Security contact email addresses");
    stands_at(&editor, "ops@@contoso.com");
    contact_is_missing(&editor, PRODUCTION);
    editor_free(&editor);
}

Test(form, undo_brings_back_what_was_there)
{
    Editor editor = editor_new();
    editor_start(&editor, NULL);
    editor_open_form(&editor);
    types(&editor, "ops@contoso.com");
    sees(&editor, "1 address");
    types(&editor, "<Ctrl-U>");
    sees_gone(&editor, "ops@contoso.com");
    types(&editor, "<Ctrl-G>");
    sees(&editor, "ops@contoso.com");
    types(&editor, "<Ctrl-R>");
    sees_gone(&editor, "ops@contoso.com");
    editor_free(&editor);
}

static void save_by_another(Editor *editor)
{
    editor_write_contact(editor, PRODUCTION, "emails = [ \"a@contoso.com\" ];\nalerts = false;\n");
    editor_start(editor, NULL);
    editor_open_form(editor);
    sees(editor, "a@contoso.com");
    types(editor, "<End>, mine@contoso.com");
    sees(editor, "mine@contoso.com");
    editor_write_contact(editor, PRODUCTION,
                         "emails = [ \"a@contoso.com\", \"theirs@contoso.com\" ];\n"
                         "alerts = false;\n");
    types(editor, "<Ctrl-S>");
    sees(editor, "Someone else has saved Contoso Production");
    sees(editor, "theirs@contoso.com");
    contact_is(editor, PRODUCTION,
               "emails = [ \"a@contoso.com\", \"theirs@contoso.com\" ];\nalerts = false;\n");
}

Test(form, two_who_save_can_keep_the_changes_of_both)
{
    Editor editor = editor_new();
    save_by_another(&editor);
    types(&editor, "m");
    sees(&editor, "Saved Contoso Production with the changes of both");
    contact_is(&editor, PRODUCTION,
               "emails = [ \"a@contoso.com\", \"theirs@contoso.com\", \"mine@contoso.com\" ];\n"
               "alerts = false;\n");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(form, two_who_save_can_take_what_the_other_saved)
{
    Editor editor = editor_new();
    save_by_another(&editor);
    types(&editor, "t");
    sees(&editor, "What you changed is dropped.");
    stands_at(&editor, "Not yet");
    types(&editor, "<Enter>");
    sees_gone(&editor, "What you changed is dropped.");
    types(&editor, "t");
    sees(&editor, "What you changed is dropped.");
    types(&editor, "y");
    sees(&editor, "Now shows what the other one saved");
    sees_gone(&editor, "mine@contoso.com");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Nothing to save");
    editor_leave(&editor);
    editor_free(&editor);
}

/* "a0@contoso.com, a1@contoso.com" and so on. The caller frees it. */
static char *many_addresses(int count, const char *separator)
{
    char *text = memory_new((size_t)count * 40 + 1), *end = text;
    for (int i = 0; i < count; i++)
        end += sprintf(end, "%sa%d@contoso.com", i ? separator : "", i);
    return text;
}

/* The number of addresses in the contacts file. */
static int saved_addresses(const Editor *editor)
{
    int count = 0;
    char *text = editor_read_contact(editor, PRODUCTION);
    cr_assert(text != NULL);
    for (const char *at = text; (at = strchr(at, '@')); at++)
        count++;
    free(text);
    return count;
}

Test(form, takes_a_paste_of_10000_addresses_whose_markers_come_in_two)
{
    Editor editor = editor_new();
    editor_start(&editor, NULL);
    editor_open_form(&editor);
    char *addresses = many_addresses(10000, "\r\n");
    terminal_forget(editor.terminal);
    terminal_send(editor.terminal, "\033[20", 4);
    cr_assert(terminal_wait_taken(editor.terminal, TERMINAL_PATIENCE));
    terminal_send(editor.terminal, "0~", 2);
    terminal_send(editor.terminal, addresses, strlen(addresses));
    terminal_send(editor.terminal, "\033[", 2);
    cr_assert(terminal_wait_taken(editor.terminal, TERMINAL_PATIENCE));
    terminal_send(editor.terminal, "201~", 4);
    sees(&editor, "10,000 addresses");
    size_t drawn;
    terminal_output(editor.terminal, &drawn);
    cr_expect_lt(drawn, 20000, "%zu bytes drawn", drawn);
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Saved Contoso Production: 10,000 addresses added");
    cr_expect_eq(saved_addresses(&editor), 10000);
    free(addresses);
    editor_leave(&editor);
    editor_free(&editor);
}

Test(form, takes_a_pasted_column_with_names_and_duplicates)
{
    static const char column[] = "Ops <ops@contoso.com>;\n\"Last, First\" <last@contoso.com>\n\n"
                                 "OPS@contoso.com\n";
    Editor editor = editor_new();
    editor_start(&editor, NULL);
    editor_open_form(&editor);
    cr_assert(terminal_paste(editor.terminal, column, sizeof column - 1),
              "the program did not ask for bracketed paste");
    sees(&editor, "2 addresses");
    sees(&editor, "1 duplicate (kept once)");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Saved Contoso Production: 2 addresses added");
    contact_is(&editor, PRODUCTION,
               "emails = [ \"ops@contoso.com\", \"last@contoso.com\" ];\nalerts = false;\n");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(form, a_pasted_escape_sequence_is_shown_and_refused)
{
    static const char hostile[] = "a@contoso.com, \033[2J\033]0;gone\007b@contoso.com";
    Editor editor = editor_new();
    editor_start(&editor, NULL);
    editor_open_form(&editor);
    terminal_forget(editor.terminal);
    cr_assert(terminal_paste(editor.terminal, hostile, sizeof hostile - 1));
    sees(&editor, "1 problem");
    size_t length;
    const char *output = terminal_output(editor.terminal, &length);
    cr_expect(memmem(output, length, "\033]0;", 4) == NULL);
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Not saved: there is a problem");
    contact_is_missing(&editor, PRODUCTION);
    editor_free(&editor);
}

Test(form, the_hint_says_which_of_the_addresses_are_told)
{
    Editor editor = editor_new();
    editor_start(&editor, NULL);
    sees(&editor, "3 subscriptions");
    types(&editor, "<Enter><Enter><Enter>");
    sees(&editor, "One is told: the first who has messages left today.");
    editor_leave(&editor);
    char *config = temporary_read(editor.home, "site/seccontacts.conf", NULL);
    char *each = memory_format("%sfan_out = \"each\";\n", config ? config : "");
    temporary_write(editor.home, "site/seccontacts.conf", each);
    editor_start(&editor, NULL);
    sees(&editor, "3 subscriptions");
    types(&editor, "<Enter><Enter><Enter>");
    sees(&editor, "Each is told, as long as messages are left today.");
    editor_leave(&editor);
    free(each);
    free(config);
    editor_free(&editor);
}
