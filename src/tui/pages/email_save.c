/* Email notifications: saving, and why not. */
#include "core/memory.h"
#include "tui/pages/email_parts.h"
#include "tui/pages/stack.h"

#include <stdlib.h>
#include <string.h>

static const Form *form_of(const EmailPage *page)
{
    return page->form.page.form;
}

static void say(EmailPage *page, Style style, char *text)
{
    page_say(&page->form.page, style, text);
}

/* Goes to the first problem and says how many there are. */
static void refuse(EmailPage *page, size_t problems)
{
    FormView *view = page->form.view;
    /* From the button on, the next problem is the first one. */
    form_view_set_focus(view, form_of(page)->field_count);
    email_next_problem(page);
    const char *label = form_of(page)->fields[form_view_focus(view)].label;
    char *number = words_number(problems);
    say(page, STYLE_PROBLEM, words_plural(form_of(page), "refused", problems, label, number));
    free(number);
}

bool email_warn_of_comments(EmailPage *page, const StoreSeen *seen)
{
    if (!seen->has_comments || page->comments_warned)
        return false;
    page->comments_warned = true;
    Store *store = page->form.page.session->site->store;
    char *place = store_contact_place(store, page->subscription.id);
    say(page, STYLE_PROBLEM, words(form_of(page), "comments_again", place));
    free(place);
    return true;
}

/* What may be saved, but not without a word: true where that has been said now. */
static bool warn(EmailPage *page)
{
    const PhoneChecked *number = &page->number;
    bool new_phone = form_page_state(&page->form, page->phone) != page->phone_loaded;
    bool doubtful = new_phone && !number->empty && phone_is_warning(number->verdict);
    if (doubtful && (!page->phone_warned || page->phone_warned_state != number->state)) {
        page->phone_warned = true;
        page->phone_warned_state = number->state;
        char *verdict = phone_verdict_text(number->verdict, &number->number);
        form_view_set_focus(page->form.view, page->phone);
        say(page, STYLE_PROBLEM, words(form_of(page), "phone_again", verdict));
        free(verdict);
        return true;
    }
    return email_warn_of_comments(page, &page->seen);
}

/* Says how a save of `contact` over `before` ended. */
static void report(EmailPage *page, StoreSave save, const char *text, const Contact *before,
                   const Contact *contact, const Error *error)
{
    const Form *form = form_of(page);
    const char *name = page->subscription.name;
    char *reason = save == STORE_FAILED || save == STORE_UNSURE ? error_message(error) : NULL;
    char *difference = contact_difference(before, contact);
    if (save == STORE_SAVED)
        say(page, STYLE_GOOD, words(form, text, name, difference));
    else if (save == STORE_UNCHANGED)
        say(page, STYLE_GOOD, words(form, "unchanged", name));
    else if (save == STORE_UNSURE)
        say(page, STYLE_PROBLEM, words(form, "unsure", name, reason));
    else if (save == STORE_FAILED)
        say(page, STYLE_PROBLEM, words(form, "failed", reason));
    free(difference);
    free(reason);
}

/* What is saved is what the page shows from now on, and the pages below. */
static void shown(EmailPage *page, const Contact *contact, const StoreSeen *seen)
{
    session_contact_saved(page->form.page.session, page->subscription.id, contact);
    email_show(page, contact, seen, true);
}

/* Somebody else has saved over `base`, which `ours` was made of: opens the page that shows both.
 * True where they saved just the same, and nothing is left to save. */
static bool meet_other(EmailPage *page, const Contact *base, const Contact *ours)
{
    Session *session = page->form.page.session;
    Contact theirs, copy;
    StoreSeen seen;
    Error error;
    if (!store_contact_load(session->site->store, page->subscription.id, &theirs, &seen, &error)) {
        report(page, STORE_FAILED, NULL, ours, ours, &error);
        return false;
    }
    if (contact_equal(&theirs, ours)) {
        contact_clear(&theirs);
        report(page, STORE_UNCHANGED, NULL, ours, ours, &error);
        shown(page, ours, &seen);
        return true;
    }
    contact_copy(&copy, ours);
    stack_push(session->stack, conflict_page_new(page, base, &theirs, &seen, &copy));
    return false;
}

/* Saves `contact` over what `seen` saw, which was `before`. */
static bool save_over(EmailPage *page, const Contact *contact, const Contact *before,
                      StoreSeen *seen, const char *text)
{
    Session *session = page->form.page.session;
    Error error;
    StoreSave save =
        store_contact_save(session->site->store, page->subscription.id, contact, seen, &error);
    bool saved = save == STORE_SAVED || save == STORE_UNCHANGED || save == STORE_UNSURE;
    report(page, save, text, before, contact, &error);
    if (save == STORE_CONFLICT)
        return meet_other(page, before, contact);
    if (saved)
        shown(page, contact, seen);
    return saved;
}

bool email_save(EmailPage *page)
{
    email_check(page, true);
    size_t problems = email_problems(page);
    if (problems > 0) {
        refuse(page, problems);
        return false;
    }
    if (warn(page))
        return false;
    Contact contact, before;
    StoreSeen seen = page->seen;
    email_contact(page, &contact);
    contact_copy(&before, &page->loaded);
    bool saved = save_over(page, &contact, &before, &seen, "saved");
    contact_clear(&before);
    contact_clear(&contact);
    return saved;
}

bool email_save_resolved(EmailPage *page, const Contact *contact, const Contact *theirs,
                         const StoreSeen *seen)
{
    StoreSeen now = *seen;
    return save_over(page, contact, theirs, &now, "merged");
}
