/* Finds what is in conflict: the draft, what is saved now, and what both began from. */
#include "base/memory.h"
#include "core/contact_field.h"
#include "tui/pages/email/changes.h"
#include "tui/pages/email/conflict.h"

#include <stdlib.h>

#define STEPS 5

Conflict *conflict_new(const Contact *base, Contact *theirs, const StoreVersionTag *seen,
                       const Contact *ours)
{
    Conflict *conflict = memory_new(sizeof *conflict);
    contact_copy_indexed(&conflict->base, base);
    contact_copy_indexed(&conflict->ours, ours);
    conflict->theirs = *theirs;
    conflict->seen = *seen;
    *theirs = (Contact){0};
    return conflict;
}

void conflict_free(void *data)
{
    Conflict *conflict = data;
    if (!conflict)
        return;
    contact_clear(&conflict->base);
    contact_clear(&conflict->theirs);
    contact_clear(&conflict->ours);
    contact_clear(&conflict->merges[SIDE_OURS]);
    contact_clear(&conflict->merges[SIDE_THEIRS]);
    contact_clear(&conflict->merged);
    free(conflict->their_changes.changes);
    free(conflict->our_changes.changes);
    free(conflict->merge_changes.changes);
    free(conflict);
}

size_t conflict_bytes(const Conflict *conflict)
{
    size_t theirs = address_list_bytes(conflict->theirs.emails);
    size_t ours = address_list_bytes(conflict->ours.emails);
    return theirs > ours ? theirs : ours;
}

/* What collides is on our side in contact_merge()'s result, and on theirs where the two change
 * places. */
static bool merge(Conflict *conflict, ConflictSide side, Progress *progress)
{
    const Contact *ours = &conflict->ours, *theirs = &conflict->theirs;
    Contact *merged = &conflict->merges[side];
    bool turned = side == SIDE_THEIRS;
    if (!merged->emails)
        conflict->collided[side] = contact_merge(&conflict->base, turned ? ours : theirs,
                                                 turned ? theirs : ours, merged, progress);
    if (progress_is_cancelled(progress))
        contact_clear(merged);
    return !progress_is_cancelled(progress);
}

static void choose(Conflict *conflict)
{
    const Contact *mine = &conflict->merges[SIDE_OURS];
    ConflictSide side = conflict->of_emails;
    conflict->collisions = (conflict->collided[SIDE_OURS] & ~(unsigned)MERGE_EMPTY) |
                           (conflict->collided[side] & MERGE_EMPTY);
    contact_clear(&conflict->merged);
    contact_copy(&conflict->merged, mine);
    address_list_free(conflict->merged.emails);
    conflict->merged.emails = address_list_copy(conflict->merges[side].emails);
    for (size_t i = CONTACT_VALUES; i < CONTACT_FIELD_COUNT; i++) {
        if (conflict->of_values == SIDE_THEIRS &&
            (conflict->collided[SIDE_OURS] & (unsigned)MERGE_VALUE << i))
            contact_set_value(&conflict->merged, i, contact_value(&conflict->theirs, i));
    }
    free(conflict->merge_changes.changes);
    conflict->merge_changes.changes = NULL;
}

static void tell(ConflictText *text, const Contact *before, const Contact *after)
{
    if (!text->changes)
        text->changes = changes_write(before, after, &text->more);
}

bool conflict_make(Conflict *conflict, Progress *progress)
{
    progress_begin(progress, STEPS);
    tell(&conflict->their_changes, &conflict->base, &conflict->theirs);
    if (!progress_at(progress, 1))
        return false;
    tell(&conflict->our_changes, &conflict->base, &conflict->ours);
    if (!progress_at(progress, 2))
        return false;
    if (!merge(conflict, SIDE_OURS, progress) || !progress_at(progress, 3))
        return false;
    if (!merge(conflict, conflict->of_emails, progress) || !progress_at(progress, 4))
        return false;
    choose(conflict);
    tell(&conflict->merge_changes, &conflict->theirs, &conflict->merged);
    return progress_at(progress, STEPS);
}
