/* Mail delivery: the group `mail` of seccontacts.conf, and trying the server. */
#include "tui/driver.h"

#include "base/memory.h"
#include "mail/smtp_server.h"
#include "support/temporary.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Replaces seccontacts.conf: the state of the test, and `more`. */
static void write_config(const Editor *editor, const char *more)
{
    char *text = memory_format("state = \"%s/state\";\n%s", editor->home, more);
    temporary_write(editor->home, "site/seccontacts.conf", text);
    free(text);
}

static void open_page(Editor *editor)
{
    editor_start(editor, NULL);
    sees(editor, "3 subscriptions");
    types(editor, "<End><Enter>");
    sees(editor, "Transport");
}

#define config_is(editor, more)                                                                    \
    do {                                                                                           \
        char *expected_ = memory_format("state = \"%s/state\";\n%s", (editor)->home, more);        \
        char *text_ = temporary_read((editor)->home, "site/seccontacts.conf", NULL);               \
        cr_assert_str_eq(text_, expected_, "seccontacts.conf:\n%s", text_);                        \
        free(text_);                                                                               \
        free(expected_);                                                                           \
    } while (0)

/* Whatever the machine is called, mail can be sent in these names. */
#define NAMES "  from = \"alerts@example.com\";\n  hello = \"ops1.example.com\";\n"

Test(mail_delivery, saves_and_keeps_what_it_does_not_know)
{
    Editor editor = editor_new();
    write_config(&editor, "mail = {\n  team = \"night\";\n  timeout = 5;\n" NAMES "};\n");
    open_page(&editor);
    types(&editor, "<Space>");
    sees(&editor, "! transport is \"smtp\": found no server");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Nothing is saved: there is a problem with: Transport");
    types(&editor, "<Tab>localhost:25<Tab><Right>");
    sees_gone(&editor, "! ");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Saved. Messages are mailed from now on.");
    config_is(&editor,
              "mail = {\n  team = \"night\";\n  timeout = 5;\n" NAMES
              "  transport = \"smtp\";\n  server = \"localhost:25\";\n  tls = \"none\";\n};\n");
    types(&editor, "<Shift-Tab><Ctrl-E>0000");
    sees(&editor, "! found \"localhost:250000\", expected");
    types(&editor, "<Backspace><Backspace><Backspace><Backspace>");
    sees_gone(&editor, "unsaved changes");
    types(&editor, "<Esc>");
    sees(&editor, "to the mail server localhost");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(mail_delivery, warns_of_a_sender_without_a_full_name_before_it_is_refused)
{
    Editor editor = editor_new();
    write_config(&editor, "mail = {\n  transport = \"smtp\";\n  server = \"localhost:25\";\n"
                          "  tls = \"none\";\n  from = \"alerts@ops1\";\n"
                          "  hello = \"ops1.example.com\";\n};\n");
    open_page(&editor);
    sees(&editor, "no full host name: many servers refuse such");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(mail_delivery, somebody_elses_save_is_met_and_kept)
{
    Editor editor = editor_new();
    open_page(&editor);
    types(&editor, "<Tab>localhost:25");
    sees(&editor, "unsaved changes");
    write_config(&editor, "mail = {\n  hello = \"ops1.example.com\";\n};\n");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Not saved yet: someone else has saved meanwhile.");
    sees(&editor, "ops1.example.com");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Saved.");
    config_is(&editor,
              "mail = {\n  hello = \"ops1.example.com\";\n  server = \"localhost:25\";\n};\n");
    types(&editor, "0");
    write_config(&editor, "mail = {\n  server = \"localhost:587\";\n};\n");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "someone else has changed Server too, to:");
    sees(&editor, "localhost:587");
    config_is(&editor, "mail = {\n  server = \"localhost:587\";\n};\n");
    types(&editor, "<Esc>");
    sees(&editor, "Save the changes to Mail delivery?");
    types(&editor, "d");
    sees(&editor, "Recommendations");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(mail_delivery, tries_the_server_and_shows_the_dialogue)
{
    const ServerScript script = {0};
    SmtpServer server = smtp_server_start(&script);
    Editor editor = editor_new();
    char *config = memory_format(
        "mail = { transport = \"smtp\"; server = \"127.0.0.1:%d\"; tls = \"none\"; };\n",
        server.port);
    write_config(&editor, config);
    open_page(&editor);
    types(&editor, "<Ctrl-T>");
    sees(&editor, "we:     EHLO ");
    sees(&editor, "we:     QUIT");
    sees(&editor, "It works:");
    types(&editor, "<Esc>");
    sees(&editor, "Transport");
    smtp_server_stop(&server);
    types(&editor, "<Ctrl-T>");
    sees(&editor, "! It does not work:");
    sees(&editor, "Connection refused");
    editor_leave(&editor);
    editor_free(&editor);
    free(config);
}

Test(mail_delivery, a_silent_server_is_left_at_once)
{
    const ServerScript script = {.stage = AT_GREETING, .fault = IS_SILENT};
    SmtpServer server = smtp_server_start(&script);
    Editor editor = editor_new();
    char *config = memory_format(
        "mail = { transport = \"smtp\"; server = \"127.0.0.1:%d\"; tls = \"none\"; };\n",
        server.port);
    write_config(&editor, config);
    open_page(&editor);
    types(&editor, "<Ctrl-T>");
    sees(&editor, "trying");
    types(&editor, "?");
    sees(&editor, "Keys here");
    types(&editor, "<Esc>");
    sees_gone(&editor, "Keys here");
    types(&editor, "<Esc>");
    sees(&editor, "Transport");
    editor_leave(&editor);
    editor_free(&editor);
    smtp_server_stop(&server);
    free(config);
}

Test(mail_delivery, fits_into_small_windows)
{
    Editor editor = editor_new();
    open_page(&editor);
    terminal_resize(editor.terminal, 40, 10);
    types(&editor, "<Tab>mx:25");
    stands_at(&editor, "mx:25");
    terminal_resize(editor.terminal, 20, 5);
    types(&editor, "<Tab>");
    stands_at(&editor, "required");
    types(&editor, "<Shift-Tab>");
    stands_at(&editor, "mx:25");
    types(&editor, "<Ctrl-U>");
    sees_gone(&editor, "mx:25");
    editor_leave(&editor);
    editor_free(&editor);
}

static void set_mode(const Editor *editor, const char *name, mode_t mode)
{
    char *path = temporary_path(editor->home, name);
    cr_assert_eq(chmod(path, mode), 0);
    free(path);
}

static bool exists(const Editor *editor, const char *name)
{
    char *path = temporary_path(editor->home, name);
    bool found = access(path, F_OK) == 0;
    free(path);
    return found;
}

static void remove_config(const Editor *editor)
{
    char *path = temporary_path(editor->home, "site/seccontacts.conf");
    cr_assert_eq(unlink(path), 0);
    free(path);
}

/* Others can write the site: what they put there decides nothing. */
Test(mail_delivery, of_a_shared_site_is_saved_beside_it)
{
    Editor editor = editor_new();
    remove_config(&editor);
    set_mode(&editor, "site", 0777);
    open_page(&editor);
    types(&editor, "<Space><Tab>localhost:25<Tab><Right><Ctrl-S>");
    sees(&editor, "Saved.");
    char *text = temporary_read(editor.home, "site.conf", NULL);
    cr_assert_str_eq(text, "mail = {\n  transport = \"smtp\";\n  server = \"localhost:25\";\n"
                           "  tls = \"none\";\n};\n");
    free(text);
    cr_expect_not(exists(&editor, "site/seccontacts.conf"));
    cr_expect_not(exists(&editor, ".site.conf.saving.tmp"));
    struct stat status;
    char *path = temporary_path(editor.home, "site.conf");
    cr_assert_eq(stat(path, &status), 0);
    cr_expect_eq(status.st_mode & 07777, 0644); /* all have to read it */
    free(path);

    types(&editor, "<Shift-Tab><End><Backspace>6");
    sees(&editor, "unsaved changes");
    types(&editor, "<Ctrl-S>");
    sees_gone(&editor, "unsaved changes");
    text = temporary_read(editor.home, "site.conf", NULL);
    cr_expect(strstr(text, "\"localhost:26\"") != NULL, "%s", text);
    free(text);
    editor_leave(&editor);

    temporary_write(editor.home, "site.conf",
                    "mail = {\n  transport = \"smtp\";\n  server = \"localhost:26\";\n"
                    "  tls = \"none\";\n" NAMES "};\n");
    editor_start(&editor, NULL);
    sees(&editor, "to the mail server localhost");
    editor_leave(&editor);
    editor_free(&editor);
}

/* Nobody can save them safely; so they can be read, and the page says why. */
Test(mail_delivery, is_read_only_where_it_would_not_count)
{
    Editor editor = editor_new();
    remove_config(&editor);
    set_mode(&editor, ".", 0777);
    open_page(&editor);
    sees(&editor, "read-only");
    sees(&editor, "These settings can only be read here: anyone can write");
    sees(&editor, "mode 0777");
    cr_expect_eq(terminal_find(editor.terminal, "[ Save ]", NULL), -1);
    types(&editor, "<Space>");
    types(&editor, "<Tab>localhost:25<Ctrl-S>");
    stands_at(&editor, "Server");
    terminal_paste(editor.terminal, "evil.example.com:25", 19);
    types(&editor, "<Esc>");
    sees(&editor, "Recommendations");
    cr_expect_not(exists(&editor, "site.conf"));
    cr_expect_not(exists(&editor, "site/seccontacts.conf"));
    editor_leave(&editor);
    editor_free(&editor);
}

Test(mail_delivery, trying_the_server_runs_no_command_of_somebody_else)
{
    Editor editor = editor_new();
    open_page(&editor);
    char *config = memory_format("mail = { transport = \"smtp\"; server = \"127.0.0.1:1\"; "
                                 "user = \"me\"; password_command = \"id > %s/pwned\"; };\n",
                                 editor.home);
    write_config(&editor, config);
    set_mode(&editor, "site/seccontacts.conf", 0666);
    terminal_resize(editor.terminal, 250, 24); /* the sentence is in one row then */
    types(&editor, "<Ctrl-T>");
    sees(&editor, "! It does not work:");
    sees(&editor, "only the administrator may set this");
    cr_expect_not(exists(&editor, "pwned"));
    editor_leave(&editor);
    editor_free(&editor);
    free(config);
}
