#include "cli/helper.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>

#define CONTACT(ID, PROPERTIES)                                                                    \
    "{\"id\": \"/subscriptions/" ID "/providers/Microsoft.Security/securityContacts/default\", "   \
    "\"properties\": {" PROPERTIES "}}"

static char *site(void)
{
    char *directory = helper_site();
    helper_expect(helper_run(directory, NULL, "set", ONE, "--emails", "a@x.at, b@x.at", "--phone",
                             "+12142754038", "--alerts", "on", NULL),
                  0, NULL, "");
    return directory;
}

Test(cli_diff, the_same_is_0_and_a_difference_1)
{
    char *directory = site();
    static const char same[] = CONTACT(ONE, "\"emails\": \"a@x.at;b@x.at\", \"phone\": \"+1 "
                                            "214-275-4038\", \"alerts\": \"On\"");
    helper_expect(helper_run(directory, same, "diff", "-", NULL), 0,
                  "Contoso Production: the same\n", "");
    char *before = temporary_read(directory, "site/contacts/" ONE ".conf", NULL);
    helper_expect(
        helper_run(directory,
                   "[" CONTACT(TWO, "\"emails\": \"c@x.at\", \"alerts\": \"On\"") "," CONTACT(
                       ONE, "\"emails\": \"c@x.at;A@x.at\", \"phone\": \"\", "
                            "\"alerts\": \"Off\"") "]",
                   "diff", "-", NULL),
        1,
        "Contoso Production: 1 address added, 1 removed, 1 respelled, phone removed, "
        "alerts off\n"
        "  + c@x.at\n"
        "  a@x.at -> A@x.at\n"
        "  - b@x.at\n"
        "  phone: +12142754038 -> none\n"
        "  alerts: on -> off\n"
        "CONTOSO-COM-01: 1 address added, alerts on\n"
        "  + c@x.at\n"
        "  alerts: off -> on\n",
        "");
    char *after = temporary_read(directory, "site/contacts/" ONE ".conf", NULL);
    cr_expect_str_eq(after, before);
    free(after);
    free(before);
    temporary_remove(directory);
}

Test(cli_diff, what_cant_be_read_is_told_and_the_rest_is_compared)
{
    char *directory = site();
    temporary_write(directory, "site/contacts/" ONE ".conf", "emails = 1;\nalerts = true;\n");
    helper_expect(
        helper_run(directory,
                   "[" CONTACT(ONE, "\"emails\": \"a@x.at\", \"alerts\": \"On\"") "," CONTACT(
                       TWO, "\"emails\": \"c@x.at\", \"alerts\": \"Off\"") "]",
                   "diff", "-", NULL),
        78, "CONTOSO-COM-01: 1 address added\n  + c@x.at\n",
        "seccontacts: site/contacts/" ONE
        ".conf:1: emails: found the number 1, expected an array such as [ "
        "\"ops@example.com\", \"noc@example.com\" ]\n");
    temporary_remove(directory);
}

Test(cli_diff, a_national_phone_number_is_compared_where_its_country_is_named)
{
    char *directory = site();
    static const char text[] = CONTACT(ONE, "\"emails\": \"a@x.at;b@x.at\", \"phone\": "
                                            "\"(214)275-4038\", \"alerts\": \"On\"");
    helper_expect(helper_run(directory, text, "diff", "-", NULL), 0,
                  "Contoso Production: the same\n",
                  "seccontacts: standard input:1: phone \"(214)275-4038\" is left out: start with "
                  "+ and the country code, or give --region\n");
    helper_expect(helper_run(directory, text, "diff", "-", "--region", "us", NULL), 0,
                  "Contoso Production: the same\n", "");
    helper_expect(helper_run(directory, text, "diff", "-", "--region", "de", NULL), 1,
                  "Contoso Production: phone changed\n"
                  "  phone: +12142754038 -> +492142754038\n",
                  "");
    temporary_remove(directory);
}

Test(cli_diff, a_subscription_that_the_site_has_not_is_a_difference)
{
    char *directory = site();
    helper_expect(helper_run(directory,
                             CONTACT("11111111-2222-4333-8444-555555555555",
                                     "\"emails\": \"a@x.at\", \"alerts\": \"On\""),
                             "diff", "-", NULL),
                  1, "",
                  "seccontacts: subscription 11111111-2222-4333-8444-555555555555 is not in the "
                  "site, and has a security contact in the cloud\n");
    temporary_remove(directory);
}

Test(cli_diff, an_empty_list_is_somebodys)
{
    char *directory = site();
    helper_expect(helper_run(directory, "{\"value\": []}", "diff", "-", NULL), 65, "",
                  "seccontacts: standard input: no security contact; --subscription says whose "
                  "list is empty\n");
    helper_expect(helper_run(directory, "[]", "diff", "-", "--subscription", "20ff", NULL), 1,
                  "Contoso Production: 2 addresses removed, phone removed, alerts off\n"
                  "  - a@x.at\n"
                  "  - b@x.at\n"
                  "  phone: +12142754038 -> none\n"
                  "  alerts: on -> off\n",
                  "");
    helper_expect(helper_run(directory, "[]", "diff", "-", "--subscription", TWO, NULL), 0,
                  "CONTOSO-COM-01: the same\n", "");
    helper_expect(helper_run(directory, "[]", "diff", "-", "--subscription",
                             "11111111-2222-4333-8444-555555555555", NULL),
                  65, "",
                  "seccontacts: no subscription \"11111111-2222-4333-8444-555555555555\"; expected "
                  "an id, a name or the start of an id: seccontacts "
                  "subscriptions lists them\n");
    temporary_remove(directory);
}

Test(cli_diff, what_is_no_security_contact_is_refused)
{
    char *directory = site();
    helper_expect(helper_run(directory, NULL, "diff", "accounts.json", NULL), 65, "",
                  "seccontacts: accounts.json:2: item 1: is no security contact; expected what "
                  "\"az security contact list\" prints with -o json, or a reply of the REST "
                  "API\n");
    helper_expect(helper_run(directory, NULL, "diff", "none.json", NULL), 66, "",
                  "seccontacts: none.json: can't be read: No such file or directory\n");
    helper_expect(helper_run(directory, NULL, "diff", NULL), 64, "",
                  "seccontacts: diff: no FILE given; see seccontacts diff --help\n");
    temporary_remove(directory);
}
