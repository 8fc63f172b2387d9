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
    Contact base;     /* what both began with */
    Contact theirs, ours, merged;
    StoreSeen seen;
    unsigned collisions;
    bool phone_theirs, addresses_theirs; /* whose the merge keeps where they collide */
    Lines *lines;
    Bindings scrolling;
} ConflictPage;

#define COLLISIONS_OF_ADDRESSES (MERGE_ORDER | MERGE_SPELLING)

/* The merge as it is chosen. What collides is on our side in contact_merge()'s result, and on
 * theirs where the two change places. */
static void merge(ConflictPage *page)
{
    const Contact *base = &page->base;
    Contact mine, other;
    unsigned here = contact_merge(base, &page->theirs, &page->ours, &mine);
    unsigned there = contact_merge(base, &page->ours, &page->theirs, &other);
    unsigned chosen = page->addresses_theirs ? there : here;
    page->collisions = (here & ~(unsigned)MERGE_EMPTY) | (chosen & MERGE_EMPTY);
    contact_clear(&page->merged);
    contact_copy(&page->merged, page->addresses_theirs ? &other : &mine);
    free(page->merged.phone);
    page->merged.phone = memory_text(page->phone_theirs ? other.phone : mine.phone);
    page->merged.alerts = mine.alerts;
    page->merged.owners = mine.owners;
    contact_clear(&mine);
    contact_clear(&other);
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

static void add_problem(ConflictPage *page, char *text)
{
    lines_add(page->lines, STYLE_PROBLEM, 0, text);
    free(text);
}

/* What both changed, whose the merge keeps, and the key that takes the other one's. */
static void add_collisions(ConflictPage *page)
{
    const Form *form = page->page.form;
    const char *none = form_text(form, "none");
    const char *phones[] = {page->base.phone, page->theirs.phone, page->ours.phone};
    for (size_t i = 0; i < 3; i++)
        phones[i] = phones[i] ? phones[i] : none;
    if (page->collisions & MERGE_PHONE)
        add_problem(page,
                    words(form, "collide_phone", phones[0], phones[1], phones[2],
                          form_text(form, page->phone_theirs ? "keeps_theirs" : "keeps_mine")));
    const char *kept = form_text(form, page->addresses_theirs ? "keeps_theirs" : "keeps_mine");
    if (page->collisions & MERGE_ORDER)
        add_problem(page, words(form, "collide_order", kept));
    if (page->collisions & MERGE_SPELLING)
        add_problem(page, words(form, "collide_spelling", kept));
}

static void write_lines(ConflictPage *page)
{
    const Form *form = page->page.form;
    const Contact *base = &page->base;
    char *intro = words_fill(form->intro, (const char *[]){page->email->subscription.name, NULL});
    lines_clear(page->lines);
    lines_add(page->lines, STYLE_NORMAL, 0, intro);
    lines_add(page->lines, STYLE_NORMAL, 0, "");
    add_changes(page, "theirs", base, &page->theirs);
    add_changes(page, "mine", base, &page->ours);
    if (page->collisions & MERGE_EMPTY)
        lines_add(page->lines, STYLE_PROBLEM, 0, form_text(form, "nobody"));
    else
        add_changes(page, "merged", &page->theirs, &page->merged);
    add_collisions(page);
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
static void resolve(ConflictPage *page, const Contact *contact, bool merged)
{
    if (email_warn_of_comments(page->email, &page->seen))
        return;
    stack_pop(page->page.session->stack);
    email_save_resolved(page->email, contact, &page->theirs, &page->seen, merged);
}

/* The other one's for `collisions`; says so where there are none. */
static void choose(ConflictPage *page, unsigned collisions, bool *theirs)
{
    if (!(page->collisions & collisions)) {
        page_say(&page->page, STYLE_NORMAL,
                 memory_text(form_text(page->page.form, "no_collision")));
        return;
    }
    *theirs = !*theirs;
    merge(page);
    write_lines(page);
    lines_to_end(page->lines); /* where the choice is */
    stack_redraw(page->page.session->stack);
}

static void command_phone(void *data)
{
    ConflictPage *page = data;
    choose(page, MERGE_PHONE, &page->phone_theirs);
}

static void command_addresses(void *data)
{
    ConflictPage *page = data;
    choose(page, COLLISIONS_OF_ADDRESSES, &page->addresses_theirs);
}

static void command_merge(void *data)
{
    ConflictPage *page = data;
    if (page->collisions & MERGE_EMPTY)
        page_say(&page->page, STYLE_PROBLEM, memory_text(form_text(page->page.form, "nobody")));
    else
        resolve(page, &page->merged, true);
}

static void command_mine(void *data)
{
    ConflictPage *page = data;
    resolve(page, &page->ours, false);
}

/* What is to be put into the form. */
typedef struct Theirs {
    Contact contact;
    StoreSeen seen;
} Theirs;

/* `made` NULL: it was stopped, and the form is as it was. */
static void take_theirs(EmailPage *email, const EmailText *made, void *data)
{
    Theirs *theirs = data;
    const Form *form = email->form.page.form;
    if (made) {
        email_show(email, &theirs->contact, &theirs->seen, true, made);
        session_contact_saved(email->form.page.session, email->subscription.id, &theirs->contact);
        page_say(&email->form.page, STYLE_GOOD, memory_text(form_text(form, "taken")));
    } else if (!email->closing) {
        page_say(&email->form.page, STYLE_NORMAL,
                 words(form, "not_reverted", form->fields[email->emails].label));
    }
    contact_clear(&theirs->contact);
    free(theirs);
}

static void command_theirs(void *data)
{
    ConflictPage *page = data;
    EmailPage *email = page->email;
    Theirs *theirs = memory_new(sizeof *theirs);
    contact_copy(&theirs->contact, &page->theirs);
    theirs->seen = page->seen;
    stack_pop(page->page.session->stack);
    email_when_made(email, theirs->contact.emails, take_theirs, theirs);
}

static void command_stay(void *data)
{
    stack_back(((Page *)data)->session->stack);
}

static void close_page(Page *page)
{
    ConflictPage *own = (ConflictPage *)page;
    contact_clear(&own->base);
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
                                          {"phone", command_phone},
                                          {"addresses", command_addresses},
                                          {"stay", command_stay},
                                          {NULL, NULL}};

static const PageClass conflict_class = {
    .form = "conflict",
    .commands = commands,
    .draw = draw,
    .focus = focus,
    .close = close_page,
};

Page *conflict_page_new(EmailPage *email, const Contact *base, Contact *theirs,
                        const StoreSeen *seen, Contact *ours)
{
    ConflictPage *page = memory_new(sizeof *page);
    page_init(&page->page, &conflict_class, email->form.page.session);
    page->email = email;
    contact_copy(&page->base, base);
    page->theirs = *theirs;
    page->ours = *ours;
    page->seen = *seen;
    page->lines = lines_new();
    merge(page);
    write_lines(page);
    page_bind(&page->scrolling, form_get("help"), lines_commands, page->lines,
              email->form.page.session, NULL);
    return &page->page;
}
