/* Mail delivery: the group `mail` of seccontacts.conf, and trying the server. */
#include "tui/driver.h"

#include "core/memory.h"
#include "mail/smtp_server.h"
#include "support/temporary.h"

#include <stdlib.h>
#include <string.h>

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

Test(mail_delivery, saves_and_keeps_what_it_does_not_know)
{
    Editor editor = editor_new();
    write_config(&editor, "mail = {\n  team = \"night\";\n  timeout = 5;\n};\n");
    open_page(&editor);
    types(&editor, "<Space>");
    sees(&editor, "! transport is \"smtp\": found no server");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Nothing is saved: there is a problem with: Transport");
    types(&editor, "<Tab>localhost:25<Tab><Right>");
    sees_gone(&editor, "! ");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Saved.");
    config_is(&editor, "mail = {\n  team = \"night\";\n  timeout = 5;\n  transport = \"smtp\";\n"
                       "  server = \"localhost:25\";\n  tls = \"none\";\n};\n");
    types(&editor, "<Shift-Tab><Ctrl-E>0000");
    sees(&editor, "! found \"localhost:250000\", expected");
    types(&editor, "<Backspace><Backspace><Backspace><Backspace>");
    sees_gone(&editor, "unsaved changes");
    types(&editor, "<Esc>");
    sees(&editor, "to the mail server localhost");
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
