#include "azure/contacts.h"

#include "base/memory.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#define ONE  "20ff7fc3-e762-44dd-bd96-b71116dcdc23"
#define TWO  "9edc6208-d5b1-4c58-a35b-ec241d032b28"
#define ZERO "00000000-0000-0000-0000-000000000000"
#define RESOURCE(ID, NAME, PROPERTIES)                                                             \
    "{\"id\": \"/subscriptions/" ID "/providers/Microsoft.Security/securityContacts/" NAME         \
    "\", \"name\": \"" NAME                                                                        \
    "\", \"type\": \"Microsoft.Security/securityContacts\", \"properties\": {" PROPERTIES "}}"

/* Reads `text` as the file az.json: each item that is a contact. */
static bool take(CloudContacts *contacts, const char *text, Error *error)
{
    JsonItems items;
    FILE *in = tmpfile();
    fputs(text, in);
    rewind(in);
    bool good = json_items_open(&items, in, "az.json", "contacts", error);
    while (good && json_items_next(&items, error)) {
        cr_assert(contacts_recognise(items.item), "not recognised: %s", text);
        good = contacts_take(contacts, &items, error);
    }
    json_items_clear(&items);
    fclose(in);
    return good && error->kind == ERROR_NONE;
}

/* The contact of subscription `id`, and what was lost, as one text. The caller frees it. */
static char *told(const CloudContacts *contacts, const char *id)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    const CloudContact *found = contacts_find(contacts, id);
    cr_assert_not_null(found);
    char *emails = address_list_print(found->contact.emails, " ");
    fprintf(out, "%s|%s|%s\n", emails,
            found->phone_left_out  ? "left out"
            : found->contact.phone ? found->contact.phone
                                   : "none",
            found->contact.alerts ? "on" : "off");
    free(emails);
    for (size_t i = 0; i < contacts->loss_count; i++)
        fprintf(out, "%s\n", contacts->losses[i]);
    fclose(out);
    return text;
}

static void reads_for(const char *text, const char *region, const char *subscription,
                      const char *id, const char *expected)
{
    CloudContacts contacts = {.region = region, .subscription = subscription};
    Error error = {0};
    cr_assert(take(&contacts, text, &error), "%s: %s", text, error.text);
    contacts_finish(&contacts);
    char *found = told(&contacts, id);
    cr_expect_str_eq(found, expected, "%s: %s", text, found);
    free(found);
    contacts_clear(&contacts);
}

static void reads(const char *text, const char *expected)
{
    reads_for(text, NULL, NULL, ONE, expected);
}

static void bad(const char *text, const char *subscription, const char *message)
{
    CloudContacts contacts = {.subscription = subscription};
    Error error = {0};
    cr_expect_not(take(&contacts, text, &error), "%s", text);
    char *found = error_message(&error);
    cr_expect_str_eq(found, message, "%s", found);
    cr_expect_eq(error.kind, ERROR_DATA);
    free(found);
    contacts_clear(&contacts);
}

#define NO_PHONE                                                                                   \
    "phone \"(214)275-4038\" is left out: start with + and the country code, or give --region\n"
#define OWNERS                                                                                     \
    "e-mail to subscription owners (\"alertsToAdmins\") is left out: it is not available yet\n"
#define SEVERITY(WHICH)                                                                            \
    "minimal severity " WHICH " is left out: alerts of high severity are e-mailed, no others\n"
#define PATHS                                                                                      \
    "e-mail about attack paths (minimal risk level Critical) is left out: alerts are e-mailed, "   \
    "nothing else\n"
#define ROLES(WHICH) "e-mail to the roles " WHICH " is left out: it is not available yet\n"

static const struct File {
    const char *name, *subscription, *expected;
} files[] = {
    {"azcli-2020-create-request.json", TWO, "john@contoso.com|none|off\n"},
    {"azcli-2020-create-response.json", TWO, "john@contoso.com|none|off\n"},
    {"azcli-2020-list-response.json", TWO, "john@contoso.com|none|off\n"},
    {"azcli-2021-list-three-contacts.json", TWO,
     "john@contoso.com REDACTED1@microsoft.com REDACTED2@microsoft.com|none|off\n"},
    {"spec-2017-08-01-preview-CreateSecurityContact_full_example.json", NULL,
     "john@contoso.com|left out|on\naz.json:1: " NO_PHONE "az.json:1: " OWNERS},
    {"spec-2017-08-01-preview-GetSecurityContact_full_example.json", NULL,
     "john@contoso.com|left out|on\naz.json:1: " NO_PHONE "az.json:1: " OWNERS},
    {"spec-2017-08-01-preview-GetSecurityContact_min_example.json", NULL,
     "chen@contoso.com|none|on\naz.json:1: " OWNERS},
    {"spec-2017-08-01-preview-GetSecurityContactsSubscription_full_example.json", NULL,
     "john@contoso.com|left out|on\naz.json:1: contact 1: " NO_PHONE
     "az.json:1: contact 1: " OWNERS},
    {"spec-2017-08-01-preview-GetSecurityContactsSubscription_min_example.json", NULL,
     "chen@contoso.com|none|on\naz.json:1: contact 1: " OWNERS},
    {"spec-2017-08-01-preview-UpdateSecurityContact_full_example.json", NULL,
     "john@contoso.com|left out|on\naz.json:1: " NO_PHONE},
    {"spec-2020-01-01-preview-GetSecurityContact_example.json", NULL,
     "john@contoso.com jane@contoso.com|left out|on\naz.json:1: " NO_PHONE
     "az.json:1: " SEVERITY("Low") "az.json:1: " ROLES("Owner")},
    {"spec-2020-01-01-preview-GetSecurityContactsSubscription_example.json", NULL,
     "john@contoso.com Jane@contoso.com|left out|on\naz.json:1: contact 1: " NO_PHONE
     "az.json:1: contact 1: " SEVERITY("Low") "az.json:1: contact 1: " ROLES("Owner, Admin")},
    {"spec-2023-12-01-preview-GetSecurityContact_example.json", NULL,
     "john@contoso.com jane@contoso.com|left out|on\naz.json:1: " NO_PHONE "az.json:1: " PATHS
     "az.json:1: " SEVERITY("Medium") "az.json:1: " ROLES("Owner")},
    {"spec-2023-12-01-preview-GetSecurityContactsSubscription_example.json", NULL,
     "john@contoso.com Jane@contoso.com|left out|on\naz.json:1: contact 1: " NO_PHONE
     "az.json:1: contact 1: " PATHS
     "az.json:1: contact 1: " SEVERITY("Medium") "az.json:1: contact 1: " ROLES("Owner, Admin")},
};

Test(contacts, files_of_azure)
{
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        const struct File *file = &files[i];
        char *name = memory_format("contacts/%s", file->name);
        char *text = temporary_read(TEST_DATA, name, NULL);
        cr_assert_not_null(text, "%s", name);
        reads_for(text, NULL, file->subscription, file->subscription ? file->subscription : ONE,
                  file->expected);
        free(text);
        free(name);
    }
}

Test(contacts, an_empty_list_brings_nothing)
{
    char *text = temporary_read(TEST_DATA, "contacts/azcli-2020-list-empty-response.json", NULL);
    CloudContacts contacts = {0};
    Error error = {0};
    cr_assert(take(&contacts, text, &error));
    contacts_finish(&contacts);
    cr_expect_eq(contacts.count, 0);
    cr_expect_eq(contacts.loss_count, 0);
    contacts_clear(&contacts);
    free(text);
}

Test(contacts, a_national_phone_number_needs_its_country)
{
    static const char number[] =
        RESOURCE(ONE, "default1",
                 "\"email\": \"a@b.cd\", \"phone\": \"(214)275-4038\", \"alertNotifications\": "
                 "\"on\", \"alertsToAdmins\": \"off\"");
    reads_for(number, "US", NULL, ONE, "a@b.cd|+12142754038|on\n");
    reads_for(number, "DE", NULL, ONE, "a@b.cd|+492142754038|on\n");
    reads(RESOURCE(ONE, "default",
                   "\"emails\": \"a@b.cd\", \"phone\": \"+683 0123\", \"alerts\": true"),
          "a@b.cd|+6830123|on\naz.json:1: phone \"+683 0123\" is taken, but: not a number of Niue, "
          "as far as the numbering plan is known here: check the digits\n");
    reads_for("[" RESOURCE(ONE, "default",
                           "\"emails\": \"a@b.cd\", \"phone\": \"12\", "
                           "\"alerts\": \"OFF\"") "]",
              "US", NULL, ONE,
              "a@b.cd|left out|off\naz.json:1: item 1: phone \"12\" is left out: too short for a "
              "number with country code +1\n");
}

Test(contacts, several_of_2017_are_one_list_in_their_order)
{
#define OLD(NAME, EMAIL, PHONE, ALERTS)                                                            \
    RESOURCE(ONE, NAME,                                                                            \
             "\"email\": \"" EMAIL "\", \"phone\": \"" PHONE                                       \
             "\", \"alertNotifications\": \"" ALERTS "\", \"alertsToAdmins\": \"Off\"")
    reads("[" OLD("default10", "j@x.yz", "", "On") "," OLD("default2", "b@x.yz", "", "On") "," OLD(
              "zoe", "z@x.yz", "", "On") "," OLD("default1", "a@x.yz", "+14255550100", "On") "]",
          "a@x.yz b@x.yz j@x.yz z@x.yz|+14255550100|on\n");
    reads("[" OLD("default1", "a@x.yz", "+14255550100", "On") "," OLD("default2", "A@X.yz",
                                                                      "+14255550101", "off") "]",
          "a@x.yz|+14255550100|on\n"
          "subscription " ONE ": the contact of \"A@X.yz\": a mailbox is there twice, kept once\n"
          "subscription " ONE ": alerts are off for \"A@X.yz\", and on before it: one setting "
          "holds for all, on\n"
          "subscription " ONE ": the phone number of \"A@X.yz\" is left out: the first one is "
          "kept\n");
    reads("[" OLD("default1", "a@x.yz", "", "Off") "," OLD("default2", "b@x.yz", "", "ON") "]",
          "a@x.yz b@x.yz|none|on\n"
          "subscription " ONE ": alerts are on for \"b@x.yz\", and off before it: one setting "
          "holds for all, on\n");
}

Test(contacts, subscriptions_are_kept_apart)
{
    CloudContacts contacts = {0};
    Error error = {0};
    cr_assert(
        take(&contacts,
             "[" RESOURCE(TWO, "default", "\"emails\": \"b@x.yz\", \"alerts\": true") "," RESOURCE(
                 "20FF7FC3-E762-44DD-BD96-B71116DCDC23", "default",
                 "\"emails\": \"a@x.yz\", \"alerts\": false") "]",
             &error));
    contacts_finish(&contacts);
    cr_expect_eq(contacts.read, 2);
    cr_expect_eq(contacts.count, 2);
    char *one = told(&contacts, ONE), *two = told(&contacts, TWO);
    cr_expect_str_eq(one, "a@x.yz|none|off\n");
    cr_expect_str_eq(two, "b@x.yz|none|on\n");
    cr_expect_null(contacts_find(&contacts, ZERO));
    free(two);
    free(one);
    contacts_clear(&contacts);
}

Test(contacts, properties_on_top_as_az_prints_them)
{
    reads("[{\"alertNotifications\": \"Off\", \"alertsToAdmins\": \"Off\", \"email\": \"a@x.yz\", "
          "\"etag\": \"x\", \"id\": \"/subscriptions/" ONE
          "/providers/Microsoft.Security/securityContacts/default1\", \"location\": \"West "
          "Europe\", \"name\": \"default1\", \"phone\": \"\", \"type\": "
          "\"Microsoft.Security/securityContacts\"}]",
          "a@x.yz|none|off\n");
    reads("[{\"alertNotifications\": {\"minimalSeverity\": \"High\", \"state\": \"On\"}, "
          "\"emails\": \"a@x.yz, b@x.yz\", \"id\": \"/subscriptions/" ONE
          "/providers/Microsoft.Security/securityContacts/default\", \"name\": \"default\", "
          "\"notificationsByRole\": {\"roles\": [], \"state\": \"Off\"}, \"phone\": null, "
          "\"type\": \"Microsoft.Security/securityContacts\"}]",
          "a@x.yz b@x.yz|none|on\n");
}

Test(contacts, what_is_off_or_missing_is_told_too)
{
    reads(RESOURCE(ONE, "default",
                   "\"emails\": \"\", \"notificationsByRole\": {\"state\": \"Off\", \"roles\": "
                   "[\"Owner\"]}, \"alertNotifications\": {\"minimalSeverity\": \"High\"}"),
          "|none|on\naz.json:1: \"alertNotifications\" has no \"state\": alerts are taken as on, "
          "as there is a minimal severity\n"
          "az.json:1: the roles Owner are left out, to whom e-mail is off\n");
    reads(
        RESOURCE(ONE, "default", "\"notificationsByRole\": {\"roles\": [\"Owner\"]}, \"new\": 1"),
        "|none|off\naz.json:1: nothing says what the addresses are: none is taken\n"
        "az.json:1: nothing says whether alerts are on: they are taken as off\n"
        "az.json:1: " ROLES("Owner") "az.json:1: \"new\" is left out: no such property is known\n");
    reads(RESOURCE(ONE, "default",
                   "\"emails\": \"a@x.yz\", \"isEnabled\": false, \"notificationsSources\": "
                   "[{\"sourceType\": \"Alert\", \"minimalSeverity\": \"High\"}]"),
          "a@x.yz|none|off\n");
    reads(RESOURCE(ONE, "default",
                   "\"emails\": \"a@x.yz\", \"isEnabled\": true, \"notificationsSources\": "
                   "[{\"sourceType\": \"Moon\"}]"),
          "a@x.yz|none|off\naz.json:1: e-mail about \"Moon\" is left out: alerts are e-mailed, "
          "nothing else\n");
    reads(RESOURCE(ONE, "default",
                   "\"emails\": \"a@x.yz\", \"notificationsSources\": [{\"sourceType\": "
                   "\"Alert\"}]"),
          "a@x.yz|none|on\naz.json:1: no \"isEnabled\": alerts are taken as on\n");
    reads(RESOURCE(ONE, "default", "\"alertNotifications\": \"On\", \"phone\": \"\""),
          "|none|on\naz.json:1: nothing says what the addresses are: none is taken\n");
    reads("{\"id\": \"" ONE "\", \"emails\": [\"\\\"a;b\\\"@x.yz\", \"c@x.yz\", \"C@x.yz\"], "
          "\"phone\": \"+14255550100\", \"alerts\": true, \"owners\": true, \"configured\": true, "
          "\"name\": \"N\"}",
          "\"a;b\"@x.yz c@x.yz|+14255550100|on\n"
          "az.json:1: \"emails\": \"C@x.yz\" is there twice: it is kept once\n"
          "az.json:1: e-mail to subscription owners (\"owners\") is left out: it is not available "
          "yet\n");
}

/* Whatever is left out anyway refuses nothing; what would be taken is named. */
Test(contacts, what_powershell_cuts_off)
{
    reads(
        RESOURCE(ONE, "default",
                 "\"emails\": \"a@x.yz\", \"alerts\": true, "
                 "\"notificationsByRole\": {\"roles\": \"Owner ServiceAdmin\", \"state\": \"On\"}"),
        "a@x.yz|none|on\naz.json:1: " ROLES("Owner ServiceAdmin"));
    reads(RESOURCE(ONE, "default",
                   "\"emails\": \"a@x.yz\", \"alerts\": true, "
                   "\"notificationsByRole\": {\"roles\": [\"Owner\", 2]}"),
          "a@x.yz|none|on\naz.json:1: " ROLES("Owner, a number"));
    reads(RESOURCE(ONE, "default",
                   "\"emails\": \"a@x.yz\", \"alerts\": true, \"alertsToAdmins\": 1, "
                   "\"notificationsByRole\": \"@{roles=System.Object[]; state=On}\""),
          "a@x.yz|none|on\naz.json:1: " OWNERS
          "az.json:1: " ROLES("@{roles=System.Object[]; state=On}"));
    bad(RESOURCE(ONE, "default",
                 "\"emails\": \"a@x.yz\", \"isEnabled\": true, "
                 "\"notificationsSources\": \"@{sourceType=Alert} @{sourceType=AttackPath}\""),
        NULL,
        "az.json:1: \"notificationsSources\" is \"@{sourceType=Alert} @{sourceType=AttackP…\": "
        "PowerShell has cut off what lies deeper: ConvertTo-Json -Depth 10 writes all of it");
    bad(RESOURCE(ONE, "default", "\"emails\": \"System.Object[]\", \"alerts\": true"), NULL,
        "az.json:1: \"emails\" is \"System.Object[]\": PowerShell has cut off what lies deeper: "
        "ConvertTo-Json -Depth 10 writes all of it");
}

Test(contacts, what_is_wrong_is_named)
{
    bad("[" RESOURCE(ONE, "default", "\"emails\": \"a@x.yz;b@@x.yz\"") "]", NULL,
        "az.json:1: item 1: \"emails\": column 10: \"b@@x.yz\": a second @: put a comma "
        "between two addresses, or delete one @");
    bad(RESOURCE(ONE, "default", "\"emails\": 7"), NULL,
        "az.json:1: \"emails\" is a number; expected a string");
    bad(RESOURCE(ONE, "default", "\"emails\": [\"a\"]"), NULL,
        "az.json:1: \"emails\": \"a\": no @: write name@example.com");
    bad(RESOURCE(ONE, "default", "\"emails\": [7]"), NULL,
        "az.json:1: \"emails\": address 1 is a number; expected a string");
    bad(RESOURCE(ONE, "default", "\"email\": \"a@x.yz\", \"alertNotifications\": \"Maybe\""), NULL,
        "az.json:1: \"alertNotifications\" is \"Maybe\"; expected \"On\" or \"Off\"");
    bad(RESOURCE(ONE, "default", "\"emails\": \"a@x.yz\", \"isEnabled\": 1"), NULL,
        "az.json:1: \"isEnabled\" is a number; expected true or false");
    bad(RESOURCE(ONE, "default", "\"emails\": \"a@x.yz\", \"isEnabled\": \"yes\""), NULL,
        "az.json:1: \"isEnabled\" is \"yes\"; expected true or false");
    bad(RESOURCE(ONE, "default", "\"emails\": \"a@x.yz\", \"notificationsSources\": [{}]"), NULL,
        "az.json:1: \"notificationsSources\": source 1 has no \"sourceType\"; expected \"Alert\" "
        "or "
        "\"AttackPath\"");
    bad("{\"type\": \"Microsoft.Security/securityContacts\"}", NULL,
        "az.json:1: a security contact without \"email\" or \"emails\"; expected its properties");
    bad("{\"type\": \"Microsoft.Security/securityContacts\", \"properties\": []}", NULL,
        "az.json:1: \"properties\" is an array; expected an object");
    bad("{\"value\": [" RESOURCE(ONE, "default", "\"emails\": \"a@x.yz\"") ", {}]}", NULL,
        "az.json:1: contact 2: is no security contact, as the first one is");
}

Test(contacts, a_page_of_a_longer_list_is_told_to_be_one)
{
#define LISTED RESOURCE(ONE, "default", "\"emails\": \"a@x.yz\", \"alertNotifications\": \"On\"")
    reads("{\"nextLink\": \"https://x\", \"value\": [" LISTED "]}",
          "a@x.yz|none|on\n"
          "az.json:1: there is more: this is one page of a longer list, which goes on at its "
          "\"nextLink\": the other pages are to be read in the same command\n");
    reads("{\"value\": [" LISTED "], \"nextLink\": null}", "a@x.yz|none|on\n");
    reads("{\"value\": [" LISTED "], \"nextLink\": \"\"}", "a@x.yz|none|on\n");
}

Test(contacts, whose_they_are_must_be_known)
{
    static const char none[] = "{\"properties\": {\"emails\": \"a@x.yz\", \"alerts\": true}}";
    bad(none, NULL,
        "az.json:1: a security contact without \"id\"; expected one that names its subscription, "
        "or --subscription");
    bad(RESOURCE("{subscriptionId}", "default", "\"emails\": \"a@x.yz\""), NULL,
        "az.json:1: \"id\" is "
        "\"/subscriptions/{subscriptionId}/providers/Microsoft.Security/securityContacts/"
        "default\", "
        "which names no subscription; expected one, or --subscription");
    bad(RESOURCE(ONE, "default", "\"emails\": \"a@x.yz\""), TWO,
        "az.json:1: is of subscription " ONE "; expected " TWO ", which --subscription names");
    reads_for(none, NULL, TWO, TWO, "a@x.yz|none|on\n");
    reads("{\"parameters\": {\"subscriptionId\": \"" ONE "\"}, \"responses\": {\"201\": {\"body\": "
          "{\"value\": [" RESOURCE("{subscriptionId}", "default",
                                   "\"emails\": \"a@x.yz\", \"alerts\": false") "]}}}}",
          "a@x.yz|none|off\n");
}

Test(contacts, a_phone_that_was_left_out_changes_none)
{
    CloudContacts contacts = {0};
    Error error = {0};
    cr_assert(
        take(&contacts,
             "[" RESOURCE(
                 ONE, "default",
                 "\"emails\": \"a@x.yz\", \"phone\": \"030 123\", "
                 "\"alerts\": true") "," RESOURCE(TWO, "default",
                                                  "\"emails\": \"a@x.yz\", \"alerts\": true") "]",
             &error));
    contacts_finish(&contacts);
    Contact contact;
    contact_init(&contact);
    contact.phone = memory_text("+14255550100");
    contacts_apply(contacts_find(&contacts, ONE), &contact);
    cr_expect_str_eq(contact.phone, "+14255550100");
    cr_expect(contact.alerts);
    cr_expect_eq(address_list_count(contact.emails), 1);
    contacts_apply(contacts_find(&contacts, TWO), &contact);
    cr_expect_null(contact.phone);
    contact_clear(&contact);
    contacts_clear(&contacts);
}
