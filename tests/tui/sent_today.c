/* Sent today: what was sent and what was held back, by day. */
#include "tui/driver.h"

#include "support/program.h"
#include "support/temporary.h"

#include <stdio.h>
#include <stdlib.h>

/* Sends a test alert of this type with the program's command. Its status is not looked at. */
static void send_test(const Editor *editor, const char *type)
{
    char *site = temporary_path(editor->home, "site");
    const char *argv[] = {PROGRAM, "--site", site, "test", PRODUCTION, "--alert-type", type, NULL};
    ProgramRun run = program_run(argv, &(ProgramInput){.home = editor->home});
    program_run_clear(&run);
    free(site);
}

static void open_page(Editor *editor)
{
    editor_start(editor, NULL);
    sees(editor, "3 subscriptions");
    types(editor, "<Down><Down><Enter>");
    sees(editor, "(UTC), today:");
}

Test(sent_today, lists_by_recipient_and_what_is_left)
{
    Editor editor = editor_new();
    editor_write_contact(
        &editor, PRODUCTION,
        "emails = [ \"ops@contoso.com\", \"night@contoso.com\" ];\nalerts = true;\n");
    const char *const names[] = {"Alert A", "Alert B", "Alert C", "Alert D"};
    for (size_t i = 0; i < 4; i++)
        send_test(&editor, names[i]);
    open_page(&editor);
    sees(&editor, "today: 4 messages");
    sees(&editor, "Left today");
    sees(&editor, "night@contoso.com   2 of 3");
    sees(&editor, "ops@contoso.com     0 of 3");
    sees(&editor, "Alert D   Contoso Pro…  ! written");
    types(&editor, "<End>");
    sees(&editor, "Contoso Production, to ops@contoso.com, a test");
    types(&editor, "/alert b");
    sees_gone(&editor, "Alert C");
    stands_at(&editor, "Filter: alert b");
    types(&editor, "<Enter>");
    stands_at(&editor, "Alert B");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(sent_today, shows_what_was_held_back_and_other_days)
{
    Editor editor = editor_new();
    editor_write_contact(&editor, PRODUCTION,
                         "emails = [ \"ops@contoso.com\" ];\nalerts = true;\n");
    send_test(&editor, "Alert A");
    send_test(&editor, "Alert A");
    open_page(&editor);
    sees(&editor, "today: 1 message");
    types(&editor, "h");
    sees(&editor, "Security Center › Held back");
    sees(&editor, "today: 1 alert held back");
    sees(&editor,
         "  \"Alert A\" was written to a file for ops@contoso.com at"); /* whole, and without a code
                                                                         */
    types(&editor, "-");
    sees(&editor, "(UTC): nothing held back");
    types(&editor, "h");
    sees(&editor, "Nothing was sent on this day.");
    types(&editor, "+");
    sees(&editor, "today: 1 message");
    types(&editor, "+");
    sees(&editor, "That is today");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(sent_today, says_what_is_wrong_with_a_ledger_and_fits_into_small_windows)
{
    Editor editor = editor_new();
    temporary_write(editor.home, "state/ledger.db", "this is no ledger at all");
    editor_start(&editor, NULL);
    sees(&editor, "! the record of what was sent can't be read");
    types(&editor, "<Down><Down><Enter>");
    sees(&editor, "The record of what was sent can't be read.");
    sees(&editor, "ledger.db");
    types(&editor, "h-+");
    terminal_resize(editor.terminal, 20, 5);
    sees(&editor, "Nothing was");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(sent_today, a_ledger_that_is_gone_is_not_taken_for_a_quiet_day)
{
    Editor editor = editor_new();
    editor_write_contact(&editor, PRODUCTION,
                         "emails = [ \"ops@contoso.com\" ];\nalerts = true;\n");
    send_test(&editor, "Alert A");
    char *path = temporary_path(editor.home, "state/ledger.db");
    cr_assert_eq(remove(path), 0);
    editor_start(&editor, NULL);
    sees(&editor, "! the record of what was sent can't be read");
    types(&editor, "<Down><Down><Enter>");
    sees(&editor, "The record of what was sent can't be read");
    editor_leave(&editor);
    editor_free(&editor);
    free(path);
}

Test(sent_today, of_what_nobody_was_told_and_the_last_days)
{
    Editor editor = editor_new();
    editor_write_contact(&editor, PRODUCTION,
                         "emails = [ \"ops@contoso.com\" ];\nalerts = true;\n");
    send_test(&editor, "Alert A");
    editor_write_contact(&editor, PRODUCTION,
                         "emails = [ \"ops@contoso.com\" ];\nalerts = false;\n");
    char *site = temporary_path(editor.home, "site");
    const char *argv[] = {PROGRAM, "--site", site, "notify", "-", NULL};
    ProgramRun run = program_run(
        argv, &(ProgramInput){.home = editor.home,
                              .text = "{\"id\":\"/subscriptions/" PRODUCTION
                                      "/x/a1\",\"alertDisplayName\":\"RDP brute force\","
                                      "\"severity\":\"High\"}"});
    cr_expect_eq(run.status, 67, "%d: %s", run.status, run.err);
    program_run_clear(&run);
    free(site);
    editor_start(&editor, NULL);
    sees(&editor, "Nobody was told           ! of 1 High alert of the last 7 days");
    types(&editor, "<Down><Enter>");
    sees(&editor, "Look at alerts nobody was told of");
    types(&editor, "<Esc>");
    sees(&editor, "who changed what");
    types(&editor, "<Down><Enter>");
    sees(&editor, "(UTC), today:");
    types(&editor, "u");
    sees(&editor, "today: nobody was told of 1 High alert");
    sees(&editor, "RDP brute force");
    sees(&editor, "alerts are off for this subscription");
    types(&editor, "d");
    sees(&editor, "The last 30 days (UTC)");
    sees(&editor, "█░!"); /* one sent, one held back, one of which nobody was told */
    sees(&editor, "! nobody was told");
    types(&editor, "<Down><Enter>");
    sees(&editor, "(UTC): no message");
    types(&editor, "<Right>");
    sees(&editor, "today: 1 message");
    types(&editor, "<Left>");
    sees(&editor, "(UTC): no message");
    editor_leave(&editor);
    editor_start(&editor, &(EditorStart){.option = "--ascii"});
    sees(&editor, "3 subscriptions");
    types(&editor, "<Down><Down><Enter>");
    sees(&editor, "(UTC), today:");
    types(&editor, "d");
    sees(&editor, "#-!");
    editor_leave(&editor);
    editor_free(&editor);
}
