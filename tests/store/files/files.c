#include "store/fixture.h"

#include "base/memory.h"
#include "support/environment.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void make(const Fixture *fixture, const char *name, const char *text, mode_t mode)
{
    temporary_write(fixture->directory, name, text);
    char *path = temporary_path(fixture->directory, name);
    cr_assert_eq(chmod(path, mode), 0);
    free(path);
}

Test(files, a_directory_that_is_not_there_is_named)
{
    StorePolicy policy = {.file_mode = 0660};
    Error error = {0};
    cr_expect(store_open_files(NO_SUCH_PATH "/at/all", &policy, &error) == NULL);
    char *message = error_message(&error);
    cr_expect_str_eq(message, NO_SUCH_PATH
                     "/at/all: cannot be opened as a directory: No such file or directory");
    cr_expect_eq(error.kind, ERROR_NO_INPUT);
    free(message);
}

Test(files, a_directory_that_everybody_can_write_is_warned_of)
{
    Fixture fixture;
    fixture_open(&fixture);
    cr_expect_eq(fixture.warnings, 0);
    store_close(fixture.store);
    StorePolicy policy = {.file_mode = 0660};
    Error error = {0};
    cr_assert_eq(chmod(fixture.directory, 0777), 0);
    fixture.store = store_open_files(fixture.directory, &policy, &error);
    cr_expect(fixture.store != NULL);
    store_close(fixture.store);
    fixture_reopen(&fixture);
    char *expected = memory_format(
        "%s: everybody can write into this directory (mode 0777): chmod o-w it", fixture.directory);
    cr_expect_str_eq(fixture.last_warning, expected);
    cr_expect_eq(fixture.warnings, 1);
    free(expected);
    fixture_close(&fixture);
}

Test(files, a_directory_of_contacts_that_everybody_can_write_is_warned_of)
{
    Fixture fixture;
    fixture_open(&fixture);
    make(&fixture, ONE_FILE, "alerts = true;\n", 0600);
    char *folder = temporary_path(fixture.directory, "contacts");
    cr_assert_eq(chmod(folder, 0777), 0);
    store_close(fixture.store);
    fixture_reopen(&fixture);
    char *expected = memory_format(
        "%s: everybody can write into this directory (mode 0777): chmod o-w it", folder);
    cr_expect_str_eq(fixture.last_warning, expected);
    free(expected);
    free(folder);
    fixture_close(&fixture);
}

Test(files, a_wide_mode_is_warned_of_once_a_file)
{
    Fixture fixture;
    fixture_open(&fixture);
    make(&fixture, ONE_FILE, "alerts = true;\n", 0666);
    Contact contact;
    StoreVersionTag seen;
    for (int i = 0; i < 3; i++) {
        fixture_load(&fixture, &contact, &seen);
        contact_clear(&contact);
    }
    cr_expect_eq(fixture.warnings, 1);
    char *path = temporary_path(fixture.directory, ONE_FILE);
    char *expected = memory_format(
        "%s: its mode 0666 is wider than the site's file_mode 0660: chmod 0660 it", path);
    cr_expect_str_eq(fixture.last_warning, expected);
    free(expected);
    free(path);
    fixture_close(&fixture);
}

Test(files, many_wide_modes_do_not_flood)
{
    Fixture fixture;
    fixture_open(&fixture);
    for (unsigned i = 0; i < 100; i++) {
        char id[40];
        snprintf(id, sizeof id, "%08x-0000-4000-8000-000000000000", i);
        char *name = memory_format("contacts/%s.conf", id);
        make(&fixture, name, "alerts = true;\n", 0664);
        free(name);
        Contact contact;
        StoreVersionTag seen;
        Error error = {0};
        cr_assert(store_contact_load(fixture.store, id, &contact, &seen, &error));
        contact_clear(&contact);
    }
    cr_expect_eq(fixture.warnings, 17);
    char *expected = memory_format("%s: more files with modes that are too wide are not named",
                                   fixture.directory);
    cr_expect_str_eq(fixture.last_warning, expected);
    free(expected);
    fixture_close(&fixture);
}

Test(files, a_link_instead_of_the_directory_of_contacts_is_not_followed)
{
    Fixture fixture;
    fixture_open(&fixture);
    make(&fixture, "elsewhere/" ONE ".conf", "alerts = true;\n", 0600);
    char *link = temporary_path(fixture.directory, "contacts");
    cr_assert_eq(symlink("elsewhere", link), 0);
    Contact contact;
    StoreVersionTag seen;
    StoreContacts *contacts;
    Error error;
    cr_expect_not(store_contact_load(fixture.store, ONE, &contact, &seen, &error));
    cr_expect_eq(error.kind, ERROR_CONFIG);
    cr_expect_str_eq(error.file, link);
    cr_expect(strstr(error.text, "is a symbolic link, which is not followed") != NULL, "%s",
              error.text);
    cr_expect_not(store_contacts_open(fixture.store, &contacts, &error));
    cr_expect_eq(error.kind, ERROR_CONFIG);
    contact_init(&contact);
    seen = (StoreVersionTag){0};
    cr_expect_eq(store_contact_save(fixture.store, ONE, &contact, &seen, &error), STORE_FAILED);
    cr_expect_eq(error.kind, ERROR_CONFIG);
    contact_clear(&contact);
    free(link);
    fixture_close(&fixture);
}
