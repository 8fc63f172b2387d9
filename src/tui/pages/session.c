#include "tui/pages/session.h"

#include "core/fold.h"
#include "core/memory.h"
#include "tui/pages/slice.h"

#include <stdlib.h>
#include <string.h>

static void forget(Session *session)
{
    for (size_t i = 0; session->loaded && i < session->subscriptions.count; i++)
        free(session->folded[i]);
    free(session->folded);
    free(session->summaries);
    review_free(session->review);
    session->folded = NULL;
    session->summaries = NULL;
    session->review = NULL;
    session->scanned = session->missing = session->unreadable = session->fold_at = 0;
    if (session->loaded)
        subscription_list_clear(&session->subscriptions);
    session->loaded = false;
}

void session_clear(Session *session)
{
    forget(session);
    drafts_free(session->drafts);
    *session = (Session){0};
}

Drafts *session_drafts(Session *session)
{
    if (!session->drafts)
        session->drafts = drafts_new(session->site->config.state, session->site->path);
    return session->drafts;
}

bool session_reread(Session *session, Error *error)
{
    SubscriptionList list;
    StoreSeen seen;
    if (!store_subscriptions_load(session->site->store, &list, &seen, error))
        return false;
    forget(session);
    session->subscriptions = list;
    session->seen = seen;
    session->loaded = true;
    session->summaries = memory_array(list.count, sizeof *session->summaries);
    session->folded = memory_array(list.count, sizeof *session->folded);
    return true;
}

bool session_load(Session *session, Error *error)
{
    return session->loaded || session_reread(session, error);
}

StoreSave session_add(Session *session, Subscription *subscription, Error *error)
{
    Store *store = session->site->store;
    SubscriptionList list;
    StoreSeen seen;
    StoreSave save = STORE_CONFLICT;
    for (int attempt = 0; attempt < 3 && save == STORE_CONFLICT; attempt++) {
        if (!store_subscriptions_load(store, &list, &seen, error)) {
            save = STORE_FAILED;
            break;
        }
        Subscription copy;
        subscription_copy(&copy, subscription);
        subscription_list_add(&list, &copy);
        save = store_subscriptions_save(store, &list, &seen, error);
        subscription_list_clear(&list);
    }
    subscription_clear(subscription);
    if (save == STORE_SAVED || save == STORE_UNSURE) {
        Error reading;
        session_reread(session, &reading);
    }
    return save;
}

bool session_find(const Session *session, const char *id, size_t *index)
{
    for (size_t i = 0; session->loaded && i < session->subscriptions.count; i++) {
        if (strcmp(session->subscriptions.items[i].id, id) == 0) {
            *index = i;
            return true;
        }
    }
    return false;
}

Review *session_review(Session *session)
{
    if (!session->review)
        session->review = review_new(session->site->store, &session->subscriptions);
    return session->review;
}

static bool is_missing(const Session *session, size_t index, const Summary *summary)
{
    return summary->state == SUMMARY_READ && summary->addresses == 0 &&
           findings_concern(&session->subscriptions.items[index]);
}

static void set_summary(Session *session, size_t index, Summary summary)
{
    const Summary *old = &session->summaries[index];
    session->missing -= is_missing(session, index, old);
    session->unreadable -= old->state == SUMMARY_UNREADABLE;
    session->summaries[index] = summary;
    session->missing += is_missing(session, index, &summary);
    session->unreadable += summary.state == SUMMARY_UNREADABLE;
}

static Summary summary_of(const Contact *contact)
{
    size_t addresses = address_list_count(contact->emails);
    return (Summary){.state = SUMMARY_READ,
                     .alerts = contact->alerts,
                     .phone = contact->phone != NULL,
                     .addresses = addresses < UINT32_MAX ? (uint32_t)addresses : UINT32_MAX};
}

const Summary *session_summary(Session *session, size_t index)
{
    Summary *summary = &session->summaries[index];
    if (summary->state != SUMMARY_UNKNOWN)
        return summary;
    Contact contact;
    StoreSeen seen;
    Error error;
    const char *id = session->subscriptions.items[index].id;
    if (store_contact_load(session->site->store, id, &contact, &seen, &error)) {
        set_summary(session, index, summary_of(&contact));
        contact_clear(&contact);
    } else {
        set_summary(session, index, (Summary){.state = SUMMARY_UNREADABLE});
    }
    return summary;
}

void session_contact_saved(Session *session, const char *id, const Contact *contact)
{
    size_t index;
    if (!session_find(session, id, &index))
        return;
    set_summary(session, index, summary_of(contact));
    if (session->review)
        review_renew(session->review, index, contact);
}

void session_contact_forget(Session *session, size_t index)
{
    set_summary(session, index, (Summary){.state = SUMMARY_UNKNOWN});
    if (session->scanned > index)
        session->scanned = index;
    if (session->review)
        review_renew(session->review, index, NULL);
}

bool session_scan(Session *session, bool *tell)
{
    Error error;
    long long begin = slice_begin();
    *tell = true;
    if (!session_load(session, &error))
        return false;
    size_t count = session->subscriptions.count;
    while (session->scanned < count && !slice_is_over(begin))
        session_summary(session, session->scanned++);
    *tell = slice_tell(&session->told, session->scanned == count);
    return session->scanned < count;
}

const char *session_folded(Session *session, size_t index)
{
    if (!session->folded[index])
        session->folded[index] = fold_text(session->subscriptions.items[index].name);
    return session->folded[index];
}

bool session_fold(Session *session)
{
    long long begin = slice_begin();
    size_t count = session->loaded ? session->subscriptions.count : 0;
    while (session->fold_at < count && !slice_is_over(begin)) {
        for (size_t i = 0; i < 16 && session->fold_at < count; i++)
            session_folded(session, session->fold_at++);
    }
    return session->fold_at < count;
}
