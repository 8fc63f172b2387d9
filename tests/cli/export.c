#include "cli/helper.h"

#include "base/memory.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

static char *site(void)
{
    char *directory = helper_site();
    helper_expect(helper_run(directory, NULL, "set", ONE, "--emails",
                             "o'neill@x.at, \"a $(id)\"@x.at", "--phone", "+14255550100",
                             "--alerts", "on", NULL),
                  0, NULL, "");
    helper_expect(helper_run(directory, NULL, "set", TWO, "--emails", "b@x.at", NULL), 0, NULL, "");
    return directory;
}

#define LEFT_OUT                                                                                   \
    "seccontacts: Zürich – Geschäftskunden (Test) is left out: no security contact\n"          \
    "seccontacts: 上海生产环境 is left out: no security contact\n"                           \
    "seccontacts: Pay-As-You-Go is left out: no security contact\n"

Test(cli_export, lines_for_az)
{
    char *directory = site();
    helper_expect(helper_run(directory, NULL, "export", "--format", "az", NULL), 0,
                  "# Contoso Production (" ONE ")\n"
                  "az security contact create --subscription " ONE " -n default \\\n"
                  "    --emails 'o'\\''neill@x.at;\"a $(id)\"@x.at' \\\n"
                  "    --phone '+14255550100' \\\n"
                  "    --notifications-by-role '{\"state\":\"Off\",\"roles\":[]}' \\\n"
                  "    --alert-notifications '{\"state\":\"On\",\"minimalSeverity\":\"High\"}'\n"
                  "# CONTOSO-COM-01 (" TWO ")\n"
                  "az security contact create --subscription " TWO " -n default \\\n"
                  "    --emails 'b@x.at' \\\n"
                  "    --notifications-by-role '{\"state\":\"Off\",\"roles\":[]}' \\\n"
                  "    --alert-notifications '{\"state\":\"Off\",\"minimalSeverity\":\"High\"}'\n",
                  LEFT_OUT);
    helper_expect(helper_run(directory, NULL, "export", "--format", "az", "--api-version",
                             "2017-08-01-preview", ONE, NULL),
                  0,
                  "# Contoso Production (" ONE ")\n"
                  "az security contact create --subscription " ONE " -n default1 \\\n"
                  "    --email 'o'\\''neill@x.at' \\\n"
                  "    --phone '+14255550100' \\\n"
                  "    --alert-notifications on --alerts-admins off\n"
                  "az security contact create --subscription " ONE " -n default2 \\\n"
                  "    --email '\"a $(id)\"@x.at' \\\n"
                  "    --alert-notifications on --alerts-admins off\n",
                  "");
    temporary_remove(directory);
}

Test(cli_export, an_address_is_no_option)
{
    char *directory = helper_site();
    helper_expect(helper_run(directory, NULL, "set", ONE, "--emails", "-n@x.at", NULL), 0, NULL,
                  "");
    helper_expect(helper_run(directory, NULL, "export", "--format", "az", ONE, NULL), 0,
                  "# Contoso Production (" ONE ")\n"
                  "az security contact create --subscription " ONE " -n default \\\n"
                  "    --emails='-n@x.at' \\\n"
                  "    --notifications-by-role '{\"state\":\"Off\",\"roles\":[]}' \\\n"
                  "    --alert-notifications '{\"state\":\"Off\",\"minimalSeverity\":\"High\"}'\n",
                  "");
    temporary_remove(directory);
}

Test(cli_export, one_of_rest_is_a_body_and_several_a_list)
{
    char *directory = site();
    static const char body[] = "{\n"
                               "  \"id\": \"/subscriptions/" TWO
                               "/providers/Microsoft.Security/securityContacts/default\",\n"
                               "  \"name\": \"default\",\n"
                               "  \"type\": \"Microsoft.Security/securityContacts\",\n"
                               "  \"properties\": {\n"
                               "    \"emails\": \"b@x.at\",\n"
                               "    \"isEnabled\": false,\n"
                               "    \"notificationsByRole\": {\n"
                               "      \"state\": \"Off\",\n"
                               "      \"roles\": []\n"
                               "    },\n"
                               "    \"notificationsSources\": [\n"
                               "      {\n"
                               "        \"sourceType\": \"Alert\",\n"
                               "        \"minimalSeverity\": \"High\"\n"
                               "      }\n"
                               "    ]\n"
                               "  }\n"
                               "}\n";
    helper_expect(helper_run(directory, NULL, "export", "--format", "rest", "9edc", NULL), 0, body,
                  "");
    ProgramRun run = helper_run(directory, NULL, "export", "--format", "rest", "9edc", ONE, NULL);
    cr_expect(strncmp(run.out, "{\n  \"value\": [\n", 15) == 0, "%s", run.out);
    helper_expect(helper_run(directory, run.out, "diff", "-", NULL), 0,
                  "Contoso Production: the same\nCONTOSO-COM-01: the same\n", "");
    program_run_clear(&run);
    temporary_remove(directory);
}

/* Exported, lost and imported, each contact is as it was: through the real program. */
Test(cli_export, what_is_exported_is_imported)
{
    static const char *const ways[][2] = {{"rest", "2017-08-01-preview"},
                                          {"rest", "2020-01-01-preview"},
                                          {"rest", "2023-12-01-preview"},
                                          {"json", NULL}};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        char *directory = site();
        char *before = temporary_read(directory, "site/contacts/" ONE ".conf", NULL);
        ProgramRun run = helper_run(directory, NULL, "export", "--format", ways[i][0], ONE, TWO,
                                    ways[i][1] ? "--api-version" : NULL, ways[i][1], NULL);
        cr_expect_eq(run.status, 0, "%s", run.err);
        helper_expect(helper_run(directory, NULL, "set", ONE, TWO, "--emails", "x@x.at", "--phone",
                                 "none", "--alerts", "on", NULL),
                      0, NULL, "");
        helper_expect(helper_run(directory, run.out, "import", "-", NULL), 0, NULL, "");
        char *after = temporary_read(directory, "site/contacts/" ONE ".conf", NULL);
        cr_expect_str_eq(after, before, "%s %s: %s", ways[i][0], ways[i][1], after);
        free(after);
        free(before);
        program_run_clear(&run);
        temporary_remove(directory);
    }
}

Test(cli_export, templates)
{
    char *directory = site();
    helper_expect(helper_run(directory, NULL, "export", "--format", "bicep", ONE, NULL), 0,
                  "// Contoso Production (" ONE ")\n"
                  "// az deployment sub create --subscription " ONE " --location LOCATION \\\n"
                  "//     --template-file FILE\n"
                  "targetScope = 'subscription'\n"
                  "\n"
                  "resource contact1 'Microsoft.Security/securityContacts@2023-12-01-preview' = {\n"
                  "  name: 'default'\n"
                  "  properties: {\n"
                  "    emails: 'o\\'neill@x.at;\"a \\$(id)\"@x.at'\n"
                  "    phone: '+14255550100'\n"
                  "    isEnabled: true\n"
                  "    notificationsByRole: {\n"
                  "      state: 'Off'\n"
                  "      roles: []\n"
                  "    }\n"
                  "    notificationsSources: [\n"
                  "      {\n"
                  "        sourceType: 'Alert'\n"
                  "        minimalSeverity: 'High'\n"
                  "      }\n"
                  "    ]\n"
                  "  }\n"
                  "}\n",
                  "");
    helper_expect(helper_run(directory, NULL, "export", "--format", "arm", "--api-version",
                             "2017-08-01-preview", TWO, NULL),
                  0,
                  "{\n"
                  "  \"$schema\": "
                  "\"https://schema.management.azure.com/schemas/2018-05-01/"
                  "subscriptionDeploymentTemplate.json#\",\n"
                  "  \"contentVersion\": \"1.0.0.0\",\n"
                  "  \"resources\": [\n"
                  "    {\n"
                  "      \"type\": \"Microsoft.Security/securityContacts\",\n"
                  "      \"apiVersion\": \"2017-08-01-preview\",\n"
                  "      \"name\": \"default1\",\n"
                  "      \"properties\": {\n"
                  "        \"email\": \"b@x.at\",\n"
                  "        \"alertNotifications\": \"Off\",\n"
                  "        \"alertsToAdmins\": \"Off\"\n"
                  "      }\n"
                  "    }\n"
                  "  ]\n"
                  "}\n",
                  "");
    helper_expect(helper_run(directory, NULL, "export", "--format", "arm", NULL), 64, "",
                  "seccontacts: export: a template at subscription scope is for one "
                  "subscription, not 5: name one SUB\n");
    temporary_remove(directory);
}

Test(cli_export, terraform_has_a_resource_for_each_address)
{
    char *directory = site();
    helper_expect(
        helper_run(directory, NULL, "export", "--format", "terraform", ONE, NULL), 0,
        "# azurerm_security_center_contact takes one e-mail address: several are several\n"
        "# resources. It has no minimal severity and no roles.\n"
        "\n"
        "# Contoso Production (" ONE ")\n"
        "provider \"azurerm\" {\n"
        "  alias           = \"subscription_20ff7fc3_e762_44dd_bd96_b71116dcdc23\"\n"
        "  subscription_id = \"" ONE "\"\n"
        "  features {}\n"
        "}\n"
        "\n"
        "resource \"azurerm_security_center_contact\" "
        "\"subscription_20ff7fc3_e762_44dd_bd96_b71116dcdc23_1\" {\n"
        "  provider            = azurerm.subscription_20ff7fc3_e762_44dd_bd96_b71116dcdc23\n"
        "  name                = \"default\"\n"
        "  email               = \"o'neill@x.at\"\n"
        "  phone               = \"+14255550100\"\n"
        "  alert_notifications = true\n"
        "  alerts_to_admins    = false\n"
        "}\n"
        "\n"
        "resource \"azurerm_security_center_contact\" "
        "\"subscription_20ff7fc3_e762_44dd_bd96_b71116dcdc23_2\" {\n"
        "  provider            = azurerm.subscription_20ff7fc3_e762_44dd_bd96_b71116dcdc23\n"
        "  name                = \"default2\"\n"
        "  email               = \"\\\"a \\u0024(id)\\\"@x.at\"\n"
        "  alert_notifications = true\n"
        "  alerts_to_admins    = false\n"
        "}\n",
        "");
    temporary_remove(directory);
}

Test(cli_export, csv_has_all)
{
    char *directory = site();
    helper_expect(helper_run(directory, NULL, "export", "--format", "csv", NULL), 0,
                  "id,name,email,phone,alerts\r\n" ONE
                  ",Contoso Production,o'neill@x.at,+14255550100,on\r\n" ONE
                  ",Contoso Production,\"\"\"a $(id)\"\"@x.at\",+14255550100,on\r\n" TWO
                  ",CONTOSO-COM-01,b@x.at,,off\r\n" THREE
                  ",Zürich – Geschäftskunden (Test),,,off\r\n" FOUR ",上海生产环境,,,off\r\n" FIVE
                  ",Pay-As-You-Go,,,off\r\n",
                  "");
    temporary_remove(directory);
}

Test(cli_export, a_hostile_name_stays_in_its_comment)
{
    char *directory = temporary_new();
    temporary_write(directory, "site/subscriptions.conf",
                    "subscriptions = ( { id = \"" ONE
                    "\"; name = \"x\\ntouch /tmp/x\\n\\x1b[2J\"; } );\n");
    temporary_write(directory, "site/contacts/" ONE ".conf",
                    "emails = [ \"a@x.at\" ];\nalerts = true;\n");
    static const char *const formats[] = {"az", "bicep", "terraform", "csv"};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        ProgramRun run = helper_run(directory, NULL, "export", "--format", formats[i], NULL);
        cr_expect_eq(run.status, 0, "%s", run.err);
        cr_expect_not_null(strstr(run.out, "x^Jtouch /tmp/x^J^[[2J"), "%s", run.out);
        program_run_clear(&run);
    }
    temporary_remove(directory);
}

Test(cli_export, what_cant_be_expressed_writes_nothing)
{
    char *directory = site();
    helper_expect(helper_run(directory, NULL, "set", TWO, "--add", "\"a,b\"@x.at", NULL), 0, NULL,
                  "");
    helper_expect(helper_run(directory, NULL, "export", "--format", "az", NULL), 65, "",
                  "seccontacts: CONTOSO-COM-01: \"a,b\"@x.at can't be exported: Azure takes a "
                  "list of addresses apart at \",\", in quotes too\n");
    helper_expect(helper_run(directory, NULL, "export", "--format", "rest", FIVE, NULL), 65, "",
                  "seccontacts: export: there is no security contact that could be exported\n");
    helper_expect(helper_run(directory, NULL, "export", "--format", "rest", "Nobody", NULL), 65, "",
                  "seccontacts: no subscription \"Nobody\"; expected an id, a name or the start of "
                  "an id: seccontacts subscriptions lists them\n");
    temporary_remove(directory);
}

Test(cli_export, usage)
{
    helper_expect(helper_run("/", NULL, "export", NULL), 64, "",
                  "seccontacts: export: no --format given; see seccontacts export --help\n");
    helper_expect(helper_run("/", NULL, "export", "--format", "yaml", NULL), 64, "",
                  "seccontacts: export: unknown format \"yaml\"; expected az, rest, arm, bicep, "
                  "terraform, json or csv\n");
}
