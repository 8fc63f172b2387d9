/* config_files.h: the two files that configure a site, and which of them may decide what.
 *
 *   SITE/seccontacts.conf   in the directory of the site
 *   SITE.conf               beside it: /etc/seccontacts.conf of /etc/seccontacts; what it sets goes
 *                           before the other
 *
 * The administrator's settings (config.h) count only from a file that passes strict modes
 * (trust.h): that nobody but root and the running user can write, in a directory of which that is
 * true, all the way up. A site of one user has all in its seccontacts.conf. Where a group shares
 * the directory, each member can put another file there: then the administrator's settings stand
 * in SITE.conf, which must pass, and seccontacts.conf is the members'.
 */
#ifndef SITE_CONFIG_FILES_H
#define SITE_CONFIG_FILES_H

#include "site/site.h"
#include "site/trust.h"
#include "store/conf/settings_read.h"

typedef struct SiteConfigFiles {
    int directory;      /* of the site; -1: it could not be opened */
    gid_t group;        /* of it */
    Settings own;       /* SITE/seccontacts.conf */
    Trust own_trust;    /* of it; where there is none yet, of the directory */
    char *beside_path;  /* SITE.conf by its real path; NULL: the site is / */
    int above;          /* its directory; -1: it can't be opened */
    Settings beside;    /* SITE.conf */
    Trust beside_trust; /* likewise */
} SiteConfigFiles;

/* Opens the directory of the site and reads both files, which may be missing. False and the error
 * where that fails, also where SITE.conf is there but can be written by others. In either case
 * site_config_files_close(). */
bool site_config_files_open(SiteConfigFiles *files, const char *site, Error *error);
void site_config_files_close(SiteConfigFiles *files);

/* Parses both, and takes their values over the defaults in `config`. An administrator's setting in
 * a file that does not pass is an error, ERROR_CONFIG, that says why and what to do; where
 * SITE.conf has the setting too, it is warned of and of no effect. */
bool site_config_files_take(SiteConfigFiles *files, SiteConfig *config, StoreWarn warn,
                            void *warn_data, Error *error);

/* False and the error where `settings`, a parsed version of SITE/seccontacts.conf from the history,
 * has an administrator's setting though files->own_trust says that others may have written it. */
bool site_config_files_allow_restore(const SiteConfigFiles *files, const Settings *settings,
                                     Error *error);

#endif
