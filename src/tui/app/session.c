#include "tui/app/session_internal.h"

#include "base/memory.h"
#include "form/wording.h"
#include "tui/app/job.h"
#include "tui/app/page.h"
#include "tui/app/refresh.h"

#include <stdlib.h>
#include <string.h>

#define PATIENCE  8 /* milliseconds: well below a frame, so that no key waits */
#define BUSY_WAIT 25

void session_clear(Session *session)
{
    reader_free(session->reader);
    session_forget_summaries(session);
    subscription_list_clear(&session->subscriptions);
    session_texts_clear(&session->texts);
    session_drop_next(session);
    free(session->moved);
    free(session->marks);
    jobs_finish();
    drafts_free(session->drafts);
    *session = (Session){0};
}

int64_t session_now(const Session *session)
{
    return clock_now(session->site->clock);
}

Drafts *session_drafts(Session *session)
{
    if (!session->drafts)
        session->drafts = drafts_new(session->site->config.state, session->site->path);
    return session->drafts;
}

static Reader *reader_of(Session *session)
{
    if (!session->reader)
        session->reader = reader_new(session->site->store);
    return session->reader;
}

void session_begin_again(Session *session)
{
    session->reading = true;
    session->patience = PATIENCE;
    reader_read(reader_of(session));
}

void session_begin(Session *session)
{
    if (!session->loaded && !session->reading)
        session_begin_again(session);
}

static void ask(Session *session, size_t index)
{
    Summary summary = session->summaries[index];
    if (summary.asked)
        return;
    summary.asked = true;
    session_set_summary(session, index, summary);
    reader_ask(reader_of(session), index);
}

static bool is_busy(const Session *session)
{
    return session->reading || session->asked > 0 ||
           (session->scanning && session->scanned < session->subscriptions.count);
}

/* Waits a moment for the reader: what is small is there then at once. */
static void be_patient(Session *session)
{
    while (is_busy(session) && session->patience > 0) {
        long start = page_now();
        reader_wait(session->reader, session->patience);
        session_take_news(session);
        session->patience -= (int)(page_now() - start);
    }
}

/* Not while the list is read: whoever asks counts on the rows that there are. */
static void wait_for_summaries(Session *session)
{
    if (!session->reading)
        be_patient(session);
}

int session_tick(Session *session)
{
    if (session->news & SESSION_MOVED) {
        free(session->moved);
        session->moved = NULL;
        session->moved_count = 0;
    }
    session->news = 0;
    if (!session->reader)
        return -1;
    if (session->scanning && !session->scan_used) {
        session->scanning = false;
        reader_scan(session->reader, false);
    }
    session->scan_used = false;
    session_take_news(session);
    be_patient(session);
    session->patience = is_busy(session) ? 0 : PATIENCE;
    session->news = session->unseen;
    session->unseen = 0;
    return session->news != 0 ? 0 : is_busy(session) ? BUSY_WAIT : -1;
}

static bool wait_for_list(Session *session, Error *error)
{
    while (session->reading) {
        reader_wait(session->reader, -1);
        session_take_news(session);
    }
    bool failed = session->unseen & SESSION_FAILED;
    if (failed)
        *error = session->error; /* the caller tells */
    session->unseen &= ~(unsigned)SESSION_FAILED;
    return !failed;
}

bool session_reread(Session *session, Error *error)
{
    session_begin_again(session);
    return wait_for_list(session, error);
}

bool session_load(Session *session, Error *error)
{
    session_begin(session);
    return wait_for_list(session, error);
}

size_t session_moved(const Session *session, size_t index)
{
    return session->moved && index < session->moved_count ? session->moved[index] : READER_GONE;
}

StoreSave session_add(Store *store, const Subscription *subscription, Error *error)
{
    SubscriptionList list;
    StoreVersionTag seen;
    StoreSave save = STORE_CONFLICT;
    for (int attempt = 0; attempt < 3 && save == STORE_CONFLICT; attempt++) {
        if (!store_subscriptions_load(store, &list, &seen, error))
            return STORE_FAILED;
        Subscription copy;
        subscription_copy(&copy, subscription);
        subscription_list_add(&list, &copy);
        save = store_subscriptions_save(store, &list, &seen, error);
        subscription_list_clear(&list);
    }
    return save;
}

bool session_find(const Session *session, const char *id, size_t *index)
{
    for (size_t i = 0; i < session->subscriptions.count; i++) {
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
        session->review = review_new(session->site, &session->subscriptions);
    return session->review;
}

const Summary *session_peek(Session *session, size_t index)
{
    const Summary *summary = &session->summaries[index];
    if (summary->state == SUMMARY_UNKNOWN) {
        ask(session, index);
        wait_for_summaries(session);
    }
    return &session->summaries[index];
}

const Summary *session_summary(Session *session, size_t index)
{
    if (session->summaries[index].state == SUMMARY_UNKNOWN) {
        Contact contact;
        StoreVersionTag seen;
        Error error;
        Summary summary = {.state = SUMMARY_UNREADABLE};
        const char *id = session->subscriptions.items[index].id;
        if (store_contact_load(session->site->store, id, &contact, &seen, &error)) {
            summary = summary_of(&contact);
            contact_clear(&contact);
        }
        session_set_summary(session, index, summary);
    }
    return &session->summaries[index];
}

void session_contact_saved(Session *session, const char *id, const Contact *contact)
{
    size_t index;
    if (!session_find(session, id, &index))
        return;
    bool being_read = session->summaries[index].asked || session->scanning;
    session_set_summary(session, index, summary_of(contact));
    if (being_read)
        ask(session, index); /* what is read may be older */
    if (session->review)
        review_renew(session->review, index, contact);
}

void session_contact_forget(Session *session, size_t index)
{
    session_set_summary(session, index, (Summary){.state = SUMMARY_UNKNOWN});
    if (session->scanned > index)
        session->scanned = index;
    ask(session, index);
    if (session->review)
        review_renew(session->review, index, NULL);
}

bool session_scan(Session *session, bool *tell)
{
    session_begin(session);
    session->scan_used = true;
    if (!session->scanning) {
        session->scanning = true;
        reader_scan(session->reader, true);
        wait_for_summaries(session);
    }
    bool more = !session->loaded || session->scanned < session->subscriptions.count;
    *tell = refresh_is_due(&session->told, !more);
    return more;
}

bool session_is_marked(const Session *session, size_t index)
{
    return session->marks[index];
}

void session_mark(Session *session, size_t index, bool marked)
{
    session->marked -= session->marks[index];
    session->marks[index] = marked;
    session->marked += marked;
}

const char *session_folded(const Session *session, size_t index)
{
    return session->texts.items[index];
}

char *session_progress(const Session *session)
{
    if (session->loaded || session->total == 0)
        return NULL;
    char *count = words_number(session->subscriptions.count), *total = words_number(session->total);
    char *text = words(form_get("common"), "reading", count, total);
    free(count);
    free(total);
    return text;
}
