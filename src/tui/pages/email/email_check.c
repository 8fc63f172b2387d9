/* Email notifications: what is wrong with the fields, while they are typed. */
#include "base/memory.h"
#include "core/contact_field.h"
#include "tui/pages/email/email_internal.h"

#include <stdlib.h>
#include <string.h>

#define LARGE      65536 /* bytes: beyond, a text is checked when the typing rests */
#define LARGE_REST 200   /* milliseconds */
#define JUDGE_REST 700   /* before an unfinished item is called wrong */

static TextField *field_of(const EmailPage *page, size_t item)
{
    return form_view_field(page->form.view, item);
}

void email_checked_clear(EmailPage *page)
{
    EmailChecked *checked = &page->addresses;
    address_list_free(checked->list);
    address_findings_clear(&checked->findings);
    email_doubts_clear(&checked->doubts);
    *checked = (EmailChecked){0};
}

static bool are_addresses_checked(const EmailPage *page)
{
    return page->addresses.done &&
           page->addresses.state == form_page_state(&page->form, page->emails);
}

static bool is_long(const EmailPage *page)
{
    return text_length(textfield_text(field_of(page, page->emails))) > JOB_LONG;
}

void email_checked_take(EmailPage *page, EmailVerify *verify, unsigned long state)
{
    email_checked_clear(page);
    page->addresses = (EmailChecked){.done = true,
                                     .state = state,
                                     .list = verify->list,
                                     .findings = verify->findings,
                                     .doubts = verify->doubts,
                                     .plain = verify->plain};
    verify->list = NULL;
    verify->findings = (AddressFindings){0};
    verify->doubts = (EmailDoubts){0};
    email_verify_free(verify);
}

void email_checked_set(EmailPage *page, const AddressList *list)
{
    AddressList *copy = address_list_copy(list);
    email_checked_clear(page);
    page->addresses = (EmailChecked){.done = true,
                                     .state = form_page_state(&page->form, page->emails),
                                     .list = copy,
                                     .plain = true};
}

static void check_addresses(EmailPage *page, bool lenient)
{
    if (!are_addresses_checked(page)) {
        EmailVerify *verify =
            email_verify_new(textfield_text(field_of(page, page->emails)), page->loaded.emails);
        email_verify_run(verify, NULL);
        email_checked_take(page, verify, form_page_state(&page->form, page->emails));
    }
    email_findings_show(page, lenient);
}

static void show_phone(EmailPage *page)
{
    PhoneChecked *checked = &page->number;
    FormProblem problem = {0};
    char *note = NULL;
    bool good = checked->empty || checked->verdict == PHONE_OK;
    if (!checked->empty && (good || phone_is_warning(checked->verdict)))
        note = phone_display(&checked->number);
    if (!good && !checked->open) {
        char *verdict = phone_verdict_text(checked->verdict, &checked->number);
        problem.text = phone_is_warning(checked->verdict)
                           ? words(page->form.page.form, "phone_warning", verdict)
                           : memory_text(verdict);
        free(verdict);
    }
    form_view_set_problems(page->form.view, page->items[CONTACT_PHONE], &problem,
                           problem.text ? 1 : 0);
    form_view_set_note(page->form.view, page->items[CONTACT_PHONE], STYLE_HINT, note ? note : "");
    free(problem.text);
    free(note);
}

static void check_phone(EmailPage *page, bool lenient)
{
    PhoneChecked *checked = &page->number;
    unsigned long state = email_state(page, CONTACT_PHONE);
    if (!checked->done || checked->state != state) {
        char *text = form_page_text(&page->form, page->items[CONTACT_PHONE], NULL);
        checked->empty = text[strspn(text, " ")] == '\0';
        checked->verdict = PHONE_OK;
        if (!checked->empty)
            checked->verdict = phone_parse(text, &checked->number, NULL);
        free(text);
        checked->done = true;
        checked->state = state;
    }
    checked->open = lenient && !checked->empty && checked->verdict != PHONE_OK &&
                    form_view_focus(page->form.view) == page->items[CONTACT_PHONE];
    show_phone(page);
}

/* Alerts that are on and reach nobody deserve a word. Returns whether that is news. */
static bool check_alerts(EmailPage *page)
{
    const EmailChecked *checked = &page->addresses;
    bool nobody = form_view_value(page->form.view, page->items[CONTACT_ALERTS]) && checked->done &&
                  address_list_count(checked->list) == 0 && checked->findings.invalid == 0;
    if (nobody == page->nobody)
        return false;
    page->nobody = nobody;
    char *text = nobody ? memory_text(form_text(page->form.page.form, "nobody")) : NULL;
    const FormProblem notice = {text, true};
    form_view_set_problems(page->form.view, page->items[CONTACT_ALERTS], &notice, nobody ? 1 : 0);
    free(text);
    return true;
}

/* What of a page a check looked at; another one is due when it is not the same any more. */
static bool is_checked(const EmailPage *page)
{
    return are_addresses_checked(page) && page->addresses.told && page->number.done &&
           page->number.state == email_state(page, CONTACT_PHONE);
}

bool email_is_checked(const EmailPage *page)
{
    return are_addresses_checked(page) || !is_long(page);
}

/* A long check has ended: what it found is shown, unless the text has changed meanwhile. */
static void long_check_done(EmailPage *page, void *data, bool complete)
{
    EmailVerify *verify = data;
    unsigned long state = page->checking.state;
    void (*then)(EmailPage * page) = page->checking.then;
    bool same = state == form_page_state(&page->form, page->emails);
    complete = complete && verify->complete;
    bool of_use = complete && (same || (then && verify->findings.invalid == 0));
    page->checking.then = NULL;
    if (of_use)
        email_checked_take(page, verify, state);
    else
        email_verify_free(verify);
    if (of_use && same)
        email_findings_show(page, false);
    if (of_use && then) {
        check_phone(page, false);
        then(page);
    } else if (complete && then) {
        email_when_checked(page, then); /* something was wrong, and has been changed since */
    }
}

static void free_verify(void *verify)
{
    email_verify_free(verify);
}

/* What was found before is of no use any more. */
static void start_long_check(EmailPage *page, void (*then)(EmailPage *page))
{
    email_checked_clear(page);
    page->checking.state = form_page_state(&page->form, page->emails);
    page->checking.then = then;
    page->checking.stopped = false;
    const Text *text = textfield_text(field_of(page, page->emails));
    const EmailJob job = {email_verify_run, long_check_done, free_verify, text_length(text)};
    email_work_start(page, EMAIL_CHECKING, &job, email_verify_new(text, page->loaded.emails));
}

void email_check_stopped(EmailPage *page)
{
    const Form *form = page->form.page.form;
    page->checking.then = NULL;
    page->checking.stopped = true;
    form_view_set_note(page->form.view, page->emails, STYLE_PROBLEM,
                       form_text(form, "not_checked"));
    page_say(&page->form.page, STYLE_PROBLEM, memory_text(form_text(form, "check_stopped")));
}

void email_when_checked(EmailPage *page, void (*then)(EmailPage *page))
{
    EmailTask task = email_work_task(page);
    if (task == EMAIL_SAVING) {
        page_say(&page->form.page, STYLE_NORMAL,
                 memory_text(form_text(page->form.page.form, "still_saving")));
    } else if (email_is_checked(page)) {
        email_check(page, true);
        then(page);
    } else if (task == EMAIL_CHECKING && !email_work_is_stopping(page) &&
               page->checking.state == form_page_state(&page->form, page->emails)) {
        page->checking.then = then;
    } else {
        start_long_check(page, then);
    }
}

bool email_must_wait(const EmailPage *page, unsigned needs)
{
    EmailTask task = email_work_task(page);
    bool busy = task == EMAIL_SAVING || (task == EMAIL_CHECKING && page->checking.then);
    return task == EMAIL_MAKING || (busy && (needs & NEEDS_IDLE));
}

/* Has a long text checked once the typing rests. Returns as email_check() does. */
static int check_long(EmailPage *page, long rested)
{
    EmailTask task = email_work_task(page);
    unsigned long state = form_page_state(&page->form, page->emails);
    bool outdated = task == EMAIL_CHECKING && page->checking.state != state;
    if (outdated && !page->checking.then)
        email_work_stop(page);
    if (task != EMAIL_IDLE || (page->checking.stopped && page->checking.state == state))
        return -1;
    if (rested < LARGE_REST)
        return (int)(LARGE_REST - rested);
    start_long_check(page, NULL);
    return -1;
}

/* The rest of the page, while a long text is not checked. */
static int check_beside(EmailPage *page, long rested)
{
    PhoneChecked *number = &page->number;
    int wait = check_long(page, rested);
    bool same = number->done && number->state == email_state(page, CONTACT_PHONE);
    bool news =
        !same || (number->open && (rested >= JUDGE_REST ||
                                   form_view_focus(page->form.view) != page->items[CONTACT_PHONE]));
    if (news)
        check_phone(page, rested < JUDGE_REST);
    if (check_alerts(page) || news)
        return 0;
    if (number->open && (wait < 0 || wait > JUDGE_REST - rested))
        return (int)(JUDGE_REST - rested);
    return wait;
}

int email_check(EmailPage *page, bool all)
{
    long rested = page_now() - page->form.last_edit;
    if (!all && !email_is_checked(page))
        return check_beside(page, rested);
    size_t focus = form_view_focus(page->form.view);
    bool open = page->addresses.open || page->number.open;
    bool left = (page->addresses.open && focus != page->emails) ||
                (page->number.open && focus != page->items[CONTACT_PHONE]);
    bool same = is_checked(page);
    size_t length = text_length(textfield_text(field_of(page, page->emails)));
    bool large = page->addresses.done && length > LARGE;
    long wait = same ? (open && !left ? JUDGE_REST : 0) : large ? LARGE_REST : 0;
    if (!all && rested < wait)
        return (int)(wait - rested);
    bool lenient = !all && rested < JUDGE_REST;
    if (!same || open || all) {
        check_addresses(page, lenient);
        check_phone(page, lenient);
    }
    bool news = check_alerts(page);
    return same && !open && !news ? -1 : 0;
}

static bool phone_is_wrong(const EmailPage *page)
{
    const PhoneChecked *checked = &page->number;
    return !checked->empty && checked->verdict != PHONE_OK && !phone_is_warning(checked->verdict);
}

size_t email_problems(const EmailPage *page)
{
    return page->addresses.findings.invalid + phone_is_wrong(page);
}

/* The first finding of an invalid item that begins behind `at`; NULL where there is none. */
static const AddressFinding *invalid_behind(const EmailPage *page, size_t at, bool any)
{
    const AddressFindings *findings = &page->addresses.findings;
    for (size_t i = 0; i < findings->count; i++) {
        const AddressItem *item = &findings->items[i].item;
        if (item->problem != ADDRESS_OK && (any || item->start > at))
            return &findings->items[i];
    }
    return NULL;
}

bool email_next_problem(EmailPage *page)
{
    FormView *view = page->form.view;
    TextField *field = field_of(page, page->emails);
    bool in_emails = form_view_focus(view) == page->emails;
    const AddressFinding *next = invalid_behind(page, textfield_cursor(field), !in_emails);
    if (!next && phone_is_wrong(page)) {
        form_view_set_focus(view, page->items[CONTACT_PHONE]);
        page_say(&page->form.page, STYLE_PROBLEM,
                 phone_verdict_text(page->number.verdict, &page->number.number));
        return true;
    }
    if (!next)
        next = invalid_behind(page, 0, true);
    if (!next)
        return false;
    form_view_set_focus(view, page->emails);
    textfield_go(field, next->item.problem_at);
    form_view_touch(view, page->emails);
    page_say(&page->form.page, STYLE_PROBLEM, email_finding_words(page, next));
    return true;
}

/* What the form has for a value: what was loaded, where nobody has touched it. */
static void take_value(const EmailPage *page, Contact *contact, size_t field)
{
    const PhoneChecked *number = &page->number;
    bool same = email_state(page, field) == page->loaded_states.of[field];
    if (contact_fields[field].type == CONTACT_NUMBER && !same) {
        contact_set_value(contact, field, number->empty ? NULL : number->number.e164);
        return;
    }
    char *value = email_value(page, field);
    contact_set_value(contact, field, same ? contact_value(&page->loaded, field) : value);
    free(value);
}

void email_contact(const EmailPage *page, Contact *contact)
{
    *contact = (Contact){.emails = address_list_copy(page->addresses.list)};
    for (size_t i = CONTACT_VALUES; i < CONTACT_FIELD_COUNT; i++)
        take_value(page, contact, i);
}
