/* history_read.c: reads the rows of History, and makes their words, in the background. */
#include "base/memory.h"
#include "base/monotonic.h"
#include "tui/app/job.h"
#include "tui/app/stack.h"
#include "tui/pages/history/history_internal.h"

#include <stdlib.h>

#define FIRST_SLICE 200 /* rows, before the first frame */
#define SLICE       1000

#define LOOK_MILLISECONDS 1000 /* between two looks for changes of others */
#define WORDS_PATIENCE    20   /* milliseconds: so long the first rows wait for their words */

/* Makes the words of a row. For a job. */
static void make_words(HistorySource *source, HistoryRow *row)
{
    row->what = site_history_what(source->history, &row->change);
    row->wanted = true;
}

/* Rows that are read. */
typedef struct Reading {
    HistoryPage *page; /* NULL: it is still to be made */
    Session *session;
    Subscription subscription;
    bool of_site;
    HistorySource *source;
    ReadingKind kind;
    int64_t latest; /* of the rows that are there; 0: none */
    int64_t below;  /* of READ_MORE */
    size_t limit;
    HistoryRows rows;
    bool same; /* there is no news */
    bool open, good;
    Error error;
} Reading;

static bool take_version(const HistoryChange *change, void *data)
{
    *(int64_t *)data = change->version;
    return false;
}

/* Whether there is a change that the list does not have yet. */
static bool has_news(const Reading *reading)
{
    Error ignored;
    int64_t latest = 0;
    return history_source_changes(reading->source, 0, 1, take_version, &latest, &ignored) &&
           latest > reading->latest;
}

static void run_reading(void *data, Progress *progress)
{
    Reading *reading = data;
    HistorySource *source = reading->source;
    HistoryRows *rows = &reading->rows;
    (void)progress;
    reading->same = reading->kind == READ_NEWS && !has_news(reading);
    reading->open = reading->good =
        reading->same || reading->kind == READ_MORE || history_source_look(source, &reading->error);
    if (reading->same || !reading->good)
        return;
    reading->good = history_source_changes(source, reading->below, reading->limit, history_rows_add,
                                           rows, &reading->error);
    int64_t end = monotonic_ms() + WORDS_PATIENCE;
    bool shown = reading->kind != READ_MORE;
    for (size_t i = 0; shown && i < rows->count && i < HISTORY_ASKED && monotonic_ms() < end; i++)
        make_words(source, &rows->items[i]);
}

static void free_reading(void *data)
{
    Reading *reading = data;
    history_rows_clear(&reading->rows);
    subscription_clear(&reading->subscription);
    free(reading);
}

static void add_rows(HistoryPage *page, HistoryRows *more)
{
    HistoryRows *rows = &page->rows;
    for (size_t i = 0; i < more->count; i++) {
        rows->items =
            memory_reserve(rows->items, &rows->capacity, rows->count + 1, sizeof *rows->items);
        rows->items[rows->count++] = more->items[i];
    }
    more->count = 0;
    list_view_extend(page->list.view);
}

/* The chosen row stays the chosen one, but for the first: there the cursor stays at the top. */
static void replace_rows(HistoryPage *page, HistoryRows *rows)
{
    size_t chosen = list_view_selected(page->list.view);
    int64_t version =
        chosen != LIST_NONE && chosen > 0 ? page->rows.items[chosen].change.version : 0;
    history_rows_keep_texts(rows, &page->rows);
    history_rows_clear(&page->rows);
    page->rows = *rows;
    page->asked_count = 0;
    *rows = (HistoryRows){0};
    list_view_reload(page->list.view);
    size_t at = history_rows_find(&page->rows, version);
    if (at < page->rows.count)
        list_view_select(page->list.view, at);
}

/* Takes over what was read. */
static void take_reading(HistoryPage *page, Reading *reading)
{
    page->look_at = page_now() + LOOK_MILLISECONDS;
    if (reading->same)
        return;
    page->failed = !reading->open;
    page->whole = !reading->good || reading->rows.count < reading->limit;
    page->again = false;
    if (reading->kind == READ_MORE)
        add_rows(page, &reading->rows);
    else
        replace_rows(page, &reading->rows);
    if (reading->good)
        return;
    char *why = error_message(&reading->error);
    page_say(&page->list.page, STYLE_PROBLEM, words(page->list.page.form, "unreadable", why));
    free(why);
}

static void was_read(void *data, bool complete)
{
    Reading *reading = data;
    (void)complete; /* it is not cancelled */
    reading->page->reading = NULL;
    take_reading(reading->page, reading);
    free_reading(reading);
}

void history_read(HistoryPage *page, ReadingKind kind)
{
    const HistoryRows *rows = &page->rows;
    size_t chosen = list_view_selected(page->list.view);
    size_t least = chosen == LIST_NONE ? 0 : chosen + HISTORY_ASKED;
    bool more = kind == READ_MORE;
    Reading *reading = memory_new(sizeof *reading);
    *reading = (Reading){
        .page = page,
        .source = page->source,
        .kind = kind,
        .latest = rows->count > 0 ? rows->items[0].change.version : 0,
        .below = more && rows->count > 0 ? rows->items[rows->count - 1].change.version : 0,
        .limit = more                  ? SLICE
                 : least > FIRST_SLICE ? least
                                       : FIRST_SLICE,
    };
    const JobWork work = {.run = run_reading,
                          .done = was_read,
                          .free = free_reading,
                          .queue = page->source,
                          .external = true,
                          .prompt = true};
    job_drop(page->reading);
    page->reading = job_start(&page->list.page, &work, reading);
}

/* The rows of which the words were asked for: copies. */
typedef struct Wording {
    HistoryPage *page;
    HistorySource *source;
    HistoryRows rows;
} Wording;

static void run_wording(void *data, Progress *progress)
{
    Wording *wording = data;
    for (size_t i = 0; i < wording->rows.count && !progress_is_cancelled(progress); i++)
        make_words(wording->source, &wording->rows.items[i]);
}

static void free_wording(void *data)
{
    history_rows_clear(&((Wording *)data)->rows);
    free(data);
}

static void has_words(void *data, bool complete)
{
    Wording *wording = data;
    HistoryPage *page = wording->page;
    (void)complete; /* what was cancelled is dropped */
    page->wording = NULL;
    history_rows_keep_texts(&page->rows, &wording->rows);
    list_view_touch(page->list.view);
    free_wording(wording);
}

void history_make_words(HistoryPage *page)
{
    Wording *wording = memory_new(sizeof *wording);
    *wording = (Wording){page, page->source, {0}};
    for (size_t i = 0; i < page->asked_count; i++) {
        size_t at = history_rows_find(&page->rows, page->asked[i]);
        if (at < page->rows.count)
            history_rows_add(&page->rows.items[at].change, &wording->rows);
    }
    page->asked_count = 0;
    const JobWork work = {.run = run_wording,
                          .done = has_words,
                          .free = free_wording,
                          .queue = page->source,
                          .external = true,
                          .prompt = true};
    page->wording = job_start(&page->list.page, &work, wording);
}

static void show(void *data)
{
    Reading *reading = data;
    Session *session = reading->session;
    HistoryPage *page = history_page_new(session, reading->of_site ? NULL : &reading->subscription);
    page->source = reading->source;
    stack_push(session->stack, &page->list.page);
    type_ahead_for(session->stack, &page->list.page);
    take_reading(page, reading);
    free_reading(reading);
}

static void forget(void *data)
{
    history_source_free(((Reading *)data)->source);
    free_reading(data);
}

void history_page_open(Session *session, const Subscription *subscription)
{
    Reading *reading = memory_new(sizeof *reading);
    *reading = (Reading){
        .session = session,
        .of_site = subscription == NULL,
        .source = history_source_new(session->site, subscription ? subscription->id : NULL),
        .kind = READ_ALL,
        .limit = FIRST_SLICE,
    };
    if (subscription)
        subscription_copy(&reading->subscription, subscription);
    opening_page_open(session, memory_text(form_get("history")->title),
                      &(Opening){.run = run_reading,
                                 .done = show,
                                 .forget = forget,
                                 .queue = reading->source,
                                 .data = reading});
}
