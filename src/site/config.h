/* config.h: seccontacts.conf, read into a SiteConfig by the table of config_table.h.
 *
 * There are two kinds of settings, which the table marks. The administrator's: what runs a command
 * or reads a file, decides where mail goes and who it is from (the group `mail`), where state lies
 * (state), who may read the files (file_mode), whether the log is told (syslog), and how many mails
 * go out (day_zone, fan_out). And what each member of a group that shares the site may change: how
 * the editor looks (theme, mouse). Which files may set the former: config_files.h.
 */
#ifndef SITE_CONFIG_H
#define SITE_CONFIG_H

#include "site/config_table.h"
#include "site/site.h"
#include "store/conf/settings_read.h"

#define CONFIG_FILE "seccontacts.conf" /* in the directory of the site */

/* The row of a setting in `group`, or in none where that is NULL; NULL where no setting of this
 * name is known. */
const ConfigRow *site_config_find(const char *group, const char *name);

/* Every setting at its default; `path` is the directory of the site. */
void site_config_defaults(SiteConfig *config, const char *path);
void site_config_clear(SiteConfig *config);

/* Takes the values of a parsed file over the defaults. Settings that are not in the table are
 * warned of, and stay in the file. False, with file, line, setting, found and expected, where a
 * value is wrong. */
bool site_config_take(SiteConfig *config, const Settings *settings, StoreWarn warn, void *warn_data,
                      Error *error);

/* Its two steps, for values that come from two files: each by itself; and all together, with what
 * is wrong named in `settings`. */
bool site_config_take_values(SiteConfig *config, const Settings *settings, StoreWarn warn,
                             void *warn_data, Error *error);
bool site_config_check_together(const SiteConfig *config, const Settings *settings, Error *error);

/* Whether there is a group `mail`. */
bool site_config_has_mail(const Settings *settings);

/* Is given a setting and the name of the group that it is in; NULL: in none. False ends it. */
typedef bool (*ConfigVisit)(const config_setting_t *setting, const char *group, const char *name,
                            void *data);

/* Gives `visit` each of the administrator's settings that are in a parsed file, in their order.
 * False where it ended that. */
bool site_config_visit_administrators(const Settings *settings, ConfigVisit visit, void *data);

/* Whether the file has the setting. */
bool site_config_has(const Settings *settings, const char *group, const char *name);

#endif
