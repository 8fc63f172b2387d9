/* fixture.h: a site directory with a store on it, for one test. */
#ifndef STORE_FIXTURE_H
#define STORE_FIXTURE_H

#include "store/store.h"

#define ONE   "11111111-2222-3333-4444-555555555555"
#define OTHER "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"

/* The contact file of ONE. */
#define ONE_FILE "contacts/" ONE ".conf"

typedef struct Fixture {
    char *directory;
    Store *store;
    size_t warnings;
    char last_warning[512];
} Fixture;

/* Opened in place: the store keeps the address of `fixture`. */
void fixture_open(Fixture *fixture);
void fixture_reopen(Fixture *fixture); /* after store_close() */
void fixture_close(Fixture *fixture);

/* Asserts that loading ONE's contact from a file of `text` fails with exactly `message`, of which
 * the path up to the site's directory is left out. */
void fixture_contact_refused(const char *text, const char *message);
void fixture_subscriptions_refused(const char *text, const char *message);

/* Loads ONE's contact, or fails the test with the error. */
void fixture_load(Fixture *fixture, Contact *contact, StoreVersionTag *seen);

/* Adds an address to a contact, asserting that it is valid and new. */
void fixture_add(Contact *contact, const char *address);

/* The whole of ONE's file equals `text`. */
void fixture_file_is(const Fixture *fixture, const char *text);

/* error_message() without the site's directory. The caller frees it. */
char *fixture_message(const Fixture *fixture, const Error *error);

#endif
