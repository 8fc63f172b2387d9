/* address_text.c: what is wrong with an address, in words. */
#include "core/address.h"
#include "core/memory.h"
#include "core/visible.h"

#include <stdbool.h>
#include <stdlib.h>

const char *address_problem_text(AddressProblem problem)
{
    switch (problem) {
    case ADDRESS_OK:
        return "nothing is wrong";
    case ADDRESS_EMPTY:
        return "no address: write one as name@example.com";
    case ADDRESS_NOT_UTF8:
        return "a byte that is not UTF-8 text: delete it, or convert the text to UTF-8";
    case ADDRESS_CONTROL:
        return "a control character or one that is not seen: delete it";
    case ADDRESS_MAILTO:
        return "leave out \"mailto:\"";
    case ADDRESS_NO_AT:
        return "no @: write name@example.com";
    case ADDRESS_WIDE_AT:
        return "a wide @: use the @ of ASCII";
    case ADDRESS_NO_LOCAL:
        return "nothing before the @: write name@example.com";
    case ADDRESS_NO_DOMAIN:
        return "nothing after the @: write name@example.com";
    case ADDRESS_SPACE:
        return "a space: delete it, or write Name <name@example.com>";
    case ADDRESS_TWO:
        return "two addresses with only a space between: put a comma between them";
    case ADDRESS_COMMENT:
        return "leave out the round brackets: comments can't be sent";
    case ADDRESS_LOCAL_DOT:
        return "before the @, a dot must stand between two other characters";
    case ADDRESS_LOCAL_CHARACTER:
        return "a character that can stand before the @ only in double quotes";
    case ADDRESS_LOCAL_LONG:
        return "more than 64 characters before the @";
    case ADDRESS_LOCAL_UTF8:
        return "needs SMTPUTF8, which the mail transport does not have: use an address with only "
               "ASCII before the @";
    case ADDRESS_QUOTE_OPEN:
        return "a double quote without its other half";
    case ADDRESS_QUOTE_AROUND:
        return "double quotes must enclose everything before the @";
    case ADDRESS_QUOTE_EMPTY:
        return "nothing between the double quotes";
    case ADDRESS_SECOND_AT:
        return "a second @: put a comma between two addresses, or delete one @";
    case ADDRESS_DOMAIN_DOT:
        return "after the @, a dot must stand between two other characters";
    case ADDRESS_DOMAIN_HYPHEN:
        return "after the @, no part between dots may begin or end with a hyphen";
    case ADDRESS_DOMAIN_CHARACTER:
        return "a domain has only letters, digits, hyphens and dots";
    case ADDRESS_LABEL_LONG:
        return "more than 63 characters between two dots of the domain";
    case ADDRESS_DOMAIN_LONG:
        return "a domain of more than 255 characters";
    case ADDRESS_DOMAIN_IDN:
        return "no valid internationalised domain name (IDNA 2008)";
    case ADDRESS_LITERAL:
        return "no IP address: write [192.0.2.1] or [IPv6:2001:db8::1]";
    case ADDRESS_LITERAL_OPEN:
        return "a [ without its ]: write [192.0.2.1] or [IPv6:2001:db8::1]";
    case ADDRESS_LITERAL_TEXT:
        return "text behind the ]: delete it";
    case ADDRESS_BRACKET:
        return "a < or > without its other half: write Name <name@example.com>";
    case ADDRESS_BRACKET_TEXT:
        return "text behind the >: put a comma there, or delete the text";
    case ADDRESS_LONG:
        return "more than 254 characters";
    }
    return "not an address";
}

char *address_problem_words(AddressProblem problem, const char *text, size_t length, size_t offset)
{
    const char *words = address_problem_text(problem);
    bool names_character = problem == ADDRESS_LOCAL_CHARACTER ||
                           problem == ADDRESS_DOMAIN_CHARACTER || problem == ADDRESS_CONTROL ||
                           problem == ADDRESS_NOT_UTF8;
    if (!names_character || offset >= length)
        return memory_text(words);
    bool safe;
    size_t used = visible_next(text + offset, length - offset, &safe);
    char *shown = visible_text_n(text + offset, used);
    const char *join = problem == ADDRESS_DOMAIN_CHARACTER ? ", not" : ":";
    char *whole = memory_format("%s%s \"%s\"", words, join, shown);
    free(shown);
    return whole;
}
