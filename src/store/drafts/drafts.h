/* drafts.h: what is unsaved in a form, written aside, so that nothing is lost whatever ends the
 * editor.
 *
 *   STATE/drafts/ID.UID.SITE.N.draft
 *   STATE/drafts/ID.UID.SITE.N.discarded    the one that was discarded last
 *
 * ID is the subscription, or the name of a form that is of none, UID the user, SITE a hash of the
 * site's path (sites may share their state), N tells the drafts of one user apart who has the form
 * open twice. The directory is as wide as STATE, with the sticky bit where others may write; a
 * draft has mode 0600. As long as an editor is at work on a draft it holds an flock() on the file:
 * such a draft is offered to nobody.
 *
 * A write makes a new file beside it, syncs it, and renames it over the old one: at every instant
 * there is the old draft or the new one, whole.
 */
#ifndef STORE_DRAFTS_DRAFTS_H
#define STORE_DRAFTS_DRAFTS_H

#include "store/drafts/draft_format.h"

#include <stdint.h>

typedef struct Drafts Drafts;       /* opaque: drafts_new(), drafts_free() */
typedef struct DraftSlot DraftSlot; /* opaque: draft_slot_new() or _open(), draft_slot_free() */

/* The drafts of this user for the site at `site`, in the state directory `state`, neither of which
 * has to exist. Nothing is read yet. */
Drafts *drafts_new(const char *state, const char *site);
void drafts_free(Drafts *drafts); /* NULL is nothing to do */

/* A draft that no editor is at work on. */
typedef struct DraftFound {
    char *name; /* for draft_slot_open() */
    char *subscription;
    long long time; /* when it was written last: seconds since 1970 */
} DraftFound;

/* Those of `subscription`, or of all with NULL, the latest first; 0 too where there is no
 * directory. Looks at names alone, not into the files. What a write that was killed has left is
 * removed when it is an hour old at `now` (seconds since 1970). */
size_t drafts_find(const Drafts *drafts, const char *subscription, int64_t now, DraftFound **found);
void drafts_found_free(DraftFound *found, size_t count); /* what drafts_find() returned */

/* A place for a new draft of `subscription`. No file is made before the first write. */
DraftSlot *draft_slot_new(const Drafts *drafts, const char *subscription);

/* Takes over a draft that was found. NULL and the error where it can't be opened: ERROR_RETRY where
 * an editor has got it meanwhile. */
DraftSlot *draft_slot_open(const Drafts *drafts, const char *name, Error *error);

/* Gives the place back; a draft in it stays for others to find. NULL is nothing to do. */
void draft_slot_free(DraftSlot *slot);

/* Reads the draft. False and the error, and the file stays as it is: ERROR_DATA where it is damaged
 * or is not of this subscription. draft_clear() after success. */
bool draft_slot_read(DraftSlot *slot, Draft *draft, Error *error);

/* Writes the draft, whole and on the disk. The state directory must exist. */
bool draft_slot_write(DraftSlot *slot, const Draft *draft, Error *error);

/* The subscription that it is of; it lives as long as the slot. */
const char *draft_slot_name(const DraftSlot *slot);

/* How large the file is, in bytes; 0 where there is none. */
size_t draft_slot_size(const DraftSlot *slot);

/* True where there is a file. */
bool draft_slot_is_kept(const DraftSlot *slot);

/* Removes the file, where there is one; the place can be written again. */
bool draft_slot_remove(DraftSlot *slot, Error *error);

/* Likewise where the user does not want the draft: it can be had back until he discards another one
 * of this site, by drafts_bring_back(). */
bool draft_slot_discard(DraftSlot *slot, Error *error);

/* The draft that was discarded last; false where there is none. drafts_found_free(found, 1). */
bool drafts_find_discarded(const Drafts *drafts, DraftFound **found);

/* It is a draft as before, for drafts_find(). False and the error where it can't be. */
bool drafts_bring_back(const Drafts *drafts, Error *error);

#endif
