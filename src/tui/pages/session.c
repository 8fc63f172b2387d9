#include "tui/pages/session.h"

#include "core/memory.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SLICE_NANOSECONDS 6000000L /* well below a frame, so that no key waits */

void session_clear(Session *session)
{
    if (session->loaded)
        subscription_list_clear(&session->subscriptions);
    free(session->summaries);
    *session = (Session){0};
}

static void forget_summaries(Session *session)
{
    free(session->summaries);
    session->summaries = memory_array(session->subscriptions.count, sizeof *session->summaries);
    session->scanned = session->missing = session->unreadable = 0;
}

bool session_reread(Session *session, Error *error)
{
    SubscriptionList list;
    StoreSeen seen;
    if (!store_subscriptions_load(session->site->store, &list, &seen, error))
        return false;
    if (session->loaded)
        subscription_list_clear(&session->subscriptions);
    session->subscriptions = list;
    session->seen = seen;
    session->loaded = true;
    forget_summaries(session);
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

static void uncount(Session *session, const Summary *summary)
{
    session->missing -= summary->state == SUMMARY_READ && summary->addresses == 0;
    session->unreadable -= summary->state == SUMMARY_UNREADABLE;
}

static void count(Session *session, const Summary *summary)
{
    session->missing += summary->state == SUMMARY_READ && summary->addresses == 0;
    session->unreadable += summary->state == SUMMARY_UNREADABLE;
}

static void set_summary(Session *session, size_t index, Summary summary)
{
    uncount(session, &session->summaries[index]);
    session->summaries[index] = summary;
    count(session, &summary);
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
    if (session_find(session, id, &index))
        set_summary(session, index, summary_of(contact));
}

void session_contact_forget(Session *session, size_t index)
{
    set_summary(session, index, (Summary){.state = SUMMARY_UNKNOWN});
    if (session->scanned > index)
        session->scanned = index;
}

static long nanoseconds_since(const struct timespec *start)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - start->tv_sec) * 1000000000L + now.tv_nsec - start->tv_nsec;
}

bool session_scan(Session *session)
{
    Error error;
    if (!session_load(session, &error))
        return false;
    struct timespec start;
    clock_gettime(CLOCK_MONOTONIC, &start);
    while (session->scanned < session->subscriptions.count) {
        session_summary(session, session->scanned++);
        if (nanoseconds_since(&start) > SLICE_NANOSECONDS)
            break;
    }
    return session->scanned < session->subscriptions.count;
}
