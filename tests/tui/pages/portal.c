/* The ways through the pages, and what each of them shows of its keys. */
#include "fixture.h"
#include "tui/app/help_page.h"
#include "tui/app/list.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static Fixture fixture;

static void setup(void)
{
    fixture_init(&fixture);
}

static void teardown(void)
{
    fixture_clear(&fixture);
}

TestSuite(portal, .init = setup, .fini = teardown);

Test(portal, the_way_of_the_reference_page)
{
    fixture_press(&fixture, "Enter");
    fixture_expect_page(&fixture, "subscriptions");
    fixture_press(&fixture, "Right");
    fixture_expect_page(&fixture, "subscription");
    fixture_press(&fixture, "Enter");
    fixture_expect_page(&fixture, "email-notifications");
    fixture_press(&fixture, "Esc");
    fixture_press(&fixture, "Left");
    fixture_press(&fixture, "Esc");
    fixture_expect_page(&fixture, "security-center");
    fixture_press(&fixture, "Esc");
    fixture_expect_page(&fixture, "security-center");
    fixture_press(&fixture, "q");
    cr_expect(stack_is_empty(fixture.stack));
}

Test(portal, a_recommendation_is_gone_once_it_is_followed)
{
    fixture_press(&fixture, "Down");
    fixture_press(&fixture, "Enter");
    fixture_expect_page(&fixture, "recommendations");
    fixture_press(&fixture, "Enter");
    fixture_expect_page(&fixture, "recommendation");
    fixture_idle(&fixture);
    ListView *view = ((ListPage *)stack_top(fixture.stack))->view;
    cr_assert_eq(list_view_shown(view), 1);
    fixture_press(&fixture, "Enter");
    fixture_expect_page(&fixture, "email-notifications");
    fixture_type(&fixture, "new@x.org");
    fixture_press(&fixture, "Ctrl-S");
    fixture_expect_message(&fixture, "Saved Fabrikam: 1 address added");
    fixture_press(&fixture, "Esc");
    fixture_expect_page(&fixture, "recommendation");
    cr_expect_eq(list_view_shown(view), 0);
    fixture_press(&fixture, "Enter");
    fixture_expect_page(&fixture, "recommendation");
}

Test(portal, resource_groups_inherit_and_say_so)
{
    stack_push(fixture.stack,
               resource_groups_new(&fixture.session, &fixture.session.subscriptions.items[0]));
    fixture_press(&fixture, "Down");
    fixture_press(&fixture, "Enter");
    fixture_expect_page(&fixture, "resource-groups");
    fixture_expect_message(&fixture, "rg-data inherits its settings from Contoso and can't be "
                                     "changed alone. Press e to change them for the whole "
                                     "subscription");
    fixture_press(&fixture, "e");
    fixture_expect_page(&fixture, "email-notifications");
}

Test(portal, a_filter_takes_characters_and_esc_takes_it_away_first)
{
    fixture_press(&fixture, "Enter");
    fixture_press(&fixture, "/");
    fixture_type(&fixture, "fab");
    ListView *view = ((ListPage *)stack_top(fixture.stack))->view;
    cr_expect_eq(list_view_shown(view), 1);
    fixture_press(&fixture, "Esc");
    cr_expect_eq(list_view_shown(view), 2);
    fixture_expect_page(&fixture, "subscriptions");
    fixture_press(&fixture, "/");
    fixture_type(&fixture, "9EDC");
    cr_expect_eq(list_view_shown(view), 1, "the id is searched too");
    fixture_press(&fixture, "Enter");
    fixture_expect_page(&fixture, "subscription");
}

Test(portal, a_subscription_is_added_by_hand)
{
    fixture_press(&fixture, "Enter");
    fixture_press(&fixture, "a");
    fixture_expect_page(&fixture, "add-subscription");
    fixture_press(&fixture, "Ctrl-S");
    fixture_expect_message(&fixture, "Not added: 2 problems; the first one is with: "
                                     "Subscription id");
    fixture_type(&fixture, FIXTURE_ID);
    fixture_press(&fixture, "Enter");
    fixture_type(&fixture, "Twice");
    fixture_press(&fixture, "Ctrl-S");
    fixture_expect_message(&fixture, "Not added: there is a problem with: Subscription id");
    fixture_press(&fixture, "Ctrl-U");
    fixture_type(&fixture, "  BF97ECA7-bcbd-41ce-bc31-9c5d684f2073 ");
    fixture_press(&fixture, "Ctrl-S");
    fixture_expect_message(&fixture, "Added Twice");
    fixture_expect_page(&fixture, "subscriptions");
    cr_expect_eq(list_view_shown(((ListPage *)stack_top(fixture.stack))->view), 3);
    cr_expect_str_eq(fixture.session.subscriptions.items[2].id,
                     "bf97eca7-bcbd-41ce-bc31-9c5d684f2073");
}

Test(portal, an_empty_site_says_how_to_begin_and_goes_on_when_it_is_not)
{
    temporary_write(fixture.directory, "subscriptions.conf", "subscriptions = ( );\n");
    stack_push(fixture.stack, first_run_new(&fixture.session));
    fixture_expect_page(&fixture, "first-run");
    fixture_press(&fixture, "Enter");
    fixture_type(&fixture, "bf97eca7-bcbd-41ce-bc31-9c5d684f2073");
    fixture_press(&fixture, "Tab");
    fixture_type(&fixture, "First");
    fixture_press(&fixture, "Ctrl-S");
    fixture_expect_message(&fixture, "Added First");
    fixture_expect_page(&fixture, "security-center");
}

/* Whatever has the focus: what the legend would show works, and does what it says. */
static void check_legend(const char *page)
{
    BindingChain chain;
    stack_chain(fixture.stack, &chain);
    for (size_t i = 0; i < chain.count; i++) {
        for (size_t j = 0; j < chain.sets[i]->count; j++) {
            const Binding *binding = &chain.sets[i]->items[j];
            cr_expect_not_null(binding->run, "%s: %s", page, binding->command);
            bool inner = false;
            for (size_t k = 0; k < i; k++) {
                for (size_t l = 0; l < chain.sets[k]->count; l++)
                    inner =
                        inner || strcmp(chain.sets[k]->items[l].names[0], binding->names[0]) == 0;
            }
            cr_expect(binding->label[0] == '\0' || inner ||
                          binding_chain_first_key(&chain, binding) < binding->key_count,
                      "%s: no key does %s", page, binding->command);
        }
    }
}

Test(portal, every_key_of_every_page_is_bound)
{
    Session *session = &fixture.session;
    const Subscription *subscription = &session->subscriptions.items[0];
    Page *pages[] = {subscriptions_new(session),
                     recommendations_new(session),
                     recommendation_new(session, FINDING_NO_CONTACT),
                     first_run_new(session),
                     add_subscription_new(session),
                     bulk_form_page_new(session),
                     replace_page_new(session),
                     subscription_page_new(session, subscription),
                     resource_groups_new(session, subscription)};
    check_legend("security-center");
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        stack_push(fixture.stack, pages[i]);
        check_legend(pages[i]->form->name);
        stack_push(fixture.stack, help_page_new(session));
        check_legend("help");
        stack_pop(fixture.stack);
    }
    fixture_open_email(&fixture);
    for (int i = 0; i < 5; i++) {
        check_legend("email-notifications");
        fixture_press(&fixture, "Tab");
    }
    fixture_press(&fixture, "Ctrl-F");
    check_legend("address-list");
    fixture_press(&fixture, "Enter");
    check_legend("address-list");
}

static size_t chosen_row(void)
{
    return list_view_selected(((ListPage *)stack_top(fixture.stack))->view);
}

Test(portal, a_list_that_is_read_again_keeps_the_chosen_subscription_and_what_is_marked)
{
    Session *session = &fixture.session;
    fixture_press(&fixture, "Enter");
    fixture_press(&fixture, "End");
    fixture_press(&fixture, "Space");
    cr_assert_eq(chosen_row(), 1);
    temporary_write(fixture.directory, "subscriptions.conf",
                    "subscriptions = ( { id = \"9edc6208-d5b1-4c58-a35b-ec241d032b28\"; "
                    "name = \"Fabrikam\"; },\n"
                    "  { id = \"558a029f-aba1-47ff-b620-1d01350e2dd5\"; name = \"New\"; },\n"
                    "  { id = \"" FIXTURE_ID "\"; name = \"Contoso\"; } );\n");
    fixture_press(&fixture, "Ctrl-L");
    fixture_expect_message(&fixture, "Read again from disk");
    cr_assert_eq(session->subscriptions.count, 3);
    cr_expect_eq(chosen_row(), 0);
    cr_expect_eq(session->marked, 1);
    cr_expect(session_is_marked(session, 0));
    temporary_write(fixture.directory, "subscriptions.conf",
                    "subscriptions = ( { id = \"" FIXTURE_ID "\"; name = \"Contoso\"; } );\n");
    fixture_press(&fixture, "Ctrl-L");
    cr_expect_eq(session->subscriptions.count, 1);
    cr_expect_eq(session->marked, 0);
    cr_expect_eq(chosen_row(), 0);
}

Test(portal, what_is_read_while_it_is_saved_does_not_stay)
{
    Session *session = &fixture.session;
    Contact contact;
    contact_init(&contact);
    contact.alerts = true;
    session_contact_forget(session, 0);
    session_contact_saved(session, FIXTURE_ID, &contact);
    cr_expect(session->summaries[0].alerts);
    contact_clear(&contact);
    fixture_idle(&fixture);
    cr_expect_eq(session->summaries[0].addresses, 2); /* what the file has */
    cr_expect_not(session->summaries[0].alerts);
}

Test(portal, what_is_known_of_contacts_survives_a_list_that_can_not_be_read)
{
    Session *session = &fixture.session;
    fixture_idle(&fixture);
    session_contact_forget(session, 0);
    temporary_write(fixture.directory, "subscriptions.conf", "subscriptions = (");
    fixture_press(&fixture, "Ctrl-L");
    cr_expect_eq(fixture.stack->message_style, STYLE_PROBLEM);
    session_peek(session, 0);
    fixture_idle(&fixture);
    cr_expect_eq(session->summaries[0].state, SUMMARY_READ);
    cr_expect_eq(session->summaries[0].addresses, 2);
    bool tell;
    while (session_scan(session, &tell))
        session_tick(session);
    cr_expect_eq(session->scanned, 2);
}

/* Types without an idle moment: nothing is read meanwhile. */
static void types_ahead(const char *key)
{
    Input input = {.kind = INPUT_KEY};
    cr_assert(input_key_parse(key, &input.key), "%s", key);
    stack_input(fixture.stack, &input);
}

Test(portal, what_waits_for_the_rows_can_be_given_up)
{
    fixture.session.loaded = false; /* as before the first reading */
    subscription_list_clear(&fixture.session.subscriptions);
    session_begin_again(&fixture.session);
    types_ahead("Enter");
    types_ahead("Enter");
    types_ahead("Down");
    cr_assert(stack_is_holding(fixture.stack));
    types_ahead("Esc");
    cr_assert_not(stack_is_holding(fixture.stack));
    fixture_expect_message(&fixture, "Given up: 2 keys were not used");
    fixture_expect_page(&fixture, "subscriptions");
    fixture_idle(&fixture);
    fixture_expect_page(&fixture, "subscriptions");
    fixture_press(&fixture, "Esc");
    fixture_expect_page(&fixture, "security-center");
}
