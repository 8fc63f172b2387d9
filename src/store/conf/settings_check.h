/* settings_check.h: values of a settings file, checked for their type.
 *
 * libconfig's own getters return 0 for a wrong type, or leave the variable untouched. These say
 * which file, line and setting is wrong, what was found and what was expected:
 *
 *   contacts/ID.conf:3: phone: found the number -302171365, expected a quoted text such as "+1..."
 *
 * All return false with the error filled where a setting has the wrong type. A setting that is
 * missing is no error: the value is left as it is, or NULL.
 */
#ifndef STORE_CONF_SETTINGS_CHECK_H
#define STORE_CONF_SETTINGS_CHECK_H

#include "store/conf/settings_read.h"

/* The text of the setting `name` of `group`; NULL where it is missing. It belongs to the tree. */
bool settings_text(const Settings *settings, const config_setting_t *group, const char *name,
                   const char *expected, const char **value, Error *error);

/* True or false; `*value` stays as it is where the setting is missing. */
bool settings_bool(const Settings *settings, const config_setting_t *group, const char *name,
                   bool *value, Error *error);

/* A whole number from `minimum` to `maximum`. */
bool settings_number(const Settings *settings, const config_setting_t *group, const char *name,
                     long long minimum, long long maximum, long long *value, Error *error);

/* An array `[ ]` of texts; NULL where it is missing. */
bool settings_texts(const Settings *settings, const config_setting_t *group, const char *name,
                    const char *expected, const config_setting_t **array, Error *error);

/* A list `( )` of groups `{ }`; NULL where it is missing. */
bool settings_groups(const Settings *settings, const config_setting_t *group, const char *name,
                     const config_setting_t **list, Error *error);

/* A group `{ }`; NULL where it is missing. */
bool settings_group(const Settings *settings, const config_setting_t *group, const char *name,
                    const config_setting_t **member, Error *error);

/* The text of entry `index` of a checked array: never NULL. */
const char *settings_entry(const config_setting_t *array, size_t index);

/* True where `text` is UTF-8; quick for ASCII. */
bool settings_is_utf8(const char *text, size_t length);

/* Where a setting stands in its file. Good until the tree is edited. */
int settings_line(const config_setting_t *setting);

/* "subscriptions: entry 3: id": the names of a setting and of what it is in. The caller frees it.
 */
char *settings_name(const config_setting_t *setting);

/* Fills the error: file, line and name of `setting`, ": ", and the formatted text. False. */
bool settings_refuse(const Settings *settings, const config_setting_t *setting, Error *error,
                     const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Likewise: "found FOUND, expected EXPECTED". */
bool settings_refuse_value(const Settings *settings, const config_setting_t *setting,
                           const char *expected, Error *error);

#endif
