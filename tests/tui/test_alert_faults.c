/* Test alert when the mail program or the server does not do as it should. */
#include "tui/driver.h"

#include "base/memory.h"
#include "mail/smtp_server.h"
#include "support/clock.h"
#include "support/hang_limit.h"
#include "support/program.h"
#include "support/temporary.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define CONTACT "emails = [ \"ops@contoso.com\", \"night@contoso.com\" ];\nalerts = true;\n"

static void use_server(const Editor *editor, const SmtpServer *server)
{
    char *text = memory_format("state = \"%s/state\";\nmail = { transport = \"smtp\"; "
                               "server = \"127.0.0.1:%d\"; tls = \"none\"; timeout = 600; "
                               "deadline = 600; };\n",
                               editor->home, server->port);
    temporary_write(editor->home, "site/seccontacts.conf", text);
    free(text);
}

static void open_page(Editor *editor)
{
    editor_open_form(editor);
    types(editor, "<Ctrl-T>");
}

/* A copy of the program, whose mail program is `script`; NULL: it has none. */
static void start_copy(Editor *editor, const char *script)
{
    size_t length;
    char *bytes = temporary_read("/", &PROGRAM[1], &length);
    temporary_write(editor->home, "bin/seccontacts", "");
    char *path = temporary_path(editor->home, "bin/seccontacts");
    FILE *file = fopen(path, "w");
    cr_assert(file != NULL);
    cr_assert_eq(fwrite(bytes, 1, length, file), length);
    cr_assert_eq(fclose(file), 0);
    cr_assert_eq(chmod(path, 0700), 0);
    free(path);
    free(bytes);
    if (script) {
        temporary_write(editor->home, "libexec/seccontacts/seccontacts-mail", script);
        path = temporary_path(editor->home, "libexec/seccontacts/seccontacts-mail");
        cr_assert_eq(chmod(path, 0700), 0);
        free(path);
    }
    editor_write_contact(editor, PRODUCTION, CONTACT);
    editor_start_shell(editor);
    types(editor, "exec ~/bin/seccontacts<Enter>");
}

/* Waits until the server has the whole content of a message. */
static void has_content(const SmtpServer *server)
{
    double since = clock_seconds();
    while (server->seen->content == 0)
        cr_assert(hang_limit_wait(since), "the server was given no message");
}

/* The editor's child. */
static pid_t child_of(const Editor *editor)
{
    int pid = (int)terminal_pid(editor->terminal), child = 0;
    char *path = memory_format("/proc/%d/task/%d/children", pid, pid);
    FILE *file = fopen(path, "r");
    cr_assert(file != NULL, "%s", path);
    cr_assert_eq(fscanf(file, "%d", &child), 1, "the editor has no child");
    fclose(file);
    free(path);
    return (pid_t)child;
}

static void send_one(Editor *editor)
{
    sees(editor, "1 message would be sent now");
    types(editor, "<Ctrl-S>");
    sees(editor, "Send this test alert to ops@contoso.com?");
    types(editor, "s");
    sees(editor, "sending");
}

Test(alert_preview_faults, a_missing_mail_program_is_named)
{
    Editor editor = editor_new();
    start_copy(&editor, NULL);
    terminal_resize(editor.terminal, 250, 24); /* its path is in one row then */
    open_page(&editor);
    sees(&editor, "! the mail program is not installed: ");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Not sent: the mail program is not installed:");
    sees(&editor, "seccontacts-mail");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(alert_preview_faults, a_mail_program_that_crashes_or_talks_nonsense_is_told)
{
    static const struct {
        const char *script, *told;
    } cases[] = {
        {"#!/bin/sh\nkill -SEGV $$\n", "! the mail program was ended: Segmentation fault"},
        {"#!/bin/sh\necho hello there\n", "! the mail program said something that can't be"},
        {"#!/bin/sh\nexit 3\n", "! the mail program failed with status 3"},
        {"#!/bin/sh\necho 'seccontacts: the disk is full' >&2\nexit 74\n", "! the disk is full"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Editor editor = editor_new();
        start_copy(&editor, cases[i].script);
        open_page(&editor);
        sees(&editor, cases[i].told);
        editor_leave(&editor);
        editor_free(&editor);
    }
}

Test(alert_preview_faults, a_mail_program_that_hangs_holds_no_key_up)
{
    Editor editor = editor_new();
    start_copy(&editor, "#!/bin/sh\ntrap '' TERM\nexec sleep 1000\n");
    open_page(&editor);
    sees(&editor, "Recipients   …");
    types(&editor, "an alert");
    stands_at(&editor, "an alert");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "What you typed waits");
    editor_leave(&editor);
    editor_free(&editor);
}

Test(alert_preview_faults, what_the_server_says_is_shown)
{
    const ServerScript script = {.refused = "ops@contoso.com"};
    SmtpServer server = smtp_server_start(&script);
    Editor editor = editor_new();
    use_server(&editor, &server);
    editor_write_contact(&editor, PRODUCTION, CONTACT);
    editor_start(&editor, NULL);
    open_page(&editor);
    sees(&editor, "1 message would be sent now");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "ops@contoso.com?");
    types(&editor, "s");
    sees(&editor, "Sent to night@contoso.com");
    sees(&editor, "refused to ops@contoso.com: 550");
    sees(&editor, "sent to night@contoso.com: 250");
    types(&editor, "d");
    sees(&editor, "Dialogue with the mail server");
    types(&editor, "<End>");
    sees(&editor, "we:     QUIT");
    cr_expect_eq(server.seen->taken, 1);
    cr_expect_str_eq(server.seen->recipient, "night@contoso.com");
    editor_leave(&editor);
    editor_free(&editor);
    smtp_server_stop(&server);
}

Test(alert_preview_faults, a_silent_server_holds_no_key_up_and_can_be_left)
{
    const ServerScript script = {.stage = AT_MAIL, .fault = IS_SILENT};
    SmtpServer server = smtp_server_start(&script);
    Editor editor = editor_new();
    use_server(&editor, &server);
    editor_write_contact(&editor, PRODUCTION, CONTACT);
    editor_start(&editor, NULL);
    open_page(&editor);
    send_one(&editor);
    types(&editor, "d");
    sees(&editor, "we:     MAIL FROM:");
    types(&editor, "?");
    sees(&editor, "Keys here");
    types(&editor, "<Esc>");
    sees(&editor, "we:     MAIL FROM:");
    types(&editor, "<Esc>");
    sees(&editor, "The message in hand is being finished");
    types(&editor, "<Esc>");
    sees(&editor, "Ended in the middle");
    sees(&editor, "send   3 of 3"); /* no content went out, so it does not count */
    types(&editor, "<Esc>");
    sees(&editor, "Security contact email addresses");
    editor_leave(&editor);
    editor_free(&editor);
    smtp_server_stop(&server);
}

Test(alert_preview_faults, a_mail_program_killed_in_mid_send_counts_as_sent)
{
    const ServerScript script = {.stage = AT_DOT, .fault = IS_SILENT};
    SmtpServer server = smtp_server_start(&script);
    Editor editor = editor_new();
    use_server(&editor, &server);
    editor_write_contact(&editor, PRODUCTION, CONTACT);
    editor_start(&editor, NULL);
    open_page(&editor);
    send_one(&editor);
    types(&editor, "d");
    sees(&editor, "354");
    has_content(&server);
    cr_assert_eq(kill(child_of(&editor), SIGKILL), 0);
    sees(&editor, "the mail program was ended: Killed");
    sees(&editor, "! nobody now: \"");
    types(&editor, "<Ctrl-S>");
    sees(&editor, "Not sent, held back: \"");
    editor_leave(&editor);
    editor_free(&editor);
    smtp_server_stop(&server);
}

Test(alert_preview_faults, what_becomes_of_it_is_told_while_help_is_read)
{
    const ServerScript script = {.stage = AT_DOT, .fault = IS_SILENT};
    SmtpServer server = smtp_server_start(&script);
    Editor editor = editor_new();
    use_server(&editor, &server);
    editor_write_contact(&editor, PRODUCTION, CONTACT);
    editor_start(&editor, NULL);
    open_page(&editor);
    send_one(&editor);
    types(&editor, "d");
    sees(&editor, "354");
    has_content(&server);
    types(&editor, "?");
    sees(&editor, "Keys here");
    cr_assert_eq(kill(child_of(&editor), SIGKILL), 0);
    sees(&editor, "the mail program was ended: Killed");
    sees(&editor, "Keys here");
    types(&editor, "<Esc>");
    sees(&editor, "! nobody now: \"");
    editor_leave(&editor);
    editor_free(&editor);
    smtp_server_stop(&server);
}

Test(alert_preview_faults, quitting_while_it_is_sent_ends_it_first)
{
    const ServerScript script = {.stage = AT_MAIL, .fault = IS_SILENT};
    SmtpServer server = smtp_server_start(&script);
    Editor editor = editor_new();
    int status;
    use_server(&editor, &server);
    editor_write_contact(&editor, PRODUCTION, CONTACT);
    editor_start(&editor, NULL);
    open_page(&editor);
    send_one(&editor);
    types(&editor, "<Ctrl-Q>");
    sees(&editor, "The message in hand is being finished");
    types(&editor, "<Ctrl-Q>");
    cr_assert(terminal_wait_exit(editor.terminal, TERMINAL_PATIENCE, &status));
    cr_expect_eq(status, 0);
    editor_free(&editor);
    smtp_server_stop(&server);
}
