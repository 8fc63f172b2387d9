#include "mail/message/delivery_report.h"

#include "base/memory.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ID    "<0f3c5a9e7b2d4816a1c3e5f708192a3b@ops.example.com>"
#define ENVID "0f3c5a9e7b2d4816a1c3e5f708192a3b"

static char *sample(const char *name, size_t *length)
{
    char *path = memory_format(TEST_DATA "/reports/%s.eml", name);
    FILE *file = fopen(path, "r");
    cr_assert(file != NULL, "%s", path);
    char *bytes = memory_array(1 << 16, 1);
    *length = fread(bytes, 1, (1 << 16) - 1, file);
    fclose(file);
    free(path);
    return bytes;
}

/* The whole of a report, on one line. */
static char *line_of(const char *bytes, size_t length)
{
    DeliveryReport report;
    if (!delivery_report_read(bytes, length, &report)) {
        cr_expect(report.action == DELIVERY_NONE);
        return memory_text("none");
    }
    return memory_format("%s %s envid=%s id=%s status=%s code=%d: %s",
                         delivery_action_name(report.action), report.recipient, report.envelope_id,
                         report.message_id, report.status, report.code, report.text);
}

static void reads(const char *name, const char *expected)
{
    size_t length;
    char *bytes = sample(name, &length);
    char *line = line_of(bytes, length);
    cr_expect_str_eq(line, expected, "%s:\n%s\nexpected\n%s", name, line, expected);
    free(line);
    char *crlf = memory_array(2 * length + 1, 1); /* as it comes over a wire */
    size_t to = 0;
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] == '\n')
            crlf[to++] = '\r';
        crlf[to++] = bytes[i];
    }
    line = line_of(crlf, to);
    cr_expect_str_eq(line, expected, "%s with CR LF:\n%s\nexpected\n%s", name, line, expected);
    free(line);
    free(crlf);
    free(bytes);
}

static void reads_text(const char *text, const char *expected)
{
    char *line = line_of(text, strlen(text));
    cr_expect_str_eq(line, expected, "%s", line);
    free(line);
}

Test(delivery_report, reads_what_mail_servers_write)
{
    reads("postfix-failed",
          "failed ann@example.net envid=" ENVID " id=" ID
          " status=5.1.1 code=550: 550 5.1.1 <ann@example.net>: Recipient address "
          "rejected: User unknown in local recipient table");
    reads("postfix-delayed", "delayed ann@example.net envid= id=" ID
                             " status=4.4.1 code=0: connect to mx.example.net[192.0.2.7]:25: "
                             "Connection timed out");
    reads("postfix-relayed", "relayed ann@example.net envid=" ENVID " id=" ID
                             " status=2.0.0 code=250: 250 2.0.0 Ok: queued as 4RkT2p");
    reads("exim-failed",
          "failed bob@example.org envid= id=" ID " status=5.0.0 code=552: 552 5.2.2 Mailbox full");
    reads("exchange-failed",
          "failed carol@contoso.example envid= id=" ID
          " status=5.1.10 code=550: 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found "
          "by SMTP address lookup");
    reads("gmail-failed",
          "failed dave@gmail.example envid= id=" ID
          " status=5.1.1 code=550: 550-5.1.1 The email account that you tried to reach does not "
          "exist. 550 5.1.1 https://support.google.com/mail/?p=NoSuchUser");
}

Test(delivery_report, reads_plain_text_that_returns_the_headers)
{
    reads("qmail-failed", "failed erin@example.net envid= id=" ID
                          " status=5.7.1 code=550: 192.0.2.31 does not like recipient. Remote host "
                          "said: 550 5.7.1 Unable to relay for erin@example.net Giving up on "
                          "192.0.2.31.");
    reads("exim-plain-failed",
          "failed frank@example.nl envid= id=" ID
          " status=5.1.1 code=553: SMTP error from remote mailer after RCPT TO: "
          "<frank@example.nl>: host mailhost.example.nl [192.0.2.63]: 553 5.1.1 unknown or "
          "illegal user: frank@example.nl");
    reads("exim-plain-delayed", "delayed  envid= id=" ID " status= code=0: ");
}

Test(delivery_report, a_message_of_another_kind_is_none)
{
    reads("vacation", "none");
    reads("read-receipt", "none");
    reads("forwarded", "none"); /* a report in a message that a person sends */
    reads_text("", "none");
    reads_text("From ", "none");
    reads_text("\n\n\n", "none");
    reads_text("no message at all", "none");
}

/* What is put between the first and the second line of a status. */
#define REPORT(STATUS, HEADERS)                                                                    \
    "From: x@example.net\nMIME-Version: 1.0\n"                                                     \
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"                  \
    "--b\nContent-Type: text/plain\n\nhello\n--b\nContent-Type: "                                  \
    "message/delivery-status\n\n" STATUS "\n--b\nContent-Type: text/rfc822-headers\n\n" HEADERS    \
    "\n--b--\n"

Test(delivery_report, of_several_recipients_the_worst_counts)
{
    reads_text(REPORT("Reporting-MTA: dns; m\n\n"
                      "Final-Recipient: rfc822; a@example.net\nAction: delivered\nStatus: 2.0.0\n\n"
                      "Final-Recipient: rfc822; b@example.net\nAction: FAILED (bad mailbox)\n"
                      "Status: 5.2.1 (disabled)\n\n"
                      "Final-Recipient: rfc822; c@example.net\nAction: delayed\nStatus: 4.0.0\n",
                      "Message-ID: <1@x>\n"),
               "failed b@example.net envid= id=<1@x> status=5.2.1 code=0: ");
}

Test(delivery_report, without_an_action_the_class_of_the_status_says_it)
{
    reads_text(
        REPORT("Final-Recipient: rfc822; a@example.net\nStatus: 4.2.2\n", "Message-ID: <1@x>\n"),
        "delayed a@example.net envid= id=<1@x> status=4.2.2 code=0: ");
    reads_text(REPORT("Final-Recipient: rfc822; a@example.net\n", "Message-ID: <1@x>\n"), "none");
}

Test(delivery_report, on_to_a_list_is_relayed)
{
    reads_text(REPORT("Final-Recipient: rfc822; a@example.net\nAction: expanded\nStatus: 2.0.0\n",
                      "Message-ID: <1@x>\n"),
               "relayed a@example.net envid= id=<1@x> status=2.0.0 code=0: ");
}

Test(delivery_report, names_no_message_that_it_does_not_name)
{
    reads_text(REPORT("Action: failed\nStatus: 5.0.0\n", "Subject: x\n"), "none");
    reads_text(REPORT("Action: failed\nStatus: 5.0.0\n", "Message-ID: <no at>\n"), "none");
    reads_text(REPORT("Action: failed\nStatus: 5.0.0\n", "Message-ID: <a\x1b[2Jb@x>\n"), "none");
    reads_text(REPORT("Original-Envelope-Id: a b\n\nAction: failed\nStatus: 5.0.0\n", ""), "none");
}

Test(delivery_report, hostile_text_is_made_visible_and_cut)
{
    char *line = line_of(REPORT("Final-Recipient: rfc822; \x1b]0;owned\x07@example.net\n"
                                "Action: failed\nStatus: 5.1.1.1.1.1.1.1.1\n"
                                "Diagnostic-Code: smtp; 550 \xe2\x80\xae"
                                "evil\xff\r\n\tfolded\n",
                                "Message-ID: <1@x>\n"),
                         strlen(REPORT("Final-Recipient: rfc822; \x1b]0;owned\x07@example.net\n"
                                       "Action: failed\nStatus: 5.1.1.1.1.1.1.1.1\n"
                                       "Diagnostic-Code: smtp; 550 \xe2\x80\xae"
                                       "evil\xff\r\n\tfolded\n",
                                       "Message-ID: <1@x>\n")));
    cr_expect_str_eq(line,
                     "failed ^[]0;owned^G@example.net envid= id=<1@x> status= code=550: 550 "
                     "<U+202E>evil<FF> folded",
                     "%s", line);
    free(line);
    char words[4000];
    memset(words, 'x', sizeof words);
    char *text = memory_format(
        REPORT("Action: failed\nDiagnostic-Code: smtp; %.*s\n", "Message-ID: <1@x>\n"),
        (int)sizeof words, words);
    DeliveryReport report;
    cr_assert(delivery_report_read(text, strlen(text), &report));
    cr_expect(strlen(report.text) == sizeof report.text - 1);
    free(text);
}

/* So deep that no reader follows, and as long as it may be: it ends, and is none. */
Test(delivery_report, multiparts_in_one_another_come_to_an_end)
{
    size_t size = (size_t)2 * DELIVERY_REPORT_LIMIT, length = 0;
    char *text = memory_array(size, 1);
    for (unsigned i = 0; length + 200 < size; i++)
        length += (size_t)sprintf(text + length,
                                  "Content-Type: multipart/report; boundary=b%u\n\n--b%u\n", i, i);
    char *line = line_of(text, length);
    cr_expect_str_eq(line, "none");
    free(line);
    free(text);
}

Test(delivery_report, what_is_behind_the_limit_is_not_read)
{
    size_t length;
    char *bytes = sample("postfix-failed", &length);
    char *padded = memory_array(length + DELIVERY_REPORT_LIMIT + 64, 1);
    size_t to = (size_t)sprintf(padded, "X-Padding: ");
    memset(padded + to, 'x', DELIVERY_REPORT_LIMIT);
    to += DELIVERY_REPORT_LIMIT;
    padded[to++] = '\n';
    char *second = strchr(bytes, '\n') + 1;
    memcpy(padded + to, second, length - (size_t)(second - bytes));
    char *line = line_of(padded, to + length - (size_t)(second - bytes));
    cr_expect_str_eq(line, "none");
    free(line);
    free(padded);
    free(bytes);
}
