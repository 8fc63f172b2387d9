/* Nothing that was typed is lost, whatever ends the editor. */
#include "tui/draft_files.h"

#include "base/memory.h"
#include "support/clock.h"
#include "support/temporary.h"

#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void type_into_the_form(Editor *editor, const EditorStart *start)
{
    editor_write_contact(editor, PRODUCTION, "emails = [ \"a@contoso.com\" ];\nalerts = false;\n");
    editor_start(editor, start);
    editor_open_form(editor);
    sees(editor, "a@contoso.com");
    types(editor, "<End>, b@contoso.com, not yet");
    sees(editor, "not yet");
}

/* What was typed is offered, can be taken, and is in the form as it was. */
static void take_draft(Editor *editor, const EditorStart *start)
{
    editor_start(editor, start);
    sees(editor, "1 draft: Contoso Production");
    types(editor, "d");
    sees(editor, "Changes to Contoso Production were");
    sees(editor, "+ b@contoso.com");
    types(editor, "t");
    sees(editor, "The draft of Contoso Production is in the");
    sees(editor, "a@contoso.com, b@contoso.com, not yet");
}

Test(drafts, kill_9_while_typing_loses_nothing_that_is_older_than_a_second)
{
    Editor editor = editor_new();
    type_into_the_form(&editor, NULL);
    wait_draft(&editor, "a@contoso.com, b@contoso.com, not yet\n");
    kill_editor(&editor, SIGKILL);
    take_draft(&editor, NULL);
    contact_is(&editor, PRODUCTION, "emails = [ \"a@contoso.com\" ];\nalerts = false;\n");

    for (int i = 0; i < 9; i++)
        types(&editor, "<Ctrl-E><Backspace>");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Saved Contoso Production: 1 address added");
    wait_draft(&editor, NULL);
    editor_leave(&editor);
    editor_start(&editor, NULL);
    sees(&editor, "2 subscriptions have no contact");
    sees_gone(&editor, "draft");
    editor_free(&editor);
}

Test(drafts, signals_and_a_closed_terminal_leave_a_draft_at_once)
{
    static const int signals[] = {SIGHUP, SIGTERM, 0};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        Editor editor = editor_new();
        type_into_the_form(&editor, NULL);
        if (signals[i])
            kill(terminal_pid(editor.terminal), signals[i]);
        else
            terminal_hang_up(editor.terminal);
        cr_assert(terminal_wait_exit(editor.terminal, TERMINAL_PATIENCE, NULL));
        cr_assert(draft_has(&editor, "a@contoso.com, b@contoso.com, not yet\n"));
        take_draft(&editor, NULL);
        editor_free(&editor);
    }
}

Test(drafts, a_small_window_is_enough)
{
    Editor editor = editor_new();
    EditorStart small = {.columns = 40, .rows = 10};
    editor_write_contact(&editor, PRODUCTION, "emails = [ \"a@b.de\" ];\nalerts = false;\n");
    editor_start(&editor, &small);
    sees(&editor, "Pricing & settings");
    types(&editor, "<Enter>");
    sees(&editor, "Shared");
    types(&editor, "<Enter>");
    sees(&editor, "Email notifications");
    types(&editor, "<Enter>");
    sees(&editor, "a@b.de");
    types(&editor, "<End>, c@d.de");
    sees(&editor, "c@d.de");
    kill_editor(&editor, SIGTERM);
    editor_start(&editor, &small);
    sees(&editor, "1 draft");
    types(&editor, "d");
    sees(&editor, "+ c@d.de");
    sees(&editor, "Take it");
    types(&editor, "t");
    sees(&editor, "a@b.de, c@d.de");
    editor_free(&editor);
}

Test(drafts, one_that_is_left_for_later_is_offered_again_and_a_discarded_one_is_not)
{
    Editor editor = editor_new();
    type_into_the_form(&editor, NULL);
    kill_editor(&editor, SIGTERM);
    editor_start(&editor, NULL);
    sees(&editor, "1 draft: Contoso Production, a moment ago");
    types(&editor, "d");
    sees(&editor, "1 thing in it can't be saved as it is");
    types(&editor, "<Esc>");
    sees(&editor, "Security contact phone number");
    types(&editor, "<Esc>");
    sees(&editor, "1 draft: Contoso Production");

    types(&editor, "<Enter>");
    sees(&editor, "Shared services");
    types(&editor, "<Enter>");
    sees(&editor, "Email notifications");
    types(&editor, "<Enter>");
    sees(&editor, "Changes to Contoso Production were typed and never saved");
    types(&editor, "d");
    sees(&editor, "Discard the draft of Contoso Production?");
    types(&editor, "<Esc>");
    sees(&editor, "Changes to Contoso Production were typed and never saved");
    cr_expect(draft_has(&editor, NULL));
    types(&editor, "d");
    sees(&editor, "Discard the draft of Contoso Production?");
    types(&editor, "y");
    sees(&editor, "The draft of Contoso Production is discarded");
    cr_expect_not(draft_has(&editor, NULL));
    types(&editor, "<Esc>");
    sees(&editor, "Resource groups");
    types(&editor, "<Esc>");
    sees(&editor, "Shared services");
    types(&editor, "<Esc>");
    sees(&editor, "have no contact details");
    sees_gone(&editor, "1 draft");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(drafts, discarding_on_leaving_and_undoing_remove_it)
{
    Editor editor = editor_new();
    type_into_the_form(&editor, NULL);
    wait_draft(&editor, "not yet");
    types(&editor, "<Esc>");
    sees(&editor, "Save the changes to Contoso Production?");
    types(&editor, "d");
    sees(&editor, "Resource groups");
    wait_draft(&editor, NULL);
    types(&editor, "<Enter>");
    sees(&editor, "Security contact phone number");
    types(&editor, "x");
    wait_draft(&editor, "field emails");
    types(&editor, "<Ctrl-G>");
    wait_draft(&editor, NULL);
    editor_leave(&editor);
    editor_free(&editor);
}

Test(drafts, a_question_on_the_screen_keeps_nothing_from_being_written)
{
    Editor editor = editor_new();
    editor_start(&editor, NULL);
    editor_open_form(&editor);
    types(&editor, "typed@contoso.com<Esc>");
    sees(&editor, "Save the changes to Contoso Production?");
    wait_draft(&editor, "typed@contoso.com\n");
    editor_free(&editor);
}

Test(drafts, one_of_older_settings_meets_what_was_saved_since)
{
    Editor editor = editor_new();
    type_into_the_form(&editor, NULL);
    kill_editor(&editor, SIGTERM);
    editor_write_contact(&editor, PRODUCTION,
                         "emails = [ \"a@contoso.com\", \"theirs@contoso.com\" ];\n"
                         "alerts = true;\n");
    editor_start(&editor, NULL);
    sees(&editor, "1 draft");
    types(&editor, "d");
    sees(&editor, "Somebody has saved other settings since");
    types(&editor, "t");
    sees(&editor, "b@contoso.com, not yet");
    types(&editor, "<Ctrl-E>");
    for (int i = 0; i < 9; i++)
        types(&editor, "<Backspace>");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Someone else has saved Contoso Production");
    types(&editor, "m");
    sees(&editor, "with the changes of both");
    contact_is(&editor, PRODUCTION,
               "emails = [ \"a@contoso.com\", \"theirs@contoso.com\", \"b@contoso.com\" ];\n"
               "alerts = true;\n");
    wait_draft(&editor, NULL);
    editor_leave(&editor);
    editor_free(&editor);
}

Test(drafts, one_that_was_saved_after_all_is_not_offered)
{
    Editor editor = editor_new();
    editor_write_contact(&editor, PRODUCTION, "emails = [ \"a@b.de\" ];\nalerts = false;\n");
    editor_start(&editor, NULL);
    editor_open_form(&editor);
    types(&editor, "<End>, c@d.de");
    sees(&editor, "c@d.de");
    kill_editor(&editor, SIGTERM);
    editor_write_contact(&editor, PRODUCTION,
                         "emails = [ \"a@b.de\", \"c@d.de\" ];\nalerts = false;\n");
    editor_start(&editor, NULL);
    editor_open_form(&editor);
    sees(&editor, "a@b.de, c@d.de");
    wait_draft(&editor, NULL);
    editor_leave(&editor);
    editor_free(&editor);
}

Test(drafts, a_damaged_one_is_told_and_stays)
{
    Editor editor = editor_new();
    type_into_the_form(&editor, NULL);
    kill_editor(&editor, SIGTERM);
    char *name = draft_name(&editor);
    temporary_write(editor.home, name, "seccontacts draft 1\n\033[2Jhello");
    editor_start(&editor, NULL);
    sees(&editor, "1 draft: Contoso Production");
    types(&editor, "d");
    sees(&editor, "There is a draft of Contoso Production, but it can't be used");
    sees(&editor, "Security contact phone number");
    types(&editor, "x<Ctrl-G>");
    editor_leave(&editor);
    size_t length;
    char *bytes = temporary_read(editor.home, name, &length);
    cr_expect_str_eq(bytes, "seccontacts draft 1\n\033[2Jhello");
    free(bytes);
    free(name);
    editor_free(&editor);
}

Test(drafts, where_none_can_be_written_the_form_says_so)
{
    Editor editor = editor_new();
    char *config = memory_format("state = \"%s/site/subscriptions.conf/no\";\n", editor.home);
    temporary_write(editor.home, "site/seccontacts.conf", config);
    free(config);
    editor_start(&editor, NULL);
    editor_open_form(&editor);
    types(&editor, "ops@contoso.com");
    sees(&editor, "Your changes can't be kept as a draft, so save soon");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "not saved, since it can't be recorded who saves it");
    sees(&editor, "ops@contoso.com");
    types(&editor, "<Ctrl-Q>");
    sees(&editor, "Discard");
    types(&editor, "d");
    cr_assert(terminal_wait_exit(editor.terminal, TERMINAL_PATIENCE, NULL));
    editor_free(&editor);
}

Test(drafts, mail_delivery_has_them_too)
{
    Editor editor = editor_new();
    editor_start(&editor, NULL);
    sees(&editor, "3 subscriptions");
    types(&editor, "<End><Enter>");
    sees(&editor, "Transport");
    types(&editor, "<Space><Tab>mail.contoso.com:587");
    wait_draft(&editor, "mail.contoso.com:587\n");
    kill_editor(&editor, SIGKILL);
    editor_start(&editor, NULL);
    sees(&editor, "1 draft: Mail delivery, a moment ago");
    types(&editor, "d");
    sees(&editor, "Changes to Mail delivery were typed");
    sees(&editor, "Transport: smtp");
    sees(&editor, "Server: mail.contoso.com:587");
    types(&editor, "t");
    sees(&editor, "The draft of Mail delivery is in the form");
    sees(&editor, "unsaved changes");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Saved.");
    wait_draft(&editor, NULL);
    char *config = temporary_read(editor.home, "site/seccontacts.conf", NULL);
    cr_expect(strstr(config, "server = \"mail.contoso.com:587\";") != NULL, "%s", config);
    free(config);
    editor_leave(&editor);
    editor_free(&editor);
}

Test(drafts, a_subscription_that_was_being_added)
{
    Editor editor = editor_new();
    editor_start(&editor, NULL);
    sees(&editor, "3 subscriptions");
    types(&editor, "<Enter>");
    sees(&editor, "Shared services");
    types(&editor, "a");
    sees(&editor, "Subscription id");
    types(&editor, "20ff7fc3<Tab>Northwind");
    sees(&editor, "Northwind");
    kill_editor(&editor, SIGHUP);
    editor_start(&editor, NULL);
    sees(&editor, "1 draft: Add a subscription, a moment ago");
    types(&editor, "d");
    sees(&editor, "Name: Northwind");
    types(&editor, "d");
    sees(&editor, "Discard the draft of Add a subscription?");
    types(&editor, "y");
    sees(&editor, "The draft of Add a subscription is discarded");
    wait_draft(&editor, NULL);
    editor_leave(&editor);
    editor_free(&editor);
}

/* From the form, by the question of leaving it, and from the page that offers it. */
Test(drafts, one_that_was_discarded_can_be_had_back_until_the_next)
{
    Editor editor = editor_new();
    type_into_the_form(&editor, NULL);
    types(&editor, "<Esc>");
    sees(&editor, "Save the changes to Contoso Production?");
    types(&editor, "d");
    sees(&editor, "Resource groups");
    types(&editor, "<Esc>");
    sees(&editor, "Shared services");
    types(&editor, "a");
    sees(&editor, "Subscription id");
    types(&editor, "20ff7fc3");
    sees(&editor, "20ff7fc3");
    types(&editor, "<Esc>");
    sees(&editor, "Save the changes to");
    types(&editor, "d");
    sees(&editor, "Choose a subscription");
    types(&editor, "<Esc>");
    sees(&editor, "Bring back a draft        Add a subscription, a moment ago");
    sees_gone(&editor, "Contoso Production");
    types(&editor, "<End><Enter>");
    sees(&editor, "Changes to Add a subscription were typed and never saved");
    types(&editor, "d");
    sees(&editor, "Discard the draft of Add a subscription?");
    types(&editor, "y");
    sees(&editor, "The draft of Add a subscription is discarded; the start page brings it back");
    wait_draft(&editor, NULL);
    types(&editor, "<Esc>");
    sees(&editor, "Bring back a draft        Add a subscription, a moment ago");
    types(&editor, "<End><Enter>");
    sees(&editor, "Changes to Add a subscription were typed and never saved");
    types(&editor, "t");
    sees(&editor, "The draft of Add a subscription is in the form");
    editor_free(&editor);
}
