/* What a change of many subscriptions would do to one of them, or did. */
#include "core/memory.h"
#include "tui/pages/batch_page.h"
#include "tui/pages/changes.h"
#include "tui/pages/stack.h"

#include <stdlib.h>

typedef struct BatchItemPage {
    Page page;
    char *name;
    Lines *lines;
    Bindings scrolling;
} BatchItemPage;

char *batch_item_text(const BatchItem *item)
{
    static const char *const names[BATCH_STATES] = {[BATCH_UNREADABLE] = "item_unreadable",
                                                    [BATCH_SAVED] = "item_saved",
                                                    [BATCH_UNSURE] = "item_unsure",
                                                    [BATCH_CONFLICT] = "item_conflict",
                                                    [BATCH_FAILED] = "item_failed"};
    const char *name = names[item->state], *text = item->text ? item->text : "";
    return name ? words(form_get("batch"), name, text) : memory_text(text);
}

/* Of the contact as it is now. */
static void write_changes(BatchItemPage *page, const Batch *batch, const BatchItem *item)
{
    const Subscription subscription = {.id = item->id, .name = item->name};
    Revision revision;
    Error error;
    if (!revision_load(&revision, batch->store, &subscription, revision_rule_change, &batch->change,
                       &error)) {
        char *reason = error_message(&error);
        lines_add(page->lines, STYLE_PROBLEM, 0, reason);
        free(reason);
        return;
    }
    char *intro = words_fill(page->page.form->intro, (const char *[]){item->name, NULL});
    lines_add(page->lines, STYLE_NORMAL, 0, intro);
    lines_add(page->lines, STYLE_NORMAL, 0, "");
    changes_add(page->lines, &revision.before, &revision.after);
    free(intro);
    revision_clear(&revision);
}

static void write_lines(BatchItemPage *page, const Batch *batch, const BatchItem *item)
{
    bool saved = item->state == BATCH_SAVED || item->state == BATCH_UNSURE;
    if (item->state != BATCH_CHANGE) {
        char *text = batch_item_text(item);
        lines_add(page->lines, item->state == BATCH_SAVED ? STYLE_GOOD : STYLE_PROBLEM, 0, text);
        lines_add(page->lines, STYLE_NORMAL, 0, "");
        free(text);
    }
    if (!saved && item->state != BATCH_UNREADABLE)
        write_changes(page, batch, item);
}

static void draw(Page *page, Area area, bool all)
{
    lines_draw(((BatchItemPage *)page)->lines, area, all);
}

static void focus(Page *page, BindingChain *chain)
{
    binding_chain_add(chain, &page->bindings);
    binding_chain_add(chain, &((BatchItemPage *)page)->scrolling);
}

static char *crumb(const Page *page)
{
    return memory_text(((const BatchItemPage *)page)->name);
}

static void close_page(Page *page)
{
    BatchItemPage *own = (BatchItemPage *)page;
    lines_free(own->lines);
    bindings_clear(&own->scrolling);
    free(own->name);
    page_clear(page);
    free(own);
}

static const PageClass batch_item_class = {
    .form = "batch-item",
    .draw = draw,
    .focus = focus,
    .crumb = crumb,
    .close = close_page,
};

Page *batch_item_page_new(Session *session, const Batch *batch, const BatchItem *item)
{
    BatchItemPage *page = memory_new(sizeof *page);
    page_init(&page->page, &batch_item_class, session);
    page->name = memory_text(item->name);
    page->lines = lines_new();
    write_lines(page, batch, item);
    page_bind(&page->scrolling, form_get("help"), lines_commands, page->lines, session, NULL);
    return &page->page;
}
