/* drafts_internal.h: what drafts.c and drafts_discarded.c share. */
#ifndef STORE_DRAFTS_DRAFTS_INTERNAL_H
#define STORE_DRAFTS_DRAFTS_INTERNAL_H

#include "store/drafts/drafts.h"

#define SUFFIX ".draft"

struct Drafts {
    char *state, *path;
    char *tail; /* ".UID.SITE." */
};

struct DraftSlot {
    const Drafts *drafts;
    char *subscription;
    char *name; /* NULL: there is no file */
    int file;   /* descriptor with the lock; -1: there is no file */
};

/* The directory of the drafts; -1 and errno where there is none. The caller closes it. */
int drafts_open_directory(const Drafts *drafts);

/* As drafts_find(), of those whose names end with `suffix`; `now` is 0 where nothing is to be
 * tidied up. */
size_t drafts_find_named(const Drafts *drafts, const char *subscription, const char *suffix,
                         int64_t now, DraftFound **found);

/* Gives the file `temporary` the first name of a draft that is free, and no other file's. The
 * caller frees the name; NULL and errno where there is none. */
char *drafts_name_file(const Drafts *drafts, const char *subscription, int directory,
                       const char *temporary);

/* The error that `what` failed with `number`, an errno, at the file `name`; returns false. */
bool draft_slot_refuse(const DraftSlot *slot, const char *name, const char *what, int number,
                       Error *error);

/* The place of the slot has no file any more. */
void draft_slot_empty(DraftSlot *slot);

#endif
