#include "mail/fixture.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

static bool passes(const char *from, const char *to, const char *bytes, size_t length)
{
    Error error = {0};
    Outgoing out = {
        .tag = 1, .name = "a", .from = from, .to = to, .bytes = bytes, .length = length};
    bool good = transport_check(&out, &error);
    cr_expect_eq(good, error.kind == ERROR_NONE);
    return good;
}

static bool passes_text(const char *text)
{
    return passes("a@b.example", "c@d.example", text, strlen(text));
}

Test(transport, what_could_become_a_command_is_refused)
{
    static const char *const bad[] = {"",
                                      "a\r\nb@c.example",
                                      "a\nb@c.example",
                                      "a@b.example>",
                                      "<a@b",
                                      "a@b.example\r\n",
                                      "a@b.example\x7F",
                                      "\xC3\xBC@b.example",
                                      "a b@c.exa",
                                      "a@b\tc.example",
                                      "x> NOTIFY=NEVER <y@b",
                                      "a@b.example> SIZE=1",
                                      "\"a\"> SIZE=1 <\"b\"@c.example",
                                      "\"a@b.example",
                                      "\"a\"",
                                      "\"a\\\"@b.example",
                                      "\"a\\",
                                      "\"a\rb\"@c.example",
                                      "\"a\\\n\"@b.example",
                                      "\"a\"b@c.example",
                                      "\"a\"@b.example>",
                                      "a\\>@b.example",
                                      "\"a\tb\"@c.example",
                                      "\"\xC3\xBC\"@b.example"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        cr_expect_not(passes("a@b.example", bad[i], "x\r\n", 3), "%s", bad[i]);
        cr_expect_not(passes(bad[i], "a@b.example", "x\r\n", 3), "%s", bad[i]);
    }
}

Test(transport, in_a_quoted_local_part_all_printable_characters_are_text)
{
    static const char *const good[] = {QUOTED_ADDRESSES};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        cr_expect(passes("a@b.example", good[i], "x\r\n", 3), "%s", good[i]);
        cr_expect(passes(good[i], "a@b.example", "x\r\n", 3), "%s", good[i]);
    }
}

Test(transport, only_lines_that_end_by_cr_lf_pass)
{
    cr_expect(passes_text("a\r\n\r\nb\r\n"));
    cr_expect_not(passes_text(""));
    cr_expect_not(passes_text("a"));
    cr_expect_not(passes_text("a\n"));
    cr_expect_not(passes_text("a\r\nb\n"));
    cr_expect_not(passes_text("a\rb\r\n"));
    cr_expect_not(passes_text("a\r\r\n"));
    cr_expect_not(passes_text("a\n.\nMAIL FROM:<x@y>\r\n"));
    cr_expect_not(passes_text("\xC3\xBC\r\n"));
    cr_expect_not(passes("a@b.example", "c@d.example", "a\0b\r\n", 5));
}

Test(transport, lines_have_998_octets_at_most)
{
    char line[1002];
    memset(line, 'x', sizeof line);
    memcpy(line + 998, "\r\n", 3);
    cr_expect(passes_text(line));
    memset(line, 'x', sizeof line);
    memcpy(line + 999, "\r\n", 3);
    cr_expect_not(passes_text(line));
}

Test(transport, a_result_keeps_whole_characters)
{
    char text[600];
    SendResult result;
    for (size_t i = 0; i + 1 < sizeof text; i += 2)
        memcpy(text + i, "\xC3\xBC", 2);
    text[598] = '\0';
    send_result_say(&result, text);
    cr_expect_eq(strlen(result.text), 510);
    cr_expect_eq(strncmp(result.text, text, 510), 0);
}
