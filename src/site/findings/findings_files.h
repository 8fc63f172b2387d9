/* findings_files.h: files of contacts that belong to no subscription, found a few at a time. */
#ifndef SITE_FINDINGS_FINDINGS_FILES_H
#define SITE_FINDINGS_FINDINGS_FILES_H

#include "core/subscription.h"
#include "site/findings/findings.h"
#include "store/store.h"

#include <stdbool.h>

typedef struct FindingsFiles
    FindingsFiles; /* opaque: findings_files_new(), findings_files_free() */

/* Of the contacts in `store` that none of `list` has; both outlive it. */
FindingsFiles *findings_files_new(Store *store, const SubscriptionList *list);
void findings_files_free(FindingsFiles *files); /* NULL is nothing to do */

/* Looks at `steps` subscriptions or files more. False once all have been looked at. */
bool findings_files_look(FindingsFiles *files, size_t steps);

/* Adds what was found, in the order of the paths; once. */
void findings_files_finish(FindingsFiles *files, Findings *findings);

#endif
