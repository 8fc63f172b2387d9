/* address_text.c: what is wrong with an address, in words. */
#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"
#include "core/address/address.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

const char *address_problem_text(AddressProblem problem)
{
    switch (problem) {
    case ADDRESS_OK:
        return _("nothing is wrong");
    case ADDRESS_EMPTY:
        return _("no address: write one as name@example.com");
    case ADDRESS_NOT_UTF8:
        return _("a byte that is not UTF-8: convert the text to UTF-8, as iconv -f WINDOWS-1252 -t "
                 "UTF-8 does");
    case ADDRESS_CONTROL:
        return _("a control character or one that is not seen: delete it");
    case ADDRESS_MAILTO:
        return _("leave out \"mailto:\"");
    case ADDRESS_NO_AT:
        return _("no @: write name@example.com");
    case ADDRESS_WIDE_AT:
        return _("a wide @: use the @ of ASCII");
    case ADDRESS_NO_LOCAL:
        return _("nothing before the @: write name@example.com");
    case ADDRESS_NO_DOMAIN:
        return _("nothing after the @: write name@example.com");
    case ADDRESS_SPACE:
        return _("a space, which no address has: a name is written Name <name@example.com>");
    case ADDRESS_TAB:
        return _("a tab, which no address has: a name is written Name <name@example.com>");
    case ADDRESS_TWO:
        return _("two addresses with only a space between: put a comma between them");
    case ADDRESS_COMMENT:
        return _("leave out the round brackets and all that is in them: a comment is no part of an "
                 "address");
    case ADDRESS_LOCAL_DOT:
        return _("before the @, a dot must stand between two other characters");
    case ADDRESS_LOCAL_CHARACTER:
        return _("a character that can stand before the @ only in double quotes");
    case ADDRESS_LOCAL_LONG:
        return _("more than 64 characters before the @");
    case ADDRESS_LOCAL_UTF8:
        return _("needs SMTPUTF8, which the mail transport does not have: use an address with only "
                 "ASCII before the @");
    case ADDRESS_QUOTE_OPEN:
        return _("a double quote without its other half");
    case ADDRESS_QUOTE_AROUND:
        return _("double quotes must enclose everything before the @");
    case ADDRESS_QUOTE_EMPTY:
        return _("nothing between the double quotes");
    case ADDRESS_SECOND_AT:
        return _("a second @: put a comma between two addresses, or delete one @");
    case ADDRESS_DOMAIN_DOT:
        return _("after the @, a dot must stand between two other characters");
    case ADDRESS_DOMAIN_HYPHEN:
        return _("after the @, no part between dots may begin or end with a hyphen");
    case ADDRESS_DOMAIN_CHARACTER:
        return _("a domain has only letters, digits, hyphens and dots");
    case ADDRESS_DOMAIN_COMMA:
        return _("a comma where the domain has a dot");
    case ADDRESS_LABEL_LONG:
        return _("more than 63 characters between two dots of the domain");
    case ADDRESS_DOMAIN_LONG:
        return _("a domain of more than 255 characters");
    case ADDRESS_DOMAIN_IDN:
        return _("no valid internationalised domain name (IDNA 2008)");
    case ADDRESS_LITERAL:
        return _("no IP address: write [192.0.2.1] or [IPv6:2001:db8::1]");
    case ADDRESS_LITERAL_OPEN:
        return _("a [ without its ]: write [192.0.2.1] or [IPv6:2001:db8::1]");
    case ADDRESS_LITERAL_TEXT:
        return _("text behind the ]: delete it");
    case ADDRESS_BRACKET:
        return _("a < or > without its other half: write Name <name@example.com>");
    case ADDRESS_BRACKET_TEXT:
        return _("text behind the >: put a comma there, or delete the text");
    case ADDRESS_LONG:
        return _("more than 254 characters");
    }
    return _("not an address");
}

/* The address around the comma at `comma`, with a dot in its place, made visible. The caller frees
 * it. */
static char *with_dot(const char *text, size_t length, size_t comma)
{
    size_t start = comma, behind = comma + 1, end;
    while (start > 0 && !strchr(",; <\t\n\r", text[start - 1]))
        start--;
    while (behind < length && text[behind] == ' ')
        behind++;
    for (end = behind; end < length && !strchr(",; >\t\n\r", text[end]);)
        end++;
    char *front = visible_text_n(text + start, comma - start);
    char *back = visible_text_n(text + behind, end - behind);
    char *whole = memory_format("%s.%s", front, back);
    free(back);
    free(front);
    return whole;
}

char *address_problem_words(AddressProblem problem, const char *text, size_t length, size_t offset)
{
    const char *words = address_problem_text(problem);
    if (problem == ADDRESS_DOMAIN_COMMA && offset < length) {
        char *meant = with_dot(text, length, offset);
        char *whole = memory_format(_("%s: did you mean %s?"), words, meant);
        free(meant);
        return whole;
    }
    bool names_character = problem == ADDRESS_LOCAL_CHARACTER ||
                           problem == ADDRESS_DOMAIN_CHARACTER || problem == ADDRESS_CONTROL ||
                           problem == ADDRESS_NOT_UTF8;
    if (!names_character || offset >= length)
        return memory_text(words);
    bool safe;
    size_t used = visible_next(text + offset, length - offset, &safe);
    char *shown = visible_text_n(text + offset, used);
    char *whole = memory_format(
        problem == ADDRESS_DOMAIN_CHARACTER ? _("%s, not \"%s\"") : _("%s: \"%s\""), words, shown);
    free(shown);
    return whole;
}
