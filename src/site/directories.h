/* directories.h: where things lie by the rules of the file system hierarchy and the XDG base
 * directory specification. */
#ifndef SITE_DIRECTORIES_H
#define SITE_DIRECTORIES_H

#include "base/error.h"

#include <stdbool.h>

#define DIRECTORIES_ETC "/etc/seccontacts"

/* The home directory: $HOME, else that of the user database; NULL where there is none. The caller
 * frees it. */
char *directories_home(void);

/* "$VARIABLE/seccontacts", where the variable has an absolute path (anything else is to be ignored,
 * says the specification); else "HOME/FALLBACK/seccontacts"; NULL where there is no home. The
 * caller frees it. */
char *directories_xdg(const char *variable, const char *fallback);

/* Where the site at `path` notes things unless its configuration says: /var/lib/seccontacts for
 * /etc/seccontacts, else seccontacts below $XDG_STATE_HOME (~/.local/state); where there is no home
 * either, "state" in the site itself. The caller frees it. */
char *directories_state(const char *path);

/* Makes the directory, and those above it that are missing. Below the home directory all have mode
 * 0700; elsewhere root's has 2770, so that a group can share it, and those above it 0755. A
 * directory that is there stays as it is. `strict`: none is made in a directory that somebody
 * other than root and the running user can write (trust.h): ERROR_PERMISSION. */
bool directories_make(const char *path, bool strict, Error *error);

/* Fills the error where `path` could not be opened as a directory, by errno. False. */
bool directories_refuse(const char *path, Error *error);

#endif
