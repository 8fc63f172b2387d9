/* fixture.h: pages on a site of their own, without a terminal: keys go in, files come out. */
#ifndef TESTS_PAGES_FIXTURE_H
#define TESTS_PAGES_FIXTURE_H

#include "support/temporary.h"
#include "tui/app/stack_internal.h"
#include "tui/pages/pages.h"

#define FIXTURE_ID   "20ff7fc3-e762-44dd-bd96-b71116dcdc23"
#define FIXTURE_FILE "contacts/" FIXTURE_ID ".conf"

typedef struct Fixture {
    char *directory; /* of the site */
    Session session;
    Stack *stack;
} Fixture;

/* A site with a subscription "Contoso" (FIXTURE_ID), which has a contact of a@x.org and b@x.org,
 * +14255550100 and alerts off, and "Fabrikam", which has none. */
void fixture_init(Fixture *fixture);
void fixture_clear(Fixture *fixture);

/* Opens Contoso's Email notifications. */
void fixture_open_email(Fixture *fixture);

/* Idle moments, until all that was to be read is there. */
void fixture_idle(Fixture *fixture);

/* A key by its name; text, a key a character. After each what a page does in idle moments. */
void fixture_press(Fixture *fixture, const char *key);
void fixture_type(Fixture *fixture, const char *text);
void fixture_paste(Fixture *fixture, const char *text);

/* Expects the file FIXTURE_FILE to be `text`. */
void fixture_expect_file(const Fixture *fixture, const char *text);

/* Expects a message; NULL: none. */
void fixture_expect_message(const Fixture *fixture, const char *text);

/* Expects the topmost page to have the form called `form`. */
void fixture_expect_page(const Fixture *fixture, const char *form);

#endif
