/* Text in cells: clipped, padded, and in the characters that the terminal has. */
#include "base/visible.h"
#include "tui/widgets/screen.h"
#include "tui/widgets/screen_internal.h"

#include <langinfo.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

static bool ascii_only;

/* What the program's own texts use beyond ASCII, and what stands for it, column by column. */
static const struct {
    wchar_t character;
    char ascii;
} replacements[] = {
    {0x00A0, ' '}, {0x00AB, '<'}, {0x00B7, '-'},  {0x00BB, '>'},  {0x2010, '-'}, {0x2011, '-'},
    {0x2013, '-'}, {0x2014, '-'}, {0x2018, '\''}, {0x2019, '\''}, {0x201C, '"'}, {0x201D, '"'},
    {0x2022, '*'}, {0x2026, '.'}, {0x2039, '<'},  {0x203A, '>'},  {0x2190, '<'}, {0x2191, '^'},
    {0x2192, '>'}, {0x2193, 'v'}, {0x2500, '-'},  {0x2501, '-'},  {0x2502, '|'}, {0x2503, '|'},
    {0x250C, '+'}, {0x2510, '+'}, {0x2514, '+'},  {0x2518, '+'},  {0x256D, '+'}, {0x256E, '+'},
    {0x256F, '+'}, {0x2570, '+'}, {0x251C, '+'},  {0x2524, '+'},  {0x25B8, '>'}, {0x25CF, '*'},
    {0x2713, '+'}, {0x2717, 'x'},
};

static char replacement(wchar_t character)
{
    for (size_t i = 0; i < sizeof replacements / sizeof replacements[0]; i++) {
        if (replacements[i].character == character)
            return replacements[i].ascii;
    }
    return '\0';
}

void screen_text_set_ascii(bool ascii)
{
    ascii_only = ascii;
}

bool screen_text_utf8(void)
{
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

bool screen_text_ascii_asked(void)
{
    return ascii_only;
}

bool screen_ascii(void)
{
    return ascii_only || !screen_text_utf8();
}

/* The character as this terminal can show it. */
static wchar_t shown(wchar_t character, int *columns)
{
    *columns = 1;
    if (character >= 0x20 && character < 0x7F)
        return character;
    if (ascii_only) {
        char ascii = replacement(character);
        if (ascii)
            return (wchar_t)ascii;
    }
    char bytes[MB_LEN_MAX];
    mbstate_t state = {0};
    if (wcrtomb(bytes, character, &state) == (size_t)-1) {
        char ascii = replacement(character);
        return ascii ? (wchar_t)ascii : L'?';
    }
    *columns = wcwidth(character);
    if (*columns >= 0)
        return character;
    *columns = 1;
    return screen_text_utf8() ? 0xFFFD : L'?';
}

static bool selects_variation(ucs4_t character)
{
    return (character >= 0xFE00 && character <= 0xFE0F) || character >= 0xE0100;
}

/* Variation selectors are left out: terminals disagree on the width that they lead to. */
size_t screen_cell(const char *text, size_t length, Cell *cell)
{
    const uint8_t *bytes = (const uint8_t *)text;
    size_t used = 0;
    size_t count = 0;
    cell->columns = 1;
    while (used < length) {
        ucs4_t character;
        int size = u8_mbtouc(&character, bytes + used, length - used);
        bool extends = character >= 0x300 && !selects_variation(character);
        int columns = 1;
        wchar_t wide = shown((wchar_t)character, &columns);
        if (selects_variation(character)) {
            wide = 0;
            columns = 0;
        }
        if (count == 0) {
            /* What combines with nothing is shown on a space. */
            cell->columns = columns > 0 ? columns : 1;
            if (columns == 0)
                cell->characters[count++] = L' ';
        } else if (columns > 0) {
            break;
        }
        if (wide && count < CELL_CHARACTERS && (columns > 0 || extends))
            cell->characters[count++] = wide;
        used += (size_t)size;
        if (used < length && bytes[used] < 0x80)
            break;
    }
    cell->characters[count] = 0;
    return used;
}

static bool is_ascii(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] < 0x20 || text[i] == 0x7F)
            return false;
    }
    return true;
}

int screen_text_width(const char *text, size_t length)
{
    if (is_ascii(text, length))
        return length < INT32_MAX ? (int)length : INT32_MAX;
    char *visible = NULL;
    if (!visible_is_plain(text, length)) {
        visible = visible_text_n(text, length);
        text = visible;
        length = strlen(visible);
    }
    size_t columns = 0;
    for (size_t at = 0; at < length;) {
        Cell cell;
        at += screen_cell(text + at, length - at, &cell);
        columns += (size_t)cell.columns;
    }
    free(visible);
    return columns < INT32_MAX ? (int)columns : INT32_MAX;
}
