#include "store/fixture.h"

#include "base/memory.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WHOLE                                                                                      \
    "emails = [ \"ops@contoso.com\", \"noc@contoso.com\" ];\n"                                     \
    "phone = \"+14255550100\";\n"                                                                  \
    "alerts = true;\n"

static const char expected_place[] = ONE_FILE;

/* "contacts/ID.conf" in front of the rest of a message. */
static void refused(const char *text, const char *rest)
{
    char *message = memory_format("%s%s", expected_place, rest);
    fixture_contact_refused(text, message);
    free(message);
}

/* Likewise, for an address in the array that is none. */
static void refused_address(const char *text, int line, int entry, const char *address)
{
    AddressProblem problem = address_check(address, strlen(address), NULL);
    char *rest = memory_format(":%d: emails: entry %d: \"%s\": %s", line, entry, address,
                               address_problem_text(problem));
    refused(text, rest);
    free(rest);
}

Test(files_contacts, the_version_is_that_of_a_load)
{
    Fixture fixture;
    fixture_open(&fixture);
    StoreVersion version;
    Contact contact;
    StoreVersionTag seen;
    Error error = {0};
    cr_assert(store_contact_version(fixture.store, ONE, &version, &error), "%s", error.text);
    cr_expect_not(version.exists);
    temporary_write(fixture.directory, ONE_FILE, "alerts = true;\n");
    fixture_load(&fixture, &contact, &seen);
    contact_clear(&contact);
    cr_assert(store_contact_version(fixture.store, ONE, &version, &error), "%s", error.text);
    cr_expect(store_version_equal(&version, &seen.version));
    temporary_write(fixture.directory, ONE_FILE, "alerts = ");
    cr_assert(store_contact_version(fixture.store, ONE, &version, &error), "it is not taken apart");
    cr_expect_not(store_version_equal(&version, &seen.version));
    fixture_close(&fixture);
}

Test(files_contacts, a_load_that_is_cancelled_gives_nothing)
{
    Fixture fixture;
    fixture_open(&fixture);
    char *text = memory_new(200000), *end = stpcpy(text, "emails = [ ");
    for (int i = 0; i < 5000; i++)
        end += sprintf(end, "%s\"a%d@contoso.com\"", i > 0 ? ", " : "", i);
    strcpy(end, " ];\nalerts = true;\n");
    temporary_write(fixture.directory, ONE_FILE, text);
    Contact contact;
    StoreVersionTag seen;
    Error error;
    Progress progress = {0};
    cr_assert(progress_cancel(&progress));
    cr_expect_not(store_contact_load_long(fixture.store, ONE, &contact, &seen, &progress, &error));
    cr_expect_eq(error.kind, ERROR_CANCELLED);
    Progress other = {0};
    cr_assert(store_contact_load_long(fixture.store, ONE, &contact, &seen, &other, &error), "%s",
              error.text);
    cr_expect_eq(address_list_count(contact.emails), 5000);
    cr_expect_gt(progress_percent(&other), 50);
    cr_expect_eq(store_contact_size(fixture.store, ONE), strlen(text));
    cr_expect_eq(store_contact_size(fixture.store, OTHER), 0);
    contact_clear(&contact);
    fixture_close(&fixture);
    free(text);
}

Test(files_contacts, a_save_that_is_cancelled_leaves_the_file)
{
    Fixture fixture;
    fixture_open(&fixture);
    temporary_write(fixture.directory, ONE_FILE, WHOLE);
    Contact contact;
    StoreVersionTag seen;
    Error error;
    Progress progress = {0};
    fixture_load(&fixture, &contact, &seen);
    StoreVersion before = seen.version;
    contact.alerts = false;
    cr_assert(progress_cancel(&progress));
    cr_expect_eq(store_contact_save_long(fixture.store, ONE, &contact, &seen, &progress, &error),
                 STORE_FAILED);
    cr_expect_eq(error.kind, ERROR_CANCELLED);
    cr_expect(store_version_equal(&before, &seen.version));
    fixture_file_is(&fixture, WHOLE);
    Progress other = {0};
    cr_expect_eq(store_contact_save_long(fixture.store, ONE, &contact, &seen, &other, &error),
                 STORE_SAVED);
    cr_expect_not(progress_cancel(&other), "it is too late");
    contact_clear(&contact);
    fixture_close(&fixture);
}

Test(files_contacts, no_file_is_a_contact_without_anything)
{
    Fixture fixture;
    fixture_open(&fixture);
    Contact contact;
    StoreVersionTag seen;
    fixture_load(&fixture, &contact, &seen);
    cr_expect_eq(address_list_count(contact.emails), 0);
    cr_expect(contact.phone == NULL);
    cr_expect_not(contact.alerts);
    cr_expect_not(seen.version.exists);
    cr_expect_not(seen.has_comments);
    contact_clear(&contact);
    fixture_close(&fixture);
}

Test(files_contacts, what_is_saved_is_loaded)
{
    Fixture fixture;
    fixture_open(&fixture);
    Contact contact;
    StoreVersionTag seen;
    fixture_load(&fixture, &contact, &seen);
    fixture_add(&contact, "ops@contoso.com");
    fixture_add(&contact, "noc@contoso.com");
    contact.phone = memory_text("+14255550100");
    contact.alerts = true;
    Error error = {0};
    cr_assert_eq(store_contact_save(fixture.store, ONE, &contact, &seen, &error), STORE_SAVED, "%s",
                 error.text);
    fixture_file_is(&fixture, WHOLE);
    Contact again;
    StoreVersionTag seen_again;
    fixture_load(&fixture, &again, &seen_again);
    cr_expect(contact_equal(&contact, &again));
    cr_expect(store_version_equal(&seen.version, &seen_again.version));
    contact_clear(&again);
    contact_clear(&contact);
    fixture_close(&fixture);
}

Test(files_contacts, ids_are_taken_in_either_case_and_nothing_else_names_a_file)
{
    Fixture fixture;
    fixture_open(&fixture);
    temporary_write(fixture.directory, "contacts/" OTHER ".conf", WHOLE);
    Contact contact;
    StoreVersionTag seen;
    Error error = {0};
    cr_expect(store_contact_load(fixture.store, "AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE", &contact,
                                 &seen, &error));
    cr_expect_eq(address_list_count(contact.emails), 2);
    contact_clear(&contact);
    cr_expect_not(store_contact_load(fixture.store, "../../etc/passwd", &contact, &seen, &error));
    cr_expect_eq(error.kind, ERROR_DATA);
    cr_expect_str_eq(error.text, "\"../../etc/passwd\" is not the id of a subscription");
    fixture_close(&fixture);
}

Test(files_contacts, wrong_types_name_line_setting_found_and_expected)
{
    refused("emails = [ ];\n\nphone = +14255550100;\nalerts = true;\n",
            ":3: +14255550100: this number is too large: expected 32 bits, or 64 with an L behind "
            "it; a phone number is a quoted text such as \"+14255550100\"");
    refused("phone = 4255550;\nalerts = true;\n",
            ":1: phone: found the number 4255550, expected a quoted text such as "
            "\"+14255550100\"");
    refused("emails = ( \"a@example.com\" );\nalerts = true;\n",
            ":1: emails: found a list ( ), expected an array such as [ \"ops@example.com\", "
            "\"noc@example.com\" ]");
    refused("emails = \"a@example.com\";\nalerts = true;\n",
            ":1: emails: found \"a@example.com\", expected an array such as [ "
            "\"ops@example.com\", \"noc@example.com\" ]");
    refused("emails = [ 1, 2 ];\nalerts = true;\n",
            ":1: emails: entry 1: found the number 1, expected a quoted text");
    refused("emails = [ ];\nalerts = 1;\n",
            ":2: alerts: found the number 1, expected true or false, without quotes");
    refused("emails = [ ];\nalerts = \"true\";\n",
            ":2: alerts: found \"true\", expected true or false, without quotes");
    refused("emails = [ ];\nphone = { };\nalerts = true;\n",
            ":2: phone: found a group { }, expected a quoted text such as \"+14255550100\"");
    refused("emails = [ ];\nphone = 1.5;\nalerts = true;\n",
            ":2: phone: found the number 1.5, expected a quoted text such as \"+14255550100\"");
}

Test(files_contacts, a_phone_is_e164)
{
    const char *rest = ", expected + and 7 to 15 digits, such as \"+14255550100\"";
    static const char wrong[][40] = {"4255550100", "+0123456789", "+123456", "+1234567890123456",
                                     "+1 425 555", "+",           "+1425x",  "1+4255550100"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char *text = memory_format("phone = \"%s\";\nalerts = true;\n", wrong[i]);
        char *message = memory_format(":1: phone: found \"%s\"%s", wrong[i], rest);
        refused(text, message);
        free(message);
        free(text);
    }
}

Test(files_contacts, every_entry_is_one_address_and_each_mailbox_stands_once)
{
    refused_address("emails = [ \"a@example.com\",\n  \"b@@example.com\"\n];\nalerts = true;\n", 2,
                    2, "b@@example.com");
    refused(
        "emails = [ \"a@example.com,b@example.com\" ];\nalerts = true;\n",
        ":1: emails: entry 1: \"a@example.com,b@example.com\": 2 addresses: write each in double "
        "quotes of its own");
    refused("emails = [ \"Maria <a@example.com>\" ];\nalerts = true;\n",
            ":1: emails: entry 1: \"Maria <a@example.com>\": more than an address: write only "
            "a@example.com");
    refused_address("emails = [ \"\" ];\nalerts = true;\n", 1, 1, "");
    refused("emails = [\n \"Ops@example.com\",\n \"noc@example.com\",\n \"ops@EXAMPLE.com\"\n];\n"
            "alerts = true;\n",
            ":4: emails: entry 3: \"ops@EXAMPLE.com\" is the same mailbox as entry 1, "
            "\"Ops@example.com\": remove one");
    refused("emails = [ \"a@example.com\"\n  \"b@example.com\" ];\nalerts = true;\n",
            ":2: two texts stand side by side in an array: expected a comma between them");
}

Test(files_contacts, a_file_cut_short_is_noticed)
{
    refused("emails = [ \"a@example.com\" ];\nphone = \"+14255550100\";\n",
            ":2: alerts: missing: if nothing else is, add alerts = true; or alerts = false; at "
            "the end");
    refused("emails = [ \"a@example.com\",",
            ":1: cannot be understood here or just before: found \"emails = [ "
            "\"a@example.com\",\", expected NAME = VALUE;");
    refused("emails = [ \"a@example.com\" ];\nphone = \"+1425",
            ":2: a quoted text begins here and does not end: expected a closing \"");
    refused("emails = [ \"a@example.com\" ];\n/* and then\nalerts = true;\n",
            ":2: a comment begins here and does not end: expected a closing */");
    refused("", ": is empty: expected settings");
}

/* A file that we wrote, cut anywhere, is refused or has all our values. */
Test(files_contacts, a_saved_file_cut_anywhere_never_loads_as_less)
{
    for (size_t length = 1; length < strlen(WHOLE); length++) {
        Fixture fixture;
        fixture_open(&fixture);
        char *cut = memory_text_n(WHOLE, length);
        temporary_write(fixture.directory, ONE_FILE, cut);
        Contact contact;
        StoreVersionTag seen;
        Error error = {0};
        if (store_contact_load(fixture.store, ONE, &contact, &seen, &error)) {
            cr_expect_eq(address_list_count(contact.emails), 2, "cut at %zu", length);
            cr_expect(contact.phone != NULL && contact.alerts, "cut at %zu", length);
            contact_clear(&contact);
        }
        free(cut);
        fixture_close(&fixture);
    }
}

Test(files_contacts, unknown_settings_stay_where_they_are)
{
    Fixture fixture;
    fixture_open(&fixture);
    temporary_write(
        fixture.directory, ONE_FILE,
        "note = \"call Ann first\";\n"
        "emails = [ \"ops@contoso.com\" ];\n"
        "cost : { centre = 4711; share = 0.5; tags = ( \"x\", 1, { deep = 0xFF; } ); };\n"
        "alerts = true;\n"
        "big = 5000000000L;\n");
    Contact contact;
    StoreVersionTag seen;
    fixture_load(&fixture, &contact, &seen);
    fixture_add(&contact, "noc@contoso.com");
    contact.alerts = false;
    Error error = {0};
    cr_assert_eq(store_contact_save(fixture.store, ONE, &contact, &seen, &error), STORE_SAVED, "%s",
                 error.text);
    fixture_file_is(&fixture,
                    "note = \"call Ann first\";\n"
                    "emails = [ \"ops@contoso.com\", \"noc@contoso.com\" ];\n"
                    "cost = { centre = 4711; share = 0.5; tags = ( \"x\", 1, { deep = 0xFF; } ); "
                    "};\n"
                    "alerts = false;\n"
                    "big = 5000000000L;\n");
    contact_clear(&contact);
    fixture_close(&fixture);
}

Test(files_contacts, alerts_stays_behind_what_a_save_adds)
{
    Fixture fixture;
    fixture_open(&fixture);
    temporary_write(fixture.directory, ONE_FILE, "alerts = true;\nnote = \"n\";\n");
    Contact contact;
    StoreVersionTag seen;
    fixture_load(&fixture, &contact, &seen);
    fixture_add(&contact, "ops@contoso.com");
    contact.phone = memory_text("+14255550100");
    Error error = {0};
    cr_assert_eq(store_contact_save(fixture.store, ONE, &contact, &seen, &error), STORE_SAVED);
    fixture_file_is(&fixture, "note = \"n\";\nemails = [ \"ops@contoso.com\" ];\n"
                              "phone = \"+14255550100\";\nalerts = true;\n");
    free(contact.phone);
    contact.phone = NULL;
    cr_assert_eq(store_contact_save(fixture.store, ONE, &contact, &seen, &error), STORE_SAVED);
    fixture_file_is(&fixture, "note = \"n\";\nemails = [ \"ops@contoso.com\" ];\nalerts = true;\n");
    contact_clear(&contact);
    fixture_close(&fixture);
}

Test(files_contacts, addresses_are_removed_and_reordered_in_place)
{
    Fixture fixture;
    fixture_open(&fixture);
    temporary_write(fixture.directory, ONE_FILE, WHOLE);
    Contact contact;
    StoreVersionTag seen;
    fixture_load(&fixture, &contact, &seen);
    address_list_remove(contact.emails, 0);
    Error error = {0};
    cr_assert_eq(store_contact_save(fixture.store, ONE, &contact, &seen, &error), STORE_SAVED);
    fixture_file_is(&fixture, "emails = [ \"noc@contoso.com\" ];\nphone = \"+14255550100\";\n"
                              "alerts = true;\n");
    fixture_add(&contact, "ops@contoso.com");
    cr_assert_eq(store_contact_save(fixture.store, ONE, &contact, &seen, &error), STORE_SAVED);
    fixture_file_is(&fixture, "emails = [ \"noc@contoso.com\", \"ops@contoso.com\" ];\n"
                              "phone = \"+14255550100\";\nalerts = true;\n");
    address_list_remove(contact.emails, 1);
    address_list_remove(contact.emails, 0);
    cr_assert_eq(store_contact_save(fixture.store, ONE, &contact, &seen, &error), STORE_SAVED);
    fixture_file_is(&fixture, "emails = [ ];\nphone = \"+14255550100\";\nalerts = true;\n");
    contact_clear(&contact);
    fixture_close(&fixture);
}

Test(files_contacts, saving_the_same_values_writes_nothing)
{
    Fixture fixture;
    fixture_open(&fixture);
    static const char text[] = "# by hand\nemails=[\"ops@contoso.com\"]\nalerts=TRUE\n";
    temporary_write(fixture.directory, ONE_FILE, text);
    Contact contact;
    StoreVersionTag seen;
    fixture_load(&fixture, &contact, &seen);
    cr_expect(seen.has_comments);
    Error error = {0};
    cr_expect_eq(store_contact_save(fixture.store, ONE, &contact, &seen, &error), STORE_UNCHANGED);
    fixture_file_is(&fixture, text);
    contact.alerts = false;
    cr_expect_eq(store_contact_save(fixture.store, ONE, &contact, &seen, &error), STORE_SAVED);
    cr_expect_not(seen.has_comments);
    contact_clear(&contact);
    fixture_close(&fixture);
}

Test(files_contacts, a_contact_that_says_nothing_makes_no_file)
{
    Fixture fixture;
    fixture_open(&fixture);
    Contact contact;
    StoreVersionTag seen;
    fixture_load(&fixture, &contact, &seen);
    Error error = {0};
    cr_expect_eq(store_contact_save(fixture.store, ONE, &contact, &seen, &error), STORE_UNCHANGED);
    char *text = temporary_read(fixture.directory, ONE_FILE, NULL);
    cr_expect(text == NULL);
    contact_clear(&contact);
    fixture_close(&fixture);
}

Test(files_contacts, a_mark_of_owners_is_told_and_kept)
{
    Fixture fixture;
    fixture_open(&fixture);
    temporary_write(fixture.directory, ONE_FILE, "owners = true;\nalerts = true;\n");
    Contact contact;
    StoreVersionTag seen;
    fixture_load(&fixture, &contact, &seen);
    cr_expect_not(contact.owners);
    cr_expect_eq(fixture.warnings, 1);
    cr_expect(strstr(fixture.last_warning, ONE_FILE
                     ":1: owners: sending to subscription owners is not available yet") != NULL);
    contact_clear(&contact);
    fixture_close(&fixture);
}

Test(files_contacts, the_place_is_the_path_of_the_file)
{
    Fixture fixture;
    fixture_open(&fixture);
    char *place = store_contact_place(fixture.store, ONE);
    char *path = temporary_path(fixture.directory, ONE_FILE);
    cr_expect_str_eq(place, path);
    free(path);
    free(place);
    fixture_close(&fixture);
}
