/* Many at once: one form for all marked subscriptions. A field shows what they have in common, or
 * how many values there are; only what is touched is changed. */
#include "base/memory.h"
#include "core/phone.h"
#include "tui/app/stack.h"
#include "tui/pages/bulk/bulk_form_internal.h"
#include "tui/pages/pages.h"

#include <stdlib.h>
#include <string.h>

#define SHOWN 3 /* problems with the addresses that are listed */
#define REST  700

#define NO_ITEM ((size_t)-1)

static const Form *form_of(const BulkFormPage *page)
{
    return page->many.form.page.form;
}

static FormView *view_of(const BulkFormPage *page)
{
    return page->many.form.view;
}

static size_t what_of(const BulkFormPage *page)
{
    return form_view_choice(view_of(page), ITEM_WHAT);
}

/* A number that nobody has typed is left alone; so is one that was typed and taken away where it
 * differs. */
static bool is_phone_touched(const BulkFormPage *page)
{
    if (form_page_state(&page->many.form, ITEM_PHONE) == page->phone_begun)
        return false;
    char *text = form_page_value(&page->many.form, ITEM_PHONE);
    bool touched = *text || common_phones(&page->common) == 1;
    free(text);
    return touched;
}

static bool is_touched(const BulkFormPage *page)
{
    char *emails = form_page_value(&page->many.form, ITEM_EMAILS);
    bool entered = *emails && (!page->filled || strcmp(emails, page->filled) != 0);
    free(emails);
    return entered || what_of(page) != WHAT_LEAVE || is_phone_touched(page) ||
           form_view_choice(view_of(page), ITEM_ALERTS) != ALERTS_LEAVE;
}

/* To set the list begins with what all have. */
static void fill_emails(BulkFormPage *page)
{
    char *text = form_page_value(&page->many.form, ITEM_EMAILS);
    bool common = bulk_form_is_read(page) && common_emails(&page->common) == 1;
    if (what_of(page) == WHAT_SET && !*text && !page->filled && common) {
        page->filled = address_list_print(page->common.first.emails, ", ");
        form_page_set_text(&page->many.form, ITEM_EMAILS, page->filled, true);
    }
    free(text);
}

static AddressList *parse_emails(const BulkFormPage *page, AddressFindings *findings, char **text)
{
    size_t length;
    AddressList *list = address_list_new();
    *text = form_page_text(&page->many.form, ITEM_EMAILS, &length);
    address_list_parse(list, *text, length, findings);
    return list;
}

/* What the addresses lack though each of them may be right; NULL: nothing. */
static const char *list_problem(const BulkFormPage *page, const AddressList *list, bool *notice)
{
    size_t what = what_of(page), count = address_list_count(list);
    *notice = what == WHAT_SET || (what == WHAT_LEAVE && !page->many.strict);
    if (what == WHAT_LEAVE && count > 0)
        return form_text(form_of(page), "choose_above");
    if (what == WHAT_SET && count == 0)
        return form_text(form_of(page), "empties");
    if ((what == WHAT_ADD || what == WHAT_REMOVE) && count == 0 && page->many.strict)
        return form_text(form_of(page), "enter_some");
    return NULL;
}

static void check_emails(BulkFormPage *page)
{
    AddressFindings findings = {0};
    FormProblem problems[SHOWN + 2];
    size_t count = 0, length;
    char *text;
    AddressList *list = parse_emails(page, &findings, &text);
    length = strlen(text);
    for (size_t i = 0; i < findings.count && count < SHOWN; i++) {
        if (findings.items[i].item.problem != ADDRESS_OK)
            problems[count++] =
                (FormProblem){address_finding_text(&findings.items[i], text, length, list), false};
    }
    if (findings.invalid > count) {
        char *more = words_count(form_of(page), "more", findings.invalid - count, false);
        problems[count++] = (FormProblem){more, false};
    }
    bool notice;
    const char *lacks = findings.invalid == 0 ? list_problem(page, list, &notice) : NULL;
    if (lacks)
        problems[count++] = (FormProblem){memory_text(lacks), notice};
    page->problems[ITEM_EMAILS] = findings.invalid + (lacks && !notice);
    form_view_set_problems(view_of(page), ITEM_EMAILS, problems, count);
    for (size_t i = 0; i < count; i++)
        free(problems[i].text);
    address_list_free(list);
    address_findings_clear(&findings);
    free(text);
}

/* What was typed as the phone number: true where it is none at all. */
static bool is_no_phone(const char *text)
{
    return !*text || strcmp(text, "none") == 0;
}

static void check_phone(BulkFormPage *page)
{
    char *text = form_page_value(&page->many.form, ITEM_PHONE), *problem = NULL, *note = NULL;
    PhoneNumber number;
    bool touched = is_phone_touched(page);
    if (touched && is_no_phone(text)) {
        note = memory_text(form_text(form_of(page), "phone_removed"));
    } else if (touched) {
        PhoneVerdict verdict = phone_parse(text, &number, NULL);
        if (verdict == PHONE_OK || phone_is_warning(verdict))
            note = memory_text(form_text(form_of(page), "phone_set"));
        else
            problem = phone_verdict_text(verdict, &number);
    }
    if (note || (problem && bulk_form_is_read(page)))
        form_view_set_note(view_of(page), ITEM_PHONE, STYLE_HINT, note ? note : "");
    else if (bulk_form_is_read(page))
        bulk_form_show_phone_note(page);
    bulk_form_set_problem(&page->many, ITEM_PHONE, problem);
    page->problems[ITEM_PHONE] = problem != NULL;
    free(problem);
    free(note);
    free(text);
}

static bool is_checked(const BulkFormPage *page)
{
    return page->checked && page->what_checked == what_of(page) &&
           page->emails_checked == form_page_state(&page->many.form, ITEM_EMAILS) &&
           page->phone_checked == form_page_state(&page->many.form, ITEM_PHONE);
}

static void check_all(BulkFormPage *page)
{
    fill_emails(page);
    check_emails(page);
    check_phone(page);
    page->checked = true;
    page->what_checked = what_of(page);
    page->emails_checked = form_page_state(&page->many.form, ITEM_EMAILS);
    page->phone_checked = form_page_state(&page->many.form, ITEM_PHONE);
}

/* What is being typed is not called wrong before the typing rests. */
static int tick(Page *base)
{
    BulkFormPage *page = (BulkFormPage *)base;
    if (!bulk_form_is_read(page)) {
        int wait = bulk_form_read_on(page);
        page->checked = page->checked && !bulk_form_is_read(page);
        return wait;
    }
    if (is_checked(page))
        return -1;
    long rested = page_now() - page->many.form.last_edit;
    if (page->what_checked == what_of(page) && rested < REST)
        return (int)(REST - rested);
    check_all(page);
    return 0;
}

static void take_emails(const BulkFormPage *page, ContactChange *change)
{
    size_t what = what_of(page);
    if (what == WHAT_LEAVE)
        return;
    AddressFindings findings = {0};
    char *text;
    AddressList *list = parse_emails(page, &findings, &text);
    *(what == WHAT_ADD      ? &change->add
      : what == WHAT_REMOVE ? &change->remove
                            : &change->emails) = list;
    address_findings_clear(&findings);
    free(text);
}

static void take_phone(const BulkFormPage *page, ContactChange *change)
{
    if (!is_phone_touched(page))
        return;
    PhoneNumber number;
    char *text = form_page_value(&page->many.form, ITEM_PHONE);
    change->phone_given = true;
    if (!is_no_phone(text)) {
        phone_parse(text, &number, NULL);
        change->phone = memory_text(number.e164);
    }
    free(text);
}

static void take_change(const BulkFormPage *page, ContactChange *change)
{
    size_t alerts = form_view_choice(view_of(page), ITEM_ALERTS);
    *change =
        (ContactChange){.alerts_given = alerts != ALERTS_LEAVE, .alerts = alerts == ALERTS_ON};
    take_emails(page, change);
    take_phone(page, change);
}

/* A number that may be wrong is taken when that has been said: true where it is said now. */
static bool warn_of_phone(BulkFormPage *page)
{
    PhoneNumber number;
    char *text = form_page_value(&page->many.form, ITEM_PHONE);
    bool given = is_phone_touched(page) && !is_no_phone(text);
    PhoneVerdict verdict = given ? phone_parse(text, &number, NULL) : PHONE_OK;
    free(text);
    if (!phone_is_warning(verdict) || page->phone_warned)
        return false;
    char *words_of_it = phone_verdict_text(verdict, &number);
    page->phone_warned = true;
    form_view_set_focus(view_of(page), ITEM_PHONE);
    page_say(&page->many.form.page, STYLE_PROBLEM,
             words(form_of(page), "phone_again", words_of_it));
    free(words_of_it);
    return true;
}

static size_t first_problem(const BulkFormPage *page, size_t from)
{
    for (size_t i = 0; i <= ITEM_ALERTS; i++) {
        size_t item = (from + i) % (ITEM_ALERTS + 1);
        if (page->problems[item] > 0)
            return item;
    }
    return NO_ITEM;
}

static void command_preview(void *data)
{
    BulkFormPage *page = data;
    ContactChange change;
    page->many.strict = true;
    check_all(page);
    size_t problems = page->problems[ITEM_EMAILS] + page->problems[ITEM_PHONE];
    if (problems > 0) {
        bulk_form_refuse(&page->many, problems, first_problem(page, 0));
        return;
    }
    if (warn_of_phone(page))
        return;
    take_change(page, &change);
    if (contact_change_is_empty(&change))
        page_say(&page->many.form.page, STYLE_NORMAL,
                 memory_text(form_text(form_of(page), "untouched")));
    else
        bulk_form_preview(&page->many, &change);
}

static void command_next_problem(void *data)
{
    BulkFormPage *page = data;
    page->many.strict = true;
    check_all(page);
    size_t item = first_problem(page, form_view_focus(view_of(page)) + 1);
    if (item != NO_ITEM)
        form_view_set_focus(view_of(page), item);
    else
        page_say(&page->many.form.page, STYLE_GOOD,
                 memory_text(form_text(form_of(page), "no_problem")));
}

static bool leave(Page *base)
{
    return bulk_form_leave((BulkForm *)base, is_touched((BulkFormPage *)base));
}

/* What is previewed, and what an empty list begins with, is known once all are read. */
static bool waits(Page *base, const Binding *binding)
{
    const BulkFormPage *page = (BulkFormPage *)base;
    const FormView *view = view_of(page);
    if (bulk_form_is_read(page))
        return false;
    if (!binding)
        return what_of(page) == WHAT_SET && form_view_focus(view) == ITEM_EMAILS && !page->filled;
    bool button =
        strcmp(binding->command, "press") == 0 && form_view_focus_kind(view) == FORM_ITEM_BUTTON;
    return button || strcmp(binding->command, "preview") == 0;
}

static void close_page(Page *base)
{
    BulkFormPage *page = (BulkFormPage *)base;
    if (page->load)
        stack_tell(base->session->stack, NULL);
    contact_load_free(page->load);
    common_clear(&page->common);
    free(page->filled);
    bulk_form_clear(&page->many);
    free(page);
}

static const BindingCommand commands[] = {
    {"preview", command_preview}, {"next-problem", command_next_problem}, {NULL, NULL}};

static const PageClass bulk_form_class = {
    .form = "many",
    .commands = commands,
    .draw = bulk_form_draw,
    .focus = form_page_focus,
    .waits = waits,
    .key = form_page_key,
    .click = form_page_click,
    .paste = form_page_paste,
    .tick = tick,
    .background = bulk_form_background,
    .keep = bulk_form_keep,
    .shown = bulk_form_shown,
    .leave = leave,
    .close = close_page,
};

/* What they have in common is another thing now. */
static void rechosen(BulkForm *many)
{
    BulkFormPage *page = (BulkFormPage *)many;
    contact_load_free(page->load);
    page->load = NULL;
    common_clear(&page->common);
    common_init(&page->common);
    page->read = page->unreadable = 0;
    page->checked = false;
    free(page->filled);
    page->filled = NULL;
    if (form_page_state(&many->form, ITEM_PHONE) == page->phone_begun) {
        form_page_set_text(&many->form, ITEM_PHONE, "", false);
        form_draft_expect(many->draft, ITEM_PHONE, "");
        page->phone_begun = form_page_state(&many->form, ITEM_PHONE);
    }
}

Page *bulk_form_page_new(Session *session)
{
    BulkFormPage *page = memory_new(sizeof *page);
    static const BulkFormWords intros = {"intro", "intro"};
    common_init(&page->common);
    bulk_form_init(&page->many, &bulk_form_class, session, false, &intros, command_preview);
    page->many.rechosen = rechosen;
    page->phone_begun = form_page_state(&page->many.form, ITEM_PHONE);
    return &page->many.form.page;
}

void bulk_form_page_open(Session *session)
{
    bulk_form_open((BulkForm *)bulk_form_page_new(session));
}
