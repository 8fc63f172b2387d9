/* What a change of many subscriptions would do to one of them, or did. */
#include "base/memory.h"
#include "tui/app/job.h"
#include "tui/app/stack.h"
#include "tui/pages/bulk/bulk_plan_page.h"
#include "tui/pages/bulk/bulk_plan_words.h"
#include "tui/pages/email/changes.h"

#include <stdlib.h>

/* The change of one: whoever reads it touches nothing else. */
typedef struct Reading {
    struct BulkPlanItemPage *page;
    Store *store;
    char *id, *name;
    ContactChange change;
    bool good;
    Error error;
    char *changes;
    size_t more;
} Reading;

typedef struct BulkPlanItemPage {
    Page page;
    char *name;
    Lines *lines;
    Bindings scrolling;
} BulkPlanItemPage;

static Reading *reading_new(const BulkPlan *plan, const BulkPlanItem *item)
{
    Reading *reading = memory_new(sizeof *reading);
    reading->store = plan->store;
    reading->id = memory_text(item->id);
    reading->name = memory_text(item->name);
    contact_change_copy_indexed(&reading->change, &plan->change);
    return reading;
}

static void reading_free(void *data)
{
    Reading *reading = data;
    contact_change_clear(&reading->change);
    free(reading->changes);
    free(reading->id);
    free(reading->name);
    free(reading);
}

/* The contact as it is now. */
static void read_changes(void *data, Progress *progress)
{
    Reading *reading = data;
    const Subscription subscription = {.id = reading->id, .name = reading->name};
    Revision revision;
    reading->good = revision_load(&revision, reading->store, &subscription, revision_rule_change,
                                  &reading->change, progress, &reading->error);
    if (!reading->good)
        return;
    reading->changes = changes_write(&revision.before, &revision.after, &reading->more);
    revision_clear(&revision);
}

static void write_changes(void *data, bool complete)
{
    const Reading *reading = data;
    BulkPlanItemPage *page = reading->page;
    (void)complete; /* what is given up is dropped */
    if (reading->good) {
        char *intro = words_fill(page->page.form->intro, (const char *[]){page->name, NULL});
        lines_add(page->lines, STYLE_NORMAL, 0, intro);
        lines_add(page->lines, STYLE_NORMAL, 0, "");
        changes_add_written(page->lines, reading->changes, reading->more);
        free(intro);
    } else {
        char *reason = error_message(&reading->error);
        lines_add(page->lines, STYLE_PROBLEM, 0, reason);
        free(reason);
    }
    stack_redraw(page->page.session->stack);
    reading_free(data);
}

static void begin_changes(BulkPlanItemPage *page, const BulkPlan *plan, const BulkPlanItem *item)
{
    Reading *reading = reading_new(plan, item);
    reading->page = page;
    const JobWork work = {.run = read_changes,
                          .done = write_changes,
                          .free = reading_free,
                          .label = "opening",
                          .external = true,
                          .prompt = true};
    job_start(&page->page, &work, reading);
}

static void write_lines(BulkPlanItemPage *page, const BulkPlan *plan, const BulkPlanItem *item)
{
    bool saved = item->state == BULK_PLAN_SAVED || item->state == BULK_PLAN_UNSURE;
    if (item->state != BULK_PLAN_CHANGE) {
        char *text = bulk_plan_item_text(item);
        lines_add(page->lines, item->state == BULK_PLAN_SAVED ? STYLE_GOOD : STYLE_PROBLEM, 0,
                  text);
        lines_add(page->lines, STYLE_NORMAL, 0, "");
        free(text);
    }
    if (!saved && item->state != BULK_PLAN_UNREADABLE)
        begin_changes(page, plan, item);
}

static void draw(Page *page, Area area, bool all)
{
    lines_draw(((BulkPlanItemPage *)page)->lines, area, all);
}

static void focus(Page *page, BindingChain *chain)
{
    binding_chain_add(chain, &page->bindings);
    binding_chain_add(chain, &((BulkPlanItemPage *)page)->scrolling);
}

static char *crumb(const Page *page)
{
    return memory_text(((const BulkPlanItemPage *)page)->name);
}

static void close_page(Page *page)
{
    BulkPlanItemPage *own = (BulkPlanItemPage *)page;
    lines_free(own->lines);
    bindings_clear(&own->scrolling);
    free(own->name);
    page_clear(page);
    free(own);
}

static const PageClass bulk_plan_item_class = {
    .form = "batch-item",
    .draw = draw,
    .focus = focus,
    .crumb = crumb,
    .close = close_page,
};

Page *bulk_plan_item_page_new(Session *session, const BulkPlan *plan, const BulkPlanItem *item)
{
    BulkPlanItemPage *page = memory_new(sizeof *page);
    page_init(&page->page, &bulk_plan_item_class, session);
    page->name = memory_text(item->name);
    page->lines = lines_new();
    write_lines(page, plan, item);
    page_bind(&page->scrolling, form_get("help"), lines_commands, page->lines, session, NULL);
    return &page->page;
}
