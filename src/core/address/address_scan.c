/* address_scan.c: where the items of a text begin and end, in which people have written addresses.
 */
#include "base/visible.h"
#include "core/address/address_item.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>
#include <unictype.h>
#include <unistr.h>

static AddressMeaning wide_meaning(ucs4_t character)
{
    switch (character) {
    case 0xFF0C: /* fullwidth comma */
    case 0xFF1B: /* fullwidth semicolon */
    case 0x3001: /* ideographic comma */
    case 0x060C: /* Arabic comma */
    case 0x061B: /* Arabic semicolon */
        return ADDRESS_SEPARATOR;
    default:
        if (uc_is_property_white_space(character))
            return ADDRESS_BLANK;
        /* What is not assigned here may be a letter elsewhere. */
        return visible_is_unseen(character) && !uc_is_general_category(character, UC_UNASSIGNED)
                   ? ADDRESS_BLANK
                   : ADDRESS_TEXT;
    }
}

size_t address_read_character(const char *text, size_t length, AddressMeaning *meaning)
{
    unsigned char byte = (unsigned char)text[0];
    *meaning = ADDRESS_TEXT;
    if (byte > ';' && byte < 0x80) /* letters, @ and the like: nearly all */
        return 1;
    switch (text[0]) {
    case ',':
    case ';':
        *meaning = ADDRESS_SEPARATOR;
        return 1;
    case '\n':
    case '\r':
        *meaning = ADDRESS_NEWLINE;
        return 1;
    case ' ':
    case '\t':
    case '\v':
    case '\f':
        *meaning = ADDRESS_BLANK;
        return 1;
    default:
        break;
    }
    if (byte < 0x80)
        return 1;
    ucs4_t character;
    int used = u8_mbtoucr(&character, (const uint8_t *)text, length);
    if (used < 1)
        return 1;
    *meaning = wide_meaning(character);
    return (size_t)used;
}

size_t address_quoted_length(const char *text, size_t length)
{
    for (size_t at = 1; at < length && text[at] != '\n' && text[at] != '\r'; at++) {
        if (text[at] == '"')
            return at + 1;
        if (text[at] == '\\' && at + 1 < length && text[at + 1] != '\n' && text[at + 1] != '\r')
            at++;
    }
    return 0;
}

/* What opens a group, and what closes it. */
static const char *const groups[][2] = {
    {"(", ")"},           {"\u201c", "\u201d"}, {"\u201e", "\u201c"},
    {"\u201d", "\u201d"}, {"\u00ab", "\u00bb"}, {"\u2039", "\u203a"},
    {"\u2018", "\u2019"}, {"\u201a", "\u2018"}, {"'", "'"},
};

/* Single quotes are apostrophes too: they enclose a name only where "<" follows. */
static bool encloses_name(const char *text, size_t length)
{
    size_t at = 0;
    while (at < length && text[at] == ' ')
        at++;
    return at < length && text[at] == '<';
}

static size_t group_end(const char *text, size_t length, const char *open, const char *close)
{
    size_t in = strlen(open), out = strlen(close), depth = 1;
    for (size_t at = in; at + out <= length; at++) {
        if (strchr("@\n\r", text[at]))
            return 0;
        if (memcmp(text + at, close, out) == 0) {
            if (--depth == 0)
                return at + out;
        } else if (text[at] == '(' && open[0] == '(') {
            depth++;
        }
    }
    return 0;
}

size_t address_group_length(const char *text, size_t length)
{
    unsigned char byte = (unsigned char)text[0];
    if (byte != '(' && byte != '\'' && byte != 0xE2 && byte != 0xC2)
        return 0;
    size_t most = length < ADDRESS_LOOK ? length : ADDRESS_LOOK;
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        const char *open = groups[i][0];
        if (most < strlen(open) || memcmp(text, open, strlen(open)) != 0)
            continue;
        size_t size = group_end(text, most, open, groups[i][1]);
        if (size > 0 && (byte != '\'' || encloses_name(text + size, most - size)))
            return size;
    }
    return 0;
}

void address_trim(const char *text, size_t *start, size_t *length)
{
    size_t end = *start + *length;
    AddressMeaning meaning = ADDRESS_BLANK;
    while (*start < end && meaning == ADDRESS_BLANK) {
        size_t used = address_read_character(text + *start, end - *start, &meaning);
        if (meaning == ADDRESS_BLANK)
            *start += used;
    }
    size_t last = *start;
    for (size_t at = *start; at < end;) {
        at += address_read_character(text + at, end - at, &meaning);
        if (meaning != ADDRESS_BLANK)
            last = at;
    }
    *length = last - *start;
}

size_t address_find_unquoted(const char *text, size_t length, char wanted)
{
    bool word_start = true;
    for (size_t at = 0; at < length;) {
        if (text[at] == wanted)
            return at;
        size_t quoted =
            word_start && text[at] == '"' ? address_quoted_length(text + at, length - at) : 0;
        AddressMeaning meaning;
        size_t used = address_read_character(text + at, length - at, &meaning);
        word_start = quoted == 0 && (meaning == ADDRESS_BLANK || text[at] == '<');
        at += quoted > 0 ? quoted : used;
    }
    return length;
}

/* Is it surely a part of a name? A word in small letters could be an address without its domain. */
static bool is_name_part(const char *text, size_t length)
{
    size_t start = 0;
    address_trim(text, &start, &length);
    for (size_t at = start; at < start + length; at++) {
        unsigned char byte = (unsigned char)text[at];
        if ((byte >= 'A' && byte <= 'Z') || byte == ' ' || byte >= 0x80)
            return true;
    }
    return false;
}

static bool next_cell_is_address(const char *text, size_t length)
{
    size_t at = 0;
    while (at < length && (text[at] == '\t' || text[at] == ' '))
        at++;
    while (at < length && !strchr("\t\n\r,; @", text[at]))
        at++;
    return at < length && text[at] == '@';
}

/* Whether the comma at `comma` is one of a name, `Last, First <a@b>`, which begins at `start` and
 * has no @ up to there. */
static bool is_comma_of_name(const char *text, size_t length, size_t start, size_t comma)
{
    enum { COMMAS = 2 }; /* more that a name may have: "Last, First, Dr." */
    size_t end = length - comma < ADDRESS_LOOK ? length : comma + ADDRESS_LOOK, more = 0;
    if (!is_name_part(text + start, comma - start))
        return false;
    size_t part = comma + 1;
    for (size_t at = part; at < end;) {
        size_t quoted = text[at] == '"' ? address_quoted_length(text + at, end - at)
                                        : address_group_length(text + at, end - at);
        if (quoted > 0) {
            at += quoted;
            continue;
        }
        if (text[at] == '<')
            return true;
        if (text[at] == '\t')
            return next_cell_is_address(text + at, end - at);
        if (text[at] == ',') {
            if (more++ == COMMAS || !is_name_part(text + part, at - part))
                return false;
            part = at + 1;
        } else if (strchr("@;\n\r", text[at])) {
            return false;
        }
        at++;
    }
    return false;
}

/* Whether `label` can be the last one of a domain, as most domains have it. */
static bool is_usual_end(const char *label, size_t length)
{
    static const char *const usual[] = {"com", "net", "org",  "edu", "gov",
                                        "mil", "int", "info", "biz"};
    for (size_t at = 0; at < length; at++) {
        if (!((label[at] | 0x20) >= 'a' && (label[at] | 0x20) <= 'z'))
            return false;
    }
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
        if (strlen(usual[i]) == length && strncasecmp(usual[i], label, length) == 0)
            return true;
    }
    return length == 2;
}

/* Whether the comma at `comma` stands in place of a dot, as in user@contoso,com: its domain is no
 * whole one, and nothing but the end of one follows. `sign` is the @. */
static bool is_comma_of_domain(const char *text, size_t length, size_t sign, size_t comma)
{
    size_t label = comma;
    while (label > sign + 1 && text[label - 1] != '.')
        label--;
    if (label == comma || is_usual_end(text + label, comma - label))
        return false;
    for (size_t at = label; at < comma; at++) {
        if (strchr(" \t<>()\"'[]", text[at]))
            return false;
    }
    size_t end = length - comma < ADDRESS_LOOK ? length : comma + ADDRESS_LOOK;
    size_t at = comma + 1;
    while (at < end && text[at] == ' ')
        at++;
    size_t last = at;
    for (; at < end && !strchr(",;> \t\n\r", text[at]); at++) {
        if (text[at] == '@')
            return false;
        if (text[at] == '.')
            last = at + 1;
    }
    size_t size = at - last;
    while (at < end && text[at] == ' ')
        at++;
    return is_usual_end(text + last, size) && (at == length || strchr(",;>\n\r", text[at]));
}

/* Bytes that end nothing and begin nothing: nearly all. */
static const bool is_plain[256] = {
    ['!'] = true, ['#' ... '&'] = true, ['*' ... '+'] = true, ['-' ... ':'] = true,
    ['='] = true, ['?'] = true,         ['A' ... '~'] = true,
};

/* Finds where the item that begins at `start` ends, and in `*last` the end of its last character
 * that is no blank. A quote begins where a word does. */
static size_t item_end(const char *text, size_t length, size_t start, size_t *last)
{
    bool word_start = true, has_at = false, in_brackets = false, closed = false;
    size_t at = start, sign = 0;
    *last = start;
    while (at < length) {
        if (is_plain[(unsigned char)text[at]]) {
            *last = ++at;
            word_start = false;
            continue;
        }
        size_t quoted =
            text[at] == '"' ? (word_start ? address_quoted_length(text + at, length - at) : 0)
            : word_start || text[at] == '(' ? address_group_length(text + at, length - at)
                                            : 0;
        if (quoted > 0) {
            at += quoted;
            *last = at;
            word_start = false;
            continue;
        }
        AddressMeaning meaning;
        size_t used = address_read_character(text + at, length - at, &meaning);
        if (meaning == ADDRESS_NEWLINE || (text[at] == '\t' && has_at && !in_brackets))
            break;
        if (meaning == ADDRESS_SEPARATOR) {
            bool inside = text[at] == ',' && !closed &&
                          (has_at ? is_comma_of_domain(text, length, sign, at)
                                  : !in_brackets && is_comma_of_name(text, length, start, at));
            if (!inside)
                break;
            closed = closed || has_at;
        }
        word_start = meaning == ADDRESS_BLANK || meaning == ADDRESS_SEPARATOR || text[at] == '<';
        if (text[at] == '@') {
            has_at = true;
            sign = at;
        }
        in_brackets = text[at] == '<' || (in_brackets && text[at] != '>');
        at += used;
        if (meaning == ADDRESS_TEXT)
            *last = at;
    }
    return at;
}

bool address_next(const char *text, size_t length, size_t *position, AddressItem *item)
{
    size_t at = *position;
    AddressMeaning meaning = ADDRESS_BLANK;
    while (at < length) {
        size_t used = address_read_character(text + at, length - at, &meaning);
        if (meaning == ADDRESS_TEXT)
            break;
        at += used;
    }
    *position = at;
    if (at == length)
        return false;
    size_t last;
    *position = item_end(text, length, at, &last);
    *item = (AddressItem){.start = at, .length = last - at};
    address_item_read(text, item);
    return true;
}
