/* A list so long that opening, checking and saving it take a while: nothing waits, all can be
 * stopped, and nothing is lost by that. */
#include "tui/draft_files.h"

#include "core/memory.h"
#include "support/temporary.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* Each domain is one of its own that libidn2 has to look at: slow, whatever the machine. */
enum { MANY = 60000, FEWER = 13000 /* still long, where it is gone through often */ };

/* `front`: what stands before the others. */
static char *make_contact(const char *front, int count)
{
    char *text = memory_new((size_t)count * 40 + 200), *end = text;
    end += sprintf(end, "emails = [ %s", front);
    for (int i = 0; i < count; i++)
        end += sprintf(end, "%s\"a@b%d.büro.example\"", i > 0 ? ", " : "", i);
    stpcpy(end, " ];\nalerts = true;\n");
    return text;
}

static void write_long_contact(const Editor *editor, const char *front, int count)
{
    char *text = make_contact(front, count);
    editor_write_contact(editor, PRODUCTION, text);
    free(text);
}

/* At the page of Contoso Production, whose form has the long list. */
static Editor new_editor_with(int count)
{
    Editor editor = editor_new();
    write_long_contact(&editor, "", count);
    editor_start(&editor, NULL);
    sees(&editor, "Pricing & settings");
    types(&editor, "<Enter>");
    sees(&editor, "Contoso Production");
    types(&editor, "<Enter>");
    sees(&editor, "Resource groups");
    return editor;
}

static Editor new_editor(void)
{
    return new_editor_with(MANY);
}

static void open_form(Editor *editor)
{
    types(editor, "<Enter>");
    sees(editor, "60,000 addresses");
    sees(editor, "[ Save ]");
}

/* What the contacts file begins with, of all that it has. */
static void file_begins(const Editor *editor, const char *expected)
{
    char *text = editor_read_contact(editor, PRODUCTION);
    cr_assert_not_null(text);
    cr_expect_eq(strncmp(text, expected, strlen(expected)), 0, "%.80s", text);
    size_t count = 0;
    for (const char *at = text; (at = strchr(at, '@')); at++)
        count++;
    cr_expect_eq(count, MANY);
    free(text);
}

static void has_address(const Editor *editor, const char *address, bool has)
{
    char *text = editor_read_contact(editor, PRODUCTION);
    cr_assert_not_null(text);
    cr_expect_eq(strstr(text, address) != NULL, has, "%.80s", text);
    free(text);
}

/* Keeps all others from saving, as another editor does for a moment. */
static int hold_lock(const Editor *editor)
{
    char *path = temporary_path(editor->home, "site/contacts/.lock");
    int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    cr_assert(lock >= 0 && flock(lock, LOCK_EX) == 0);
    free(path);
    return lock;
}

Test(long_lists, opening_one_can_be_stopped)
{
    Editor editor = new_editor();
    types(&editor, "<Enter>");
    sees(&editor, "Reading the addresses: ");
    types(&editor, "<Esc>");
    sees(&editor, "Resource groups");
    sees_gone(&editor, "Reading the addresses: ");
    open_form(&editor);
    sees(&editor, "a@b59999.büro.example");
    editor_leave(&editor);
    file_begins(&editor, "emails = [ \"a@b0.büro.example\"");
    editor_free(&editor);
}

Test(long_lists, what_is_typed_while_one_is_opened_comes_to_the_form)
{
    Editor editor = new_editor();
    types(&editor, "<Enter>");
    sees(&editor, "Reading the addresses: ");
    types(&editor, "s, new@x.example");
    sees(&editor, "a@b59999.büro.examples, new@x.example");
    sees(&editor, "unsaved changes");
    sees(&editor, "60,001 addresses");
    editor_free(&editor);
}

Test(long_lists, a_check_can_be_stopped_and_a_save_makes_up_for_it)
{
    Editor editor = new_editor();
    open_form(&editor);
    types(&editor, "<Ctrl-Home>y");
    sees(&editor, "ya@b0.büro.example,");
    sees(&editor, "Checking the addresses: ");
    sees(&editor, "Esc Stop");
    types(&editor, "<Esc>");
    sees(&editor, "Stopped: not all addresses are checked. A save checks them first");
    sees(&editor, "not all checked");
    sees(&editor, "ya@b0.büro.example,");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Checking the addresses: ");
    sees(&editor, "Saved Contoso Production: 1 address added, 1 removed");
    sees_gone(&editor, "unsaved changes");
    file_begins(&editor, "emails = [ \"ya@b0.büro.example\", \"a@b1.büro.example\"");

    /* It finds what is wrong, and nothing is saved then. */
    types(&editor, "@<Ctrl-S>");
    sees(&editor, "Not saved: there is a problem with: Security contact email addresses");
    stands_at(&editor, "y@a@b0.büro.example,");
    file_begins(&editor, "emails = [ \"ya@b0.büro.example\"");
    editor_free(&editor);
}

Test(long_lists, a_save_can_be_stopped)
{
    Editor editor = new_editor();
    open_form(&editor);
    types(&editor, "<Ctrl-Home>y");
    sees(&editor, "Checking the addresses: ");
    sees_gone(&editor, "Checking the addresses: ");
    int lock = hold_lock(&editor);
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Saving: ");
    types(&editor, "<Esc>");
    sees(&editor, "Stopped: not saved. Your changes are still here");
    sees(&editor, "unsaved changes");
    sees(&editor, "ya@b0.büro.example,");
    close(lock);
    file_begins(&editor, "emails = [ \"a@b0.büro.example\"");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Saved Contoso Production: 1 address added, 1 removed");
    file_begins(&editor, "emails = [ \"ya@b0.büro.example\"");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(long_lists, what_is_edited_during_a_save_is_unsaved)
{
    Editor editor = new_editor();
    open_form(&editor);
    types(&editor, "<Ctrl-Home>y");
    int lock = hold_lock(&editor);
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Saving: ");
    types(&editor, "z");
    sees(&editor, "yza@b0.büro.example,");
    close(lock);
    sees(&editor, "Saved Contoso Production: 1 address added, 1 removed");
    sees(&editor, "unsaved changes");
    file_begins(&editor, "emails = [ \"ya@b0.büro.example\"");

    /* A leave during a save waits for it. */
    lock = hold_lock(&editor);
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Saving: ");
    types(&editor, "<Ctrl-Q>");
    close(lock);
    int status;
    cr_assert(terminal_wait_exit(editor.terminal, TERMINAL_PATIENCE, &status));
    cr_expect_eq(status, 0);
    file_begins(&editor, "emails = [ \"yza@b0.büro.example\"");
    editor_free(&editor);
}

/* At the start page, with a draft of the long list that an editor has left. */
static Editor with_draft(void)
{
    Editor editor = new_editor();
    open_form(&editor);
    types(&editor, "<Ctrl-Home>y");
    sees(&editor, "ya@b0.büro.example,");
    kill_editor(&editor, SIGHUP);
    cr_assert(draft_has(&editor, "ya@b0.büro.example"));
    editor_start(&editor, NULL);
    sees(&editor, "1 draft: Contoso Production");
    types(&editor, "d");
    sees(&editor, "Reading the addresses: ");
    return editor;
}

Test(long_lists, a_draft_of_one_is_read_beside_the_keys)
{
    Editor editor = with_draft();
    sees(&editor, "Changes to Contoso Production were");
    sees(&editor, "+ ya@b0.büro.example");
    sees(&editor, "- a@b0.büro.example");
    types(&editor, "t");
    sees(&editor, "The draft of Contoso Production is in the");
    sees(&editor, "unsaved changes");
    types(&editor, "<Ctrl-Home>");
    stands_at(&editor, "ya@b0.büro.example,");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Saved Contoso Production: 1 address added, 1 removed");
    file_begins(&editor, "emails = [ \"ya@b0.büro.example\", \"a@b1.büro.example\"");
    wait_draft(&editor, NULL);
    editor_free(&editor);
}

Test(long_lists, what_is_typed_while_a_draft_is_read_comes_to_the_form)
{
    Editor editor = with_draft();
    types(&editor, "s");
    sees(&editor, "Changes to Contoso Production were");
    types(&editor, "<Esc>");
    sees(&editor, "a@b59999.büro.examples");
    cr_assert(draft_has(&editor, "ya@b0.büro.example"));
    editor_free(&editor);
}

Test(long_lists, the_reading_of_a_draft_can_be_stopped_and_it_stays)
{
    Editor editor = with_draft();
    sees(&editor, "Unsaved draft");
    types(&editor, "<Esc>");
    sees(&editor, "[ Save ]");
    sees(&editor, "60,000 addresses");
    cr_assert(draft_has(&editor, "ya@b0.büro.example"));
    editor_leave(&editor);
    editor_start(&editor, NULL);
    sees(&editor, "1 draft: Contoso Production");
    editor_free(&editor);
}

/* Who has typed nothing is not kept by what is read for the form. */
Test(long_lists, the_editor_can_be_left_while_a_draft_is_read)
{
    Editor editor = with_draft();
    int status;
    types(&editor, "<Ctrl-Q>");
    cr_assert(terminal_wait_exit(editor.terminal, TERMINAL_PATIENCE, &status));
    cr_expect_eq(status, 0);
    cr_assert(draft_has(&editor, "ya@b0.büro.example"));
    editor_free(&editor);
}

/* What is typed ahead comes to the page that the key opens. */
Test(long_lists, the_changes_of_one_and_an_alert_for_it_are_made_beside_the_keys)
{
    Editor editor = new_editor_with(FEWER);
    types(&editor, "<Enter>");
    sees(&editor, "13,000 addresses");
    types(&editor, "<Ctrl-Home>y");
    sees(&editor, "ya@b0.büro.example,");
    types(&editor, "<Ctrl-X>");
    sees(&editor, "+ ya@b0.büro.example");
    sees(&editor, "- a@b0.büro.example");
    types(&editor, "<Esc>");
    sees(&editor, "[ Save ]");
    types(&editor, "<Ctrl-T>");
    sees(&editor, "1 message would be sent now");
    types(&editor, "<Esc>");
    sees(&editor, "[ Save ]");
    types(&editor, "<Ctrl-X>s");
    sees(&editor, "Saved Contoso Production: 1 address added, 1 removed");
    has_address(&editor, "\"ya@b0.büro.example\"", true);
    editor_leave(&editor);
    editor_free(&editor);
}

/* What is typed behind it waits until the field is as it was. */
Test(long_lists, one_is_put_back_beside_the_keys)
{
    Editor editor = new_editor();
    open_form(&editor);
    types(&editor, "<Ctrl-Home>y<Ctrl-End>, new@x.example");
    sees(&editor, "60,001 addresses");
    types(&editor, "<Ctrl-P><Ctrl-Home>z");
    sees(&editor, "za@b0.büro.example,");
    types(&editor, "<Ctrl-G><Ctrl-G><Ctrl-Home>");
    sees(&editor, " ya@b0.büro.example,");
    types(&editor, "<Ctrl-P>");
    sees(&editor, "Put back as it was saved: Security contact email addresses");
    sees_gone(&editor, "unsaved changes");
    sees(&editor, " a@b0.büro.example,");
    sees(&editor, "60,000 addresses");
    editor_free(&editor);
}

/* In the form, where a save meets what somebody else has put in front. */
static Editor with_conflict(void)
{
    Editor editor = new_editor_with(FEWER);
    types(&editor, "<Enter>");
    sees(&editor, "13,000 addresses");
    types(&editor, "<Ctrl-Home>o@ours.example, ");
    sees(&editor, "13,001 addresses");
    write_long_contact(&editor, "\"t@theirs.example\", ", FEWER);
    sees(&editor, "! Changed on disk by somebody else");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Someone else has saved Contoso");
    sees(&editor, "+ t@theirs.example");
    sees(&editor, "+ o@ours.example");
    return editor;
}

Test(long_lists, two_changes_of_one_are_merged_beside_the_keys)
{
    Editor editor = with_conflict();
    types(&editor, "<End>");
    sees(&editor, "yours;");
    types(&editor, "a");
    sees(&editor, "theirs;");
    types(&editor, "am"); /* the second waits for the first */
    sees(&editor, "Saved Contoso Production with the changes of both");
    sees_gone(&editor, "unsaved changes");
    sees(&editor, "13,002 addresses");
    char *text = editor_read_contact(&editor, PRODUCTION);
    cr_expect(strstr(text, "\"o@ours.example\"") != NULL, "%.80s", text);
    cr_expect(strstr(text, "\"t@theirs.example\"") != NULL, "%.80s", text);
    free(text);
    editor_free(&editor);
}

Test(long_lists, what_another_one_saved_of_one_is_taken_beside_the_keys)
{
    Editor editor = with_conflict();
    types(&editor, "t<Ctrl-Home>z"); /* the text waits for the field */
    sees(&editor, "zt@theirs.example,");
    types(&editor, "<Ctrl-G>");
    sees(&editor, " t@theirs.example,");
    sees_gone(&editor, "unsaved changes");
    sees_gone(&editor, "o@ours.example");
    sees(&editor, "13,001 addresses");
    write_long_contact(&editor, "", FEWER);
    sees(&editor, "Somebody else has saved Contoso");
    sees(&editor, "13,000 addresses");
    sees_gone(&editor, "t@theirs.example");
    types(&editor, "<Ctrl-L><Ctrl-Home>z");
    sees(&editor, "za@b0.büro.example,");
    types(&editor, "<Ctrl-G>");
    sees_gone(&editor, "unsaved changes");
    editor_leave(&editor);
    editor_free(&editor);
}

/* The addresses of the marked ones, and what a resource group inherits, are read beside the keys.
 */
Test(long_lists, what_many_have_in_common_and_a_group_inherits_is_read_beside_the_keys)
{
    Editor editor = new_editor();
    types(&editor, "<Down><Enter>");
    sees(&editor, "inherited from Contoso Production");
    sees(&editor, "60,000");
    types(&editor, "<Left>");
    sees_gone(&editor, "myRg1");
    types(&editor, "<Left>");
    sees(&editor, "Choose a subscription");
    types(&editor, "mc<Tab><Tab>+442079460958");
    sees(&editor, "set for all");
    sees(&editor, "differs (2 values)");
    types(&editor, "<Esc>");
    sees(&editor, "What you entered here is not saved.");
    editor_free(&editor);
}

Test(long_lists, many_at_once_are_read_and_saved_beside_the_keys)
{
    Editor editor = new_editor_with(FEWER);
    types(&editor, "<Left>");
    sees(&editor, "Choose a subscription");
    types(&editor, "mc<Right><Tab>many@x.example<Ctrl-S>");
    sees(&editor, "3 of 3 subscriptions would change");
    sees(&editor, "1 address added");
    types(&editor, "<Home><Enter>");
    sees(&editor, "+ many@x.example");
    types(&editor, "<Esc>");
    sees(&editor, "3 of 3 subscriptions would change");

    /* A save of a long one can be stopped. */
    int lock = hold_lock(&editor);
    types(&editor, "ss");
    sees(&editor, "Saving: 0 of 3.");
    types(&editor, "<Esc>");
    sees(&editor, "Stopped. What is saved is saved; s goes on");
    close(lock);
    has_address(&editor, "many@x.example", false);
    types(&editor, "ss");
    sees(&editor, "3 subscriptions are saved.");
    has_address(&editor, "many@x.example", true);
    editor_leave(&editor);
    editor_free(&editor);
}
