/* Email notifications: what saving, leaving and a second saver do, by the keys that a user presses.
 */
#include "fixture.h"

#include "tui/pages/email/email_internal.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static Fixture fixture;

static void setup(void)
{
    fixture_init(&fixture);
    fixture_open_email(&fixture);
}

static void teardown(void)
{
    fixture_clear(&fixture);
}

TestSuite(email, .init = setup, .fini = teardown);

/* What another operator saves meanwhile. */
static void another_saves(const char *text)
{
    temporary_write(fixture.directory, FIXTURE_FILE, text);
}

#define UNTOUCHED                                                                                  \
    "emails = [ \"a@x.org\", \"b@x.org\" ];\nphone = \"+14255550100\";\nalerts = false;\n"

Test(email, a_save_says_what_it_changed)
{
    fixture_press(&fixture, "End");
    fixture_type(&fixture, ", c@x.org");
    fixture_press(&fixture, "Tab");
    fixture_press(&fixture, "Tab");
    fixture_press(&fixture, "Space");
    fixture_press(&fixture, "Ctrl-S");
    fixture_expect_message(&fixture, "Saved Contoso: 1 address added, alerts on");
    fixture_expect_file(&fixture, "emails = [ \"a@x.org\", \"b@x.org\", \"c@x.org\" ];\n"
                                  "phone = \"+14255550100\";\nalerts = true;\n");
    fixture_press(&fixture, "Ctrl-S");
    fixture_expect_message(&fixture, "Nothing to save: Contoso is as it was");
}

Test(email, a_save_with_problems_saves_nothing_and_goes_to_the_first)
{
    fixture_press(&fixture, "End");
    fixture_type(&fixture, ", bad@@x.org");
    fixture_press(&fixture, "Tab");
    fixture_type(&fixture, "x");
    fixture_press(&fixture, "Ctrl-S");
    fixture_expect_message(&fixture, "Not saved: 2 problems; the first one is with: "
                                     "Security contact email addresses");
    fixture_expect_file(&fixture, UNTOUCHED);
    fixture_type(&fixture, "!");
    fixture_press(&fixture, "Ctrl-N");
    fixture_expect_message(&fixture, "leave out the extension: only the number itself can be kept");
    fixture_press(&fixture, "Backspace");
    fixture_press(&fixture, "Ctrl-S");
    fixture_expect_message(&fixture, "Not saved: there is a problem with: "
                                     "Security contact email addresses");
}

Test(email, names_and_duplicates_are_kept_as_one_address)
{
    fixture_press(&fixture, "End");
    fixture_paste(&fixture, "; \"Last, First\" <C@X.org>\r\nA@X.ORG;;\r\n");
    fixture_press(&fixture, "Ctrl-S");
    fixture_expect_message(&fixture, "Saved Contoso: 1 address added");
    fixture_expect_file(&fixture, "emails = [ \"a@x.org\", \"b@x.org\", \"C@X.org\" ];\n"
                                  "phone = \"+14255550100\";\nalerts = false;\n");
}

Test(email, a_doubtful_number_needs_a_second_save)
{
    fixture_press(&fixture, "Tab");
    fixture_press(&fixture, "Ctrl-U");
    fixture_type(&fixture, "+1 555 555 0100");
    fixture_press(&fixture, "Ctrl-S");
    cr_expect_not_null(fixture.stack->message);
    cr_expect_not_null(strstr(fixture.stack->message, "Not saved yet. The phone number: "), "%s",
                       fixture.stack->message);
    fixture_expect_file(&fixture, UNTOUCHED);
    fixture_press(&fixture, "Ctrl-S");
    fixture_expect_message(&fixture, "Saved Contoso: phone changed");
    fixture_expect_file(&fixture, "emails = [ \"a@x.org\", \"b@x.org\" ];\n"
                                  "phone = \"+15555550100\";\nalerts = false;\n");
}

Test(email, an_emptied_number_is_removed)
{
    fixture_press(&fixture, "Tab");
    fixture_press(&fixture, "Ctrl-U");
    fixture_press(&fixture, "Ctrl-S");
    fixture_expect_message(&fixture, "Saved Contoso: phone removed");
    fixture_expect_file(&fixture, "emails = [ \"a@x.org\", \"b@x.org\" ];\nalerts = false;\n");
}

Test(email, the_owners_stay_off_and_say_why)
{
    for (int i = 0; i < 3; i++)
        fixture_press(&fixture, "Tab");
    fixture_press(&fixture, "Space");
    fixture_expect_message(&fixture,
                           "not available yet: \"Send email also to subscription owners\" "
                           "stays off");
    fixture_press(&fixture, "Ctrl-S");
    fixture_expect_file(&fixture, UNTOUCHED);
}

Test(email, leaving_with_changes_asks)
{
    fixture_press(&fixture, "End");
    fixture_type(&fixture, ", c@x.org");
    fixture_press(&fixture, "Esc");
    cr_assert_not_null(fixture.stack->dialog);
    fixture_press(&fixture, "Esc");
    cr_assert_null(fixture.stack->dialog);
    fixture_expect_page(&fixture, "email-notifications");
    fixture_press(&fixture, "Esc");
    fixture_press(&fixture, "d");
    fixture_expect_page(&fixture, "security-center");
    fixture_expect_file(&fixture, UNTOUCHED);
}

Test(email, leaving_can_save)
{
    fixture_press(&fixture, "End");
    fixture_type(&fixture, ", c@x.org");
    fixture_press(&fixture, "Esc");
    fixture_press(&fixture, "s");
    fixture_expect_page(&fixture, "security-center");
    fixture_expect_message(&fixture, "Saved Contoso: 1 address added");
}

Test(email, quitting_asks_too_and_goes_on_to_the_end)
{
    fixture_type(&fixture, "x");
    fixture_press(&fixture, "F1");
    fixture_expect_page(&fixture, "help");
    fixture_press(&fixture, "Ctrl-Q");
    fixture_expect_page(&fixture, "email-notifications");
    cr_assert_not_null(fixture.stack->dialog);
    fixture_press(&fixture, "d");
    cr_expect(stack_is_empty(fixture.stack));
}

Test(email, leaving_after_an_undo_asks_nothing)
{
    fixture_type(&fixture, "x");
    fixture_press(&fixture, "Ctrl-G");
    fixture_press(&fixture, "Esc");
    cr_expect_null(fixture.stack->dialog);
    fixture_expect_page(&fixture, "security-center");
}

Test(email, a_save_that_fails_to_be_good_enough_does_not_leave)
{
    fixture_press(&fixture, "End");
    fixture_type(&fixture, ", bad@@x");
    fixture_press(&fixture, "Esc");
    fixture_press(&fixture, "s");
    fixture_expect_page(&fixture, "email-notifications");
    fixture_expect_file(&fixture, UNTOUCHED);
}

Test(email, an_address_that_is_perhaps_mistyped_is_saved_only_after_a_word)
{
    fixture_press(&fixture, "End");
    fixture_type(&fixture, ", soc@gmial.com");
    fixture_press(&fixture, "Ctrl-S");
    fixture_expect_message(&fixture, "Not saved yet. Save once more to keep \"soc@gmial.com\": did "
                                     "you mean soc@gmail.com?");
    fixture_expect_file(&fixture, UNTOUCHED);
    fixture_press(&fixture, "Ctrl-S");
    fixture_expect_message(&fixture, "Saved Contoso: 1 address added");
}

Test(email, a_pasted_table_gives_its_addresses)
{
    fixture_press(&fixture, "End");
    fixture_paste(&fixture, "Name\tE-mail\tCity\r\nJo\tjo@x.org\tBonn\r\nAl\tal@x.org\t\r\n");
    fixture_press(&fixture, "Ctrl-S");
    fixture_expect_message(&fixture, "Saved Contoso: 2 addresses added");
    fixture_expect_file(&fixture,
                        "emails = [ \"a@x.org\", \"b@x.org\", \"jo@x.org\", \"al@x.org\" ];\n"
                        "phone = \"+14255550100\";\nalerts = false;\n");
}

Test(email, comments_are_lost_only_after_a_word)
{
    fixture_press(&fixture, "Esc");
    another_saves("# ours\n" UNTOUCHED);
    fixture_open_email(&fixture);
    fixture_press(&fixture, "End");
    fixture_type(&fixture, ", c@x.org");
    fixture_press(&fixture, "Ctrl-S");
    cr_expect_not_null(strstr(fixture.stack->message, " has comments, which a save will lose. "
                                                      "Save once more to go on"));
    fixture_expect_file(&fixture, "# ours\n" UNTOUCHED);
    fixture_press(&fixture, "Ctrl-S");
    fixture_expect_message(&fixture, "Saved Contoso: 1 address added");
}

static void meet_conflict(const char *theirs)
{
    fixture_press(&fixture, "End");
    fixture_type(&fixture, ", ours@x.org");
    another_saves(theirs);
    fixture_press(&fixture, "Ctrl-S");
    fixture_expect_page(&fixture, "conflict");
}

#define THEIRS                                                                                     \
    "emails = [ \"b@x.org\", \"theirs@x.org\" ];\nphone = \"+14255550100\";\nalerts = true;\n"

Test(email, two_savers_are_merged)
{
    meet_conflict(THEIRS);
    fixture_expect_file(&fixture, THEIRS);
    fixture_press(&fixture, "m");
    fixture_expect_page(&fixture, "email-notifications");
    fixture_expect_message(&fixture, "Saved Contoso with the changes of both: 1 address added");
    fixture_expect_file(&fixture, "emails = [ \"b@x.org\", \"theirs@x.org\", \"ours@x.org\" ];\n"
                                  "phone = \"+14255550100\";\nalerts = true;\n");
    fixture_press(&fixture, "Esc");
    cr_expect_null(fixture.stack->dialog, "nothing is unsaved");
}

Test(email, mine_can_be_kept)
{
    meet_conflict(THEIRS);
    fixture_press(&fixture, "k");
    fixture_press(&fixture, "y");
    fixture_expect_message(&fixture, "Saved Contoso as you have it, in place of the other one's: "
                                     "2 addresses added, 1 removed, alerts off");
    fixture_expect_file(&fixture, "emails = [ \"a@x.org\", \"b@x.org\", \"ours@x.org\" ];\n"
                                  "phone = \"+14255550100\";\nalerts = false;\n");
}

Test(email, theirs_can_be_taken_and_mine_brought_back_by_undo)
{
    meet_conflict(THEIRS);
    fixture_press(&fixture, "t");
    fixture_press(&fixture, "y");
    fixture_expect_file(&fixture, THEIRS);
    fixture_expect_message(&fixture, "Now shows what the other one saved");
    fixture_press(&fixture, "Ctrl-G");
    fixture_press(&fixture, "Ctrl-S");
    fixture_expect_file(&fixture, "emails = [ \"a@x.org\", \"b@x.org\", \"ours@x.org\" ];\n"
                                  "phone = \"+14255550100\";\nalerts = false;\n");
}

/* Both have a new number, and theirs is chosen. */
Test(email, where_the_numbers_collide_one_is_chosen)
{
    fixture_press(&fixture, "Tab");
    fixture_press(&fixture, "Ctrl-U");
    fixture_type(&fixture, "+44 20 7946 0958");
    fixture_press(&fixture, "Shift-Tab");
    meet_conflict("emails = [ \"a@x.org\", \"b@x.org\" ];\nphone = \"+442079460000\";\n"
                  "alerts = false;\n");
    fixture_press(&fixture, "a");
    fixture_expect_message(&fixture, "Nothing to choose here: Merge keeps the changes of both");
    fixture_press(&fixture, "p");
    fixture_expect_message(&fixture, NULL);
    fixture_press(&fixture, "m");
    fixture_expect_file(&fixture, "emails = [ \"a@x.org\", \"b@x.org\", \"ours@x.org\" ];\n"
                                  "phone = \"+442079460000\";\nalerts = false;\n");
}

Test(email, a_choice_can_be_taken_back)
{
    fixture_press(&fixture, "Tab");
    fixture_press(&fixture, "Ctrl-U");
    fixture_type(&fixture, "+44 20 7946 0958");
    fixture_press(&fixture, "Shift-Tab");
    meet_conflict("emails = [ \"a@x.org\", \"b@x.org\" ];\nphone = \"+442079460000\";\n"
                  "alerts = false;\n");
    fixture_press(&fixture, "p");
    fixture_press(&fixture, "p");
    fixture_press(&fixture, "m");
    fixture_expect_file(&fixture, "emails = [ \"a@x.org\", \"b@x.org\", \"ours@x.org\" ];\n"
                                  "phone = \"+442079460958\";\nalerts = false;\n");
}

Test(email, where_the_addresses_collide_one_is_chosen)
{
    fixture_press(&fixture, "Ctrl-U");
    fixture_type(&fixture, "A@x.org, b@x.org");
    fixture_press(&fixture, "Home");
    another_saves("emails = [ \"a@X.org\", \"b@x.org\" ];\nphone = \"+14255550100\";\n"
                  "alerts = false;\n");
    fixture_press(&fixture, "Ctrl-S");
    fixture_expect_page(&fixture, "conflict");
    fixture_press(&fixture, "a");
    fixture_press(&fixture, "m");
    fixture_expect_file(&fixture, "emails = [ \"a@X.org\", \"b@x.org\" ];\n"
                                  "phone = \"+14255550100\";\nalerts = false;\n");
}

Test(email, staying_loses_neither)
{
    meet_conflict(THEIRS);
    fixture_press(&fixture, "Esc");
    fixture_expect_page(&fixture, "email-notifications");
    fixture_expect_file(&fixture, THEIRS);
    fixture_press(&fixture, "Ctrl-S");
    fixture_expect_page(&fixture, "conflict");
}

Test(email, a_third_saver_is_met_as_well)
{
    meet_conflict(THEIRS);
    another_saves("emails = [ \"third@x.org\" ];\nalerts = true;\n");
    fixture_press(&fixture, "m");
    fixture_expect_page(&fixture, "conflict");
    fixture_expect_file(&fixture, "emails = [ \"third@x.org\" ];\nalerts = true;\n");
    fixture_press(&fixture, "m");
    fixture_expect_file(&fixture,
                        "emails = [ \"third@x.org\", \"ours@x.org\" ];\nalerts = true;\n");
}

Test(email, another_who_saved_just_the_same_is_no_conflict)
{
    fixture_press(&fixture, "End");
    fixture_type(&fixture, ", c@x.org");
    another_saves("note = \"kept\";\nemails = [ \"a@x.org\", \"b@x.org\", \"c@x.org\" ];\n"
                  "phone = \"+14255550100\";\nalerts = false;\n");
    fixture_press(&fixture, "Ctrl-S");
    fixture_expect_page(&fixture, "email-notifications");
    fixture_expect_message(&fixture, "Nothing to save: Contoso is as it was");
    fixture_press(&fixture, "Esc");
    cr_expect_null(fixture.stack->dialog, "nothing is unsaved");
    fixture_expect_page(&fixture, "security-center");
}

Test(email, a_merge_that_leaves_nobody_is_refused)
{
    fixture_press(&fixture, "Ctrl-U");
    fixture_type(&fixture, "a@x.org");
    another_saves("emails = [ \"b@x.org\" ];\nphone = \"+14255550100\";\nalerts = false;\n");
    fixture_press(&fixture, "Ctrl-S");
    fixture_press(&fixture, "m");
    fixture_expect_page(&fixture, "conflict");
    fixture_expect_message(&fixture, "Merged, nobody would be left to tell: keep mine, or take "
                                     "theirs.");
}

Test(email, a_file_that_became_wrong_is_told_and_nothing_is_lost)
{
    fixture_press(&fixture, "End");
    fixture_type(&fixture, ", ours@x.org");
    another_saves("emails = [ \"b@x.org\" ");
    fixture_press(&fixture, "Ctrl-S");
    fixture_expect_page(&fixture, "email-notifications");
    cr_expect_not_null(strstr(fixture.stack->message, "Not saved: "), "%s", fixture.stack->message);
    fixture_expect_file(&fixture, "emails = [ \"b@x.org\" ");
    another_saves(UNTOUCHED);
    fixture_press(&fixture, "Ctrl-S");
    fixture_expect_message(&fixture, "Saved Contoso: 1 address added");
}

Test(email, reading_again_shows_what_changed_unless_something_is_unsaved)
{
    another_saves(THEIRS);
    EmailPage *page = (EmailPage *)stack_top(fixture.stack);
    page->form.page.class->reread(&page->form.page);
    fixture_idle(&fixture);
    cr_expect_eq(address_list_count(page->loaded.emails), 2);
    cr_expect(page->loaded.alerts);
    fixture_type(&fixture, "x");
    another_saves(UNTOUCHED);
    page->form.page.class->reread(&page->form.page);
    fixture_idle(&fixture);
    cr_expect(page->loaded.alerts, "what is unsaved stays, with what it began from");
}

static bool alerts_are_on(void)
{
    const EmailPage *page = (const EmailPage *)stack_top(fixture.stack);
    return form_view_value(page->form.view, page->items[CONTACT_ALERTS]);
}

static void expect_texts(const char *emails, const char *phone)
{
    const EmailPage *page = (const EmailPage *)stack_top(fixture.stack);
    char *text = form_page_text(&page->form, page->emails, NULL);
    cr_expect_str_eq(text, emails);
    free(text);
    text = form_page_text(&page->form, page->items[CONTACT_PHONE], NULL);
    cr_expect_str_eq(text, phone);
    free(text);
}

Test(email, undo_goes_back_over_all_fields_in_their_order)
{
    fixture_press(&fixture, "End");
    fixture_type(&fixture, ",c");
    fixture_press(&fixture, "Tab");
    fixture_press(&fixture, "End");
    fixture_type(&fixture, "9");
    fixture_press(&fixture, "Tab");
    fixture_press(&fixture, "Space");
    fixture_press(&fixture, "Shift-Tab");
    fixture_press(&fixture, "Shift-Tab");
    fixture_type(&fixture, "d");
    expect_texts("a@x.org, b@x.org,cd", "+142555501009");
    cr_expect(alerts_are_on());
    fixture_press(&fixture, "Ctrl-G");
    expect_texts("a@x.org, b@x.org,c", "+142555501009");
    fixture_press(&fixture, "Ctrl-G");
    cr_expect_not(alerts_are_on());
    fixture_press(&fixture, "Ctrl-G");
    expect_texts("a@x.org, b@x.org,c", "+14255550100");
    fixture_press(&fixture, "Ctrl-G");
    fixture_press(&fixture, "Ctrl-G");
    expect_texts("a@x.org, b@x.org", "+14255550100");
    fixture_press(&fixture, "Ctrl-G");
    cr_expect_null(stack_top(fixture.stack)->class->mark(stack_top(fixture.stack)));
    for (int i = 0; i < 6; i++)
        fixture_press(&fixture, "Ctrl-R");
    expect_texts("a@x.org, b@x.org,cd", "+142555501009");
    cr_expect(alerts_are_on());
}

Test(email, a_switch_that_was_put_back_is_brought_back_by_undo)
{
    fixture_press(&fixture, "Tab");
    fixture_press(&fixture, "Tab");
    fixture_press(&fixture, "Space");
    fixture_press(&fixture, "Ctrl-P");
    fixture_expect_message(&fixture, "Put back as it was saved: Send me emails about alerts. "
                                     "Ctrl-G undoes that");
    cr_expect_not(alerts_are_on());
    fixture_press(&fixture, "Ctrl-G");
    cr_expect(alerts_are_on());
    fixture_press(&fixture, "Ctrl-G");
    cr_expect_not(alerts_are_on());
    fixture_press(&fixture, "Ctrl-G");
    cr_expect_not(alerts_are_on());
}

Test(email, after_an_edit_what_was_undone_is_gone_for_good)
{
    fixture_type(&fixture, "q");
    fixture_press(&fixture, "Tab");
    fixture_press(&fixture, "Tab");
    fixture_press(&fixture, "Space");
    fixture_press(&fixture, "Ctrl-G");
    fixture_press(&fixture, "Ctrl-G");
    fixture_press(&fixture, "Tab");
    fixture_type(&fixture, "7");
    fixture_press(&fixture, "Ctrl-R");
    expect_texts("a@x.org, b@x.org", "+142555501007");
    cr_expect_not(alerts_are_on());
    fixture_press(&fixture, "Ctrl-G");
    expect_texts("a@x.org, b@x.org", "+14255550100");
}
