/* A disk that does not answer holds up no key: while the file of a contact, the ledger or a draft
 * is held by the test (programs/slow_disk.c), other keys have their effect. */
#include "tui/driver.h"

#include "support/program.h"
#include "support/temporary.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const EditorStart on_slow_disk = {.environment = "LD_PRELOAD=" SLOW_DISK};

/* What has this text in its name is held from now on, until close(). */
static int hold(const Editor *editor, const char *name)
{
    temporary_write(editor->home, "slow", name);
    return temporary_lock(editor->home, "slow");
}

/* Returns once something is held. */
static void is_held(const Editor *editor)
{
    char *path = temporary_path(editor->home, "held");
    while (access(path, F_OK) != 0) /* the test's limit ends it */
        poll(NULL, 0, 5);
    free(path);
}

/* So that there is a ledger. */
static void send_test(const Editor *editor)
{
    char *site = temporary_path(editor->home, "site");
    const char *argv[] = {PROGRAM, "--site", site, "test", PRODUCTION, NULL};
    ProgramRun run = program_run(argv, &(ProgramInput){.home = editor->home});
    program_run_clear(&run);
    free(site);
}

static Editor new_editor(void)
{
    Editor editor = editor_new();
    editor_write_contact(&editor, PRODUCTION,
                         "emails = [ \"ops@contoso.com\", \"night@contoso.com\" ];\n"
                         "alerts = true;\n");
    send_test(&editor);
    editor_start(&editor, &on_slow_disk);
    sees(&editor, "3 subscriptions");
    return editor;
}

/* To the page of Contoso Production. */
static void go_to_subscription(Editor *editor)
{
    types(editor, "<Enter>");
    sees(editor, "Contoso Production");
    types(editor, "<Enter>");
    sees(editor, "Resource groups");
}

static void open_form(Editor *editor)
{
    go_to_subscription(editor);
    types(editor, "<Enter>");
    sees(editor, "[ Save ]");
    sees(editor, "2 addresses");
}

static void end(Editor *editor)
{
    editor_leave(editor);
    editor_free(editor);
}

Test(slow_disk, a_contact_that_is_opened_holds_up_no_key)
{
    Editor editor = new_editor();
    go_to_subscription(&editor);
    int disk = hold(&editor, PRODUCTION);
    types(&editor, "<Enter>");
    is_held(&editor);
    sees(&editor, "Reading the addresses: ");
    types(&editor, "<Esc>");
    sees(&editor, "Resource groups");
    close(disk);
    types(&editor, "<Enter>");
    sees(&editor, "ops@contoso.com");
    end(&editor);
}

Test(slow_disk, what_is_typed_while_a_contact_is_opened_comes_to_the_form)
{
    Editor editor = new_editor();
    go_to_subscription(&editor);
    int disk = hold(&editor, PRODUCTION);
    types(&editor, "<Enter>");
    sees(&editor, "Reading the addresses: ");
    types(&editor, "<End>, third@contoso.com");
    close(disk);
    sees(&editor, "third@contoso.com");
    sees(&editor, "3 addresses");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Saved Contoso Production: 1 address added");
    end(&editor);
}

Test(slow_disk, a_save_holds_up_no_key)
{
    Editor editor = new_editor();
    open_form(&editor);
    types(&editor, "<End>, third@contoso.com");
    sees(&editor, "3 addresses");
    int disk = hold(&editor, PRODUCTION);
    types(&editor, "<Ctrl-S>");
    is_held(&editor);
    types(&editor, ", fourth@contoso.com");
    sees(&editor, "fourth@contoso.com");
    sees(&editor, "4 addresses");
    close(disk);
    sees(&editor, "Saved Contoso Production: 1 address added");
    types(&editor, "<Ctrl-S>");
    sees_gone(&editor, "unsaved");
    end(&editor);
}

Test(slow_disk, sent_today_holds_up_no_key)
{
    Editor editor = new_editor();
    types(&editor, "<Down><Down>");
    int disk = hold(&editor, "ledger");
    types(&editor, "<Enter>");
    is_held(&editor);
    sees_gone(&editor, "3 subscriptions");
    types(&editor, "<Esc>");
    sees(&editor, "3 subscriptions");
    close(disk);
    types(&editor, "<Enter>");
    sees(&editor, "(UTC), today:");
    sees(&editor, "ops@contoso.com");
    end(&editor);
}

Test(slow_disk, the_limits_in_the_list_hold_up_no_key)
{
    Editor editor = new_editor();
    open_form(&editor);
    int disk = hold(&editor, "ledger");
    types(&editor, "<Ctrl-F>");
    is_held(&editor);
    sees(&editor, "Enter Edit");
    sees(&editor, "›     2  night@contoso.com");
    types(&editor, "<Up>");
    sees(&editor, "›     1  ops@contoso.com");
    types(&editor, "<Esc>");
    sees_gone(&editor, "Enter Edit");
    sees(&editor, "[ Save ]");
    close(disk);
    end(&editor);
}

Test(slow_disk, a_draft_holds_up_no_key)
{
    Editor editor = new_editor();
    open_form(&editor);
    int disk = hold(&editor, ".draft");
    types(&editor, "<End>, third@contoso.com");
    is_held(&editor);
    types(&editor, ", fourth@contoso.com");
    sees(&editor, "4 addresses");
    types(&editor, "<Esc>");
    sees(&editor, "Save the changes to Contoso Production?");
    types(&editor, "d");
    sees(&editor, "Resource groups");
    types(&editor, "<Esc>");
    sees(&editor, "Shared services");
    close(disk);
    end(&editor);
}

/* So that there is a history. */
static void change(const Editor *editor, const char *emails)
{
    char *site = temporary_path(editor->home, "site");
    const char *argv[] = {PROGRAM, "--site", site, "set", PRODUCTION, "--emails", emails, NULL};
    ProgramRun run = program_run(argv, &(ProgramInput){.home = editor->home});
    cr_assert_eq(run.status, 0, "%s", run.err);
    program_run_clear(&run);
    free(site);
}

static Editor new_editor_with_history(void)
{
    Editor editor = new_editor();
    change(&editor, "first@contoso.com");
    change(&editor, "second@contoso.com");
    return editor;
}

Test(slow_disk, a_history_that_is_opened_holds_up_no_key)
{
    Editor editor = new_editor_with_history();
    go_to_subscription(&editor);
    types(&editor, "<Down><Down>");
    int disk = hold(&editor, "history");
    types(&editor, "<Enter>");
    is_held(&editor);
    sees(&editor, "This is being read");
    types(&editor, "<Esc>");
    sees(&editor, "Resource groups");
    close(disk);
    types(&editor, "<Enter>");
    sees(&editor, "1 address added, 1 removed");
    end(&editor);
}

Test(slow_disk, what_is_typed_while_a_history_is_opened_comes_to_it)
{
    Editor editor = new_editor_with_history();
    go_to_subscription(&editor);
    types(&editor, "<Down><Down>");
    int disk = hold(&editor, "history");
    types(&editor, "<Enter>");
    sees(&editor, "This is being read");
    types(&editor, "<Down><Enter>");
    close(disk);
    sees(&editor, "+ first@contoso.com");
    types(&editor, "r");
    sees(&editor, "not saved yet");
    sees(&editor, "first@contoso.com");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Saved Contoso Production: ");
    end(&editor);
}

/* The file is looked at again after each change of the list's page. */
Test(slow_disk, a_history_that_is_read_again_holds_up_no_key)
{
    Editor editor = new_editor_with_history();
    go_to_subscription(&editor);
    types(&editor, "<Down><Down><Enter>");
    sees(&editor, "1 address added, 1 removed");
    types(&editor, "<Enter>");
    sees(&editor, "+ second@contoso.com");
    int disk = hold(&editor, PRODUCTION);
    types(&editor, "<Esc>");
    is_held(&editor);
    types(&editor, "<Down>");
    stands_at(&editor, "1 address added, 2 removed");
    types(&editor, "<Esc>");
    sees(&editor, "Resource groups");
    close(disk);
    end(&editor);
}

static void open_delivery(Editor *editor)
{
    types(editor, "<End><Enter>");
    sees(editor, "Transport");
    sees(editor, "[ Save ]");
}

Test(slow_disk, mail_delivery_that_is_opened_holds_up_no_key)
{
    Editor editor = new_editor();
    int disk = hold(&editor, "seccontacts.conf");
    types(&editor, "<End><Enter>");
    is_held(&editor);
    sees(&editor, "This is being read");
    types(&editor, "<Esc>");
    sees(&editor, "Recommendations");
    types(&editor, "<Enter>");
    sees(&editor, "This is being read");
    types(&editor, "<Tab>localhost:25");
    close(disk);
    sees(&editor, "localhost:25");
    types(&editor, "<Esc>");
    sees(&editor, "Save the changes to Mail delivery?");
    types(&editor, "d");
    sees(&editor, "Recommendations");
    end(&editor);
}

/* What is typed while it is saved stays, as a change. */
Test(slow_disk, checking_and_saving_mail_delivery_hold_up_no_key)
{
    Editor editor = new_editor();
    open_delivery(&editor);
    int disk = hold(&editor, "seccontacts.conf");
    types(&editor, "<Tab>localhost:25");
    is_held(&editor);
    types(&editor, "<Ctrl-S>00");
    sees(&editor, "localhost:2500");
    close(disk);
    sees(&editor, "Saved.");
    sees(&editor, "unsaved changes");
    types(&editor, "<Ctrl-S>");
    sees_gone(&editor, "unsaved changes");
    char *text = temporary_read(editor.home, "site/seccontacts.conf", NULL);
    cr_expect(strstr(text, "server = \"localhost:2500\"") != NULL, "%s", text);
    free(text);
    end(&editor);
}
