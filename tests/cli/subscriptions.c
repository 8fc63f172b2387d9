#include "cli/helper.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

Test(cli_subscriptions, lists_them_aligned_by_columns)
{
    char *directory = helper_site();
    helper_expect(helper_run(directory, NULL, "set", ONE, "--emails", "a@example.com,b@example.com",
                             "--alerts", "on", NULL),
                  0, NULL, "");
    helper_expect(
        helper_run(directory, NULL, "subscriptions", NULL), 0,
        "NAME                             ID                                    STATE     "
        "CONTACTS  ALERTS\n"
        "Contoso Production               " ONE "  Enabled   2         on\n"
        "CONTOSO-COM-01                   " TWO "  Enabled   none      off\n"
        "Zürich – Geschäftskunden (Test)  " THREE "  Warned    none      off\n"
        "上海生产环境                     " FOUR "  Enabled   none      off\n"
        "Pay-As-You-Go                    " FIVE "  Disabled  none      off\n",
        "");
    temporary_remove(directory);
}

Test(cli_subscriptions, a_very_long_name_leaves_the_columns_of_the_others)
{
    char *directory = helper_site();
#define LONG "0123456789012345678901234567890123456789012345678901234567890123456789"
    temporary_write(directory, "site/subscriptions.conf",
                    "subscriptions = ( { id = \"" ONE "\"; name = \"" LONG "\"; },\n"
                    "  { id = \"" TWO "\"; name = \"Short\"; } );\n");
    helper_expect(helper_run(directory, NULL, "subscriptions", NULL), 0,
                  "NAME   ID                                    STATE    CONTACTS  ALERTS\n" LONG
                  "  " ONE "  unknown  none      off\n"
                  "Short  " TWO "  unknown  none      off\n",
                  "");
    temporary_remove(directory);
}

Test(cli_subscriptions, missing_are_those_without_contacts)
{
    char *directory = helper_site();
    helper_expect(helper_run(directory, NULL, "set", ONE, TWO, THREE, FOUR, "--emails",
                             "a@example.com", NULL),
                  0, NULL, "");
    helper_expect(helper_run(directory, NULL, "set", FIVE, "--phone", "+1 425-555-0100", NULL), 0,
                  NULL, "");
    helper_expect(
        helper_run(directory, NULL, "subscriptions", "--missing", NULL), 0,
        "NAME           ID                                    STATE     CONTACTS  ALERTS\n"
        "Pay-As-You-Go  " FIVE "  Disabled  none      off\n",
        "");
    helper_expect(helper_run(directory, NULL, "subscriptions", "--missing", "--json", NULL), 0,
                  "[\n"
                  "  {\n"
                  "    \"id\": \"" FIVE "\",\n"
                  "    \"name\": \"Pay-As-You-Go\",\n"
                  "    \"tenant\": \"72f988bf-0000-41af-91ab-2d7cd011db47\",\n"
                  "    \"state\": \"Disabled\",\n"
                  "    \"emails\": 0,\n"
                  "    \"alerts\": false,\n"
                  "    \"configured\": false,\n"
                  "    \"resource_groups\": []\n"
                  "  }\n"
                  "]\n",
                  "");
    helper_expect(helper_run(directory, NULL, "set", FIVE, "--emails", "a@example.com", NULL), 0,
                  NULL, "");
    helper_expect(helper_run(directory, NULL, "subscriptions", "--missing", NULL), 0, "",
                  "seccontacts: every subscription has security contacts\n");
    helper_expect(helper_run(directory, NULL, "subscriptions", "--missing", "--json", NULL), 0,
                  "[]\n", "");
    temporary_remove(directory);
}

Test(cli_subscriptions, a_wrong_contact_file_is_told_and_the_others_are_listed)
{
    char *directory = helper_site();
    temporary_write(directory, "site/contacts/" TWO ".conf",
                    "emails = [ \"a@example..com\" ];\nalerts = true;\n");
    static const char wrong[] =
        "seccontacts: site/contacts/" TWO ".conf:1: emails: entry 1: \"a@example..com\": ";
    ProgramRun run = helper_run(directory, NULL, "subscriptions", "--missing", NULL);
    cr_expect_eq(run.status, 78);
    cr_expect_str_eq(
        run.out, "NAME                             ID                                    STATE     "
                 "CONTACTS    ALERTS\n"
                 "Contoso Production               " ONE "  Enabled   none        off\n"
                 "CONTOSO-COM-01                   " TWO "  Enabled   unreadable  unknown\n"
                 "Zürich – Geschäftskunden (Test)  " THREE "  Warned    none        off\n"
                 "上海生产环境                     " FOUR "  Enabled   none        off\n"
                 "Pay-As-You-Go                    " FIVE "  Disabled  none        off\n");
    cr_expect(strncmp(run.err, wrong, sizeof wrong - 1) == 0, "%s", run.err);
    program_run_clear(&run);
    run = helper_run(directory, NULL, "subscriptions", "--json", NULL);
    cr_expect_eq(run.status, 78);
    cr_expect_not_null(strstr(run.out, "\"emails\": null,\n    \"alerts\": null,\n    "
                                       "\"configured\": null,\n"));
    cr_expect_not_null(strstr(run.out, "\"error\": \"site/contacts/" TWO ".conf:1: emails: "));
    program_run_clear(&run);
    temporary_remove(directory);
}

static void expect_once(const char *text, const char *part)
{
    const char *found = strstr(text, part);
    cr_expect(found && !strstr(found + 1, part), "not once: %s in %s", part, text);
}

Test(cli_subscriptions, a_directory_that_cannot_be_read_is_told_once)
{
    char *directory = helper_site();
    temporary_write(directory, "site/contacts", "no directory\n");
    ProgramRun run = helper_run(directory, NULL, "subscriptions", NULL);
    cr_expect_str_eq(run.err, "seccontacts: site/contacts: cannot be opened: Not a directory\n");
    cr_expect_not_null(strstr(run.out, FIVE "  Disabled  unreadable  unknown\n"));
    program_run_clear(&run);
    helper_expect(
        helper_run(directory, NULL, "check", NULL), 78,
        "The site site\n"
        "          site/contacts: cannot be opened: Not a directory\n"
        "          To mend it: see that the file can be read\n"
        "          It keeps 4 subscriptions from being checked\n"
        "4 subscriptions checked: 0 healthy, 4 unhealthy; 1 disabled or deleted left out\n",
        "");
    run = helper_run(directory, NULL, "check", "--json", NULL);
    cr_expect_eq(run.status, 78);
    expect_once(run.out, "\"finding\": \"site/contacts: cannot be opened: Not a directory\"");
    expect_once(run.out, "\"finding\":");
    program_run_clear(&run);
    run = helper_run(directory, NULL, "check", "--junit", NULL);
    cr_expect_eq(run.status, 78);
    expect_once(run.out, "<testsuites tests=\"7\" failures=\"0\" errors=\"1\" skipped=\"5\">");
    expect_once(run.out, "message=\"site/contacts: cannot be opened: Not a directory\"");
    expect_once(run.out, "name=\"Contoso Production\"><skipped message=\"its settings can't be "
                         "read\"/>");
    program_run_clear(&run);
    temporary_remove(directory);
}

Test(cli_subscriptions, a_site_that_is_not_there_or_empty_says_how_to_begin)
{
    char *directory = temporary_new();
    helper_expect(helper_run(directory, NULL, "subscriptions", NULL), 66, "",
                  "seccontacts: site: there is no site here: begin one with \"seccontacts import "
                  "FILE\", or name another with --site DIR\n");
    temporary_write(directory, "site/seccontacts.conf", "day_zone = \"UTC\";\n");
    helper_expect(helper_run(directory, NULL, "subscriptions", NULL), 0, "",
                  "seccontacts: no subscriptions yet; az account list -o json | seccontacts import "
                  "- brings them\n");
    helper_expect(helper_run(directory, NULL, "subscriptions", "--json", NULL), 0, "[]\n", "");
    temporary_remove(directory);
}

Test(cli_subscriptions, a_wrong_settings_file_is_named_with_its_line)
{
    char *directory = temporary_new();
    temporary_write(directory, "site/subscriptions.conf",
                    "subscriptions = (\n  { id = \"nonsense\"; name = \"A\"; } );\n");
    ProgramRun run = helper_run(directory, NULL, "subscriptions", NULL);
    static const char wrong[] = "seccontacts: site/subscriptions.conf:2: ";
    cr_expect_eq(run.status, 78);
    cr_expect(strncmp(run.err, wrong, sizeof wrong - 1) == 0, "%s", run.err);
    cr_expect_not_null(strstr(run.err, "\"nonsense\""));
    program_run_clear(&run);
    temporary_remove(directory);
}
