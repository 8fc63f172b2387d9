/* batch.h: the same change for many security contacts, in steps of one contact each, so that
 * whoever runs it can show how far it is and stop between two of them.
 *
 * First all are read: what the change would do to each. Then those that it changes are saved, each
 * only if its file still is what was read. One that could not be saved keeps its reason, and can be
 * read and saved again.
 */
#ifndef SITE_BATCH_H
#define SITE_BATCH_H

#include "site/revision.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum BatchState {
    BATCH_UNREAD,     /* not read yet, or to be read again */
    BATCH_SAME,       /* the change makes no difference to it */
    BATCH_CHANGE,     /* it would be changed: `text` is the difference in words */
    BATCH_UNREADABLE, /* `text` says why */
    BATCH_SAVED,      /* `text` is the difference in words */
    BATCH_UNSURE,     /* saved, but it may not survive a power cut: `text` */
    BATCH_CONFLICT,   /* not saved: somebody else has saved since it was read */
    BATCH_FAILED,     /* not saved: `text` says why */
    BATCH_STATES
} BatchState;

typedef struct BatchItem {
    char *id, *name; /* of the subscription */
    BatchState state;
    char *text;           /* made visible; NULL where the state has none */
    StoreVersion version; /* of what was read */
    bool comments;        /* a save loses comments of its file */
} BatchItem;

typedef struct Batch {
    Store *store;
    ContactChange change;
    BatchItem *items;
    size_t count, capacity;
    size_t counts[BATCH_STATES]; /* of the items in each state */
    size_t at;                   /* the next item to look at */
    void (*saved)(const char *id, const Contact *contact, void *data);
    void *data;
} Batch;

/* `change` is moved into it. batch_free() frees it. */
Batch *batch_new(Store *store, ContactChange *change);
void batch_free(Batch *batch); /* NULL is nothing to do */

/* `saved` is called with the contact of each subscription that is saved. */
void batch_on_saved(Batch *batch, void (*saved)(const char *id, const Contact *contact, void *data),
                    void *data);

/* Adds a subscription, of which id and name are copied. */
void batch_add(Batch *batch, const Subscription *subscription);

/* Reads the next one that is not read: `*index` is which. False: all are. */
bool batch_read(Batch *batch, size_t *index);

/* Begins to save: batch_save() goes on from the first one. */
void batch_begin(Batch *batch);

/* Saves the next one that is to be changed: `*index` is which, and its state says how it went.
 * False: there is none any more. */
bool batch_save(Batch *batch, size_t *index);

/* One step, which a thread of its own may run: it touches nothing that others look at. */
typedef struct BatchStep {
    Batch *batch;
    size_t index; /* of the item */
    bool saving;
    /* What comes of it: */
    BatchState state;
    char *text;
    StoreVersion version;
    bool comments;
    bool cancelled;
    bool saved;
    Contact contact; /* that is saved */
} BatchStep;

/* Begins with the next one, to read or to save it; NULL: there is none. */
BatchStep *batch_step_begin(Batch *batch, bool saving);
void batch_step_run(void *data, Progress *progress); /* a BatchStep; `progress` may be NULL */

/* Takes over what came of it, and frees it. After a cancel all is as before it. */
void batch_step_end(BatchStep *step);
void batch_step_free(BatchStep *step); /* drops what came of it; NULL is nothing to do */

/* How many bytes of settings and addresses a step with an item works on, at least. */
size_t batch_item_size(const Batch *batch, const BatchItem *item);

/* How many of those that are to be changed lose comments. */
size_t batch_comments(const Batch *batch);

/* What could not be read or saved is to be read again. Returns how many. */
size_t batch_retry(Batch *batch);

/* How many are not saved, though they should be: in conflict, failed, or not readable. */
size_t batch_unsaved(const Batch *batch);

#endif
