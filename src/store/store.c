#include "store/store.h"

bool store_version_equal(const StoreVersion *a, const StoreVersion *b)
{
    if (!a->exists || !b->exists)
        return a->exists == b->exists;
    return a->high == b->high && a->low == b->low;
}

void store_close(Store *store)
{
    if (store)
        store->ops->close(store);
}

bool store_subscriptions_load(Store *store, SubscriptionList *list, StoreVersionTag *seen,
                              Error *error)
{
    return store->ops->subscriptions_load(store, list, seen, error);
}

StoreSave store_subscriptions_save(Store *store, const SubscriptionList *list,
                                   StoreVersionTag *seen, Error *error)
{
    return store->ops->subscriptions_save(store, list, seen, error);
}

bool store_subscriptions_read(Store *store, StorePart take, void *data, StoreVersionTag *seen,
                              Error *error)
{
    return store->ops->subscriptions_read(store, take, data, seen, error);
}

bool store_contact_load_long(Store *store, const char *id, Contact *contact, StoreVersionTag *seen,
                             Progress *progress, Error *error)
{
    return store->ops->contact_load(store, id, contact, seen, progress, error);
}

bool store_contact_load(Store *store, const char *id, Contact *contact, StoreVersionTag *seen,
                        Error *error)
{
    return store_contact_load_long(store, id, contact, seen, NULL, error);
}

StoreSave store_contact_save_long(Store *store, const char *id, const Contact *contact,
                                  StoreVersionTag *seen, Progress *progress, Error *error)
{
    return store->ops->contact_save(store, id, contact, seen, progress, error);
}

StoreSave store_contact_save(Store *store, const char *id, const Contact *contact,
                             StoreVersionTag *seen, Error *error)
{
    return store_contact_save_long(store, id, contact, seen, NULL, error);
}

size_t store_contact_size(Store *store, const char *id)
{
    return store->ops->contact_size(store, id);
}

bool store_contact_version(Store *store, const char *id, StoreVersion *version, Error *error)
{
    return store->ops->contact_version(store, id, version, error);
}

char *store_contact_place(Store *store, const char *id)
{
    return store->ops->contact_place(store, id);
}

bool store_file_load_raw(Store *store, const char *file, char **text, size_t *length,
                         StoreVersion *version, Error *error)
{
    return store->ops->whole_load(store, file, text, length, version, error);
}

StoreSave store_file_save_raw(Store *store, const char *file, const char *text, size_t length,
                              const char *what, StoreVersion *version, Error *error)
{
    return store->ops->whole_save(store, file, text, length, what, version, error);
}

bool store_subscriptions_review(Store *store, SubscriptionList *list, StoreProblem tell, void *data)
{
    return store->ops->subscriptions_review(store, list, tell, data);
}

bool store_contact_review(Store *store, const char *id, Contact *contact, StoreProblem tell,
                          void *data)
{
    return store->ops->contact_review(store, id, contact, tell, data);
}

bool store_contacts_open(Store *store, StoreContacts **contacts, Error *error)
{
    return store->ops->contacts_open(store, contacts, error);
}

bool store_contacts_next(Store *store, StoreContacts *contacts, const char **id, const char **path)
{
    return store->ops->contacts_next(contacts, id, path);
}

void store_contacts_close(Store *store, StoreContacts *contacts)
{
    if (contacts)
        store->ops->contacts_close(contacts);
}
