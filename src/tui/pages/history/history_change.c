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
    History *history;
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

static void write_lines(ChangePage *page)
{
    const Form *form = page->page.form;
    const HistoryChange *change = &page->change;
    bool save = change->kind == HISTORY_SAVE;
    char *id = site_history_subscription(change->file);
    size_t index;
    Session *session = page->page.session;
    bool known = id && session_find(session, id, &index);
    char *who = site_history_who(change);
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
    char *text = site_history_lines(page->history, change);
    size_t left = cut(text);
    lines_add(page->lines, STYLE_NORMAL, 2, *text ? text : form_text(form, "none"));
    if (left > 0) {
        char *more = words_count(form, "more", left, false);
        lines_add(page->lines, STYLE_HINT, 2, more);
        free(more);
    }
    free(text);
    free(who);
    free(id);
}

void history_restore(Session *session, History *history, const HistoryChange *change)
{
    const Form *form = form_get("history-change");
    Error error;
    Contact contact;
    size_t index;
    char *id = site_history_subscription(change->file), *why = NULL;
    if (!id) {
        char *operands = memory_format("%s %lld", change->file, (long long)change->version);
        why = words(form, "no_contact", operands);
        free(operands);
    } else if (!session_find(session, id, &index)) {
        why = memory_text(form_text(form, "no_subscription"));
    } else if (change->after == 0) {
        why = memory_text(form_text(form, "removed"));
    } else if (!site_history_contact(history, change, false, &contact, &error)) {
        char *words_of_it = error_message(&error);
        why = words(form, "invalid", words_of_it);
        free(words_of_it);
    } else {
        char *version = memory_format("%lld", (long long)change->version);
        email_page_open_with(session, &session->subscriptions.items[index], &contact,
                             words(form, "restored", version));
        free(version);
        contact_clear(&contact);
    }
    if (why)
        stack_say(session->stack, STYLE_PROBLEM, why);
    free(id);
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
    history_restore(page->page.session, page->history, &page->change);
}

static char *crumb(const Page *page)
{
    char *version = memory_format("%lld", (long long)((const ChangePage *)page)->change.version);
    char *text = words(page->form, "crumb", version);
    free(version);
    return text;
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

Page *history_change_new(Session *session, History *history, const HistoryChange *change)
{
    ChangePage *page = memory_new(sizeof *page);
    page_init(&page->page, &change_class, session);
    page->history = history;
    page->change = site_history_copy(change);
    write_lines(page);
    page_bind(&page->scrolling, form_get("help"), lines_commands, page->lines, session, NULL);
    return &page->page;
}
