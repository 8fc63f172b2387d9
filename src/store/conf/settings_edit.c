#include "store/conf/settings_edit.h"

#include <assert.h>
#include <string.h>

static config_setting_t *member(config_setting_t *group, const char *name, int type)
{
    config_setting_t *setting = config_setting_get_member(group, name);
    if (!setting)
        setting = config_setting_add(group, name, type);
    assert(setting && config_setting_type(setting) == type);
    return setting;
}

void settings_touch(config_setting_t *setting)
{
    for (; setting; setting = config_setting_parent(setting))
        config_setting_set_hook(setting, NULL);
}

static void put(config_setting_t *setting, const char *value)
{
    settings_touch(setting);
    const char *old = config_setting_get_string(setting);
    if (!old || strcmp(old, value) != 0)
        config_setting_set_string(setting, value);
}

void settings_put_text(config_setting_t *group, const char *name, const char *value)
{
    put(member(group, name, CONFIG_TYPE_STRING), value);
}

void settings_put_bool(config_setting_t *group, const char *name, bool value)
{
    config_setting_t *setting = member(group, name, CONFIG_TYPE_BOOL);
    settings_touch(setting);
    config_setting_set_bool(setting, value);
}

void settings_put_number(config_setting_t *group, const char *name, int value)
{
    const config_setting_t *old = config_setting_get_member(group, name);
    if (old && config_setting_type(old) != CONFIG_TYPE_INT)
        config_setting_remove(group, name);
    config_setting_t *setting = member(group, name, CONFIG_TYPE_INT);
    settings_touch(setting);
    config_setting_set_int(setting, value);
}

void settings_remove(config_setting_t *group, const char *name)
{
    if (config_setting_remove(group, name))
        settings_touch(group);
}

void settings_put_texts(config_setting_t *group, const char *name, size_t count,
                        const char *(*get)(const void *data, size_t index), const void *data)
{
    config_setting_t *array = member(group, name, CONFIG_TYPE_ARRAY);
    size_t length = (size_t)config_setting_length(array);
    settings_touch(array);
    for (; length > count; length--) /* from the tail: anywhere else it is quadratic */
        config_setting_remove_elem(array, (unsigned)(length - 1));
    for (size_t i = 0; i < count; i++) {
        if (i < length)
            put(config_setting_get_elem(array, (unsigned)i), get(data, i));
        else
            config_setting_set_string_elem(array, -1, get(data, i));
    }
}

void settings_move_last(config_setting_t *group, const char *name)
{
    config_setting_t *setting = config_setting_get_member(group, name);
    if (!setting)
        return;
    /* libconfig has no call that moves a setting; its list of them is public. */
    struct config_list_t *list = group->value.list;
    size_t index = (size_t)config_setting_index(setting);
    memmove(&list->elements[index], &list->elements[index + 1],
            (list->length - index - 1) * sizeof *list->elements);
    list->elements[list->length - 1] = setting;
}
