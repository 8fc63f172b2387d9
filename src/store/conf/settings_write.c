#include "store/conf/settings_write.h"

#include "base/memory.h"
#include "store/conf/settings_texts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

typedef struct Writer {
    const Settings *settings;
    FILE *out;
    size_t place; /* of the texts of settings->source */
} Writer;

static bool write_text(const Writer *writer, const config_setting_t *setting)
{
    const char *text = config_setting_get_string(setting);
    size_t length = text ? strlen(text) : 0; /* libconfig has NULL for some empty texts */
    char *quoted = memory_resize(NULL, 4 * length + 3, 1);
    const char *end = settings_quote(text ? text : "", quoted);
    bool good = fwrite(quoted, 1, (size_t)(end - quoted), writer->out) == (size_t)(end - quoted);
    free(quoted);
    return good;
}

static bool write_scalar(const Writer *writer, const config_setting_t *setting)
{
    switch (config_setting_type(setting)) {
    case CONFIG_TYPE_BOOL:
        return fputs(config_setting_get_bool(setting) ? "true" : "false", writer->out) >= 0;
    case CONFIG_TYPE_INT:
        return fprintf(writer->out, "%d", config_setting_get_int(setting)) > 0;
    case CONFIG_TYPE_STRING:
        return write_text(writer, setting);
    default:
        errno = EINVAL; /* nothing else is ever put into a tree */
        return false;
    }
}

static bool write_value(Writer *writer, const config_setting_t *setting, int depth);

/* "[ a, b ]" and "( a, b )". */
static bool write_list(Writer *writer, const config_setting_t *setting, const char *brackets,
                       int depth)
{
    int length = config_setting_length(setting);
    bool good = fprintf(writer->out, "%c ", brackets[0]) > 0;
    for (int i = 0; good && i < length; i++)
        good = write_value(writer, config_setting_get_elem(setting, (unsigned)i), depth + 1) &&
               fputs(i + 1 < length ? ", " : " ", writer->out) >= 0;
    return good && fputc(brackets[1], writer->out) != EOF;
}

/* The settings of a group, each in a line. */
static bool write_members(Writer *writer, const config_setting_t *group, int depth)
{
    int length = config_setting_length(group);
    bool good = true;
    for (int i = 0; good && i < length; i++) {
        const config_setting_t *member = config_setting_get_elem(group, (unsigned)i);
        good = fprintf(writer->out, "%*s%s = ", 2 * depth, "", config_setting_name(member)) > 0 &&
               write_value(writer, member, depth + 1) && fputs(";\n", writer->out) >= 0;
    }
    return good;
}

/* The array whose texts are written by others. */
static bool write_place(Writer *writer)
{
    bool good = fputs("[ ", writer->out) >= 0;
    writer->place = (size_t)ftell(writer->out);
    return good && fputs(writer->settings->source.count > 0 ? " ]" : "]", writer->out) >= 0;
}

/* `depth`: in how many groups and lists it is, the root being none. */
static bool write_value(Writer *writer, const config_setting_t *setting, int depth)
{
    const Settings *settings = writer->settings;
    const char *raw;
    size_t length;
    if (depth == 1 && settings->source.get && config_setting_name(setting) &&
        strcmp(config_setting_name(setting), settings->apart) == 0)
        return write_place(writer);
    if (settings_raw(settings, setting, &raw, &length))
        return fwrite(raw, 1, length, writer->out) == length;
    switch (config_setting_type(setting)) {
    case CONFIG_TYPE_ARRAY:
        return write_list(writer, setting, "[]", depth);
    case CONFIG_TYPE_LIST:
        return write_list(writer, setting, "()", depth);
    case CONFIG_TYPE_GROUP:
        return fputs("{\n", writer->out) >= 0 && write_members(writer, setting, depth) &&
               fprintf(writer->out, "%*s}", 2 * (depth - 1), "") > 0;
    default:
        return write_scalar(writer, setting);
    }
}

bool settings_write(const Settings *settings, FILE *out, size_t *place)
{
    Writer writer = {.settings = settings, .out = out};
    bool good = write_members(&writer, config_root_setting(&settings->config), 0);
    *place = writer.place;
    return good;
}
