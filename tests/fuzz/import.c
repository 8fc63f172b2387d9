/* What must hold of any JSON that somebody has us import. */
#include "azure/import.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static bool read(const uint8_t *data, size_t size, SubscriptionList *list, ImportCounts *counts)
{
    FILE *in = size > 0 ? fmemopen((void *)data, size, "r") : fopen("/dev/null", "r");
    must(in != NULL);
    Error error = {0};
    CloudContacts contacts = {0};
    bool good = import_read(in, "fuzz.json", list, &contacts, counts, &error);
    if (good)
        contacts_finish(&contacts);
    for (size_t i = 0; i < contacts.count; i++) {
        must(subscription_id_is_valid(contacts.items[i].subscription));
        must(contacts_find(&contacts, contacts.items[i].subscription) == &contacts.items[i]);
        const AddressList *emails = contacts.items[i].contact.emails;
        for (size_t j = 0; j < address_list_count(emails); j++) {
            const char *address = address_list_get(emails, j);
            must(address_check(address, strlen(address), NULL) == ADDRESS_OK);
        }
    }
    contacts_clear(&contacts);
    must(good == (error.kind == ERROR_NONE));
    must(good == (error.text[0] == '\0'));
    fclose(in);
    return good;
}

static void check(const SubscriptionList *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const Subscription *one = &list->items[i];
        must(subscription_id_is_valid(one->id) && subscription_id_is_valid(one->tenant));
        must(one->name[0] != '\0' && one->state[0] != '\0');
        for (size_t j = 0; j < i; j++)
            must(strcmp(list->items[j].id, one->id) != 0);
        for (size_t j = 0; j < one->resource_group_count; j++)
            must(one->resource_groups[j][0] != '\0');
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SubscriptionList list = {0};
    ImportCounts first = {0}, second = {0};
    if (read(data, size, &list, &first)) {
        size_t count = list.count;
        check(&list);
        must(first.added == count);
        must(read(data, size, &list, &second));
        must(second.added == 0 && second.groups_added == 0);
        must(list.count == count);
    } else {
        must(list.count == 0);
        must(memcmp(&first, &second, sizeof first) == 0);
    }
    subscription_list_clear(&list);
    return 0;
}
