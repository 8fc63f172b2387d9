/* history.h: the history of a site's settings: recorded by the store, and read out.
 *
 * The database lies in the directory `state` of the configuration; it is made with the first save,
 * and opened when it is first needed. Reading settings never makes it, and never waits for it.
 */
#ifndef SITE_HISTORY_H
#define SITE_HISTORY_H

#include "history/history.h"
#include "site/site.h"
#include "store/conf/settings_read.h"

/* The name of the file with the subscriptions, as a HistoryChange has it. */
#define SITE_HISTORY_LIST "subscriptions.conf"

typedef struct SiteHistory SiteHistory; /* opaque: site_history_new(), site_history_free() */

/* Says what of the program works here: "editor", or the name of a command. Kept as a pointer. */
void site_history_via(const char *name);

/* For site.c: a recorder for the site, which is in site->recorder from now on. `site` has its path
 * and its configuration. */
SiteHistory *site_history_new(Site *site);
void site_history_free(SiteHistory *own); /* NULL is nothing to do */

/* For site.c: tells it what was read as the configuration. It is held against the record
 * with the first file of settings that is read, or at the end. */
void site_history_found(Site *site, const Settings *settings);

/* Reads the file with the security contact of the subscription `id` (NULL: the list of
 * subscriptions), so that what was edited in it outside the program is noticed. */
void site_history_look(Site *site, const char *id);

/* The history, for reading it, after site_history_look() and settling what was interrupted.
 * history_close() frees it. NULL and the error where it can't be read. */
History *site_history_open(Site *site, const char *id, Error *error);

/* The name in the site of the file with the security contact of subscription `id`. The caller frees
 * it. */
char *site_history_file(const char *id);

/* The file of settings that `name` means: "subscriptions.conf", "seccontacts.conf" or
 * "contacts/ID.conf", or the absolute path of the file beside the site (config_files.h), as a
 * HistoryChange has it; NULL: it is none. The caller frees it. */
char *site_history_named(const char *name);

/* The id of the subscription whose security contact `file` has; NULL: it is another file. The
 * caller frees it. */
char *site_history_subscription(const char *file);

/* The security contact that a change left, or with `before` the one that it met; an empty one where
 * there was no file. `contact` is not initialised before; the caller clears it, after success only.
 * False and the error where the bytes are damaged, or were no valid settings. */
bool site_history_contact(History *history, const HistoryChange *change, bool before,
                          Contact *contact, Error *error);

/* What the change changed, in one line; and all of it, a line each ("+ ops@contoso.com"). The
 * caller frees them. */
char *site_history_what(History *history, const HistoryChange *change);
char *site_history_lines(History *history, const HistoryChange *change);

/* What a file had before a change, and after it; NULL: there was no file. */
typedef struct SiteHistoryTexts {
    const char *file; /* as a HistoryChange has it */
    const char *before, *after;
    size_t before_length, after_length;
} SiteHistoryTexts;

/* The same as of a change on record. */
char *site_history_texts_what(const SiteHistoryTexts *texts);
char *site_history_texts_lines(const SiteHistoryTexts *texts);

/* Who made it, in one line: "root, logged in as maria", "root, for maria (says sudo)"; of a file
 * edited outside "outside seccontacts; the file is maria's". From where: "192.0.2.7"; "" where it
 * is not known. The caller frees them. */
char *site_history_who(const HistoryChange *change);
const char *site_history_from(const HistoryChange *change);

/* A copy of a change with texts of its own. */
HistoryChange site_history_copy(const HistoryChange *change);
void site_history_copy_free(HistoryChange *copy);

#endif
