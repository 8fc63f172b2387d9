#include "core/address/address.h"

#include "base/visible.h"
#include "core/address/address_domain.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>
#include <unictype.h>
#include <unistr.h>

enum {
    LOCAL_MAX = 64,
    ADDRESS_MAX = 254,
};

/* atext of RFC 5322, 3.2.3. */
static const bool is_atext[128] = {
    ['!'] = true,         ['#'] = true, ['$'] = true,         ['%'] = true,         ['&'] = true,
    ['\''] = true,        ['*'] = true, ['+'] = true,         ['-'] = true,         ['/'] = true,
    ['0' ... '9'] = true, ['='] = true, ['?'] = true,         ['A' ... 'Z'] = true, ['^'] = true,
    ['_'] = true,         ['`'] = true, ['a' ... 'z'] = true, ['{'] = true,         ['|'] = true,
    ['}'] = true,         ['~'] = true,
};

static AddressProblem found(AddressProblem problem, size_t at, size_t *offset)
{
    *offset = at;
    return problem;
}

/* The character at `text`: its length, and what an address can't have of it anywhere. */
static size_t check_character(const char *text, size_t length, ucs4_t *character,
                              AddressProblem *problem)
{
    int used = u8_mbtoucr(character, (const uint8_t *)text, length);
    *problem = ADDRESS_OK;
    if (used < 1) {
        *problem = ADDRESS_NOT_UTF8;
        return 1;
    }
    if (visible_is_unseen(*character))
        *problem = ADDRESS_CONTROL;
    return (size_t)used;
}

/* The length of a space at `text`, of whatever script; 0 where there is none. The text has passed
 * check_characters(). */
static size_t space_length(const char *text, size_t length)
{
    if (text[0] == ' ' || text[0] == '\t')
        return 1;
    if ((unsigned char)text[0] < 0x80)
        return 0;
    ucs4_t character;
    int used = u8_mbtouc(&character, (const uint8_t *)text, length);
    return uc_is_general_category(character, UC_CATEGORY_Zs) ? (size_t)used : 0;
}

/* Whether one of the two joiners stands there, which some scripts need to write a domain. */
static bool is_joiner(const char *text, size_t length)
{
    return length >= 3 && (memcmp(text, "\u200c", 3) == 0 || memcmp(text, "\u200d", 3) == 0);
}

/* What no address may have anywhere. A tab is left to those who know of quotes, a joiner in the
 * domain to IDNA, which says where it may stand (RFC 5892, appendix A.1 and A.2). */
static AddressProblem check_characters(const char *text, size_t length, size_t *offset)
{
    const char *sign = memrchr(text, '@', length);
    size_t domain = sign ? (size_t)(sign - text) : length;
    for (size_t at = 0; at < length;) {
        unsigned char byte = (unsigned char)text[at];
        if ((byte >= 0x20 && byte < 0x7F) || byte == '\t') {
            at++;
            continue;
        }
        ucs4_t character;
        AddressProblem problem;
        size_t used = check_character(text + at, length - at, &character, &problem);
        if (problem != ADDRESS_OK && !(at > domain && is_joiner(text + at, length - at)))
            return found(problem, at, offset);
        at += used;
    }
    return ADDRESS_OK;
}

static AddressProblem no_at(const char *text, size_t length, size_t *offset)
{
    static const char *const wide[] = {"\uFF20", "\uFE6B"};
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++) {
        const char *at = memmem(text, length, wide[i], strlen(wide[i]));
        if (at)
            return found(ADDRESS_WIDE_AT, (size_t)(at - text), offset);
    }
    return found(ADDRESS_NO_AT, length, offset);
}

/* A space at `at`, outside quotes: inside an address, or between two? */
static AddressProblem space(const char *text, size_t length, size_t at, size_t *offset)
{
    if (memchr(text, '@', at) && memchr(text + at, '@', length - at))
        return found(ADDRESS_TWO, at, offset);
    return found(text[at] == '\t' ? ADDRESS_TAB : ADDRESS_SPACE, at, offset);
}

/* What is wrong with the character at `at`, which no part of an address has outside quotes; `other`
 * where nothing better can be said. */
static AddressProblem stray(const char *text, size_t length, size_t at, AddressProblem other,
                            size_t *offset)
{
    if (space_length(text + at, length - at) > 0)
        return space(text, length, at, offset);
    switch (text[at]) {
    case '(':
    case ')':
        return found(ADDRESS_COMMENT, at, offset);
    case '<':
    case '>':
        return found(ADDRESS_BRACKET, at, offset);
    case '@':
        return found(ADDRESS_SECOND_AT, at, offset);
    case ',':
        return found(at > 0 && memchr(text, '@', at) ? ADDRESS_DOMAIN_COMMA : other, at, offset);
    default:
        return found(other, at, offset);
    }
}

/* Quoted-string = DQUOTE *QcontentSMTP DQUOTE. `*end` is the byte behind it. */
static AddressProblem check_quoted(const char *text, size_t length, size_t *end, size_t *utf8,
                                   size_t *offset)
{
    size_t at = 1;
    while (at < length && text[at] != '"') {
        if (text[at] == '\\' && ++at == length)
            break;
        if (text[at] == '\t')
            return found(ADDRESS_TAB, at, offset);
        if ((unsigned char)text[at] >= 0x80 && *utf8 == length)
            *utf8 = at;
        at++;
    }
    if (at == length)
        return found(ADDRESS_QUOTE_OPEN, 0, offset);
    if (at == 1)
        return found(ADDRESS_QUOTE_EMPTY, 0, offset);
    *end = ++at;
    if (at == length)
        return found(ADDRESS_NO_AT, length, offset);
    if (text[at] != '@')
        return stray(text, length, at, ADDRESS_QUOTE_AROUND, offset);
    return ADDRESS_OK;
}

/* Dot-string = Atom *("." Atom). `*end` is the byte of the @, which `text` has. */
static AddressProblem check_dot_string(const char *text, size_t length, size_t *end, size_t *utf8,
                                       size_t *offset)
{
    size_t at = 0;
    for (; text[at] != '@'; at++) {
        unsigned char byte = (unsigned char)text[at];
        if (byte < 0x80 && is_atext[byte])
            continue;
        if (byte == '.') {
            if (at == 0 || text[at - 1] == '.' || text[at + 1] == '@')
                return found(ADDRESS_LOCAL_DOT, at, offset);
            continue;
        }
        if (byte < 0x80 || space_length(text + at, length - at) > 0)
            return stray(text, length, at,
                         byte == '"' ? ADDRESS_QUOTE_AROUND : ADDRESS_LOCAL_CHARACTER, offset);
        if (*utf8 == length)
            *utf8 = at;
        at += (size_t)u8_mblen((const uint8_t *)text + at, length - at) - 1;
    }
    *end = at;
    return at > 0 ? ADDRESS_OK : found(ADDRESS_NO_LOCAL, 0, offset);
}

/* `start` is the byte behind the @. */
static AddressProblem check_domain(const char *text, size_t length, size_t start, size_t *offset)
{
    char ascii[ADDRESS_DOMAIN_SIZE];
    if (start == length)
        return found(ADDRESS_NO_DOMAIN, length, offset);
    size_t inside = 0;
    AddressProblem problem = address_domain_check(text + start, length - start, ascii, &inside);
    if (problem != ADDRESS_OK) {
        for (size_t at = start; text[start] != '[' && at < length; at++) {
            if (strchr(" \t()<>@,", text[at]) || space_length(text + at, length - at) > 0)
                return stray(text, length, at, problem, offset);
            if (is_joiner(text + at, length - at))
                return found(ADDRESS_CONTROL, at, offset);
        }
        return found(problem, start + inside, offset);
    }
    if (start + strlen(ascii) > ADDRESS_MAX)
        return found(ADDRESS_LONG, length < ADDRESS_MAX ? length : ADDRESS_MAX, offset);
    return ADDRESS_OK;
}

AddressProblem address_check(const char *text, size_t length, size_t *offset)
{
    static const char scheme[] = "mailto:";
    size_t unused;
    if (!offset)
        offset = &unused;
    *offset = 0;
    if (length == 0)
        return ADDRESS_EMPTY;
    AddressProblem problem = check_characters(text, length, offset);
    if (problem != ADDRESS_OK)
        return problem;
    if (length >= sizeof scheme && strncasecmp(text, scheme, sizeof scheme - 1) == 0)
        return ADDRESS_MAILTO;
    size_t end = 0;
    size_t utf8 = length; /* the first byte of the local part that is not ASCII */
    if (text[0] == '"')
        problem = check_quoted(text, length, &end, &utf8, offset);
    else if (!memchr(text, '@', length))
        problem = no_at(text, length, offset);
    else
        problem = check_dot_string(text, length, &end, &utf8, offset);
    if (problem != ADDRESS_OK)
        return problem;
    problem = check_domain(text, length, end + 1, offset);
    if (problem != ADDRESS_OK && problem != ADDRESS_LONG)
        return problem;
    if (end > LOCAL_MAX)
        return found(ADDRESS_LOCAL_LONG, LOCAL_MAX, offset);
    if (problem == ADDRESS_OK && utf8 < length)
        return found(ADDRESS_LOCAL_UTF8, utf8, offset);
    return problem;
}

size_t address_column(const char *text, size_t offset)
{
    size_t column = 1;
    for (size_t at = 0; at < offset; at++) {
        if (((unsigned char)text[at] & 0xC0) != 0x80)
            column++;
    }
    return column;
}
