/* Email notifications: puts settings into the fields: what was loaded, what is saved, what somebody
 * else has saved. The text of a long list is made by a thread of its own. */
#include "base/memory.h"
#include "tui/app/stack.h"
#include "tui/pages/email/email_internal.h"

#include <stdlib.h>
#include <string.h>

static Text *text_of(const EmailPage *page)
{
    return textfield_text(form_view_field(page->form.view, page->emails));
}

/* Whether the field has these addresses, in just the way they would be shown: quick where they have
 * been checked. */
static bool shows_addresses(const EmailPage *page, const AddressList *list)
{
    const EmailChecked *checked = &page->addresses;
    return checked->done && checked->plain &&
           checked->state == form_page_state(&page->form, page->emails) &&
           address_list_equal(checked->list, list);
}

/* `made`: the text of the list, if the field is still as it was then; NULL: it is made here. */
static void show_addresses(EmailPage *page, const AddressList *list, bool undoable,
                           const EmailText *made)
{
    if (shows_addresses(page, list))
        return;
    EmailText *own = NULL;
    if (!made || !email_text_fits(made, text_of(page))) {
        made = own = email_text_new(text_of(page));
        email_text_make(own, list);
    }
    if (undoable)
        email_text_put(made, text_of(page));
    else if (email_text_changes(made))
        text_take(text_of(page), email_text_of(list));
    email_text_free(own);
    form_view_touch(page->form.view, page->emails);
    email_checked_set(page, list);
}

static void show_phone(EmailPage *page, const char *phone, bool undoable)
{
    PhoneNumber number;
    char *shown = form_page_text(&page->form, page->phone, NULL);
    /* A number that is there already, spelled another way, stays as it was typed. */
    bool same = page->number.done && !page->number.empty && phone &&
                phone_parse(shown, &number, NULL) != PHONE_EMPTY && strcmp(number.e164, phone) == 0;
    if (!same)
        form_page_set_text(&page->form, page->phone, phone ? phone : "", undoable);
    free(shown);
}

void email_put(EmailPage *page, const Contact *contact)
{
    show_addresses(page, contact->emails, true, NULL);
    show_phone(page, contact->phone, true);
    form_view_set_value(page->form.view, page->alerts, contact->alerts);
    page->form.last_edit = page_now();
}

void email_show(EmailPage *page, const Contact *contact, const StoreVersionTag *seen, bool undoable,
                const EmailText *made)
{
    Contact loaded;
    contact_copy(&loaded, contact);
    form_history_note(page->form.history);
    contact_clear(&page->loaded);
    page->loaded = loaded;
    page->seen = *seen;
    show_addresses(page, loaded.emails, undoable, made);
    show_phone(page, loaded.phone, undoable);
    form_view_set_value(page->form.view, page->alerts, loaded.alerts);
    if (!undoable)
        form_history_forget(page->form.history);
    page->emails_loaded = form_page_state(&page->form, page->emails);
    page->phone_loaded = form_page_state(&page->form, page->phone);
    page->phone_warned = page->comments_warned = false;
    email_presence_saw(page, &seen->version);
}

void email_saved(EmailPage *page, const EmailSaved *saved, const EmailText *made)
{
    bool alerts = form_view_value(page->form.view, page->alerts);
    if (saved->emails == form_page_state(&page->form, page->emails) &&
        saved->phone == form_page_state(&page->form, page->phone)) {
        email_show(page, &saved->contact, &saved->seen, true, made);
    } else {
        Contact loaded;
        contact_copy(&loaded, &saved->contact);
        contact_clear(&page->loaded);
        page->loaded = loaded;
        page->seen = saved->seen;
        page->emails_loaded = saved->emails;
        page->phone_loaded = saved->phone;
        page->phone_warned = page->comments_warned = false;
        email_presence_saw(page, &saved->seen.version);
    }
    if (saved->alerts != alerts)
        form_view_set_value(page->form.view, page->alerts, alerts);
}

/* A text that is being made: whoever works on it touches nothing else. */
typedef struct Making {
    EmailText *text;
    AddressList *list;
    void (*then)(EmailPage *page, const EmailText *made, void *data);
    void (*free)(void *data);
    void *data; /* NULL: it has been taken */
} Making;

static void run_making(void *data, Progress *progress)
{
    Making *making = data;
    (void)progress;
    email_text_make(making->text, making->list);
}

static void making_free(void *data)
{
    Making *making = data;
    if (making->data)
        making->free(making->data);
    email_text_free(making->text);
    address_list_free(making->list);
    free(making);
}

static void making_done(EmailPage *page, void *data, bool complete)
{
    Making *making = data;
    if (!complete)
        making->then(page, NULL, making->data);
    else if (email_text_fits(making->text, text_of(page)))
        making->then(page, making->text, making->data);
    else
        email_when_made(page, making->list, making->then, making->free, making->data);
    making->data = NULL;
    making_free(making);
}

void email_when_made(EmailPage *page, const AddressList *list,
                     void (*then)(EmailPage *page, const EmailText *made, void *data),
                     void (*free_data)(void *data), void *data)
{
    Making *making = memory_new(sizeof *making);
    *making =
        (Making){email_text_new(text_of(page)), address_list_copy(list), then, free_data, data};
    size_t length = text_length(text_of(page)), bytes = address_list_bytes(list);
    const EmailJob job = {run_making, making_done, making_free, length > bytes ? length : bytes};
    email_work_start(page, EMAIL_MAKING, &job, making);
}

static void say_reverted(EmailPage *page, size_t item, bool changed)
{
    const Form *form = page->form.page.form;
    page->form.last_edit = page_now();
    page_say(&page->form.page, STYLE_GOOD,
             words(form, changed ? "reverted" : "not_reverted", form->fields[item].label));
}

/* `made` NULL: it was stopped. */
static void revert_addresses(EmailPage *page, const EmailText *made, void *data)
{
    (void)data;
    unsigned long before = form_page_state(&page->form, page->emails);
    if (made) {
        form_history_note(page->form.history);
        show_addresses(page, page->loaded.emails, true, made);
        page->emails_loaded = form_page_state(&page->form, page->emails);
    }
    say_reverted(page, page->emails, form_page_state(&page->form, page->emails) != before);
}

static bool revert_phone(EmailPage *page)
{
    char *shown = form_page_text(&page->form, page->phone, NULL);
    const char *phone = page->loaded.phone ? page->loaded.phone : "";
    bool changed = strcmp(shown, phone) != 0;
    if (changed)
        form_page_set_text(&page->form, page->phone, phone, true);
    page->phone_loaded = form_page_state(&page->form, page->phone);
    free(shown);
    return changed;
}

void email_revert(EmailPage *page)
{
    const Form *form = page->form.page.form;
    FormView *view = page->form.view;
    size_t item = form_view_focus(view);
    bool alerts = page->loaded.alerts;
    form_history_note(page->form.history);
    if (item >= form->field_count) {
        page_say(&page->form.page, STYLE_NORMAL, memory_text(form_text(form, "revert_none")));
    } else if (item == page->emails) {
        email_when_made(page, page->loaded.emails, revert_addresses, NULL, NULL);
    } else if (item == page->phone) {
        say_reverted(page, item, revert_phone(page));
    } else {
        bool changed = item == page->alerts && form_view_value(view, item) != alerts;
        if (changed)
            form_view_set_value(view, item, alerts);
        say_reverted(page, item, changed);
    }
}
