/* bulk_plan.h: the same change for many security contacts, in steps of one contact each, so that
 * whoever runs it can show how far it is and stop between two of them.
 *
 * First all are read: what the change would do to each. Then those that it changes are saved, each
 * only if its file still is what was read. One that could not be saved keeps its reason, and can be
 * read and saved again.
 */
#ifndef SITE_BULK_PLAN_H
#define SITE_BULK_PLAN_H

#include "site/revision.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum BulkPlanState {
    BULK_PLAN_UNREAD,     /* not read yet, or to be read again */
    BULK_PLAN_SAME,       /* the change makes no difference to it */
    BULK_PLAN_CHANGE,     /* it would be changed: `text` is the difference in words */
    BULK_PLAN_UNREADABLE, /* `text` says why */
    BULK_PLAN_SAVED,      /* `text` is the difference in words */
    BULK_PLAN_UNSURE,     /* saved, but it may not survive a power cut: `text` */
    BULK_PLAN_CONFLICT,   /* not saved: somebody else has saved since it was read */
    BULK_PLAN_FAILED,     /* not saved: `text` says why */
    BULK_PLAN_STATES
} BulkPlanState;

typedef struct BulkPlanItem {
    char *id, *name; /* of the subscription */
    BulkPlanState state;
    char *text;           /* made visible; NULL where the state has none */
    StoreVersion version; /* of what was read */
    bool comments;        /* a save loses comments of its file */
} BulkPlanItem;

typedef struct BulkPlan {
    Store *store;
    ContactChange change;
    BulkPlanItem *items;
    size_t count, capacity;
    size_t counts[BULK_PLAN_STATES]; /* of the items in each state */
    size_t at;                       /* the next item to look at */
    void (*saved)(const char *id, const Contact *contact, void *data);
    void *data;
} BulkPlan;

/* `change` is moved into it. bulk_plan_free() frees it. */
BulkPlan *bulk_plan_new(Store *store, ContactChange *change);
void bulk_plan_free(BulkPlan *plan); /* NULL is nothing to do */

/* `saved` is called with the contact of each subscription that is saved. */
void bulk_plan_on_saved(BulkPlan *plan,
                        void (*saved)(const char *id, const Contact *contact, void *data),
                        void *data);

/* Adds a subscription, of which id and name are copied. */
void bulk_plan_add(BulkPlan *plan, const Subscription *subscription);

/* Reads the next one that is not read: `*index` is which. False: all are. */
bool bulk_plan_read(BulkPlan *plan, size_t *index);

/* Begins to save: bulk_plan_save() goes on from the first one. */
void bulk_plan_begin(BulkPlan *plan);

/* Saves the next one that is to be changed: `*index` is which, and its state says how it went.
 * False: there is none any more. */
bool bulk_plan_save(BulkPlan *plan, size_t *index);

/* One step, which a thread of its own may run: it touches nothing that others look at. */
typedef struct BulkPlanStep {
    BulkPlan *plan;
    size_t index; /* of the item */
    bool saving;
    /* What comes of it: */
    BulkPlanState state;
    char *text;
    StoreVersion version;
    bool comments;
    bool cancelled;
    bool saved;
    Contact contact; /* that is saved */
} BulkPlanStep;

/* Begins with the next one, to read or to save it; NULL: there is none. */
BulkPlanStep *bulk_plan_step_begin(BulkPlan *plan, bool saving);
void bulk_plan_step_run(void *data,
                        Progress *progress); /* a BulkPlanStep; `progress` may be NULL */

/* Takes over what came of it, and frees it. After a cancel all is as before it. */
void bulk_plan_step_end(BulkPlanStep *step);
void bulk_plan_step_free(BulkPlanStep *step); /* drops what came of it; NULL is nothing to do */

/* How many bytes of settings and addresses a step with an item works on, at least. */
size_t bulk_plan_item_size(const BulkPlan *plan, const BulkPlanItem *item);

/* How many of those that are to be changed lose comments. */
size_t bulk_plan_comments(const BulkPlan *plan);

/* What could not be read or saved is to be read again. Returns how many. */
size_t bulk_plan_retry(BulkPlan *plan);

/* How many are not saved, though they should be: in conflict, failed, or not readable. */
size_t bulk_plan_unsaved(const BulkPlan *plan);

#endif
