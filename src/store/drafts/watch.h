/* watch.h: sees that somebody else has changed a file.
 *
 * By inotify(7) on its directories, so that it is seen at once; and by looking at the file at each
 * watch_changed(), since inotify sees nothing of what other hosts do on a network's file system,
 * and may be used up. Whoever calls that every 2 seconds sees every change within 2 seconds.
 */
#ifndef STORE_DRAFTS_WATCH_H
#define STORE_DRAFTS_WATCH_H

#include <stdbool.h>

typedef struct Watch Watch; /* opaque: watch_new(), watch_free() */

/* Begins with the file at `path` as it is now; it need not exist. Also stirs, in watch_descriptor()
 * alone, when files come and go in the directory `beside` (NULL: none). */
Watch *watch_new(const char *path, const char *beside);
void watch_free(Watch *watch); /* NULL is nothing to do */

/* Is readable once something may have changed: call watch_changed() then. -1: there is none. */
int watch_descriptor(const Watch *watch);

/* True where the file is not what it was at the last call: written, replaced, made, removed. */
bool watch_changed(Watch *watch);

#endif
