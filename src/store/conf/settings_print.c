#include "store/conf/settings_print.h"

#include "base/memory.h"
#include "store/conf/settings_texts.h"
#include "store/conf/settings_write.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool same_text(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

/* The same settings in the same order. */
static bool same(const config_setting_t *a, const config_setting_t *b)
{
    if (config_setting_type(a) != config_setting_type(b) ||
        !same_text(config_setting_name(a), config_setting_name(b)))
        return false;
    switch (config_setting_type(a)) {
    case CONFIG_TYPE_INT:
        return config_setting_get_int(a) == config_setting_get_int(b);
    case CONFIG_TYPE_INT64:
        return config_setting_get_int64(a) == config_setting_get_int64(b);
    case CONFIG_TYPE_FLOAT:
        return config_setting_get_float(a) == config_setting_get_float(b);
    case CONFIG_TYPE_BOOL:
        return config_setting_get_bool(a) == config_setting_get_bool(b);
    case CONFIG_TYPE_STRING:
        return same_text(config_setting_get_string(a), config_setting_get_string(b));
    default:
        break;
    }
    int length = config_setting_length(a);
    if (length != config_setting_length(b))
        return false;
    for (int i = 0; i < length; i++) {
        if (!same(config_setting_get_elem(a, (unsigned)i), config_setting_get_elem(b, (unsigned)i)))
            return false;
    }
    return true;
}

static bool write_tree(SettingsPrinted *printed, Error *error)
{
    FILE *out = open_memstream(&printed->text, &printed->length);
    bool written = out && settings_write(printed->settings, out, &printed->front);
    if (out)
        written = fclose(out) == 0 && written;
    return written ||
           error_set_errno(error, ERROR_SYSTEM, errno, "settings cannot be put into memory");
}

static bool tree_reads_back(const SettingsPrinted *printed, Error *error)
{
    const Settings *settings = printed->settings;
    Settings again;
    settings_init(&again, settings->path);
    settings_take(&again, printed->text, printed->length);
    Error why = {0};
    bool ok = settings_parse(&again, &why) &&
              same(config_root_setting(&settings->config), config_root_setting(&again.config));
    settings_clear(&again);
    if (ok)
        return true;
    if (*why.text)
        return error_set_at(error, ERROR_CONFIG, settings->path, 0,
                            "a setting in it could not be saved again as it is: %s", why.text);
    return error_set_at(error, ERROR_CONFIG, settings->path, 0,
                        "a setting in it could not be saved again as it is");
}

static bool refuse_apart(const Settings *settings, Error *error)
{
    return error_set_at(error, ERROR_CONFIG, settings->path, 0,
                        "%s could not be saved again as it is", settings->apart);
}

bool settings_printed_init(SettingsPrinted *printed, const Settings *settings, Error *error)
{
    *printed = (SettingsPrinted){.settings = settings};
    if (settings->instead) {
        printed->length = printed->front = printed->behind = settings->instead_length;
        printed->text = memory_text_n(settings->instead, settings->instead_length);
        return true;
    }
    bool has_array = settings_is_apart(settings) || settings->left_out.count > 0;
    if (has_array && !settings->source.get) /* it is neither in the tree nor anywhere else */
        return refuse_apart(settings, error);
    if (!write_tree(printed, error) || !tree_reads_back(printed, error))
        return false;
    if (settings->source.count == 0)
        printed->front = printed->length;
    printed->behind = printed->front;
    return true;
}

void settings_printed_clear(SettingsPrinted *printed)
{
    free(printed->text);
    *printed = (SettingsPrinted){0};
}

enum { FRONT, TEXTS, REST, END };

SettingsPieces settings_pieces_begin(const SettingsPrinted *printed)
{
    return (SettingsPieces){.printed = printed};
}

/* Writes some texts, each of which must read back as it is. */
static bool print_texts(SettingsPieces *pieces, size_t *length)
{
    enum { ENOUGH = 64 << 10 };
    const SettingsSource *source = &pieces->printed->settings->source;
    *length = 0;
    for (; pieces->next < source->count && *length < ENOUGH; pieces->next++) {
        const char *text = source->get(source->data, pieces->next);
        size_t most = 4 * strlen(text) + 5;
        pieces->buffer = memory_reserve(pieces->buffer, &pieces->capacity, *length + most, 1);
        char *start = pieces->buffer + *length, *quoted = start;
        if (pieces->next > 0)
            quoted = mempcpy(start, ", ", 2);
        char *end = settings_quote(text, quoted);
        if (!settings_quotes(quoted, (size_t)(end - quoted), text))
            return false;
        *length += (size_t)(end - start);
    }
    return true;
}

bool settings_pieces_next(SettingsPieces *pieces, const char **piece, size_t *length, Error *error)
{
    const SettingsPrinted *printed = pieces->printed;
    const SettingsSource *source = &printed->settings->source;
    *length = 0;
    if (pieces->stage == FRONT) {
        *piece = printed->text;
        *length = printed->front;
        pieces->stage = TEXTS;
    }
    if (*length == 0 && pieces->stage == TEXTS) {
        pieces->failed = !print_texts(pieces, length);
        if (pieces->failed)
            return refuse_apart(printed->settings, error);
        *piece = pieces->buffer;
        if (pieces->next == source->count)
            pieces->stage = REST;
    }
    if (*length == 0 && pieces->stage == REST) {
        *piece = printed->text + printed->behind;
        *length = printed->length - printed->behind;
        pieces->stage = END;
    }
    return *length > 0;
}

void settings_pieces_end(SettingsPieces *pieces)
{
    free(pieces->buffer);
    *pieces = (SettingsPieces){0};
}

char *settings_print(const Settings *settings, size_t *length, Error *error)
{
    SettingsPrinted printed;
    char *text = NULL;
    const char *piece;
    size_t capacity = 0, size;
    *length = 0;
    bool good = settings_printed_init(&printed, settings, error);
    if (good) {
        SettingsPieces pieces = settings_pieces_begin(&printed);
        text = memory_reserve(NULL, &capacity, printed.length + 1, 1);
        while (settings_pieces_next(&pieces, &piece, &size, error)) {
            text = memory_reserve(text, &capacity, *length + size + 1, 1);
            memcpy(text + *length, piece, size);
            *length += size;
        }
        text[*length] = '\0';
        good = !pieces.failed;
        settings_pieces_end(&pieces);
    }
    settings_printed_clear(&printed);
    if (good)
        return text;
    free(text);
    return NULL;
}
