#include "mail/mail_context.h"

#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int compare_ids(const void *a, const void *b)
{
    return strcmp((*(const Subscription *const *)a)->id, (*(const Subscription *const *)b)->id);
}

bool office_reload(MailContext *mail_context, Error *error)
{
    StoreVersionTag seen;
    SubscriptionList fresh;
    if (!store_subscriptions_load(mail_context->site->store, &fresh, &seen, error))
        return false;
    subscription_list_clear(&mail_context->subscriptions);
    mail_context->subscriptions = fresh;
    free(mail_context->by_id);
    mail_context->by_id = memory_array(fresh.count + 1, sizeof *mail_context->by_id);
    for (size_t i = 0; i < fresh.count; i++)
        mail_context->by_id[i] = &fresh.items[i];
    qsort(mail_context->by_id, fresh.count, sizeof *mail_context->by_id, compare_ids);
    return true;
}

static void warn_of_day(MailContext *mail_context)
{
    Day today, clock;
    Error error;
    if (!ledger_today(mail_context->site_ledger.ledger, clock_now(mail_context->site->clock),
                      &today, &clock, &error))
        return;
    char *warning = ledger_day_warning(today, clock);
    if (warning)
        output_warning(warning, mail_context->output);
    free(warning);
}

bool office_open(MailContext *mail_context, const CommandContext *context, MailNeeds needs,
                 Output *output, Error *error)
{
    *mail_context = (MailContext){.output = output};
    char *path = site_locate(context->site, error);
    mail_context->site =
        path ? site_open(path, false, output_warning, output, context->clock, error) : NULL;
    free(path);
    if (!mail_context->site || !office_reload(mail_context, error) ||
        !site_ledger_open(mail_context->site, needs == OFFICE_TO_READ, &mail_context->site_ledger,
                          error))
        return false;
    warn_of_day(mail_context);
    if (needs == OFFICE_TO_READ)
        return true;
    TransportOptions options = {.config = &mail_context->site->config.mail,
                                .state = mail_context->site->config.state,
                                .file_mode = mail_context->site->config.file_mode,
                                .clock = mail_context->site->clock,
                                .gated = true,
                                .line = output->dialogue ? output_dialogue : NULL,
                                .line_data = output};
    mail_context->transport = transport_open(&options, error);
    return mail_context->transport != NULL;
}

void office_close(MailContext *mail_context)
{
    transport_close(mail_context->transport);
    if (mail_context->site)
        site_ledger_close(&mail_context->site_ledger);
    free(mail_context->by_id);
    subscription_list_clear(&mail_context->subscriptions);
    site_close(mail_context->site);
    *mail_context = (MailContext){0};
}

const Subscription *office_find(const MailContext *mail_context, const char *id)
{
    const Subscription wanted = {.id = (char *)(uintptr_t)id}, *key = &wanted;
    const Subscription *const *found =
        bsearch(&key, mail_context->by_id, mail_context->subscriptions.count,
                sizeof *mail_context->by_id, compare_ids);
    return found ? *found : NULL;
}

const Subscription *office_subscription(const MailContext *mail_context, const char *text,
                                        Error *error)
{
    size_t index;
    const SubscriptionList *list = &mail_context->subscriptions;
    return subscription_list_choose(list, text, &index, error) ? &list->items[index] : NULL;
}
