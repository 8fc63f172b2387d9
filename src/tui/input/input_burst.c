/* input_burst.c: tells a paste from what was typed ahead by what is in it. */
#include "tui/input/input_burst.h"

#include "tui/input/input_keys.h"

#include <string.h>
#include <unistr.h>

/* The network may bring so many bytes of somebody's typing at once: the end of a word and a Tab. */
enum { TYPED_AT_ONCE = 8 };

static bool is_break(char byte)
{
    return byte == '\t' || byte == '\r' || byte == '\n';
}

/* The next cell from `*at` on, with a text in it and a break behind it. */
static bool next_cell(const char *bytes, size_t length, size_t *at, size_t *start)
{
    while (*at < length) {
        *start = *at;
        while (*at < length && !is_break(bytes[*at]))
            (*at)++;
        if (*at == length)
            return false;
        size_t spaces = *start;
        while (bytes[spaces] == ' ')
            spaces++;
        if (spaces < *at)
            return true;
        (*at)++;
    }
    return false;
}

static bool is_address(const char *cell, size_t length)
{
    const char *at = length > 2 ? memchr(cell + 1, '@', length - 2) : NULL;
    return at;
}

/* A tab, and later the end of the line. */
static bool has_row_end(const char *bytes, size_t length, size_t from)
{
    const char *tab = memchr(bytes + from, '\t', length - from);
    size_t left = tab ? (size_t)(bytes + length - tab) : 0;
    return tab && (memchr(tab, '\r', left) || memchr(tab, '\n', left));
}

bool burst_is_paste(const char *bytes, size_t length, PasteKind *kind)
{
    size_t at = 0, start;
    bool first = true, perhaps = false;
    while (next_cell(bytes, length, &at, &start)) {
        if (bytes[0] != '/' && is_address(bytes + start, at - start)) {
            *kind = PASTE_ROWS;
            return true;
        }
        if (first)
            perhaps = length >= TYPED_AT_ONCE || has_row_end(bytes, length, at);
        first = false;
    }
    *kind = PASTE_PERHAPS;
    return perhaps;
}

bool burst_goes_on(const char *bytes, size_t length)
{
    Key first;
    return length > 1 && burst_key(bytes, length, &first) < length;
}

bool burst_ends_row(const char *bytes, size_t length, size_t cells)
{
    size_t tabs = 0;
    for (size_t at = 0; at < length; at++)
        tabs += bytes[at] == '\t';
    return tabs >= cells && has_row_end(bytes, length, 0);
}

bool burst_has_break(const char *bytes, size_t length)
{
    return memchr(bytes, '\t', length) || memchr(bytes, '\r', length) ||
           memchr(bytes, '\n', length);
}

bool burst_is_fast(const char *bytes, size_t length)
{
    return length >= TYPED_AT_ONCE && !burst_has_break(bytes, length);
}

bool burst_has_cells(const char *bytes, size_t length)
{
    size_t at = 0, start, cells = 0;
    while (cells < 2 && next_cell(bytes, length, &at, &start) && bytes[0] != '/')
        cells += at - start > 1;
    return cells == 2;
}

size_t burst_key(const char *bytes, size_t length, Key *key)
{
    unsigned char first = (unsigned char)bytes[0];
    ucs4_t code;
    int used = u8_mbtoucr(&code, (const uint8_t *)bytes, length);
    *key = first < 0x20 || first == 0x7F ? input_key_of_control(first) : (Key){code, 0};
    return used > 0 ? (size_t)used : 1;
}
