#include "azure/import.h"

#include "base/memory.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#define ONE    "20ff7fc3-e762-44dd-bd96-b71116dcdc23"
#define TWO    "9edc6208-d5b1-4c58-a35b-ec241d032b28"
#define TENANT "72f988bf-0000-41af-91ab-2d7cd011db47"
#define EXPECTED                                                                                   \
    "expected what \"az account list\", \"az account show\", \"az group list\" or "                \
    "\"az security contact list\" prints with -o json"
#define ACCOUNT(ID, NAME, STATE)                                                                   \
    "{\"cloudName\": \"AzureCloud\", \"id\": \"" ID "\", \"name\": \"" NAME                        \
    "\", \"state\": \"" STATE "\", \"tenantId\": \"" TENANT "\"}"
#define GROUP(ID, NAME)                                                                            \
    "{\"id\": \"/subscriptions/" ID "/resourceGroups/" NAME "\", \"name\": \"" NAME                \
    "\", \"tags\": null, \"type\": \"Microsoft.Resources/resourceGroups\"}"

static bool read_n(SubscriptionList *list, const char *text, size_t length, ImportCounts *counts,
                   Error *error)
{
    FILE *in = tmpfile();
    fwrite(text, 1, length, in);
    rewind(in);
    CloudContacts contacts = {0};
    bool good = import_read(in, "az.json", list, &contacts, counts, error);
    contacts_clear(&contacts);
    fclose(in);
    return good;
}

static bool read(SubscriptionList *list, const char *text, ImportCounts *counts, Error *error)
{
    return read_n(list, text, strlen(text), counts, error);
}

static void good(SubscriptionList *list, const char *text, ImportCounts expected)
{
    ImportCounts counts = {0};
    Error error = {0};
    cr_assert(read(list, text, &counts, &error), "%s", error.text);
    cr_expect_eq(counts.added, expected.added);
    cr_expect_eq(counts.updated, expected.updated);
    cr_expect_eq(counts.unchanged, expected.unchanged);
    cr_expect_eq(counts.tenants, expected.tenants);
    cr_expect_eq(counts.groups_added, expected.groups_added);
    cr_expect_eq(counts.groups_unchanged, expected.groups_unchanged);
    cr_expect_eq(counts.groups_unknown, expected.groups_unknown);
}

/* `text` is refused with `message`, and neither the list nor the counts change. */
static void bad_n(const char *text, size_t length, const char *message)
{
    SubscriptionList list = {0};
    good(&list, "[" ACCOUNT(ONE, "Before", "Enabled") "]", (ImportCounts){.added = 1});
    ImportCounts counts = {0};
    Error error = {0};
    cr_expect_not(read_n(&list, text, length, &counts, &error), "%s", message);
    char *found = error_message(&error);
    cr_expect_str_eq(found, message);
    cr_expect_eq(error.kind, ERROR_DATA);
    cr_expect_eq(list.count, 1);
    cr_expect_str_eq(list.items[0].name, "Before");
    cr_expect_eq(list.items[0].resource_group_count, 0);
    cr_expect(memcmp(&counts, &(ImportCounts){0}, sizeof counts) == 0);
    free(found);
    subscription_list_clear(&list);
}

static void bad(const char *text, const char *message)
{
    bad_n(text, strlen(text), message);
}

static char *file(const char *name)
{
    char *text = temporary_read(TEST_DATA, name, NULL);
    cr_assert(text != NULL, "%s", name);
    return text;
}

Test(import, account_list_comes_in_its_order)
{
    char *accounts = file("accounts/az-account-list.json");
    SubscriptionList list = {0};
    good(&list, accounts, (ImportCounts){.added = 5});
    cr_assert_eq(list.count, 5);
    static const char *const names[] = {"Contoso Production", "CONTOSO-COM-01",
                                        "Zürich – Geschäftskunden (Test)", "上海生产环境",
                                        "Pay-As-You-Go"};
    for (size_t i = 0; i < 5; i++)
        cr_expect_str_eq(list.items[i].name, names[i]);
    cr_expect_str_eq(list.items[2].id, "558a029f-aba1-47ff-b620-1d01350e2dd5");
    cr_expect_str_eq(list.items[2].tenant, "33888350-2082-40bb-88fa-a5e94d733f01");
    cr_expect_str_eq(list.items[2].state, "Warned");
    good(&list, accounts, (ImportCounts){.unchanged = 5});
    subscription_list_clear(&list);
    free(accounts);
}

Test(import, group_list_goes_to_the_subscriptions)
{
    char *accounts = file("accounts/az-account-list.json");
    char *groups = file("accounts/az-group-list.json");
    SubscriptionList list = {0};
    good(&list, groups, (ImportCounts){.groups_unknown = 3});
    cr_expect_eq(list.count, 0);
    good(&list, accounts, (ImportCounts){.added = 5});
    good(&list, groups, (ImportCounts){.groups_added = 3});
    cr_assert_eq(list.items[0].resource_group_count, 2);
    cr_expect_str_eq(list.items[0].resource_groups[0], "myRg1");
    cr_expect_str_eq(list.items[0].resource_groups[1], "myRg2");
    cr_assert_eq(list.items[1].resource_group_count, 1);
    cr_expect_str_eq(list.items[1].resource_groups[0], "AKS_nodes");
    good(&list, groups, (ImportCounts){.groups_unchanged = 3});
    subscription_list_clear(&list);
    free(groups);
    free(accounts);
}

Test(import, account_show_is_one_subscription)
{
    SubscriptionList list = {0};
    good(&list,
         "\n{\"environmentName\": \"AzureCloud\", \"id\": \"" ONE "\", \"name\": \"A\",\n"
         "\"state\": \"Enabled\", \"tenantId\": \"" TENANT "\", \"user\": {\"name\": \"x\"}}\n",
         (ImportCounts){.added = 1});
    cr_expect_str_eq(list.items[0].id, ONE);
    subscription_list_clear(&list);
}

Test(import, what_changed_is_updated_and_keeps_its_place_and_groups)
{
    SubscriptionList list = {0};
    good(&list,
         "[" ACCOUNT(ONE, "A", "Enabled") "," ACCOUNT(TWO, "B", "Enabled") "," GROUP(ONE, "rg") "]",
         (ImportCounts){.added = 2, .groups_added = 1});
    good(&list, "[" ACCOUNT(TWO, "B", "Enabled") "," ACCOUNT(ONE, "A2", "Warned") "]",
         (ImportCounts){.updated = 1, .unchanged = 1});
    cr_expect_str_eq(list.items[0].name, "A2");
    cr_expect_str_eq(list.items[0].state, "Warned");
    cr_expect_eq(list.items[0].resource_group_count, 1);
    cr_expect_str_eq(list.items[1].name, "B");
    subscription_list_clear(&list);
}

Test(import, ids_and_names_of_groups_are_compared_without_case)
{
    SubscriptionList list = {0};
    good(&list, "[" ACCOUNT("20FF7FC3-E762-44DD-BD96-B71116DCDC23", "A", "Enabled") "]",
         (ImportCounts){.added = 1});
    cr_expect_str_eq(list.items[0].id, ONE);
    good(&list,
         "[{\"id\": \"/SUBSCRIPTIONS/20FF7FC3-e762-44dd-bd96-b71116dcdc23/resourcegroups/RG\", "
         "\"name\": \"rg\"}, " GROUP(ONE, "Rg") "]",
         (ImportCounts){.groups_added = 1, .groups_unchanged = 1});
    cr_expect_str_eq(list.items[0].resource_groups[0], "rg");
    subscription_list_clear(&list);
}

Test(import, nothing_and_a_byte_order_mark_are_fine)
{
    SubscriptionList list = {0};
    good(&list, "[]\n", (ImportCounts){0});
    good(&list, "\xEF\xBB\xBF[" ACCOUNT(ONE, "A", "Enabled") "]\r\n", (ImportCounts){.added = 1});
    subscription_list_clear(&list);
}

Test(import, tenants_without_subscriptions_are_left_out)
{
    SubscriptionList list = {0};
    good(&list, "[" ACCOUNT(TENANT, "N/A(tenant level account)", "Enabled") "]",
         (ImportCounts){.tenants = 1});
    cr_expect_eq(list.count, 0);
}

Test(import, hostile_names_stay_as_they_are)
{
    SubscriptionList list = {0};
    good(&list, "[" ACCOUNT(ONE, "a\\u001b[2J\\u202eb", "Enabled") "]", (ImportCounts){.added = 1});
    cr_expect_str_eq(list.items[0].name, "a\033[2J\u202Eb");
    subscription_list_clear(&list);
}

Test(import, an_item_that_lacks_something_is_named)
{
    bad("[" ACCOUNT(TWO, "B", "Enabled") ",\n{\"id\": \"" ONE "\", \"state\": \"Enabled\", "
                                         "\"tenantId\": \"" TENANT "\"}]",
        "az.json:2: item 2: no \"name\"; expected \"id\", \"name\", \"state\" and \"tenantId\" of "
        "a subscription");
    bad("{\"id\": \"" ONE "\", \"name\": \"A\", \"state\": \"Enabled\"}",
        "az.json:1: no \"tenantId\"; expected \"id\", \"name\", \"state\" and \"tenantId\" of a "
        "subscription");
    bad("[{\"id\": \"" ONE "\", \"name\": 7, \"state\": \"Enabled\", \"tenantId\": \"" TENANT
        "\"}]",
        "az.json:1: item 1: \"name\" is a number; expected a string");
    bad("[{\"id\": \"" ONE "\", \"name\": \"\", \"state\": \"E\", \"tenantId\": \"" TENANT "\"}]",
        "az.json:1: item 1: \"name\" is empty; expected \"id\", \"name\", \"state\" and "
        "\"tenantId\" of a subscription");
    bad("[{\"id\": \"../../etc\", \"name\": \"A\", \"state\": \"E\", \"tenantId\": \"" TENANT
        "\"}]",
        "az.json:1: item 1: \"id\" is \"../../etc\"; expected a GUID such as " ONE);
    bad("[{\"id\": \"" ONE "\", \"name\": \"A\", \"state\": \"E\", \"tenantId\": null}]",
        "az.json:1: item 1: \"tenantId\" is null; expected a string");
    bad("[" GROUP(ONE, "rg") ",\n\n" GROUP("nonsense-nonsense-nonsense-nonsense-", "rg2") "]",
        "az.json:3: item 2: \"id\" is "
        "\"/subscriptions/nonsense-nonsense-nonsense-nonsense-/resourceGroups/rg2\"; expected the "
        "subscription's GUID behind /subscriptions/");
    bad("[{\"id\": \"/subscriptions/" ONE "/resourceGroups/a\", \"name\": \"b\"}]",
        "az.json:1: item 1: \"name\" is \"b\", but \"id\" ends in \"a\"; expected the same name");
    bad("[{\"id\": \"/subscriptions/" ONE "/resourceGroups/a\"}]",
        "az.json:1: item 1: no \"name\"; expected \"id\", \"name\" of a resource group");
}

Test(import, another_shape_is_refused_by_what_it_looks_like)
{
    bad("[{\"id\": \"/subscriptions/" ONE "/resourceGroups/rg/providers/Microsoft.Compute/"
        "virtualMachines/vm\", \"name\": \"vm\", \"type\": \"Microsoft.Compute/virtualMachines\"}]",
        "az.json:1: item 1: looks like a resource of type "
        "\"Microsoft.Compute/virtualMachines\"; " EXPECTED);
    bad("{\"id\": \"/subscriptions/" ONE "/resourceGroups/rg/providers/Microsoft.Security/"
        "locations/westeurope/alerts/2518770965529163669_F144EE95\", "
        "\"type\": \"Microsoft.Security/Locations/alerts\", \"properties\": {}}",
        "az.json:1: looks like a security alert; " EXPECTED);
    bad("{\"VendorName\": \"Microsoft\", \"AlertType\": \"VM_Brute\"}",
        "az.json:1: looks like a security alert; " EXPECTED);
    bad("{\"value\": [{\"type\": \"Microsoft.Security/alerts\"}]}",
        "az.json:1: looks like a security alert; " EXPECTED);
    bad("{\"parameters\": {}, \"responses\": {\"200\": {\"body\": {\"value\": "
        "[{\"type\": \"Microsoft.Security/Locations/alerts\"}]}}}}",
        "az.json:1: looks like an example of a security alert; " EXPECTED);
    bad("{\"parameters\": {}, \"responses\": {\"204\": {}}}",
        "az.json:1: looks like an example of the REST API, of something else; " EXPECTED);
    bad("[\n  {\n    \033[94m\"cloudName\"\033[39;49;00m: \033[33m\"AzureCloud\"\033[39;49;00m\n  "
        "}\n]",
        "az.json: is coloured by escape sequences, as az writes it with -o jsonc; expected -o "
        "json");
    bad("{\"$schema\": \"https://schema.management.azure.com/schemas/2018-05-01/"
        "subscriptionDeploymentTemplate.json#\", \"resources\": []}",
        "az.json:1: looks like an ARM template, such as \"export --format arm\" writes; " EXPECTED);
    bad("id,name,email,phone,alerts\r\n",
        "az.json:1: looks like CSV, such as \"export --format csv\" writes; " EXPECTED);
    bad("az security contact create --subscription " ONE " -n default\n",
        "az.json:1: looks like commands of az, such as \"export --format az\" writes; " EXPECTED);
    bad("- cloudName: AzureCloud\n  id: " ONE "\n",
        "az.json:1: looks like YAML, as az writes it with -o yaml; " EXPECTED);
    bad("{\"$schema\": \"http://json-schema.org/schema#\", \"type\": \"object\"}",
        "az.json:1: looks like a JSON schema; " EXPECTED);
    bad("{\"value\": [{\"id\": \"a\"}]}",
        "az.json:1: looks like a reply of the REST API, with its items in \"value\"; " EXPECTED);
    bad("{\"id\": \"/subscriptions/" ONE "\", \"subscriptionId\": \"" ONE
        "\", \"displayName\": \"A\", \"state\": \"Enabled\", \"tenantId\": \"" TENANT "\"}",
        "az.json:1: looks like a subscription as the REST API writes it; " EXPECTED);
    bad(GROUP(ONE, "rg"),
        "az.json:1: looks like one resource group, as \"az group show\" prints it; " EXPECTED);
    bad("[\"a\"]", "az.json:1: item 1: is a string; " EXPECTED);
    bad("[null]", "az.json:1: item 1: is null; " EXPECTED);
    bad("[[]]", "az.json:1: item 1: is an array; " EXPECTED);
    bad("{}", "az.json:1: is no subscription, resource group or security contact; " EXPECTED);
}

Test(import, what_is_no_json_is_refused_with_line_and_column)
{
    bad("", "az.json: is empty; " EXPECTED);
    bad(" \n", "az.json: is empty; " EXPECTED);
    bad("ERROR: Please run 'az login'", "az.json:1: is no JSON array or object; " EXPECTED);
    bad("WARNING: This command is in preview\n\n[\n]\n",
        "az.json:1: other text stands before the JSON, such as warnings that az writes on standard "
        "error; expected the JSON alone");
    bad("[\n  {\"id\": \"ü\", nonsense}\n]",
        "az.json:2: column 15: found 'nonsense', expected a name in quotes, or }");
    bad("[{\"id\": \"" ONE "\"",
        "az.json:1: column 47: found the end of the text, expected , or }");
    bad("[" ACCOUNT(TWO, "B", "E"), "az.json:1: column 154: the text ends within the array; "
                                    "expected \"]\"");
    bad("[" ACCOUNT(TWO, "B", "E") "\n " ACCOUNT(TWO, "B", "E") "]",
        "az.json:2: column 2: expected \",\" or \"]\" behind an item");
    bad("[" ACCOUNT(TWO, "B", "E") ",]", "az.json:1: column 155: found ']', expected a value");
    bad("[]\n[]", "az.json:2: column 1: more text behind the end; expected one JSON text a file");
    bad("{\"id\": \"a\", \"id\": \"b\"}",
        "az.json:1: column 13: this name is in the object already");
    bad("[{\"id\": \"a\\u0000b\"}]", "az.json:1: column 9: a NUL (\\u0000) in a text");
    bad("[{\"id\": \"\xFF\"}]", "az.json:1: column 10: a byte that is no UTF-8");
    static const char utf_16[] = "az.json: is UTF-16, as \">\" writes it in Windows PowerShell; "
                                 "expected UTF-8: iconv -f UTF-16 -t UTF-8 turns it";
    bad_n("\xFF\xFE[\0]\0", 6, utf_16);
    bad_n("[\0]\0", 4, utf_16);
}

Test(import, deep_nesting_is_refused)
{
    enum { DEPTH = 1000000 };
    char *text = memory_new(DEPTH + 1);
    memset(text, '[', DEPTH);
    SubscriptionList list = {0};
    ImportCounts counts = {0};
    Error error = {0};
    cr_expect_not(read(&list, text, &counts, &error));
    cr_expect_str_eq(error.text, "column 2050: nested too deeply");
    free(text);
}

/* Ids that differ at their end alone: a table that hashes their beginning would crawl. */
static char *many(size_t count)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    for (size_t i = 0; i < count; i++)
        fprintf(out,
                "%c{\"cloudName\": \"AzureCloud\", \"id\": \"00000000-0000-4000-8000-%012zx\", "
                "\"name\": \"Subscription %zu\", \"state\": \"Enabled\", \"tenantId\": \"" TENANT
                "\", \"user\": {\"name\": \"ops@contoso.com\", \"type\": \"user\"}}\n",
                i ? ',' : '[', i, i);
    fputs("]\n", out);
    fclose(out);
    return text;
}

Test(import, twenty_thousand_subscriptions_are_all_taken)
{
    enum { COUNT = 20000 };
    char *text = many(COUNT);
    SubscriptionList list = {0};
    good(&list, text, (ImportCounts){.added = COUNT});
    good(&list, text, (ImportCounts){.unchanged = COUNT});
    cr_expect_eq(list.count, COUNT);
    cr_expect_str_eq(list.items[COUNT - 1].name, "Subscription 19999");
    subscription_list_clear(&list);
    free(text);
}

Test(import, names_as_powershell_writes_them)
{
    SubscriptionList list = {0};
    good(&list,
         "{\"Id\": \"" ONE "\", \"Name\": \"A\", \"State\": \"Enabled\", \"SubscriptionId\": \"" ONE
         "\", \"TenantId\": \"" TENANT
         "\", \"ExtendedProperties\": {\"Environment\": \"AzureCloud\"}}",
         (ImportCounts){.added = 1});
    cr_expect_str_eq(list.items[0].name, "A");
    cr_expect_str_eq(list.items[0].tenant, TENANT);
    subscription_list_clear(&list);
}

Test(import, the_profile_of_the_azure_cli)
{
    SubscriptionList list = {0};
    good(&list,
         "\xEF\xBB\xBF{\"installationId\": \"x\", \"subscriptions\": [" ACCOUNT(
             ONE, "A", "Enabled") ", " ACCOUNT(TWO, "B", "Disabled") "]}",
         (ImportCounts){.added = 2});
    cr_expect_str_eq(list.items[1].state, "Disabled");
    subscription_list_clear(&list);
    bad("{\"subscriptions\": [" ACCOUNT(TWO, "B", "Enabled") ", {\"id\": 1}]}",
        "az.json:1: item 2: is no subscription, resource group or security contact; " EXPECTED);
}

Test(import, a_subscription_that_is_there_twice_is_the_first_one)
{
    static const char text[] = "[" ACCOUNT(ONE, "Workplace", "Enabled") ", " ACCOUNT(
        ONE, "Workplace OLD NAME", "Enabled") ", " ACCOUNT(ONE, "Workplace", "Enabled") "]";
    SubscriptionList list = {0};
    for (size_t i = 0; i < 2; i++) {
        CloudContacts contacts = {0};
        ImportCounts counts = {0};
        Error error;
        FILE *in = fmemopen((void *)text, strlen(text), "r");
        cr_assert(import_read(in, "az.json", &list, &contacts, &counts, &error));
        fclose(in);
        cr_expect_eq(counts.added, i == 0 ? 1U : 0U);
        cr_expect_eq(counts.unchanged, i == 0 ? 0U : 1U);
        cr_expect_eq(counts.updated, 0);
        cr_assert_eq(contacts.loss_count, 2);
        cr_expect_str_eq(
            contacts.losses[0],
            "az.json: subscription " ONE " is there twice: \"Workplace\" (tenant " TENANT
            ", Enabled) counts, as the first one; \"Workplace OLD NAME\" (tenant " TENANT
            ", Enabled) is left out");
        cr_expect_str_eq(contacts.losses[1],
                         "az.json: subscription " ONE " (Workplace) is there twice, both times the "
                         "same: it counts once");
        contacts_clear(&contacts);
    }
    cr_expect_str_eq(list.items[0].name, "Workplace");
    subscription_list_clear(&list);
}
