#include "site/common.h"

#include "base/memory.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

static void add(Common *common, const char *emails, const char *phone, bool alerts)
{
    Contact contact;
    AddressFindings findings = {0};
    contact_init(&contact);
    address_list_parse(contact.emails, emails, strlen(emails), &findings);
    address_findings_clear(&findings);
    contact.phone = memory_text(phone);
    contact.alerts = alerts;
    common_add(common, &contact);
    contact_clear(&contact);
}

Test(common, without_contacts_there_is_no_value)
{
    Common common;
    common_init(&common);
    cr_expect_eq(common_values(&common, CONTACT_EMAILS), 0);
    cr_expect_eq(common_values(&common, CONTACT_PHONE), 0);
    cr_expect_eq(address_list_count(common.first.emails), 0);
    common_clear(&common);
}

Test(common, values_are_counted_once_each)
{
    Common common;
    common_init(&common);
    add(&common, "a@x.org, b@x.org", "+14255550100", true);
    cr_expect_eq(common_values(&common, CONTACT_EMAILS), 1);
    add(&common, "a@x.org, b@x.org", NULL, false);
    cr_expect_eq(common_values(&common, CONTACT_EMAILS), 1);
    cr_expect_eq(common_values(&common, CONTACT_PHONE), 2);
    add(&common, "b@x.org, a@x.org", "+14255550100", true); /* the order is part of it */
    add(&common, "", NULL, true);
    cr_expect_eq(common_values(&common, CONTACT_EMAILS), 3);
    cr_expect_eq(common_values(&common, CONTACT_PHONE), 2);
    cr_expect_eq(common.count, 4);
    cr_expect_eq(common.on[CONTACT_ALERTS], 3);
    cr_expect_str_eq(common.first.phone, "+14255550100");
    common_clear(&common);
}
