/* Many at once: one form for all marked subscriptions. A field shows what they have in common, or
 * how many values there are; only what is touched is changed. */
#include "base/language.h"
#include "base/memory.h"
#include "core/contact_field.h"
#include "core/phone.h"
#include "tui/app/stack.h"
#include "tui/pages/bulk/bulk_form_internal.h"
#include "tui/pages/pages.h"

#include <stdlib.h>
#include <string.h>

#define SHOWN 3 /* problems with the addresses that are listed */
#define REST  700

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

static unsigned long state_of(const BulkFormPage *page, size_t field)
{
    return form_page_state(&page->many.form, page->items[field]);
}

static char *value_of(const BulkFormPage *page, size_t field)
{
    return form_page_value(&page->many.form, page->items[field]);
}

/* A text that nobody has typed is left alone; so is one that was typed and taken away where it
 * differs. */
static bool is_text_touched(const BulkFormPage *page, size_t field)
{
    if (state_of(page, field) == page->begun[field])
        return false;
    char *text = value_of(page, field);
    bool touched = *text || common_values(&page->common, field) == 1;
    free(text);
    return touched;
}

static bool is_value_touched(const BulkFormPage *page, size_t field)
{
    size_t item = page->items[field];
    return bulk_form_has_text(page, field)
               ? is_text_touched(page, field)
               : item != BULK_FORM_NO_ITEM && form_view_choice(view_of(page), item) != TOGGLE_LEAVE;
}

static bool is_touched(const BulkFormPage *page)
{
    char *emails = form_page_value(&page->many.form, ITEM_EMAILS);
    bool entered = *emails && (!page->filled || strcmp(emails, page->filled) != 0);
    free(emails);
    bool touched = entered || what_of(page) != WHAT_LEAVE;
    for (size_t i = CONTACT_VALUES; i < CONTACT_FIELD_COUNT; i++)
        touched = touched || is_value_touched(page, i);
    return touched;
}

/* To set the list begins with what all have. */
static void fill_emails(BulkFormPage *page)
{
    char *text = form_page_value(&page->many.form, ITEM_EMAILS);
    bool common = bulk_form_is_read(page) && common_values(&page->common, CONTACT_EMAILS) == 1;
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
    page->problems[CONTACT_EMAILS] = findings.invalid + (lacks && !notice);
    form_view_set_problems(view_of(page), ITEM_EMAILS, problems, count);
    for (size_t i = 0; i < count; i++)
        free(problems[i].text);
    address_list_free(list);
    address_findings_clear(&findings);
    free(text);
}

/* What was typed as a text: true where it is none at all. */
static bool is_none(const char *text)
{
    return !*text || strcmp(text, "none") == 0;
}

/* What is wrong with a value that is typed; NULL: nothing. The caller frees it. */
static char *text_problem(size_t field, const char *text)
{
    PhoneNumber number;
    const char *expected;
    if (contact_fields[field].type != CONTACT_NUMBER)
        return contact_value_is_valid(field, text, &expected) ? NULL : memory_text(_(expected));
    PhoneVerdict verdict = phone_parse(text, &number, NULL);
    bool good = verdict == PHONE_OK || phone_is_warning(verdict);
    return good ? NULL : phone_verdict_text(verdict, &number);
}

static void check_text(BulkFormPage *page, size_t field)
{
    char *text = value_of(page, field), *problem = NULL;
    size_t item = page->items[field];
    const char *note = NULL;
    bool touched = is_text_touched(page, field);
    if (touched && !is_none(text))
        problem = text_problem(field, text);
    if (touched && !problem)
        note = form_text(form_of(page), is_none(text) ? "text_removed" : "text_set");
    if (note || (problem && bulk_form_is_read(page)))
        form_view_set_note(view_of(page), item, STYLE_HINT, note ? note : "");
    else if (bulk_form_is_read(page))
        bulk_form_show_text_note(page, field);
    bulk_form_set_problem(&page->many, item, problem);
    page->problems[field] = problem != NULL;
    free(problem);
    free(text);
}

/* Whether what was checked of a field is what it has now. */
static bool is_field_checked(const BulkFormPage *page, size_t field)
{
    bool text = field == CONTACT_EMAILS || bulk_form_has_text(page, field);
    return !text || page->states_checked[field] == state_of(page, field);
}

static bool is_checked(const BulkFormPage *page)
{
    size_t checked = 0;
    while (checked < CONTACT_FIELD_COUNT && is_field_checked(page, checked))
        checked++;
    return page->checked && page->what_checked == what_of(page) && checked == CONTACT_FIELD_COUNT;
}

static void check_all(BulkFormPage *page)
{
    fill_emails(page);
    check_emails(page);
    page->states_checked[CONTACT_EMAILS] = state_of(page, CONTACT_EMAILS);
    for (size_t i = CONTACT_VALUES; i < CONTACT_FIELD_COUNT; i++) {
        if (!bulk_form_has_text(page, i))
            continue;
        check_text(page, i);
        page->states_checked[i] = state_of(page, i);
    }
    page->checked = true;
    page->what_checked = what_of(page);
}

/* What is being typed is not called wrong before the typing rests. */
static int tick(Page *base)
{
    BulkFormPage *page = (BulkFormPage *)base;
    if (!bulk_form_is_read(page)) {
        bulk_form_read_on(page);
        return -1;
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

static void take_text(const BulkFormPage *page, ContactChange *change, size_t field)
{
    PhoneNumber number;
    char *text = value_of(page, field);
    bool none = is_none(text);
    if (!none && contact_fields[field].type == CONTACT_NUMBER)
        phone_parse(text, &number, NULL);
    change->values[field] = memory_text(none                                           ? ""
                                        : contact_fields[field].type == CONTACT_NUMBER ? number.e164
                                                                                       : text);
    free(text);
}

static void take_change(const BulkFormPage *page, ContactChange *change)
{
    *change = (ContactChange){0};
    take_emails(page, change);
    for (size_t i = CONTACT_VALUES; i < CONTACT_FIELD_COUNT; i++) {
        if (!is_value_touched(page, i))
            continue;
        if (bulk_form_has_text(page, i))
            take_text(page, change, i);
        else
            change->values[i] = memory_text(
                form_view_choice(view_of(page), page->items[i]) == TOGGLE_ON ? "on" : "off");
    }
}

/* A number that may be wrong is taken when that has been said: true where it is said now. */
static bool warn_of_phone(BulkFormPage *page)
{
    PhoneNumber number;
    char *text = value_of(page, CONTACT_PHONE);
    bool given = is_text_touched(page, CONTACT_PHONE) && !is_none(text);
    PhoneVerdict verdict = given ? phone_parse(text, &number, NULL) : PHONE_OK;
    free(text);
    if (!phone_is_warning(verdict) || page->phone_warned)
        return false;
    char *words_of_it = phone_verdict_text(verdict, &number);
    page->phone_warned = true;
    form_view_set_focus(view_of(page), page->items[CONTACT_PHONE]);
    page_say(&page->many.form.page, STYLE_PROBLEM,
             words(form_of(page), "phone_again", words_of_it));
    free(words_of_it);
    return true;
}

static size_t problems_at(const BulkFormPage *page, size_t item)
{
    size_t problems = 0;
    for (size_t i = 0; i < CONTACT_FIELD_COUNT; i++)
        problems += page->items[i] == item ? page->problems[i] : 0;
    return problems;
}

static size_t first_problem(const BulkFormPage *page, size_t from)
{
    size_t count = form_of(page)->field_count;
    for (size_t i = 0; i < count; i++) {
        if (problems_at(page, (from + i) % count) > 0)
            return (from + i) % count;
    }
    return BULK_FORM_NO_ITEM;
}

static void command_preview(void *data)
{
    BulkFormPage *page = data;
    ContactChange change;
    page->many.strict = true;
    check_all(page);
    size_t problems = 0;
    for (size_t i = 0; i < CONTACT_FIELD_COUNT; i++)
        problems += page->problems[i];
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
    if (item != BULK_FORM_NO_ITEM)
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
    common_clear(&page->common);
    free(page->filled);
    bulk_form_clear(&page->many);
    free(page);
}

static const BindingCommand commands[] = {
    {"preview", command_preview, 0}, {"next-problem", command_next_problem, 0}, {NULL, NULL, 0}};

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
    job_drop(page->job);
    page->job = NULL;
    common_clear(&page->common);
    common_init(&page->common);
    page->read = page->unreadable = 0;
    page->checked = false;
    free(page->filled);
    page->filled = NULL;
    for (size_t i = CONTACT_VALUES; i < CONTACT_FIELD_COUNT; i++) {
        if (!bulk_form_has_text(page, i) || state_of(page, i) != page->begun[i])
            continue;
        form_page_set_text(&many->form, page->items[i], "", false);
        form_draft_expect(many->draft, page->items[i], "");
        page->begun[i] = state_of(page, i);
    }
}

Page *bulk_form_page_new(Session *session)
{
    BulkFormPage *page = memory_new(sizeof *page);
    static const BulkFormWords intros = {"intro", "intro"};
    common_init(&page->common);
    bulk_form_init(&page->many, &bulk_form_class, session, false, &intros, command_preview);
    page->many.rechosen = rechosen;
    for (size_t i = 0; i < CONTACT_FIELD_COUNT; i++) {
        const char *name = contact_fields[i].name;
        page->items[i] = form_field(form_of(page), name) ? form_page_item(&page->many.form, name)
                                                         : BULK_FORM_NO_ITEM;
        if (bulk_form_has_text(page, i))
            page->begun[i] = state_of(page, i);
    }
    return &page->many.form.page;
}

void bulk_form_page_open(Session *session)
{
    bulk_form_open((BulkForm *)bulk_form_page_new(session));
}
