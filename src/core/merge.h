/* merge.h: two changes of one security contact brought together. */
#ifndef CORE_MERGE_H
#define CORE_MERGE_H

#include "base/progress.h"
#include "core/contact.h"

/* What both changed, each in another way: a person has to choose. Flags. */
typedef enum MergeCollision {
    MERGE_CLEAN = 0,
    MERGE_ORDER = 1,    /* the order of addresses that both keep */
    MERGE_SPELLING = 2, /* the same address: spelled in two new ways, or spelled anew and removed */
    MERGE_EMPTY = 4,    /* each left some address, but together none would be left */
    MERGE_VALUE = 8,    /* shifted left by the index of a field: its value */
    MERGE_PHONE = MERGE_VALUE << CONTACT_PHONE,
} MergeCollision;

/* Merges `ours` and `theirs`, which both began with `base`, into `*merged` (not initialised before;
 * the caller clears it). Addresses are sets of mailboxes: what either removed is gone, what either
 * added is there, behind the address that it was put behind. The order is that of the one who
 * changed it. Returns the collisions; where there are some, `*merged` has our side of them. Time
 * linear in the addresses. Where `progress` is cancelled meanwhile, the result is of no use. */
unsigned contact_merge(const Contact *base, const Contact *theirs, const Contact *ours,
                       Contact *merged, Progress *progress);

#endif
