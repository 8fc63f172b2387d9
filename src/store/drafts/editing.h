/* editing.h: who is editing a contact now.
 *
 *   DIRECTORY/.editing/ID.HOST.PID.N.editor
 *
 * Each editor that has the form of subscription ID open has a notice there: user, host, process and
 * since when, a line each. DIRECTORY is that of the contact files, since all who edit them share
 * that one, on whatever host they are; the state directory may be each user's own. The folder is
 * as wide as DIRECTORY and apart from the files, which may be 100,000.
 *
 * A notice is held with flock(): one of this host that is not held was left by an editor that died,
 * and is removed. For those of other hosts the time of their last heartbeat counts, compared with
 * that of our own notice, whose clock is the same file server's.
 *
 * A notice stops nobody; it only tells.
 */
#ifndef STORE_DRAFTS_EDITING_H
#define STORE_DRAFTS_EDITING_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef struct Editing Editing; /* opaque: editing_new(), editing_free() */

/* Somebody else. The texts are as they were read: whoever shows them makes them visible. */
typedef struct EditingOther {
    char *user, *host;
    long long since; /* seconds since 1970 */
} EditingOther;

#define EDITING_BEAT 20 /* seconds between two heartbeats, at most */
#define EDITING_DEAD 90 /* without one for so many seconds an editor of another host is gone */

/* Puts a notice beside the contact file `path`, with mode `mode`, which says since `now` (seconds
 * since 1970, as everywhere here). Where it can't be put, for want
 * of rights or of a directory, the others are seen all the same; editing_beat() tries again. */
Editing *editing_new(const char *path, mode_t mode, int64_t now);

/* Removes the notice. NULL is nothing to do. */
void editing_free(Editing *editing);

/* The folder of the notices beside the contact file `path`, for watch_new(). The caller frees it.
 */
char *editing_folder(const char *path);

/* Says that we are still there; at least every EDITING_BEAT seconds. */
void editing_beat(Editing *editing, int64_t now);

/* The others at `now`, at most `most` of them, the earliest first; returns how many there are in
 * all. Each of those given: editing_other_clear(). */
size_t editing_others(Editing *editing, int64_t now, EditingOther *others, size_t most);
void editing_other_clear(EditingOther *other);

/* Reads a notice. False, and nothing to clear, where `text` is none. */
bool editing_other_parse(EditingOther *other, const char *text);

#endif
