#include "tui/pages/session.h"

#include "core/memory.h"
#include "form/wording.h"
#include "site/findings.h"
#include "tui/pages/page.h"
#include "tui/pages/slice.h"

#include <stdlib.h>
#include <string.h>

#define PATIENCE  8 /* milliseconds: well below a frame, so that no key waits */
#define BUSY_WAIT 25

static void texts_clear(SessionTexts *texts)
{
    for (size_t i = 0; i < texts->block_count; i++)
        free(texts->blocks[i]);
    free(texts->blocks);
    free(texts->items);
    *texts = (SessionTexts){0};
}

static void forget_summaries(Session *session)
{
    free(session->summaries);
    review_free(session->review);
    session->summaries = NULL;
    session->review = NULL;
    session->summary_count = session->summary_capacity = 0;
    session->scanned = session->missing = session->unreadable = session->asked = 0;
}

static void drop_next(Session *session)
{
    subscription_list_clear(&session->next);
    texts_clear(&session->next_texts);
}

void session_clear(Session *session)
{
    reader_free(session->reader);
    forget_summaries(session);
    subscription_list_clear(&session->subscriptions);
    texts_clear(&session->texts);
    drop_next(session);
    free(session->moved);
    free(session->marks);
    drafts_free(session->drafts);
    *session = (Session){0};
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
    session->asked -= old->asked;
    session->summaries[index] = summary;
    session->missing += is_missing(session, index, &summary);
    session->unreadable += summary.state == SUMMARY_UNREADABLE;
    session->asked += summary.asked;
}

static void ask(Session *session, size_t index)
{
    Summary summary = session->summaries[index];
    if (summary.asked)
        return;
    summary.asked = true;
    set_summary(session, index, summary);
    reader_ask(reader_of(session), index);
}

static void make_summaries(Session *session)
{
    size_t count = session->subscriptions.count;
    session->summaries = memory_reserve(session->summaries, &session->summary_capacity, count,
                                        sizeof *session->summaries);
    if (count > session->summary_count)
        memset(session->summaries + session->summary_count, 0,
               (count - session->summary_count) * sizeof *session->summaries);
    session->summary_count = count;
    session->marks =
        memory_reserve(session->marks, &session->mark_capacity, count, sizeof *session->marks);
    for (; session->mark_count < count; session->mark_count++)
        session->marks[session->mark_count] = false;
}

/* Adds a part, which is emptied. */
static void add_part(SubscriptionList *list, SessionTexts *texts, ReaderPart *part)
{
    size_t count = part->list.count;
    list->items =
        memory_reserve(list->items, &list->capacity, list->count + count, sizeof *list->items);
    texts->items =
        memory_reserve(texts->items, &texts->capacity, texts->count + count, sizeof *texts->items);
    texts->blocks = memory_reserve(texts->blocks, &texts->block_capacity, texts->block_count + 1,
                                   sizeof *texts->blocks);
    if (count > 0) {
        memcpy(list->items + list->count, part->list.items, count * sizeof *list->items);
        memcpy(texts->items + texts->count, part->texts, count * sizeof *texts->items);
    }
    list->count += count;
    texts->count += count;
    texts->blocks[texts->block_count++] = part->block;
    part->list.count = 0;
    part->block = NULL;
}

static void take_part(Session *session, ReaderPart *part)
{
    session->total = part->total;
    if (part->first == 0)
        drop_next(session);
    if (session->loaded) {
        add_part(&session->next, &session->next_texts, part);
        return;
    }
    if (part->first == 0 && session->subscriptions.count > 0) {
        /* It begins anew, and who looks at it with it. */
        forget_summaries(session);
        subscription_list_clear(&session->subscriptions);
        texts_clear(&session->texts);
        session->marked = session->mark_count = 0;
        session->unseen |= SESSION_MOVED;
    }
    add_part(&session->subscriptions, &session->texts, part);
    make_summaries(session);
    session->unseen |= SESSION_ROWS;
}

/* Those that are marked stay so, wherever they are now. */
static void move_marks(Session *session, const ReaderNews *news)
{
    size_t count = session->subscriptions.count;
    bool *marks = memory_array(count, sizeof *marks);
    session->marked = 0;
    for (size_t i = 0; i < news->moved_count && i < session->mark_count; i++) {
        if (!session->marks[i] || news->moved[i] == READER_GONE)
            continue;
        marks[news->moved[i]] = true;
        session->marked++;
    }
    free(session->marks);
    session->marks = marks;
    session->mark_count = session->mark_capacity = count;
}

/* Where the page has not seen the moves before, those go first. */
static void add_moves(Session *session, ReaderNews *news)
{
    if (!session->moved) {
        session->moved = news->moved;
        session->moved_count = news->moved_count;
        news->moved = NULL;
        return;
    }
    for (size_t i = 0; i < session->moved_count; i++) {
        size_t between = session->moved[i];
        session->moved[i] = between < news->moved_count ? news->moved[between] : READER_GONE;
    }
}

/* Another list in the place of the one that was there. */
static void replace_list(Session *session, ReaderNews *news)
{
    forget_summaries(session);
    subscription_list_clear(&session->subscriptions);
    texts_clear(&session->texts);
    session->subscriptions = session->next;
    session->texts = session->next_texts;
    session->next = (SubscriptionList){0};
    session->next_texts = (SessionTexts){0};
    make_summaries(session);
    move_marks(session, news);
    add_moves(session, news);
    session->unseen |= SESSION_MOVED;
}

static void take_end(Session *session, ReaderNews *news)
{
    session->reading = false;
    if (news->failed) {
        drop_next(session);
        session->error = news->error;
        session->unseen |= SESSION_FAILED;
        return;
    }
    if (session->loaded)
        replace_list(session, news);
    session->loaded = true;
    session->seen = news->seen;
    session->unseen |= SESSION_LOADED;
}

static void take_news(Session *session)
{
    ReaderNews news;
    reader_take(session->reader, &news);
    for (size_t i = 0; i < news.part_count; i++)
        take_part(session, &news.parts[i]);
    if (news.done || news.failed)
        take_end(session, &news);
    for (size_t i = 0; i < news.summary_count; i++) {
        size_t index = news.summaries[i].index;
        if (index >= session->summary_count)
            continue;
        if (session->summaries[index].asked)
            session->unseen |= SESSION_SUMMARIES;
        set_summary(session, index, news.summaries[i].summary);
    }
    reader_news_clear(&news);
    while (session->scanned < session->summary_count &&
           session->summaries[session->scanned].state != SUMMARY_UNKNOWN)
        session->scanned++;
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
        take_news(session);
        session->patience -= (int)(page_now() - start);
    }
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
    take_news(session);
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
        take_news(session);
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
        session->review = review_new(session->site->store, &session->subscriptions);
    return session->review;
}

const Summary *session_peek(Session *session, size_t index)
{
    const Summary *summary = &session->summaries[index];
    if (summary->state == SUMMARY_UNKNOWN)
        ask(session, index);
    if (summary->state == SUMMARY_UNKNOWN)
        be_patient(session);
    return &session->summaries[index];
}

const Summary *session_summary(Session *session, size_t index)
{
    if (session->summaries[index].state == SUMMARY_UNKNOWN) {
        Contact contact;
        StoreSeen seen;
        Error error;
        Summary summary = {.state = SUMMARY_UNREADABLE};
        const char *id = session->subscriptions.items[index].id;
        if (store_contact_load(session->site->store, id, &contact, &seen, &error)) {
            summary = summary_of(&contact);
            contact_clear(&contact);
        }
        set_summary(session, index, summary);
    }
    return &session->summaries[index];
}

void session_contact_saved(Session *session, const char *id, const Contact *contact)
{
    size_t index;
    if (!session_find(session, id, &index))
        return;
    set_summary(session, index, summary_of(contact));
    ask(session, index); /* what is being read may be older */
    if (session->review)
        review_renew(session->review, index, contact);
}

void session_contact_forget(Session *session, size_t index)
{
    set_summary(session, index, (Summary){.state = SUMMARY_UNKNOWN});
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
        be_patient(session);
    }
    bool more = !session->loaded || session->scanned < session->subscriptions.count;
    *tell = slice_tell(&session->told, !more);
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
