#include "core/contact.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

static Contact contact_of(const char *emails, const char *phone, bool alerts)
{
    Contact contact;
    contact_init(&contact);
    AddressFindings findings = {0};
    address_list_parse(contact.emails, emails, strlen(emails), &findings);
    cr_assert_eq(findings.count, 0, "%s", emails);
    contact.phone = phone ? strdup(phone) : NULL;
    contact.alerts = alerts;
    return contact;
}

static void differ(Contact before, Contact after, const char *line, const char *lines)
{
    char *difference = contact_difference(&before, &after);
    char *changes = contact_changes(&before, &after);
    cr_expect_str_eq(difference, line, "%s", difference);
    cr_expect_str_eq(changes, lines, "%s", changes);
    cr_expect_eq(contact_equal(&before, &after), lines[0] == '\0');
    free(changes);
    free(difference);
    contact_clear(&after);
    contact_clear(&before);
}

Test(contact, nothing_changed)
{
    differ(contact_of("", NULL, false), contact_of("", NULL, false), "no changes", "");
    differ(contact_of("a@x.com, b@x.com", "+14255550100", true),
           contact_of("a@x.com, b@x.com", "+14255550100", true), "no changes", "");
}

Test(contact, addresses_come_and_go)
{
    differ(contact_of("", NULL, false), contact_of("a@x.com", NULL, false), "1 address added",
           "+ a@x.com\n");
    differ(contact_of("a@x.com, b@x.com, c@x.com", NULL, false), contact_of("b@x.com", NULL, false),
           "2 addresses removed", "- a@x.com\n- c@x.com\n");
    differ(contact_of("old@x.com, b@x.com", NULL, false),
           contact_of("b@x.com, c@x.com, d@x.com", NULL, false), "2 addresses added, 1 removed",
           "+ c@x.com\n+ d@x.com\n- old@x.com\n");
}

Test(contact, order_and_spelling_count)
{
    differ(contact_of("a@x.com, b@x.com", NULL, false), contact_of("b@x.com, a@x.com", NULL, false),
           "order of the addresses changed", "order of the addresses changed\n");
    differ(contact_of("Ops@x.com, b@x.com", NULL, false),
           contact_of("ops@x.com, b@x.com", NULL, false), "1 address respelled",
           "Ops@x.com -> ops@x.com\n");
    differ(contact_of("a@x.com, b@x.com, c@x.com", NULL, false),
           contact_of("d@x.com, a@x.com, c@x.com", NULL, false), "1 address added, 1 removed",
           "+ d@x.com\n- b@x.com\n");
}

Test(contact, phone_and_toggles)
{
    differ(contact_of("", NULL, false), contact_of("", "+14255550100", true),
           "phone added, alerts on", "phone: none -> +14255550100\nalerts: off -> on\n");
    differ(contact_of("", "+14255550100", true), contact_of("", "+442079460958", true),
           "phone changed", "phone: +14255550100 -> +442079460958\n");
    differ(contact_of("a@x.com", "+14255550100", true), contact_of("b@x.com, c@x.com", NULL, false),
           "2 addresses added, 1 removed, phone removed, alerts off",
           "+ b@x.com\n+ c@x.com\n- a@x.com\nphone: +14255550100 -> none\nalerts: on -> off\n");
}

Test(contact, is_configured_by_an_address_alone)
{
    Contact none = contact_of("", "+14255550100", true);
    Contact one = contact_of("a@x.com", NULL, false);
    cr_expect_not(contact_is_configured(&none));
    cr_expect(contact_is_configured(&one));
    contact_clear(&one);
    contact_clear(&none);
}

Test(contact, a_copy_is_its_own)
{
    Contact contact = contact_of("a@x.com", "+14255550100", true), copy;
    contact_copy(&copy, &contact);
    cr_expect(contact_equal(&contact, &copy));
    address_list_remove(copy.emails, 0);
    cr_expect_not(contact_equal(&contact, &copy));
    contact_clear(&contact);
    cr_expect_str_eq(copy.phone, "+14255550100");
    contact_clear(&copy);
}
