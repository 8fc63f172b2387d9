/* The addresses as a list: what its keys do to the text of the form, and what its rows say. */
#include "tui/pages/fixture.h"

#include "base/memory.h"
#include "ledger/ledger.h"
#include "tui/pages/email/email_list_internal.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static Fixture fixture;
static EmailPage *form;

static void setup(void)
{
    fixture_init(&fixture);
    fixture_open_email(&fixture);
    form = (EmailPage *)stack_top(fixture.stack);
    form->frame_drawn = true; /* nothing is drawn here, but idle moments are used */
}

static void teardown(void)
{
    fixture_clear(&fixture);
}

TestSuite(email_list, .init = setup, .fini = teardown);

/* The list of a form that has `text`; everything is read. */
static EmailList *open_list(const char *text)
{
    if (text) {
        fixture_press(&fixture, "Ctrl-End");
        fixture_press(&fixture, "Ctrl-U");
        fixture_paste(&fixture, text);
    }
    fixture_press(&fixture, "Ctrl-F");
    fixture_expect_page(&fixture, "address-list");
    return (EmailList *)stack_top(fixture.stack);
}

static void draw(EmailList *list)
{
    while (email_rows_tick(form) == 0)
        continue;
    email_list_update(list);
    while (email_list_filter_work(list))
        list_view_reload(list->list.view);
    email_list_update(list);
}

static void expect_text(const char *expected)
{
    char *text = form_page_text(&form->form, form->emails, NULL);
    cr_expect_str_eq(text, expected);
    free(text);
}

/* Address and state of a row. */
static void expect_row(EmailList *list, size_t shown, const char *address, const char *state)
{
    Style style = STYLE_NORMAL;
    draw(list);
    cr_expect_str_eq(email_list_cell(list, shown, 1, &style), address, "row %zu", shown);
    cr_expect_str_eq(email_list_cell(list, shown, 2, &style), state, "row %zu", shown);
}

static void expect_chosen(EmailList *list, size_t row)
{
    draw(list);
    cr_expect_eq(email_list_chosen(list), row, "chosen is %zu", email_list_chosen(list));
}

static void press(const char *keys)
{
    char key[2] = {0};
    for (; *keys; keys++) {
        key[0] = *keys;
        fixture_press(&fixture, key);
    }
}

Test(email_list, each_row_tells_its_state)
{
    EmailList *list = open_list("a@x.org, New Man <c@x.org>, A@X.org, bad@@x.org");
    expect_row(list, 0, "a@x.org", "ok");
    expect_row(list, 1, "New Man <c@x.org>", "new");
    expect_row(list, 2, "A@X.org", "duplicate of row 1");
    expect_row(list, 3, "bad@@x.org",
               "! a second @: put a comma between two addresses, or delete one @");
    cr_expect_eq(email_list_count(list), 4);
}

Test(email_list, who_has_had_all_of_the_day_is_told)
{
    Error error;
    SiteLedger site_ledger;
    cr_assert(site_ledger_open(fixture.session.site, false, &site_ledger, &error), "%s",
              error.text);
    for (int i = 0; i < 3; i++) {
        static const char *const types[] = {"one", "two", "three"};
        const AlertTest test = {
            .name = types[i], .severity = SEVERITY_HIGH, .subscription = FIXTURE_ID};
        int64_t now = (int64_t)time(NULL);
        Alert alert;
        Reservation reservation;
        LedgerHeld held;
        alert_init_test(&alert, &test, now);
        const LedgerRequest request = {.alert = &alert, .address = "B@x.org", .now = now};
        cr_assert_eq(ledger_reserve(site_ledger.ledger, &request, &reservation, &held, &error),
                     LEDGER_RESERVED);
        alert_clear(&alert);
    }
    site_ledger_close(&site_ledger);
    EmailList *list = open_list(NULL);
    expect_row(list, 0, "a@x.org", "ok");
    Style style; /* as it is drawn, before the ledger has said anything */
    email_list_cell(list, 1, 2, &style);
    fixture_idle(&fixture);
    expect_row(list, 1, "b@x.org", "left today 0 of 3");
}

/* An alert was sent to b@x.org, and the server reports that it did not arrive. */
static void bounce(void)
{
    Error error = {0};
    SiteLedger site_ledger;
    Alert alert;
    Reservation reservation;
    LedgerHeld held;
    LedgerReported reported;
    int64_t now = (int64_t)time(NULL);
    const AlertTest test = {.name = "one", .severity = SEVERITY_HIGH, .subscription = FIXTURE_ID};
    cr_assert(site_ledger_open(fixture.session.site, false, &site_ledger, &error), "%s",
              error.text);
    alert_init_test(&alert, &test, now);
    const LedgerRequest request = {.alert = &alert, .address = "B@x.org", .now = now};
    cr_assert_eq(ledger_reserve(site_ledger.ledger, &request, &reservation, &held, &error),
                 LEDGER_RESERVED);
    const LedgerReport report = {.kind = LEDGER_REPORT_BOUNCED,
                                 .envelope_id = "",
                                 .message_id = reservation.message_id,
                                 .code = 550,
                                 .text = "550 5.1.1 no such user",
                                 .now = now};
    cr_assert_eq(ledger_note_report(site_ledger.ledger, &report, &reported, &error), LEDGER_NOTED);
    ledger_reported_clear(&reported);
    alert_clear(&alert);
    site_ledger_close(&site_ledger);
}

Test(email_list, an_address_that_bounced_is_told_in_the_list_and_in_the_form)
{
    bounce();
    EmailList *list = open_list(NULL);
    expect_row(list, 0, "a@x.org", "ok");
    Style style; /* as it is drawn, before the ledger has said anything */
    email_list_cell(list, 1, 2, &style);
    fixture_idle(&fixture);
    expect_row(list, 1, "b@x.org", "! bounced, passed over: 550 5.1.1 no such user");
    email_list_cell(list, 1, 2, &style);
    cr_expect_eq(style, STYLE_PROBLEM);
    fixture_press(&fixture, "Ctrl-F");
    fixture_idle(&fixture);
    cr_expect_eq(address_list_count(form->bounced.addresses), 1);
    FormProblem problem;
    cr_assert_eq(email_bounced_list(form, &problem, 0, 1), 1);
    cr_expect_str_eq(problem.text, "alerts pass over B@x.org, since mail to it bounced: 550 5.1.1 "
                                   "no such user");
    free(problem.text);
}

Test(email_list, rows_are_moved_and_removed_and_all_of_it_is_undone)
{
    EmailList *list = open_list(NULL);
    expect_chosen(list, 1);
    fixture_press(&fixture, "u");
    expect_text("b@x.org, a@x.org");
    expect_chosen(list, 0);
    fixture_press(&fixture, "u");
    expect_text("b@x.org, a@x.org");
    fixture_press(&fixture, "d");
    expect_text("a@x.org, b@x.org");
    expect_chosen(list, 1);
    fixture_press(&fixture, "t");
    expect_text("b@x.org, a@x.org");
    expect_chosen(list, 0);
    fixture_press(&fixture, "x");
    expect_text("a@x.org");
    fixture_expect_message(&fixture, "Removed: b@x.org. Ctrl-G brings it back");
    fixture_press(&fixture, "Delete");
    expect_text("");
    fixture_press(&fixture, "x");
    fixture_expect_message(&fixture, "There is no row here");
    for (int i = 0; i < 5; i++)
        fixture_press(&fixture, "Ctrl-G");
    expect_text("a@x.org, b@x.org");
    fixture_press(&fixture, "Esc");
    cr_expect_null(stack_top(fixture.stack)->class->mark(stack_top(fixture.stack)));
}

/* No drawing between them: as when they are typed ahead. */
Test(email_list, keys_in_a_row_find_the_list_right)
{
    EmailList *list = open_list("a@x.org,\nb@x.org,\nc@x.org,\nd@x.org");
    fixture_press(&fixture, "Home");
    press("dd");
    expect_text("b@x.org,\nc@x.org,\na@x.org,\nd@x.org");
    press("xu");
    expect_text("b@x.org,\nd@x.org,\nc@x.org");
    expect_chosen(list, 1);
    fixture_press(&fixture, "t");
    fixture_press(&fixture, "Down");
    fixture_press(&fixture, "x");
    expect_text("d@x.org,\nc@x.org");
}

Test(email_list, a_row_is_edited_in_its_place)
{
    EmailList *list = open_list(NULL);
    fixture_press(&fixture, "Enter");
    fixture_press(&fixture, "Backspace");
    fixture_type(&fixture, "G");
    expect_text("a@x.org, b@x.orG");
    fixture_press(&fixture, "Enter");
    expect_chosen(list, 1);
    expect_row(list, 1, "b@x.orG", "ok");
    fixture_press(&fixture, "Home");
    fixture_press(&fixture, "Enter");
    fixture_type(&fixture, ".uk; c@x.org");
    expect_text("a@x.org.uk; c@x.org, b@x.orG");
    fixture_press(&fixture, "Down");
    expect_row(list, 0, "a@x.org.uk", "new");
    expect_row(list, 1, "c@x.org", "new");
    fixture_press(&fixture, "Ctrl-G");
    expect_text("a@x.org, b@x.orG");
    fixture_press(&fixture, "Ctrl-G");
    expect_text("a@x.org, b@x.org");
}

Test(email_list, what_was_typed_is_left_by_esc_and_brought_back_by_redo)
{
    EmailList *list = open_list(NULL);
    fixture_press(&fixture, "Enter");
    fixture_type(&fixture, "zzz");
    fixture_press(&fixture, "Esc");
    expect_text("a@x.org, b@x.org");
    fixture_expect_message(&fixture, "Left as it was. Ctrl-R brings back what you typed");
    expect_chosen(list, 1);
    fixture_press(&fixture, "Ctrl-R");
    expect_text("a@x.org, b@x.orgzzz");
}

Test(email_list, a_row_is_added_behind_the_chosen_one)
{
    EmailList *list = open_list(NULL);
    fixture_press(&fixture, "Home");
    fixture_press(&fixture, "a");
    fixture_press(&fixture, "Enter");
    expect_text("a@x.org, b@x.org");
    fixture_press(&fixture, "a");
    fixture_type(&fixture, "c@x.org");
    expect_text("a@x.org, c@x.org, b@x.org");
    fixture_press(&fixture, "Enter");
    expect_chosen(list, 1);
    expect_row(list, 1, "c@x.org", "new");
    fixture_press(&fixture, "Ctrl-G");
    expect_text("a@x.org, b@x.org");
    cr_expect_not(email_is_touched(form));
}

Test(email_list, a_paste_tells_what_it_brought_and_is_undone_at_once)
{
    EmailList *list = open_list(NULL);
    fixture_press(&fixture, "Home");
    fixture_paste(&fixture,
                  "n@x.org\tm@x.org\r\n\"Last, First\" <l@x.org>;B@X.org\r\nbad@@x.org\r\n"
                  "n@x.org,\r\n");
    fixture_expect_message(&fixture, "Pasted: 3 added, 2 already there, 1 not valid: kept, to be "
                                     "mended; Ctrl-N leads to each. Ctrl-G takes it back");
    expect_text("a@x.org,\nn@x.org,m@x.org\n\"Last, First\" <l@x.org>;B@X.org\nbad@@x.org\nn@x.org"
                "\n, b@x.org");
    expect_chosen(list, 1);
    fixture_press(&fixture, "Ctrl-N");
    expect_chosen(list, 5);
    fixture_press(&fixture, "Ctrl-G");
    expect_text("a@x.org, b@x.org");
    fixture_press(&fixture, "Ctrl-R");
    cr_expect_eq(email_list_count(list), 8);
}

Test(email_list, a_paste_into_the_text_tells_it_too)
{
    fixture_press(&fixture, "Ctrl-End");
    fixture_paste(&fixture, "\nc@x.org\na@x.org\nd@x.org");
    fixture_expect_message(&fixture,
                           "Pasted: 2 added, 1 already there, 0 not valid. Ctrl-G takes it back");
    fixture_press(&fixture, "Ctrl-G");
    fixture_paste(&fixture, ", c@x.org");
    fixture_expect_message(&fixture, NULL);
}

Test(email_list, several_addresses_are_parted_from_what_they_are_pasted_beside)
{
    fixture_press(&fixture, "Ctrl-End");
    fixture_paste(&fixture, "c@x.org\nd@x.org");
    expect_text("a@x.org, b@x.org,\nc@x.org\nd@x.org");
    fixture_press(&fixture, "Ctrl-Home");
    fixture_paste(&fixture, "e@x.org; f@x.org");
    expect_text("e@x.org; f@x.org,\na@x.org, b@x.org,\nc@x.org\nd@x.org");
    fixture_press(&fixture, "Ctrl-G");
    fixture_press(&fixture, "Ctrl-G");
    expect_text("a@x.org, b@x.org");
    fixture_press(&fixture, "Ctrl-End");
    fixture_paste(&fixture, ".uk");
    expect_text("a@x.org, b@x.org.uk");
}

Test(email_list, a_filter_shows_what_contains_it_and_problems_are_gone_through)
{
    EmailList *list =
        open_list("anna@x.org, bad@@x.org, JOHANNA@x.org, c@x.org, hanna@, a@x.org, A@x.org");
    press("/anna");
    draw(list);
    cr_expect_eq(email_list_count(list), 3);
    cr_expect_eq(email_list_row(list, 1), 2);
    fixture_press(&fixture, "Ctrl-N");
    expect_chosen(list, 4);
    fixture_press(&fixture, "Esc");
    expect_chosen(list, 4);
    fixture_press(&fixture, "F8");
    expect_chosen(list, 1);
    press("p");
    draw(list);
    cr_expect_eq(email_list_count(list), 4);
    cr_expect_eq(email_list_row(list, 3), 6);
    press("n");
    expect_chosen(list, 4);
    press("x");
    draw(list);
    cr_expect_eq(email_list_count(list), 3);
    press("p");
    draw(list);
    cr_expect_eq(email_list_count(list), 6);
}

Test(email_list, sorting_is_undone)
{
    open_list("b@x.org, z, C <A@x.org>");
    press("s");
    fixture_expect_message(&fixture, "Sorted by address: 3 rows. Ctrl-G brings the order back");
    expect_text("z, C <A@x.org>, b@x.org");
    press("s");
    fixture_expect_message(&fixture, "Sorted already");
    fixture_press(&fixture, "Ctrl-G");
    expect_text("b@x.org, z, C <A@x.org>");
}

Test(email_list, undo_goes_on_in_the_other_fields_and_says_so)
{
    fixture_press(&fixture, "Tab");
    fixture_press(&fixture, "Tab");
    fixture_press(&fixture, "Space");
    EmailList *list = open_list(NULL);
    press("u");
    fixture_press(&fixture, "Ctrl-G");
    fixture_expect_message(&fixture, NULL);
    fixture_press(&fixture, "Ctrl-G");
    fixture_expect_message(&fixture, "Undone: Send me emails about alerts");
    fixture_press(&fixture, "Ctrl-R");
    fixture_expect_message(&fixture, "Done again: Send me emails about alerts");
    fixture_press(&fixture, "Ctrl-R");
    expect_text("b@x.org, a@x.org");
    cr_expect_eq(email_list_count(list), 2);
}

Test(email_list, a_save_from_the_list_saves_or_leads_to_what_is_wrong)
{
    EmailList *list = open_list("a@x.org, bad@@x.org, c@x.org");
    fixture_press(&fixture, "End");
    fixture_press(&fixture, "Ctrl-S");
    fixture_expect_message(&fixture, "Not saved: there is a problem with: "
                                     "Security contact email addresses");
    expect_chosen(list, 1);
    press("x");
    fixture_press(&fixture, "Ctrl-S");
    fixture_expect_message(&fixture, "Saved Contoso: 1 address added, 1 removed");
    fixture_expect_file(&fixture, "emails = [ \"a@x.org\", \"c@x.org\" ];\n"
                                  "phone = \"+14255550100\";\nalerts = false;\n");
    fixture_expect_page(&fixture, "address-list");
    email_rows_tick(form);
    expect_row(list, 1, "c@x.org", "ok");
}

/* Without bracketed paste an address comes as keys, some of which would be commands. */
Test(email_list, keys_that_are_a_paste_run_no_command)
{
    EmailList *list = open_list(NULL);
    for (const char *at = "xd@x.org\nu@x.org\n"; *at; at++)
        email_list_burst_key(list,
                             *at == '\n' ? (Key){PRESS_ENTER, 0} : (Key){(unsigned char)*at, 0});
    expect_text("a@x.org, b@x.org");
    cr_expect_gt(email_list_burst_tick(list), 0);
    fixture_press(&fixture, "Down");
    expect_text("a@x.org, b@x.org,\nxd@x.org\nu@x.org");
    fixture_press(&fixture, "Ctrl-G");
    for (const char *at = "uxa"; *at; at++)
        email_list_burst_key(list, (Key){(unsigned char)*at, 0});
    email_list_burst_end(list);
    expect_text("a@x.org");
    cr_expect(list->edit.on);
}

Test(email_list, leaving_puts_the_cursor_of_the_text_on_the_row)
{
    open_list("a@x.org, b@x.org, c@x.org");
    fixture_press(&fixture, "Up");
    fixture_press(&fixture, "Ctrl-F");
    fixture_expect_page(&fixture, "email-notifications");
    cr_expect_eq(textfield_cursor(form_view_field(form->form.view, form->emails)), 9);
}
