/* config_table.h: the settings of seccontacts.conf, read by two tables that belong together.
 *
 * What a setting is, stands in a form: forms/settings.conf and forms/rules.conf, and for the
 * group `mail` forms/mail-delivery.conf: its type, range, choices and default, what is expected,
 * and how it is told. Where its value goes, stands in a row, which has a check of its own only
 * where the type does not say it all. A new setting is a field of the form, a member and a row. */
#ifndef SITE_CONFIG_TABLE_H
#define SITE_CONFIG_TABLE_H

#include "base/error.h"
#include "store/conf/settings_read.h"

#include <stdbool.h>
#include <stddef.h>

/* A value is kept by the type of the field: a text or a path as char *, which is NULL for none; a
 * toggle as bool; a number as int; a choice as the index of it, in an enum, or as bool. */
typedef struct ConfigRow {
    const char *name;               /* of the field */
    size_t offset;                  /* of the member */
    const char *truth;              /* of a choice that is a bool: the one that is true */
    bool of_members;                /* not the administrator alone decides it: see config.h */
    bool (*good)(const char *text); /* of a text; NULL: any line, or for a path any absolute one */
    /* Takes the text itself, in place of keeping it as it is; false where it is wrong, and maybe
     * `*why`, in the user's language. */
    bool (*set)(void *values, const char *text, const char **why);
} ConfigRow;

typedef struct ConfigTable {
    const char *form;
    const ConfigRow *rows;
    size_t count;
} ConfigTable;

/* The row of this name; NULL where there is none. */
const ConfigRow *config_table_find(const ConfigTable *table, const char *name);

/* Sets every member whose field has a default to that; `values` is the struct with the members. */
void config_table_defaults(const ConfigTable *table, void *values);

/* Takes what is set in `group` over what `values` has. False, with file, line, setting, found and
 * expected, where a value is wrong. */
bool config_table_take(const ConfigTable *table, void *values, const Settings *settings,
                       const config_setting_t *group, Error *error);

#endif
