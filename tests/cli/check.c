#include "base/memory.h"
#include "cli/helper.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#define HEALTHY                                                                                    \
    "emails = [ \"a@x.com\", \"b@x.com\" ];\nphone = \"+14255550100\";\nalerts = true;\n"

/* Five subscriptions, all with good contacts. */
static char *healthy_site(void)
{
    char *directory = helper_site();
    static const char *const ids[] = {ONE, TWO, THREE, FOUR, FIVE};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        char *name = memory_format("site/contacts/%s.conf", ids[i]);
        temporary_write(directory, name, HEALTHY);
        free(name);
    }
    temporary_write(directory, "site/seccontacts.conf",
                    "mail = { transport = \"smtp\"; server = \"127.0.0.1:25\"; tls = \"none\"; "
                    "from = \"alerts@ops.example\"; hello = \"ops.example\"; };\n");
    return directory;
}

Test(cli_check, a_healthy_site)
{
    char *directory = healthy_site();
    ProgramRun run = helper_run(directory, NULL, "check", NULL);
    cr_expect_eq(run.status, 0);
    cr_expect_not_null(strstr(run.out, " 0 unhealthy"), "%s", run.out);
    cr_expect_null(strstr(run.out, "To mend it"));
    cr_expect_str_eq(run.err, "");
    program_run_clear(&run);
    temporary_remove(directory);
}

Test(cli_check, says_what_is_missing_and_how_to_mend_it)
{
    char *directory = healthy_site();
    temporary_write(directory, "site/contacts/" ONE ".conf",
                    "emails = [ \"a@x.com\" ];\nphone = \"+14255550100\";\nalerts = false;\n");
    helper_expect(helper_run(directory, NULL, "check", "contoso *", TWO, NULL), 1,
                  "Contoso Production (" ONE ")\n"
                  "  emails  only one recipient, a@x.com: a single point of failure\n"
                  "          To mend it: seccontacts set " ONE " --add ADDRESS\n"
                  "  alerts  e-mails about alerts are off: nobody is told of an attack\n"
                  "          To mend it: seccontacts set " ONE " --alerts on\n"
                  "          CIS Azure Foundations: 2.1.20 of 2.0, 8.1.14 of 5.0\n"
                  "2 subscriptions checked: 1 healthy, 1 unhealthy\n",
                  "");
    /* What it says mends it. */
    helper_expect(helper_run(directory, NULL, "set", ONE, "--add", "b@x.com", NULL), 0, NULL, "");
    helper_expect(helper_run(directory, NULL, "set", ONE, "--alerts", "on", NULL), 0, NULL, "");
    helper_expect(helper_run(directory, NULL, "check", ONE, NULL), 0,
                  "1 subscription checked: 1 healthy, 0 unhealthy\n", "");
    temporary_remove(directory);
}

Test(cli_check, all_that_is_wrong_in_all_files)
{
    char *directory = healthy_site();
    temporary_write(directory, "site/seccontacts.conf", "fan_out = \"all\";\n");
    temporary_write(directory, "site/contacts/" ONE ".conf", "emails = [ \"a\", \"b\" ];\n");
    temporary_write(directory, "site/contacts/" TWO ".conf", "alerts = ;\n");
    temporary_write(directory, "site/contacts/00000000-1111-4222-8333-444455556666.conf", HEALTHY);
    ProgramRun run = helper_run(directory, NULL, "check", NULL);
    cr_expect_eq(run.status, 78);
    static const char *const texts[] = {
        "The site site\n",
        "site/seccontacts.conf:1: fan_out: found \"all\"",
        "Contoso Production (" ONE ")\n",
        "site/contacts/" ONE ".conf:1: emails: entry 1: \"a\"",
        "site/contacts/" ONE ".conf:1: emails: entry 2: \"b\"",
        "site/contacts/" ONE ".conf:1: alerts: missing",
        "CONTOSO-COM-01 (" TWO ")\n",
        "site/contacts/" TWO ".conf:",
        "The site site\n",
        ("site/contacts/00000000-1111-4222-8333-444455556666.conf: is the contact of no "
         "subscription of this site\n"),
    };
    const char *at = run.out;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *found = strstr(at, texts[i]);
        cr_assert(found != NULL, "no \"%s\" in: %s", texts[i], at);
        at = found + strlen(texts[i]);
    }
    cr_expect_str_eq(run.err, "");
    program_run_clear(&run);
    temporary_remove(directory);
}

Test(cli_check, a_list_of_subscriptions_that_is_wrong_makes_no_orphans)
{
    char *directory = healthy_site();
    temporary_write(directory, "site/subscriptions.conf",
                    "subscriptions = ( { id = \"1\"; }, { id = \"" ONE "\"; name = \"One\"; }, { "
                    "name = \"Two\"; } );\n");
    ProgramRun run = helper_run(directory, NULL, "check", NULL);
    cr_expect_eq(run.status, 78);
    cr_expect_not_null(strstr(run.out, "site/subscriptions.conf:1: subscriptions: entry 1: id: "));
    cr_expect_not_null(strstr(run.out, "site/subscriptions.conf:1: subscriptions: entry 3: id: "));
    cr_expect_null(strstr(run.out, "of no subscription"));
    cr_expect_not_null(strstr(run.out, "1 subscription checked: 1 healthy, 0 unhealthy\n"));
    program_run_clear(&run);
    temporary_remove(directory);
}

Test(cli_check, json_for_programs)
{
    char *directory = healthy_site();
    temporary_write(directory, "site/contacts/" ONE ".conf",
                    "emails = [ ];\nphone = \"+14255550100\";\nalerts = true;\n");
    helper_expect(helper_run(directory, NULL, "check", "--json", ONE, NULL), 1,
                  "{\n"
                  "  \"site\": \"site\",\n"
                  "  \"healthy\": false,\n"
                  "  \"checked\": 1,\n"
                  "  \"healthy_subscriptions\": 0,\n"
                  "  \"unhealthy_subscriptions\": 1,\n"
                  "  \"left_out\": 0,\n"
                  "  \"findings\": [\n"
                  "    {\n"
                  "      \"check\": \"no-contact\",\n"
                  "      \"subscription\": \"" ONE "\",\n"
                  "      \"name\": \"Contoso Production\",\n"
                  "      \"field\": \"emails\",\n"
                  "      \"finding\": \"no security contact: nobody is told of an attack\",\n"
                  "      \"mend\": \"seccontacts set " ONE " --add ADDRESS\",\n"
                  "      \"cis\": {\n"
                  "        \"2.0\": \"2.1.19\",\n"
                  "        \"5.0\": \"8.1.13\"\n"
                  "      }\n"
                  "    }\n"
                  "  ]\n"
                  "}\n",
                  "");
    temporary_remove(directory);
}

Test(cli_check, junit_for_integration_servers)
{
    char *directory = healthy_site();
    temporary_write(directory, "site/contacts/" ONE ".conf",
                    "emails = [ \"a&'<b>'@x.com\" ];\nphone = \"+14255550100\";\nalerts = true;\n");
    ProgramRun run = helper_run(directory, NULL, "check", "--junit", TWO, ONE, NULL);
    cr_expect_eq(run.status, 78); /* <b> is no address */
    cr_expect_str_eq(
        run.out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites tests=\"2\" failures=\"0\" errors=\"1\" skipped=\"0\">\n"
        "  <testsuite name=\"seccontacts check\" tests=\"2\" failures=\"0\" errors=\"1\" "
        "skipped=\"0\">\n"
        "    <testcase classname=\"" TWO "\" name=\"CONTOSO-COM-01\"/>\n"
        "    <testcase classname=\"" ONE "\" name=\"Contoso Production\"><error "
        "type=\"settings\" message=\"site/contacts/" ONE ".conf:1: emails: entry 1: "
        "&quot;a&amp;'&lt;b&gt;'@x.com&quot;: a &lt; or &gt; without its other half: write "
        "Name &lt;name@example.com&gt;\">site/contacts/" ONE ".conf:1: emails: entry 1: "
        "&quot;a&amp;'&lt;b&gt;'@x.com&quot;: a &lt; or &gt; without its other half: write "
        "Name &lt;name@example.com&gt;\n"
        "To mend it: correct the file with a text editor\n"
        "</error></testcase>\n"
        "  </testsuite>\n"
        "</testsuites>\n",
        "%s", run.out);
    program_run_clear(&run);
    temporary_write(directory, "site/subscriptions.conf",
                    "subscriptions = ( { id = \"" TWO "\"; name = \"A\\nB\\tC\"; } );\n");
    run = helper_run(directory, NULL, "check", "--junit", TWO, NULL);
    cr_expect_not_null(strstr(run.out, " name=\"A^JB^IC\"/>\n"), "%s", run.out);
    program_run_clear(&run);
    temporary_remove(directory);
}

Test(cli_check, wants_what_is_there)
{
    char *directory = helper_site();
    helper_expect(helper_run(directory, NULL, "check", "--json", "--junit", NULL), 64, "",
                  "seccontacts: check: --json and --junit don't go together\n");
    helper_expect(helper_run(directory, NULL, "check", "No such *", NULL), 65, "",
                  "seccontacts: no name of a subscription fits \"No such *\": seccontacts "
                  "subscriptions lists them\n");
    temporary_remove(directory);
    directory = temporary_new();
    temporary_write(directory, "site/seccontacts.conf", "day_zone = \"UTC\";\n");
    helper_expect(helper_run(directory, NULL, "check", NULL), 0,
                  "0 subscriptions checked: 0 healthy, 0 unhealthy\n",
                  "seccontacts: no subscriptions yet; az account list -o json | seccontacts import "
                  "- brings them\n");
    temporary_remove(directory);
}
