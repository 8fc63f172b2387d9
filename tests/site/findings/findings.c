#include "site/findings/findings.h"
#include "site/findings/findings_scanners.h"

#include "base/memory.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define A "20ff7fc3-e762-44dd-bd96-b71116dcdc23"
#define B "9edc6208-d5b1-4c58-a35b-ec241d032b28"
#define C "558a029f-aba1-47ff-b620-1d01350e2dd5"

static void contact_of(Contact *contact, const char *emails, const char *phone, bool alerts)
{
    AddressFindings findings = {0};
    contact_init(contact);
    address_list_parse(contact->emails, emails, strlen(emails), &findings);
    cr_assert_eq(findings.count, 0);
    address_findings_clear(&findings);
    contact->phone = memory_text(phone);
    contact->alerts = alerts;
}

static void take(Findings *findings, size_t index, const char *id, const char *state,
                 const char *emails, const char *phone, bool alerts)
{
    Contact contact;
    Subscription subscription = {
        .id = (char *)id, .name = "A name", .tenant = "", .state = (char *)state};
    contact_of(&contact, emails, phone, alerts);
    findings_take(findings, index, &subscription, &contact);
    contact_clear(&contact);
}

/* The findings, one a line: "INDEX KIND FIELD: TEXT -> MEND". */
static void are(const Findings *findings, const char *expected)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    cr_assert(out != NULL);
    for (size_t i = 0; i < findings->count; i++) {
        const Finding *finding = &findings->items[i];
        if (finding->subscription == FINDING_SITE)
            fputs("site", out);
        else
            fprintf(out, "%zu", finding->subscription);
        fprintf(out, " %s %s: %s -> %s\n", finding_name(finding->kind),
                finding_field(finding->kind), finding->text, finding->mend);
    }
    fclose(out);
    cr_expect_str_eq(text, expected, "%s", text);
    free(text);
}

Test(findings, a_healthy_contact_has_none)
{
    Findings findings = {0};
    take(&findings, 0, A, "Enabled", "a@example.com, b@example.com", "+14255550100", true);
    take(&findings, 1, B, "", "b@example.com, a@example.com", "+442079460123", true);
    findings_finish(&findings);
    are(&findings, "");
    cr_expect_eq(findings.checked, 2);
    cr_expect_eq(findings.healthy, 2);
    findings_clear(&findings);
}

Test(findings, each_field_that_is_missing_is_one)
{
    Findings findings = {0};
    take(&findings, 7, A, "Warned", "", NULL, false);
    are(&findings, "7 no-contact emails: no security contact: nobody is told of an attack -> "
                   "seccontacts set " A " --add ADDRESS\n"
                   "7 no-phone phone: no phone number -> seccontacts set " A " --phone NUMBER\n"
                   "7 alerts-off alerts: e-mails about alerts are off: nobody is told of an attack "
                   "-> seccontacts set " A " --alerts on\n");
    cr_expect_eq(findings.checked, 1);
    cr_expect_eq(findings.healthy, 0);
    findings_clear(&findings);
}

Test(findings, the_disabled_and_the_deleted_are_left_out)
{
    Findings findings = {0};
    take(&findings, 0, A, "Disabled", "", NULL, false);
    take(&findings, 1, B, "deleted", "", NULL, false);
    are(&findings, "");
    cr_expect_eq(findings.checked, 0);
    cr_expect_eq(findings.left_out, 2);
    findings_clear(&findings);
}

Test(findings, a_number_that_the_plan_lacks_is_named)
{
    Findings findings = {0};
    take(&findings, 0, A, "Enabled", "a@example.com, b@example.com", "+19995550100", true);
    take(&findings, 1, B, "Enabled", "a@example.com, b@example.com", "+999123456789", true);
    take(&findings, 2, C, "Enabled", "a@example.com, b@example.com", "+19995550100", true);
    take(&findings, 3, C, "Enabled", "a@example.com, b@example.com", "+14255550100", true);
    are(&findings,
        "0 phone-plan phone: +19995550100: not a number with country code +1, as far as the "
        "numbering plan is known here: check the digits -> seccontacts set " A " --phone NUMBER\n"
        "1 phone-plan phone: +999123456789: no country has this code: check the digits after the "
        "+ -> seccontacts set " B " --phone NUMBER\n"
        "2 phone-plan phone: +19995550100: not a number with country code +1, as far as the "
        "numbering plan is known here: check the digits -> seccontacts set " C " --phone NUMBER\n");
    findings_clear(&findings);
}

Test(findings, addresses_that_are_perhaps_mistyped_are_named)
{
    Findings findings = {0};
    take(&findings, 0, A, "Enabled", "a@example.com, b@gmial.com", "+14255550100", true);
    take(&findings, 1, B, "Enabled",
         "a@contoso.com, b@contoso.com, c@contoso.com, d@contoso.comx, e@vm", "+14255550100", true);
    are(&findings,
        "0 doubtful-address emails: b@gmial.com is perhaps mistyped: did you mean b@gmail.com? -> "
        "seccontacts set " A " --remove ADDRESS --add ADDRESS\n"
        "1 doubtful-address emails: d@contoso.comx is perhaps mistyped: did you mean "
        "d@contoso.com?; so "
        "are more, 2 in all -> seccontacts set " B " --remove ADDRESS --add ADDRESS\n");
    findings_clear(&findings);
}

Test(findings, one_recipient_is_a_single_point_of_failure)
{
    Findings findings = {0};
    take(&findings, 0, A, "Enabled", "a@Example.com", "+14255550100", true);
    take(&findings, 1, B, "Enabled", "A@example.com", "+14255550100", true);
    take(&findings, 2, C, "Enabled", "", "+14255550100", true);
    size_t before = findings.count;
    findings_finish(&findings);
    cr_assert_eq(findings.count, before + 1);
    const Finding *last = &findings.items[before];
    cr_expect_eq(last->kind, FINDING_SAME_RECIPIENT);
    cr_expect_eq(last->subscription, FINDING_SITE);
    cr_expect_str_eq(last->text,
                     "a@example.com is the only recipient everywhere, in 2 subscriptions");
    cr_expect_str_eq(findings.items[0].text,
                     "only one recipient, a@Example.com: a single point of failure");
    findings_clear(&findings);
}

Test(findings, two_people_are_not_the_same_one_everywhere)
{
    Findings findings = {0};
    take(&findings, 0, A, "Enabled", "a@example.com", "+14255550100", true);
    take(&findings, 1, B, "Enabled", "b@example.com", "+14255550100", true);
    size_t before = findings.count;
    findings_finish(&findings);
    cr_expect_eq(findings.count, before);
    take(&findings, 2, C, "Enabled", "a@example.com, b@example.com", "+14255550100", true);
    findings_finish(&findings);
    cr_expect_eq(findings.count, before);
    findings_clear(&findings);
}

static bool is_proven(const char *address, void *data)
{
    return strcmp(address, data) == 0;
}

Test(findings, addresses_that_were_never_proven_are_named)
{
    char known[] = "c@example.com";
    Findings findings = {.proven = is_proven, .proven_data = known};
    take(&findings, 0, A, "Enabled", "a@x.com, c@example.com, b@x.com", "+14255550100", true);
    take(&findings, 1, B, "Enabled", "a@x.com, b@x.com, d@x.com, e@x.com, f@x.com", "+14255550100",
         true);
    are(&findings,
        "0 unproven emails: no message was accepted of late for 2 of 3 addresses: a@x.com, "
        "b@x.com -> seccontacts test " A " --unproven\n"
        "1 unproven emails: no message was accepted of late for 5 of 5 addresses: a@x.com, "
        "b@x.com, d@x.com and 2 more -> seccontacts test " B " --unproven\n");
    findings_clear(&findings);
}

Test(findings, of_a_store_are_all_that_is_wrong)
{
    char *directory = temporary_new();
    temporary_write(directory, "contacts/" A ".conf",
                    "emails = [ \"a@@x.com\", \"b@x.com\", \"b@X.com\" ];\nphone = 5;\n");
    temporary_write(directory, "contacts/" B ".conf", "emails = [ \"b@x.com\" ];\nalerts = 1;\n");
    temporary_write(directory, "contacts/" C ".conf", "emails = [ ];\nalerts = true;\n");
    temporary_write(directory, "contacts/notes.conf", "alerts = true;\n");
    temporary_write(directory, "contacts/backup.txt", "not ours\n");
    Error error = {0};
    StorePolicy policy = {.file_mode = 0660};
    Store *store = store_open_files(directory, &policy, &error);
    cr_assert(store != NULL, "%s", error.text);
    Subscription items[] = {{.id = A, .name = "One", .state = "Enabled", .tenant = ""},
                            {.id = B, .name = "Two", .state = "Disabled", .tenant = ""}};
    SubscriptionList list = {items, 2, 2};
    const Subscription *chosen[] = {&items[0], &items[1]};
    Findings findings = {0};
    findings_review(&findings, store, &list, chosen, 2);
    findings_take_orphans(&findings, store, &list);
    char *expected = memory_format(
        "0 settings : %1$s/contacts/" A ".conf:1: emails: entry 1: \"a@@x.com\": a second @: put a "
        "comma between two addresses, or delete one @ -> correct the file with a text editor\n"
        "0 settings : %1$s/contacts/" A ".conf:1: emails: entry 3: \"b@X.com\" is the same mailbox "
        "as entry 2, \"b@x.com\": remove one -> correct the file with a text editor\n"
        "0 settings : %1$s/contacts/" A ".conf:2: phone: found the number 5, expected a quoted "
        "text such as \"+14255550100\" -> correct the file with a text editor\n"
        "0 settings : %1$s/contacts/" A ".conf:2: alerts: missing: if nothing else is, add alerts "
        "= true; or alerts = false; at the end -> correct the file with a text editor\n"
        "1 settings : %1$s/contacts/" B ".conf:2: alerts: found the number 1, expected true or "
        "false, without quotes -> correct the file with a text editor\n"
        "site orphan-contact : %1$s/contacts/" C ".conf: is the contact of no subscription of this "
        "site -> bring the subscription in with seccontacts import, or remove the file\n"
        "site stray-file : %1$s/contacts/notes.conf: is never read: its name is no id in lower "
        "case -> rename the file to ID.conf, or remove it\n",
        directory);
    are(&findings, expected);
    cr_expect_eq(findings.problems, 5);
    cr_expect_eq(findings.checked, 1);
    cr_expect_eq(findings.left_out, 1);
    free(expected);
    findings_clear(&findings);
    store_close(store);
    temporary_remove(directory);
}

Test(findings, name_the_controls_that_they_answer)
{
    CisControl controls[CIS_VERSIONS];
    cr_assert(finding_cis(FINDING_NO_CONTACT, controls));
    cr_expect_str_eq(controls[0].control, "2.1.19");
    cr_expect_str_eq(controls[1].control, "8.1.13");
    cr_assert(finding_cis(FINDING_ALERTS_OFF, controls));
    cr_expect_str_eq(controls[0].control, "2.1.20");
    cr_expect_str_eq(controls[1].control, "8.1.14");
    cr_expect_not(finding_cis(FINDING_NO_PHONE, controls));
}

/* Which checks pass, as "+" and "-". */
static void judged(const char *name, const Contact *contact, const char *expected)
{
    const Scanner *scanner = scanner_find(name);
    char verdicts[8] = "";
    cr_assert(scanner != NULL, "%s", name);
    for (size_t i = 0; i < scanner->count; i++)
        verdicts[i] = scanner->checks[i].judge(contact) ? '+' : '-';
    cr_expect_str_eq(verdicts, expected, "%s: %s", name, verdicts);
}

Test(findings, scanners_judge_by_their_own_conditions)
{
    Contact full, off, none;
    contact_of(&full, "a@x.com", "+14255550100", true);
    contact_of(&off, "a@x.com", NULL, false);
    contact_of(&none, "", NULL, false);
    judged("prowler", &full, "++-");
    judged("prowler", &off, "++-"); /* it does not look whether alerts are on */
    judged("prowler", &none, "+--");
    judged("scoutsuite", &full, "++++-");
    judged("scoutsuite", &off, "++---");
    judged("scoutsuite", &none, "-----");
    judged("steampipe", &full, "+-");
    judged("steampipe", &none, "--");
    judged("policy", &full, "++-");
    judged("policy", &off, "+--");
    cr_expect_null(scanner_find("Prowler"));
    contact_clear(&full);
    contact_clear(&off);
    contact_clear(&none);
}
