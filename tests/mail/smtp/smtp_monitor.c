#include "mail/smtp/smtp_monitor.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

typedef struct Shown {
    SmtpMonitor monitor;
    char lines[2048];
} Shown;

static void show(bool from_server, const char *line, size_t length, void *data)
{
    Shown *shown = data;
    size_t used = strlen(shown->lines);
    snprintf(shown->lines + used, sizeof shown->lines - used, "%c %.*s\n", from_server ? 'S' : 'C',
             (int)length, line);
}

static void start(Shown *shown)
{
    *shown = (Shown){.monitor = {.line = show}};
    shown->monitor.data = shown;
    smtp_monitor_start(&shown->monitor);
}

static SmtpMonitorStop reads(Shown *shown, const char *text)
{
    char copy[1024];
    snprintf(copy, sizeof copy, "%s", text);
    return smtp_monitor_read(&shown->monitor, copy, strlen(copy));
}

static SmtpMonitorStop writes(Shown *shown, const char *text)
{
    return smtp_monitor_write(&shown->monitor, text, strlen(text));
}

Test(monitor, replies_are_matched_with_their_commands)
{
    Shown shown;
    start(&shown);
    cr_expect_eq(smtp_monitor_stage(&shown.monitor), STAGE_GREETING);
    cr_expect_eq(reads(&shown, "220 h"), DIALOGUE_GO_ON);
    cr_expect_eq(reads(&shown, "i\r"), DIALOGUE_GO_ON);
    cr_expect_not(smtp_monitor_answered(&shown.monitor));
    cr_expect_eq(reads(&shown, "\n"), DIALOGUE_GO_ON);
    cr_expect(smtp_monitor_answered(&shown.monitor));
    cr_expect_eq(shown.monitor.code, 220);
    cr_expect_str_eq(shown.monitor.text, "hi");
    writes(&shown, "RSET\r\nMAIL FROM:<a@b>\r\n"); /* pipelined */
    reads(&shown, "250 one\r\n");
    cr_expect_eq(shown.monitor.answered, STAGE_RSET);
    reads(&shown, "250-two\r\n250 three\r\n");
    cr_expect_eq(shown.monitor.answered, STAGE_MAIL);
    cr_expect_str_eq(shown.monitor.text, "two three");
}

Test(monitor, what_was_not_asked_for_ends_it)
{
    Shown shown;
    start(&shown);
    cr_expect_eq(reads(&shown, "220 hi\r\n250 more\r\n"), DIALOGUE_UNASKED);
    start(&shown);
    reads(&shown, "220 hi\r\n");
    cr_expect_eq(reads(&shown, "2"), DIALOGUE_UNASKED);
}

Test(monitor, nothing_that_came_before_tls_is_taken_for_what_comes_behind_it)
{
    Shown shown;
    start(&shown);
    reads(&shown, "220 hi\r\n");
    writes(&shown, "STARTTLS\r\n");
    cr_expect_eq(reads(&shown, "220 go\r\n250-AUTH PLAIN\r\n"), DIALOGUE_UNASKED);
}

Test(monitor, nothing_goes_out_before_tls_and_sign_in)
{
    Shown shown;
    start(&shown);
    shown.monitor.need_tls = shown.monitor.need_auth = true;
    reads(&shown, "220 hi\r\n");
    cr_expect_eq(writes(&shown, "MAIL FROM:<a@b>\r\n"), DIALOGUE_NOT_ENCRYPTED);
    start(&shown);
    shown.monitor.need_tls = shown.monitor.need_auth = true;
    cr_expect_eq(writes(&shown, "AUTH PLAIN AGEAYg==\r\n"), DIALOGUE_NOT_ENCRYPTED);
    cr_expect_str_eq(shown.lines, "");
    start(&shown);
    shown.monitor.need_tls = shown.monitor.need_auth = true;
    smtp_monitor_encrypted(&shown.monitor);
    cr_expect_eq(writes(&shown, "MAIL FROM:<a@b>\r\n"), DIALOGUE_AUTH_MISSING);
}

Test(monitor, only_235_is_a_sign_in)
{
    static const char replies[][20] = {"535 no\r\n", "250 ok\r\n", "454 later\r\n", "hello\r\n",
                                       "2350 ok\r\n"};
    for (size_t i = 0; i < sizeof replies / sizeof replies[0]; i++) {
        Shown shown;
        start(&shown);
        reads(&shown, "220 hi\r\n");
        writes(&shown, "AUTH PLAIN AGEAYg==\r\n");
        cr_expect_eq(reads(&shown, replies[i]), DIALOGUE_AUTH_REFUSED, "%s", replies[i]);
        cr_expect_not(shown.monitor.authenticated);
    }
}

Test(monitor, secrets_are_not_shown)
{
    Shown shown;
    start(&shown);
    reads(&shown, "220 hi\r\n");
    writes(&shown, "AUTH LOGIN\r\n");
    reads(&shown, "334 VXNlcm5hbWU6\r\n");
    writes(&shown, "b3BlcmF0b3I=\r\n");
    reads(&shown, "334 UGFzc3dvcmQ6\r\n");
    writes(&shown, "TUFJTCBxdWl0\r\n");
    reads(&shown, "235 ok\r\n");
    writes(&shown, "MAIL FROM:<a@b>\r\n");
    cr_expect_str_eq(shown.lines, "S 220 hi\n"
                                  "C AUTH LOGIN\n"
                                  "S 334 VXNlcm5hbWU6\n"
                                  "C ***\n"
                                  "S 334 UGFzc3dvcmQ6\n"
                                  "C ***\n"
                                  "S 235 ok\n"
                                  "C MAIL FROM:<a@b>\n");
}

Test(monitor, offers_are_hidden_from_the_library_alone)
{
    Shown shown;
    char reply[] = "250-test\r\n250-chunking\r\n250-EnhancedStatusCodes\r\n250 CHUNKING\r\n";
    start(&shown);
    reads(&shown, "220 hi\r\n");
    writes(&shown, "EHLO x\r\n");
    /* In pieces, as it may come. */
    for (size_t i = 0; reply[i]; i++)
        cr_expect_eq(smtp_monitor_read(&shown.monitor, reply + i, 1), DIALOGUE_GO_ON);
    cr_expect_str_eq(reply,
                     "250-test\r\n250-chunkin-\r\n250-EnhancedStatusCode-\r\n250 CHUNKIN-\r\n");
    cr_expect_not_null(strstr(shown.lines, "S 250-chunking\n"));
}

Test(monitor, a_check_ends_before_data_and_nothing_is_pipelined)
{
    Shown shown;
    char reply[] = "250-test\r\n250-PIPELINING\r\n250 SIZE\r\n";
    start(&shown);
    shown.monitor.check_before = STAGE_DATA;
    reads(&shown, "220 hi\r\n");
    writes(&shown, "EHLO x\r\n");
    cr_expect_eq(smtp_monitor_read(&shown.monitor, reply, strlen(reply)), DIALOGUE_GO_ON);
    cr_expect_str_eq(reply, "250-test\r\n250-PIPELININ-\r\n250 SIZE\r\n");
    cr_expect_eq(writes(&shown, "MAIL FROM:<a@b>\r\n"), DIALOGUE_GO_ON);
    reads(&shown, "250 ok\r\n");
    cr_expect_eq(writes(&shown, "RCPT TO:<a@b>\r\n"), DIALOGUE_GO_ON);
    reads(&shown, "250 ok\r\n");
    cr_expect_eq(writes(&shown, "DATA\r\n"), DIALOGUE_CHECKED);
}

/* What libESMTP gets to see of `reply`, when it comes in pieces of `size` bytes. */
static void expect_changed(const char *reply, size_t size, const char *expected, int code,
                           const char *text)
{
    Shown shown;
    char copy[128];
    snprintf(copy, sizeof copy, "%s", reply);
    start(&shown);
    reads(&shown, "220 hi\r\n");
    writes(&shown, "MAIL FROM:<a@b>\r\n");
    for (size_t at = 0, length = strlen(copy); at < length; at += size)
        cr_expect_eq(
            smtp_monitor_read(&shown.monitor, copy + at, length - at < size ? length - at : size),
            DIALOGUE_GO_ON);
    cr_expect_str_eq(copy, expected, "%s in pieces of %zu", reply, size);
    cr_expect(smtp_monitor_answered(&shown.monitor));
    cr_expect_eq(shown.monitor.code, code, "%s", reply);
    cr_expect_str_eq(shown.monitor.text, text);
}

Test(monitor, a_reply_without_text_is_one_for_the_library_too)
{
    for (size_t size = 1; size < 40; size++) {
        expect_changed("250\r\n", size, "250 \n", 250, "");
        expect_changed("550\r\n", size, "550 \n", 550, "");
        expect_changed("250 \r\n", size, "250 \r\n", 250, "");
        expect_changed("250-\r\n250\r\n", size, "250-\r\n250 \n", 250, "");
        expect_changed("250-a\r\n250-\r\n250-b\r\n250\r\n", size,
                       "250-a\r\n250-\r\n250-b\r\n250 \n", 250, "a b");
        expect_changed("hey\r\n", size, "hey\r\n", 0, "hey");
        expect_changed("25\r\n", size, "25\r\n", 0, "25");
    }
    expect_changed("250\rx\r\n", 40, "250\rx\r\n", 0, "250\rx");
}
