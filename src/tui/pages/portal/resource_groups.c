/* Resource groups: each with the settings in force, which it inherits; nothing can be changed. */
#include "base/fold.h"
#include "base/memory.h"
#include "core/phone.h"
#include "tui/app/job.h"
#include "tui/app/list.h"
#include "tui/app/stack.h"
#include "tui/pages/pages.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMN_NAME, COLUMN_CONTACTS, COLUMN_PHONE, COLUMN_ALERTS, COLUMN_FROM, COLUMN_COUNT };

typedef struct ResourceGroupsPage {
    ListPage list;
    Subscription subscription;
    char *cells[COLUMN_COUNT]; /* the same in each row, but for the name */
    bool readable;
    Job *job; /* that reads it; NULL: it is read */
} ResourceGroupsPage;

static size_t row_count(void *data)
{
    return ((ResourceGroupsPage *)data)->subscription.resource_group_count;
}

static const char *cell(void *data, size_t row, size_t column, Style *style)
{
    const ResourceGroupsPage *page = data;
    if (column == COLUMN_NAME)
        return page->subscription.resource_groups[row];
    *style = !page->readable && column == COLUMN_CONTACTS ? STYLE_PROBLEM : STYLE_HINT;
    return page->cells[column] ? page->cells[column] : "";
}

static bool match(void *data, size_t row, const char *filter)
{
    const ResourceGroupsPage *page = data;
    char *name = fold_text(page->subscription.resource_groups[row]);
    char *wanted = fold_text(filter);
    bool found = strstr(name, wanted) != NULL;
    free(name);
    free(wanted);
    return found;
}

/* The columns that the names need, as far as they are looked at. */
static int name_width(const Subscription *subscription)
{
    int widest = 14;
    for (size_t i = 0; i < subscription->resource_group_count && i < 200; i++) {
        const char *name = subscription->resource_groups[i];
        int width = screen_text_width(name, strlen(name));
        widest = width > widest ? width : widest;
    }
    return widest < 32 ? widest : 32;
}

static void set_cells(ResourceGroupsPage *page, const Contact *contact)
{
    const Form *form = page->list.page.form;
    size_t count = address_list_count(contact->emails);
    page->cells[COLUMN_CONTACTS] =
        count > 0 ? words_number(count) : memory_text(form_text(form, "none"));
    page->cells[COLUMN_PHONE] =
        memory_text(contact->phone ? contact->phone : form_text(form, "none"));
    page->cells[COLUMN_ALERTS] =
        memory_text(form_text(form_get("fields"), contact->alerts ? "on" : "off"));
}

static void clear_cells(ResourceGroupsPage *page)
{
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        free(page->cells[i]);
        page->cells[i] = NULL;
    }
}

/* The contact of the subscription, as it is read. */
typedef struct Reading {
    ResourceGroupsPage *page;
    Store *store;
    char *id;
    Contact contact;
    bool good;
    Error error;
} Reading;

static void read_contact(void *data, Progress *progress)
{
    Reading *reading = data;
    StoreVersionTag seen;
    reading->good = store_contact_load_long(reading->store, reading->id, &reading->contact, &seen,
                                            progress, &reading->error);
}

static void free_reading(void *data)
{
    Reading *reading = data;
    if (reading->good)
        contact_clear(&reading->contact);
    free(reading->id);
    free(reading);
}

/* Shows what was read. */
static void take(void *data, bool complete)
{
    Reading *reading = data;
    ResourceGroupsPage *own = reading->page;
    Page *page = &own->list.page;
    (void)complete; /* what is given up is dropped */
    own->job = NULL;
    clear_cells(own);
    own->cells[COLUMN_FROM] = words(page->form, "inherited", own->subscription.name);
    own->readable = reading->good;
    if (own->readable) {
        set_cells(own, &reading->contact);
    } else {
        own->cells[COLUMN_CONTACTS] = memory_text(form_text(page->form, "unreadable"));
        page_say(page, STYLE_PROBLEM, error_message(&reading->error));
    }
    list_view_touch(own->list.view);
    free_reading(reading);
}

static void reread(Page *page)
{
    ResourceGroupsPage *own = (ResourceGroupsPage *)page;
    clear_cells(own);
    size_t index;
    if (session_find(page->session, own->subscription.id, &index)) {
        subscription_clear(&own->subscription);
        subscription_copy(&own->subscription, &page->session->subscriptions.items[index]);
    }
    own->cells[COLUMN_FROM] = words(page->form, "inherited", own->subscription.name);
    own->cells[COLUMN_CONTACTS] = memory_text(form_text(form_get("subscriptions"), "reading"));
    own->readable = true;
    Reading *reading = memory_new(sizeof *reading);
    *reading = (Reading){
        .page = own, .store = page->session->site->store, .id = memory_text(own->subscription.id)};
    const JobWork work = {.run = read_contact,
                          .done = take,
                          .free = free_reading,
                          .label = "opening",
                          .external = true,
                          .prompt = true};
    job_drop(own->job);
    own->job = job_start(page, &work, reading);
    list_view_reload(own->list.view);
}

static void command_explain(void *data)
{
    ResourceGroupsPage *page = data;
    size_t row = list_choose(&page->list);
    if (row != LIST_NONE)
        page_say(&page->list.page, STYLE_NORMAL,
                 words(page->list.page.form, "explain", page->subscription.resource_groups[row],
                       page->subscription.name));
}

static void command_edit(void *data)
{
    ResourceGroupsPage *page = data;
    list_choose(&page->list);
    email_page_open(page->list.page.session, &page->subscription, true);
}

static void close_page(Page *page)
{
    ResourceGroupsPage *own = (ResourceGroupsPage *)page;
    clear_cells(own);
    subscription_clear(&own->subscription);
    list_clear(&own->list);
    free(own);
}

static const BindingCommand commands[] = {
    {"explain", command_explain, 0}, {"edit", command_edit, 0}, {NULL, NULL, 0}};

static const PageClass resource_groups_class = {
    .form = "resource-groups",
    .commands = commands,
    .draw = list_draw,
    .focus = list_focus,
    .key = list_key,
    .click = list_click,
    .paste = list_paste,
    .shown = reread,
    .reread = reread,
    .close = close_page,
};

Page *resource_groups_new(Session *session, const Subscription *subscription)
{
    ResourceGroupsPage *page = memory_new(sizeof *page);
    const Form *form = form_get(resource_groups_class.form);
    const ListColumn columns[COLUMN_COUNT] = {
        [COLUMN_NAME] = {form_text(form, "name"), 12, name_width(subscription), 0, false},
        [COLUMN_CONTACTS] = {form_text(form, "contacts"), 8, 12, 3, false},
        [COLUMN_PHONE] = {form_text(form, "phone"), 16, 16, 4, false},
        [COLUMN_ALERTS] = {form_text(form, "alerts"), 6, 6, 2, false},
        [COLUMN_FROM] = {form_text(form, "from"), 24, 0, 1, false},
    };
    subscription_copy(&page->subscription, subscription);
    const ListSource source = {.data = page, .count = row_count, .cell = cell, .match = match};
    list_init(&page->list, &resource_groups_class, session, columns, COLUMN_COUNT, &source,
              form_text(form, "empty"));
    reread(&page->list.page);
    return &page->list.page;
}
