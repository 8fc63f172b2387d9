#include "cli/helper.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

Test(cli_show, aligned_lines)
{
    char *directory = helper_site();
    helper_expect(helper_run(directory, NULL, "set", TWO, "--emails",
                             "soc@example.com, on-call@example.net", "--phone", "+44 20 7946 0018",
                             "--alerts", "on", NULL),
                  0, "Saved CONTOSO-COM-01: 2 addresses added, phone added, alerts on\n", "");
    helper_expect(helper_run(directory, NULL, "show", "contoso-com-01", NULL), 0,
                  "CONTOSO-COM-01\n"
                  "  Id               " TWO "\n"
                  "  Tenant           72f988bf-0000-41af-91ab-2d7cd011db47\n"
                  "  State            Enabled\n"
                  "  Contacts         soc@example.com\n"
                  "                   on-call@example.net\n"
                  "  Phone            +44 20 7946 0018 · United Kingdom\n"
                  "  Alerts           on\n"
                  "  Owners           off, not available yet\n"
                  "  Resource groups  AKS_nodes, inherits these settings\n",
                  "");
    helper_expect(helper_run(directory, NULL, "show", "上海生产环境", NULL), 0,
                  "上海生产环境\n"
                  "  Id               " FOUR "\n"
                  "  Tenant           c0ffee00-1111-4222-8333-444455556666\n"
                  "  State            Enabled\n"
                  "  Contacts         none: nobody is told of an attack\n"
                  "  Phone            none\n"
                  "  Alerts           off\n"
                  "  Owners           off, not available yet\n"
                  "  Resource groups  none imported\n",
                  "");
    temporary_remove(directory);
}

Test(cli_show, json)
{
    char *directory = helper_site();
    helper_expect(helper_run(directory, NULL, "set", ONE, "--emails", "müller <a@bücher.example>",
                             "--phone", "+1 425-555-0100", "--alerts", "on", NULL),
                  0, NULL, "");
    helper_expect(helper_run(directory, NULL, "show", "20ff", "--json", NULL), 0,
                  "{\n"
                  "  \"id\": \"" ONE "\",\n"
                  "  \"name\": \"Contoso Production\",\n"
                  "  \"emails\": [\n"
                  "    \"a@bücher.example\"\n"
                  "  ],\n"
                  "  \"phone\": \"+14255550100\",\n"
                  "  \"alerts\": true,\n"
                  "  \"owners\": false,\n"
                  "  \"configured\": true\n"
                  "}\n",
                  "");
    temporary_remove(directory);
}

Test(cli_show, which_subscription_is_meant)
{
    char *directory = helper_site();
    helper_expect(helper_run(directory, NULL, "show", "nobody", NULL), 65, "",
                  "seccontacts: no subscription \"nobody\"; expected an id, a name or the start of "
                  "an id: seccontacts subscriptions lists them\n");
    helper_expect(helper_run(directory, NULL, "show", "20FG", NULL), 65, "", NULL);
    helper_expect(helper_run(directory, NULL, "show", "", NULL), 65, "", NULL);
    helper_expect(helper_run(directory, NULL, "show", "20FF", NULL), 0, NULL, "");
    helper_expect(helper_run(directory, NULL, "show", "2", NULL), 0, NULL, "");
    temporary_write(directory, "site/subscriptions.conf",
                    "subscriptions = ( { id = \"" ONE "\"; name = \"A\"; },\n"
                    "  { id = \"20ff7fc3-0000-44dd-bd96-b71116dcdc23\"; name = \"A\"; } );\n");
    helper_expect(helper_run(directory, NULL, "show", "A", NULL), 65, "",
                  "seccontacts: \"A\" means several subscriptions: \"A\" (" ONE
                  ") and \"A\" (20ff7fc3-0000-44dd-bd96-b71116dcdc23); expected an id, a name or "
                  "the start of an id that only one has\n");
    helper_expect(helper_run(directory, NULL, "show", "20ff7fc3-e", NULL), 0, NULL, "");
    helper_expect(helper_run(directory, NULL, "show", "\033[2J", NULL), 65, "",
                  "seccontacts: no subscription \"^[[2J\"; expected an id, a name or the start of "
                  "an id: seccontacts subscriptions lists them\n");
    temporary_remove(directory);
}

Test(cli_show, usage)
{
    char *directory = helper_site();
    helper_expect(helper_run(directory, NULL, "show", NULL), 64, "",
                  "seccontacts: show: no SUB given; see seccontacts show --help\n");
    helper_expect(helper_run(directory, NULL, "show", "a", "b", NULL), 64, "",
                  "seccontacts: show: \"b\" is one too many; see seccontacts show --help\n");
    helper_expect(helper_run(directory, NULL, "show", "a", "--jsn", NULL), 64, "",
                  "seccontacts: show: unknown option \"--jsn\"; see seccontacts show --help\n");
    helper_expect(helper_run(directory, NULL, "show", "-x", "a", NULL), 64, "",
                  "seccontacts: show: unknown option \"-x\"; see seccontacts show --help\n");
    helper_expect(helper_run(directory, NULL, "show", "--json=yes", "a", NULL), 64, "",
                  "seccontacts: show: --json takes no value; see seccontacts show --help\n");
    helper_expect(helper_run(directory, NULL, "show", "a", "--site", "b", NULL), 64, "",
                  "seccontacts: show: --site goes before the command: seccontacts --site DIR "
                  "show\n");
    temporary_remove(directory);
}
