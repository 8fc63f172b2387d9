#include "site/revision.h"

bool revision_load(Revision *revision, Store *store, const Subscription *subscription,
                   RevisionRule rule, const void *data, Error *error)
{
    *revision = (Revision){0};
    if (!store)
        contact_init(&revision->before);
    else if (!store_contact_load(store, subscription->id, &revision->before, &revision->seen,
                                 error))
        return false;
    contact_copy(&revision->after, &revision->before);
    if (rule(&revision->after, subscription, data, error))
        return true;
    revision_clear(revision);
    return false;
}

void revision_clear(Revision *revision)
{
    contact_clear(&revision->before);
    contact_clear(&revision->after);
}

bool revision_changes(const Revision *revision)
{
    return !contact_equal(&revision->before, &revision->after);
}

StoreSave revision_save(Revision *revision, Store *store, const Subscription *subscription,
                        Error *error)
{
    if (!revision_changes(revision))
        return STORE_UNCHANGED;
    return store_contact_save(store, subscription->id, &revision->after, &revision->seen, error);
}

bool revision_loses_comments(const Revision *revision)
{
    return revision->seen.has_comments && revision_changes(revision);
}

bool revision_rule_change(Contact *contact, const Subscription *subscription, const void *change,
                          Error *error)
{
    (void)subscription;
    (void)error;
    contact_change_apply(change, contact);
    return true;
}
