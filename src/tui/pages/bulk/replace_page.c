/* Replace an address: the twin of the command, for every subscription or for those marked. */
#include "base/memory.h"
#include "tui/app/stack.h"
#include "tui/pages/bulk/bulk_form.h"
#include "tui/pages/pages.h"

#include <stdlib.h>
#include <string.h>

#define REST 700

enum { ITEM_OLD, ITEM_NEW, ITEMS };

typedef struct ReplacePage {
    BulkForm many;
    bool checked, wrong[ITEMS];
    unsigned long states[ITEMS]; /* that were checked */
} ReplacePage;

/* The one address of a field, and what is wrong with it, which the caller frees; each may be NULL.
 */
static char *take_address(const ReplacePage *page, size_t item, char **problem)
{
    const Form *form = page->many.form.page.form;
    char *text = form_page_value(&page->many.form, item), *address = NULL;
    size_t length = strlen(text), position = 0;
    AddressItem found, more;
    *problem = NULL;
    if (!address_next(text, length, &position, &found))
        *problem = page->many.strict ? memory_text(form_text(form, "empty")) : NULL;
    else if (address_next(text, length, &position, &more))
        *problem = memory_text(form_text(form, "several"));
    else if (found.problem != ADDRESS_OK)
        *problem = address_problem_words(found.problem, text, length, found.problem_at);
    else
        address = memory_text_n(text + found.address, found.address_length);
    free(text);
    return address;
}

static void show(ReplacePage *page, size_t item, char *problem)
{
    page->wrong[item] = problem != NULL;
    page->states[item] = form_page_state(&page->many.form, item);
    bulk_form_set_problem(&page->many, item, problem);
    free(problem);
}

/* Fills `change` where nothing is wrong. */
static bool check(ReplacePage *page, ContactChange *change)
{
    char *old_problem, *new_problem;
    *change = (ContactChange){.old = take_address(page, ITEM_OLD, &old_problem),
                              .new = take_address(page, ITEM_NEW, &new_problem)};
    if (change->old && change->new &&strcmp(change->old, change->new) == 0)
        new_problem = memory_text(form_text(page->many.form.page.form, "same"));
    show(page, ITEM_OLD, old_problem);
    show(page, ITEM_NEW, new_problem);
    page->checked = true;
    bool good = change->old && change->new && !page->wrong[ITEM_OLD] && !page->wrong[ITEM_NEW];
    if (!good)
        contact_change_clear(change);
    return good;
}

/* What is being typed is not called wrong before the typing rests. */
static int tick(Page *base)
{
    ReplacePage *page = (ReplacePage *)base;
    bool same = page->checked;
    for (size_t i = 0; i < ITEMS; i++)
        same = same && page->states[i] == form_page_state(&page->many.form, i);
    if (same)
        return -1;
    long rested = page_now() - page->many.form.last_edit;
    if (rested < REST)
        return (int)(REST - rested);
    ContactChange change;
    if (check(page, &change))
        contact_change_clear(&change);
    return 0;
}

static void command_preview(void *data)
{
    ReplacePage *page = data;
    ContactChange change;
    page->many.strict = true;
    if (check(page, &change))
        bulk_form_preview(&page->many, &change);
    else
        bulk_form_refuse(&page->many, (size_t)page->wrong[ITEM_OLD] + page->wrong[ITEM_NEW],
                         page->wrong[ITEM_OLD] ? ITEM_OLD : ITEM_NEW);
}

static void command_next_problem(void *data)
{
    ReplacePage *page = data;
    ContactChange change;
    FormView *view = page->many.form.view;
    page->many.strict = true;
    if (check(page, &change)) {
        contact_change_clear(&change);
        page_say(&page->many.form.page, STYLE_GOOD,
                 memory_text(form_text(page->many.form.page.form, "no_problem")));
        return;
    }
    bool second =
        page->wrong[ITEM_NEW] && (form_view_focus(view) == ITEM_OLD || !page->wrong[ITEM_OLD]);
    form_view_set_focus(view, second ? ITEM_NEW : ITEM_OLD);
}

static bool leave(Page *base)
{
    BulkForm *many = (BulkForm *)base;
    char *old = form_page_value(&many->form, ITEM_OLD),
         *new = form_page_value(&many->form, ITEM_NEW);
    bool entered = *old || *new;
    free(old);
    free(new);
    return bulk_form_leave(many, entered);
}

static void close_page(Page *base)
{
    bulk_form_clear((BulkForm *)base);
    free(base);
}

static const BindingCommand commands[] = {
    {"preview", command_preview, 0}, {"next-problem", command_next_problem, 0}, {NULL, NULL, 0}};

static const PageClass replace_class = {
    .form = "replace",
    .commands = commands,
    .draw = bulk_form_draw,
    .focus = form_page_focus,
    .key = form_page_key,
    .click = form_page_click,
    .paste = form_page_paste,
    .tick = tick,
    .background = bulk_form_background,
    .keep = bulk_form_keep,
    .shown = bulk_form_shown,
    .leave = leave,
    .close = close_page,
};

Page *replace_page_new(Session *session)
{
    static const BulkFormWords intros = {"intro_marked", "intro_all"};
    ReplacePage *page = memory_new(sizeof *page);
    bulk_form_init(&page->many, &replace_class, session, session->marked == 0, &intros,
                   command_preview);
    return &page->many.form.page;
}

void replace_page_open(Session *session)
{
    bulk_form_open((BulkForm *)replace_page_new(session));
}
