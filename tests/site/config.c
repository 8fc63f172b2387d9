#include "site/config.h"

#include "base/memory.h"
#include "form/form.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Warnings {
    size_t count;
    char last[512];
} Warnings;

static void note(const char *text, void *data)
{
    Warnings *warnings = data;
    warnings->count++;
    snprintf(warnings->last, sizeof warnings->last, "%s", text);
}

static bool take(const char *text, SiteConfig *config, Warnings *warnings, Error *error)
{
    *warnings = (Warnings){0};
    site_config_defaults(config, "/etc/seccontacts");
    Settings settings;
    settings_init(&settings, "seccontacts.conf");
    settings_take(&settings, text, strlen(text));
    bool ok = settings_parse(&settings, error) &&
              site_config_take(config, &settings, note, warnings, error);
    settings_clear(&settings);
    return ok;
}

static void refused(const char *text, const char *message)
{
    SiteConfig config;
    Warnings warnings;
    Error error = {0};
    cr_expect_not(take(text, &config, &warnings, &error), "taken: %s", text);
    char *found = error_message(&error);
    cr_expect_str_eq(found, message, "\n   found: %s\nexpected: %s", found, message);
    cr_expect_eq(error.kind, ERROR_CONFIG);
    free(found);
    site_config_clear(&config);
}

Test(config, every_setting_has_a_default)
{
    SiteConfig config;
    site_config_defaults(&config, "/etc/seccontacts");
    cr_expect_str_eq(config.day_zone, "UTC");
    cr_expect_not(config.fan_out_each);
    cr_expect_str_eq(config.state, "/var/lib/seccontacts");
    cr_expect_eq(config.file_mode, 0660);
    cr_expect_eq(config.theme, THEME_NEUTRAL);
    cr_expect_not(config.mouse);
    cr_expect_not(config.syslog);
    site_config_clear(&config);
}

Test(config, values_are_taken)
{
    SiteConfig config;
    Warnings warnings;
    Error error = {0};
    cr_assert(take("day_zone = \"Europe/Berlin\";\nfan_out = \"each\";\nstate = \"/srv/state\";\n"
                   "file_mode = \"640\";\ntheme = \"high-contrast\";\nmouse = true;\n"
                   "syslog = true;\n",
                   &config, &warnings, &error),
              "%s", error.text);
    cr_expect_str_eq(config.day_zone, "Europe/Berlin");
    cr_expect(config.fan_out_each);
    cr_expect_str_eq(config.state, "/srv/state");
    cr_expect_eq(config.file_mode, 0640);
    cr_expect_eq(config.theme, THEME_CONTRAST);
    cr_expect(config.mouse);
    cr_expect(config.syslog);
    cr_expect_eq(warnings.count, 0);
    site_config_clear(&config);
}

Test(config, wrong_values_are_refused)
{
    refused("day_zone = \"Mars/Olympus\";\n",
            "seccontacts.conf:1: day_zone: found \"Mars/Olympus\", expected the name of a time "
            "zone such as \"Europe/Berlin\"");
    refused("day_zone = \"../../../etc/passwd\";\n",
            "seccontacts.conf:1: day_zone: found \"../../../etc/passwd\", expected the name of a "
            "time zone such as \"Europe/Berlin\"");
    refused("day_zone = 1;\n", "seccontacts.conf:1: day_zone: found the number 1, expected the "
                               "name of a time zone such as \"Europe/Berlin\"");
    refused("\nfan_out = \"all\";\n",
            "seccontacts.conf:2: fan_out: found \"all\", expected \"one\" or \"each\"");
    refused("fan_out = each;\n", "seccontacts.conf:1: cannot be understood here or just before: "
                                 "found \"fan_out = each;\", expected NAME = VALUE;");
    refused("state = \"state\";\n",
            "seccontacts.conf:1: state: found \"state\", expected the absolute path of a directory "
            "such as \"/var/lib/seccontacts\"");
    refused("state = \"/a\\nb\";\n",
            "seccontacts.conf:1: state: found \"/a^Jb\", expected the absolute path of a directory "
            "such as \"/var/lib/seccontacts\"");
    refused("syslog = \"on\";\n",
            "seccontacts.conf:1: syslog: found \"on\", expected true or false, without quotes");
    static const char *const modes[] = {"0666", "0670", "0060", "4660", "66", "abc", "06600", ""};
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        char *text = memory_format("file_mode = \"%s\";\n", modes[i]);
        char *message = memory_format("seccontacts.conf:1: file_mode: found \"%s\", expected a "
                                      "mode in quotes, from \"0600\" to \"0664\"",
                                      modes[i]);
        refused(text, message);
        free(message);
        free(text);
    }
    refused("\n\ntheme = \"Dark\";\n",
            "seccontacts.conf:3: theme: found \"Dark\", expected \"neutral\", \"dark\", \"light\", "
            "\"high-contrast\", \"mono\" or \"plain\"");
    refused("theme = 1;\n", "seccontacts.conf:1: theme: found the number 1, expected \"neutral\", "
                            "\"dark\", \"light\", \"high-contrast\", \"mono\" or \"plain\"");
    refused("mouse = 1;\n",
            "seccontacts.conf:1: mouse: found the number 1, expected true or false, "
            "without quotes");
    refused("file_mode = 0660;\n", "seccontacts.conf:1: file_mode: found the number 660, expected "
                                   "a mode in quotes, from \"0600\" to \"0664\"");
}

Test(config, settings_that_nobody_knows_are_told_with_their_line)
{
    SiteConfig config;
    Warnings warnings;
    Error error = {0};
    cr_assert(take("fanout = \"each\";\n\nday_zones = \"\";\n", &config, &warnings, &error));
    cr_expect_eq(warnings.count, 2);
    cr_expect_str_eq(warnings.last, "seccontacts.conf:3: day_zones: no setting of this name is "
                                    "known: it is ignored");
    cr_expect_not(config.fan_out_each);
    site_config_clear(&config);
}

/* A choice is kept as its index in the form. */
Test(config, choices_are_in_the_order_of_their_enums)
{
    const FormField *theme = form_field(form_get("settings"), "theme");
    const FormField *transport = form_field(form_get("mail-delivery"), "transport");
    Theme found;
    cr_expect_eq(theme->choice_count, THEME_COUNT);
    for (size_t i = 0; i < theme->choice_count; i++) {
        cr_expect(theme_find(theme->choices[i], &found), "%s", theme->choices[i]);
        cr_expect_eq((size_t)found, i, "%s", theme->choices[i]);
    }
    cr_expect_str_eq(transport->choices[MAIL_OUTBOX], "outbox");
    cr_expect_str_eq(transport->choices[MAIL_SMTP], "smtp");
}
