#include "store/settings_save.h"

#include "store/settings_check.h"
#include "store/settings_texts.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A number is the same when it is to the 15 digits that libconfig writes. */
static bool same_float(double a, double b)
{
    return a == b || fabs(a - b) <= 1e-14 * fabs(a);
}

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
        return same_float(config_setting_get_float(a), config_setting_get_float(b));
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

/* Finds what libconfig would write so that nothing could read it. */
static bool check_writable(const Settings *settings, const config_setting_t *setting, Error *error)
{
    int type = config_setting_type(setting);
    if (type == CONFIG_TYPE_FLOAT && !isfinite(config_setting_get_float(setting)))
        return settings_refuse(settings, setting, error,
                               "this number is too large to be saved again: change it first");
    if (type == CONFIG_TYPE_STRING) {
        const char *text = config_setting_get_string(setting);
        if (text && !settings_is_utf8(text, strlen(text)))
            return settings_refuse(settings, setting, error,
                                   "this text is not UTF-8 and cannot be saved again: change it "
                                   "first");
    }
    int length = config_setting_length(setting);
    for (int i = 0; i < length; i++) {
        if (!check_writable(settings, config_setting_get_elem(setting, (unsigned)i), error))
            return false;
    }
    return true;
}

char *settings_print(const Settings *settings, size_t *length, Error *error)
{
    config_setting_t *root = config_root_setting(&settings->config);
    if (!check_writable(settings, root, error))
        return NULL;
    char *text = NULL;
    FILE *out = open_memstream(&text, length);
    bool written = out != NULL;
    if (out) {
        config_write(&settings->config, out);
        written = !ferror(out);
        written = fclose(out) == 0 && written;
    }
    if (!written) {
        error_set_errno(error, ERROR_SYSTEM, errno, "settings cannot be put into memory");
        free(text);
        return NULL;
    }
    Settings again;
    settings_init(&again, settings->path);
    settings_take(&again, text, *length);
    Error why = {0};
    bool ok = settings_parse(&again, &why) && same(root, config_root_setting(&again.config));
    settings_clear(&again);
    if (!ok) {
        if (*why.text)
            error_set_at(error, ERROR_CONFIG, settings->path, 0,
                         "a setting in it could not be saved again as it is: %s", why.text);
        else
            error_set_at(error, ERROR_CONFIG, settings->path, 0,
                         "a setting in it could not be saved again as it is");
        free(text);
        return NULL;
    }
    if (settings->source.count > 0)
        return settings_texts_print(settings, text, length, error);
    return text;
}
