/* Test alert: preview, sending and what holds it back, as an operator sees it. */
#include "tui/driver.h"

#include "base/memory.h"
#include "support/temporary.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#define CONTACT "emails = [ \"ops@contoso.com\", \"night@contoso.com\" ];\nalerts = true;\n"

/* From the start page to Test alert of Contoso Production, which has two addresses. */
static void open_page(Editor *editor)
{
    editor_write_contact(editor, PRODUCTION, CONTACT);
    editor_start(editor, NULL);
    editor_open_form(editor);
    types(editor, "<Ctrl-T>");
}

/* How many messages lie in the outbox; the last one's text in `*text`, which the caller frees. */
static int outbox_at(const char *home, const char *name, char **text)
{
    char *path = temporary_path(home, name);
    DIR *directory = opendir(path);
    int count = 0;
    *text = NULL;
    for (struct dirent *entry; directory && (entry = readdir(directory));) {
        if (entry->d_name[0] == '.')
            continue;
        count++;
        free(*text);
        *text = temporary_read(path, entry->d_name, NULL);
    }
    if (directory)
        closedir(directory);
    free(path);
    return count;
}

static int outbox(const Editor *editor, char **text)
{
    return outbox_at(editor->home, "state/outbox/new", text);
}

/* The directory of the demo site below `home`, which the caller frees. */
static char *demo_site(const char *home)
{
    DIR *directory = opendir(home);
    char *path = NULL;
    cr_assert(directory != NULL);
    for (struct dirent *entry; (entry = readdir(directory));) {
        if (strncmp(entry->d_name, "seccontacts-demo-", 17) == 0)
            path = temporary_path(home, entry->d_name);
    }
    closedir(directory);
    return path;
}

Test(test_alert, of_the_demo_leaves_one_message_and_nothing_behind)
{
    Editor editor = editor_new();
    char *message, *temporary = memory_format("TMPDIR=%s", editor.home);
    editor_start(&editor, &(EditorStart){.option = "--demo", .environment = temporary});
    sees(&editor, "Pricing & settings");
    types(&editor, "<Enter>");
    sees(&editor, "Contoso Retail Production");
    types(&editor, "<Enter>");
    sees(&editor, "Email notifications");
    types(&editor, "<Enter>");
    sees(&editor, "Security contact email addresses");
    types(&editor, "<Ctrl-T>");
    sees(&editor, "1 message would be sent now");
    types(&editor, "<Ctrl-T>");
    sees(&editor, "Send this test alert to soc@example.com?");
    types(&editor, "s");
    sees(&editor, "! Written to a file for soc@example.com, not mailed");
    sees(&editor, "! nobody now: \"Test alert\" was written to a file");
    char *site = demo_site(editor.home);
    cr_assert(site != NULL);
    cr_assert_eq(outbox_at(site, "state/outbox/new", &message), 1);
    cr_expect(strstr(message, "To: soc@example.com\r\n") != NULL, "%s", message);
    cr_expect(strstr(message, "TEST\r\n") != NULL, "%s", message);
    free(message);
    types(&editor, "<Ctrl-T>");
    sees(&editor, "Not sent, held back: \"Test alert\" was written to a file");
    cr_assert_eq(outbox_at(site, "state/outbox/new", &message), 1);
    free(message);
    free(site);
    editor_leave(&editor);
    site = demo_site(editor.home);
    cr_expect(site == NULL, "%s is left", site);
    editor_free(&editor);
    free(temporary);
}

Test(test_alert, sends_one_message_and_the_second_try_is_held_back)
{
    Editor editor = editor_new();
    char *message;
    open_page(&editor);
    sees(&editor, "1 message would be sent now");
    sees(&editor, "Subject: TEST [High] Test alert (Contoso Production)");
    types(&editor, "<Enter>");
    sees(&editor, "Filter:");
    types(&editor, "successful rdp<Enter>");
    sees(&editor, "[High] Successful RDP brute force attack");
    types(&editor, "<Tab><Tab><Tab>vm1");
    sees(&editor, "attack: vm1");
    cr_expect_eq(outbox(&editor, &message), 0, "a preview sends nothing");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Send this test alert to ops@contoso.com?");
    types(&editor, "s");
    sees(&editor, "! Written to a file for ops@contoso.com, not mailed");
    sees(&editor, "! nobody now: \"");
    cr_assert_eq(outbox(&editor, &message), 1);
    cr_expect(strstr(message, "To: ops@contoso.com\r\n") != NULL, "%s", message);
    cr_expect(strstr(message, "Subject: TEST [High] Successful RDP brute force attack: vm1") !=
                  NULL,
              "%s", message);
    cr_expect(strstr(message, "This is a test. Nothing has happened") != NULL, "%s", message);
    free(message);
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Not sent, held back: \"Successful RDP brute force attack\" was written");
    sees(&editor, "2 of 3");
    cr_expect_eq(outbox(&editor, &message), 1);
    free(message);
    editor_leave(&editor);
    editor_free(&editor);
}

Test(test_alert, goes_to_each_recipient_where_the_site_says_so)
{
    Editor editor = editor_new();
    char *message;
    char *config = memory_format("state = \"%s/state\";\nfan_out = \"each\";\n", editor.home);
    temporary_write(editor.home, "site/seccontacts.conf", config);
    free(config);
    open_page(&editor);
    sees(&editor, "2 messages would be sent now");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Send this test alert to ops@contoso.com and to 1 more?");
    types(&editor, "s");
    sees(&editor, "! Written to files for 2 recipients, not mailed");
    sees(&editor, "! nobody would get it now");
    cr_expect_eq(outbox(&editor, &message), 2);
    free(message);
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Not sent, held back:");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(test_alert, tells_a_reason_whole_and_by_no_code)
{
    Editor editor = editor_new();
    open_page(&editor);
    sees(&editor, "1 message would be sent now");
    sees(&editor, "Left today");
    types(&editor, "<Tab><Tab><Tab><Tab><Down>");
    sees(&editor, "the first of the list whom no");
    sees(&editor, "rule holds back"); /* on a row of its own */
    sees_gone(&editor, "R2");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(test_alert, says_who_gets_it_and_why_not_while_the_choices_change)
{
    Editor editor = editor_new();
    open_page(&editor);
    sees(&editor, "1 message would be sent now");
    sees(&editor, "ops@contoso.com");
    sees(&editor, "held   3 of 3      \"");
    types(&editor, "<Tab><Right>");
    sees(&editor, "‹ Medium ›");
    sees(&editor, "! nobody now: severity is Medium: only High is sent");
    types(&editor, "<Left>");
    sees(&editor, "1 message would be sent now");
    types(&editor, "<Tab><Enter>");
    sees(&editor, "myRg2");
    types(&editor, "rg2<Enter>");
    stands_at(&editor, "myRg2");
    types(&editor, "<Tab><Tab><Tab><End>");
    sees(&editor, "day: this is your message 1 of today");
    types(&editor, "r");
    sees(&editor, "Message, its bytes");
    types(&editor, "<Home>");
    sees(&editor, "Message-ID: <not-sent-yet");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(test_alert, previews_unsaved_changes_and_sends_them_only_when_they_are_saved)
{
    Editor editor = editor_new();
    char *message;
    editor_write_contact(&editor, PRODUCTION, CONTACT);
    editor_start(&editor, NULL);
    editor_open_form(&editor);
    types(&editor, "<Ctrl-A>new@contoso.com, ");
    sees(&editor, "3 addresses");
    types(&editor, "<Ctrl-T>");
    sees(&editor, "To: new@contoso.com");
    sees(&editor, "unsaved changes");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Not sent: the changes are not saved.");
    types(&editor, "<Esc>");
    sees(&editor, "3 addresses");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Saved Contoso Production");
    types(&editor, "<Ctrl-T>");
    sees(&editor, "To: new@contoso.com");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Send this test alert to new@contoso.com?");
    types(&editor, "<Esc>");
    sees_gone(&editor, "Send this test alert");
    cr_expect_eq(outbox(&editor, &message), 0, "not confirmed, not sent");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(test_alert, fits_into_small_windows)
{
    Editor editor = editor_new();
    open_page(&editor);
    sees(&editor, "1 message would be sent now");
    terminal_resize(editor.terminal, 40, 10);
    sees_gone(&editor, "Subject:");
    sees(&editor, "1 message would be sent");
    types(&editor, "<Tab><Tab><Tab><Tab>");
    stands_at(&editor, "ops@contoso.com");
    types(&editor, "<Tab>");
    sees(&editor, "To: ops@contoso.com");
    terminal_resize(editor.terminal, 20, 5);
    sees(&editor, "Test alert");
    types(&editor, "<Shift-Tab>");
    stands_at(&editor, "ops@conto…");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "s Send");
    types(&editor, "<Esc>");
    sees_gone(&editor, "s Send");
    types(&editor, "<Shift-Tab>vm7");
    stands_at(&editor, "vm7");
    terminal_resize(editor.terminal, 80, 24);
    sees(&editor, "Test alert: vm7");
    editor_leave(&editor);
    editor_free(&editor);
}
