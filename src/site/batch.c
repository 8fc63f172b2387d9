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

BatchStep *batch_step_begin(Batch *batch, bool saving)
{
    size_t index;
    const BatchItem *item = next_in(batch, saving ? BATCH_CHANGE : BATCH_UNREAD, &index);
    if (!item)
        return NULL;
    BatchStep *step = memory_new(sizeof *step);
    *step = (BatchStep){.batch = batch,
                        .index = index,
                        .saving = saving,
                        .state = item->state,
                        .version = item->version,
                        .comments = item->comments};
    return step;
}

void batch_step_free(BatchStep *step)
{
    if (!step)
        return;
    contact_clear(&step->contact);
    free(step->text);
    free(step);
}

static void fail(BatchStep *step, BatchState state, const Error *error)
{
    step->cancelled = error->kind == ERROR_CANCELLED;
    step->state = state;
    step->text = memory_text(error->text);
}

static char *difference(const Revision *revision)
{
    return contact_difference(&revision->before, &revision->after);
}

static void read_item(BatchStep *step, const Revision *revision)
{
    bool changes = revision_changes(revision);
    step->version = revision->seen.version;
    step->comments = revision_loses_comments(revision);
    step->state = changes ? BATCH_CHANGE : BATCH_SAME;
    step->text = changes ? difference(revision) : NULL;
}

static void save_item(BatchStep *step, const Subscription *subscription, Revision *revision,
                      Progress *progress)
{
    Error error = {0};
    Store *store = step->batch->store;
    /* What was not shown to anybody is not saved. */
    StoreSave save = store_version_equal(&revision->seen.version, &step->version)
                         ? revision_save(revision, store, subscription, progress, &error)
                         : STORE_CONFLICT;
    step->saved = save != STORE_CONFLICT && save != STORE_FAILED;
    if (save == STORE_CONFLICT) {
        step->state = BATCH_CONFLICT;
    } else if (save == STORE_FAILED || save == STORE_UNSURE) {
        fail(step, save == STORE_FAILED ? BATCH_FAILED : BATCH_UNSURE, &error);
    } else {
        step->state = BATCH_SAVED;
        step->text = difference(revision);
    }
    if (step->saved)
        contact_copy(&step->contact, &revision->after);
}

void batch_step_run(void *data, Progress *progress)
{
    BatchStep *step = data;
    Batch *batch = step->batch;
    const BatchItem *item = &batch->items[step->index];
    const Subscription subscription = {.id = item->id, .name = item->name};
    Revision revision;
    Error error = {0};
    if (!revision_load(&revision, batch->store, &subscription, revision_rule_change, &batch->change,
                       progress, &error)) {
        fail(step, step->saving ? BATCH_FAILED : BATCH_UNREADABLE, &error);
        return;
    }
    if (step->saving)
        save_item(step, &subscription, &revision, progress);
    else
        read_item(step, &revision);
    revision_clear(&revision);
}

void batch_step_end(BatchStep *step)
{
    Batch *batch = step->batch;
    BatchItem *item = &batch->items[step->index];
    if (step->cancelled) {
        batch->at = step->index;
    } else {
        item->version = step->version;
        item->comments = step->comments;
        set_state(batch, item, step->state, step->text);
        step->text = NULL;
    }
    if (step->saved && batch->saved)
        batch->saved(item->id, &step->contact, batch->data);
    batch_step_free(step);
}

/* Does the next step at once. */
static bool do_step(Batch *batch, bool saving, size_t *index)
{
    BatchStep *step = batch_step_begin(batch, saving);
    if (!step)
        return false;
    *index = step->index;
    batch_step_run(step, NULL);
    batch_step_end(step);
    return true;
}

bool batch_read(Batch *batch, size_t *index)
{
    return do_step(batch, false, index);
}

void batch_begin(Batch *batch)
{
    batch->at = 0;
}

bool batch_save(Batch *batch, size_t *index)
{
    return do_step(batch, true, index);
}

static size_t list_size(const AddressList *list)
{
    return list ? address_list_bytes(list) : 0;
}

size_t batch_item_size(const Batch *batch, const BatchItem *item)
{
    const ContactChange *change = &batch->change;
    return store_contact_size(batch->store, item->id) + list_size(change->emails) +
           list_size(change->remove) + list_size(change->add);
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
