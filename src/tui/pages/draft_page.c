/* The draft of a page Email notifications is offered: what it holds, and how it is taken. */
#include "core/memory.h"
#include "tui/pages/changes.h"
#include "tui/pages/draft.h"
#include "tui/pages/draft_choice.h"

#include <stdlib.h>
#include <string.h>

#define SHOWN 2000 /* bytes of a text that can't be shown as changes */

typedef struct EmailOffer {
    EmailPage *email;
    DraftContacts contacts;
} EmailOffer;

/* What is not valid can't be told as a change: the text itself. */
static void add_typed(Lines *lines, const EmailPage *email, const Draft *draft, const char *name)
{
    const DraftField *typed = draft_get(draft, name);
    char *text = memory_text_n(typed->bytes, typed->length < SHOWN ? typed->length : SHOWN);
    lines_add(lines, STYLE_LABEL, 0, form_field(email->form.page.form, name)->label);
    lines_add(lines, STYLE_NORMAL, 2, *text ? text : form_text(form_get("draft"), "empty"));
    free(text);
}

static void add_contacts(Lines *lines, const EmailOffer *offer, const Draft *draft)
{
    changes_add(lines, &offer->contacts.base, &offer->contacts.ours);
    if (offer->contacts.problems == 0)
        return;
    char *problems = words_count(form_get("draft"), "problems", offer->contacts.problems, false);
    lines_add(lines, STYLE_NORMAL, 0, "");
    lines_add(lines, STYLE_PROBLEM, 0, problems);
    add_typed(lines, offer->email, draft, DRAFT_EMAILS);
    add_typed(lines, offer->email, draft, DRAFT_PHONE);
    free(problems);
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
static void take(void *data, const Draft *draft, DraftSlot *slot)
{
    EmailOffer *offer = data;
    EmailPage *email = offer->email;
    StoreVersion disk = email->seen.version;
    StoreSeen seen = {draft->base, email->seen.has_comments};
    email_show(email, &offer->contacts.base, &seen, false, NULL);
    email_others_saw(email, &disk);
    put_field(email, email->emails, draft_get(draft, DRAFT_EMAILS));
    put_field(email, email->phone, draft_get(draft, DRAFT_PHONE));
    form_view_set_value(email->form.view, email->alerts, offer->contacts.ours.alerts);
    email_draft_adopt(email->draft, slot);
}

static void discarded(void *data)
{
    draft_offer(((EmailOffer *)data)->email);
}

static void close_offer(void *data)
{
    draft_contacts_clear(&((EmailOffer *)data)->contacts);
    free(data);
}

/* True where it was worth a page; a draft of what has been saved is none, and is removed. */
static bool offer(void *data, const char *name)
{
    EmailPage *email = data;
    Error error;
    Draft draft;
    DraftSlot *slot;
    EmailOffer *own = memory_new(sizeof *own);
    own->email = email;
    const DraftOwner owner = {&email->form.page,
                              email->subscription.name,
                              &email->seen.version,
                              take,
                              discarded,
                              close_offer,
                              own};
    if (!draft_choice_read(&owner, name, &slot, &draft)) {
        free(own);
        return false;
    }
    bool known = draft_contacts(&draft, &own->contacts, &error);
    if (known &&
        (own->contacts.problems > 0 || !contact_equal(&own->contacts.ours, &email->loaded))) {
        Lines *lines = draft_choice_lines(&owner, &draft);
        add_contacts(lines, own, &draft);
        draft_choice_open(&owner, slot, &draft, lines);
        return true;
    }
    if (known)
        draft_slot_remove(slot, &error);
    else
        draft_choice_damaged(&owner, &error);
    draft_slot_free(slot);
    draft_clear(&draft);
    close_offer(own);
    return false;
}

void draft_offer(EmailPage *page)
{
    draft_choice_offer(page->form.page.session, page->subscription.id, offer, page);
}
