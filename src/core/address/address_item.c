/* address_item.c: the address in an item of a text, without what stands around it. */
#include "core/address/address_item.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>
#include <unictype.h>
#include <unistr.h>

/* A part of the text. */
typedef struct Part {
    size_t start, end;
} Part;

static void set_problem(AddressItem *item, AddressProblem problem, size_t at)
{
    item->problem = problem;
    item->problem_at = at;
}

static Part trimmed(const char *text, Part part)
{
    size_t length = part.end - part.start;
    address_trim(text, &part.start, &length);
    return (Part){part.start, part.start + length};
}

static bool has_at(const char *text, Part part)
{
    return memchr(text + part.start, '@', part.end - part.start);
}

static bool begins(const char *text, Part part, const char *with)
{
    size_t length = strlen(with);
    return part.end - part.start >= length && memcmp(text + part.start, with, length) == 0;
}

static bool ends(const char *text, Part part, const char *with)
{
    size_t length = strlen(with);
    return part.end - part.start >= length && memcmp(text + part.end - length, with, length) == 0;
}

/* The character at `text`, and whether it is a letter, a digit, or a mark on one, of any script. */
static size_t read_letter(const char *text, size_t length, bool *letter)
{
    ucs4_t character;
    int used = u8_mbtouc(&character, (const uint8_t *)text, length);
    *letter = uc_is_general_category_withtable(character, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N |
                                                              UC_CATEGORY_MASK_M) ||
              character == 0xFFFD;
    return used > 0 ? (size_t)used : 1;
}

/* The end of the word at the beginning of `part`. */
static size_t word_end(const char *text, Part part)
{
    size_t at = part.start;
    AddressMeaning meaning;
    while (at < part.end) {
        size_t used = address_read_character(text + at, part.end - at, &meaning);
        if (meaning == ADDRESS_BLANK)
            break;
        at += used;
    }
    return at;
}

/* A word without a letter or a digit: a bullet, a dash, the frame of a table. */
static bool is_sign(const char *text, Part word)
{
    bool letter = false;
    for (size_t at = word.start; at < word.end && !letter;) {
        if (text[at] == '@' || text[at] == '"' || text[at] == '<')
            return false;
        at += read_letter(text + at, word.end - at, &letter);
    }
    return !letter && word.end > word.start;
}

/* "1.", "1)", "(1)", "[1]", "1.2.", "#1", "a)", "iv.", "[x]". */
static bool is_number(const char *text, Part word)
{
    size_t at = word.start, letters = 0, digits = 0;
    if (at < word.end && strchr("([#", text[at]))
        at++;
    bool opened = at > word.start;
    for (; at < word.end; at++) {
        unsigned char byte = (unsigned char)text[at];
        if (byte >= '0' && byte <= '9')
            digits++;
        else if ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z')
            letters++;
        else if (byte != '.' || digits + letters == 0)
            break;
    }
    bool dot = at == word.end && at > word.start && text[at - 1] == '.';
    bool closed = at + 1 == word.end && strchr(").]:", text[at]);
    bool roman = letters > 1 && strspn(text + word.start + opened, "ivxIVX") >= letters;
    if (digits + letters == 0 || (letters > 0 && digits > 0) || (letters > 1 && !roman) ||
        digits > 6)
        return false;
    return dot || closed || (opened && text[word.start] == '#' && at == word.end);
}

/* The bytes of the name of a field at the beginning of `part`, with its colon and what it needs
 * behind it: "E-mail address: ", "To:". 0 where there is none. */
static size_t label_length(const char *text, Part part)
{
    static const char *const known[] = {"mailto:", "smtp:", "email:", "e-mail:", "mail:",
                                        "to:",     "cc:",   "bcc:",   "from:",   "reply-to:"};
    enum { LONGEST = 60 };
    size_t length = part.end - part.start;
    const char *start = text + part.start;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        size_t size = strlen(known[i]);
        if (length > size && strncasecmp(start, known[i], size) == 0)
            return size;
    }
    for (size_t at = 0; at + 1 < length && at < LONGEST; at++) {
        if (strchr("@<\"", start[at]))
            return 0;
        if (start[at] == ':' && at > 0)
            return strchr(" \t", start[at + 1]) ? at + 1 : 0;
        if (start[at] == '=' && at > 0 && start[at - 1] == ' ')
            return start[at + 1] == ' ' ? at + 1 : 0;
    }
    return 0;
}

/* Takes one thing off the front that is surely no part of an address. */
static bool peel_front(const char *text, Part *part)
{
    size_t length = part->end - part->start;
    if (length == 0)
        return false;
    size_t label = label_length(text, *part);
    size_t group = text[part->start] == '"' ? address_quoted_length(text + part->start, length)
                                            : address_group_length(text + part->start, length);
    AddressMeaning meaning = ADDRESS_TEXT;
    if (group > 0 && group < length)
        address_read_character(text + part->start + group, length - group, &meaning);
    Part word = {part->start, word_end(text, *part)};
    bool letter = true;
    size_t used = (unsigned char)text[part->start] >= 0x80 || text[part->start] == '>'
                      ? read_letter(text + part->start, length, &letter)
                      : 0;
    const char *tab = memrchr(text + part->start, '\t', length);
    if (label > 0)
        part->start += label;
    else if (has_at(text, (Part){part->start + group, part->end}) && meaning == ADDRESS_BLANK)
        part->start += group; /* a name in quotes, a comment */
    else if (length > 3 && text[part->start] == '[' && text[part->start + 2] == ']')
        part->start += 3; /* a box to tick */
    else if (word.end < part->end && (is_sign(text, word) || is_number(text, word)))
        part->start = word.end;
    else if (!letter)
        part->start += used;
    else if (tab)
        part->start = (size_t)(tab - text) + 1; /* cells of a table: the last one has the @ */
    else
        return false;
    *part = trimmed(text, *part);
    return true;
}

/* Where the bracket begins that ends with `part`: the index of `open`; part.end where there is
 * none. */
static size_t find_open(const char *text, Part part, char open, char close)
{
    size_t depth = 0;
    for (size_t at = part.end; at > part.start; at--) {
        if (text[at - 1] == close)
            depth++;
        else if (text[at - 1] == open && --depth == 0)
            return at - 1;
    }
    return part.end;
}

/* Takes off a bracket at the end: a comment, or what encloses the address behind a name. */
static bool peel_bracket(const char *text, Part *part)
{
    static const char pairs[] = "()[]{}";
    const char *pair = part->end > part->start ? strchr(pairs, text[part->end - 1]) : NULL;
    if (!pair || *pair == '\0' || (pair - pairs) % 2 == 0)
        return false;
    size_t open = find_open(text, *part, pair[-1], *pair);
    Part inside = {open + 1, part->end - 1};
    if (open == part->end)
        part->end--;
    else if (has_at(text, inside))
        *part = inside;
    else
        part->end = open;
    *part = trimmed(text, *part);
    return true;
}

/* Takes off what encloses the whole. */
static bool peel_pair(const char *text, Part *part)
{
    static const char *const pairs[][2] = {
        {"\"", "\""},         {"'", "'"},           {"`", "`"},           {"*", "*"},
        {"_", "_"},           {"~", "~"},           {"\u201c", "\u201d"}, {"\u201e", "\u201c"},
        {"\u201d", "\u201d"}, {"\u00ab", "\u00bb"}, {"\u2018", "\u2019"}, {"\u201a", "\u2018"},
        {"\u2039", "\u203a"}, {"`", "'"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        size_t in = strlen(pairs[i][0]), out = strlen(pairs[i][1]);
        if (part->end - part->start <= in + out || !begins(text, *part, pairs[i][0]) ||
            !ends(text, *part, pairs[i][1]))
            continue;
        *part = trimmed(text, (Part){part->start + in, part->end - out});
        return true;
    }
    return false;
}

/* Takes a character off the end that no domain has. */
static bool peel_back(const char *text, Part *part)
{
    static const char *const marks[] = {".",      "!",      ":",      "?",      ">",
                                        "\u2026", "\u3002", "\u201c", "\u201d", "\u2019",
                                        "\u00bb", "\u203a", "\uff0e", "\uff61"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (!ends(text, *part, marks[i]))
            continue;
        *part = trimmed(text, (Part){part->start, part->end - strlen(marks[i])});
        return true;
    }
    size_t start = part->end;
    AddressMeaning meaning = ADDRESS_TEXT;
    while (start > part->start && meaning != ADDRESS_BLANK) {
        start--;
        if (((unsigned char)text[start] & 0xC0) != 0x80)
            address_read_character(text + start, part->end - start, &meaning);
    }
    /* The frame of a table. */
    if (meaning != ADDRESS_BLANK || !is_sign(text, trimmed(text, (Part){start, part->end})))
        return false;
    *part = trimmed(text, (Part){part->start, start});
    return true;
}

/* Takes the front half of a bracket off, whose other half is in another item. */
static bool peel_half(const char *text, Part *part)
{
    if (part->end == part->start || !strchr("([{", text[part->start]))
        return false;
    part->start++;
    *part = trimmed(text, *part);
    return true;
}

static bool peel(const char *text, Part *part)
{
    return peel_pair(text, part) || peel_front(text, part) || peel_bracket(text, part) ||
           peel_back(text, part) || peel_half(text, part);
}

/* Whether two addresses, the second of which is valid, are one mailbox. */
static bool is_same(const char *text, Part part, Part address)
{
    if (address_check(text + part.start, part.end - part.start, NULL) != ADDRESS_OK)
        return false;
    char key[ADDRESS_SIZE], other[ADDRESS_SIZE];
    size_t length = address_write_key(text + part.start, part.end - part.start, key);
    return address_write_key(text + address.start, address.end - address.start, other) == length &&
           memcmp(key, other, length) == 0;
}

/* Is what stands beside `address` a name, or the address once more (some mail programs put it in
 * single quotes)? Else it is an address of its own, and a comma was forgotten. */
static bool is_name_of(const char *text, Part name, Part address)
{
    static const char *const before[] = {"mailto:", "(", "[", "{"};
    name = trimmed(text, name);
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        if (ends(text, name, before[i]))
            name.end -= strlen(before[i]);
    }
    size_t length = name.end - name.start;
    if (address_find_unquoted(text + name.start, length, '@') == length)
        return true;
    for (size_t layers = 0; layers < 8 && !is_same(text, name, address); layers++) {
        if (!peel_pair(text, &name) && !peel_bracket(text, &name) && !peel_half(text, &name))
            return false;
    }
    return is_same(text, name, address);
}

/* Leaves out of `part` what stands around the address: false where none is found. What is left is
 * then what is wrong. */
static bool find_address(const char *text, Part *part, AddressProblem *problem, size_t *at)
{
    enum { LAYERS = 16 };
    bool link = false;
    for (size_t layer = 0;; layer++) {
        *problem = address_check(text + part->start, part->end - part->start, at);
        *at += part->start;
        if (*problem == ADDRESS_OK)
            return true;
        Part before = *part;
        link = link || (before.end - before.start > 7 &&
                        strncasecmp(text + before.start, "mailto:", 7) == 0);
        const char *query =
            link ? memchr(text + before.start, '?', before.end - before.start) : NULL;
        if (query) /* RFC 6068: of the message, not of the address */
            part->end = (size_t)(query - text);
        else if (layer == LAYERS || !peel(text, part))
            return false;
        if (part->end == part->start) {
            *part = before;
            return false;
        }
    }
}

static void take(AddressItem *item, Part address)
{
    item->address = address.start;
    item->address_length = address.end - address.start;
}

/* An item without `Name <`. */
static void read_plain(const char *text, AddressItem *item)
{
    const Part whole = {item->start, item->start + item->length};
    Part part = whole;
    AddressProblem problem;
    size_t at;
    bool good = find_address(text, &part, &problem, &at);
    set_problem(item, problem, at);
    if (!good)
        return;
    take(item, part);
    if (!is_name_of(text, (Part){whole.start, part.start}, part))
        set_problem(item, ADDRESS_TWO, part.start);
    else if (has_at(text, (Part){part.end, whole.end}))
        set_problem(item, ADDRESS_TWO, part.end);
}

/* What may stand behind the ">": nothing, a comment, the end of a sentence or of brackets. */
static bool is_nothing(const char *text, Part rest)
{
    rest = trimmed(text, rest);
    while (rest.end > rest.start && !has_at(text, rest)) {
        if (!peel_bracket(text, &rest) && !peel_back(text, &rest)) {
            if (strchr("\"'*`", text[rest.end - 1]) == NULL)
                return false;
            rest = trimmed(text, (Part){rest.start, rest.end - 1});
        }
    }
    return rest.end == rest.start;
}

/* `Name <a@b>`: `open` is the byte of the "<" in the item. */
static void read_bracket(const char *text, AddressItem *item, size_t open)
{
    const char *whole = text + item->start;
    size_t inside = open + 1;
    size_t size = address_find_unquoted(whole + inside, item->length - inside, '>');
    size_t close = inside + size;
    const char *second = memchr(whole + inside, '<', size);
    if (second && close + 2 == item->length && whole[close + 1] == '>') {
        close++; /* Name <a@b<mailto:a@b>>, as Outlook copies it */
        size = close - inside;
    } else {
        second = NULL;
    }
    Part part = trimmed(text, (Part){item->start + inside, item->start + inside + size});
    take(item, part);
    if (close >= item->length) {
        set_problem(item, ADDRESS_BRACKET, item->start + open);
        return;
    }
    Part rest = {item->start + close + 1, item->start + item->length};
    if (!is_nothing(text, rest)) {
        set_problem(item, ADDRESS_BRACKET_TEXT, trimmed(text, rest).start);
        return;
    }
    if (second) {
        AddressItem inner = {.start = part.start, .length = part.end - part.start};
        read_bracket(text, &inner, (size_t)(second - text) - inner.start);
        take(item, (Part){inner.address, inner.address + inner.address_length});
        set_problem(item, inner.problem, inner.problem_at);
    } else {
        AddressProblem problem;
        size_t at;
        find_address(text, &part, &problem, &at);
        take(item, part);
        set_problem(item, problem, at);
    }
    part = (Part){item->address, item->address + item->address_length};
    if (item->problem == ADDRESS_OK &&
        !is_name_of(text, (Part){item->start, item->start + open}, part))
        set_problem(item, ADDRESS_TWO, item->start + open);
}

void address_item_read(const char *text, AddressItem *item)
{
    const char *whole = text + item->start;
    size_t open = memchr(whole, '<', item->length) ? address_find_unquoted(whole, item->length, '<')
                                                   : item->length;
    take(item, (Part){item->start, item->start + item->length});
    if (open < item->length && memchr(whole + open, '>', item->length - open)) {
        read_bracket(text, item, open);
    } else if (open < item->length) {
        set_problem(item, ADDRESS_BRACKET, item->start + open);
    } else {
        read_plain(text, item);
    }
}
