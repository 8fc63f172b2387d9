#include "site/batch.h"

#include "core/memory.h"

#include <stdlib.h>

Batch *batch_new(Store *store, ContactChange *change)
{
    Batch *batch = memory_new(sizeof *batch);
    batch->store = store;
    batch->change = *change;
    *change = (ContactChange){0};
    return batch;
}

void batch_free(Batch *batch)
{
    if (!batch)
        return;
    for (size_t i = 0; i < batch->count; i++) {
        free(batch->items[i].id);
        free(batch->items[i].name);
        free(batch->items[i].text);
    }
    free(batch->items);
    contact_change_clear(&batch->change);
    free(batch);
}

void batch_on_saved(Batch *batch, void (*saved)(const char *id, const Contact *contact, void *data),
                    void *data)
{
    batch->saved = saved;
    batch->data = data;
}

void batch_add(Batch *batch, const Subscription *subscription)
{
    batch->items =
        memory_reserve(batch->items, &batch->capacity, batch->count + 1, sizeof *batch->items);
    batch->items[batch->count++] =
        (BatchItem){.id = memory_text(subscription->id), .name = memory_text(subscription->name)};
    batch->counts[BATCH_UNREAD]++;
}

/* `text` is taken. */
static void set_state(Batch *batch, BatchItem *item, BatchState state, char *text)
{
    batch->counts[item->state]--;
    batch->counts[state]++;
    item->state = state;
    free(item->text);
    item->text = text;
}

static bool load(const Batch *batch, const BatchItem *item, Revision *revision, Error *error)
{
    const Subscription subscription = {.id = item->id, .name = item->name};
    return revision_load(revision, batch->store, &subscription, revision_rule_change,
                         &batch->change, error);
}

static void read_item(Batch *batch, BatchItem *item)
{
    Revision revision;
    Error error;
    if (!load(batch, item, &revision, &error)) {
        set_state(batch, item, BATCH_UNREADABLE, memory_text(error.text));
        return;
    }
    item->version = revision.seen.version;
    item->comments = revision_loses_comments(&revision);
    if (revision_changes(&revision))
        set_state(batch, item, BATCH_CHANGE, contact_difference(&revision.before, &revision.after));
    else
        set_state(batch, item, BATCH_SAME, NULL);
    revision_clear(&revision);
}

/* The next item in a state, from batch->at on, which is moved behind it; NULL: there is none. */
static BatchItem *next_in(Batch *batch, BatchState state, size_t *index)
{
    while (batch->at < batch->count && batch->items[batch->at].state != state)
        batch->at++;
    if (batch->at == batch->count)
        return NULL;
    *index = batch->at++;
    return &batch->items[*index];
}

bool batch_read(Batch *batch, size_t *index)
{
    BatchItem *item = next_in(batch, BATCH_UNREAD, index);
    if (item)
        read_item(batch, item);
    return item != NULL;
}

void batch_begin(Batch *batch)
{
    batch->at = 0;
}

static void save_item(Batch *batch, BatchItem *item)
{
    const Subscription subscription = {.id = item->id, .name = item->name};
    Revision revision;
    Error error = {0};
    if (!load(batch, item, &revision, &error)) {
        set_state(batch, item, BATCH_FAILED, memory_text(error.text));
        return;
    }
    /* What was not shown to anybody is not saved. */
    StoreSave save = store_version_equal(&revision.seen.version, &item->version)
                         ? revision_save(&revision, batch->store, &subscription, &error)
                         : STORE_CONFLICT;
    if (save == STORE_CONFLICT)
        set_state(batch, item, BATCH_CONFLICT, NULL);
    else if (save == STORE_FAILED)
        set_state(batch, item, BATCH_FAILED, memory_text(error.text));
    else if (save == STORE_UNSURE)
        set_state(batch, item, BATCH_UNSURE, memory_text(error.text));
    else
        set_state(batch, item, BATCH_SAVED, contact_difference(&revision.before, &revision.after));
    bool saved = item->state == BATCH_SAVED || item->state == BATCH_UNSURE;
    if (saved && batch->saved)
        batch->saved(item->id, &revision.after, batch->data);
    revision_clear(&revision);
}

bool batch_save(Batch *batch, size_t *index)
{
    BatchItem *item = next_in(batch, BATCH_CHANGE, index);
    if (item)
        save_item(batch, item);
    return item != NULL;
}

size_t batch_comments(const Batch *batch)
{
    size_t count = 0;
    for (size_t i = 0; i < batch->count; i++)
        count += batch->items[i].state == BATCH_CHANGE && batch->items[i].comments;
    return count;
}

static bool is_unsaved(BatchState state)
{
    return state == BATCH_CONFLICT || state == BATCH_FAILED || state == BATCH_UNREADABLE;
}

size_t batch_retry(Batch *batch)
{
    size_t count = 0;
    for (size_t i = 0; i < batch->count; i++) {
        if (!is_unsaved(batch->items[i].state))
            continue;
        set_state(batch, &batch->items[i], BATCH_UNREAD, NULL);
        count++;
    }
    batch->at = 0;
    return count;
}

size_t batch_unsaved(const Batch *batch)
{
    return batch->counts[BATCH_CONFLICT] + batch->counts[BATCH_FAILED] +
           batch->counts[BATCH_UNREADABLE];
}
