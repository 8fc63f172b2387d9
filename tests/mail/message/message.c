#include "mail/message/message.h"

#include "base/memory.h"
#include "base/visible.h"
#include "mail/fixture.h"
#include "mail/message/message_internal.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <gmime/gmime.h>
#include <stdlib.h>
#include <string.h>

/* A message, and what a mail reader sees of it. */
typedef struct Read {
    MessageParts parts;
    Alert alert;
    Error error;
    char *bytes;
    size_t length;
    GMimeMessage *message;
    char *plain, *html;
} Read;

static void set_up(Read *read)
{
    *read = (Read){0};
    alert_init(&read->alert);
    alert_set(&read->alert.id, "2518765996949954086_9fd4cf2d");
    alert_set(&read->alert.type_id, "VM_LoginBruteForceSuccess");
    alert_set(&read->alert.name, "RDP brute force");
    read->alert.severity = SEVERITY_HIGH;
    alert_set(&read->alert.subscription, "20ff7fc3-e762-44dd-bd96-b71116dcdc23");
    alert_set(&read->alert.resource_group, "rg-prod");
    alert_set(&read->alert.entity, "vm1");
    alert_set(&read->alert.description, "Several thousand sign-ins were tried.\nOne succeeded.");
    alert_add_step(&read->alert, "Change the password.", strlen("Change the password."));
    alert_set(&read->alert.link, "https://portal.azure.com/#blade/alert?a=1&b=2");
    read->alert.has_time = true;
    read->alert.time = 1795425240; /* 2026-11-23 09:14 UTC */
    read->parts = (MessageParts){.alert = &read->alert,
                                 .subscription = "Contoso Production",
                                 .from = "seccontacts@ops.example",
                                 .to = "a@contoso.example",
                                 .message_id = "<5f3a9b0c77@ops.example>",
                                 .now = 1795425300,
                                 .zone = day_zone_new("Europe/Berlin", &read->error),
                                 .fan_out = FAN_OUT_ONE,
                                 .number = 2};
    cr_assert_not_null(read->parts.zone);
}

static char *content(GMimeMultipart *multipart, int index)
{
    GMimeObject *part = g_mime_multipart_get_part(multipart, index);
    char *text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
    char *copy = memory_text(text), *to = copy;
    for (const char *at = text; *at; at++) {
        if (*at != '\r')
            *to++ = *at;
    }
    *to = '\0';
    g_free(text);
    return copy;
}

static void compose(Read *read)
{
    read->bytes = message_compose(&read->parts, &read->length);
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(read->bytes, read->length);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    read->message = g_mime_parser_construct_message(parser, NULL);
    g_object_unref(parser);
    g_object_unref(stream);
    GMimeObject *body = g_mime_message_get_mime_part(read->message);
    bool is_multipart = GMIME_IS_MULTIPART(body);
    cr_assert(is_multipart);
    cr_assert_eq(g_mime_multipart_get_count(GMIME_MULTIPART(body)), 2);
    read->plain = content(GMIME_MULTIPART(body), 0);
    read->html = content(GMIME_MULTIPART(body), 1);
}

static void clear(Read *read)
{
    if (read->message)
        g_object_unref(read->message);
    free(read->bytes);
    free(read->plain);
    free(read->html);
    day_zone_free(read->parts.zone);
    alert_clear(&read->alert);
}

static bool passes(const Read *read)
{
    Error error;
    Outgoing out = {.tag = 1,
                    .name = "x",
                    .from = read->parts.from,
                    .to = read->parts.to,
                    .bytes = read->bytes,
                    .length = read->length};
    bool good = transport_check(&out, &error);
    if (!good)
        cr_log_error("%s", error.text);
    return good;
}

Test(message, reads_as_a_person_would_have_it)
{
    Read read;
    set_up(&read);
    compose(&read);
    cr_expect(passes(&read));
    cr_expect_str_eq(read.plain,
                     "RDP brute force\n"
                     "High severity\n"
                     "\n"
                     "What happened\n"
                     "  Several thousand sign-ins were tried.\n"
                     "  One succeeded.\n"
                     "\n"
                     "When and where\n"
                     "  When            2026-11-23 09:14 UTC\n"
                     "  Local time      2026-11-23 10:14 Europe/Berlin (UTC+01:00)\n"
                     "  Attacked        vm1\n"
                     "  Subscription    Contoso Production\n"
                     "                  20ff7fc3-e762-44dd-bd96-b71116dcdc23\n"
                     "  Resource group  rg-prod\n"
                     "\n"
                     "What to do\n"
                     "  1. Change the password.\n"
                     "\n"
                     "The alert in Security Center\n"
                     "  https://portal.azure.com/#blade/alert?a=1&b=2\n"
                     "\n"
                     "Why you get this\n"
                     "  You are a security contact of the subscription \"Contoso Production\".\n"
                     "  Only alerts of high severity are e-mailed, each type of alert once a\n"
                     "  day and to one contact only, and nobody gets more than 3 messages a\n"
                     "  day: this is your message 2 of today. Further alerts are not e-mailed\n"
                     "  then: look into Security Center.\n");
    clear(&read);
}

Test(message, has_the_headers_that_it_needs)
{
    Read read;
    set_up(&read);
    compose(&read);
    cr_expect_str_eq(g_mime_message_get_subject(read.message),
                     "[High] RDP brute force: vm1 (Contoso Production)");
    cr_expect_not_null(strstr(read.bytes, "\r\nMessage-ID: <5f3a9b0c77@ops.example>\r\n"));
    cr_expect_not_null(strstr(read.bytes, "Date: Mon, 23 Nov 2026 09:15:00 +0000\r\n"));
    cr_expect_not_null(strstr(read.bytes, "\r\nTo: a@contoso.example\r\n"));
    cr_expect_not_null(
        strstr(read.bytes, "From: Security Center alerts <seccontacts@ops.example>\r\n"));
    cr_expect_not_null(strstr(read.bytes, "\r\nAuto-Submitted: auto-generated\r\n"));
    cr_expect_null(strstr(read.bytes, "\r\nCc:"));
    cr_expect_null(strstr(read.html, " src="));
    cr_expect_null(strstr(read.plain, "TEST"));
    clear(&read);
}

Test(message, is_the_same_bytes_each_time)
{
    Read one, two;
    set_up(&one);
    set_up(&two);
    compose(&one);
    compose(&two);
    cr_expect_eq(one.length, two.length);
    cr_expect_eq(memcmp(one.bytes, two.bytes, one.length), 0);
    clear(&one);
    clear(&two);
}

Test(message, a_test_says_so_at_the_top)
{
    Read read;
    set_up(&read);
    read.alert.test = true;
    compose(&read);
    cr_expect_eq(strncmp(read.plain, "TEST\n\nThis is a test. Nothing has happened: ", 44), 0);
    cr_expect_not_null(strstr(read.html, "<strong>TEST</strong>"));
    cr_expect_str_eq(g_mime_message_get_subject(read.message),
                     "TEST [High] RDP brute force: vm1 (Contoso Production)");
    clear(&read);
}

Test(message, the_html_escapes_and_fetches_nothing)
{
    Read read;
    set_up(&read);
    alert_set(&read.alert.name, "<img src=x onerror=alert(1)> & \"quotes\" 'too'");
    alert_set(&read.alert.description, "</td><script>x</script>");
    compose(&read);
    cr_expect_not_null(strstr(read.html,
                              "&lt;img src=x onerror=alert(1)&gt; &amp; &quot;quotes&quot; "
                              "'too'"));
    cr_expect_null(strstr(read.html, "<script"));
    cr_expect_null(strstr(read.html, "<img"));
    cr_expect_null(strstr(read.html, "url("));
    cr_expect_not_null(
        strstr(read.html, "<a href=\"https://portal.azure.com/#blade/alert?a=1&amp;b=2\""));
    clear(&read);
}

Test(message, only_a_plain_https_link_can_be_followed)
{
    static const char *const bad[] = {"javascript:alert(1)",
                                      "http://portal.azure.com/",
                                      "https://a\" onclick=\"x",
                                      "https://a/\xE2\x80\xAEmoc",
                                      "https://a b",
                                      "data:text/html,x"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        Read read;
        set_up(&read);
        alert_set(&read.alert.link, bad[i]);
        compose(&read);
        cr_expect_null(strstr(read.html, "<a "), "%s", bad[i]);
        clear(&read);
    }
}

/* What is put into every text in turn; none may make a header, a line or a hidden character. */
static void is_harmless(const char *hostile)
{
    Read read;
    set_up(&read);
    alert_set(&read.alert.name, hostile);
    alert_set(&read.alert.entity, hostile);
    alert_set(&read.alert.resource_group, hostile);
    alert_set(&read.alert.resource, hostile);
    alert_set(&read.alert.description, hostile);
    alert_set(&read.alert.link, hostile);
    alert_set(&read.alert.severity_text, hostile);
    alert_add_step(&read.alert, hostile, strlen(hostile));
    read.parts.subscription = hostile;
    compose(&read);
    cr_expect(passes(&read));
    const char *end = strstr(read.bytes, "\r\n\r\n");
    cr_assert_not_null(end);
    int headers = 0;
    for (const char *line = read.bytes; line < end; line = strchr(line, '\n') + 1)
        headers += *line != ' ' && *line != '\t';
    cr_expect_eq(headers, 9);
    cr_expect_null(g_mime_object_get_header(GMIME_OBJECT(read.message), "Bcc"));
    const char *subject = g_mime_message_get_subject(read.message);
    cr_expect(visible_is_plain(subject, strlen(subject)));
    cr_expect(strlen(subject) < 1200);
    for (const char *line = read.plain; *line; line = strchr(line, '\n') + 1) {
        size_t length = strcspn(line, "\n");
        cr_expect(visible_is_plain(line, length));
    }
    cr_expect(read.length < 250000);
    clear(&read);
}

Test(message, hostile_texts_are_harmless)
{
    is_harmless("x\r\nBcc: evil@example.com\r\n\r\nbody");
    is_harmless("x\nBcc: evil@example.com");
    is_harmless("x\rBcc: evil@example.com");
    is_harmless("\r\n.\r\nMAIL FROM:<evil@example.com>\r\n");
    is_harmless("=?utf-8?q?x=0D=0ABcc:_evil@example.com?=");
    is_harmless("pay\u202Ecod.exe\u2066x\u2069");
    is_harmless("a\u200Bb\uFEFFc\u00ADd\u2028e\u2029f\xC2\x85g");
    is_harmless("\x1B[2J\x07\x01");
    is_harmless("\xFF\xFE\xC3(");
    is_harmless("上海生产环境 العربية 😆 e\u0301");
    is_harmless("");
}

Test(message, texts_of_any_length_are_cut)
{
    enum { HUGE_LENGTH = 100000 };
    char *huge = memory_array(HUGE_LENGTH + 1, 1);
    memset(huge, 'x', HUGE_LENGTH);
    is_harmless(huge);
    for (size_t i = 0; i < HUGE_LENGTH; i += 3)
        memcpy(huge + i, "\xE4\xB8\x8A", i + 3 <= HUGE_LENGTH ? 3 : 0);
    is_harmless(huge);
    memset(huge, '\n', HUGE_LENGTH);
    is_harmless(huge);
    memset(huge, '\r', HUGE_LENGTH);
    is_harmless(huge);
    free(huge);
}

Test(message, lines_are_wrapped_at_72_columns)
{
    Read read;
    set_up(&read);
    alert_set(
        &read.alert.description,
        "上海生产环境上海生产环境上海生产环境上海生产环境上海生产环境上海生产环境上海生产环境上海"
        "生产环境 and words and words and words and words and words and words and words");
    compose(&read);
    for (const char *line = read.plain; *line; line = strchr(line, '\n') + 1)
        cr_expect_leq(visible_width(line, strcspn(line, "\n")), 72);
    clear(&read);
}

Test(message, without_a_time_or_a_name_it_says_what_it_knows)
{
    Read read;
    set_up(&read);
    read.alert.has_time = false;
    read.parts.subscription = "";
    alert_set(&read.alert.name, "");
    alert_set(&read.alert.entity, "");
    compose(&read);
    cr_expect_str_eq(g_mime_message_get_subject(read.message),
                     "[High] VM_LoginBruteForceSuccess (20ff7fc3-e762-44dd-bd96-b71116dcdc23)");
    cr_expect_not_null(strstr(read.plain,
                              "  When            not told\n"
                              "  Subscription    20ff7fc3-e762-44dd-bd96-b71116dcdc23\n"));
    clear(&read);
}

/* The only address of a header; "" where there is none, or another one. */
static const char *only_address(GMimeMessage *message, GMimeAddressType type)
{
    InternetAddressList *list = g_mime_message_get_addresses(message, type);
    InternetAddress *one =
        internet_address_list_length(list) == 1 ? internet_address_list_get_address(list, 0) : NULL;
    const char *address = INTERNET_ADDRESS_IS_MAILBOX(one)
                              ? internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one))
                              : NULL;
    return address ? address : "";
}

Test(message, quoted_local_parts_stand_in_the_headers_as_they_are)
{
    static const char *const addresses[] = {QUOTED_ADDRESSES};
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
        Read read;
        set_up(&read);
        read.parts.from = read.parts.to = addresses[i];
        compose(&read);
        char *to = memory_format("\r\nTo: %s\r\n", addresses[i]);
        char *from = memory_format("<%s>\r\n", addresses[i]);
        cr_expect_not_null(strstr(read.bytes, to), "%s", read.bytes);
        cr_expect_not_null(strstr(read.bytes, from), "%s", read.bytes);
        cr_expect_str_eq(only_address(read.message, GMIME_ADDRESS_TYPE_TO), addresses[i]);
        cr_expect_str_eq(only_address(read.message, GMIME_ADDRESS_TYPE_FROM), addresses[i]);
        free(from);
        free(to);
        clear(&read);
    }
}
