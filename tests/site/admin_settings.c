#include "site/admin_settings.h"

#include "base/memory.h"
#include "support/clock.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

typedef struct Fixture {
    char *directory;
    Site *site;
    const Form *form;
    AdminSettings settings;
} Fixture;

static void init(Fixture *fixture, const char *config)
{
    Error error;
    fixture->directory = temporary_new();
    setenv("XDG_STATE_HOME", fixture->directory, 1); /* where no setting says it */
    if (config)
        temporary_write(fixture->directory, "seccontacts.conf", config);
    fixture->site = site_open(fixture->directory, false, NULL, NULL, &test_clock, &error);
    cr_assert(fixture->site != NULL, "%s", error.text);
    fixture->form = form_get("mail-delivery");
    cr_assert(admin_settings_load(&fixture->settings, fixture->site, fixture->form, &error), "%s",
              error.text);
}

static void clear(Fixture *fixture)
{
    admin_settings_clear(&fixture->settings);
    site_close(fixture->site);
    temporary_remove(fixture->directory);
}

static size_t field(const Fixture *fixture, const char *name)
{
    return (size_t)(form_field(fixture->form, name) - fixture->form->fields);
}

static void set(Fixture *fixture, const char *name, const char *text)
{
    admin_settings_set(&fixture->settings, field(fixture, name), text);
}

static const char *get(const Fixture *fixture, const char *name)
{
    return fixture->settings.texts[field(fixture, name)];
}

static void file_is(const Fixture *fixture, const char *expected)
{
    char *text = temporary_read(fixture->directory, "seccontacts.conf", NULL);
    if (expected)
        cr_expect_str_eq(text, expected, "seccontacts.conf:\n%s", text);
    else
        cr_expect(text == NULL, "seccontacts.conf:\n%s", text);
    free(text);
}

/* What is wrong, and with which field; "" names none. */
static void refused(Fixture *fixture, const char *name, const char *message)
{
    Error error;
    size_t wrong;
    cr_expect_not(admin_settings_check(&fixture->settings, fixture->site, &wrong, &error));
    cr_expect_str_eq(error.text, message);
    cr_expect_eq(wrong, *name ? field(fixture, name) : fixture->form->field_count);
    cr_expect_eq(admin_settings_save(&fixture->settings, fixture->site, &error), STORE_FAILED);
}

Test(admin_settings, every_field_of_the_form_is_a_setting)
{
    const Form *form = form_get("mail-delivery");
    for (size_t i = 0; i < form->field_count; i++)
        cr_expect(mail_config_find(form->fields[i].name) != NULL, "%s", form->fields[i].name);
}

Test(admin_settings, are_saved_and_what_is_not_known_is_kept)
{
    Fixture fixture;
    Error error;
    init(&fixture, "day_zone = \"UTC\";\nmail = {\n  team = \"night\";\n  timeout = 5;\n"
                   "  clear_text = true;\n};\nlater = 1;\n");
    cr_expect_str_eq(get(&fixture, "timeout"), "5");
    cr_expect_str_eq(get(&fixture, "clear_text"), "on");
    cr_expect_str_eq(get(&fixture, "server"), "");
    set(&fixture, "server", "localhost:25");
    set(&fixture, "transport", "smtp");
    set(&fixture, "tls", "required");
    set(&fixture, "timeout", "");
    set(&fixture, "deadline", "60");
    set(&fixture, "clear_text", "off");
    cr_assert_eq(admin_settings_save(&fixture.settings, fixture.site, &error), STORE_SAVED, "%s",
                 error.text);
    file_is(&fixture,
            "day_zone = \"UTC\";\nmail = {\n  team = \"night\";\n  clear_text = false;\n"
            "  transport = \"smtp\";\n  server = \"localhost:25\";\n  deadline = 60;\n};\n"
            "later = 1;\n");
    admin_settings_apply(&fixture.settings, fixture.site);
    cr_expect_eq(fixture.site->config.mail.transport, MAIL_SMTP);
    cr_expect_eq(fixture.site->config.mail.deadline, 60);
    cr_expect_eq(fixture.site->config.mail.timeout, 30);
    cr_expect_eq(admin_settings_save(&fixture.settings, fixture.site, &error), STORE_UNCHANGED);
    clear(&fixture);
}

Test(admin_settings, a_file_is_made_only_when_there_is_something_to_say)
{
    Fixture fixture;
    Error error;
    init(&fixture, NULL);
    set(&fixture, "transport", "outbox");
    cr_expect_eq(admin_settings_save(&fixture.settings, fixture.site, &error), STORE_UNCHANGED);
    file_is(&fixture, NULL);
    set(&fixture, "hello", "ops1.example.com");
    cr_expect_eq(admin_settings_save(&fixture.settings, fixture.site, &error), STORE_SAVED, "%s",
                 error.text);
    file_is(&fixture, "mail = {\n  hello = \"ops1.example.com\";\n};\n");
    clear(&fixture);
}

Test(admin_settings, what_is_wrong_is_told_of_its_field_and_nothing_is_saved)
{
    Fixture fixture;
    init(&fixture, NULL);
    set(&fixture, "timeout", "soon");
    refused(&fixture, "timeout",
            "mail: timeout: found \"soon\", expected a whole number from 1 to 600");
    set(&fixture, "timeout", "601");
    refused(&fixture, "timeout",
            "mail: timeout: found the number 601, expected a whole number from 1 to 600");
    set(&fixture, "timeout", "");
    set(&fixture, "server", "localhost");
    refused(&fixture, "server",
            "mail: server: found \"localhost\", expected a host name and a port such as "
            "\"localhost:25\"");
    set(&fixture, "server", "");
    set(&fixture, "transport", "smtp");
    refused(&fixture, "",
            "mail: transport is \"smtp\": found no server, expected one such as \"localhost:25\"");
    file_is(&fixture, NULL);
    clear(&fixture);
}

Test(admin_settings, somebody_elses_change_is_a_conflict)
{
    Fixture fixture;
    Error error;
    init(&fixture, NULL);
    set(&fixture, "hello", "ops1.example.com");
    temporary_write(fixture.directory, "seccontacts.conf", "day_zone = \"Europe/Berlin\";\n");
    cr_expect_eq(admin_settings_save(&fixture.settings, fixture.site, &error), STORE_CONFLICT);
    file_is(&fixture, "day_zone = \"Europe/Berlin\";\n");
    clear(&fixture);
}
