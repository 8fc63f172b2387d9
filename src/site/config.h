/* config.h: seccontacts.conf, read into a SiteConfig by one table (config.c). */
#ifndef SITE_CONFIG_H
#define SITE_CONFIG_H

#include "site/site.h"
#include "store/settings_read.h"

#define CONFIG_FILE "seccontacts.conf" /* in the directory of the site */

/* Every setting at its default; `path` is the directory of the site. */
void site_config_defaults(SiteConfig *config, const char *path);
void site_config_clear(SiteConfig *config);

/* Takes the values of a parsed file over the defaults. Settings that are not in the table are
 * warned of, and stay in the file. False, with file, line, setting, found and expected, where a
 * value is wrong. */
bool site_config_take(SiteConfig *config, const Settings *settings, StoreWarn warn, void *warn_data,
                      Error *error);

#endif
