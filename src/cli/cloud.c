/* cloud.c: the options of import and diff, and what the cloud has that can't be taken. */
#include "cli/cloud.h"

#include "base/language.h"
#include "base/memory.h"
#include "base/sentence.h"
#include "base/visible.h"
#include "cli/open.h"
#include "command/output.h"
#include "core/address/address_doubt.h"

#include <stdlib.h>
#include <string.h>

void cloud_clear(Cloud *cloud)
{
    contacts_clear(&cloud->contacts);
    free(cloud->id);
    *cloud = (Cloud){0};
}

bool cloud_take_region(Cloud *cloud, const char *command, const char *text, Error *error)
{
    if (!phone_region(text, cloud->region))
        return error_set(error, ERROR_USAGE,
                         "%s: --region \"%s\" is no country's; expected two letters, such as US",
                         command, visible_start(text, 40));
    cloud->contacts.region = cloud->region;
    return true;
}

void cloud_resolve(Cloud *cloud, const SubscriptionList *list)
{
    size_t index, other;
    if (!cloud->given || cloud->id)
        return;
    if (subscription_list_find(list, cloud->given, &index, &other) == SUBSCRIPTION_FOUND)
        cloud->id = memory_text(list->items[index].id);
    else
        cloud->id = subscription_id_normal(cloud->given);
    cloud->contacts.subscription = cloud->id;
}

bool cloud_is_resolved(const Cloud *cloud, const SubscriptionList *list, Error *error)
{
    size_t index;
    return !cloud->given || cloud->id ||
           subscription_list_choose(list, cloud->given, &index, error);
}

const Subscription **cloud_known(const Cloud *cloud, const SubscriptionList *list, size_t *count)
{
    const Subscription **known = memory_array(cloud->contacts.count, sizeof *known);
    *count = 0;
    for (size_t i = 0; i < list->count; i++)
        if (contacts_find(&cloud->contacts, list->items[i].id))
            known[(*count)++] = &list->items[i];
    return known;
}

void cloud_tell_losses(const Cloud *cloud)
{
    for (size_t i = 0; i < cloud->contacts.loss_count; i++)
        output_note("%s", cloud->contacts.losses[i]);
}

void cloud_tell_doubts(const Cloud *cloud)
{
    const CloudContacts *contacts = &cloud->contacts;
    AddressDomains *domains = address_domains_new();
    for (size_t i = 0; i < contacts->count; i++)
        address_domains_count(domains, contacts->items[i].contact.emails);
    AddressList *told = address_list_new(); /* one of each domain */
    for (size_t i = 0; i < contacts->count; i++) {
        const AddressList *emails = contacts->items[i].contact.emails;
        AddressDoubts doubts = address_doubts_find(domains, emails, NULL);
        for (size_t j = 0; j < doubts.count && j < ADDRESS_DOUBTS_MOST; j++) {
            const char *address = address_list_get(emails, doubts.items[j]), *domain;
            address_doubt(domains, address, &domain);
            char *key = domain ? memory_format("x@%s", domain) : memory_text(address);
            if (address_list_add(told, key, strlen(key))) {
                char *words = address_doubt_text(domains, address);
                output_note("\"%s\" is taken, but: %s", visible_start(address, 80), words);
                free(words);
            }
            free(key);
        }
        address_doubts_clear(&doubts);
    }
    address_list_free(told);
    address_domains_free(domains);
}

size_t cloud_tell_unknown(const Cloud *cloud, const SubscriptionList *list, const char *format)
{
    const CloudContacts *contacts = &cloud->contacts;
    bool *known = memory_array(contacts->count, sizeof *known);
    size_t unknown = contacts->count;
    for (size_t i = 0; i < list->count; i++) {
        const CloudContact *contact = contacts_find(contacts, list->items[i].id);
        if (contact) {
            known[contact - contacts->items] = true;
            unknown--;
        }
    }
    for (size_t i = 0; i < contacts->count; i++) {
        if (known[i])
            continue;
        char *text =
            sentence_fill(_(format), (const char *[]){contacts->items[i].subscription, NULL});
        output_note("%s", text);
        free(text);
    }
    free(known);
    return unknown;
}
