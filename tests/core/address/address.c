#include "core/address/address.h"

#include "core/corpus.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check_row(const CorpusRow *row)
{
    size_t offset = 0;
    AddressProblem problem = address_check(row->text, row->length, &offset);
    const char *words = address_problem_text(problem);
    if (strcmp(row->expected, "smtp") == 0 || strcmp(row->expected, "idn") == 0)
        cr_expect(problem == ADDRESS_OK, "row %zu (%s): \"%s\": %s", row->line, row->origin,
                  row->text, words);
    else if (strcmp(row->expected, "smtputf8") == 0)
        cr_expect(problem == ADDRESS_LOCAL_UTF8, "row %zu (%s): \"%s\": %s", row->line, row->origin,
                  row->text, words);
    else
        cr_expect(problem != ADDRESS_OK && problem != ADDRESS_LOCAL_UTF8,
                  "row %zu (%s): \"%s\" is accepted", row->line, row->origin, row->text);
    cr_expect(offset <= row->length);
}

Test(address, corpus)
{
    cr_assert_eq(corpus_each("email.tsv", check_row), 178);
}

static void accepts(const char *text)
{
    AddressProblem problem = address_check(text, strlen(text), NULL);
    cr_expect(problem == ADDRESS_OK, "\"%s\": %s", text, address_problem_text(problem));
}

static void refuses(const char *text, size_t offset, const char *words)
{
    size_t found = SIZE_MAX;
    AddressProblem problem = address_check(text, strlen(text), &found);
    char *said = address_problem_words(problem, text, strlen(text), found);
    cr_expect(problem != ADDRESS_OK, "\"%s\" is accepted", text);
    cr_expect_str_eq(said, words, "\"%s\": \"%s\"", text, said);
    cr_expect_eq(found, offset, "\"%s\": problem at %zu, not %zu", text, found, offset);
    free(said);
}

Test(address, local_parts_that_smtp_has)
{
    accepts("a@b.c");
    accepts("!#$%&'*+-/=?^_`{|}~@example.com");
    accepts("a.b.c@example.com");
    accepts("0@example.com");
    accepts("-@example.com");
    accepts("\" \"@example.com");
    accepts("\"a@b\"@example.com");
    accepts("\".a..b.\"@example.com");
    accepts("\"\\\"\\\\\"@example.com");
    accepts("\"\\a\"@example.com");
    accepts("\"(),:;<>@[]\"@example.com");
}

Test(address, domains_that_dns_has)
{
    accepts("a@localhost");
    accepts("a@example.123");
    accepts("a@192.0.2.1");
    accepts("a@1.2");
    accepts("a@a--b.com");
    accepts("a@EXAMPLE.Com");
    accepts("a@xn--bcher-kva.example");
    accepts("a@XN--BCHER-KVA.example");
    accepts("a@bücher.example");
    accepts("a@faß.de");
    accepts("a@例え.テスト");
    accepts("a@пример.рф");
    accepts("a@مثال.إختبار");
    accepts("a@ｅｘａｍｐｌｅ．com");
    accepts("a@b。com");
}

Test(address, address_literals)
{
    accepts("a@[192.0.2.1]");
    accepts("a@[255.255.255.255]");
    accepts("a@[001.002.003.004]");
    accepts("a@[IPv6:2001:db8::1]");
    accepts("a@[ipv6:2001:DB8::1]");
    accepts("a@[IPv6:::]");
    accepts("a@[IPv6:::1]");
    accepts("a@[IPv6:1::]");
    accepts("a@[IPv6:1:2:3:4:5:6:7:8]");
    accepts("a@[IPv6:1:2:3:4:5:6::]");
    accepts("a@[IPv6:::3:4:5:6:7:8]");
    accepts("a@[IPv6:1:2:3::7:8]");
    accepts("a@[IPv6:1:2:3:4:5:6:192.0.2.1]");
    accepts("a@[IPv6:::192.0.2.1]");
    accepts("a@[IPv6:::ffff:192.0.2.1]");
    accepts("a@[IPv6:1:2:3:4::192.0.2.1]");
    accepts("a@[IPv6:1::4:192.0.2.1]");
}

Test(address, what_is_no_address_literal)
{
    static const char *const wrong[] = {
        "[]",
        "[1.2.3]",
        "[1.2.3.4.5]",
        "[1.2.3.256]",
        "[1.2.3.0004]",
        "[1.2.3.]",
        "[1..2.3]",
        "[ 1.2.3.4]",
        "[1.2.3.4 ]",
        "[+1.2.3.4]",
        "[0x1.2.3.4]",
        "[2001:db8::1]",
        "[IPv6:]",
        "[IPv6:1]",
        "[IPv6::]",
        "[IPv6::1]",
        "[IPv6:1:]",
        "[IPv6:1:2:3:4:5:6:7]",
        "[IPv6:1:2:3:4:5:6:7:]",
        "[IPv6:1:2:3:4:5:6:7:8:9]",
        "[IPv6:1:2:3:4:5:6::8]", /* "::" for one group alone */
        "[IPv6:1:2:3:4:5:6:7::]",
        "[IPv6:::2:3:4:5:6:7:8]",
        "[IPv6:1::2::3]",
        "[IPv6:1:::2]",
        "[IPv6:::::]",
        "[IPv6:12345::]",
        "[IPv6:g::]",
        "[IPv6:1:2:3:4:5:6:7:192.0.2.1]",
        "[IPv6:1:2:3:4:5::192.0.2.1]",
        "[IPv6:::192.0.2]",
        "[IPv6:::192.0.2.256]",
        "[IPv6:192.0.2.1]",
        "[IPv6:::192.0.2.1:1]",
        "[IPv6:fe80::1%eth0]",
        "[IPv6 :::1]",
        "[IPv4:192.0.2.1]",
        "[X-tag:anything]",
        "[example.com]",
        "[1.2.3.4\\]",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char text[64] = "a@";
        strcat(text, wrong[i]);
        refuses(text, 2, "no IP address: write [192.0.2.1] or [IPv6:2001:db8::1]");
    }
    refuses("a@[192.0.2.1", 12, "a [ without its ]: write [192.0.2.1] or [IPv6:2001:db8::1]");
    refuses("a@[192.0.2.1].com", 13, "text behind the ]: delete it");
    refuses("a@[192.0.2.1]]", 13, "text behind the ]: delete it");
}

Test(address, problems_of_the_whole)
{
    refuses("", 0, "no address: write one as name@example.com");
    refuses("ops", 3, "no @: write name@example.com");
    refuses("ops at contoso", 14, "no @: write name@example.com");
    refuses("ops＠contoso.com", 3, "a wide @: use the @ of ASCII");
    refuses("@contoso.com", 0, "nothing before the @: write name@example.com");
    refuses("ops@", 4, "nothing after the @: write name@example.com");
    refuses("a@b@c.com", 3, "a second @: put a comma between two addresses, or delete one @");
    refuses("mailto:a@b.com", 0, "leave out \"mailto:\"");
    refuses("MailTo:a@b.com", 0, "leave out \"mailto:\"");
    refuses("a@b.com d@e.com", 7,
            "two addresses with only a space between: put a comma between them");
    refuses("a@b.com\u00a0d@e.com", 7,
            "two addresses with only a space between: put a comma between them");
    refuses("Anna a@b.com", 4,
            "a space, which no address has: a name is written Name <name@example.com>");
    refuses(" a@b.com", 0,
            "a space, which no address has: a name is written Name <name@example.com>");
    refuses("a@b.com ", 7,
            "a space, which no address has: a name is written Name <name@example.com>");
    refuses("a@b.com\t", 7,
            "a tab, which no address has: a name is written Name <name@example.com>");
    refuses("a@b\u3000.com", 3,
            "a space, which no address has: a name is written Name <name@example.com>");
    refuses(
        "a(b)@c.com", 1,
        "leave out the round brackets and all that is in them: a comment is no part of an address");
    refuses(
        "a@b.com(c)", 7,
        "leave out the round brackets and all that is in them: a comment is no part of an address");
    refuses("<a@b.com>", 0, "a < or > without its other half: write Name <name@example.com>");
    refuses("a@b.com>", 7, "a < or > without its other half: write Name <name@example.com>");
}

Test(address, joiners_that_a_domain_needs)
{
    char *normal = address_normal("a@\u0dc1\u0dca\u200d\u0dbb\u0dd3.lk",
                                  strlen("a@\u0dc1\u0dca\u200d\u0dbb\u0dd3.lk"));
    cr_expect_str_eq(normal, "a@xn--10cl1a0b660p.lk");
    free(normal);
    cr_expect_eq(address_check("a@\u0915\u094d\u200d\u0937.in",
                               strlen("a@\u0915\u094d\u200d\u0937.in"), NULL),
                 ADDRESS_OK);
    refuses("a\u0dca\u200d@b.com", 4,
            "a control character or one that is not seen: delete it: \"<U+200D>\"");
    refuses("a@\u0dc1\u200d.lk", 5,
            "a control character or one that is not seen: delete it: \"<U+200D>\"");
}

Test(address, characters_that_are_not_seen)
{
    static const char words[] = "a control character or one that is not seen: delete it: ";
    const struct {
        char text[24];
        size_t at;
        char shown[16];
    } rows[] = {
        {"a@b.com\n", 7, "\"^J\""},
        {"a@b.com\r\n", 7, "\"^M\""},
        {"a\033[2J@b.com", 1, "\"^[\""},
        {"a@\x7f.com", 2, "\"^?\""},
        {"\"a\x01\"@b.com", 2, "\"^A\""},
        {"a\u00adb@c.com", 1, "\"<U+00AD>\""},
        {"a@b\u200dc.com", 3, "\"<U+200D>\""},
        {"a@b\u202ec.com", 3, "\"<U+202E>\""},
        {"a@b.com\ufeff", 7, "\"<U+FEFF>\""},
        {"a@b\u2028.com", 3, "\"<U+2028>\""},
        {"a@b\xC2\x85.com", 3, "\"<U+0085>\""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char expected[128];
        snprintf(expected, sizeof expected, "%s%s", words, rows[i].shown);
        refuses(rows[i].text, rows[i].at, expected);
    }
    cr_expect_eq(address_check("a@b.com\0", 8, NULL), ADDRESS_CONTROL);
    cr_expect_eq(address_check("\"a\tb\"@c.com", 11, NULL), ADDRESS_TAB);
    cr_expect_eq(address_check("a@b\ufe0f.com", 10, NULL), ADDRESS_CONTROL);
    cr_expect_eq(address_check("a@\u3164.com", 9, NULL), ADDRESS_CONTROL);
}

Test(address, bytes_that_are_no_utf8)
{
    refuses(
        "a\xe2@b.com", 1,
        "a byte that is not UTF-8: convert the text to UTF-8, as iconv -f WINDOWS-1252 -t UTF-8 "
        "does: \"<E2>\"");
    cr_expect_eq(address_check("a@\xc0\xae.com", 8, NULL), ADDRESS_NOT_UTF8);
    cr_expect_eq(address_check("a@\xed\xa0\x80.com", 9, NULL), ADDRESS_NOT_UTF8);
    cr_expect_eq(address_check("a@b.\xf4\x90\x80\x80", 8, NULL), ADDRESS_NOT_UTF8);
    cr_expect_eq(address_check("a@b.com\xc3", 8, NULL), ADDRESS_NOT_UTF8);
}

Test(address, problems_before_the_at)
{
    static const char dot[] = "before the @, a dot must stand between two other characters";
    static const char quoted[] = "a character that can stand before the @ only in double quotes: ";
    refuses(".a@b.com", 0, dot);
    refuses("a.@b.com", 1, dot);
    refuses("a..b@c.com", 2, dot);
    refuses(".@b.com", 0, dot);
    static const char special[] = ",:;[]\\";
    for (size_t i = 0; special[i]; i++) {
        char text[16], words[128];
        snprintf(text, sizeof text, "a%cb@c.com", special[i]);
        snprintf(words, sizeof words, "%s\"%c\"", quoted, special[i]);
        refuses(text, 1, words);
    }
    refuses("\"a@b.com", 0, "a double quote without its other half");
    refuses("\"a\\\"@b.com", 0, "a double quote without its other half");
    refuses("\"a\\", 0, "a double quote without its other half");
    refuses("\"", 0, "a double quote without its other half");
    refuses("\"a@b\"", 5, "no @: write name@example.com");
    refuses("\"\"@b.com", 0, "nothing between the double quotes");
    refuses("\"a\"b@c.com", 3, "double quotes must enclose everything before the @");
    refuses("\"a\".b@c.com", 3, "double quotes must enclose everything before the @");
    refuses("a\"b\"@c.com", 1, "double quotes must enclose everything before the @");
    refuses("müller@example.com", 1,
            "needs SMTPUTF8, which the mail transport does not have: use an address with only "
            "ASCII before the @");
    cr_expect_eq(address_check("\"ü\"@b.com", 10, NULL), ADDRESS_LOCAL_UTF8);
    cr_expect_eq(address_check("ü@b_c.com", 10, NULL), ADDRESS_DOMAIN_CHARACTER);
}

Test(address, problems_after_the_at)
{
    static const char dot[] = "after the @, a dot must stand between two other characters";
    static const char hyphen[] = "after the @, no part between dots may begin or end with a hyphen";
    static const char ldh[] = "a domain has only letters, digits, hyphens and dots, not ";
    static const char idn[] = "no valid internationalised domain name (IDNA 2008)";
    refuses("a@.b.com", 2, dot);
    refuses("a@b.com.", 7, dot);
    refuses("a@b..com", 4, dot);
    refuses("a@.", 2, dot);
    refuses("a@ü。。com", 7, dot);
    refuses("a@ü.com。", 8, dot);
    refuses("a@-b.com", 2, hyphen);
    refuses("a@b-.com", 3, hyphen);
    refuses("a@b.-", 4, hyphen);
    refuses("a@b.com-", 7, hyphen);
    static const char special[] = "_!#;:/\\'\"]*";
    for (size_t i = 0; special[i]; i++) {
        char text[16], words[128];
        snprintf(text, sizeof text, "a@b%cc.com", special[i]);
        snprintf(words, sizeof words, "%s\"%c\"", ldh, special[i]);
        refuses(text, 3, words);
    }
    refuses("a@ü.b_c", 6, "a domain has only letters, digits, hyphens and dots, not \"_\"");
    refuses("a@b,com", 3, "a comma where the domain has a dot: did you mean a@b.com?");
    refuses("a@b[192.0.2.1]", 3, "a domain has only letters, digits, hyphens and dots, not \"[\"");
    refuses("a@b.℀.com", 4, idn); /* becomes "a/c" */
    refuses("a@b.xn--a.com", 4, idn);
    refuses("a@b.xn--0.com", 4, idn);
    refuses("a@😆.com", 2, idn);
    refuses("a@\u0301b.com", 2, idn);
    refuses("a@b.אb.com", 4, idn);
    refuses("a@b.ab--ü", 4, idn);
}

Test(address, nothing_is_longer_than_smtp_allows)
{
    char text[600];
    memset(text, 'a', sizeof text);
    memcpy(text + 64, "@b.com", 6);
    cr_expect_eq(address_check(text, 70, NULL), ADDRESS_OK);
    memset(text + 64, 'a', 1);
    memcpy(text + 65, "@b.com", 6);
    text[71] = '\0';
    refuses(text, 64, "more than 64 characters before the @");

    memset(text, 'a', sizeof text);
    memcpy(text, "a@", 2);
    memcpy(text + 2 + 63, ".com", 5);
    accepts(text);
    memcpy(text + 2 + 63, "a.com", 6);
    refuses(text, 65, "more than 63 characters between two dots of the domain");

    memset(text, 'a', sizeof text);
    text[1] = '@';
    for (size_t at = 3; at < sizeof text; at += 2)
        text[at] = '.';
    cr_expect_eq(address_check(text, 253, NULL), ADDRESS_OK);
    text[253] = 'a';
    cr_expect_eq(address_check(text, 254, NULL), ADDRESS_OK);
    text[254] = 'a';
    text[255] = '\0';
    refuses(text, 254, "more than 254 characters");
    text[255] = 'a';
    text[256] = 'a';
    cr_expect_eq(address_check(text, 257, NULL), ADDRESS_LONG, "a domain of 255");
    text[257] = 'a';
    text[258] = '\0';
    refuses(text, 257, "a domain of more than 255 characters");
}

Test(address, lengths_of_an_internationalised_domain_are_those_of_its_ascii_form)
{
    char text[4096] = "a@";
    for (int i = 0; i < 57; i++)
        strcat(text, "ü"); /* xn-- and 59 octets */
    cr_expect_eq(address_check(text, strlen(text), NULL), ADDRESS_OK);
    for (int i = 0; i < 8; i++)
        strcat(text, "ü");
    refuses(text, 2, "more than 63 characters between two dots of the domain");
    strcpy(text, "a@");
    for (int i = 0; i < 60; i++)
        strcat(text, "ü.");
    strcat(text, "example");
    cr_expect_eq(address_check(text, strlen(text), NULL), ADDRESS_DOMAIN_LONG);
    strcpy(text, "a@");
    for (int i = 0; i < 1500; i++)
        strcat(text, "ü");
    cr_expect_eq(address_check(text, strlen(text), NULL), ADDRESS_DOMAIN_LONG);
}

Test(address, every_problem_has_words_of_its_own)
{
    for (int a = ADDRESS_OK; a <= ADDRESS_LONG; a++) {
        for (int b = a + 1; b <= ADDRESS_LONG; b++)
            cr_expect_str_neq(address_problem_text((AddressProblem)a),
                              address_problem_text((AddressProblem)b));
    }
}

static void has_key(const char *text, const char *key)
{
    accepts(text);
    char *found = address_key(text, strlen(text));
    cr_expect_str_eq(found, key, "\"%s\": \"%s\"", text, found);
    char *again = address_key(found, strlen(found));
    cr_expect_str_eq(again, key, "the key of \"%s\" is its own", key);
    free(again);
    free(found);
}

Test(address_key, spellings_of_one_mailbox_have_one_key)
{
    has_key("Ops@Contoso.COM", "ops@contoso.com");
    has_key("\"Ops\"@contoso.com", "ops@contoso.com");
    has_key("\"o\\p\\s.x\"@contoso.com", "ops.x@contoso.com");
    has_key("a@Bücher.example", "a@xn--bcher-kva.example");
    has_key("a@XN--BCHER-KVA.example", "a@xn--bcher-kva.example");
    has_key("a@bu\u0308cher.example", "a@xn--bcher-kva.example");
    has_key("a@b。com", "a@b.com");
    has_key("a@ｂ.com", "a@b.com");
    has_key("a@[192.000.02.1]", "a@[192.0.2.1]");
    has_key("a@[ipv6:2001:0DB8:0:0::1]", "a@[IPv6:2001:db8::1]");
    has_key("a@[IPv6:0:0:0:0:0:ffff:c000:201]", "a@[IPv6:::ffff:192.0.2.1]");
    has_key("a@[IPv6:1:2:3:4:5:6:0:8]", "a@[IPv6:1:2:3:4:5:6:0:8]");
}

Test(address_key, different_mailboxes_have_different_keys)
{
    has_key("a.b@c.com", "a.b@c.com");
    has_key("a+b@c.com", "a+b@c.com");
    has_key("\"a b\"@c.com", "\"a b\"@c.com");
    has_key("\"A\\ B\"@c.com", "\"a b\"@c.com");
    has_key("\"a\\\"b\\\\\"@c.com", "\"a\\\"b\\\\\"@c.com");
    has_key("\".a\"@c.com", "\".a\"@c.com");
    has_key("\"a..b\"@c.com", "\"a..b\"@c.com");
    has_key("\"a@b\"@c.com", "\"a@b\"@c.com");
    has_key("a@fass.de", "a@fass.de");
    has_key("a@faß.de", "a@xn--fa-hia.de");
}

static void is_sent_as(const char *text, const char *normal)
{
    char *found = address_normal(text, strlen(text));
    cr_expect_str_eq(found, normal, "\"%s\": \"%s\"", text, found);
    free(found);
}

Test(address_key, the_normal_form_keeps_the_local_part)
{
    is_sent_as("Ops@Contoso.COM", "Ops@contoso.com");
    is_sent_as("\"Ops\"@BÜCHER.example", "\"Ops\"@xn--bcher-kva.example");
    is_sent_as("\"a@B\"@[001.2.3.4]", "\"a@B\"@[1.2.3.4]");
}

Test(address_key, what_was_not_checked_does_no_harm)
{
    char text[2000], key[ADDRESS_SIZE];
    memset(text, 'a', sizeof text);
    cr_expect_eq(address_write_key(text, sizeof text, key), 0);
    text[1000] = '@';
    cr_expect_eq(address_write_key(text, sizeof text, key), 0);
    cr_expect_eq(address_write_key("", 0, key), 0);
    cr_expect_eq(address_write_key("\"", 1, key), 0);
    cr_expect_lt(address_write_key("\"\\@x", 4, key), ADDRESS_SIZE);
}

Test(address, columns_count_characters)
{
    cr_expect_eq(address_column("aü@b", 0), 1);
    cr_expect_eq(address_column("aü@b", 3), 3);
}
