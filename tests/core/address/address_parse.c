#include "core/address/address_list.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Parses `text`: the list that results, one finding a line behind it. */
static void parses(const char *text, const char *expected)
{
    AddressList *list = address_list_new();
    AddressFindings findings = {0};
    address_list_parse(list, text, strlen(text), &findings);
    char *addresses = address_list_print(list, " | ");
    char *all = NULL;
    size_t size;
    FILE *out = open_memstream(&all, &size);
    fputs(addresses, out);
    for (size_t i = 0; i < findings.count; i++) {
        char *words = address_finding_text(&findings.items[i], text, strlen(text), list);
        fprintf(out, "\n%s", words);
        free(words);
    }
    fclose(out);
    cr_expect_str_eq(all, expected, "\"%s\" gives\n%s", text, all);
    cr_expect_eq(findings.count, findings.invalid + findings.duplicates);
    free(all);
    free(addresses);
    address_findings_clear(&findings);
    address_list_free(list);
}

Test(address_parse, separators)
{
    parses("", "");
    parses(" \t\r\n,;, ;\n", "");
    parses("a@x.com", "a@x.com");
    parses("a@x.com,b@x.com;c@x.com\nd@x.com\r\ne@x.com\rf@x.com",
           "a@x.com | b@x.com | c@x.com | d@x.com | e@x.com | f@x.com");
    parses("a@x.com, b@x.com ;\tc@x.com,\n", "a@x.com | b@x.com | c@x.com");
    parses(",;a@x.com,,;;\n\n,b@x.com;,", "a@x.com | b@x.com");
    parses("a@x.com，b@x.com；c@x.com、d@x.com؛e@x.com،f@x.com",
           "a@x.com | b@x.com | c@x.com | d@x.com | e@x.com | f@x.com");
    parses("a@x.com\tb@x.com\t\tc@x.com\td@x.com\n", "a@x.com | b@x.com | c@x.com | d@x.com");
}

Test(address_parse, space_of_every_kind_around)
{
    parses("\ufeffa@x.com", "a@x.com");
    parses("\u00a0a@x.com\u00a0,\u2003b@x.com\u3000;\v c@x.com\f", "a@x.com | b@x.com | c@x.com");
    parses("\u200ba@x.com\u200b,\u202ab@x.com\u202c", "a@x.com | b@x.com");
    parses("< \u00a0a@x.com\t>\t<b@x.com>", "a@x.com | b@x.com");
}

Test(address_parse, names)
{
    parses("Anna <a@x.com>, Bell Bo <b@x.com>", "a@x.com | b@x.com");
    parses("\"Last, First\" <a@x.com>; \"O\\\"Brien; Bo\" <b@x.com>", "a@x.com | b@x.com");
    parses("<a@x.com>, Ünal Öz<b@x.com>", "a@x.com | b@x.com");
    parses("\"a@y.com, <x>\" <a@x.com>", "a@x.com");
    parses("a@x.com <a@x.com>, 'b@x.com' <B@x.com>", "a@x.com | B@x.com");
    parses("Anna\t<a@x.com>", "a@x.com");
    parses("Zoë \"Zed, Z\" Bo <a@x.com>", "a@x.com");
}

Test(address_parse, quoted_local_parts)
{
    parses("\"a,b\"@x.com, \"c;d\"@x.com", "\"a,b\"@x.com | \"c;d\"@x.com");
    parses("Name <\"a,b>\"@x.com>", "\"a,b>\"@x.com");
    parses("\"a\\\",b\"@x.com;c@x.com", "\"a\\\",b\"@x.com | c@x.com");
}

Test(address_parse, an_open_quote_reaches_to_no_other_address)
{
    parses("\"a@x.com, b@x.com\nc@x.com\"",
           "b@x.com\n"
           "line 1, column 1: \"\"a@x.com\": a double quote without its other half\n"
           "line 2, column 8: \"c@x.com\"\": a domain has only letters, digits, hyphens and dots, "
           "not \"\"\"");
    parses("\"a,b\n\"@x.com",
           "\n"
           "line 1, column 1: \"\"a\": a double quote without its other half\n"
           "line 1, column 5: \"b\": no @: write name@example.com\n"
           "line 2, column 1: \"\"@x.com\": a double quote without its other half");
}

Test(address_parse, problems_have_their_place)
{
    parses("a@x.com, b@@x.com",
           "a@x.com\n"
           "column 12: \"b@@x.com\": a second @: put a comma between two addresses, or delete one "
           "@");
    parses("a@x.com\r\nÜÖ@x.com\r\n b@x_y.com \r\n",
           "a@x.com\n"
           "line 2, column 1: \"ÜÖ@x.com\": needs SMTPUTF8, which the mail transport does not "
           "have: use an address with only ASCII before the @\n"
           "line 3, column 5: \"b@x_y.com\": a domain has only letters, digits, hyphens and dots, "
           "not \"_\"");
    parses("ü@ü.x ops\n",
           "\n"
           "column 6: \"ü@ü.x ops\": a space, which no address has: a name is written Name "
           "<name@example.com>");
    parses("a\033[2J@x.com",
           "\n"
           "column 2: \"a^[[2J@x.com\": a control character or one that is not seen: delete it: "
           "\"^[\"");
    parses("\n\n\rnobody", "\n"
                           "line 4, column 7: \"nobody\": no @: write name@example.com");
}

Test(address_parse, a_comma_that_was_forgotten)
{
    parses("a@x.com b@x.com",
           "\n"
           "column 8: \"a@x.com b@x.com\": two addresses with only a space between: put a comma "
           "between them");
    parses("a@x.com <b@x.com>",
           "\n"
           "column 9: \"a@x.com <b@x.com>\": two addresses with only a space between: put a comma "
           "between them");
    parses("<a@x.com> <b@x.com>",
           "\n"
           "column 11: \"<a@x.com> <b@x.com>\": text behind the >: put a comma there, or delete "
           "the text");
}

Test(address_parse, brackets_that_do_not_fit)
{
    parses("Anna <a@x.com, b@x.com",
           "b@x.com\n"
           "column 6: \"Anna <a@x.com\": a < or > without its other half: write Name "
           "<name@example.com>");
    parses("Anna a@x.com>",
           "\n"
           "column 5: \"Anna a@x.com>\": a space, which no address has: a name is written Name "
           "<name@example.com>");
    parses("Anna <>", "\n"
                      "column 7: \"Anna <>\": no address: write one as name@example.com");
    parses("<a@x.com", "\n"
                       "column 1: \"<a@x.com\": a < or > without its other half: write Name "
                       "<name@example.com>");
}

Test(address_parse, names_with_a_comma)
{
    parses("Doe, Jane <a@x.com>; Smith, John (IT) <b@x.com>", "a@x.com | b@x.com");
    parses("Doe, Jane <a@x.com>, Smith, John, Dr. (IT, Bonn) <b@x.com>", "a@x.com | b@x.com");
    parses("van der Berg, jan <a@x.com>,'Doe, Jane' <b@x.com>", "a@x.com | b@x.com");
    parses("\u201cDoe, Jane\u201d <a@x.com>, \u201eM\u00fc, J\u201c <b@x.com>",
           "a@x.com | b@x.com");
    parses("To: Doe, Jane <a@x.com>\n- Roe, R. <b@x.com>", "a@x.com | b@x.com");
    parses("Doe, Jane\ta@x.com", "a@x.com");
    parses("support, Jane <a@x.com>", "a@x.com\n"
                                      "column 8: \"support\": no @: write name@example.com");
    parses("Doe, ops, Jane <a@x.com>", "a@x.com\n"
                                       "column 4: \"Doe\": no @: write name@example.com\n"
                                       "column 9: \"ops\": no @: write name@example.com");
    parses("Doe, Jane\n<a@x.com>", "a@x.com\n"
                                   "line 1, column 4: \"Doe\": no @: write name@example.com\n"
                                   "line 1, column 10: \"Jane\": no @: write name@example.com");
}

Test(address_parse, bullets_and_numbers_in_front)
{
    static const char *const fronts[] = {
        "- ",         "* ",       "+ ",       "\u2022 ", "\u2022",
        "\u2013 ",    "> > ",     "| ",       "1. ",     "1) ",
        "(1) ",       "[12] ",    "#1 ",      "1.2. ",   "a) ",
        "iv. ",       "[x] ",     "[ ]",      "- [ ] ",  "\u2709\ufe0f ",
        "\uf0b7 ",    "\u2022\t", "1.\t",     "o\t",     "1\t",
        ">",          "To: ",     "E-mail: ", "to:",     "Contact person: ",
        "emails = [ "};
    for (size_t i = 0; i < sizeof fronts / sizeof *fronts; i++) {
        char text[64];
        snprintf(text, sizeof text, "%sa@x.com, b@x.com", fronts[i]);
        parses(text, "a@x.com | b@x.com");
        snprintf(text, sizeof text, "c@x.com\n%sAnna <a@x.com>", fronts[i]);
        parses(text, "c@x.com | a@x.com");
    }
    parses("- \"a b\"@x.com", "\"a b\"@x.com");
    parses("-a@x.com, 1.a@x.com", "-a@x.com | 1.a@x.com"); /* addresses as they are */
    parses("- nobody", "\ncolumn 9: \"- nobody\": no @: write name@example.com");
    parses("1 a@x.com",
           "\ncolumn 2: \"1 a@x.com\": a space, which no address has: a name is written "
           "Name <name@example.com>");
}

Test(address_parse, what_programs_put_around_an_address)
{
    parses("mailto:a@x.com, MAILTO:b@x.com?subject=S%20O, <mailto:c@x.com>",
           "a@x.com | b@x.com | c@x.com");
    parses("SMTP:a@x.com;smtp:b@x.com", "a@x.com | b@x.com");
    parses("a@x.com<mailto:a@x.com>, B <b@x.com<mailto:b@x.com>>", "a@x.com | b@x.com");
    parses("[B](mailto:b@x.com); [a@x.com](mailto:a@x.com)", "b@x.com | a@x.com");
    parses("Anna Bo [mailto:a@x.com]; Bell (b@x.com)", "a@x.com | b@x.com");
    parses("[\"a@x.com\", \"b@x.com\"]", "a@x.com | b@x.com");
    parses("\u201ca@x.com\u201d, \u00abb@x.com\u00bb, 'c@x.com', `d@x.com`, **e@x.com**",
           "a@x.com | b@x.com | c@x.com | d@x.com | e@x.com");
    parses("a@x.com. b@x.com", "\n"
                               "column 9: \"a@x.com. b@x.com\": two addresses with only a space "
                               "between: put a comma between them");
    parses(
        "a@x.com., (b@x.com), c@x.com), d@x.com], <e@x.com>. f@x.com>",
        "a@x.com | b@x.com | c@x.com | d@x.com\n"
        "column 51: \"<e@x.com>. f@x.com>\": text behind the >: put a comma there, or delete the "
        "text");
    parses("a@x.com>, <<b@x.com>>", "a@x.com | b@x.com");
    parses("a@x.com (Anna, IT), (Bell) b@x.com, Jo <c@x.com> (c)", "a@x.com | b@x.com | c@x.com");
    parses("Team: a@x.com, b@x.com;", "a@x.com | b@x.com");
    parses("\u201cDoe, J\u201d a@x.com; \"Roe, R\" b@x.com", "a@x.com | b@x.com");
    parses("Anna Bo\ta@x.com\nBell\tb@x.com\tc@x.com", "a@x.com | b@x.com | c@x.com");
}

Test(address_parse, what_is_not_sure_is_no_address)
{
    static const char space[] = "a space, which no address has: a name is written Name "
                                "<name@example.com>";
    static const char *const texts[] = {"jane doe@x.com", "Jane jane@x.com", "a@x.com Jane",
                                        "a@x.com - Jane", "Jane - a@x.com"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char expected[256];
        size_t column = strcspn(texts[i], " ") + 1;
        snprintf(expected, sizeof expected, "\ncolumn %zu: \"%s\": %s", column, texts[i], space);
        parses(texts[i], expected);
    }
    parses("b@x.com (c@x.com)", "\n"
                                "column 10: \"b@x.com (c@x.com)\": two addresses with only a space "
                                "between: put a comma between them");
    parses("a\u00adb@x.com",
           "\ncolumn 2: \"a<U+00AD>b@x.com\": a control character or one that is not "
           "seen: delete it: \"<U+00AD>\"");
    parses("a\ufe0db@x.com",
           "\ncolumn 2: \"a<U+FE0D>b@x.com\": a control character or one that is not "
           "seen: delete it: \"<U+FE0D>\"");
}

Test(address_parse, a_comma_in_the_domain)
{
    parses("user@contoso,com", "\ncolumn 13: \"user@contoso,com\": a comma where the domain has a "
                               "dot: did you mean user@contoso.com?");
    parses(
        "a@x.com, user@mail.contoso, de\nJo <b@contoso,co.uk>",
        "a@x.com\n"
        "line 1, column 27: \"user@mail.contoso, de\": a comma where the domain has a dot: did "
        "you mean user@mail.contoso.de?\n"
        "line 2, column 14: \"Jo <b@contoso,co.uk>\": a comma where the domain has a dot: did you "
        "mean b@contoso.co.uk?");
    parses("user@contoso.com, com",
           "user@contoso.com\ncolumn 22: \"com\": no @: write name@example.com");
    parses("a@localhost,b@x.com,c@localhost,d", "a@localhost | b@x.com | c@localhost\n"
                                                "column 34: \"d\": no @: write name@example.com");
}

Test(address_parse, duplicates_are_named_and_kept_once)
{
    parses("ops@x.com, soc@x.com, Ops@X.com, \"ops\"@x.com",
           "ops@x.com | soc@x.com\n"
           "column 23: \"Ops@X.com\" is the same mailbox as \"ops@x.com\"\n"
           "column 34: \"\"ops\"@x.com\" is the same mailbox as \"ops@x.com\"");
    parses("a@bücher.example\nBell <a@xn--bcher-kva.example>",
           "a@bücher.example\n"
           "line 2, column 7: \"Bell <a@xn--bcher-kva.example>\" is the same mailbox as "
           "\"a@bücher.example\"");
}

Test(address_parse, a_long_item_is_cut)
{
    char text[300];
    memset(text, 'a', sizeof text);
    text[299] = '\0';
    parses(text, "\n"
                 "column 300: "
                 "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…"
                 "\": no @: write name@example.com");
}

Test(address_parse, each_line_can_be_scanned_by_itself)
{
    static const char text[] = "\"a, b@x.com\nName <c@x.com\n\"d,e\"@x.com, f@x.com\r\n<g@x.com>";
    size_t whole = 0, by_line = 0;
    AddressItem item;
    for (size_t at = 0; address_next(text, strlen(text), &at, &item);)
        whole = whole * 31 + item.start * 7 + item.length + (size_t)item.problem;
    for (size_t start = 0; start < strlen(text);) {
        size_t end = start + strcspn(text + start, "\n");
        for (size_t at = 0; address_next(text + start, end - start, &at, &item);)
            by_line = by_line * 31 + (start + item.start) * 7 + item.length + (size_t)item.problem;
        start = end + 1;
    }
    cr_expect_eq(whole, by_line);
    cr_expect_gt(whole, 0);
}

/* xorshift64: the same lists at every run. */
static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static size_t write_local(uint64_t *state, char *to)
{
    static const char atext[] = "abcXYZ019!#$%&'*+-/=?^_`{|}~";
    static const char qtext[] = "abZ09 ,;:<>()[]@.!'";
    size_t at = 0, length = 1 + next_random(state) % 12;
    if (next_random(state) % 3 > 0) {
        for (size_t i = 0; i < length; i++) {
            to[at++] = atext[next_random(state) % (sizeof atext - 1)];
            if (i + 1 < length && next_random(state) % 4 == 0)
                to[at++] = '.';
        }
        return at;
    }
    to[at++] = '"';
    for (size_t i = 0; i < length; i++) {
        if (next_random(state) % 5 == 0) {
            to[at++] = '\\';
            to[at++] = (char)(' ' + next_random(state) % 95);
        } else {
            to[at++] = qtext[next_random(state) % (sizeof qtext - 1)];
        }
    }
    to[at++] = '"';
    return at;
}

static void add_random(uint64_t *state, AddressList *list)
{
    static const char *const domains[] = {"example.com",    "EXAMPLE.org",   "localhost",
                                          "bücher.example", "例え.テスト",   "[192.0.2.1]",
                                          "[IPv6:2001::7]", "xn--fa-hia.de", "a-b.c--d.1"};
    char text[128];
    size_t length = write_local(state, text);
    const char *domain = domains[next_random(state) % (sizeof domains / sizeof *domains)];
    length += (size_t)sprintf(text + length, "@%s", domain);
    cr_assert_eq(address_check(text, length, NULL), ADDRESS_OK, "%s", text);
    address_list_add(list, text, length);
}

Test(address_parse, parse_of_print_is_the_identity)
{
    static const char *const separators[] = {", ", ",", ";", "\n", ",\n", "\r\n", "\t", " ; "};
    uint64_t state = 20261123;
    for (int round = 0; round < 2000; round++) {
        AddressList *list = address_list_new();
        for (uint64_t count = next_random(&state) % 20; count > 0; count--)
            add_random(&state, list);
        char *text =
            address_list_print(list, separators[round % (int)(sizeof separators / sizeof(char *))]);
        AddressList *again = address_list_new();
        AddressFindings findings = {0};
        address_list_parse(again, text, strlen(text), &findings);
        cr_assert(address_list_equal(list, again), "round %d: %s", round, text);
        cr_assert_eq(findings.count, 0, "round %d: %s", round, text);
        address_list_free(again);
        free(text);
        address_list_free(list);
    }
}
