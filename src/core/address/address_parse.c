/* address_parse.c: a list of addresses from text as people have it, and what was wrong there. */
#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"
#include "core/address/address_list.h"

#include <stdlib.h>
#include <string.h>

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
