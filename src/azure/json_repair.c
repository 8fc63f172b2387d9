#include "azure/json_repair.h"

#include "base/memory.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

/* No byte of a text needs more room than this. */
enum { WORST = 6 };

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* The four digits of the escape \uXXXX that begins at `text`; -1 where it is none. */
static long unit(const char *text, size_t length)
{
    if (length < 6 || text[0] != '\\' || text[1] != 'u')
        return -1;
    for (size_t i = 2; i < 6; i++)
        if (!is_hex(text[i]))
            return -1;
    char digits[5] = {text[2], text[3], text[4], text[5], '\0'};
    return strtol(digits, NULL, 16);
}

/* Copies the escape at `from`. Returns how many bytes it used. */
static size_t copy_escape(const char *from, size_t length, char **to)
{
    long first = unit(from, length);
    if (first >= 0xD800 && first <= 0xDBFF) {
        long second = unit(from + 6, length - 6);
        if (second >= 0xDC00 && second <= 0xDFFF) {
            memcpy(*to, from, 12);
            *to += 12;
            return 12;
        }
    }
    if (first >= 0xD800 && first <= 0xDFFF) {
        memcpy(*to, "\\uFFFD", 6);
        *to += 6;
        return 6;
    }
    if (first >= 0 || (length >= 2 && from[1] != '\0' && strchr("\"\\/bfnrt", from[1]) != NULL)) {
        size_t used = first >= 0 ? 6 : 2;
        memcpy(*to, from, used);
        *to += used;
        return used;
    }
    memcpy(*to, "\\\\", 2);
    *to += 2;
    return 1;
}

/* Copies one character. Returns how many bytes it used. */
static size_t copy_character(const char *from, size_t length, char **to)
{
    unsigned char c = (unsigned char)from[0];
    if (c < 0x20) {
        *to += snprintf(*to, WORST + 1, "\\u%04X", c);
        return 1;
    }
    ucs4_t character;
    int used = u8_mbtoucr(&character, (const uint8_t *)from, length);
    if (used <= 0) {
        memcpy(*to, "\xEF\xBF\xBD", 3);
        *to += 3;
        return 1;
    }
    memcpy(*to, from, (size_t)used);
    *to += used;
    return (size_t)used;
}

char *json_repair(const char *text, size_t *length)
{
    char *copy = memory_array(*length * WORST + WORST + 1, 1), *to = copy;
    bool quoted = false;
    for (size_t i = 0; i < *length;) {
        if (text[i] == '"') {
            quoted = !quoted;
            *to++ = text[i++];
        } else if (!quoted) {
            *to++ = text[i++];
        } else if (text[i] == '\\') {
            i += copy_escape(text + i, *length - i, &to);
        } else {
            i += copy_character(text + i, *length - i, &to);
        }
    }
    *length = (size_t)(to - copy);
    return copy;
}
