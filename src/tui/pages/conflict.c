/* Somebody else saved the settings that are edited here: what they changed, what we changed, and
 * the choice. Leaving it loses nothing: the form is below, as it was. */
#include "core/memory.h"
#include "core/merge.h"
#include "tui/pages/email_parts.h"
#include "tui/pages/stack.h"
#include "tui/widgets/lines.h"

#include <stdlib.h>
#include <string.h>

typedef struct ConflictPage {
    Page page;
    EmailPage *email; /* the page below */
    Contact theirs, ours, merged;
    StoreSeen seen;
    unsigned collisions;
    Lines *lines;
    Bindings scrolling;
} ConflictPage;

static const struct {
    unsigned collision;
    const char *text;
} collision_texts[] = {
    {MERGE_PHONE, "collide_phone"},
    {MERGE_ORDER, "collide_order"},
    {MERGE_SPELLING, "collide_spelling"},
};

/* What both changed, in words. */
static char *collisions_text(const ConflictPage *page)
{
    const Form *form = page->page.form;
    char *text = memory_text("");
    for (size_t i = 0; i < sizeof collision_texts / sizeof *collision_texts; i++) {
        if (!(page->collisions & collision_texts[i].collision))
            continue;
        char *longer = memory_format("%s%s%s", text, *text ? form_text(form, "and") : "",
                                     form_text(form, collision_texts[i].text));
        free(text);
        text = longer;
    }
    return text;
}

static void add_changes(ConflictPage *page, const char *heading, const Contact *before,
                        const Contact *after)
{
    const Form *form = page->page.form;
    char *changes = contact_changes(before, after);
    lines_add(page->lines, STYLE_TITLE, 0, form_text(form, heading));
    lines_add(page->lines, STYLE_NORMAL, 2, *changes ? changes : form_text(form, "nothing"));
    lines_add(page->lines, STYLE_NORMAL, 0, "");
    free(changes);
}

static void add_collisions(ConflictPage *page)
{
    if (page->collisions == MERGE_CLEAN)
        return;
    char *what = collisions_text(page);
    char *text = words(page->page.form, "collides", what);
    lines_add(page->lines, STYLE_PROBLEM, 0, text);
    free(text);
    free(what);
}

static void write_lines(ConflictPage *page)
{
    const Form *form = page->page.form;
    const Contact *base = &page->email->loaded;
    char *intro = words_fill(form->intro, (const char *[]){page->email->subscription.name, NULL});
    page->lines = lines_new();
    lines_add(page->lines, STYLE_NORMAL, 0, intro);
    lines_add(page->lines, STYLE_NORMAL, 0, "");
    add_changes(page, "theirs", base, &page->theirs);
    add_changes(page, "mine", base, &page->ours);
    if (page->collisions & MERGE_EMPTY) {
        lines_add(page->lines, STYLE_PROBLEM, 0, form_text(form, "nobody"));
    } else {
        add_changes(page, "merged", &page->theirs, &page->merged);
        add_collisions(page);
    }
    free(intro);
}

static void draw(Page *page, Area area, bool all)
{
    lines_draw(((ConflictPage *)page)->lines, area, all);
}

static void focus(Page *page, BindingChain *chain)
{
    binding_chain_add(chain, &page->bindings);
    binding_chain_add(chain, &((ConflictPage *)page)->scrolling);
}

/* Closes this page and saves `contact` over theirs; a third one may have saved meanwhile. */
static void resolve(ConflictPage *page, const Contact *contact)
{
    if (email_warn_of_comments(page->email, &page->seen))
        return;
    stack_pop(page->page.session->stack);
    email_save_resolved(page->email, contact, &page->theirs, &page->seen);
}

static void command_merge(void *data)
{
    ConflictPage *page = data;
    if (page->collisions & MERGE_EMPTY)
        page_say(&page->page, STYLE_PROBLEM, memory_text(form_text(page->page.form, "nobody")));
    else
        resolve(page, &page->merged);
}

static void command_mine(void *data)
{
    ConflictPage *page = data;
    resolve(page, &page->ours);
}

static void command_theirs(void *data)
{
    ConflictPage *page = data;
    EmailPage *email = page->email;
    stack_pop(page->page.session->stack);
    email_show(email, &page->theirs, &page->seen, true);
    session_contact_saved(page->page.session, email->subscription.id, &page->theirs);
    page_say(&email->form.page, STYLE_GOOD, memory_text(form_text(email->form.page.form, "taken")));
}

static void command_stay(void *data)
{
    stack_back(((Page *)data)->session->stack);
}

static void close_page(Page *page)
{
    ConflictPage *own = (ConflictPage *)page;
    contact_clear(&own->theirs);
    contact_clear(&own->ours);
    contact_clear(&own->merged);
    lines_free(own->lines);
    bindings_clear(&own->scrolling);
    page_clear(page);
    free(own);
}

static const BindingCommand commands[] = {{"merge", command_merge},
                                          {"mine", command_mine},
                                          {"theirs", command_theirs},
                                          {"stay", command_stay},
                                          {NULL, NULL}};

static const PageClass conflict_class = {
    .form = "conflict",
    .commands = commands,
    .draw = draw,
    .focus = focus,
    .close = close_page,
};

Page *conflict_page_new(EmailPage *email, Contact *theirs, const StoreSeen *seen, Contact *ours)
{
    ConflictPage *page = memory_new(sizeof *page);
    page_init(&page->page, &conflict_class, email->form.page.session);
    page->email = email;
    page->theirs = *theirs;
    page->ours = *ours;
    page->seen = *seen;
    page->collisions = contact_merge(&email->loaded, theirs, ours, &page->merged);
    write_lines(page);
    page_bind(&page->scrolling, form_get("help"), lines_commands, page->lines,
              email->form.page.session, NULL);
    return &page->page;
}
