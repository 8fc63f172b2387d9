/* A draft was left: what it holds, and the choice. Leaving it loses nothing: it is offered again.
 */
#include "core/memory.h"
#include "tui/pages/changes.h"
#include "tui/pages/draft.h"
#include "tui/pages/stack.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SHOWN 2000 /* bytes of a text that can't be shown as changes */

typedef struct DraftPage {
    Page page;
    EmailPage *email; /* the page below */
    DraftSlot *slot;
    Draft draft;
    DraftContacts contacts;
    Lines *lines;
    Bindings scrolling;
} DraftPage;

static void add_origin(DraftPage *page)
{
    const Form *form = page->page.form;
    const Draft *draft = &page->draft;
    time_t then = (time_t)draft->time;
    struct tm parts;
    char when[64] = "";
    if (localtime_r(&then, &parts))
        language_date(&parts, true, when, sizeof when);
    char *age = draft_age(draft->time);
    char *intro = words_fill(form->intro, (const char *[]){page->email->subscription.name, NULL});
    char *origin = words(form, "origin", draft->user, draft->host, age, when);
    lines_add(page->lines, STYLE_NORMAL, 0, intro);
    lines_add(page->lines, STYLE_NORMAL, 0, origin);
    if (!store_version_equal(&draft->base, &page->email->seen.version))
        lines_add(page->lines, STYLE_PROBLEM, 0, form_text(form, "outdated"));
    free(origin);
    free(intro);
    free(age);
}

/* What is not valid can't be told as a change: the text itself. */
static void add_typed(DraftPage *page, const char *name, const char *field)
{
    const DraftField *typed = draft_get(&page->draft, field);
    char *text = memory_text_n(typed->bytes, typed->length < SHOWN ? typed->length : SHOWN);
    lines_add(page->lines, STYLE_LABEL, 0, form_field(page->email->form.page.form, name)->label);
    lines_add(page->lines, STYLE_NORMAL, 2, *text ? text : form_text(page->page.form, "empty"));
    free(text);
}

static void write_lines(DraftPage *page)
{
    const Form *form = page->page.form;
    page->lines = lines_new();
    add_origin(page);
    lines_add(page->lines, STYLE_NORMAL, 0, "");
    lines_add(page->lines, STYLE_TITLE, 0, form_text(form, "would_change"));
    changes_add(page->lines, &page->contacts.base, &page->contacts.ours);
    if (page->contacts.problems == 0)
        return;
    char *problems = words_count(form, "problems", page->contacts.problems, false);
    lines_add(page->lines, STYLE_NORMAL, 0, "");
    lines_add(page->lines, STYLE_PROBLEM, 0, problems);
    add_typed(page, "emails", DRAFT_EMAILS);
    add_typed(page, "phone", DRAFT_PHONE);
    free(problems);
}

static void draw(Page *page, Area area, bool all)
{
    lines_draw(((DraftPage *)page)->lines, area, all);
}

static void focus(Page *page, BindingChain *chain)
{
    binding_chain_add(chain, &page->bindings);
    binding_chain_add(chain, &((DraftPage *)page)->scrolling);
}

static void say(EmailPage *email, Style style, const char *name)
{
    page_say(&email->form.page, style, words(form_get("draft"), name, email->subscription.name));
}

static void put_field(EmailPage *email, size_t item, const DraftField *field)
{
    size_t length;
    char *shown = form_page_text(&email->form, item, &length);
    Text *text = textfield_text(form_view_field(email->form.view, item));
    if (length != field->length || memcmp(shown, field->bytes, length) != 0) {
        text_undo_boundary(text);
        text_replace(text, 0, length, field->bytes, field->length);
        text_undo_boundary(text);
    }
    form_view_touch(email->form.view, item);
    free(shown);
}

/* The form is as it was when the draft was written: what it began from included, so that a save
 * meets what others have saved since. */
static void command_take(void *data)
{
    DraftPage *page = data;
    EmailPage *email = page->email;
    StoreVersion disk = email->seen.version;
    StoreSeen seen = {page->draft.base, email->seen.has_comments};
    email_show(email, &page->contacts.base, &seen, false);
    email_others_saw(email, &disk);
    put_field(email, email->emails, draft_get(&page->draft, DRAFT_EMAILS));
    put_field(email, email->phone, draft_get(&page->draft, DRAFT_PHONE));
    form_view_set_value(email->form.view, email->alerts, page->contacts.ours.alerts);
    email_draft_adopt(email->draft, page->slot);
    page->slot = NULL;
    stack_pop(page->page.session->stack);
    say(email, STYLE_GOOD, "taken");
}

static void command_discard(void *data)
{
    DraftPage *page = data;
    EmailPage *email = page->email;
    Error error;
    bool gone = draft_slot_remove(page->slot, &error);
    stack_pop(page->page.session->stack);
    if (gone) {
        say(email, STYLE_GOOD, "discarded");
        draft_offer(email);
    } else {
        page_say(&email->form.page, STYLE_PROBLEM, error_message(&error));
    }
}

static void command_later(void *data)
{
    stack_back(((Page *)data)->session->stack);
}

static void close_page(Page *page)
{
    DraftPage *own = (DraftPage *)page;
    draft_slot_free(own->slot);
    draft_clear(&own->draft);
    draft_contacts_clear(&own->contacts);
    lines_free(own->lines);
    bindings_clear(&own->scrolling);
    page_clear(page);
    free(own);
}

static const BindingCommand commands[] = {
    {"take", command_take}, {"discard", command_discard}, {"later", command_later}, {NULL, NULL}};

static const PageClass draft_class = {
    .form = "draft",
    .commands = commands,
    .draw = draw,
    .focus = focus,
    .close = close_page,
};

/* Moves all of it into a page. */
static void open_page(EmailPage *email, DraftSlot *slot, const Draft *draft,
                      const DraftContacts *contacts)
{
    Session *session = email->form.page.session;
    DraftPage *page = memory_new(sizeof *page);
    page_init(&page->page, &draft_class, session);
    page->email = email;
    page->slot = slot;
    page->draft = *draft;
    page->contacts = *contacts;
    write_lines(page);
    page_bind(&page->scrolling, form_get("help"), lines_commands, page->lines, session, NULL);
    stack_push(session->stack, &page->page);
}

/* True where it was worth a page; a draft of what has been saved is none, and is removed. */
static bool offer(EmailPage *email, const char *name)
{
    Session *session = email->form.page.session;
    Error error;
    Draft draft;
    DraftContacts contacts;
    DraftSlot *slot = draft_slot_open(session_drafts(session), name, &error);
    bool read = slot && draft_slot_read(slot, &draft, &error);
    bool known = read && draft_contacts(&draft, &contacts, &error);
    if (!known) {
        if (!slot && error.kind == ERROR_RETRY)
            return false;
        char *reason = error_message(&error);
        page_say(&email->form.page, STYLE_PROBLEM,
                 words(form_get("draft"), "damaged", email->subscription.name, reason));
        free(reason);
        if (read)
            draft_clear(&draft);
        draft_slot_free(slot);
        return false;
    }
    if (contacts.problems > 0 || !contact_equal(&contacts.ours, &email->loaded)) {
        open_page(email, slot, &draft, &contacts);
        return true;
    }
    draft_slot_remove(slot, &error);
    draft_slot_free(slot);
    draft_clear(&draft);
    draft_contacts_clear(&contacts);
    return false;
}

void draft_offer(EmailPage *page)
{
    DraftFound *found;
    Drafts *drafts = session_drafts(page->form.page.session);
    size_t count = drafts_find(drafts, page->subscription.id, &found);
    for (size_t i = 0; i < count && !offer(page, found[i].name); i++)
        continue;
    drafts_found_free(found, count);
}
