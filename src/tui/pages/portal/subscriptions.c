/* Pricing & settings: all subscriptions, with what is known of their contacts. They appear as they
 * are read, and so do their contacts as their rows are seen. */
#include "base/memory.h"
#include "tui/app/stack.h"
#include "tui/pages/pages.h"
#include "tui/pages/portal/subscriptions_internal.h"

#include <stdlib.h>
#include <string.h>

static void shown(Page *page)
{
    list_view_reload(((ListPage *)page)->view);
}

/* Follows the chosen subscription to where it is now. */
static void reread(Page *page)
{
    ListPage *list = (ListPage *)page;
    const Session *session = page->session;
    size_t chosen = list_view_selected(list->view);
    bool moved = session->news & SESSION_MOVED;
    list_view_reload(list->view);
    size_t now = moved && chosen != LIST_NONE ? session_moved(session, chosen) : READER_GONE;
    if (now != READER_GONE)
        list_view_select(list->view, now);
}

static char *counting_text(const SubscriptionsPage *page)
{
    const Session *session = session_of(page);
    char *scanned = words_number(session->scanned);
    char *all = words_number(session->subscriptions.count);
    char *text = words(page->list.page.form, "counting", scanned, all);
    free(scanned);
    free(all);
    return text;
}

/* What stands beside the breadcrumb: how far the reading is, else how many are marked. */
static char *mark_text(const SubscriptionsPage *page)
{
    const Session *session = session_of(page);
    const Form *form = page->list.page.form;
    char *progress = session_progress(session);
    if (progress)
        return progress;
    if (page->counting)
        return counting_text(page);
    if (page->sorting)
        return memory_text(form_text(form, "sorting"));
    return session->marked > 0 ? words_count(form, "marked", session->marked, false) : NULL;
}

static bool update_mark(SubscriptionsPage *page)
{
    char *text = mark_text(page);
    const char *before = page->mark;
    bool same = before && text ? strcmp(before, text) == 0 : before == text;
    if (same) {
        free(text);
        return false;
    }
    free(page->mark);
    page->mark = text;
    return true;
}

static const char *mark(const Page *page)
{
    return ((const SubscriptionsPage *)page)->mark;
}

/* Sorted by the contacts, all of them must be read: then once more. Returns the wait, as
 * tick(); `*tell`: it is time to show how far it is. */
static int count_contacts(SubscriptionsPage *page, bool *tell)
{
    *tell = true;
    size_t column = list_view_sorted(page->list.view, NULL);
    if (column != COLUMN_CONTACTS && column != COLUMN_ALERTS) {
        page->counting = false;
        return -1;
    }
    if (session_scan(session_of(page), tell)) {
        page->counting = true;
        return SESSION_SCAN_WAIT;
    }
    if (!page->counting)
        return -1;
    page->counting = false;
    list_view_sort_again(page->list.view);
    return 0;
}

static int tick(Page *page)
{
    SubscriptionsPage *own = (SubscriptionsPage *)page;
    const Session *session = page->session;
    if (session->news & SESSION_ROWS)
        list_view_extend(own->list.view);
    if (session->news & SESSION_LOADED)
        list_view_sort_again(own->list.view);
    if (session->news & SESSION_SUMMARIES)
        list_view_touch(own->list.view);
    bool tell;
    int wait = count_contacts(own, &tell);
    own->sorting = list_view_work(own->list.view);
    bool news = tell && update_mark(own);
    return news || own->sorting ? 0 : wait;
}

static void command_open(void *data)
{
    SubscriptionsPage *page = data;
    Session *session = session_of(page);
    size_t row = list_choose(&page->list);
    if (row != LIST_NONE)
        stack_push(session->stack,
                   subscription_page_new(session, &subscriptions_of(page)->items[row]));
}

static void command_edit(void *data)
{
    SubscriptionsPage *page = data;
    size_t row = list_choose(&page->list);
    if (row != LIST_NONE)
        email_page_open(session_of(page), &subscriptions_of(page)->items[row], true);
}

static void command_add(void *data)
{
    Session *session = ((Page *)data)->session;
    list_choose(data);
    add_subscription_open(session);
}

/* Says how it is sorted, for who does not see the sign. */
static void tell_order(SubscriptionsPage *page)
{
    static const char *const names[COLUMN_COUNT] = {"name", "state", "contacts", "alerts", "id"};
    const Form *form = page->list.page.form;
    bool downwards;
    size_t column = list_view_sorted(page->list.view, &downwards);
    if (column == LIST_NONE)
        page_say(&page->list.page, STYLE_NORMAL, memory_text(form_text(form, "unsorted")));
    else
        page_say(
            &page->list.page, STYLE_NORMAL,
            words(form, downwards ? "sorted_down" : "sorted_up", form_text(form, names[column])));
}

/* The next of: each column that is shown, upwards and downwards; the order of the file. */
static void command_sort(void *data)
{
    SubscriptionsPage *page = data;
    ListView *view = page->list.view;
    bool downwards;
    size_t column = list_view_sorted(view, &downwards);
    if (column != LIST_NONE && !downwards) {
        list_view_sort(view, column, true);
    } else {
        size_t next = column == LIST_NONE ? 0 : column + 1;
        while (next < COLUMN_COUNT && !list_view_has_column(view, next))
            next++;
        list_view_sort(view, next < COLUMN_COUNT ? next : LIST_NONE, false);
    }
    tell_order(page);
}

static void command_turn(void *data)
{
    SubscriptionsPage *page = data;
    bool downwards;
    size_t column = list_view_sorted(page->list.view, &downwards);
    if (column != LIST_NONE)
        list_view_sort(page->list.view, column, !downwards);
    tell_order(page);
}

static void command_mark(void *data)
{
    SubscriptionsPage *page = data;
    Session *session = session_of(page);
    size_t row = list_view_selected(page->list.view);
    if (row == LIST_NONE)
        return;
    session_mark(session, row, !session_is_marked(session, row));
    list_view_touch(page->list.view);
    list_view_next(page->list.view);
    update_mark(page);
}

static void command_mark_shown(void *data)
{
    SubscriptionsPage *page = data;
    ListView *view = page->list.view;
    for (size_t i = 0; i < list_view_shown(view); i++)
        session_mark(session_of(page), list_view_at(view, i), true);
    list_view_touch(view);
    update_mark(page);
}

static void command_unmark(void *data)
{
    SubscriptionsPage *page = data;
    Session *session = session_of(page);
    for (size_t i = 0; i < session->subscriptions.count; i++)
        session_mark(session, i, false);
    list_view_touch(page->list.view);
    update_mark(page);
}

static void command_many(void *data)
{
    SubscriptionsPage *page = data;
    Session *session = session_of(page);
    list_choose(&page->list);
    if (session->marked > 0)
        bulk_form_page_open(session);
    else
        page_say(&page->list.page, STYLE_NORMAL,
                 memory_text(form_text(form_get("many"), "none_marked")));
}

/* Of all subscriptions, when all are there. */
static void command_replace(void *data)
{
    SubscriptionsPage *page = data;
    Session *session = session_of(page);
    list_choose(&page->list);
    if (session->loaded)
        replace_page_open(session);
    else
        page_say(&page->list.page, STYLE_NORMAL,
                 memory_text(form_text(form_get("replace"), "still_reading")));
}

static bool waits(Page *page, const Binding *binding)
{
    const Session *session = page->session;
    bool more = session->reading && !session->loaded;
    bool of_all = binding && (binding->needs & NEEDS_ALL);
    /* It goes through the columns that are shown. */
    bool undrawn = binding && strcmp(binding->command, "sort") == 0 &&
                   !list_view_has_column(((ListPage *)page)->view, COLUMN_NAME);
    return undrawn || (of_all && more) || list_waits((ListPage *)page, binding, more);
}

static void close_page(Page *page)
{
    SubscriptionsPage *subscriptions = (SubscriptionsPage *)page;
    free(subscriptions->filter);
    free(subscriptions->filter_folded);
    free(subscriptions->mark);
    list_clear(&subscriptions->list);
    free(subscriptions);
}

static const BindingCommand commands[] = {{"open", command_open, NEEDS_ROW},
                                          {"edit", command_edit, NEEDS_ROW},
                                          {"add", command_add, 0},
                                          {"sort", command_sort, 0},
                                          {"turn", command_turn, 0},
                                          {"mark", command_mark, NEEDS_ROW},
                                          {"mark-shown", command_mark_shown, NEEDS_ROW | NEEDS_ALL},
                                          {"unmark", command_unmark, 0},
                                          {"many", command_many, NEEDS_ALL},
                                          {"replace", command_replace, NEEDS_ALL},
                                          {NULL, NULL, 0}};

static const PageClass subscriptions_class = {
    .form = "subscriptions",
    .commands = commands,
    .draw = list_draw,
    .focus = list_focus,
    .waits = waits,
    .key = list_key,
    .click = list_click,
    .paste = list_paste,
    .tick = tick,
    .mark = mark,
    .shown = shown,
    .reread = reread,
    .close = close_page,
};

Page *subscriptions_new(Session *session)
{
    SubscriptionsPage *page = memory_new(sizeof *page);
    subscriptions_table_init(page, &subscriptions_class, session);
    update_mark(page);
    return &page->list.page;
}
