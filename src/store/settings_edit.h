/* settings_edit.h: changing values in the tree of a settings file, and nothing beside them.
 *
 * A setting that has the value already stays as it is; one that is missing is added behind the
 * others. For trees whose known settings have been checked: a wrong type is a defect of ours.
 */
#ifndef STORE_SETTINGS_EDIT_H
#define STORE_SETTINGS_EDIT_H

#include <libconfig.h>
#include <stdbool.h>
#include <stddef.h>

/* Makes the setting `name` of `group` this value, whatever it was before. */
void settings_put_text(config_setting_t *group, const char *name, const char *value);
void settings_put_bool(config_setting_t *group, const char *name, bool value);

/* Makes the array `name` the `count` texts that `get(data, 0...)` returns. Linear in time. */
void settings_put_texts(config_setting_t *group, const char *name, size_t count,
                        const char *(*get)(const void *data, size_t index), const void *data);

/* Moves the member `name` of `group`, where there is one, behind all others. */
void settings_move_last(config_setting_t *group, const char *name);

#endif
