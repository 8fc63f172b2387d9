#include "azure/alerts.h"

#include "azure/alert_time.h"
#include "base/memory.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SUB "20ff7fc3-e762-44dd-bd96-b71116dcdc23"

static void append(char **lines, char *line)
{
    char *more = memory_format("%s%s\n", *lines, line);
    free(*lines);
    free(line);
    *lines = more;
}

static void expect_same(const char *found, const char *expected)
{
    cr_expect_str_eq(found, expected);
}

/* What is written of it is read as the same one. */
static void expect_written_as_read(const Alert *alert)
{
    Alert again;
    Error finding = {0};
    char *json = alert_to_json(alert, 1 << 20);
    AlertReader *reader = alert_reader_new("written");
    alert_reader_feed(reader, json, strlen(json));
    alert_reader_end(reader);
    cr_assert_eq(alert_reader_next(reader, &again, &finding, NULL), ALERT_READ_ALERT, "%s: %s",
                 finding.text, json);
    expect_same(again.id, alert->id);
    expect_same(again.type_id, alert->type_id);
    expect_same(again.name, alert->name);
    expect_same(again.severity_text, alert->severity_text);
    expect_same(again.subscription, alert->subscription);
    expect_same(again.resource_group, alert->resource_group);
    expect_same(again.resource, alert->resource);
    expect_same(again.entity, alert->entity);
    expect_same(again.description, alert->description);
    expect_same(again.link, alert->link);
    cr_expect_eq(again.has_time, alert->has_time);
    cr_expect_eq(again.time, alert->time);
    cr_assert_eq(again.step_count, alert->step_count, "%s", json);
    for (size_t i = 0; i < alert->step_count; i++)
        expect_same(again.steps[i], alert->steps[i]);
    alert_clear(&again);
    alert_reader_free(reader);
    free(json);
}

/* What one read gave, as a line: "LINE alert ..." or "LINE finding ...". */
static void note(char **lines, AlertRead read, Alert *alert, const Error *finding, int line)
{
    if (read == ALERT_READ_ALERT) {
        expect_written_as_read(alert);
        append(lines, memory_format("%d %s|%s|%s|%s|%s|%s|%s", line, alert->id, alert->type_id,
                                    alert->name, severity_name(alert->severity),
                                    alert->subscription, alert->resource_group, alert->entity));
        alert_clear(alert);
    } else {
        cr_expect_eq(finding->kind, ERROR_DATA);
        cr_expect_eq(finding->line, line);
        append(lines, error_message(finding));
    }
}

/* Reads `text`, `step` bytes at a time. */
static char *read_all(const char *name, const char *text, size_t length, size_t step)
{
    AlertReader *reader = alert_reader_new(name);
    char *lines = memory_text("");
    bool ended = false;
    for (size_t at = 0; !ended;) {
        Alert alert;
        Error finding;
        int line = 0;
        AlertRead read = alert_reader_next(reader, &alert, &finding, &line);
        if (read != ALERT_READ_MORE) {
            note(&lines, read, &alert, &finding, line);
        } else if (at < length) {
            size_t more = step < length - at ? step : length - at;
            alert_reader_feed(reader, text + at, more);
            at += more;
        } else if (at == length) {
            alert_reader_end(reader);
            at++;
        } else {
            ended = true;
        }
    }
    alert_reader_free(reader);
    return lines;
}

/* Asserts what a text gives, however it is cut. */
static void gives_n(const char *text, size_t length, const char *expected)
{
    static const size_t steps[] = {1, 2, 7, 64, 1 << 20};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        char *lines = read_all("f", text, length, steps[i]);
        cr_expect_str_eq(lines, expected, "in steps of %zu:\n%s", steps[i], lines);
        free(lines);
    }
}

static void gives(const char *text, const char *expected)
{
    gives_n(text, strlen(text), expected);
}

static char *read_file(const char *name, size_t *length)
{
    char *path = memory_format(TEST_DATA "/alerts/%s", name);
    FILE *file = fopen(path, "r");
    cr_assert(file != NULL, "%s", path);
    char *text = memory_new(100000);
    *length = fread(text, 1, 99999, file);
    fclose(file);
    free(path);
    return text;
}

#define T2019 "2518770965529163669_F144EE95-A3E5-42DA-A279-967D115809AA"
#define A2019 T2019 "|ThreatIntelligence|Threat Intelligence Alert|High|" SUB "|myRg1|vm1\n"
#define LOW2019                                                                                    \
    "2518765996949954086_2325cf9e-42a2-4f72-ae7f-9b863cba2d22|SuspiciousScreenSaver|"              \
    "Suspicious Screensaver process executed|Low|" SUB "|myRg2|vm2\n"
#define A2022                                                                                      \
    "2518298467986649999_4d25bfef-2d77-4a08-adc0-3e35715cc92a|VM_EICAR|"                           \
    "Azure Security Center test alert (not a threat)|High|" SUB "|myRg1|vm1\n"
#define MEDIUM2022                                                                                 \
    "2518765996949954086_2325cf9e-42a2-4f72-ae7f-9b863cba2d22|VM_SuspiciousScreenSaver|"           \
    "Suspicious Screensaver process executed|Medium|" SUB "|myRg1|vm2\n"

Test(alerts, every_file_of_the_specifications)
{
    static const struct {
        const char *name, *expected;
    } files[] = {
        {"spec-2019-01-01-GetAlertResourceGroupLocation_example.json", "1 " A2019},
        {"spec-2019-01-01-GetAlertSubscriptionLocation_example.json", "1 " A2019},
        {"spec-2019-01-01-GetAlertsResourceGroupLocationWithAutoDismissRule_example.json",
         "1 " A2019},
        {"spec-2019-01-01-GetAlertsResourceGroupLocation_example.json", "1 " A2019},
        {"spec-2019-01-01-GetAlertsResourceGroupWithAutoDismissRule_example.json", "1 " A2019},
        {"spec-2019-01-01-GetAlertsResourceGroup_example.json", "1 " A2019},
        {"spec-2019-01-01-GetAlertsSubscriptionWithAutoDismissRule_example.json", "1 " A2019},
        {"spec-2019-01-01-GetAlertsSubscription_example.json", "1 " A2019 "1 " LOW2019},
        {"spec-2019-01-01-GetAlertsSubscriptionsLocationWithAutoDismissRule_example.json",
         "1 " A2019},
        {"spec-2019-01-01-GetAlertsSubscriptionsLocation_example.json", "1 " A2019 "1 " LOW2019},
        {"spec-2021-11-01-SimulateAlerts_example.json",
         "f:1: an example file without an alert in its responses\n"},
        {"spec-2022-01-01-GetAlertResourceGroupLocation_example.json", "1 " A2022},
        {"spec-2022-01-01-GetAlertSubscriptionLocation_example.json", "1 " A2022},
        {"spec-2022-01-01-GetAlertsResourceGroupLocation_example.json", "1 " A2022},
        {"spec-2022-01-01-GetAlertsResourceGroup_example.json", "1 " A2022},
        {"spec-2022-01-01-GetAlertsSubscription_example.json", "1 " A2022 "1 " MEDIUM2022},
        {"spec-2022-01-01-GetAlertsSubscriptionsLocation_example.json", "1 " A2022 "1 " MEDIUM2022},
        {"spec-2022-01-01-SimulateAlerts_example.json",
         "f:1: an example file without an alert in its responses\n"},
        {"SecurityAlert.schema.json",
         "f:1: no alert: expected alertType, alertName or alertDisplayName\n"},
        {"ODD-not-an-alert.json", "f:1: \"Microsoft.Security/assessments\" is no alert\n"},
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        size_t length = 0;
        char *text = read_file(files[i].name, &length);
        char *lines = read_all("f", text, length, 1000);
        cr_expect_str_eq(lines, files[i].expected, "%s:\n%s", files[i].name, lines);
        free(lines);
        free(text);
    }
}

/* The only alert of a text; the caller clears it. */
static Alert only_alert(const char *text, size_t length)
{
    Alert alert, more;
    Error finding;
    AlertReader *reader = alert_reader_new("f");
    alert_reader_feed(reader, text, length);
    alert_reader_end(reader);
    AlertRead read = alert_reader_next(reader, &alert, &finding, NULL);
    cr_assert_eq(read, ALERT_READ_ALERT, "%s", finding.text);
    cr_expect_eq(alert_reader_next(reader, &more, &finding, NULL), ALERT_READ_MORE);
    alert_reader_free(reader);
    return alert;
}

Test(alerts, all_that_a_message_says)
{
    size_t length = 0;
    char *text = read_file("spec-2022-01-01-GetAlertSubscriptionLocation_example.json", &length);
    Alert alert = only_alert(text, length);
    cr_expect_str_eq(alert.description, "This is a test alert generated by Azure Security Center. "
                                        "No further action is needed.");
    cr_assert_eq(alert.step_count, 1);
    cr_expect_str_eq(alert.steps[0], "No further action is needed.");
    cr_expect_str_eq(alert.resource, "/subscriptions/" SUB "/resourceGroups/myRg1/providers/"
                                     "Microsoft.Compute/virtualMachines/vm1");
    cr_expect(
        strncmp(alert.link, "https://portal.azure.com/#blade/Microsoft_Azure_Security/", 57) == 0);
    cr_expect(alert.has_time);
    cr_expect_eq(alert.time, 1582329600);
    cr_expect_str_eq(alert.severity_text, "High");
    cr_expect_not(alert.test);
    alert_clear(&alert);
    free(text);
    text = read_file("spec-2019-01-01-GetAlertSubscriptionLocation_example.json", &length);
    alert = only_alert(text, length);
    cr_assert_eq(alert.step_count, 2);
    cr_expect_str_eq(alert.steps[0], "verify that the user invoked this process");
    cr_expect_str_eq(alert.steps[1], "run antimalware scan of the VM");
    cr_expect_eq(alert.time, 1525204247);
    alert_clear(&alert);
    free(text);
}

Test(alerts, continuous_export)
{
    Alert alert = only_alert(
#define EXPORT                                                                                     \
    "{\"VendorName\":\"Microsoft\",\"AlertType\":\"SUSPECT_SVCHOST\",\"StartTimeUtc\":"            \
    "\"2016-12-20T13:38:00.000Z\",\"Severity\":\"High\",\"Status\":\"New\",\"SystemAlertId\":"     \
    "\"2342409243234234_F2BFED55-5997-4FEA-95BD-BB7C6DDCD061\",\"AzureResourceId\":"               \
    "\"/SUBSCRIPTIONS/86057C9F-3CDD-484E-83B1-7BF1C17A9FF8/RESOURCEGROUPS/backend-srv/providers/"  \
    "Microsoft.Compute/WebSrv1\",\"WorkspaceSubscriptionId\":"                                     \
    "\"11111111-3CDD-484E-83B1-7BF1C17A9FF8\",\"CompromisedEntity\":\"WebSrv1\","                  \
    "\"AlertDisplayName\":\"Suspicious process detected\",\"Description\":\"d\","                  \
    "\"RemediationSteps\":[\"1. Run\",\"2. Scan\"],\"ResourceIdentifiers\":[{\"Type\":"            \
    "\"LogAnalytics\",\"WorkspaceSubscriptionId\":\"11111111-3CDD-484E-83B1-7BF1C17A9FF8\"}]}"
        EXPORT, strlen(EXPORT));
    cr_expect_str_eq(alert.id, "2342409243234234_F2BFED55-5997-4FEA-95BD-BB7C6DDCD061");
    cr_expect_str_eq(alert.type_id, "SUSPECT_SVCHOST");
    cr_expect_str_eq(alert.name, "Suspicious process detected");
    cr_expect_str_eq(alert.subscription, "86057c9f-3cdd-484e-83b1-7bf1c17a9ff8");
    cr_expect_str_eq(alert.resource_group, "backend-srv");
    cr_expect_eq(alert.step_count, 2);
    cr_expect_eq(alert.time, 1482241080);
    alert_clear(&alert);
}

Test(alerts, the_log_analytics_table)
{
#define ROW(severity)                                                                              \
    "{\"TimeGenerated\":\"2019-01-06 02:02:00\",\"DisplayName\":\"Suspicious logon\","             \
    "\"AlertName\":\"Suspicious logon\",\"AlertType\":\"A logon from a malicious IP\","            \
    "\"AlertSeverity\":\"" severity "\",\"SystemAlertId\":\"x-1\",\"Type\":\"SecurityAlert\","     \
    "\"IsIncident\":\"False\",\"RemediationSteps\":\"[\\\"one\\\",\\\"two\\\"]\","                 \
    "\"WorkspaceSubscriptionId\":\"" SUB "\",\"WorkspaceResourceGroup\":\"omsrg\"}"
    Alert alert = only_alert(ROW("High"), strlen(ROW("High")));
    cr_expect_str_eq(alert.type_id, "A logon from a malicious IP");
    cr_expect_str_eq(alert.name, "Suspicious logon");
    cr_expect_str_eq(alert.subscription, SUB);
    cr_expect_eq(alert.severity, SEVERITY_HIGH);
    cr_expect_eq(alert.time, 1546740120);
    cr_assert_eq(alert.step_count, 2);
    cr_expect_str_eq(alert.steps[1], "two");
    alert_clear(&alert);
    static const char number[] = "{\"SubscriptionId\":\"" SUB "\",\"AlertType\":\"T\","
                                 "\"Severity\":100}";
    alert = only_alert(number, strlen(number));
    cr_expect_eq(alert.severity, SEVERITY_UNKNOWN);
    cr_expect_str_eq(alert.severity_text, "100");
    alert_clear(&alert);
    alert = only_alert(ROW("100"), strlen(ROW("100")));
    cr_expect_eq(alert.severity, SEVERITY_UNKNOWN);
    cr_expect_str_eq(alert.severity_text, "100");
    alert_clear(&alert);
}

Test(alerts, the_activity_log)
{
#define ENTRY(category)                                                                            \
    "{\"eventName\":{\"value\":\"Suspicious double extension\"},\"category\":{\"value\":"          \
    "\"" category "\"},\"eventTimestamp\":\"2017-10-18T06:02:18.6179339Z\",\"id\":"                \
    "\"/subscriptions/" SUB "/providers/Microsoft.Security/locations/centralus/alerts/965d6c6a/"   \
    "events/965d6c6a/ticks/636439033386179339\",\"resourceGroupName\":\"rg\","                     \
    "\"subscriptionId\":\"" SUB "\",\"properties\":{\"Severity\":\"High\"}}"
    gives(ENTRY("Security"), "1 965d6c6a||Suspicious double extension|High|" SUB "|rg|\n");
    gives(ENTRY("Administrative"),
          "f:1: an Activity Log entry of category \"Administrative\" is no alert\n");
}

/* A short alert of the newest shape. */
#define SHORT(id)                                                                                  \
    "{\"id\":\"/subscriptions/" SUB "/providers/Microsoft.Security/locations/x/alerts/" id "\","   \
    "\"properties\":{\"alertType\":\"T\",\"severity\":\"High\"}}"
#define READ(line, id) line " " id "|T||High|" SUB "||\n"

#define PAGE "there is more: this is one page of a longer list, which goes on at its \"nextLink\"\n"

Test(alerts, a_page_of_a_longer_list_is_told_to_be_one)
{
    gives("{\"nextLink\":\"x\",\n\"value\":[" SHORT("1") "]}", READ("2", "1") "f:1: " PAGE);
    gives("{\"value\":[],\"NextLink\" : \"x\"}\n" SHORT("1"), "f:1: " PAGE READ("2", "1"));
    gives("{\"value\":[" SHORT("1") "],\"nextLink\":null}", READ("1", "1"));
    gives("{\"value\":[" SHORT("1") "],\"nextLink\":\"\"}", READ("1", "1"));
    gives("{\"value\":[" SHORT("1") "],\"x\":\"nextLink\",\"y\":\"z\"}", READ("1", "1"));
    gives("{\"value\":[" SHORT("1") "],\"x\":{\"nextLink\":\"z\"}}", READ("1", "1"));
    gives("{\"value\":[" SHORT("1") "],\"nextLink\":\"x\"}{\"value\":[" SHORT("2") "]}",
          READ("1", "1") "f:1: " PAGE READ("1", "2"));
}

Test(alerts, lines_lists_arrays_and_texts_behind_one_another)
{
    gives("", "");
    gives("  \r\n\n", "");
    gives("[]", "");
    gives("{\"value\":[]}", "");
    gives(SHORT("1") "\n" SHORT("2") "\r\n\n" SHORT("3"),
          READ("1", "1") READ("2", "2") READ("4", "3"));
    gives("\xEF\xBB\xBF[" SHORT("1") ",\n " SHORT("2") "]\n", READ("1", "1") READ("2", "2"));
    gives("{\n\"value\": [\n" SHORT("1") ",\n" SHORT(
              "2") "\n],\n\"nextLink\": \"a]b}\\\"\"}\n" SHORT("3"),
          READ("3", "1") READ("4", "2") "f:6: " PAGE READ("7", "3"));
    gives("{\"records\": [" SHORT("1") "]}" SHORT("2"), READ("1", "1") READ("1", "2"));
    gives("[" SHORT("1") "][" SHORT("2") "]", READ("1", "1") READ("1", "2"));
    gives("\x1E" SHORT("1") "\n\x1E" SHORT("2") "\n", READ("1", "1") READ("2", "2"));
    gives("{\"responses\":{\"200\":{\"body\":[" SHORT("1") "," SHORT("2") "]}}}",
          READ("1", "1") READ("1", "2"));
}

Test(alerts, the_rest_goes_on_behind_what_is_malformed)
{
#define CUT      "a value begins here that does not end; expected a whole alert\n"
#define NO_ALERT "no alert: expected alertType, alertName or alertDisplayName\n"
    /* a line that was cut short */
    gives("{\"id\":\"/subscr\n" SHORT("2") "\n", "f:1: " CUT READ("2", "2"));
    gives("{\"id\":{\"a\":1\n" SHORT("2") "\n", "f:1: " CUT READ("2", "2"));
    gives("{\"id\":\n" SHORT("2") "\n" SHORT("3") "\n", "f:1: " CUT READ("2", "2") READ("3", "3"));
    gives("[\n  {\"a\": \"b\n  },\n  " SHORT("2") "\n]\n" SHORT("3"),
          "f:2: item 1: " CUT READ("4", "2") READ("6", "3"));
    gives(SHORT("1") "\n{\"id\":\"x\"", READ("1", "1") "f:2: " CUT);
    /* balanced, but no JSON; no alert; no object */
    gives("[{\"a\":1,}," SHORT("2") "]",
          "f:1: item 1: no JSON: found '}', expected a name in quotes, or }\n" READ("1", "2"));
    gives("{\n\"a\":1,\n\"b\" 2\n}\n" SHORT("2"),
          "f:3: no JSON: found '2', expected :\n" READ("5", "2"));
    gives("[1, null,\"text\", [2], {}, " SHORT("6") "]",
          "f:1: item 1: a number; expected an alert (a JSON object)\n"
          "f:1: item 2: null; expected an alert (a JSON object)\n"
          "f:1: item 3: a string; expected an alert (a JSON object)\n"
          "f:1: item 4: an array; expected an alert (a JSON object)\n"
          "f:1: item 5: " NO_ALERT READ("1", "6"));
    gives("hello, this is a line of a log and no JSON at all\n" SHORT("2") "\n} tail\n" SHORT("4"),
          "f:1: \"hello, this is a line of a log and no JS...\"; expected an alert (a JSON "
          "object)\n" READ("2", "2") "f:3: \"} tail\"; expected an alert (a JSON object)\n" READ(
              "4", "4"));
    gives("\x1b[31mred\n" SHORT("2"),
          "f:1: \"^[[31mred\"; expected an alert (a JSON object)\n" READ("2", "2"));
}

Test(alerts, subscriptions_that_are_missing_or_wrong)
{
    gives("{\"alertType\":\"T\",\"severity\":\"High\"}",
          "f:1: no subscription: expected it in id, azureResourceId or subscriptionId\n");
    gives("{\"alertType\":\"T\",\"id\":\"/subscriptions/not-a-guid/x\"}",
          "f:1: \"not-a-guid\" is no subscription id; expected a GUID\n");
    gives("{\"alertType\":\"T\",\"id\":\"/subscriptions/../alerts/1\",\"subscriptionId\":"
          "\"20FF7FC3-E762-44DD-BD96-B71116DCDC23\",\"systemAlertId\":\"1\"}",
          "1 1|T||Unknown|" SUB "||\n");
}

Test(alerts, odd_texts_lose_no_alert)
{
#define WITH_NAME(name)                                                                            \
    "{\"subscriptionId\":\"" SUB "\",\"alertType\":\"T\",\"systemAlertId\":\"1\","                 \
    "\"severity\":\"high\",\"alertDisplayName\":\"" name "\"}"
#define NAMED(name) "1 1|T|" name "|High|" SUB "||\n"
    gives(WITH_NAME("a\\u0000b"), NAMED("a\uFFFDb"));
    gives(WITH_NAME("cut \\ud83d"), NAMED("cut \uFFFD"));
    gives(WITH_NAME("half \\ude00 \\ud83d\\ude00"), NAMED("half \uFFFD 😀"));
    gives(WITH_NAME("byte \xFF."), NAMED("byte \uFFFD."));
    gives(WITH_NAME("cut \xF0\x9F\x98"), NAMED("cut \uFFFD\uFFFD\uFFFD"));
    gives(WITH_NAME("C:\\Windows\\temp\\x.exe"), NAMED("C:\\Windows\temp\\x.exe"));
    gives(WITH_NAME("tab\there"), NAMED("tab\there"));
    gives(WITH_NAME("{[\\\"]}"), NAMED("{[\"]}"));
    gives(WITH_NAME("line\nbreak"), NAMED("line\nbreak"));
    gives(WITH_NAME("\\u202Egnp.exe"), NAMED("\u202Egnp.exe")); /* for visible_text() to show */
    gives_n(WITH_NAME("a\0b"), sizeof WITH_NAME("a\0b") - 1, NAMED("a\uFFFDb"));
}

Test(alerts, an_alert_without_id_gets_one_of_its_content)
{
    static const char one[] = "{\"subscriptionId\":\"" SUB "\",\"alertType\":\"T\"}";
    static const char other[] = "{\"subscriptionId\":\"" SUB "\",\"alertType\":\"U\"}";
    Alert a = only_alert(one, strlen(one)), b = only_alert(one, strlen(one));
    Alert c = only_alert(other, strlen(other));
    cr_expect(strncmp(a.id, "content-", 8) == 0);
    cr_expect_str_eq(a.id, b.id);
    cr_expect(strcmp(a.id, c.id) != 0);
    alert_clear(&a);
    alert_clear(&b);
    alert_clear(&c);
}

#define PLACE                                                                                      \
    "/subscriptions/" SUB "/resourceGroups/web/providers/Microsoft.Compute/virtualMachines/vm1"

Test(alerts, an_activity_log_entry_in_an_event_hub)
{
#define RECORD(CATEGORY)                                                                           \
    "{\"time\": \"2024-02-29T09:12:01.1Z\", \"resourceId\": \"/SUBSCRIPTIONS/" SUB                 \
    "/RESOURCEGROUPS/WEB/PROVIDERS/MICROSOFT.SECURITY/LOCATIONS/CENTRALUS/ALERTS/25_A\", "         \
    "\"operationName\": \"MICROSOFT.SECURITY/LOCATIONS/ALERTS/ACTIVATE/ACTION\", \"category\": "   \
    "\"" CATEGORY                                                                                  \
    "\", \"level\": \"Informational\", \"resultDescription\": \"Double extension\", "              \
    "\"properties\": {\"eventName\": \"Double extension\", \"severity\": \"High\", "               \
    "\"compromisedEntity\": \"VM1\"}}"
    gives("{\"records\": [" RECORD("Security") "]}",
          "1 25_A||Double extension|High|" SUB "|WEB|VM1\n");
    gives(RECORD("Security") "\n", "1 25_A||Double extension|High|" SUB "|WEB|VM1\n");
    gives(RECORD("Administrative"),
          "f:1: an Activity Log entry of category \"Administrative\" is no alert\n");
}

Test(alerts, the_answer_of_a_resource_graph_query)
{
    gives(
        "{\"count\": 1, \"data\": [{\"id\": \"/subscriptions/" SUB
        "/resourceGroups/rg/providers/Microsoft.Security/locations/westeurope/alerts/a1\", "
        "\"name\": \"a1\", \"type\": \"microsoft.security/locations/alerts\", \"properties\": "
        "{\"AlertDisplayName\": \"Brute force\", \"AlertType\": \"VM_Brute\", \"Severity\": "
        "\"High\", \"CompromisedEntity\": \"vm1\"}}], \"skip_token\": null, \"total_records\": 1}",
        "1 a1|VM_Brute|Brute force|High|" SUB "|rg|vm1\n");
}

Test(alerts, the_common_alert_schema_of_azure_monitor)
{
    gives("{\"schemaId\": \"azureMonitorCommonAlertSchema\", \"data\": {\"essentials\": "
          "{\"severity\": "
          "\"Sev1\", \"monitoringService\": \"Activity Log - Security\", \"alertTargetIDs\": "
          "[\"" PLACE
          "\"]}, \"alertContext\": {\"eventSource\": \"Security\", \"properties\": {\"eventName\": "
          "\"Brute force\", \"severity\": \"High\", \"systemAlertId\": \"s1\", "
          "\"compromisedEntity\": "
          "\"vm1\"}}}}",
          "1 s1||Brute force|High|" SUB "||vm1\n");
    gives(
        "{\"schemaId\": \"azureMonitorCommonAlertSchema\", \"data\": {\"essentials\": "
        "{\"monitoringService\": \"Platform\"}, \"alertContext\": {\"condition\": {}}}}",
        "f:1: a notification of Azure Monitor (common alert schema, of \"Platform\") that has no "
        "security alert in it; expected severity and eventName in data.alertContext.properties\n");
}

Test(alerts, alerts_of_microsoft_graph)
{
#define GRAPH(EVIDENCE)                                                                            \
    "{\"@odata.type\": \"#microsoft.graph.security.alert\", \"id\": \"da637_-96\", \"title\": "    \
    "\"Suspicious process\", \"severity\": \"high\", \"serviceSource\": "                          \
    "\"microsoftDefenderForCloud\", \"category\": \"Execution\", \"evidence\": [" EVIDENCE "]}"
    gives(GRAPH("{\"resourceId\": \"" PLACE "\"}"),
          "1 da637_-96||Suspicious process|High|" SUB "|web|vm1\n");
    gives(GRAPH("{\"ipAddress\": \"192.0.2.1\"}"), "f:1: an alert of Microsoft Graph that does not "
                                                   "say which subscription is attacked; expected "
                                                   "a resource of Azure in its evidence\n");
}

Test(alerts, incidents_of_sentinel_are_named)
{
    static const char words[] =
        "f:1: an incident of Microsoft Sentinel, which does not say which "
        "subscription is attacked; expected the security alerts that it is of\n";
    gives("{\"id\": \"/subscriptions/" SUB
          "/resourceGroups/r/providers/Microsoft.OperationalInsights/"
          "workspaces/w/providers/Microsoft.SecurityInsights/Incidents/i\", \"type\": "
          "\"Microsoft.SecurityInsights/Incidents\", \"properties\": {\"title\": \"x\", "
          "\"severity\": "
          "\"High\"}}",
          words);
    gives("{\"TableName\": \"SecurityIncident\", \"IncidentNumber\": 5, \"Severity\": \"High\"}",
          words);
}

Test(alerts, what_powershell_has_cut_off_is_told)
{
    gives(
        "{\"AlertType\": \"T\", \"Severity\": \"High\", \"ResourceIdentifiers\": [\"@{Type=1}\"]}",
        "f:1: no subscription: expected it in id, azureResourceId or subscriptionId; PowerShell "
        "has "
        "cut off what lies deeper: ConvertTo-Json -Depth 10 writes all of it\n");
    gives(
        "{\033[94m\"a\"\033[0m: 1}",
        "f:1: is coloured by escape sequences, as az writes it with -o jsonc; expected -o json\n");
}

Test(alerts, utf_16_is_named)
{
    static const char words[] =
        "f:1: is UTF-16, as \">\" writes it in Windows PowerShell; expected "
        "UTF-8: iconv -f UTF-16 -t UTF-8 turns it\n";
    gives_n("\xFF\xFE{\0}\0", 6, words);
    gives_n("{\0}\0", 4, words);
    gives_n("\0{\0}", 4, words);
}

Test(alerts, an_alert_is_given_out_with_its_last_byte)
{
    static const char text[] = "[" SHORT("1");
    Alert alert;
    Error finding;
    AlertReader *reader = alert_reader_new("f");
    alert_reader_feed(reader, text, strlen(text) - 1);
    cr_expect_eq(alert_reader_next(reader, &alert, &finding, NULL), ALERT_READ_MORE);
    alert_reader_feed(reader, "}", 1);
    cr_expect_eq(alert_reader_next(reader, &alert, &finding, NULL), ALERT_READ_ALERT);
    alert_clear(&alert);
    alert_reader_free(reader);
}

Test(alerts, what_is_too_large_or_too_deep_does_not_stop_the_stream)
{
    size_t length = (size_t)17 << 20;
    char *text = memory_new(length + 1000);
    memset(text, 'x', length);
    memcpy(text, "{\"a\":\"", 6);
    strcpy(text + length, "\"}\n" SHORT("2"));
    char *lines = read_all("f", text, strlen(text), 65536);
    cr_expect_str_eq(lines, "f:1: a value of over 16 MiB; not read\n" READ("2", "2"));
    free(lines);
    memset(text, '[', 100000);
    memcpy(text, "{\"a\":", 5);
    strcpy(text + 100000, "\n" SHORT("2") "\n" SHORT("3"));
    lines = read_all("f", text, strlen(text), 1000);
    cr_expect_str_eq(lines, "f:1: " CUT READ("2", "2") READ("3", "3"));
    free(lines);
    free(text);
}

Test(alerts, times)
{
    static const struct {
        const char *text;
        int64_t time; /* -1: none */
    } rows[] = {
        {"2020-02-22T00:00:00.0000000Z", 1582329600},
        {"2020-02-22T00:00:00Z", 1582329600},
        {"2019-01-06 02:02:00", 1546740120},
        {"2020-02-22T01:00:00+01:00", 1582329600},
        {"2020-02-21T18:30:00.5-0530", 1582329600},
        {"2020-02-22", -1},
        {"2020-02-30T00:00:00Z", -1},
        {"2020-02-22T24:00:00Z", -1},
        {"2020-02-22T00:00:00 CET", -1},
        {"2/22/2020 12:00:00 AM", -1},
        {"2020-02-22T00:00:00+1", -1},
        {"", -1},
        {"2020-02-22T00:00:00+01:0", -1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t time = -1;
        cr_expect_eq(alert_time_parse(rows[i].text, &time), rows[i].time != -1, "%s", rows[i].text);
        cr_expect_eq(time, rows[i].time, "%s: %lld", rows[i].text, (long long)time);
    }
}
