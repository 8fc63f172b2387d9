/* Change: all of one change on record. */
#include "base/language.h"
#include "base/memory.h"
#include "tui/app/stack.h"
#include "tui/pages/email/email_internal.h"
#include "tui/pages/history/history.h"
#include "tui/widgets/lines.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MOST_LINES 500

typedef struct ChangePage {
    Page page;
    HistorySource *source;
    HistoryChange change; /* a copy */
    Lines *lines;
    Bindings scrolling;
} ChangePage;

char *history_time(int64_t time)
{
    struct tm civil;
    time_t instant = (time_t)time;
    char text[64];
    gmtime_r(&instant, &civil);
    language_date(&civil, true, text, sizeof text);
    return memory_text(text);
}

static void add_fact(const ChangePage *page, const char *name, const char *value)
{
    if (*value)
        lines_add_pair(page->lines, STYLE_HINT, form_text(page->page.form, name), STYLE_NORMAL,
                       value);
}

static void add_time(const ChangePage *page, const char *name, int64_t time)
{
    char *text = history_time(time);
    add_fact(page, name, text);
    free(text);
}

/* Cuts `text` behind so many lines, and says how many there are beyond them. */
static size_t cut(char *text)
{
    size_t shown = 0, left = 0;
    for (char *at = strchr(text, '\n'); at; at = strchr(at + 1, '\n')) {
        if (++shown == MOST_LINES)
            *at = '\0';
        if (shown < MOST_LINES)
            continue;
        for (at = strchr(at + 1, '\n'); at; at = strchr(at + 1, '\n'))
            left++;
        break;
    }
    return left;
}

/* `text`: what it changed. */
static void write_lines(ChangePage *page, char *text, const char *who)
{
    const Form *form = page->page.form;
    const HistoryChange *change = &page->change;
    bool save = change->kind == HISTORY_SAVE;
    char *id = site_history_subscription(change->file);
    size_t index = 0;
    Session *session = page->page.session;
    bool known = id && session_find(session, id, &index);
    page->lines = lines_new();
    add_fact(page, "where", known ? session->subscriptions.items[index].name : change->file);
    add_time(page, save ? "time" : "noticed", change->time);
    add_fact(page, "who", who);
    add_fact(page, "from", site_history_from(change));
    add_fact(page, "with", change->who.via);
    add_fact(page, "on", change->who.host);
    if (!save && change->owner >= 0)
        add_time(page, "modified", change->modified);
    lines_add(page->lines, STYLE_NORMAL, 0, "");
    size_t left = cut(text);
    lines_add(page->lines, STYLE_NORMAL, 2, *text ? text : form_text(form, "none"));
    if (left > 0) {
        char *more = words_count(form, "more", left, false);
        lines_add(page->lines, STYLE_HINT, 2, more);
        free(more);
    }
    free(id);
}

static char *crumb_of(const HistoryChange *change)
{
    char *version = memory_format("%lld", (long long)change->version);
    char *text = words(form_get("history-change"), "crumb", version);
    free(version);
    return text;
}

/* What is read of a change: its words, or the contact that it left. */
typedef struct Reading {
    Session *session;
    HistorySource *source;
    HistoryChange change; /* a copy */
    char *text, *who;
    Contact contact;
    bool good;
    Error error;
} Reading;

static void free_reading(void *data)
{
    Reading *reading = data;
    if (reading->good)
        contact_clear(&reading->contact);
    site_history_copy_free(&reading->change);
    free(reading->text);
    free(reading->who);
    free(reading);
}

static void read_change(Session *session, HistorySource *source, const HistoryChange *change,
                        const Opening *how)
{
    Reading *reading = memory_new(sizeof *reading);
    *reading = (Reading){.session = session, .source = source, .change = site_history_copy(change)};
    Opening opening = *how;
    opening.forget = free_reading;
    opening.queue = source;
    opening.data = reading;
    opening_page_open(session, crumb_of(change), &opening);
}

static void run_restore(void *data, Progress *progress)
{
    Reading *reading = data;
    (void)progress;
    reading->good = site_history_contact(reading->source->history, &reading->change, false,
                                         &reading->contact, &reading->error);
}

/* Why it can't be restored, without a look at what it left; NULL: it can. The caller frees it. */
static char *why_not(Session *session, const HistoryChange *change, size_t *index)
{
    const Form *form = form_get("history-change");
    char *id = site_history_subscription(change->file), *why = NULL;
    if (!id) {
        char *operands = memory_format("%s %lld", change->file, (long long)change->version);
        why = words(form, "no_contact", operands);
        free(operands);
    } else if (!session_find(session, id, index)) {
        why = memory_text(form_text(form, "no_subscription"));
    } else if (change->after == 0) {
        why = memory_text(form_text(form, "removed"));
    }
    free(id);
    return why;
}

static void put_restored(void *data)
{
    Reading *reading = data;
    Session *session = reading->session;
    const Form *form = form_get("history-change");
    size_t index = 0;
    char *why = why_not(session, &reading->change, &index);
    if (!why && !reading->good) {
        char *words_of_it = error_message(&reading->error);
        why = words(form, "invalid", words_of_it);
        free(words_of_it);
    }
    if (why) {
        stack_say(session->stack, STYLE_PROBLEM, why);
    } else {
        char *version = memory_format("%lld", (long long)reading->change.version);
        email_page_open_with(session, &session->subscriptions.items[index], &reading->contact,
                             words(form, "restored", version));
        free(version);
    }
    free_reading(reading);
}

void history_restore(Session *session, HistorySource *source, const HistoryChange *change)
{
    size_t index = 0;
    char *why = why_not(session, change, &index);
    if (why)
        stack_say(session->stack, STYLE_PROBLEM, why);
    else
        read_change(session, source, change, &(Opening){.run = run_restore, .done = put_restored});
}

static void draw(Page *page, Area area, bool all)
{
    lines_draw(((ChangePage *)page)->lines, area, all);
}

static void focus(Page *page, BindingChain *chain)
{
    binding_chain_add(chain, &page->bindings);
    binding_chain_add(chain, &((ChangePage *)page)->scrolling);
}

static void command_restore(void *data)
{
    ChangePage *page = data;
    history_restore(page->page.session, page->source, &page->change);
}

static char *crumb(const Page *page)
{
    return crumb_of(&((const ChangePage *)page)->change);
}

static void close_page(Page *page)
{
    ChangePage *own = (ChangePage *)page;
    site_history_copy_free(&own->change);
    lines_free(own->lines);
    bindings_clear(&own->scrolling);
    page_clear(page);
    free(own);
}

static const BindingCommand commands[] = {{"restore", command_restore, 0}, {NULL, NULL, 0}};

static const PageClass change_class = {
    .form = "history-change",
    .commands = commands,
    .draw = draw,
    .focus = focus,
    .crumb = crumb,
    .close = close_page,
};

static void run_words(void *data, Progress *progress)
{
    Reading *reading = data;
    (void)progress;
    reading->text = site_history_lines(reading->source->history, &reading->change);
    reading->who = site_history_who(&reading->change);
}

static void show(void *data)
{
    Reading *reading = data;
    Session *session = reading->session;
    ChangePage *page = memory_new(sizeof *page);
    page_init(&page->page, &change_class, session);
    page->source = reading->source;
    page->change = site_history_copy(&reading->change);
    write_lines(page, reading->text, reading->who);
    page_bind(&page->scrolling, form_get("help"), lines_commands, page->lines, session, NULL);
    stack_push(session->stack, &page->page);
    type_ahead_for(session->stack, &page->page);
    free_reading(reading);
}

void history_change_open(Session *session, HistorySource *source, const HistoryChange *change)
{
    read_change(session, source, change, &(Opening){.run = run_words, .done = show});
}
