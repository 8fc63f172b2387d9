/* Positions in the text: by character, word, line and paragraph. */
#include "tui/text/text_internal.h"

#include <string.h>
#include <unigbrk.h>
#include <unistr.h>

/* A character is looked for in so many bytes around, then in twice as many, until there is one.
 * What combines with more than the last is cut there. */
enum { FIRST_WINDOW = 64, LAST_WINDOW = 4096, LONGEST_UTF8 = 4 };

/* Bytes that are no UTF-8 become controls, which are characters of their own. */
static void mask_bad_bytes(uint8_t *bytes, size_t length)
{
    for (size_t at = 0; at < length;) {
        int used = bytes[at] < 0x80 ? 1 : u8_mblen(bytes + at, length - at);
        if (used < 1) {
            bytes[at] = 0x01;
            used = 1;
        }
        at += (size_t)used;
    }
}

static bool is_ascii(uint8_t byte)
{
    return byte < 0x80;
}

size_t text_next(const Text *text, size_t at)
{
    uint8_t bytes[LAST_WINDOW];
    char breaks[LAST_WINDOW];
    for (size_t size = FIRST_WINDOW; size <= LAST_WINDOW; size *= 2) {
        size_t length = text_read(text, at, (char *)bytes, size);
        if (length == 0)
            return text_length(text);
        if (is_ascii(bytes[0]) && bytes[0] != '\r' && (length == 1 || is_ascii(bytes[1])))
            return at + 1;
        bool whole = at + length == text_length(text);
        size_t trusted = whole ? length : length - LONGEST_UTF8;
        mask_bad_bytes(bytes, length);
        u8_grapheme_breaks(bytes, length, breaks);
        for (size_t i = 1; i < trusted; i++) {
            if (breaks[i])
                return at + i;
        }
        if (whole)
            return at + length;
    }
    size_t end = LAST_WINDOW - LONGEST_UTF8;
    while ((bytes[end] & 0xC0) == 0x80)
        end--;
    return at + end;
}

/* In the `length` bytes before a place, where a character begins for certain: between two ASCII
 * bytes. 0 where there is no such place. */
static size_t certain(const uint8_t *bytes, size_t length)
{
    for (size_t i = length - 1; i > 0; i--) {
        if (is_ascii(bytes[i]) && is_ascii(bytes[i - 1]) &&
            !(bytes[i] == '\n' && bytes[i - 1] == '\r'))
            return i;
    }
    return 0;
}

size_t text_previous(const Text *text, size_t at)
{
    uint8_t bytes[LAST_WINDOW];
    char breaks[LAST_WINDOW];
    for (size_t size = FIRST_WINDOW;; size *= 2) {
        size_t from = at > size ? at - size : 0;
        size_t length = text_read(text, from, (char *)bytes, at - from);
        if (length == 0)
            return 0;
        size_t start = certain(bytes, length);
        if (start == 0 && from > 0) {
            if (size < LAST_WINDOW)
                continue;
            while (start < LONGEST_UTF8 && (bytes[start] & 0xC0) == 0x80)
                start++;
        }
        mask_bad_bytes(bytes + start, length - start);
        u8_grapheme_breaks(bytes + start, length - start, breaks + start);
        size_t last = length - 1;
        while (last > start && !breaks[last])
            last--;
        return from + last;
    }
}

/* Where the first byte from `at` on is that is (not) one of `set`. */
static size_t skip(const Text *text, size_t at, const char *set, bool in_set)
{
    char bytes[256];
    size_t length;
    while ((length = text_read(text, at, bytes, sizeof bytes)) > 0) {
        for (size_t i = 0; i < length; i++) {
            bool is_in = bytes[i] && strchr(set, bytes[i]);
            if (is_in != in_set)
                return at + i;
        }
        at += length;
    }
    return at;
}

/* Likewise to the left: what is before the returned place is the first that is (not) in the set. */
static size_t skip_back(const Text *text, size_t at, const char *set, bool in_set)
{
    char bytes[256];
    while (at > 0) {
        size_t from = at > sizeof bytes ? at - sizeof bytes : 0;
        text_read(text, from, bytes, at - from);
        for (; at > from; at--) {
            char byte = bytes[at - from - 1];
            bool is_in = byte && strchr(set, byte);
            if (is_in != in_set)
                return at;
        }
    }
    return 0;
}

#define BETWEEN_ITEMS " \t\r\n,;"
#define BETWEEN_WORDS BETWEEN_ITEMS "\"<>()[]:@."

size_t text_next_word(const Text *text, size_t at)
{
    return skip(text, skip(text, at, BETWEEN_WORDS, false), BETWEEN_WORDS, true);
}

size_t text_previous_word(const Text *text, size_t at)
{
    return skip_back(text, skip_back(text, at, BETWEEN_WORDS, true), BETWEEN_WORDS, false);
}

size_t text_previous_item(const Text *text, size_t at)
{
    return skip_back(text, skip_back(text, at, BETWEEN_ITEMS, true), BETWEEN_ITEMS, false);
}
