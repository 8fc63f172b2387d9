#include "store/fixture.h"

#include "base/memory.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void note(const char *text, void *data)
{
    Fixture *fixture = data;
    fixture->warnings++;
    snprintf(fixture->last_warning, sizeof fixture->last_warning, "%s", text);
}

void fixture_reopen(Fixture *fixture)
{
    StorePolicy policy = {.file_mode = 0660, .warn = note, .warn_data = fixture};
    Error error = {0};
    fixture->store = store_open_files(fixture->directory, &policy, &error);
    cr_assert(fixture->store != NULL, "%s", error.text);
}

void fixture_open(Fixture *fixture)
{
    *fixture = (Fixture){.directory = temporary_new()};
    fixture_reopen(fixture);
}

void fixture_close(Fixture *fixture)
{
    store_close(fixture->store);
    temporary_remove(fixture->directory);
}

char *fixture_message(const Fixture *fixture, const Error *error)
{
    char *message = error_message(error);
    size_t length = strlen(fixture->directory);
    char *at;
    while ((at = strstr(message, fixture->directory)) != NULL) {
        size_t skip = at[length] == '/' ? length + 1 : length;
        memmove(at, at + skip, strlen(at + skip) + 1);
    }
    return message;
}

void fixture_contact_refused(const char *text, const char *message)
{
    Fixture fixture;
    fixture_open(&fixture);
    temporary_write(fixture.directory, ONE_FILE, text);
    Contact contact;
    StoreVersionTag seen;
    Error error = {0};
    bool loaded = store_contact_load(fixture.store, ONE, &contact, &seen, &error);
    char *found = fixture_message(&fixture, &error);
    cr_expect_not(loaded, "taken: %s", text);
    cr_expect_str_eq(found, message, "\n   found: %s\nexpected: %s", found, message);
    cr_expect_eq(error.kind, ERROR_CONFIG);
    fixture_file_is(&fixture, text);
    free(found);
    fixture_close(&fixture);
}

static bool drop(SubscriptionList *part, size_t first, size_t total, void *data)
{
    (void)part;
    (void)first;
    (void)total;
    (void)data;
    return true;
}

void fixture_subscriptions_refused(const char *text, const char *message)
{
    Fixture fixture;
    fixture_open(&fixture);
    temporary_write(fixture.directory, "subscriptions.conf", text);
    SubscriptionList list;
    StoreVersionTag seen;
    Error error = {0};
    bool loaded = store_subscriptions_load(fixture.store, &list, &seen, &error);
    char *found = fixture_message(&fixture, &error);
    cr_expect_not(loaded, "taken: %s", text);
    cr_expect_str_eq(found, message, "\n   found: %s\nexpected: %s", found, message);
    cr_expect_eq(error.kind, ERROR_CONFIG);
    free(found);
    /* Part by part it is just as wrong. */
    cr_expect_not(store_subscriptions_read(fixture.store, drop, NULL, &seen, &error));
    found = fixture_message(&fixture, &error);
    cr_expect_str_eq(found, message, "\n   found: %s\nexpected: %s", found, message);
    free(found);
    fixture_close(&fixture);
}

void fixture_load(Fixture *fixture, Contact *contact, StoreVersionTag *seen)
{
    Error error = {0};
    cr_assert(store_contact_load(fixture->store, ONE, contact, seen, &error), "%s", error.text);
}

void fixture_add(Contact *contact, const char *address)
{
    cr_assert_eq(address_check(address, strlen(address), NULL), ADDRESS_OK);
    cr_assert(address_list_add(contact->emails, address, strlen(address)));
}

void fixture_file_is(const Fixture *fixture, const char *text)
{
    char *found = temporary_read(fixture->directory, ONE_FILE, NULL);
    cr_assert(found != NULL);
    cr_expect_str_eq(found, text, "\n   found: %s\nexpected: %s", found, text);
    free(found);
}
