/* Recommendations: the findings of `check`, each with the way to what mends it. */
#include "site/delivery/delivery.h"
#include "tui/pages/fixture.h"

#include "base/memory.h"
#include "site/findings/findings.h"
#include "tui/app/job.h"
#include "tui/app/list.h"
#include "tui/app/review.h"
#include "tui/pages/email/email_internal.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECOND "9edc6208-d5b1-4c58-a35b-ec241d032b28"
#define THIRD  "558a029f-aba1-47ff-b620-1d01350e2dd5"
#define FOURTH "bf97eca7-bcbd-41ce-bc31-9c5d684f2073"

static Fixture fixture;

static void setup(void)
{
    fixture_init(&fixture);
}

static void teardown(void)
{
    fixture_clear(&fixture);
}

TestSuite(recommendations, .init = setup, .fini = teardown);

static void contact_is(const char *id, const char *text)
{
    char *name = memory_format("contacts/%s.conf", id);
    temporary_write(fixture.directory, name, text);
    free(name);
}

/* Looks through all contacts, and counts. */
static ReviewCounts counts(void)
{
    ReviewCounts counts;
    bool tell;
    while (review_scan(session_review(&fixture.session), &tell))
        jobs_tick(false);
    review_count(session_review(&fixture.session), &counts);
    return counts;
}

/* Opens the recommendation of this row. */
static ListView *open_row(int row)
{
    counts();
    stack_push(fixture.stack, recommendations_new(&fixture.session));
    for (int i = 0; i < row; i++)
        fixture_press(&fixture, "Down");
    fixture_press(&fixture, "Enter");
    fixture_expect_page(&fixture, "recommendation");
    return ((ListPage *)stack_top(fixture.stack))->view;
}

static const char *crumb_is(const char *expected)
{
    const Page *page = stack_top(fixture.stack);
    char *crumb = page->class->crumb(page);
    cr_expect_str_eq(crumb, expected);
    free(crumb);
    return expected;
}

static const EmailPage *form_on(size_t *item)
{
    fixture_expect_page(&fixture, "email-notifications");
    const EmailPage *email = (const EmailPage *)stack_top(fixture.stack);
    *item = form_view_focus(email->form.view);
    return email;
}

Test(recommendations, each_leads_to_the_field_that_mends_it)
{
    size_t item;
    ListView *view = open_row(5);
    crumb_is("Turn on e-mails about alerts");
    cr_assert_eq(list_view_shown(view), 2);
    fixture_press(&fixture, "Enter");
    const EmailPage *email = form_on(&item);
    cr_expect_eq(item, email->items[CONTACT_ALERTS]);
    fixture_press(&fixture, "Space");
    fixture_press(&fixture, "Ctrl-S");
    fixture_expect_message(&fixture, "Saved Contoso: alerts on");
    fixture_press(&fixture, "Esc");
    fixture_expect_page(&fixture, "recommendation");
    cr_expect_eq(list_view_shown(view), 1, "what is mended is gone");

    fixture_press(&fixture, "Esc");
    open_row(3);
    crumb_is("Provide a phone number");
    fixture_press(&fixture, "Enter");
    email = form_on(&item);
    cr_expect_eq(item, email->items[CONTACT_PHONE]);
    fixture_press(&fixture, "Esc");
    fixture_press(&fixture, "Esc");
    open_row(0);
    crumb_is("Provide security contact details");
    fixture_press(&fixture, "Enter");
    email = form_on(&item);
    cr_expect_eq(item, email->emails);
}

Test(recommendations, one_person_everywhere_is_found_when_all_is_read_and_mended_by_a_second)
{
    contact_is(FIXTURE_ID,
               "emails = [ \"A@X.org\" ];\nphone = \"+14255550100\";\nalerts = true;\n");
    contact_is(SECOND, "emails = [ \"A@x.org\" ];\nphone = \"+14255550100\";\nalerts = true;\n");
    ReviewCounts before = counts();
    cr_expect_eq(before.unhealthy[FINDING_SAME_RECIPIENT], 2);
    ListView *view = open_row(3); /* behind what is found of the delivery: mail goes to files */
    crumb_is("Don't depend on one person everywhere");
    cr_expect_eq(list_view_shown(view), 2);
    fixture_press(&fixture, "Enter");
    fixture_type(&fixture, ", b@x.org");
    fixture_press(&fixture, "Ctrl-S");
    fixture_expect_message(&fixture, "Saved Contoso: 1 address added");
    fixture_press(&fixture, "Esc");
    cr_expect_eq(list_view_shown(view), 0);
    ReviewCounts after = counts();
    cr_expect_eq(after.unhealthy[FINDING_SAME_RECIPIENT], 0);
    cr_expect_eq(after.unhealthy[FINDING_ONE_RECIPIENT], 1);
    cr_expect_eq(after.healthy[FINDING_ONE_RECIPIENT], 1);
}

Test(recommendations, the_counts_are_those_of_check)
{
    Error error = {0};
    temporary_write(fixture.directory, "subscriptions.conf",
                    "subscriptions = ( { id = \"" FIXTURE_ID "\"; name = \"Contoso\"; },"
                    " { id = \"" SECOND "\"; name = \"Fabrikam\"; state = \"Disabled\"; },"
                    " { id = \"" THIRD "\"; name = \"Woodgrove\"; },"
                    " { id = \"" FOURTH "\"; name = \"Litware\"; } );\n");
    contact_is(THIRD, "emails = [ \"one@x.org\" ];\nphone = \"+19995550100\";\nalerts = true;\n");
    contact_is(FOURTH, "emails = [ \"one@x.org\" ];\nalerts = yes;\n");
    contact_is("11111111-1111-4111-8111-111111111111", "emails = [ ];\nalerts = true;\n");
    contact_is("README", "emails = [ ];\nalerts = true;\n");
    cr_assert(session_reread(&fixture.session, &error), "%s", error.text);

    Findings findings = {0};
    const SubscriptionList *list = &fixture.session.subscriptions;
    const Subscription *chosen[4];
    size_t kinds[FINDING_KINDS] = {0};
    for (size_t i = 0; i < 4; i++)
        chosen[i] = &list->items[i];
    findings_review(&findings, fixture.session.site->store, list, chosen, 4);
    findings_finish(&findings);
    DeliveryStatus delivery;
    cr_assert(delivery_read(&delivery, fixture.session.site, session_now(&fixture.session), &error),
              "%s", error.text);
    delivery_add_findings(&delivery, findings.alerting > 0, &findings);
    delivery_clear(&delivery);
    findings_take_orphans(&findings, fixture.session.site->store, list);
    for (size_t i = 0; i < findings.count; i++)
        kinds[findings.items[i].kind]++;
    cr_assert_eq(findings.checked, 3);
    cr_assert_eq(findings.count, 7); /* that mail goes to files, too */

    ReviewCounts found = counts();
    for (FindingKind kind = 0; kind < FINDING_KINDS; kind++)
        cr_expect_eq(found.unhealthy[kind], kinds[kind], "%s", finding_name(kind));
    cr_expect_eq(found.healthy[FINDING_SETTINGS], 2);
    cr_expect_eq(found.healthy[FINDING_PHONE], 1);
    cr_expect_eq(found.healthy[FINDING_ORPHAN], 0);
    for (size_t i = 0; i < findings.count; i++) {
        const Finding *finding = &findings.items[i];
        if (finding->subscription == FINDING_SITE)
            continue;
        Review *review = session_review(&fixture.session);
        char *text = NULL; /* it is read in the background */
        for (bool tell; !text; text = review_text(review, finding->subscription, finding->kind)) {
            jobs_tick(false);
            review_scan(review, &tell);
        }
        cr_expect_str_eq(text, finding->text);
        free(text);
    }
    findings_clear(&findings);
}

Test(recommendations, what_is_about_a_file_says_how_to_mend_it)
{
    contact_is("README", "emails = [ ];\nalerts = true;\n");
    ListView *view = open_row(8);
    crumb_is("Rename files that are never read");
    cr_assert_eq(list_view_shown(view), 1);
    fixture_press(&fixture, "Enter");
    fixture_expect_message(&fixture, "To mend it: rename the file to ID.conf, or remove it");
}

Test(recommendations, a_file_that_is_wrong_is_told_where)
{
    contact_is(SECOND, "emails = [ \"x.org\" ];\nalerts = true;\n");
    ListView *view = open_row(6);
    crumb_is("Correct settings files");
    cr_assert_eq(list_view_shown(view), 1);
    fixture_press(&fixture, "Enter");
    char *expected =
        memory_format("Can't open the settings of Fabrikam: %s/contacts/" SECOND
                      ".conf:1: emails: entry 1: \"x.org\": no @: write name@example.com",
                      fixture.directory);
    fixture_expect_message(&fixture, expected);
    fixture_expect_page(&fixture, "recommendation");
    free(expected);
}

Test(recommendations, many_are_looked_at_in_the_background)
{
    enum { MANY = 20000 };
    Error error = {0};
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    cr_assert_not_null(out);
    fputs("subscriptions = (", out);
    for (int i = 0; i < MANY; i++)
        fprintf(out, "%s{ id = \"20ff7fc3-e762-44dd-bd96-%012d\"; name = \"S%d\"; }",
                i > 0 ? ",\n" : "", i, i);
    fputs(");\n", out);
    fclose(out);
    temporary_write(fixture.directory, "subscriptions.conf", text);
    free(text);
    cr_assert(session_reread(&fixture.session, &error), "%s", error.text);
    const Review *review = session_review(&fixture.session);
    stack_push(fixture.stack, recommendations_new(&fixture.session));
    while (review_scanned(review) == 0)
        stack_tick(fixture.stack); /* which waits for none of them */
    ReviewCounts all = counts();
    cr_expect_eq(all.unhealthy[FINDING_NO_CONTACT], MANY);
    cr_expect_eq(all.healthy[FINDING_NO_CONTACT], 0);
}
