/* Session: takes over what the reader has read. */
#include "base/memory.h"
#include "site/findings/findings.h"
#include "tui/app/session_internal.h"

#include <stdlib.h>
#include <string.h>

void session_texts_clear(SessionTexts *texts)
{
    for (size_t i = 0; i < texts->block_count; i++)
        free(texts->blocks[i]);
    free(texts->blocks);
    free(texts->items);
    *texts = (SessionTexts){0};
}

void session_forget_summaries(Session *session)
{
    free(session->summaries);
    review_free(session->review);
    session->summaries = NULL;
    session->review = NULL;
    session->summary_count = session->summary_capacity = 0;
    session->scanned = session->missing = session->unreadable = session->asked = 0;
}

void session_drop_next(Session *session)
{
    subscription_list_clear(&session->next);
    session_texts_clear(&session->next_texts);
}

static bool is_missing(const Session *session, size_t index, const Summary *summary)
{
    return summary->state == SUMMARY_READ && summary->addresses == 0 &&
           findings_concern(&session->subscriptions.items[index]);
}

void session_set_summary(Session *session, size_t index, Summary summary)
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
        session_drop_next(session);
    if (session->loaded) {
        add_part(&session->next, &session->next_texts, part);
        return;
    }
    if (part->first == 0 && session->subscriptions.count > 0) {
        /* It begins anew, and who looks at it with it. */
        session_forget_summaries(session);
        subscription_list_clear(&session->subscriptions);
        session_texts_clear(&session->texts);
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
    session_forget_summaries(session);
    subscription_list_clear(&session->subscriptions);
    session_texts_clear(&session->texts);
    session->subscriptions = session->next;
    session->texts = session->next_texts;
    session->next = (SubscriptionList){0};
    session->next_texts = (SessionTexts){0};
    make_summaries(session);
    move_marks(session, news);
    add_moves(session, news);
    session->unseen |= SESSION_MOVED;
}

/* What was asked for when the reading began is not answered any more: it is asked for anew. */
static void forget_asked(Session *session)
{
    for (size_t i = 0; i < session->summary_count && session->asked > 0; i++) {
        Summary summary = session->summaries[i];
        summary.asked = false;
        session_set_summary(session, i, summary);
    }
}

static void take_end(Session *session, ReaderNews *news)
{
    session->reading = false;
    if (news->failed) {
        session_drop_next(session);
        forget_asked(session);
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

void session_take_news(Session *session)
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
        session_set_summary(session, index, news.summaries[i].summary);
    }
    reader_news_clear(&news);
    while (session->scanned < session->summary_count &&
           session->summaries[session->scanned].state != SUMMARY_UNKNOWN)
        session->scanned++;
}
