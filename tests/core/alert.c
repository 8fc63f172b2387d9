#include "core/alert.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *type_key(const char *type_id, const char *name)
{
    Alert alert;
    alert_init(&alert);
    alert_set(&alert.type_id, type_id);
    alert_set(&alert.name, name);
    char *key = alert_type_key(&alert);
    alert_clear(&alert);
    return key;
}

static void same_type(const char *id_a, const char *name_a, const char *id_b, const char *name_b,
                      bool same)
{
    char *a = type_key(id_a, name_a), *b = type_key(id_b, name_b);
    cr_expect_eq(strcmp(a, b) == 0, same, "\"%s\" and \"%s\"", a, b);
    free(a);
    free(b);
}

Test(alert, type_is_the_id_else_the_name_without_case)
{
    same_type("VM_EICAR", "One name", "vm_eicar", "Another name", true);
    same_type("VM_EICAR", "One name", "VM_RDP", "One name", false);
    same_type("", "RDP brute force", NULL, "rdp BRUTE force", true);
    same_type("", "RDP brute force ", "", "\tRDP brute force\r\n", true);
    same_type("", "RDP brute force", "", "SSH brute force", false);
    same_type("", "ÜBERFALL", "", "überfall", true);
    same_type("", "Angriff auf Straße", "", "ANGRIFF AUF STRASSE", true);
    same_type("", "Ame\u0301lie", "", "AMÉLIE", true); /* decomposed and composed */
    same_type("", "a\xFFQ", "", "A\xFFq", true);       /* no UTF-8: letters of ASCII */
    same_type("", "a\xFF", "", "a\xFE", false);
}

Test(alert, long_keys_are_cut_and_still_differ)
{
    char *a = malloc(100001), *b = malloc(100001);
    memset(a, 'x', 100000);
    a[100000] = '\0';
    memcpy(b, a, 100001);
    b[99999] = 'y';
    same_type(a, "", b, "", false);
    same_type(a, "", a, "", true);
    char *key = type_key(a, "");
    cr_expect_eq(strlen(key), 512);
    free(key);
    free(a);
    free(b);
}

Test(alert, title_is_name_else_type)
{
    Alert alert;
    alert_init(&alert);
    cr_expect_str_eq(alert_title(&alert), "alert");
    alert_set(&alert.type_id, "VM_EICAR");
    cr_expect_str_eq(alert_title(&alert), "VM_EICAR");
    alert_set(&alert.name, "EICAR");
    cr_expect_str_eq(alert_title(&alert), "EICAR");
    alert_clear(&alert);
}

static void short_title(size_t characters, size_t bytes_expected, bool cut)
{
    Alert alert;
    alert_init(&alert);
    char *name = calloc(characters, 2);
    name = realloc(name, characters * 2 + 1);
    for (size_t i = 0; i < characters; i++)
        memcpy(name + 2 * i, "é", 2);
    name[characters * 2] = '\0';
    alert_set(&alert.name, name);
    char *title = alert_short_title(&alert);
    cr_expect_eq(strlen(title), bytes_expected);
    cr_expect_eq(strcmp(title, name) != 0, cut);
    cr_expect_eq(strstr(title, "...") != NULL, cut);
    free(title);
    free(name);
    alert_clear(&alert);
}

Test(alert, long_titles_are_cut_between_characters)
{
    short_title(120, 240, false);
    short_title(121, 117 * 2 + 3, true);
    short_title(50000, 117 * 2 + 3, true);
}

Test(alert, severities_without_case)
{
    static const struct {
        const char *text;
        Severity severity;
        const char *name;
    } rows[] = {
        {"High", SEVERITY_HIGH, "High"},
        {"high", SEVERITY_HIGH, "High"},
        {"MEDIUM", SEVERITY_MEDIUM, "Medium"},
        {"Low", SEVERITY_LOW, "Low"},
        {"Informational", SEVERITY_INFORMATIONAL, "Informational"},
        {"Information", SEVERITY_INFORMATIONAL, "Informational"},
        {"High/Medium", SEVERITY_UNKNOWN, "Unknown"},
        {"100", SEVERITY_UNKNOWN, "Unknown"},
        {"", SEVERITY_UNKNOWN, "Unknown"},
        {NULL, SEVERITY_UNKNOWN, "Unknown"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        cr_expect_eq(severity_parse(rows[i].text), rows[i].severity, "%s", rows[i].text);
        cr_expect_str_eq(severity_name(rows[i].severity), rows[i].name);
    }
}

Test(alert, test_alerts_are_each_their_own)
{
    AlertTest wanted = {.name = "RDP brute force",
                        .severity = SEVERITY_HIGH,
                        .subscription = "20ff7fc3-e762-44dd-bd96-b71116dcdc23",
                        .resource_group = "rg1",
                        .entity = "vm1"};
    Alert a, b;
    alert_init_test(&a, &wanted, 1795392000);
    alert_init_test(&b, &wanted, 1795392000);
    cr_expect(strncmp(a.id, "test-", 5) == 0);
    cr_expect_eq(strlen(a.id), 5 + 36);
    cr_expect_eq(a.id[5 + 14], '4'); /* UUID, version 4 */
    cr_expect(strcmp(a.id, b.id) != 0);
    cr_expect(a.test);
    cr_expect_eq(a.severity, SEVERITY_HIGH);
    cr_expect_str_eq(a.severity_text, "High");
    cr_expect_str_eq(a.name, "RDP brute force");
    cr_expect_str_eq(a.type_id, "");
    cr_expect_str_eq(a.entity, "vm1");
    cr_expect_str_eq(a.resource_group, "rg1");
    cr_expect_str_eq(a.subscription, "20ff7fc3-e762-44dd-bd96-b71116dcdc23");
    cr_expect(a.has_time && a.time == 1795392000);
    alert_clear(&a);
    alert_clear(&b);
    AlertTest bare = {.severity = SEVERITY_LOW};
    alert_init_test(&a, &bare, 0);
    cr_expect_str_eq(a.name, "Test alert");
    alert_clear(&a);
}

Test(alert, copies_are_whole)
{
    Alert a, b;
    alert_init(&a);
    alert_set(&a.id, "id");
    alert_add_step(&a, "  one \r\n", 8);
    alert_add_step(&a, " \n", 2);
    alert_add_step(&a, "two", 3);
    a.severity = SEVERITY_LOW;
    alert_copy(&b, &a);
    alert_clear(&a);
    cr_expect_str_eq(b.id, "id");
    cr_assert_eq(b.step_count, 2);
    cr_expect_str_eq(b.steps[0], "one");
    cr_expect_str_eq(b.steps[1], "two");
    cr_expect_eq(b.severity, SEVERITY_LOW);
    alert_clear(&b);
}

Test(alert, the_types_that_azure_raises)
{
    FILE *file = fopen(TEST_DATA "/alert-types.tsv", "r");
    char line[1024];
    int types = 0, high = 0;
    cr_assert(file != NULL);
    while (fgets(line, sizeof line, file) != NULL) {
        if (line[0] == '#')
            continue;
        char *rest = line;
        char *id = strsep(&rest, "\t"), *name = strsep(&rest, "\t");
        Severity severity = severity_parse(strsep(&rest, "\t"));
        char *key = type_key(id, name);
        for (char *c = line; c < rest; c++)
            *c = (char)toupper((unsigned char)*c);
        char *upper = type_key(id, name);
        cr_expect_str_eq(key, upper);
        cr_expect(key[0] != '\0');
        cr_expect(severity != SEVERITY_UNKNOWN, "%s", name);
        types++;
        high += severity == SEVERITY_HIGH;
        free(key);
        free(upper);
    }
    fclose(file);
    cr_expect_eq(types, 583);
    cr_expect_eq(high, 154);
}

Test(alert, what_is_not_seen_makes_no_other_type)
{
    static const char name[] = "Suspicious service host";
    same_type("", name, "", "Suspicious service host\u200b", true);
    same_type("", name, "", "\u2003Suspicious service host \u00a0", true);
    same_type("", name, "", "\ufeffSuspicious\u00ad service host\ufe0f\n", true);
}
