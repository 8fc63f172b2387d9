/* A list so long that opening, checking and saving it is work for a thread of its own: no key waits
 * for that, all of it can be stopped, and nothing is lost by that. How long the work takes is up to
 * the test, which holds it at a gate (programs/gate.c). */
#include "tui/draft_files.h"

#include "base/memory.h"
#include "support/temporary.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* So many are more than WORK_LONG. Each domain is one that libidn2 has to look at. */
enum { MANY = 1500 };
#define LABEL "a-label-that-is-about-as-long-as-it-may-be-few-make-a-long-list"

/* `front`: what stands before the others. The first and the last ones are short. */
static char *make_contact(const char *front)
{
    char *text = memory_new((size_t)MANY * 250 + 200), *end = text;
    end += sprintf(end, "emails = [ %s", front);
    for (int i = 0; i < MANY; i++)
        end += sprintf(end, "%s\"a@b%d%s.büro.example\"", i > 0 ? ", " : "", i,
                       i > 20 && i < MANY - 20 ? "." LABEL "." LABEL "." LABEL : "");
    stpcpy(end, " ];\nalerts = true;\n");
    return text;
}

static void write_long_contact(const Editor *editor, const char *front)
{
    char *text = make_contact(front);
    editor_write_contact(editor, PRODUCTION, text);
    free(text);
}

/* Holds all work on the addresses, or on lists with this domain, until the gate is opened by
 * close(). */
static int close_gate(const Editor *editor, const char *domain)
{
    temporary_write(editor->home, "gate", domain);
    return temporary_lock(editor->home, "gate");
}

/* Returns once the editor has taken all keys. */
static void has_taken_the_keys(Editor *editor)
{
    cr_assert(terminal_wait_taken(editor->terminal, TERMINAL_PATIENCE));
}

static void has_title(Editor *editor, const char *title)
{
    cr_assert(terminal_wait_row(editor->terminal, 0, title, TERMINAL_PATIENCE), "not at: %s",
              title);
}

static const EditorStart with_gate = {.environment = "LD_LIBRARY_PATH=" GATE};

/* At the page of Contoso Production, whose form has the long list. */
static Editor new_editor_of(const EditorStart *start)
{
    Editor editor = editor_new();
    write_long_contact(&editor, "");
    editor_start(&editor, start);
    sees(&editor, "Pricing & settings");
    types(&editor, "<Enter>");
    sees(&editor, "Contoso Production");
    types(&editor, "<Enter>");
    sees(&editor, "Resource groups");
    return editor;
}

static Editor new_editor(void)
{
    return new_editor_of(&with_gate);
}

static void open_form(Editor *editor)
{
    types(editor, "<Enter>");
    sees(editor, "1,500 addresses");
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

Test(long_lists, opening_one_can_be_stopped)
{
    Editor editor = new_editor();
    int gate = close_gate(&editor, "");
    types(&editor, "<Enter>");
    sees(&editor, "Reading the addresses: ");
    types(&editor, "<Esc>");
    sees(&editor, "Resource groups");
    sees_gone(&editor, "Reading the addresses: ");
    close(gate);
    open_form(&editor);
    sees(&editor, "a@b1499.büro.example");
    editor_leave(&editor);
    file_begins(&editor, "emails = [ \"a@b0.büro.example\"");
    editor_free(&editor);
}

Test(long_lists, what_is_typed_while_one_is_opened_comes_to_the_form)
{
    Editor editor = new_editor();
    int gate = close_gate(&editor, "");
    types(&editor, "<Enter>");
    sees(&editor, "Reading the addresses: ");
    types(&editor, "s, new@x.example");
    has_taken_the_keys(&editor);
    close(gate);
    sees(&editor, "a@b1499.büro.examples, new@x.example");
    sees(&editor, "unsaved changes");
    sees(&editor, "1,501 addresses");
    editor_free(&editor);
}

Test(long_lists, a_check_can_be_stopped_and_a_save_makes_up_for_it)
{
    Editor editor = new_editor();
    open_form(&editor);
    int gate = close_gate(&editor, "");
    types(&editor, "<Ctrl-Home>y");
    sees(&editor, "ya@b0.büro.example,");
    sees(&editor, "Checking the addresses: ");
    sees(&editor, "Esc Stop");
    types(&editor, "<Esc>");
    sees_gone(&editor, "Checking the addresses: ");
    close(gate);
    sees(&editor, "Stopped: not all addresses are checked. A save checks them first");
    sees(&editor, "not all checked");
    sees(&editor, "ya@b0.büro.example,");
    types(&editor, "<Ctrl-S>");
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
    int gate = close_gate(&editor, "");
    types(&editor, "<Ctrl-Home>y");
    sees(&editor, "Checking the addresses: ");
    close(gate);
    sees_gone(&editor, "Checking the addresses: ");
    int lock = editor_hold_lock(&editor);
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
    int lock = editor_hold_lock(&editor);
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Saving: ");
    types(&editor, "z");
    sees(&editor, "yza@b0.büro.example,");
    close(lock);
    sees(&editor, "Saved Contoso Production: 1 address added, 1 removed");
    sees(&editor, "unsaved changes");
    file_begins(&editor, "emails = [ \"ya@b0.büro.example\"");

    /* A leave during a save waits for it. */
    lock = editor_hold_lock(&editor);
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

/* A draft of the long list that an editor has left is being read, and held at the gate. */
static Editor with_draft(int *gate)
{
    Editor editor = new_editor();
    open_form(&editor);
    types(&editor, "<Ctrl-Home>new@büro.example, y");
    sees(&editor, "new@büro.example, ya@b0.büro.example,");
    kill_editor(&editor, SIGHUP);
    cr_assert(draft_has(&editor, "ya@b0.büro.example"));
    editor_start(&editor, &with_gate);
    sees(&editor, "1 draft: Contoso Production");
    *gate = close_gate(&editor, "büro.example");
    types(&editor, "d");
    has_title(&editor, "Unsaved draft");
    sees(&editor, "Reading the addresses: ");
    return editor;
}

Test(long_lists, a_draft_of_one_is_read_beside_the_keys)
{
    int gate;
    Editor editor = with_draft(&gate);
    close(gate);
    sees(&editor, "Changes to Contoso Production were");
    sees(&editor, "+ new@büro.example");
    sees(&editor, "+ ya@b0.büro.example");
    sees(&editor, "- a@b0.büro.example");
    types(&editor, "t");
    sees(&editor, "The draft of Contoso Production is in the");
    sees(&editor, "unsaved changes");
    types(&editor, "<Ctrl-Home>");
    stands_at(&editor, "new@büro.example, ya@b0.büro.example,");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Saved Contoso Production: 2 addresses added, 1 removed");
    has_address(&editor, "[ \"new@büro.example\", \"ya@b0.büro.example\", \"a@b1.büro.example\"",
                true);
    wait_draft(&editor, NULL);
    editor_free(&editor);
}

Test(long_lists, what_is_typed_while_a_draft_is_read_comes_to_the_form)
{
    int gate;
    Editor editor = with_draft(&gate);
    types(&editor, "s");
    has_taken_the_keys(&editor);
    close(gate);
    sees(&editor, "Changes to Contoso Production were");
    types(&editor, "<Esc>");
    sees(&editor, "a@b1499.büro.examples");
    cr_assert(draft_has(&editor, "ya@b0.büro.example"));
    editor_free(&editor);
}

Test(long_lists, the_reading_of_a_draft_can_be_stopped_and_it_stays)
{
    int gate;
    Editor editor = with_draft(&gate);
    types(&editor, "<Esc>");
    has_title(&editor, "Email notifications");
    close(gate);
    sees(&editor, "[ Save ]");
    sees(&editor, "1,500 addresses");
    cr_assert(draft_has(&editor, "ya@b0.büro.example"));
    editor_leave(&editor);
    editor_start(&editor, &with_gate);
    sees(&editor, "1 draft: Contoso Production");
    editor_free(&editor);
}

/* Who has typed nothing is not kept by what is read for the form. */
Test(long_lists, the_editor_can_be_left_while_a_draft_is_read)
{
    int gate, status;
    Editor editor = with_draft(&gate);
    types(&editor, "<Ctrl-Q>");
    has_taken_the_keys(&editor);
    close(gate);
    cr_assert(terminal_wait_exit(editor.terminal, TERMINAL_PATIENCE, &status));
    cr_expect_eq(status, 0);
    cr_assert(draft_has(&editor, "ya@b0.büro.example"));
    editor_free(&editor);
}

/* What is typed ahead comes to the page that the key opens. */
Test(long_lists, the_changes_of_one_and_an_alert_for_it_are_made_beside_the_keys)
{
    Editor editor = new_editor_of(NULL); /* the mail program wants all of libidn2 */
    types(&editor, "<Enter>");
    sees(&editor, "1,500 addresses");
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
    sees(&editor, "1,501 addresses");
    types(&editor, "<Ctrl-P><Ctrl-Home>z");
    sees(&editor, "za@b0.büro.example,");
    types(&editor, "<Ctrl-G><Ctrl-G><Ctrl-Home>");
    sees(&editor, " ya@b0.büro.example,");
    types(&editor, "<Ctrl-P>");
    sees(&editor, "Put back as it was saved: Security contact email addresses");
    sees_gone(&editor, "unsaved changes");
    sees(&editor, " a@b0.büro.example,");
    sees(&editor, "1,500 addresses");
    editor_free(&editor);
}

/* In the form, where a save meets what somebody else has put in front. */
static Editor with_conflict(void)
{
    Editor editor = new_editor();
    types(&editor, "<Enter>");
    sees(&editor, "1,500 addresses");
    types(&editor, "<Ctrl-Home>o@ours.example, ");
    sees(&editor, "1,501 addresses");
    write_long_contact(&editor, "\"t@theirs.example\", ");
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
    sees(&editor, "1,502 addresses");
    char *text = editor_read_contact(&editor, PRODUCTION);
    cr_expect(strstr(text, "\"o@ours.example\"") != NULL, "%.80s", text);
    cr_expect(strstr(text, "\"t@theirs.example\"") != NULL, "%.80s", text);
    free(text);
    editor_free(&editor);
}

Test(long_lists, what_another_one_saved_of_one_is_taken_beside_the_keys)
{
    Editor editor = with_conflict();
    types(&editor, "t");
    sees(&editor, "What you changed is dropped.");
    types(&editor, "y<Ctrl-Home>z"); /* the text waits for the field */
    sees(&editor, "zt@theirs.example,");
    types(&editor, "<Ctrl-G>");
    sees(&editor, " t@theirs.example,");
    sees_gone(&editor, "unsaved changes");
    sees_gone(&editor, "o@ours.example");
    sees(&editor, "1,501 addresses");
    write_long_contact(&editor, "");
    sees(&editor, "Somebody else has saved Contoso");
    sees(&editor, "1,500 addresses");
    sees_gone(&editor, "t@theirs.example");
    types(&editor, "<Ctrl-L><Ctrl-Home>z");
    sees(&editor, "za@b0.büro.example,");
    types(&editor, "<Ctrl-G>");
    sees_gone(&editor, "unsaved changes");
    editor_leave(&editor);
    editor_free(&editor);
}

/* The addresses of the marked ones, and what a resource group inherits, are read in the background.
 */
Test(long_lists, what_many_have_in_common_and_a_group_inherits_is_read_beside_the_keys)
{
    Editor editor = new_editor();
    types(&editor, "<Down><Enter>");
    sees(&editor, "inherited from Contoso Production");
    sees(&editor, "1,500");
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
    Editor editor = new_editor();
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
    int lock = editor_hold_lock(&editor);
    types(&editor, "s");
    sees(&editor, "Save the changes of ");
    types(&editor, "y");
    sees(&editor, "Saving: 0 of 3.");
    types(&editor, "<Esc>");
    sees(&editor, "Stopped. What is saved is saved; s goes on");
    close(lock);
    has_address(&editor, "many@x.example", false);
    types(&editor, "s");
    sees(&editor, "Save the changes of ");
    types(&editor, "y");
    sees(&editor, "3 subscriptions are saved.");
    has_address(&editor, "many@x.example", true);
    editor_leave(&editor);
    editor_free(&editor);
}

Test(long_lists, recommendations_wait_for_no_contact)
{
    Editor editor = editor_new();
    write_long_contact(&editor, "");
    int gate = close_gate(&editor, "");
    editor_start(&editor, &with_gate);
    sees(&editor, "Recommendations");
    types(&editor, "<Down><Enter>");
    sees(&editor, "Looking through the subscriptions: ");
    types(&editor, "<F1>");
    has_title(&editor, "Help");
    types(&editor, "<Esc>");
    sees(&editor, "Looking through the subscriptions: ");
    close(gate);
    sees_gone(&editor, "Looking through the subscriptions: ");
    types(&editor, "<Esc>");
    sees(&editor, "Pricing & settings");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(long_lists, leaving_gives_up_what_recommendations_read)
{
    Editor editor = editor_new();
    write_long_contact(&editor, "");
    int gate = close_gate(&editor, "");
    editor_start(&editor, &with_gate);
    sees(&editor, "Recommendations");
    types(&editor, "<Down><Enter>");
    sees(&editor, "Looking through the subscriptions: ");
    types(&editor, "<Esc>");
    sees(&editor, "Pricing & settings");
    close(gate);
    editor_leave(&editor);
    editor_free(&editor);
}
