#include "mail/message/message_read.h"

#include "base/memory.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

static void reads(const char *bytes, const char *expected)
{
    char *text = message_read(bytes, strlen(bytes));
    cr_assert(text != NULL);
    cr_expect_str_eq(text, expected, "read:\n%s", text);
    free(text);
}

Test(message_read, decodes_headers_and_the_plain_text)
{
    reads("From: =?utf-8?q?Z=C3=BCrich?= <a@example.com>\r\nTo: b@example.com\r\n"
          "Subject: TEST [High]\r\n folded\r\nDate: Mon, 23 Nov 2026 09:14:00 +0000\r\n"
          "MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=\"x\"\r\n\r\n"
          "--x\r\nContent-Type: text/plain; charset=utf-8\r\n"
          "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
          "one line that goes =\r\non\r\nZ=C3=BCrich\r\n"
          "--x\r\nContent-Type: text/html\r\n\r\n<p>not this</p>\r\n--x--\r\n",
          "From: Zürich <a@example.com>\nTo: b@example.com\nSubject: TEST [High] folded\n"
          "Date: Mon, 23 Nov 2026 09:14:00 +0000\n\none line that goes on\nZürich");
}

Test(message_read, takes_a_message_of_one_part)
{
    reads("From: a@example.com\r\nTo: b@example.com\r\nSubject: s\r\n"
          "Content-Type: text/plain; charset=utf-8\r\n\r\nhello\r\n",
          "From: a@example.com\nTo: b@example.com\nSubject: s\nDate: \n\nhello\n");
}

Test(message_read, a_message_without_plain_text_reads_as_none)
{
    const char *bytes = "From: a@example.com\r\nContent-Type: image/png\r\n\r\nx\r\n";
    char *text = message_read(bytes, strlen(bytes));
    cr_expect(text == NULL, "%s", text);
    free(text);
}
