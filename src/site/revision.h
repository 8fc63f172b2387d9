/* revision.h: a security contact as it is and as it is to be, and the save of it. Whoever changes
 * contacts by a rule, one or many, makes one for each. */
#ifndef SITE_REVISION_H
#define SITE_REVISION_H

#include "core/contact_change.h"
#include "core/subscription.h"
#include "store/store.h"

#include <stdbool.h>

typedef struct Revision {
    Contact before, after;
    StoreVersionTag seen; /* of `before` */
} Revision;

/* Turns `contact`, as it is now, into what it is to be. False and the error where that can't be. */
typedef bool (*RevisionRule)(Contact *contact, const Subscription *subscription, const void *data,
                             Error *error);

/* Loads the contact of `subscription` and applies `rule` to it. `store` may be NULL: a site that is
 * not there yet, where all contacts are empty. Nothing to clear where it is false: ERROR_CANCELLED
 * where another thread has cancelled it by `progress`, which may be NULL. */
bool revision_load(Revision *revision, Store *store, const Subscription *subscription,
                   RevisionRule rule, const void *data, Progress *progress, Error *error);
void revision_clear(Revision *revision);

/* Whether there is anything to save. */
bool revision_changes(const Revision *revision);

/* Saves it, unless nothing changes: STORE_UNCHANGED. STORE_CONFLICT: somebody else has saved since
 * it was loaded; nothing is written, and it is to be loaded again. `progress` as above, with
 * STORE_FAILED. */
StoreSave revision_save(Revision *revision, Store *store, const Subscription *subscription,
                        Progress *progress, Error *error);

/* Whether saving it loses comments of the settings file. */
bool revision_loses_comments(const Revision *revision);

/* The rule that is a ContactChange: `change` is one. */
bool revision_rule_change(Contact *contact, const Subscription *subscription, const void *change,
                          Error *error);

#endif
