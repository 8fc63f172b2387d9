/* The draft of a page Email notifications is offered: what it holds, and how it is taken. A long
 * one is read behind a page that says how far that is. */
#include "base/memory.h"
#include "core/contact_field.h"
#include "tui/app/drafts/draft_choice.h"
#include "tui/app/opening.h"
#include "tui/app/stack.h"
#include "tui/pages/email/changes.h"
#include "tui/pages/email/draft.h"

#include <stdlib.h>
#include <string.h>

#define SHOWN 2000 /* bytes of a text that can't be shown as changes */

/* A draft, and what was read of it. */
typedef struct EmailOffer {
    EmailPage *email;
    /* Whoever reads touches nothing else: */
    const Drafts *drafts;
    char *subscription;
    int64_t now;
    bool searched;
    DraftFound *found; /* all of this page, the latest first */
    size_t count, next;
    bool refused; /* one of them, by the `error` */
    DraftSlot *slot;
    Contact loaded; /* what is saved now */
    Draft draft;
    bool read, known, worth;
    Error error;
    DraftContacts contacts;
    char *changes;
    size_t more;   /* changes */
    Text *base;    /* the field as the form began */
    EmailText *to; /* and what was typed then */
} EmailOffer;

/* What is not valid can't be told as a change: the text itself. */
static void add_typed(Lines *lines, const EmailPage *email, const Draft *draft, const char *name)
{
    const DraftField *typed = draft_get(draft, name);
    if (!typed)
        return;
    char *text = memory_text_n(typed->bytes, typed->length < SHOWN ? typed->length : SHOWN);
    lines_add(lines, STYLE_LABEL, 0, form_field(email->form.page.form, name)->label);
    lines_add(lines, STYLE_NORMAL, 2, *text ? text : form_text(form_get("draft"), "empty"));
    free(text);
}

static void add_contacts(Lines *lines, const EmailOffer *offer, const Draft *draft)
{
    changes_add_written(lines, offer->changes, offer->more);
    if (offer->contacts.problems == 0)
        return;
    char *problems = words_count(form_get("draft"), "problems", offer->contacts.problems, false);
    lines_add(lines, STYLE_NORMAL, 0, "");
    lines_add(lines, STYLE_PROBLEM, 0, problems);
    for (size_t i = 0; i < CONTACT_FIELD_COUNT; i++) {
        if (contact_fields[i].type != CONTACT_TOGGLE)
            add_typed(lines, offer->email, draft, contact_fields[i].name);
    }
    free(problems);
}

/* The form is as it was when the draft was written: what it began from included, so that a save
 * meets what others have saved since. */
static void take(void *data, const Draft *draft, DraftSlot *slot)
{
    EmailOffer *offer = data;
    EmailPage *email = offer->email;
    StoreVersion disk = email->seen.version;
    StoreVersionTag seen = {draft->base, email->seen.has_comments};
    Text *text = textfield_text(form_view_field(email->form.view, email->emails));
    text_take(text, offer->base);
    offer->base = NULL;
    email_checked_set(email, offer->contacts.base.emails);
    email_show(email, &offer->contacts.base, &seen, false, NULL);
    email_presence_saw(email, &disk);
    email_text_put(offer->to, text);
    form_view_touch(email->form.view, email->emails);
    for (size_t i = CONTACT_VALUES; i < CONTACT_FIELD_COUNT; i++) {
        const DraftField *typed = draft_get(draft, contact_fields[i].name);
        if (typed)
            email_set_value(email, i, typed->bytes, true);
    }
    email_draft_adopt(email->draft, slot);
}

static void discarded(void *data)
{
    draft_offer(((EmailOffer *)data)->email);
}

/* What was read of one draft. */
static void clear_read(EmailOffer *offer)
{
    draft_slot_free(offer->slot);
    draft_contacts_clear(&offer->contacts);
    draft_clear(&offer->draft);
    free(offer->changes);
    email_text_free(offer->to);
    text_free(offer->base);
    offer->slot = NULL;
    offer->changes = NULL;
    offer->to = NULL;
    offer->base = NULL;
}

static void forget(void *data)
{
    EmailOffer *offer = data;
    clear_read(offer);
    contact_clear(&offer->loaded);
    drafts_found_free(offer->found, offer->count);
    free(offer->subscription);
    free(offer);
}

static void read_draft(void *data, Progress *progress)
{
    EmailOffer *offer = data;
    const Contact *base = &offer->contacts.base, *ours = &offer->contacts.ours;
    offer->read = draft_slot_read(offer->slot, &offer->draft, &offer->error);
    offer->known = offer->read && draft_contacts(&offer->draft, &offer->loaded, &offer->contacts,
                                                 progress, &offer->error);
    offer->worth =
        offer->known && (offer->contacts.problems > 0 || !contact_equal(ours, &offer->loaded));
    if (!offer->worth)
        return;
    const DraftField *typed = draft_get(&offer->draft, DRAFT_EMAILS);
    offer->changes = changes_write(base, ours, &offer->more);
    offer->base = email_text_of(base->emails);
    offer->to = email_text_new(offer->base);
    email_text_make_bytes(offer->to, typed->bytes, typed->length);
}

/* Reads one after the other until one is worth a page; one of what has been saved is none, and is
 * removed. */
static void read_drafts(void *data, Progress *progress)
{
    EmailOffer *offer = data;
    Error ignored; /* then it is offered, and removed, the next time */
    if (!offer->searched)
        offer->count = drafts_find(offer->drafts, offer->subscription, offer->now, &offer->found);
    offer->searched = true;
    while (!offer->worth && offer->next < offer->count && !progress_is_cancelled(progress)) {
        const char *name = offer->found[offer->next++].name;
        offer->slot = draft_slot_open(offer->drafts, name, &offer->error);
        if (offer->slot)
            read_draft(offer, progress);
        if (offer->worth)
            return;
        if (offer->slot && offer->known)
            draft_slot_remove(offer->slot, &ignored);
        else
            offer->refused = offer->refused || offer->error.kind != ERROR_RETRY;
        clear_read(offer);
    }
}

static DraftOwner owner_of(EmailOffer *offer)
{
    EmailPage *email = offer->email;
    return (DraftOwner){&email->form.page,
                        email->subscription.name,
                        &email->seen.version,
                        take,
                        discarded,
                        forget,
                        offer};
}

static void was_read(void *data)
{
    EmailOffer *offer = data;
    const DraftOwner owner = owner_of(offer);
    type_ahead_for(offer->email->form.page.session->stack, &offer->email->form.page);
    if (offer->refused)
        draft_choice_damaged(&owner, &offer->error);
    if (!offer->worth) {
        forget(offer);
        return;
    }
    Lines *lines = draft_choice_lines(&owner, &offer->draft);
    add_contacts(lines, offer, &offer->draft);
    DraftSlot *slot = offer->slot;
    Draft draft = offer->draft;
    offer->slot = NULL;
    offer->draft = (Draft){0};
    draft_choice_open(&owner, slot, &draft, lines);
}

void draft_offer(EmailPage *page)
{
    Session *session = page->form.page.session;
    EmailOffer *offer = memory_new(sizeof *offer);
    offer->email = page;
    offer->drafts = session_drafts(session);
    offer->subscription = memory_text(page->subscription.id);
    offer->now = session_now(session);
    contact_copy(&offer->loaded, &page->loaded);
    opening_page_open(session, memory_text(form_get("draft")->title),
                      &(Opening){.run = read_drafts,
                                 .done = was_read,
                                 .forget = forget,
                                 .queue = offer->drafts,
                                 .addresses = true,
                                 .data = offer});
}
