/* bulk_apply.h: security contacts loaded, changed and saved, so that nobody's save is lost. */
#ifndef CLI_BULK_APPLY_H
#define CLI_BULK_APPLY_H

#include "site/revision.h"
#include "site/site.h"

#include <stdbool.h>

typedef struct BulkApply {
    Site *site; /* NULL: one that is not there yet, for a dry run: all contacts are empty */
    bool dry_run;
    bool force;        /* save also where comments in the settings file are lost */
    RevisionRule rule; /* may be applied several times for one subscription */
    const void *data;
    bool brief; /* tell only of those that change, and how many there were */
} BulkApply;

/* Loads and changes all of `chosen`, and saves none: false and the error where one can't be done.
 */
bool bulk_apply_check(const BulkApply *bulk_apply, const Subscription *const *chosen, size_t count,
                      Error *error);

/* Loads, changes and saves all of `chosen`, each again where somebody else has saved in between.
 * Says on standard output what was saved, or would be, and on standard error what to look out for;
 * where one fails, which are not saved. Returns the exit status; with a status that
 * is not 0 `error` is filled, or has been printed. */
int bulk_apply_save(const BulkApply *bulk_apply, const Subscription *const *chosen, size_t count,
                    Error *error);

#endif
