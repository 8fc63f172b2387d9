#include "store/conf/settings_texts.h"

#include "base/memory.h"
#include "store/conf/settings_edit.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool settings_is_apart(const Settings *settings)
{
    return settings->scan.array.count > 0;
}

SettingsTexts settings_texts_begin(const Settings *settings)
{
    return (SettingsTexts){.settings = settings, .at = settings->scan.array.start};
}

static void unescape(SettingsTexts *texts, const char *from, size_t length)
{
    texts->buffer = memory_reserve(texts->buffer, &texts->capacity, length + 1, 1);
    texts->length = 0;
    for (size_t i = 0; i < length; i++) {
        if (from[i] == '\\')
            i++;
        texts->buffer[texts->length++] = from[i];
    }
    texts->text = texts->buffer;
}

bool settings_texts_next(SettingsTexts *texts)
{
    const Settings *settings = texts->settings;
    const char *end = settings->text + settings->scan.array.end;
    const char *from = settings->text + texts->at;
    from = settings_is_apart(settings) ? memchr(from, '"', (size_t)(end - from)) : NULL;
    if (!from)
        return false;
    size_t escapes, size = settings_scan_plain(from, (size_t)(end - from), &escapes);
    texts->at = (size_t)(from - settings->text) + size;
    texts->text = from + 1;
    texts->length = size - 2;
    if (escapes > 0)
        unescape(texts, from + 1, size - 2);
    return true;
}

void settings_texts_end(SettingsTexts *texts)
{
    free(texts->buffer);
    *texts = (SettingsTexts){0};
}

bool settings_texts_equal(const Settings *settings, const SettingsSource *source)
{
    SettingsTexts texts = settings_texts_begin(settings);
    bool same = settings->scan.array.count == source->count;
    for (size_t i = 0; same && i < source->count && settings_texts_next(&texts); i++) {
        const char *text = source->get(source->data, i);
        same = strlen(text) == texts.length && memcmp(text, texts.text, texts.length) == 0;
    }
    settings_texts_end(&texts);
    return same;
}

void settings_put_apart(Settings *settings, const char *name, const SettingsSource *source)
{
    settings_put_texts(config_root_setting(&settings->config), name, 0, NULL, NULL);
    settings->apart = name;
    settings->source = *source;
}

static char *escape(char byte, char *to)
{
    static const char letters[] = "\nn\rr\tt\ff\"\"\\\\";
    const char *letter = letters;
    while (*letter && *letter != byte)
        letter += 2;
    *to++ = '\\';
    if (*letter)
        *to++ = letter[1];
    else
        to += sprintf(to, "x%02X", (unsigned char)byte);
    return to;
}

char *settings_quote(const char *text, char *to)
{
    *to++ = '"';
    for (; *text; text++) {
        if (*text == '"' || *text == '\\' || (unsigned char)*text < ' ')
            to = escape(*text, to);
        else
            *to++ = *text;
    }
    *to++ = '"';
    return to;
}

bool settings_quotes(const char *quoted, size_t length, const char *text)
{
    size_t escapes;
    if (settings_scan_plain(quoted, length, &escapes) != length)
        return false;
    for (const char *at = quoted + 1, *end = quoted + length - 1; at < end; at++) {
        at += *at == '\\';
        if (*at != *text++)
            return false;
    }
    return *text == '\0';
}
