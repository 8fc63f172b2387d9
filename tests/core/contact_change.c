#include "core/contact_change.h"

#include "base/memory.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

/* A list of addresses with commas between them; NULL of NULL. */
static AddressList *list_of(const char *text)
{
    if (!text)
        return NULL;
    AddressList *list = address_list_new();
    AddressFindings findings = {0};
    address_list_parse(list, text, strlen(text), &findings);
    cr_assert_eq(findings.count, 0, "%s", text);
    address_findings_clear(&findings);
    return list;
}

typedef struct Row {
    const char *before, *emails, *remove, *add, *old, *new, *after;
} Row;

static const Row rows[] = {
    {"a@x.org, b@x.org", NULL, NULL, NULL, NULL, NULL, "a@x.org, b@x.org"},
    {"a@x.org, b@x.org", "c@x.org", NULL, NULL, NULL, NULL, "c@x.org"},
    {"a@x.org", "", NULL, NULL, NULL, NULL, ""},
    {"a@x.org, b@x.org", NULL, "B@x.org, z@x.org", NULL, NULL, NULL, "a@x.org"},
    {"a@x.org", NULL, NULL, "b@x.org, A@x.org", NULL, NULL, "a@x.org, b@x.org"},
    {"a@x.org, b@x.org", NULL, "a@x.org", "a@x.org", NULL, NULL, "b@x.org, a@x.org"},
    {"a@x.org, b@x.org, c@x.org", NULL, NULL, NULL, "b@x.org", "n@x.org",
     "a@x.org, n@x.org, c@x.org"},
    {"a@x.org, b@x.org, c@x.org", NULL, NULL, NULL, "c@x.org", "a@x.org", "a@x.org, b@x.org"},
    {"a@x.org, b@x.org", NULL, NULL, NULL, "A@x.org", "a@x.org", "a@x.org, b@x.org"},
    {"a@x.org", NULL, NULL, NULL, "z@x.org", "n@x.org", "a@x.org"},
};

Test(contact_change, addresses)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const Row *row = &rows[i];
        Contact contact = {.emails = list_of(row->before), .phone = memory_text("+14255550100")};
        ContactChange change = {.emails = list_of(row->emails),
                                .remove = list_of(row->remove),
                                .add = list_of(row->add),
                                .old = memory_text(row->old),
                                .new = memory_text(row->new)};
        ContactChange copy;
        contact_change_copy_indexed(&copy, &change);
        contact_change_clear(&change);
        cr_expect_eq(contact_change_is_empty(&copy), i == 0);
        contact_change_apply(&copy, &contact);
        char *after = address_list_print(contact.emails, ", ");
        cr_expect_str_eq(after, row->after, "row %zu: %s", i, after);
        cr_expect_str_eq(contact.phone, "+14255550100");
        free(after);
        contact_change_clear(&copy);
        contact_clear(&contact);
    }
}

Test(contact_change, only_what_is_given_changes)
{
    Contact contact = {.emails = list_of("a@x.org"), .phone = memory_text("+14255550100")};
    ContactChange alerts = {.values = {[CONTACT_ALERTS] = memory_text("on")}};
    ContactChange phone = {.values = {[CONTACT_PHONE] = memory_text("")}}, copy;
    contact_change_copy_indexed(&copy, &alerts);
    contact_change_apply(&copy, &contact);
    cr_expect(contact.alerts);
    cr_expect_str_eq(contact.phone, "+14255550100");
    contact_change_apply(&phone, &contact);
    cr_expect(contact.alerts);
    cr_expect_null(contact.phone);
    cr_expect_eq(address_list_count(contact.emails), 1);
    contact_change_clear(&alerts);
    contact_change_clear(&phone);
    contact_change_clear(&copy);
    contact_clear(&contact);
}
