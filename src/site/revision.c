#include "site/revision.h"

bool revision_load(Revision *revision, Store *store, const Subscription *subscription,
                   RevisionRule rule, const void *data, Progress *progress, Error *error)
{
    *revision = (Revision){0};
    if (!store)
        contact_init(&revision->before);
    else if (!store_contact_load_long(store, subscription->id, &revision->before, &revision->seen,
                                      progress, error))
        return false;
    contact_copy(&revision->after, &revision->before);
    bool good = rule(&revision->after, subscription, data, error);
    if (good && progress_is_cancelled(progress))
        good = error_set(error, ERROR_CANCELLED, "cancelled");
    if (!good)
        revision_clear(revision);
    return good;
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
                        Progress *progress, Error *error)
{
    if (!revision_changes(revision))
        return STORE_UNCHANGED;
    return store_contact_save_long(store, subscription->id, &revision->after, &revision->seen,
                                   progress, error);
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
