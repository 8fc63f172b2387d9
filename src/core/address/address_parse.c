/* address_parse.c: addresses in text as people have it. */
#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"
#include "core/address/address_list.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <unistr.h>

/* What a character means between addresses. */
typedef enum Meaning { TEXT, SPACE, SEPARATOR, NEWLINE } Meaning;

static Meaning wide_meaning(ucs4_t character)
{
    switch (character) {
    case 0xFF0C: /* fullwidth comma */
    case 0xFF1B: /* fullwidth semicolon */
    case 0x3001: /* ideographic comma */
    case 0x060C: /* Arabic comma */
    case 0x061B: /* Arabic semicolon */
        return SEPARATOR;
    case 0x200B: /* zero width space */
    case 0x2060: /* word joiner */
    case 0xFEFF: /* byte order mark */
        return SPACE;
    default:
        return uc_is_property_white_space(character) || uc_is_property_bidi_control(character)
                   ? SPACE
                   : TEXT;
    }
}

/* The length in bytes of the character at `text`, and its meaning. */
static size_t read_character(const char *text, size_t length, Meaning *meaning)
{
    unsigned char byte = (unsigned char)text[0];
    *meaning = TEXT;
    if (byte > ';' && byte < 0x80) /* letters, @ and the like: nearly all */
        return 1;
    switch (text[0]) {
    case ',':
    case ';':
        *meaning = SEPARATOR;
        return 1;
    case '\n':
    case '\r':
        *meaning = NEWLINE;
        return 1;
    case ' ':
    case '\t':
    case '\v':
    case '\f':
        *meaning = SPACE;
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

/* The bytes of the quoted string that begins at `text`, with its quotes; 0 where it does not end
 * on its line. */
static size_t quoted_length(const char *text, size_t length)
{
    for (size_t at = 1; at < length && text[at] != '\n' && text[at] != '\r'; at++) {
        if (text[at] == '"')
            return at + 1;
        if (text[at] == '\\' && at + 1 < length && text[at + 1] != '\n' && text[at + 1] != '\r')
            at++;
    }
    return 0;
}

/* Finds where the item that begins at `start` ends, and in `*last` the end of its last character
 * that is no space. A quote begins where a word does. */
static size_t item_end(const char *text, size_t length, size_t start, size_t *last)
{
    bool word_start = true, has_at = false, in_brackets = false;
    size_t at = start;
    *last = start;
    while (at < length) {
        size_t quoted = word_start && text[at] == '"' ? quoted_length(text + at, length - at) : 0;
        if (quoted > 0) {
            at += quoted;
            *last = at;
            word_start = false;
            continue;
        }
        Meaning meaning;
        size_t used = read_character(text + at, length - at, &meaning);
        if (meaning == SEPARATOR || meaning == NEWLINE ||
            (text[at] == '\t' && has_at && !in_brackets))
            break;
        word_start = meaning == SPACE || text[at] == '<';
        has_at = has_at || text[at] == '@';
        in_brackets = text[at] == '<' || (in_brackets && text[at] != '>');
        at += used;
        if (meaning != SPACE)
            *last = at;
    }
    return at;
}

/* Takes the space off both ends of `*length` bytes at text + *start. */
static void trim(const char *text, size_t *start, size_t *length)
{
    size_t end = *start + *length;
    Meaning meaning = SPACE;
    while (*start < end && meaning == SPACE) {
        size_t used = read_character(text + *start, end - *start, &meaning);
        if (meaning == SPACE)
            *start += used;
    }
    size_t last = *start;
    for (size_t at = *start; at < end;) {
        at += read_character(text + at, end - at, &meaning);
        if (meaning != SPACE)
            last = at;
    }
    *length = last - *start;
}

/* The first `wanted` byte outside quotes; `length` where there is none. */
static size_t find_unquoted(const char *text, size_t length, char wanted)
{
    bool word_start = true;
    for (size_t at = 0; at < length;) {
        if (text[at] == wanted)
            return at;
        size_t quoted = word_start && text[at] == '"' ? quoted_length(text + at, length - at) : 0;
        Meaning meaning;
        size_t used = read_character(text + at, length - at, &meaning);
        word_start = quoted == 0 && (meaning == SPACE || text[at] == '<');
        at += quoted > 0 ? quoted : used;
    }
    return length;
}

static void set_problem(AddressItem *item, AddressProblem problem, size_t at)
{
    item->problem = problem;
    item->problem_at = at;
}

/* Is what stands before the "<" a name, or the address once more (some mail programs put it in
 * single quotes)? Else it is an address of its own, and a comma was forgotten. */
static bool is_name_of(const char *text, const AddressItem *item, size_t name_length)
{
    size_t name = item->start;
    trim(text, &name, &name_length);
    if (find_unquoted(text + name, name_length, '@') == name_length)
        return true;
    if (name_length > 2 && text[name] == '\'' && text[name + name_length - 1] == '\'') {
        name++;
        name_length -= 2;
    }
    if (address_check(text + name, name_length, NULL) != ADDRESS_OK)
        return false;
    char key[ADDRESS_SIZE], other[ADDRESS_SIZE];
    size_t length = address_write_key(text + name, name_length, key);
    return address_write_key(text + item->address, item->address_length, other) == length &&
           memcmp(key, other, length) == 0;
}

/* `Name <a@b>`: `open` is the byte of the "<" in the item. */
static void split_bracket(const char *text, AddressItem *item, size_t open)
{
    const char *whole = text + item->start;
    size_t inside = open + 1;
    size_t size = find_unquoted(whole + inside, item->length - inside, '>');
    size_t close = inside + size;
    item->address = item->start + inside;
    item->address_length = size;
    trim(text, &item->address, &item->address_length);
    if (close == item->length) {
        set_problem(item, ADDRESS_BRACKET, item->start + open);
        return;
    }
    if (close + 1 < item->length) {
        size_t behind = item->start + close + 1, rest = item->length - close - 1;
        trim(text, &behind, &rest);
        set_problem(item, ADDRESS_BRACKET_TEXT, behind);
        return;
    }
    item->problem = address_check(text + item->address, item->address_length, &item->problem_at);
    item->problem_at += item->address;
    if (item->problem == ADDRESS_OK && !is_name_of(text, item, open))
        set_problem(item, ADDRESS_TWO, item->start + open);
}

bool address_next(const char *text, size_t length, size_t *position, AddressItem *item)
{
    size_t at = *position;
    Meaning meaning = SPACE;
    while (at < length) {
        size_t used = read_character(text + at, length - at, &meaning);
        if (meaning == TEXT)
            break;
        at += used;
    }
    *position = at;
    if (at == length)
        return false;
    size_t last;
    *position = item_end(text, length, at, &last);
    *item = (AddressItem){.start = at, .length = last - at};
    size_t open = memchr(text + at, '<', item->length) ? find_unquoted(text + at, item->length, '<')
                                                       : item->length;
    if (open < item->length) {
        split_bracket(text, item, open);
        return true;
    }
    item->address = item->start;
    item->address_length = item->length;
    item->problem = address_check(text + at, item->length, &item->problem_at);
    item->problem_at += at;
    return true;
}

/* Where a byte of a text stands, found by going on from the last one that was asked for. */
typedef struct Place {
    size_t at, line, column;
} Place;

static void go_to(Place *place, const char *text, size_t at)
{
    for (; place->at < at; place->at++) {
        unsigned char byte = (unsigned char)text[place->at];
        if (byte == '\n' || (byte == '\r' && text[place->at + 1] != '\n')) {
            place->line++;
            place->column = 1;
        } else if ((byte & 0xC0) != 0x80) {
            place->column++;
        }
    }
}

void address_findings_clear(AddressFindings *findings)
{
    free(findings->items);
    *findings = (AddressFindings){0};
}

static bool is_break(char byte)
{
    return byte == '\n' || byte == '\r';
}

/* Goes behind the part, and remembers where there are lines. */
static void pass(AddressPart *part, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (!is_break(text[i])) {
            part->lines = part->lines || part->broken;
            continue;
        }
        part->broken = true;
        if (text[i] == '\n' || i + 1 == length || text[i + 1] != '\n')
            part->line++;
    }
    part->offset += length;
}

static void move_item(AddressItem *item, size_t offset)
{
    item->start += offset;
    item->address += offset;
    item->problem_at += offset;
}

void address_list_parse_part(AddressList *list, const char *text, size_t length, AddressPart *part,
                             AddressFindings *findings)
{
    Place place = {0, part->line + 1, 1};
    AddressItem item;
    size_t position = 0;
    while (address_next(text, length, &position, &item)) {
        const char *address = text + item.address;
        if (item.problem == ADDRESS_OK && address_list_add(list, address, item.address_length))
            continue;
        AddressFinding finding = {.item = item, .duplicate_of = ADDRESS_LIST_NONE};
        if (item.problem == ADDRESS_OK) {
            finding.duplicate_of = address_list_find(list, address, item.address_length);
            findings->duplicates++;
        } else {
            findings->invalid++;
        }
        go_to(&place, text, item.start);
        Place problem = place;
        go_to(&problem, text, item.problem == ADDRESS_OK ? item.address : item.problem_at);
        finding.line = problem.line;
        finding.column = problem.column;
        move_item(&finding.item, part->offset);
        findings->items = memory_reserve(findings->items, &findings->capacity, findings->count + 1,
                                         sizeof *findings->items);
        findings->items[findings->count++] = finding;
    }
    pass(part, text, length);
}

void address_list_parse_end(const AddressPart *part, AddressFindings *findings)
{
    for (size_t i = 0; i < findings->count; i++)
        findings->items[i].one_line = !part->lines;
}

void address_list_parse(AddressList *list, const char *text, size_t length,
                        AddressFindings *findings)
{
    AddressPart part = {0};
    address_list_parse_part(list, text, length, &part, findings);
    address_list_parse_end(&part, findings);
}

/* At most about 80 bytes of a text, visible, cut between two characters. */
static char *excerpt(const char *text, size_t length)
{
    enum { MOST = 80 };
    size_t cut = length;
    if (length > MOST) {
        cut = MOST - 3;
        while (cut > 0 && ((unsigned char)text[cut] & 0xC0) == 0x80)
            cut--;
    }
    char *shown = visible_text_n(text, cut);
    char *whole = memory_format("%s%s", shown, cut < length ? "…" : "");
    free(shown);
    return whole;
}

char *address_finding_text(const AddressFinding *finding, const char *text, size_t length,
                           const AddressList *list)
{
    const AddressItem *item = &finding->item;
    char *shown = excerpt(text + item->start, item->length);
    char *words;
    if (finding->duplicate_of != ADDRESS_LIST_NONE) {
        const char *first = address_list_get(list, finding->duplicate_of);
        char *other = excerpt(first, strlen(first));
        words = memory_format(_("\"%s\" is the same mailbox as \"%s\""), shown, other);
        free(other);
    } else {
        char *problem = address_problem_words(item->problem, text, length, item->problem_at);
        words = memory_format("\"%s\": %s", shown, problem);
        free(problem);
    }
    char *whole = finding->one_line ? memory_format(_("column %zu: %s"), finding->column, words)
                                    : memory_format(_("line %zu, column %zu: %s"), finding->line,
                                                    finding->column, words);
    free(words);
    free(shown);
    return whole;
}
