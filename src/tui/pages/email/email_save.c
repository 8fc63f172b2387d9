/* Email notifications: saving, and why not. */
#include "base/memory.h"
#include "tui/app/stack.h"
#include "tui/pages/email/conflict.h"

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

bool email_warn_of_comments(EmailPage *page, const StoreVersionTag *seen)
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
    bool new_phone = email_state(page, CONTACT_PHONE) != page->loaded_states.of[CONTACT_PHONE];
    bool doubtful = new_phone && !number->empty && phone_is_warning(number->verdict);
    if (doubtful && (!page->phone_warned || page->phone_warned_state != number->state)) {
        page->phone_warned = true;
        page->phone_warned_state = number->state;
        char *verdict = phone_verdict_text(number->verdict, &number->number);
        form_view_set_focus(page->form.view, page->items[CONTACT_PHONE]);
        say(page, STYLE_PROBLEM, words(form_of(page), "phone_again", verdict));
        free(verdict);
        return true;
    }
    const EmailChecked *emails = &page->addresses;
    if (emails->doubts.fresh > 0 &&
        (!page->doubts_warned || page->doubts_warned_state != emails->state)) {
        page->doubts_warned = true;
        page->doubts_warned_state = emails->state;
        form_view_set_focus(page->form.view, page->emails);
        char *count = words_number(emails->doubts.fresh);
        say(page, STYLE_PROBLEM,
            words_plural(form_of(page), "doubt_again", emails->doubts.fresh,
                         emails->doubts.first_fresh, count));
        free(count);
        return true;
    }
    return email_warn_of_comments(page, &page->seen);
}

/* A save: whoever runs it touches nothing else. */
typedef struct Saving {
    Store *store;
    char *id;
    EmailSaved saved; /* seen: of what is replaced, then of what is there */
    Contact before;
    const char *text; /* of the form, for what was saved */
    StoreSave result;
    Error error;
    char *difference;
    Conflict *conflict; /* after STORE_CONFLICT, where theirs could be read; else NULL */
    EmailText *made;    /* what shows what is saved; NULL: it is shown */
} Saving;

static bool is_good(StoreSave save)
{
    return save == STORE_SAVED || save == STORE_UNCHANGED || save == STORE_UNSURE;
}

static void free_saving(void *data)
{
    Saving *job = data;
    contact_clear(&job->saved.contact);
    contact_clear(&job->before);
    conflict_free(job->conflict);
    email_text_free(job->made);
    free(job->difference);
    free(job->id);
    free(job);
}

/* Somebody else has saved over what ours was made of. Where they saved just the same nothing is
 * left to save. */
static void meet_other(Saving *job, Progress *progress)
{
    const Contact *ours = &job->saved.contact;
    Contact theirs;
    StoreVersionTag seen;
    if (!store_contact_load_long(job->store, job->id, &theirs, &seen, progress, &job->error))
        return;
    if (contact_equal(&theirs, ours)) {
        job->result = STORE_UNCHANGED;
        job->saved.seen = seen;
        contact_clear(&theirs);
        return;
    }
    job->conflict = conflict_new(&job->before, &theirs, &seen, ours);
    if (conflict_make(job->conflict, progress))
        return;
    conflict_free(job->conflict);
    job->conflict = NULL;
    error_set(&job->error, ERROR_CANCELLED, "cancelled");
}

static void run(void *data, Progress *progress)
{
    Saving *job = data;
    job->result = store_contact_save_long(job->store, job->id, &job->saved.contact,
                                          &job->saved.seen, progress, &job->error);
    if (job->result == STORE_CONFLICT)
        meet_other(job, progress);
    if (is_good(job->result) && job->made)
        email_text_make(job->made, job->saved.contact.emails);
    if (is_good(job->result))
        job->difference = contact_difference(&job->before, &job->saved.contact);
}

static void report(EmailPage *page, const Saving *job)
{
    const Form *form = form_of(page);
    const char *name = page->subscription.name;
    StoreSave save = job->result;
    char *reason = error_message(&job->error);
    if (save == STORE_SAVED)
        say(page, STYLE_GOOD, words(form, job->text, name, job->difference));
    else if (save == STORE_UNCHANGED)
        say(page, STYLE_GOOD, words(form, "unchanged", name));
    else if (save == STORE_UNSURE)
        say(page, STYLE_PROBLEM, words(form, "unsure", name, reason));
    else if (job->error.kind == ERROR_CANCELLED)
        say(page, STYLE_PROBLEM, memory_text(form_text(form, "save_stopped")));
    else
        say(page, STYLE_PROBLEM, words(form, "failed", reason));
    free(reason);
}

/* Opens the page that shows both. */
static void show_conflict(EmailPage *page, Saving *job)
{
    stack_push_unasked(page->form.page.session->stack, conflict_page_new(page, job->conflict));
    job->conflict = NULL;
}

/* What is saved is what the page shows from now on, and the pages below. */
static void done(EmailPage *page, void *data, bool complete)
{
    Saving *job = data;
    (void)complete; /* `result` says how it ended */
    bool leave = page->leave;
    page->leave = false;
    if (job->conflict)
        show_conflict(page, job);
    else
        report(page, job);
    bool good = is_good(job->result);
    page->unsaved = !good;
    if (good)
        session_contact_saved(page->form.page.session, page->subscription.id, &job->saved.contact);
    if (good)
        email_saved(page, &job->saved, job->made);
    free_saving(job);
    if (good && leave && stack_top(page->form.page.session->stack) == &page->form.page)
        email_leave(page);
}

/* Saves `contact` over what `seen` saw, which was `before`. */
static void save_over(EmailPage *page, const Contact *contact, const Contact *before,
                      const StoreVersionTag *seen, const char *text)
{
    Saving *job = memory_new(sizeof *job);
    job->store = page->form.page.session->site->store;
    job->id = memory_text(page->subscription.id);
    job->saved = (EmailSaved){.states = email_states(page), .seen = *seen};
    job->saved.states.of[CONTACT_EMAILS] = page->addresses.state;
    contact_copy(&job->saved.contact, contact);
    contact_copy(&job->before, before);
    job->text = text;
    if (!page->addresses.list || !address_list_equal(contact->emails, page->addresses.list))
        job->made = email_text_new(textfield_text(form_view_field(page->form.view, page->emails)));
    email_work_start(page, EMAIL_SAVING, &(EmailJob){run, done, free_saving, 0}, job);
}

static void save_checked(EmailPage *page)
{
    size_t problems = email_problems(page);
    if (problems > 0)
        refuse(page, problems);
    if (problems > 0 || warn(page)) {
        page->leave = false;
        page->unsaved = true;
        return;
    }
    Contact contact;
    email_contact(page, &contact);
    save_over(page, &contact, &page->loaded, &page->seen, "saved");
    contact_clear(&contact);
}

bool email_save(EmailPage *page, bool leave)
{
    page->leave = page->leave || leave;
    page->unsaved = false;
    email_when_checked(page, save_checked);
    return !page->unsaved;
}

bool email_is_saving(const EmailPage *page)
{
    EmailTask task = email_work_task(page);
    return task == EMAIL_SAVING || (task == EMAIL_CHECKING && page->checking.then == save_checked);
}

void email_save_resolved(EmailPage *page, const Contact *contact, const Contact *theirs,
                         const StoreVersionTag *seen, bool merged)
{
    save_over(page, contact, theirs, seen, merged ? "merged" : "kept");
}
