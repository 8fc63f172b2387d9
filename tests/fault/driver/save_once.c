/* save_once: loads, changes and saves once, for strace to interfere with.
 *
 *   save_once DIRECTORY contact|subscriptions
 *
 * Exit status: 0 saved, 3 saved but unsure, 1 not saved (the error is on standard error). */
#include "base/memory.h"
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ID "11111111-2222-3333-4444-555555555555"

static bool save_contact(Store *store, StoreSave *result, Error *error)
{
    Contact contact;
    StoreVersionTag seen;
    if (!store_contact_load(store, ID, &contact, &seen, error))
        return false;
    static const char address[] = "new@contoso.com";
    address_list_add(contact.emails, address, strlen(address));
    contact.alerts = true;
    *result = store_contact_save(store, ID, &contact, &seen, error);
    contact_clear(&contact);
    return true;
}

static bool save_subscriptions(Store *store, StoreSave *result, Error *error)
{
    SubscriptionList list;
    StoreVersionTag seen;
    if (!store_subscriptions_load(store, &list, &seen, error))
        return false;
    Subscription subscription = {.id = memory_text(ID),
                                 .name = memory_text("new"),
                                 .tenant = memory_text(""),
                                 .state = memory_text("Enabled")};
    subscription_list_add(&list, &subscription);
    *result = store_subscriptions_save(store, &list, &seen, error);
    subscription_list_clear(&list);
    return true;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 64;
    Error error = {0};
    StorePolicy policy = {.file_mode = 0660};
    Store *store = store_open_files(argv[1], &policy, &error);
    StoreSave result = STORE_FAILED;
    if (store && strcmp(argv[2], "contact") == 0)
        save_contact(store, &result, &error);
    else if (store)
        save_subscriptions(store, &result, &error);
    store_close(store);
    if (result != STORE_SAVED) {
        char *message = error_message(&error);
        fprintf(stderr, "save_once: %s\n", message);
        free(message);
    }
    return result == STORE_SAVED ? 0 : result == STORE_UNSURE ? 3 : 1;
}
