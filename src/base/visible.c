#include "base/visible.h"

#include "base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <unistr.h>
#include <uniwidth.h>

bool visible_is_unseen(uint32_t character)
{
    if (character >= 0x20 && character < 0x7F)
        return false;
    return uc_is_general_category_withtable(character, UC_CATEGORY_MASK_C | UC_CATEGORY_MASK_Zl |
                                                           UC_CATEGORY_MASK_Zp) ||
           uc_is_property_default_ignorable_code_point(character);
}

static size_t decode(const char *text, size_t length, ucs4_t *character)
{
    int used = u8_mbtouc(character, (const uint8_t *)text, length);
    /* U+FFFD with one byte used stands for a byte that is no UTF-8. */
    if (used < 1 || (*character == 0xFFFD && memcmp(text, "\xEF", 1) != 0)) {
        *character = UINT32_MAX;
        return 1;
    }
    if (*character == 0xFFFD && used != 3) {
        *character = UINT32_MAX;
        return 1;
    }
    return (size_t)used;
}

size_t visible_next(const char *text, size_t length, bool *safe)
{
    unsigned char first = (unsigned char)text[0];
    if (first < 0x80) {
        *safe = first >= 0x20 && first != 0x7F;
        return 1;
    }
    ucs4_t character;
    size_t used = decode(text, length, &character);
    *safe = character != UINT32_MAX && !visible_is_unseen(character);
    return used;
}

bool visible_is_plain(const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        bool safe;
        at += visible_next(text + at, length - at, &safe);
        if (!safe)
            return false;
    }
    return true;
}

char *visible_text(const char *text)
{
    return text ? visible_text_n(text, strlen(text)) : memory_text("");
}

char *visible_text_n(const char *text, size_t length)
{
    if (visible_is_plain(text, length))
        return memory_text_n(text, length);
    char *visible = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&visible, &size);
    if (!out)
        return memory_text("");
    for (size_t at = 0; at < length;) {
        bool safe;
        size_t used = visible_next(text + at, length - at, &safe);
        unsigned char first = (unsigned char)text[at];
        ucs4_t character = first;
        if (safe) {
            fwrite(text + at, 1, used, out);
        } else if (first < 0x80) {
            fprintf(out, "^%c", first ^ 0x40);
        } else if (decode(text + at, used, &character), character == UINT32_MAX) {
            fprintf(out, "<%02X>", first);
        } else {
            fprintf(out, "<U+%04X>", (unsigned)character);
        }
        at += used;
    }
    fclose(out);
    return visible;
}

size_t visible_width(const char *text, size_t length)
{
    int width = u8_width((const uint8_t *)text, length, "UTF-8");
    return width > 0 ? (size_t)width : 0;
}

const char *visible_start(const char *text, size_t most)
{
    enum { MOST = 254, RING = 4 };
    static const char ellipsis[] = "…";
    static _Thread_local char ring[RING][MOST + sizeof ellipsis];
    static _Thread_local unsigned turn;
    most = most < MOST ? most : MOST;
    if (strnlen(text, most + 1) <= most)
        return text;
    size_t length = most;
    while (length > 0 && most - length < 4 && ((unsigned char)text[length] & 0xC0) == 0x80)
        length--;
    if (((unsigned char)text[length] & 0xC0) == 0x80)
        length = most; /* it is no UTF-8 */
    char *start = ring[turn++ % RING];
    memcpy(start, text, length);
    memcpy(start + length, ellipsis, sizeof ellipsis);
    return start;
}
