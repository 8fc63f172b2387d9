#include "site/bulk_plan.h"

#include "base/memory.h"

#include <stdlib.h>

BulkPlan *bulk_plan_new(Store *store, ContactChange *change)
{
    BulkPlan *plan = memory_new(sizeof *plan);
    plan->store = store;
    plan->change = *change;
    *change = (ContactChange){0};
    return plan;
}

void bulk_plan_free(BulkPlan *plan)
{
    if (!plan)
        return;
    for (size_t i = 0; i < plan->count; i++) {
        free(plan->items[i].id);
        free(plan->items[i].name);
        free(plan->items[i].text);
    }
    free(plan->items);
    contact_change_clear(&plan->change);
    free(plan);
}

void bulk_plan_on_saved(BulkPlan *plan,
                        void (*saved)(const char *id, const Contact *contact, void *data),
                        void *data)
{
    plan->saved = saved;
    plan->data = data;
}

void bulk_plan_add(BulkPlan *plan, const Subscription *subscription)
{
    plan->items =
        memory_reserve(plan->items, &plan->capacity, plan->count + 1, sizeof *plan->items);
    plan->items[plan->count++] = (BulkPlanItem){.id = memory_text(subscription->id),
                                                .name = memory_text(subscription->name)};
    plan->counts[BULK_PLAN_UNREAD]++;
}

/* `text` is taken. */
static void set_state(BulkPlan *plan, BulkPlanItem *item, BulkPlanState state, char *text)
{
    plan->counts[item->state]--;
    plan->counts[state]++;
    item->state = state;
    free(item->text);
    item->text = text;
}

/* The next item in a state, from batch->at on, which is moved behind it; NULL: there is none. */
static BulkPlanItem *next_in(BulkPlan *plan, BulkPlanState state, size_t *index)
{
    while (plan->at < plan->count && plan->items[plan->at].state != state)
        plan->at++;
    if (plan->at == plan->count)
        return NULL;
    *index = plan->at++;
    return &plan->items[*index];
}

BulkPlanStep *bulk_plan_step_begin(BulkPlan *plan, bool saving)
{
    size_t index;
    const BulkPlanItem *item = next_in(plan, saving ? BULK_PLAN_CHANGE : BULK_PLAN_UNREAD, &index);
    if (!item)
        return NULL;
    BulkPlanStep *step = memory_new(sizeof *step);
    *step = (BulkPlanStep){.plan = plan,
                           .index = index,
                           .saving = saving,
                           .state = item->state,
                           .version = item->version,
                           .comments = item->comments};
    return step;
}

void bulk_plan_step_free(BulkPlanStep *step)
{
    if (!step)
        return;
    contact_clear(&step->contact);
    free(step->text);
    free(step);
}

static void fail(BulkPlanStep *step, BulkPlanState state, const Error *error)
{
    step->cancelled = error->kind == ERROR_CANCELLED;
    step->state = state;
    step->text = memory_text(error->text);
}

static char *difference(const Revision *revision)
{
    return contact_difference(&revision->before, &revision->after);
}

static void read_item(BulkPlanStep *step, const Revision *revision)
{
    bool changes = revision_changes(revision);
    step->version = revision->seen.version;
    step->comments = revision_loses_comments(revision);
    step->state = changes ? BULK_PLAN_CHANGE : BULK_PLAN_SAME;
    step->text = changes ? difference(revision) : NULL;
}

static void save_item(BulkPlanStep *step, const Subscription *subscription, Revision *revision,
                      Progress *progress)
{
    Error error = {0};
    Store *store = step->plan->store;
    /* What was not shown to anybody is not saved. */
    StoreSave save = store_version_equal(&revision->seen.version, &step->version)
                         ? revision_save(revision, store, subscription, progress, &error)
                         : STORE_CONFLICT;
    step->saved = save != STORE_CONFLICT && save != STORE_FAILED;
    if (save == STORE_CONFLICT) {
        step->state = BULK_PLAN_CONFLICT;
    } else if (save == STORE_FAILED || save == STORE_UNSURE) {
        fail(step, save == STORE_FAILED ? BULK_PLAN_FAILED : BULK_PLAN_UNSURE, &error);
    } else {
        step->state = BULK_PLAN_SAVED;
        step->text = difference(revision);
    }
    if (step->saved)
        contact_copy(&step->contact, &revision->after);
}

void bulk_plan_step_run(void *data, Progress *progress)
{
    BulkPlanStep *step = data;
    BulkPlan *plan = step->plan;
    const BulkPlanItem *item = &plan->items[step->index];
    const Subscription subscription = {.id = item->id, .name = item->name};
    Revision revision;
    Error error = {0};
    if (!revision_load(&revision, plan->store, &subscription, revision_rule_change, &plan->change,
                       progress, &error)) {
        fail(step, step->saving ? BULK_PLAN_FAILED : BULK_PLAN_UNREADABLE, &error);
        return;
    }
    if (step->saving)
        save_item(step, &subscription, &revision, progress);
    else
        read_item(step, &revision);
    revision_clear(&revision);
}

void bulk_plan_step_end(BulkPlanStep *step)
{
    BulkPlan *plan = step->plan;
    BulkPlanItem *item = &plan->items[step->index];
    if (step->cancelled) {
        plan->at = step->index;
    } else {
        item->version = step->version;
        item->comments = step->comments;
        set_state(plan, item, step->state, step->text);
        step->text = NULL;
    }
    if (step->saved && plan->saved)
        plan->saved(item->id, &step->contact, plan->data);
    bulk_plan_step_free(step);
}

/* Does the next step at once. */
static bool do_step(BulkPlan *plan, bool saving, size_t *index)
{
    BulkPlanStep *step = bulk_plan_step_begin(plan, saving);
    if (!step)
        return false;
    *index = step->index;
    bulk_plan_step_run(step, NULL);
    bulk_plan_step_end(step);
    return true;
}

bool bulk_plan_read(BulkPlan *plan, size_t *index)
{
    return do_step(plan, false, index);
}

void bulk_plan_begin(BulkPlan *plan)
{
    plan->at = 0;
}

bool bulk_plan_save(BulkPlan *plan, size_t *index)
{
    return do_step(plan, true, index);
}

static size_t list_size(const AddressList *list)
{
    return list ? address_list_bytes(list) : 0;
}

size_t bulk_plan_item_size(const BulkPlan *plan, const BulkPlanItem *item)
{
    const ContactChange *change = &plan->change;
    return store_contact_size(plan->store, item->id) + list_size(change->emails) +
           list_size(change->remove) + list_size(change->add);
}

size_t bulk_plan_comments(const BulkPlan *plan)
{
    size_t count = 0;
    for (size_t i = 0; i < plan->count; i++)
        count += plan->items[i].state == BULK_PLAN_CHANGE && plan->items[i].comments;
    return count;
}

static bool is_unsaved(BulkPlanState state)
{
    return state == BULK_PLAN_CONFLICT || state == BULK_PLAN_FAILED ||
           state == BULK_PLAN_UNREADABLE;
}

size_t bulk_plan_retry(BulkPlan *plan)
{
    size_t count = 0;
    for (size_t i = 0; i < plan->count; i++) {
        if (!is_unsaved(plan->items[i].state))
            continue;
        set_state(plan, &plan->items[i], BULK_PLAN_UNREAD, NULL);
        count++;
    }
    plan->at = 0;
    return count;
}

size_t bulk_plan_unsaved(const BulkPlan *plan)
{
    return plan->counts[BULK_PLAN_CONFLICT] + plan->counts[BULK_PLAN_FAILED] +
           plan->counts[BULK_PLAN_UNREADABLE];
}
