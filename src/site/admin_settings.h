/* admin_settings.h: the settings of seccontacts.conf that a form has, as texts, to be edited and
 * saved: of the form mail-delivery those of the group `mail`, else those in no group.
 *
 * They are the administrator's: they are read from and saved to SITE.conf where a group shares the
 * site, or where that has them already; else to SITE/seccontacts.conf (config_files.h).
 */
#ifndef SITE_ADMIN_SETTINGS_H
#define SITE_ADMIN_SETTINGS_H

#include "base/error.h"
#include "form/form.h"
#include "site/site.h"
#include "store/store.h"

#include <stdbool.h>

/* The texts of the fields of `form`, in their order, each the setting of that name: "smtp",
 * "on" and "off" of a toggle, "30"; "" is not set, so that the default holds. */
typedef struct AdminSettings {
    const Form *form;
    char **texts;         /* as many as the form has fields */
    char *path;           /* of the file that has them, or will */
    char *locked;         /* why this user can't save them, in words; NULL: they can be */
    StoreVersionTag seen; /* of the file */
    SiteConfig *saved;    /* what was saved last, for admin_settings_apply(); NULL: nothing */
} AdminSettings;

/* Reads them. `settings` is not initialised before; admin_settings_clear() it after success only.
 * False and the error where a file can't be read, or is wrong. */
bool admin_settings_load(AdminSettings *settings, const Site *site, const Form *form, Error *error);
void admin_settings_clear(AdminSettings *settings);

/* Replaces a text; it is copied. */
void admin_settings_set(AdminSettings *settings, size_t field, const char *text);

/* Holds the texts against the rules, by themselves and together, as they would be read from the
 * file. False and the error, with the field that it is about; `*field` is the count of fields where
 * it is about none in particular. */
bool admin_settings_check(const AdminSettings *settings, const Site *site, size_t *field,
                          Error *error);

/* Saves them, provided that the file still is of settings->seen, which is the new one afterwards,
 * and that they are right. All else in the file is kept. A setting at its default that the file
 * does not have is not added. After STORE_CONFLICT load again. STORE_FAILED, ERROR_PERMISSION,
 * where they are locked. Any thread may call it, as all of the above. */
StoreSave admin_settings_save(AdminSettings *settings, const Site *site, Error *error);

/* After a save: `site`, which is of the thread that calls it, has them now. */
void admin_settings_apply(AdminSettings *settings, Site *site);

#endif
