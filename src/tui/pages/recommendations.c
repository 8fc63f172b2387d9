/* Recommendations: what would make the subscriptions safer, each with how many it is about. */
#include "core/memory.h"
#include "tui/pages/list.h"
#include "tui/pages/pages.h"
#include "tui/pages/stack.h"

#include <stdlib.h>
#include <string.h>

typedef struct RecommendationsPage {
    ListPage list;
    char *note;
} RecommendationsPage;

static size_t row_count(void *data)
{
    (void)data;
    return 1;
}

static const char *cell(void *data, size_t row, size_t column, Style *style)
{
    const RecommendationsPage *page = data;
    (void)row;
    if (column == 0)
        return form_text(form_get("recommendations"), "provide");
    *style = STYLE_HINT;
    return page->note ? page->note : "";
}

/* Returns whether that is news. */
static bool update_note(RecommendationsPage *page)
{
    const Session *session = page->list.page.session;
    const Form *form = page->list.page.form;
    bool done = session->scanned == session->subscriptions.count;
    char *missing = words_number(session->missing);
    char *count = words_number(session->subscriptions.count);
    char *note = !done                   ? words(form, "counting", missing)
                 : session->missing == 0 ? memory_text(form_text(form, "none"))
                                         : words(form, "count", missing, count);
    free(missing);
    free(count);
    bool changed = !page->note || strcmp(page->note, note) != 0;
    if (changed)
        list_view_touch(page->list.view);
    free(page->note);
    page->note = note;
    return changed;
}

static int tick(Page *page)
{
    bool tell, more = session_scan(page->session, &tell);
    return (tell && update_note((RecommendationsPage *)page)) || more ? 0 : -1;
}

static void shown(Page *page)
{
    update_note((RecommendationsPage *)page);
}

static void command_open(void *data)
{
    Session *session = ((Page *)data)->session;
    list_choose(data);
    stack_push(session->stack, provide_contacts_new(session));
}

static void close_page(Page *page)
{
    RecommendationsPage *own = (RecommendationsPage *)page;
    free(own->note);
    list_clear(&own->list);
    free(own);
}

static const BindingCommand commands[] = {{"open", command_open}, {NULL, NULL}};

static const PageClass recommendations_class = {
    .form = "recommendations",
    .commands = commands,
    .draw = list_draw,
    .focus = list_focus,
    .key = list_key,
    .tick = tick,
    .shown = shown,
    .reread = shown,
    .close = close_page,
};

Page *recommendations_new(Session *session)
{
    const Form *form = form_get(recommendations_class.form);
    const ListColumn columns[] = {
        {.title = form_text(form, "recommendation"), .minimum = 20, .maximum = 44},
        {.title = form_text(form, "subscriptions"), .minimum = 13, .maximum = 0, .priority = 1},
    };
    RecommendationsPage *page = memory_new(sizeof *page);
    const ListSource source = {.data = page, .count = row_count, .cell = cell};
    list_init(&page->list, &recommendations_class, session, columns, 2, &source, "");
    update_note(page);
    return &page->list.page;
}
