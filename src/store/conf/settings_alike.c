/* What libconfig is given: see settings_scan.h. */
#include "base/memory.h"
#include "store/conf/settings_numeral.h"
#include "store/conf/settings_scan.h"

#include <stdio.h>
#include <string.h>

typedef struct Copy {
    char *text;
    size_t length, capacity;
} Copy;

/* Where `length` more bytes go. */
static char *room(Copy *copy, size_t length)
{
    copy->text = memory_reserve(copy->text, &copy->capacity, copy->length + length, 1);
    char *at = copy->text + copy->length;
    copy->length += length;
    return at;
}

static void put(Copy *copy, const char *bytes, size_t length)
{
    memcpy(room(copy, length), bytes, length);
}

/* Texts, in which a backslash before a letter that is no escape to libconfig 1.5 is one. */
static void put_texts(Copy *copy, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        char next = text[i + (i + 1 < length)];
        if (text[i] == '\\' && (next == '"' || next == '\\'))
            put(copy, &text[i++], 1);
        else if (text[i] == '\\' && (next == 'a' || next == 'b' || next == 'v'))
            put(copy, "\\", 1);
        put(copy, &text[i], 1);
    }
}

static void put_span(Copy *copy, const char *text, const SettingsSpan *span)
{
    size_t length = span->end - span->start;
    SettingsNumeral numeral = settings_numeral(text + span->start, length);
    char number[32];
    if (text[span->start] == '"') {
        put_texts(copy, text + span->start, length);
    } else {
        int size = snprintf(number, sizeof number, "%lld%s", numeral.value,
                            numeral.kind == NUMERAL_INT64 ? "L" : "");
        put(copy, number, (size_t)size);
    }
}

char *settings_alike(const char *text, size_t length, const SettingsScan *scan, const char *tail)
{
    Copy copy = {0};
    const SettingsArray *array = &scan->array;
    size_t at = 0;
    copy.text = memory_reserve(NULL, &copy.capacity,
                               length - (array->end - array->start) + strlen(tail) + 1, 1);
    for (size_t i = 0; i < scan->span_count; i++) {
        const SettingsSpan *span = &scan->spans[i];
        bool apart = array->count > 0 && span->start + 1 == array->start;
        if (!apart && !span->varied)
            continue;
        size_t start = apart ? array->start : span->start;
        put(&copy, text + at, start - at);
        at = apart ? array->end : span->end;
        if (apart)
            memset(room(&copy, (size_t)array->newlines), '\n', (size_t)array->newlines);
        else
            put_span(&copy, text, span);
    }
    put(&copy, text + at, length - at);
    put(&copy, tail, strlen(tail) + 1);
    return copy.text;
}
