#include "store/conf/settings_check.h"

#include "base/language.h"
#include "base/memory.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

/* How much of a wrong text an error shows. */
#define FOUND_MAX 60

static const char *text_of(const config_setting_t *setting)
{
    const char *text = config_setting_get_string(setting);
    return text ? text : ""; /* libconfig has NULL for some empty texts */
}

bool settings_is_utf8(const char *text, size_t length)
{
    while (length >= 8) {
        uint64_t bytes;
        memcpy(&bytes, text, 8);
        if (bytes & UINT64_C(0x8080808080808080))
            break;
        text += 8;
        length -= 8;
    }
    return !u8_check((const uint8_t *)text, length);
}

int settings_line(const config_setting_t *setting)
{
    /* libconfig gives an entry of an array the line of the token behind it. */
    const SettingsSpan *span = config_setting_get_hook(setting);
    return span ? span->line : (int)setting->line;
}

char *settings_name(const config_setting_t *setting)
{
    const config_setting_t *parent = config_setting_parent(setting);
    if (!parent)
        return memory_text("");
    char *above = settings_name(parent);
    const char *name = config_setting_name(setting);
    char *own =
        name ? memory_text(name) : memory_format(_("entry %d"), config_setting_index(setting) + 1);
    char *all = memory_format("%s%s%s", above, *above ? ": " : "", own);
    free(above);
    free(own);
    return all;
}

bool settings_refuse(const Settings *settings, const config_setting_t *setting, Error *error,
                     const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *words = memory_format_v(_(format), args);
    va_end(args);
    char *name = settings_name(setting);
    error_set_at(error, ERROR_CONFIG, settings->path, settings_line(setting), "%s: %s", name,
                 words);
    free(name);
    free(words);
    return false;
}

static char *found(const config_setting_t *setting)
{
    switch (config_setting_type(setting)) {
    case CONFIG_TYPE_INT:
        return memory_format(_("the number %d"), config_setting_get_int(setting));
    case CONFIG_TYPE_INT64:
        return memory_format(_("the number %lld"), config_setting_get_int64(setting));
    case CONFIG_TYPE_FLOAT:
        return memory_format(_("the number %g"), config_setting_get_float(setting));
    case CONFIG_TYPE_BOOL:
        return memory_text(config_setting_get_bool(setting) ? "true" : "false");
    case CONFIG_TYPE_STRING: {
        const char *text = text_of(setting);
        size_t length = strlen(text);
        if (length <= FOUND_MAX)
            return memory_format("\"%s\"", text);
        length = FOUND_MAX;
        while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80)
            length--;
        return memory_format("\"%.*s...\"", (int)length, text);
    }
    case CONFIG_TYPE_ARRAY:
        return memory_text(_("an array [ ]"));
    case CONFIG_TYPE_LIST:
        return memory_text(_("a list ( )"));
    case CONFIG_TYPE_GROUP:
        return memory_text(_("a group { }"));
    default:
        return memory_text(_("nothing"));
    }
}

bool settings_refuse_value(const Settings *settings, const config_setting_t *setting,
                           const char *expected, Error *error)
{
    char *words = found(setting);
    settings_refuse(settings, setting, error, "found %s, expected %s", words, _(expected));
    free(words);
    return false;
}

bool settings_text(const Settings *settings, const config_setting_t *group, const char *name,
                   const char *expected, const char **value, Error *error)
{
    const config_setting_t *setting = config_setting_get_member(group, name);
    *value = NULL;
    if (!setting)
        return true;
    if (config_setting_type(setting) != CONFIG_TYPE_STRING)
        return settings_refuse_value(settings, setting, expected, error);
    *value = text_of(setting);
    if (!settings_is_utf8(*value, strlen(*value)))
        return settings_refuse_value(settings, setting, "UTF-8", error);
    return true;
}

bool settings_bool(const Settings *settings, const config_setting_t *group, const char *name,
                   bool *value, Error *error)
{
    const config_setting_t *setting = config_setting_get_member(group, name);
    if (!setting)
        return true;
    if (config_setting_type(setting) != CONFIG_TYPE_BOOL)
        return settings_refuse_value(settings, setting, "true or false, without quotes", error);
    *value = config_setting_get_bool(setting) != 0;
    return true;
}

bool settings_number(const Settings *settings, const config_setting_t *group, const char *name,
                     long long minimum, long long maximum, long long *value, Error *error)
{
    const config_setting_t *setting = config_setting_get_member(group, name);
    if (!setting)
        return true;
    int type = config_setting_type(setting);
    long long number = type == CONFIG_TYPE_INT ? config_setting_get_int(setting)
                                               : config_setting_get_int64(setting);
    if ((type == CONFIG_TYPE_INT || type == CONFIG_TYPE_INT64) && number >= minimum &&
        number <= maximum) {
        *value = number;
        return true;
    }
    char *expected = memory_format(_("a whole number from %lld to %lld"), minimum, maximum);
    settings_refuse_value(settings, setting, expected, error);
    free(expected);
    return false;
}

bool settings_texts(const Settings *settings, const config_setting_t *group, const char *name,
                    const char *expected, const config_setting_t **array, Error *error)
{
    const config_setting_t *setting = config_setting_get_member(group, name);
    *array = NULL;
    if (!setting)
        return true;
    if (config_setting_type(setting) != CONFIG_TYPE_ARRAY)
        return settings_refuse_value(settings, setting, expected, error);
    /* libconfig lets an array have entries of one type only. */
    const config_setting_t *first = config_setting_get_elem(setting, 0);
    if (first && config_setting_type(first) != CONFIG_TYPE_STRING)
        return settings_refuse_value(settings, first, "a quoted text", error);
    int length = config_setting_length(setting);
    for (int i = 0; i < length; i++) {
        const config_setting_t *entry = config_setting_get_elem(setting, (unsigned)i);
        const char *text = text_of(entry);
        if (!settings_is_utf8(text, strlen(text)))
            return settings_refuse_value(settings, entry, "UTF-8", error);
    }
    *array = setting;
    return true;
}

bool settings_groups(const Settings *settings, const config_setting_t *group, const char *name,
                     const config_setting_t **list, Error *error)
{
    const config_setting_t *setting = config_setting_get_member(group, name);
    *list = NULL;
    if (!setting)
        return true;
    if (config_setting_type(setting) != CONFIG_TYPE_LIST)
        return settings_refuse_value(settings, setting, "a list ( ) of groups { }", error);
    int length = config_setting_length(setting);
    for (int i = 0; i < length; i++) {
        const config_setting_t *entry = config_setting_get_elem(setting, (unsigned)i);
        if (config_setting_type(entry) != CONFIG_TYPE_GROUP)
            return settings_refuse_value(settings, entry, "a group { }", error);
    }
    *list = setting;
    return true;
}

bool settings_group(const Settings *settings, const config_setting_t *group, const char *name,
                    const config_setting_t **member, Error *error)
{
    const config_setting_t *setting = config_setting_get_member(group, name);
    *member = NULL;
    if (!setting)
        return true;
    if (config_setting_type(setting) != CONFIG_TYPE_GROUP)
        return settings_refuse_value(settings, setting, "a group { }", error);
    *member = setting;
    return true;
}

const char *settings_entry(const config_setting_t *array, size_t index)
{
    return text_of(config_setting_get_elem(array, (unsigned)index));
}
