/* restore.h: a settings file made again what it was with a version on record: all of it, byte for
 * byte, comments and settings that nobody knows included.
 *
 * Of a security contact alone, which leaves all else in its file as it is, a Revision does that.
 */
#ifndef SITE_RESTORE_H
#define SITE_RESTORE_H

#include "site/history.h"
#include "site/site.h"

#include <stdbool.h>

typedef struct SiteRestore {
    char *file; /* its name in the site */
    char *now;  /* what is in it; NULL: there is no such file */
    char *then; /* what was in it */
    size_t now_length, then_length;
    StoreVersion seen; /* of `now` */
} SiteRestore;

/* Finds what `file` (of site_history_named()) was with `version`, and reads what it is now, which
 * may be wrong. site_restore_clear() it, after success only. False and the error where there was no
 * such version or no file with it, or it was wrong: nothing wrong is put back. */
bool site_restore_init(SiteRestore *restore, Site *site, const char *file, int64_t version,
                       Error *error);
void site_restore_clear(SiteRestore *restore);

/* Whether there is anything to save. */
bool site_restore_changes(const SiteRestore *restore);

/* What saving it changes, in one line; and all of it, a line each ("+ theme = "dark";"). The caller
 * frees them. */
char *site_restore_what(const SiteRestore *restore);
char *site_restore_lines(const SiteRestore *restore);

/* Saves it, on record. STORE_CONFLICT: somebody else has saved since it was read; nothing is
 * written, and it is to be read again. */
StoreSave site_restore_save(SiteRestore *restore, Site *site, Error *error);

#endif
