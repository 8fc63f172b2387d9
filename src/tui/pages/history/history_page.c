/* History: who changed what, of one subscription or of the site. It is read in the background, and
 * what a row takes work to say is made when it is seen. */
#include "base/fold.h"
#include "base/memory.h"
#include "base/visible.h"
#include "tui/app/job.h"
#include "tui/app/list.h"
#include "tui/app/stack.h"
#include "tui/pages/history/history_internal.h"

#include <stdlib.h>
#include <string.h>

static int compare_ids(const void *a, const void *b, void *items)
{
    const Subscription *list = items;
    return strcmp(list[*(const size_t *)a].id, list[*(const size_t *)b].id);
}

/* Sorts the subscriptions that the session has now. */
static void index_names(HistoryPage *page)
{
    const SubscriptionList *list = &page->list.page.session->subscriptions;
    free(page->by_id);
    page->by_id = memory_array(list->count, sizeof *page->by_id);
    page->indexed = list->items;
    page->indexed_count = list->count;
    for (size_t i = 0; i < list->count; i++)
        page->by_id[i] = i;
    qsort_r(page->by_id, list->count, sizeof *page->by_id, compare_ids, list->items);
}

static const Subscription *subscription_of(HistoryPage *page, const char *id)
{
    const SubscriptionList *list = &page->list.page.session->subscriptions;
    if (page->indexed != list->items || page->indexed_count != list->count)
        index_names(page);
    size_t low = 0, high = list->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(list->items[page->by_id[middle]].id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    const Subscription *found = low < list->count ? &list->items[page->by_id[low]] : NULL;
    return found && strcmp(found->id, id) == 0 ? found : NULL;
}

/* The subscription's name, or the file's. The caller frees it. */
static char *where(HistoryPage *page, const HistoryRow *row)
{
    char *id = site_history_subscription(row->change.file);
    const Subscription *subscription = id ? subscription_of(page, id) : NULL;
    char *text = memory_text(subscription ? subscription->name : id ? id : row->change.file);
    free(id);
    return text;
}

static size_t row_count(void *data)
{
    return ((HistoryPage *)data)->rows.count;
}

/* Has the words made of a row that is seen. */
static void ask(HistoryPage *page, HistoryRow *row)
{
    if (row->wanted || page->asked_count == HISTORY_ASKED)
        return;
    row->wanted = true;
    page->asked[page->asked_count++] = row->change.version;
    job_notify(); /* tick() starts it */
}

static const char *what_of(HistoryPage *page, HistoryRow *row)
{
    const Form *form = form_get("history");
    if (!row->what) {
        ask(page, row);
        return form_text(form, "reading");
    }
    if (!row->change.open && !row->change.unclear)
        return row->what;
    free(page->text);
    page->text = words(form, row->change.open ? "under_way" : "unclear", row->what);
    return page->text;
}

static const char *cell(void *data, size_t index, size_t column, Style *style)
{
    HistoryPage *page = data;
    HistoryRow *row = &page->rows.items[index];
    switch (page->columns[column]) {
    case COLUMN_TIME:
        free(page->text);
        page->text = history_time(row->change.time);
        return page->text;
    case COLUMN_WHERE:
        free(page->text);
        page->text = where(page, row);
        return page->text;
    case COLUMN_WHO:
        if (row->change.kind == HISTORY_SAVE)
            return row->who;
        *style = STYLE_HINT;
        return form_text(form_get("history"),
                         row->change.kind == HISTORY_FOUND ? "found" : "outside");
    case COLUMN_FROM:
        *style = STYLE_HINT;
        return site_history_from(&row->change);
    default:
        *style = row->change.unclear ? STYLE_PROBLEM : row->what ? STYLE_NORMAL : STYLE_HINT;
        return what_of(page, row);
    }
}

/* What takes no work to say is looked through. */
static bool match(void *data, size_t index, const char *filter)
{
    HistoryPage *page = data;
    const HistoryRow *row = &page->rows.items[index];
    char *place = where(page, row), *time = history_time(row->change.time);
    char *text = memory_format("%s\n%s\n%s\n%s\n%s\n%s\n%s", time, place, row->change.file,
                               row->who, site_history_from(&row->change), row->change.who.via,
                               row->what ? row->what : row->change.what);
    char *folded = fold_text(text), *wanted = fold_text(filter);
    bool found = strstr(folded, wanted) != NULL;
    free(wanted);
    free(folded);
    free(text);
    free(time);
    free(place);
    return found;
}

static void read_again(Page *page)
{
    ((HistoryPage *)page)->again = true;
    history_read((HistoryPage *)page, READ_ALL);
}

static int tick(Page *page)
{
    HistoryPage *own = (HistoryPage *)page;
    if (own->failed)
        return -1;
    if (!own->wording && own->asked_count > 0) {
        history_make_words(own);
        return 0;
    }
    if (own->reading)
        return -1;
    if (own->whole && page_now() < own->look_at)
        return (int)(own->look_at - page_now());
    history_read(own, own->whole ? READ_NEWS : READ_MORE);
    return own->reading ? -1 : 0;
}

static void command_open(void *data)
{
    HistoryPage *page = data;
    size_t row = list_choose(&page->list);
    if (row != LIST_NONE)
        history_change_open(page->list.page.session, page->source, &page->rows.items[row].change);
}

static void command_restore(void *data)
{
    HistoryPage *page = data;
    size_t row = list_choose(&page->list);
    if (row != LIST_NONE)
        history_restore(page->list.page.session, page->source, &page->rows.items[row].change);
}

static bool waits(Page *page, const Binding *binding)
{
    const HistoryPage *own = (HistoryPage *)page;
    bool again = own->again && binding && (binding->needs & NEEDS_ROW);
    return again || list_waits(&own->list, binding, !own->failed && !own->whole);
}

static void close_page(Page *page)
{
    HistoryPage *own = (HistoryPage *)page;
    history_rows_clear(&own->rows);
    history_source_free(own->source);
    free(own->by_id);
    free(own->text);
    subscription_clear(&own->subscription);
    list_clear(&own->list);
    free(own);
}

static const BindingCommand commands[] = {
    {"open", command_open, NEEDS_ROW}, {"restore", command_restore, NEEDS_ROW}, {NULL, NULL, 0}};

static const PageClass history_class = {
    .form = "history",
    .commands = commands,
    .draw = list_draw,
    .focus = list_focus,
    .waits = waits,
    .key = list_key,
    .paste = list_paste,
    .tick = tick,
    .shown = read_again,
    .reread = read_again,
    .close = close_page,
};

HistoryPage *history_page_new(Session *session, const Subscription *subscription)
{
    const Form *form = form_get(history_class.form);
    const ListColumn all[COLUMN_COUNT] = {
        [COLUMN_TIME] = {.title = form_text(form, "time"), .minimum = 16, .maximum = 16},
        [COLUMN_WHERE] = {.title = form_text(form, "where"),
                          .minimum = 12,
                          .maximum = 22,
                          .priority = 1},
        [COLUMN_WHO] = {.title = form_text(form, "who"),
                        .minimum = 16,
                        .maximum = 18,
                        .priority = 2},
        [COLUMN_FROM] = {.title = form_text(form, "from"),
                         .minimum = 9,
                         .maximum = 15,
                         .priority = 4},
        [COLUMN_WHAT] = {.title = form_text(form, "what"),
                         .minimum = subscription ? 28 : 22,
                         .maximum = 0,
                         .priority = 0},
    };
    HistoryPage *page = memory_new(sizeof *page);
    ListColumn columns[COLUMN_COUNT];
    size_t count = 0;
    page->of_site = subscription == NULL;
    for (int i = 0; i < COLUMN_COUNT; i++) {
        if (i == COLUMN_WHERE && !page->of_site)
            continue;
        columns[count] = all[i];
        page->columns[count++] = i;
    }
    const ListSource source = {.data = page, .count = row_count, .cell = cell, .match = match};
    list_init(&page->list, &history_class, session, columns, count, &source,
              form_text(form, "empty"));
    if (subscription)
        subscription_copy(&page->subscription, subscription);
    return page;
}
