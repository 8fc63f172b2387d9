#include "store/settings_texts.h"

#include "core/memory.h"
#include "store/settings_edit.h"

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

static const char *get_stand_in(const void *data, size_t index)
{
    (void)index;
    return data;
}

/* What stands in the tree for the texts: nobody can write a file that has it, since it is made from
 * the hash of the file. */
static void write_stand_in(const Settings *settings, char text[SETTINGS_STAND_IN])
{
    snprintf(text, SETTINGS_STAND_IN, "seccontacts-texts-%016llx%016llx",
             (unsigned long long)settings->version.high, (unsigned long long)settings->version.low);
}

void settings_put_apart(Settings *settings, const char *name, const SettingsSource *source)
{
    char text[SETTINGS_STAND_IN];
    write_stand_in(settings, text);
    settings_put_texts(config_root_setting(&settings->config), name, source->count > 0 ? 1 : 0,
                       get_stand_in, text);
    settings->apart = name;
    settings->source = *source;
}

char *settings_quote(const char *text, char *to)
{
    *to++ = '"';
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            *to++ = '\\';
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

bool settings_stand_in_find(const Settings *settings, const char *text, size_t length,
                            size_t *front, size_t *behind)
{
    char mark[SETTINGS_STAND_IN + 2], stand_in[SETTINGS_STAND_IN];
    SettingsScan scan;
    write_stand_in(settings, stand_in);
    snprintf(mark, sizeof mark, "\"%s\"", stand_in);
    const char *at = memmem(text, length, mark, strlen(mark));
    if (!at || !settings_scan(text, length, settings->apart, &scan))
        return false;
    *front = (size_t)(at - text);
    *behind = *front + strlen(mark);
    return scan.array.count == 1 && scan.array.start <= *front && *behind <= scan.array.end;
}
