/* Somebody else saved the settings that are edited here: what they changed, what we changed, and
 * the choice. Leaving it loses nothing: the form is below, as it was. */
#include "tui/pages/email/conflict.h"

#include "base/language.h"
#include "base/memory.h"
#include "core/contact_field.h"
#include "tui/app/stack.h"
#include "tui/pages/email/changes.h"
#include "tui/widgets/lines.h"

#include <stdlib.h>
#include <string.h>

typedef struct ConflictPage {
    Page page;
    EmailPage *email;   /* the page below */
    Conflict *conflict; /* while something works on it: not to be touched */
    Job *job;           /* NULL: nothing does */
    Lines *lines;
    Bindings scrolling;
} ConflictPage;

#define COLLISIONS_OF_ADDRESSES (MERGE_ORDER | MERGE_SPELLING)
#define COLLISIONS_OF_VALUES    (~(MERGE_VALUE - 1U)) /* of all fields */

static void add_changes(ConflictPage *page, const char *heading, const ConflictText *text)
{
    const Form *form = page->page.form;
    lines_add(page->lines, STYLE_TITLE, 0, form_text(form, heading));
    if (*text->changes)
        changes_add_written(page->lines, text->changes, text->more);
    else
        lines_add(page->lines, STYLE_NORMAL, 2, form_text(form, "nothing"));
    lines_add(page->lines, STYLE_NORMAL, 0, "");
}

static void add_problem(ConflictPage *page, char *text)
{
    lines_add(page->lines, STYLE_PROBLEM, 0, text);
    free(text);
}

static const char *kept_words(const ConflictPage *page, ConflictSide side)
{
    return form_text(page->page.form, side == SIDE_THEIRS ? "keeps_theirs" : "keeps_mine");
}

static const char *shown_value(const Form *form, const Contact *contact, size_t field)
{
    const char *value = contact_value(contact, field);
    return *value ? value : form_text(form, "none");
}

/* What both changed, whose the merge keeps, and the key that takes the other one's. */
static void add_collisions(ConflictPage *page)
{
    const Form *form = page->page.form;
    const Conflict *conflict = page->conflict;
    for (size_t i = CONTACT_VALUES; i < CONTACT_FIELD_COUNT; i++) {
        if (conflict->collisions & (unsigned)MERGE_VALUE << i)
            add_problem(page, words(form, "collide_value", _(contact_fields[i].what),
                                    shown_value(form, &conflict->base, i),
                                    shown_value(form, &conflict->theirs, i),
                                    shown_value(form, &conflict->ours, i),
                                    kept_words(page, conflict->of_values)));
    }
    const char *kept = kept_words(page, conflict->of_emails);
    if (conflict->collisions & MERGE_ORDER)
        add_problem(page, words(form, "collide_order", kept));
    if (conflict->collisions & MERGE_SPELLING)
        add_problem(page, words(form, "collide_spelling", kept));
}

static void write_lines(ConflictPage *page)
{
    const Form *form = page->page.form;
    const Conflict *conflict = page->conflict;
    char *intro = words_fill(form->intro, (const char *[]){page->email->subscription.name, NULL});
    lines_clear(page->lines);
    lines_add(page->lines, STYLE_NORMAL, 0, intro);
    lines_add(page->lines, STYLE_NORMAL, 0, "");
    add_changes(page, "theirs", &conflict->their_changes);
    add_changes(page, "mine", &conflict->our_changes);
    if (conflict->collisions & MERGE_EMPTY)
        lines_add(page->lines, STYLE_PROBLEM, 0, form_text(form, "nobody"));
    else
        add_changes(page, "merged", &conflict->merge_changes);
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
    const Conflict *conflict = page->conflict;
    if (email_warn_of_comments(page->email, &conflict->seen))
        return;
    stack_pop(page->page.session->stack);
    email_save_resolved(page->email, contact, &conflict->theirs, &conflict->seen, merged);
}

/* What the job has: the page may go before it. */
typedef struct Making {
    ConflictPage *page;
    Conflict *conflict;
} Making;

static void run(void *data, Progress *progress)
{
    conflict_make(((Making *)data)->conflict, progress);
}

static void drop(void *data)
{
    conflict_free(((Making *)data)->conflict);
    free(data);
}

static void chosen(void *data, bool complete)
{
    ConflictPage *page = ((Making *)data)->page;
    (void)complete; /* what is given up is dropped */
    free(data);
    page->job = NULL;
    write_lines(page);
    lines_to_end(page->lines); /* where the choice is */
    stack_redraw(page->page.session->stack);
}

/* The other one's for `collisions`; says so where there are none. */
static void choose(ConflictPage *page, unsigned collisions, ConflictSide *side)
{
    if (!(page->conflict->collisions & collisions)) {
        page_say(&page->page, STYLE_NORMAL,
                 memory_text(form_text(page->page.form, "no_collision")));
        return;
    }
    *side = *side == SIDE_OURS ? SIDE_THEIRS : SIDE_OURS;
    Making *making = memory_new(sizeof *making);
    *making = (Making){page, page->conflict};
    const JobWork work = {.run = run,
                          .done = chosen,
                          .free = drop,
                          .label = "opening",
                          .bytes = conflict_bytes(page->conflict)};
    page->job = job_start(&page->page, &work, making);
}

/* What is to be chosen from is known once it is made. */
static bool waits(Page *base, const Binding *binding)
{
    return ((ConflictPage *)base)->job && binding && (binding->needs & NEEDS_IDLE);
}

static void command_values(void *data)
{
    ConflictPage *page = data;
    choose(page, COLLISIONS_OF_VALUES, &page->conflict->of_values);
}

static void command_addresses(void *data)
{
    ConflictPage *page = data;
    choose(page, COLLISIONS_OF_ADDRESSES, &page->conflict->of_emails);
}

static void command_merge(void *data)
{
    ConflictPage *page = data;
    if (page->conflict->collisions & MERGE_EMPTY)
        page_say(&page->page, STYLE_PROBLEM, memory_text(form_text(page->page.form, "nobody")));
    else
        resolve(page, &page->conflict->merged, true);
}

/* What loses the changes of one of them is asked before. */
static void ask(ConflictPage *page, const char *form_name,
                void (*answer)(const char *command, void *data))
{
    char *question = words_fill(form_get(form_name)->intro,
                                (const char *[]){page->email->subscription.name, NULL});
    stack_ask(page->page.session->stack, form_name, question, answer, page);
}

static void answer_mine(const char *command, void *data)
{
    ConflictPage *page = data;
    if (strcmp(command, "mine") == 0)
        resolve(page, &page->conflict->ours, false);
}

static void command_mine(void *data)
{
    ask(data, "ask-mine", answer_mine);
}

/* What is to be put into the form. */
typedef struct Theirs {
    Contact contact;
    StoreVersionTag seen;
} Theirs;

static void free_theirs(void *data)
{
    Theirs *theirs = data;
    contact_clear(&theirs->contact);
    free(theirs);
}

/* `made` NULL: it was stopped, and the form is as it was. */
static void take_theirs(EmailPage *email, const EmailText *made, void *data)
{
    Theirs *theirs = data;
    const Form *form = email->form.page.form;
    if (made) {
        email_show(email, &theirs->contact, &theirs->seen, true, made);
        session_contact_saved(email->form.page.session, email->subscription.id, &theirs->contact);
        page_say(&email->form.page, STYLE_GOOD, memory_text(form_text(form, "taken")));
    } else {
        page_say(&email->form.page, STYLE_NORMAL,
                 words(form, "not_reverted", form->fields[email->emails].label));
    }
    free_theirs(theirs);
}

static void answer_theirs(const char *command, void *data)
{
    ConflictPage *page = data;
    if (strcmp(command, "theirs") != 0)
        return;
    EmailPage *email = page->email;
    Theirs *theirs = memory_new(sizeof *theirs);
    contact_copy(&theirs->contact, &page->conflict->theirs);
    theirs->seen = page->conflict->seen;
    stack_pop(page->page.session->stack);
    email_when_made(email, theirs->contact.emails, take_theirs, free_theirs, theirs);
}

static void command_theirs(void *data)
{
    ask(data, "ask-theirs", answer_theirs);
}

static void command_stay(void *data)
{
    stack_back(((Page *)data)->session->stack);
}

static void close_page(Page *page)
{
    ConflictPage *own = (ConflictPage *)page;
    if (!own->job)
        conflict_free(own->conflict);
    lines_free(own->lines);
    bindings_clear(&own->scrolling);
    page_clear(page);
    free(own);
}

static const BindingCommand commands[] = {{"merge", command_merge, NEEDS_IDLE},
                                          {"mine", command_mine, NEEDS_IDLE},
                                          {"theirs", command_theirs, NEEDS_IDLE},
                                          {"values", command_values, NEEDS_IDLE},
                                          {"addresses", command_addresses, NEEDS_IDLE},
                                          {"stay", command_stay, 0},
                                          {NULL, NULL, 0}};

static const PageClass conflict_class = {
    .form = "conflict",
    .commands = commands,
    .draw = draw,
    .focus = focus,
    .waits = waits,
    .close = close_page,
};

Page *conflict_page_new(EmailPage *email, Conflict *conflict)
{
    ConflictPage *page = memory_new(sizeof *page);
    page_init(&page->page, &conflict_class, email->form.page.session);
    page->email = email;
    page->conflict = conflict;
    page->lines = lines_new();
    write_lines(page);
    page_bind(&page->scrolling, form_get("help"), lines_commands, page->lines,
              email->form.page.session, NULL);
    return &page->page;
}
