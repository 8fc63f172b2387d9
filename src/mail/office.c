#include "mail/office.h"

#include "core/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int compare_ids(const void *a, const void *b)
{
    return strcmp((*(const Subscription *const *)a)->id, (*(const Subscription *const *)b)->id);
}

bool office_reload(Office *office, Error *error)
{
    StoreSeen seen;
    SubscriptionList fresh;
    if (!store_subscriptions_load(office->site->store, &fresh, &seen, error))
        return false;
    subscription_list_clear(&office->subscriptions);
    office->subscriptions = fresh;
    free(office->by_id);
    office->by_id = memory_array(fresh.count + 1, sizeof *office->by_id);
    for (size_t i = 0; i < fresh.count; i++)
        office->by_id[i] = &fresh.items[i];
    qsort(office->by_id, fresh.count, sizeof *office->by_id, compare_ids);
    return true;
}

static void warn_of_day(Office *office)
{
    Day today, clock;
    Error error;
    if (!ledger_today(office->books.ledger, clock_now(office->site->clock), &today, &clock, &error))
        return;
    char *warning = ledger_day_warning(today, clock);
    if (warning)
        output_warning(warning, office->output);
    free(warning);
}

bool office_open(Office *office, const CommandContext *context, OfficeNeeds needs, Output *output,
                 Error *error)
{
    *office = (Office){.output = output};
    char *path = site_locate(context->site, error);
    office->site =
        path ? site_open(path, false, output_warning, output, context->clock, error) : NULL;
    free(path);
    if (!office->site || !office_reload(office, error) ||
        !site_ledger_open(office->site, needs == OFFICE_TO_READ, &office->books, error))
        return false;
    warn_of_day(office);
    if (needs == OFFICE_TO_READ)
        return true;
    TransportOptions options = {.config = &office->site->config.mail,
                                .state = office->site->config.state,
                                .file_mode = office->site->config.file_mode,
                                .clock = office->site->clock,
                                .line = output->dialogue ? output_dialogue : NULL,
                                .line_data = output};
    office->transport = transport_open(&options, error);
    return office->transport != NULL;
}

void office_close(Office *office)
{
    transport_close(office->transport);
    if (office->site)
        site_ledger_close(&office->books);
    free(office->by_id);
    subscription_list_clear(&office->subscriptions);
    site_close(office->site);
    *office = (Office){0};
}

const Subscription *office_find(const Office *office, const char *id)
{
    const Subscription wanted = {.id = (char *)(uintptr_t)id}, *key = &wanted;
    const Subscription *const *found = bsearch(&key, office->by_id, office->subscriptions.count,
                                               sizeof *office->by_id, compare_ids);
    return found ? *found : NULL;
}

const Subscription *office_subscription(const Office *office, const char *text, Error *error)
{
    size_t index;
    const SubscriptionList *list = &office->subscriptions;
    return subscription_list_choose(list, text, &index, error) ? &list->items[index] : NULL;
}
