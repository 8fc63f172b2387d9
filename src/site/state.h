/* state.h: the directories that those who share a site write together: its state, a spool.
 *
 * Each belongs to root or the running user, can be written by nobody else but the members of the
 * group of the site's directory, and lies where only root and the running user can put something
 * else in its place (trust.h).
 */
#ifndef SITE_STATE_H
#define SITE_STATE_H

#include "base/error.h"
#include "site/site.h"

/* False, ERROR_PERMISSION, where the state directory is not so. One that does not exist, or can't
 * be looked at, is left to who opens it. */
bool site_state_check(const Site *site, Error *error);

/* Likewise; and makes it where it is missing. */
bool site_state_make(const Site *site, Error *error);

/* Likewise, of a directory from which alerts are taken. It may belong to the program that puts them
 * there, as long as it has the group of the site. */
bool site_spool_check(const Site *site, const char *path, Error *error);

#endif
