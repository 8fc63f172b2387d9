#include "cli/helper.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CONF_ONE "site/contacts/" ONE ".conf"
#define SPEC     "contacts/spec-2023-12-01-preview-GetSecurityContact_example.json"

static void file_is(const char *directory, const char *name, const char *expected)
{
    char *text = temporary_read(directory, name, NULL);
    if (expected)
        cr_expect_str_eq(text ? text : "(none)", expected);
    else
        cr_expect_null(text);
    free(text);
}

/* A site with the five subscriptions, and the file `name` of the tests' data as c.json. */
static char *site_with(const char *name)
{
    char *directory = helper_site();
    char *text = temporary_read(TEST_DATA, name, NULL);
    cr_assert_not_null(text);
    temporary_write(directory, "c.json", text);
    free(text);
    return directory;
}

#define LOSSES                                                                                     \
    "seccontacts: c.json:1: e-mail about attack paths (minimal risk level Critical) is left out: " \
    "alerts are e-mailed, nothing else\n"                                                          \
    "seccontacts: c.json:1: minimal severity Medium is left out: alerts of high severity are "     \
    "e-mailed, no others\n"                                                                        \
    "seccontacts: c.json:1: e-mail to the roles Owner is left out: it is not available yet\n"

Test(cli_import_contacts, the_contact_becomes_what_the_file_says)
{
    char *directory = site_with(SPEC);
    helper_expect(helper_run(directory, NULL, "set", ONE, "--emails", "old@contoso.com", "--phone",
                             "+14255550100", NULL),
                  0, NULL, "");
    helper_expect(helper_run(directory, NULL, "import", "--dry-run", "c.json", NULL), 0,
                  "c.json: 1 security contact\n"
                  "Would save Contoso Production: 2 addresses added, 1 removed, alerts on\n"
                  "  + john@contoso.com\n"
                  "  + jane@contoso.com\n"
                  "  - old@contoso.com\n"
                  "  alerts: off -> on\n"
                  "Nothing is saved: this was a dry run\n",
                  "seccontacts: c.json:1: phone \"(214)275-4038\" is left out: start with + and "
                  "the country code, or give --region\n" LOSSES);
    file_is(directory, CONF_ONE,
            "emails = [ \"old@contoso.com\" ];\nphone = \"+14255550100\";\nalerts = false;\n");
    helper_expect(helper_run(directory, NULL, "import", "c.json", NULL), 0,
                  "c.json: 1 security contact\n"
                  "Saved Contoso Production: 2 addresses added, 1 removed, alerts on\n",
                  NULL);
    file_is(directory, CONF_ONE,
            "emails = [ \"john@contoso.com\", \"jane@contoso.com\" ];\n"
            "phone = \"+14255550100\";\nalerts = true;\n");
    helper_expect(helper_run(directory, NULL, "import", "c.json", "--region", "us", NULL), 0,
                  "c.json: 1 security contact\n"
                  "Saved Contoso Production: phone changed\n",
                  LOSSES);
    helper_expect(helper_run(directory, NULL, "import", "c.json", "--region", "US", NULL), 0,
                  "c.json: 1 security contact\nContoso Production: no changes\n", LOSSES);
    temporary_remove(directory);
}

Test(cli_import_contacts, an_unknown_subscription_is_reported)
{
    char *directory = temporary_new();
    char *accounts = temporary_read(TEST_DATA, "accounts/az-account-list.json", NULL);
    static const char contact[] = "{\"id\": \"/subscriptions/" ONE
                                  "/providers/Microsoft.Security/securityContacts/default\", "
                                  "\"properties\": {\"emails\": \"a@x.at\", \"alerts\": true}}";
    temporary_write(directory, "accounts.json", accounts);
    helper_expect(helper_run(directory, contact, "import", "-", NULL), 0,
                  "standard input: 1 security contact\n",
                  "seccontacts: subscription " ONE " is not in the site: its security contact is "
                  "left out\n"
                  "seccontacts: import \"az account list\" first, then the security contacts "
                  "again\n");
    file_is(directory, CONF_ONE, NULL);
    helper_expect(helper_run(directory, contact, "import", "--dry-run", "-", "accounts.json", NULL),
                  0,
                  "standard input: 1 security contact\n"
                  "accounts.json: 5 added\n"
                  "total: 5 added; 1 security contact\n"
                  "Would save Contoso Production: 1 address added, alerts on\n"
                  "  + a@x.at\n"
                  "  alerts: off -> on\n"
                  "Nothing is saved: this was a dry run\n",
                  "");
    helper_expect(helper_run(directory, contact, "import", "-", "accounts.json", NULL), 0,
                  "standard input: 1 security contact\n"
                  "accounts.json: 5 added\n"
                  "total: 5 added; 1 security contact\n"
                  "Saved in site\n"
                  "Saved Contoso Production: 1 address added, alerts on\n",
                  "");
    file_is(directory, CONF_ONE, "emails = [ \"a@x.at\" ];\nalerts = true;\n");
    free(accounts);
    temporary_remove(directory);
}

Test(cli_import_contacts, a_dry_run_on_no_site_shows_all_and_makes_none)
{
    char *directory = temporary_new();
    char *accounts = temporary_read(TEST_DATA, "accounts/az-account-list.json", NULL);
    char *three = temporary_read(TEST_DATA, "contacts/azcli-2021-list-three-contacts.json", NULL);
    temporary_write(directory, "accounts.json", accounts);
    helper_expect(helper_run(directory, three, "import", "accounts.json", "-", "--dry-run",
                             "--subscription", "CONTOSO-COM-01", NULL),
                  0,
                  "accounts.json: 5 added\n"
                  "standard input: 3 security contacts\n"
                  "total: 5 added; 3 security contacts\n"
                  "Would save CONTOSO-COM-01: 3 addresses added\n"
                  "  + john@contoso.com\n"
                  "  + REDACTED1@microsoft.com\n"
                  "  + REDACTED2@microsoft.com\n"
                  "Nothing is saved: this was a dry run\n",
                  "");
    char *site = temporary_path(directory, "site");
    cr_expect(access(site, F_OK) != 0);
    free(site);
    free(three);
    free(accounts);
    temporary_remove(directory);
}

Test(cli_import_contacts, a_subscription_is_named_where_the_file_names_none)
{
    char *directory = site_with("contacts/azcli-2020-create-request.json");
    helper_expect(helper_run(directory, NULL, "import", "c.json", NULL), 65, "",
                  "seccontacts: c.json:1: a security contact without \"id\"; expected one that "
                  "names its subscription, or --subscription\n");
    helper_expect(helper_run(directory, NULL, "import", "c.json", "--subscription", "9edc", NULL),
                  0, "c.json: 1 security contact\nSaved CONTOSO-COM-01: 1 address added\n", "");
    helper_expect(helper_run(directory, NULL, "import", "c.json", "--subscription", "Nobody", NULL),
                  65, "",
                  "seccontacts: no subscription \"Nobody\"; expected an id, a name or the start of "
                  "an id: seccontacts subscriptions lists them\n");
    helper_expect(helper_run(directory, NULL, "import", "c.json", "--region", "USA", NULL), 64, "",
                  "seccontacts: import: --region \"USA\" is no country's; expected two letters, "
                  "such as US\n");
    temporary_remove(directory);
}

Test(cli_import_contacts, one_that_cant_be_saved_keeps_all_out)
{
    char *directory = site_with(SPEC);
    static const char commented[] = "# ask Maria\nemails = [ ];\nalerts = false;\n";
    temporary_write(directory, CONF_ONE, commented);
    static const char accounts[] =
        "[{\"id\": \"" ONE "\", \"name\": \"Renamed\", \"state\": \"Enabled\","
        "\"tenantId\": \"72f988bf-0000-41af-91ab-2d7cd011db47\"}]";
    helper_expect(helper_run(directory, accounts, "import", "-", "c.json", NULL), 65, "",
                  "seccontacts: site/contacts/" ONE ".conf: has comments, which saving removes; "
                  "nothing is saved (--force saves all the same)\n");
    file_is(directory, CONF_ONE, commented);
    helper_expect(helper_run(directory, NULL, "show", "Renamed", NULL), 65, "", NULL);
    helper_expect(helper_run(directory, accounts, "import", "-", "c.json", "--force", NULL), 0,
                  "standard input: 1 updated\nc.json: 1 security contact\n"
                  "total: 1 updated; 1 security contact\n"
                  "Saved in site\n"
                  "Saved Renamed: 2 addresses added, alerts on\n",
                  NULL);
    temporary_remove(directory);
}

Test(cli_import_contacts, alerts_to_nobody_are_warned_of)
{
    char *directory = helper_site();
    helper_expect(helper_run(directory,
                             "{\"id\": \"/subscriptions/" ONE
                             "/providers/Microsoft.Security/securityContacts/default\", "
                             "\"properties\": {\"emails\": \"\", \"alerts\": true}}",
                             "import", "-", NULL),
                  0, "standard input: 1 security contact\nSaved Contoso Production: alerts on\n",
                  "seccontacts: warning: Contoso Production: alerts are on, but there is no "
                  "address to send them to\n");
    temporary_remove(directory);
}
