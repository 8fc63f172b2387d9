#include "azure/import.h"

#include "base/memory.h"
#include "cli/helper.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char expected_conf[] = "subscriptions = ( {\n"
                                    "    id = \"" ONE "\";\n"
                                    "    name = \"Contoso Production\";\n"
                                    "    tenant = \"72f988bf-0000-41af-91ab-2d7cd011db47\";\n"
                                    "    state = \"Enabled\";\n"
                                    "    resource_groups = [ \"myRg1\", \"myRg2\" ];\n"
                                    "  }, {\n"
                                    "    id = \"" TWO "\";\n"
                                    "    name = \"CONTOSO-COM-01\";\n"
                                    "    tenant = \"72f988bf-0000-41af-91ab-2d7cd011db47\";\n"
                                    "    state = \"Enabled\";\n"
                                    "    resource_groups = [ \"AKS_nodes\" ];\n"
                                    "  }, {\n"
                                    "    id = \"" THREE "\";\n"
                                    "    name = \"Zürich – Geschäftskunden (Test)\";\n"
                                    "    tenant = \"33888350-2082-40bb-88fa-a5e94d733f01\";\n"
                                    "    state = \"Warned\";\n"
                                    "  }, {\n"
                                    "    id = \"" FOUR "\";\n"
                                    "    name = \"上海生产环境\";\n"
                                    "    tenant = \"c0ffee00-1111-4222-8333-444455556666\";\n"
                                    "    state = \"Enabled\";\n"
                                    "  }, {\n"
                                    "    id = \"" FIVE "\";\n"
                                    "    name = \"Pay-As-You-Go\";\n"
                                    "    tenant = \"72f988bf-0000-41af-91ab-2d7cd011db47\";\n"
                                    "    state = \"Disabled\";\n"
                                    "  } );\n";

Test(cli_import, an_empty_site_gets_the_subscriptions)
{
    char *directory = temporary_new();
    char *accounts = temporary_read(TEST_DATA, "accounts/az-account-list.json", NULL);
    char *groups = temporary_read(TEST_DATA, "accounts/az-group-list.json", NULL);
    temporary_write(directory, "accounts.json", accounts);
    temporary_write(directory, "groups.json", groups);
    helper_expect(helper_run(directory, NULL, "import", "accounts.json", "groups.json", NULL), 0,
                  "accounts.json: 5 added\n"
                  "groups.json: 3 resource groups added\n"
                  "total: 5 added; 3 resource groups added\n"
                  "Saved in site\n",
                  "");
    char *conf = temporary_read(directory, "site/subscriptions.conf", NULL);
    cr_expect_str_eq(conf, expected_conf);
    free(conf);
    helper_expect(helper_run(directory, accounts, "import", "-", "groups.json", NULL), 0,
                  "standard input: 5 unchanged\n"
                  "groups.json: 3 resource groups unchanged\n"
                  "total: 5 unchanged; 3 resource groups unchanged\n",
                  "");
    free(groups);
    free(accounts);
    temporary_remove(directory);
}

Test(cli_import, changes_are_counted_and_contacts_stay)
{
    char *directory = helper_site();
    helper_expect(helper_run(directory, NULL, "set", ONE, "--emails", "a@example.com", NULL), 0,
                  NULL, "");
    helper_expect(helper_run(directory,
                             "[{\"id\": \"" ONE "\", \"name\": \"Renamed\", \"state\": \"Enabled\","
                             "\"tenantId\": \"72f988bf-0000-41af-91ab-2d7cd011db47\"},"
                             "{\"id\": \"11111111-2222-4333-8444-555555555555\", \"name\": \"New\","
                             "\"state\": \"Enabled\","
                             "\"tenantId\": \"72f988bf-0000-41af-91ab-2d7cd011db47\"}]",
                             "import", "-", NULL),
                  0, "standard input: 1 added, 1 updated\nSaved in site\n", "");
    helper_expect(helper_run(directory, NULL, "show", "Renamed", NULL), 0,
                  "Renamed\n"
                  "  Id               " ONE "\n"
                  "  Tenant           72f988bf-0000-41af-91ab-2d7cd011db47\n"
                  "  State            Enabled\n"
                  "  Contacts         a@example.com\n"
                  "  Phone            none\n"
                  "  Alerts           off\n"
                  "  Owners           off, not available yet\n"
                  "  Resource groups  myRg1, inherits these settings\n"
                  "                   myRg2, inherits these settings\n",
                  "");
    temporary_remove(directory);
}

Test(cli_import, groups_of_an_unknown_subscription_are_reported)
{
    char *directory = temporary_new();
    char *groups = temporary_read(TEST_DATA, "accounts/az-group-list.json", NULL);
    helper_expect(helper_run(directory, groups, "import", "-", NULL), 0,
                  "standard input: 3 resource groups of subscriptions that the site does not have "
                  "left out\n",
                  "seccontacts: import \"az account list\" first, then \"az group list\" again\n");
    helper_expect(helper_run(directory, "[]", "import", "-", NULL), 0,
                  "standard input: nothing to import\n", "");
    free(groups);
    temporary_remove(directory);
}

Test(cli_import, one_wrong_file_keeps_all_out)
{
    char *directory = helper_site();
    char *before = temporary_read(directory, "site/subscriptions.conf", NULL);
    temporary_write(directory, "good.json",
                    "{\"id\": \"11111111-2222-4333-8444-555555555555\", \"name\": \"New\","
                    "\"state\": \"Enabled\","
                    "\"tenantId\": \"72f988bf-0000-41af-91ab-2d7cd011db47\"}");
    temporary_write(directory, "bad.json", "[{\"id\": \"" ONE "\",\n\"nme\": 1}]");
    helper_expect(
        helper_run(directory, NULL, "import", "good.json", "bad.json", NULL), 65, "",
        "seccontacts: bad.json:1: item 1: is no subscription, resource group or security contact; "
        "expected what \"az account list\", \"az account show\", \"az group list\" or "
        "\"az security contact list\" prints with -o json\n");
    char *after = temporary_read(directory, "site/subscriptions.conf", NULL);
    cr_expect_str_eq(after, before);
    free(after);
    free(before);
    temporary_remove(directory);
}

Test(cli_import, what_is_wrong_makes_no_site)
{
    char *directory = temporary_new();
    char *site = temporary_path(directory, "site");
    helper_expect(helper_run(directory, "nonsense", "import", "-", NULL), 65, "", NULL);
    cr_expect(access(site, F_OK) != 0);
    helper_expect(helper_run(directory, NULL, "import", "none.json", NULL), 66, "",
                  "seccontacts: none.json: can't be read: No such file or directory\n");
    cr_expect(access(site, F_OK) != 0);
    helper_expect(helper_run(directory, NULL, "import", ".", NULL), 66, "",
                  "seccontacts: .: can't be read: Is a directory\n");
    helper_expect(helper_run(directory, "[]", "import", "--dry-run", "-", NULL), 0,
                  "standard input: nothing to import\n"
                  "Nothing is saved: this was a dry run\n",
                  "");
    cr_expect(access(site, F_OK) != 0);
    free(site);
    temporary_remove(directory);
}

Test(cli_import, a_dry_run_saves_nothing)
{
    char *directory = helper_site();
    char *before = temporary_read(directory, "site/subscriptions.conf", NULL);
    helper_expect(helper_run(directory,
                             "[{\"id\": \"" ONE "\", \"name\": \"Renamed\", \"state\": \"Enabled\","
                             "\"tenantId\": \"72f988bf-0000-41af-91ab-2d7cd011db47\"}]",
                             "import", "-", "--dry-run", NULL),
                  0, "standard input: 1 updated\nNothing is saved: this was a dry run\n", "");
    char *after = temporary_read(directory, "site/subscriptions.conf", NULL);
    cr_expect_str_eq(after, before);
    free(after);
    free(before);
    temporary_remove(directory);
}

Test(cli_import, comments_are_lost_only_by_force)
{
    char *directory = temporary_new();
    mkdir(directory, 0700);
    temporary_write(directory, "site/subscriptions.conf",
                    "# ours\nsubscriptions = ( { id = \"" ONE "\"; name = \"Old\"; } );\n");
    static const char text[] = "[{\"id\": \"" ONE "\", \"name\": \"New\", \"state\": \"Enabled\","
                               "\"tenantId\": \"72f988bf-0000-41af-91ab-2d7cd011db47\"}]";
    helper_expect(
        helper_run(directory, text, "import", "-", NULL), 65, "",
        "seccontacts: site: the list of subscriptions has comments, which saving removes; "
        "--force saves all the same\n");
    helper_expect(helper_run(directory, text, "import", "-", "--force", NULL), 0,
                  "standard input: 1 updated\nSaved in site\n", "");
    helper_expect(helper_run(directory, text, "import", "-", NULL), 0,
                  "standard input: 1 unchanged\n", "");
    temporary_remove(directory);
}

Test(cli_import, hostile_names_are_shown_harmless)
{
    char *directory = temporary_new();
    helper_expect(helper_run(directory,
                             "[{\"id\": \"" ONE "\", \"name\": \"a\\u001b[2J\\u202eb\\nc\","
                             "\"state\": \"Enabled\","
                             "\"tenantId\": \"72f988bf-0000-41af-91ab-2d7cd011db47\"}]",
                             "import", "-", NULL),
                  0, "standard input: 1 added\nSaved in site\n", "");
    helper_expect(helper_run(directory, NULL, "subscriptions", NULL), 0,
                  "NAME                ID                                    STATE    CONTACTS  "
                  "ALERTS\n"
                  "a^[[2J<U+202E>b^Jc  " ONE "  Enabled  none      off\n",
                  "");
    helper_expect(helper_run(directory, NULL, "show", "--json", ONE, NULL), 0,
                  "{\n"
                  "  \"id\": \"" ONE "\",\n"
                  "  \"name\": \"a\\u001B[2J\\u202Eb\\nc\",\n"
                  "  \"emails\": [],\n"
                  "  \"phone\": null,\n"
                  "  \"alerts\": false,\n"
                  "  \"owners\": false,\n"
                  "  \"configured\": false\n"
                  "}\n",
                  "");
    temporary_remove(directory);
}

Test(cli_import, usage)
{
    char *directory = temporary_new();
    helper_expect(helper_run(directory, NULL, "import", NULL), 64, "",
                  "seccontacts: import: no FILE given; see seccontacts import --help\n");
    helper_expect(helper_run(directory, "[]", "import", "-", "-", NULL), 64, "",
                  "seccontacts: import: \"-\" is given twice\n");
    temporary_remove(directory);
}
