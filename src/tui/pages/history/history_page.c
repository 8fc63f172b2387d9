/* History: who changed what, of one subscription or of the site. The rows are read in idle moments;
 * what a row takes work to say is made when it is seen. */
#include "base/fold.h"
#include "base/memory.h"
#include "base/visible.h"
#include "tui/app/list.h"
#include "tui/app/stack.h"
#include "tui/pages/history/history.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMN_TIME, COLUMN_WHERE, COLUMN_WHO, COLUMN_FROM, COLUMN_WHAT, COLUMN_COUNT };

#define FIRST_SLICE 200 /* rows, before the first frame */
#define SLICE       1000

#define LOOK_MILLISECONDS 1000 /* between two looks for changes of others */

typedef struct Row {
    HistoryChange change; /* a copy */
    char *who, *what;     /* NULL: nobody has asked for it */
} Row;

typedef struct HistoryPage {
    ListPage list;
    bool of_site;
    int columns[COLUMN_COUNT]; /* what each shows */
    Subscription subscription; /* unless it is of the site */
    History *history;
    Row *rows;
    size_t count, capacity;
    long look_at;  /* page_now() when the next look for changes is due */
    bool whole;    /* all rows are there */
    size_t *by_id; /* the session's subscriptions in the order of their ids; of the site */
    const Subscription *indexed; /* those that are, and how many */
    size_t indexed_count;
    char *text; /* of the cell that was asked for last */
} HistoryPage;

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
static char *where(HistoryPage *page, const Row *row)
{
    char *id = site_history_subscription(row->change.file);
    const Subscription *subscription = id ? subscription_of(page, id) : NULL;
    char *text = memory_text(subscription ? subscription->name : id ? id : row->change.file);
    free(id);
    return text;
}

static size_t row_count(void *data)
{
    return ((HistoryPage *)data)->count;
}

static const char *who_of(Row *row)
{
    if (!row->who)
        row->who = site_history_who(&row->change);
    return row->who;
}

static const char *what_of(HistoryPage *page, Row *row)
{
    const Form *form = form_get("history");
    if (row->what)
        return row->what;
    char *what = site_history_what(page->history, &row->change);
    row->what = row->change.open      ? words(form, "under_way", what)
                : row->change.unclear ? words(form, "unclear", what)
                                      : memory_text(what);
    free(what);
    return row->what;
}

static const char *cell(void *data, size_t index, size_t column, Style *style)
{
    HistoryPage *page = data;
    Row *row = &page->rows[index];
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
            return who_of(row);
        *style = STYLE_HINT;
        return form_text(form_get("history"),
                         row->change.kind == HISTORY_FOUND ? "found" : "outside");
    case COLUMN_FROM:
        *style = STYLE_HINT;
        return site_history_from(&row->change);
    default:
        *style = row->change.unclear ? STYLE_PROBLEM : STYLE_NORMAL;
        return what_of(page, row);
    }
}

/* What takes no work to say is looked through. */
static bool match(void *data, size_t index, const char *filter)
{
    HistoryPage *page = data;
    Row *row = &page->rows[index];
    char *place = where(page, row), *time = history_time(row->change.time);
    char *text = memory_format("%s\n%s\n%s\n%s\n%s\n%s\n%s", time, place, row->change.file,
                               who_of(row), site_history_from(&row->change), row->change.who.via,
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

static bool take(const HistoryChange *change, void *data)
{
    HistoryPage *page = data;
    page->rows = memory_reserve(page->rows, &page->capacity, page->count + 1, sizeof *page->rows);
    page->rows[page->count++] = (Row){.change = site_history_copy(change)};
    return true;
}

/* Reads so many more rows. False where they can't be read. */
static bool read_on(HistoryPage *page, size_t count)
{
    Error error = {0};
    char *file = page->of_site ? NULL : site_history_file(page->subscription.id);
    size_t before = page->count;
    HistoryQuery query = {
        .file = file,
        .below = before > 0 ? page->rows[before - 1].change.version : 0,
        .limit = count,
    };
    bool good = history_changes(page->history, &query, take, page, &error);
    page->whole = !good || page->count - before < count;
    free(file);
    if (good)
        return true;
    char *why = error_message(&error);
    page_say(&page->list.page, STYLE_PROBLEM, words(page->list.page.form, "unreadable", why));
    free(why);
    return false;
}

static void forget(HistoryPage *page)
{
    for (size_t i = 0; i < page->count; i++) {
        site_history_copy_free(&page->rows[i].change);
        free(page->rows[i].who);
        free(page->rows[i].what);
    }
    page->count = 0;
    page->whole = true;
}

/* The history stays open: a page of a change may be above. */
static void read_again(Page *page)
{
    HistoryPage *own = (HistoryPage *)page;
    Site *site = page->session->site;
    const char *id = own->of_site ? NULL : own->subscription.id;
    Error error = {0};
    forget(own);
    if (own->history)
        site_history_look(site, id);
    else
        own->history = site_history_open(site, id, &error);
    if (own->history) {
        read_on(own, FIRST_SLICE);
    } else {
        char *why = error_message(&error);
        page_say(page, STYLE_PROBLEM, words(page->form, "unreadable", why));
        free(why);
    }
    list_view_reload(own->list.view);
}

static bool take_version(const HistoryChange *change, void *data)
{
    *(int64_t *)data = change->version;
    return false;
}

/* Whether there is a change that the list does not have yet. */
static bool has_news(const HistoryPage *page)
{
    Error ignored;
    int64_t latest = 0;
    char *file = page->of_site ? NULL : site_history_file(page->subscription.id);
    HistoryQuery query = {.file = file, .limit = 1};
    bool good = history_changes(page->history, &query, take_version, &latest, &ignored);
    free(file);
    return good && latest > (page->count > 0 ? page->rows[0].change.version : 0);
}

static int tick(Page *page)
{
    HistoryPage *own = (HistoryPage *)page;
    if (!own->history)
        return -1;
    if (own->whole && page_now() < own->look_at)
        return (int)(own->look_at - page_now());
    if (own->whole) {
        own->look_at = page_now() + LOOK_MILLISECONDS;
        if (!has_news(own))
            return LOOK_MILLISECONDS;
        read_again(page);
        return 0;
    }
    read_on(own, SLICE);
    list_view_extend(own->list.view);
    return 0;
}

static void command_open(void *data)
{
    HistoryPage *page = data;
    size_t row = list_choose(&page->list);
    if (row != LIST_NONE)
        stack_push(
            page->list.page.session->stack,
            history_change_new(page->list.page.session, page->history, &page->rows[row].change));
}

static void command_restore(void *data)
{
    HistoryPage *page = data;
    size_t row = list_choose(&page->list);
    if (row != LIST_NONE)
        history_restore(page->list.page.session, page->history, &page->rows[row].change);
}

static bool waits(Page *page, const Binding *binding)
{
    const HistoryPage *own = (HistoryPage *)page;
    return list_waits(&own->list, binding, own->history && !own->whole);
}

static void close_page(Page *page)
{
    HistoryPage *own = (HistoryPage *)page;
    forget(own);
    history_close(own->history);
    free(own->rows);
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

Page *history_page_new(Session *session, const Subscription *subscription)
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
    page->whole = true;
    list_init(&page->list, &history_class, session, columns, count, &source,
              form_text(form, "empty"));
    if (subscription)
        subscription_copy(&page->subscription, subscription);
    read_again(&page->list.page);
    return &page->list.page;
}
