/* Email notifications: puts settings into the fields: what was loaded, what is saved, what somebody
 * else has saved. The text of a long list is made by a thread of its own. */
#include "base/memory.h"
#include "core/contact_field.h"
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

/* A number that is there already, spelled another way, stays as it was typed. */
static bool is_number_shown(const EmailPage *page, const char *value)
{
    PhoneNumber number;
    char *shown = form_page_text(&page->form, page->items[CONTACT_PHONE], NULL);
    bool same = page->number.done && !page->number.empty && *value &&
                phone_parse(shown, &number, NULL) != PHONE_EMPTY && strcmp(number.e164, value) == 0;
    free(shown);
    return same;
}

void email_set_value(EmailPage *page, size_t field, const char *value, bool undoable)
{
    size_t item = page->items[field];
    if (!contact_field_is_text(field)) {
        form_view_set_value(page->form.view, item, strcmp(value, "on") == 0);
        return;
    }
    char *shown = form_page_text(&page->form, item, NULL);
    if (!undoable || strcmp(shown, value) != 0)
        form_page_set_text(&page->form, item, value, undoable);
    free(shown);
}

/* Shows the value of `contact`. */
static void show_value(EmailPage *page, const Contact *contact, size_t field, bool undoable)
{
    const char *value = contact_value(contact, field);
    if (contact_fields[field].type != CONTACT_NUMBER || !is_number_shown(page, value))
        email_set_value(page, field, value, undoable);
}

void email_put(EmailPage *page, const Contact *contact)
{
    show_addresses(page, contact->emails, true, NULL);
    for (size_t i = CONTACT_VALUES; i < CONTACT_FIELD_COUNT; i++)
        show_value(page, contact, i, true);
    page->form.last_edit = page_now();
}

unsigned long email_state(const EmailPage *page, size_t field)
{
    size_t item = page->items[field];
    return contact_fields[field].type == CONTACT_TOGGLE ? form_view_value(page->form.view, item)
                                                        : form_page_state(&page->form, item);
}

EmailStates email_states(const EmailPage *page)
{
    EmailStates states;
    for (size_t i = 0; i < CONTACT_FIELD_COUNT; i++)
        states.of[i] = email_state(page, i);
    return states;
}

char *email_value(const EmailPage *page, size_t field)
{
    return form_page_value(&page->form, page->items[field]);
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
    for (size_t i = CONTACT_VALUES; i < CONTACT_FIELD_COUNT; i++)
        show_value(page, &loaded, i, undoable);
    if (!undoable)
        form_history_forget(page->form.history);
    page->loaded_states = email_states(page);
    page->phone_warned = page->comments_warned = page->doubts_warned = false;
    email_presence_saw(page, &seen->version);
}

/* Whether no text has been edited since. */
static bool are_texts_as_in(const EmailPage *page, const EmailStates *states)
{
    size_t same = 0;
    while (same < CONTACT_FIELD_COUNT && (contact_fields[same].type == CONTACT_TOGGLE ||
                                          states->of[same] == email_state(page, same)))
        same++;
    return same == CONTACT_FIELD_COUNT;
}

void email_saved(EmailPage *page, const EmailSaved *saved, const EmailText *made)
{
    EmailStates now = email_states(page);
    if (are_texts_as_in(page, &saved->states)) {
        email_show(page, &saved->contact, &saved->seen, true, made);
    } else {
        Contact loaded;
        contact_copy(&loaded, &saved->contact);
        contact_clear(&page->loaded);
        page->loaded = loaded;
        page->seen = saved->seen;
        page->loaded_states = saved->states;
        page->phone_warned = page->comments_warned = page->doubts_warned = false;
        email_presence_saw(page, &saved->seen.version);
    }
    for (size_t i = CONTACT_VALUES; i < CONTACT_FIELD_COUNT; i++) {
        if (contact_fields[i].type == CONTACT_TOGGLE && saved->states.of[i] != now.of[i])
            form_view_set_value(page->form.view, page->items[i], now.of[i]);
    }
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
        page->loaded_states.of[CONTACT_EMAILS] = email_state(page, CONTACT_EMAILS);
    }
    say_reverted(page, page->emails, form_page_state(&page->form, page->emails) != before);
}

/* Puts a value back; whether that changed something. */
static bool revert_value(EmailPage *page, size_t field)
{
    const char *loaded = contact_value(&page->loaded, field);
    bool text = contact_field_is_text(field);
    char *shown =
        text ? form_page_text(&page->form, page->items[field], NULL) : email_value(page, field);
    bool changed = strcmp(shown, loaded) != 0;
    if (changed)
        email_set_value(page, field, loaded, true);
    page->loaded_states.of[field] = email_state(page, field);
    free(shown);
    return changed;
}

void email_revert(EmailPage *page)
{
    const Form *form = page->form.page.form;
    size_t item = form_view_focus(page->form.view), field = CONTACT_VALUES;
    form_history_note(page->form.history);
    if (item >= form->field_count) {
        page_say(&page->form.page, STYLE_NORMAL, memory_text(form_text(form, "revert_none")));
    } else if (item == page->emails) {
        email_when_made(page, page->loaded.emails, revert_addresses, NULL, NULL);
    } else {
        while (field < CONTACT_FIELD_COUNT && page->items[field] != item)
            field++;
        say_reverted(page, item, field < CONTACT_FIELD_COUNT && revert_value(page, field));
    }
}
