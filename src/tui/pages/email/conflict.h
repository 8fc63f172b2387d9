/* conflict.h: two changes of one contact, ours and somebody else's, and what a merge makes of them.
 */
#ifndef TUI_PAGES_EMAIL_CONFLICT_H
#define TUI_PAGES_EMAIL_CONFLICT_H

#include "core/merge.h"
#include "store/store.h"
#include "tui/pages/email/email_internal.h"

typedef enum ConflictSide { SIDE_OURS, SIDE_THEIRS, SIDES } ConflictSide;

/* Changes in words, as of changes_write(). */
typedef struct ConflictText {
    char *changes; /* NULL: not made yet */
    size_t more;
} ConflictText;

struct Conflict {
    Contact base; /* what both began with */
    Contact theirs, ours;
    StoreVersionTag seen;   /* of theirs */
    ConflictSide of_values; /* whose the merge keeps where values collide, such as the number, */
    ConflictSide of_emails; /* and the addresses */
    /* What conflict_make() makes of these: */
    Contact merges[SIDES];    /* that keep one side's; without `emails`: not made yet */
    unsigned collided[SIDES]; /* of MergeCollision */
    Contact merged;           /* the merge as it is chosen */
    unsigned collisions;
    ConflictText their_changes, our_changes, merge_changes;
};

/* Of copies; `theirs` is moved into it. */
Conflict *conflict_new(const Contact *base, Contact *theirs, const StoreVersionTag *seen,
                       const Contact *ours);
void conflict_free(void *data); /* a Conflict; NULL is nothing to do */

/* How much there is to compare, in bytes of addresses. */
size_t conflict_bytes(const Conflict *conflict);

/* Makes what is not made yet of the sides as they are chosen; touches nothing else. False where
 * that is cancelled: then it is to be made again. */
bool conflict_make(Conflict *conflict, Progress *progress);

#endif
