/* settings_edit.h: changing values in the tree of a settings file, and nothing beside them.
 *
 * One that is missing is added behind the others. For trees whose known settings have been checked:
 * a wrong type is a defect of ours. What was put is written in our style when the file is saved,
 * also where it is the same as before, and so is what it is in; all else is written as it stands in
 * the file. So whatever changes the tree goes through here.
 */
#ifndef STORE_CONF_SETTINGS_EDIT_H
#define STORE_CONF_SETTINGS_EDIT_H

#include <libconfig.h>
#include <stdbool.h>
#include <stddef.h>

/* Makes the setting `name` of `group` this value, whatever it was before. */
void settings_put_text(config_setting_t *group, const char *name, const char *value);
void settings_put_bool(config_setting_t *group, const char *name, bool value);
void settings_put_number(config_setting_t *group, const char *name, int value);

/* Removes the setting `name` of `group`, where there is one. */
void settings_remove(config_setting_t *group, const char *name);

/* Says that `setting` was changed otherwise. */
void settings_touch(config_setting_t *setting);

/* Makes the array `name` the `count` texts that `get(data, 0...)` returns. Linear in time. */
void settings_put_texts(config_setting_t *group, const char *name, size_t count,
                        const char *(*get)(const void *data, size_t index), const void *data);

/* Moves the member `name` of `group`, where there is one, behind all others. */
void settings_move_last(config_setting_t *group, const char *name);

#endif
