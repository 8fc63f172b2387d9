/* state.h: the directories that those who share a site write together: its state, a spool.
 *
 * Each belongs to root or the running user, can be written by nobody else but the members of the
 * group of the site's directory, and lies where only root and the running user can put something
 * else in its place (trust.h).
 */
#ifndef SITE_STATE_H
#define SITE_STATE_H

#include "core/error.h"
#include "site/site.h"

/* False, ERROR_PERMISSION, where the directory is not so. `what` names it for a person: N_("the
 * spool directory"). One that does not exist, or can't be looked at, is left to who opens it. */
bool site_shared_check(const Site *site, const char *path, const char *what, Error *error);

/* Likewise for the state directory; and makes it where it is missing. */
bool site_state_check(const Site *site, Error *error);
bool site_state_make(const Site *site, Error *error);

#endif
