/* One subscription: the way to its e-mail notifications and resource groups, and its facts. */
#include "base/memory.h"
#include "base/visible.h"
#include "tui/app/list.h"
#include "tui/app/stack.h"
#include "tui/pages/pages.h"
#include "tui/widgets/lines.h"

#include <stdlib.h>
#include <string.h>

enum { ROW_EMAIL, ROW_GROUPS, ROW_HISTORY, ROW_COUNT };
enum { MARKER = 1 /* by so much the names of the list stand further right than the facts would */ };

typedef struct SubscriptionPage {
    ListPage list;
    Subscription subscription;
    char *notes[ROW_COUNT];
    Lines *facts;
} SubscriptionPage;

static int name_width(void)
{
    static const char *const names[] = {"email", "groups", NULL};
    return list_words_width(form_get("subscription"), names, 24);
}

static size_t row_count(void *data)
{
    (void)data;
    return ROW_COUNT;
}

static const char *cell(void *data, size_t row, size_t column, Style *style)
{
    static const char *const names[ROW_COUNT] = {"email", "groups", "history"};
    SubscriptionPage *page = data;
    if (column == 0)
        return form_text(form_get("subscription"), names[row]);
    *style = STYLE_HINT;
    return page->notes[row];
}

static char *email_note(const SubscriptionPage *page)
{
    Session *session = page->list.page.session;
    const Form *form = page->list.page.form;
    size_t index;
    if (!session_find(session, page->subscription.id, &index))
        return memory_text("");
    const Summary *summary = session_peek(session, index);
    if (summary->state == SUMMARY_UNKNOWN)
        return memory_text(form_text(form, "reading"));
    if (summary->state == SUMMARY_UNREADABLE)
        return memory_text(form_text(form, "unreadable"));
    char *contacts = words_count(form, "contacts", summary->addresses, true);
    char *note =
        words(form, "email_note", contacts, form_text(form, summary->alerts ? "on" : "off"));
    free(contacts);
    return note;
}

static void update_notes(Page *page)
{
    SubscriptionPage *own = (SubscriptionPage *)page;
    for (size_t i = 0; i < ROW_COUNT; i++)
        free(own->notes[i]);
    own->notes[ROW_EMAIL] = email_note(own);
    own->notes[ROW_GROUPS] =
        words_count(page->form, "groups", own->subscription.resource_group_count, true);
    own->notes[ROW_HISTORY] = memory_text(form_text(page->form, "history_note"));
    list_view_touch(own->list.view);
}

static void add_fact(SubscriptionPage *page, const char *name, const char *value)
{
    const Form *form = page->list.page.form;
    lines_add_pair(page->facts, STYLE_HINT, form_text(form, name), STYLE_HINT,
                   *value ? value : form_text(form, "unknown"));
}

static void reread(Page *page)
{
    SubscriptionPage *own = (SubscriptionPage *)page;
    size_t index;
    if (session_find(page->session, own->subscription.id, &index)) {
        subscription_clear(&own->subscription);
        subscription_copy(&own->subscription, &page->session->subscriptions.items[index]);
    }
    lines_free(own->facts);
    own->facts = lines_new();
    lines_set_head_width(own->facts, name_width());
    add_fact(own, "id", own->subscription.id);
    add_fact(own, "tenant", own->subscription.tenant);
    add_fact(own, "state", own->subscription.state);
    update_notes(page);
}

/* The facts stand below the list where there is room. */
static void draw(Page *page, Area area, bool all)
{
    SubscriptionPage *own = (SubscriptionPage *)page;
    Area list = page_draw_intro(page, area, all);
    int facts = (int)lines_rows(own->facts, area.columns - MARKER);
    if (list.rows >= ROW_COUNT + 1 + facts) {
        Area below = {list.row + ROW_COUNT + 1, list.column + MARKER, facts, list.columns - MARKER};
        lines_draw(own->facts, below, all);
        list.rows = ROW_COUNT;
    }
    list_view_draw(own->list.view, list, all);
}

/* A long list takes a while to be counted. */
static int tick(Page *page)
{
    if (!(page->session->news & SESSION_SUMMARIES))
        return -1;
    update_notes(page);
    return 0;
}

static void command_open(void *data)
{
    SubscriptionPage *page = data;
    Session *session = page->list.page.session;
    size_t row = list_choose(&page->list);
    if (row == ROW_EMAIL)
        email_page_open(session, &page->subscription, false);
    else if (row == ROW_GROUPS)
        stack_push(session->stack, resource_groups_new(session, &page->subscription));
    else if (row == ROW_HISTORY)
        history_page_open(session, &page->subscription);
}

static char *crumb(const Page *page)
{
    return visible_text(((const SubscriptionPage *)page)->subscription.name);
}

static void close_page(Page *page)
{
    SubscriptionPage *own = (SubscriptionPage *)page;
    for (size_t i = 0; i < ROW_COUNT; i++)
        free(own->notes[i]);
    lines_free(own->facts);
    subscription_clear(&own->subscription);
    list_clear(&own->list);
    free(own);
}

static const BindingCommand commands[] = {{"open", command_open, 0}, {NULL, NULL, 0}};

static const PageClass subscription_class = {
    .form = "subscription",
    .commands = commands,
    .draw = draw,
    .focus = list_focus,
    .key = list_key,
    .tick = tick,
    .click = list_click,
    .crumb = crumb,
    .shown = update_notes,
    .reread = reread,
    .close = close_page,
};

Page *subscription_page_new(Session *session, const Subscription *subscription)
{
    const ListColumn columns[] = {
        {.title = "", .minimum = 14, .maximum = name_width()},
        {.title = "", .minimum = 12, .maximum = 0, .priority = 1},
    };
    SubscriptionPage *page = memory_new(sizeof *page);
    const ListSource source = {.data = page, .count = row_count, .cell = cell};
    list_init(&page->list, &subscription_class, session, columns, 2, &source, "");
    subscription_copy(&page->subscription, subscription);
    reread(&page->list.page);
    return &page->list.page;
}
