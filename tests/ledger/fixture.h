/* fixture.h: a ledger in a directory to throw away, and alerts for it. */
#ifndef LEDGER_FIXTURE_H
#define LEDGER_FIXTURE_H

#include "ledger/ledger.h"

#define SUBSCRIPTION_1 "20ff7fc3-e762-44dd-bd96-b71116dcdc23"
#define SUBSCRIPTION_2 "86057c9f-3cdd-484e-83b1-7bf1c17a9ff8"

typedef struct Fixture {
    char *directory;
    DayZone *zone;
    Ledger *ledger;
} Fixture;

/* Opens a new ledger whose days are those of `zone`. */
void fixture_init(Fixture *fixture, const char *zone);
void fixture_clear(Fixture *fixture);

/* Closes and opens it again. */
void fixture_reopen(Fixture *fixture);

/* "2026-11-23 09:14" in UTC, as an instant. */
int64_t instant(const char *text);

/* A high-severity alert of this type and id. */
void alert_make(Alert *alert, const char *subscription, const char *type, const char *id);

/* A contact with these addresses, alerts on. */
void contact_make(Contact *contact, const char *emails);

/* Reserves: "reserved N" (N is the slot) or "R2 the reason". The caller frees it. */
char *try_reserve(Fixture *fixture, const Alert *alert, const char *address, FanOut fan_out,
                  int64_t now, Reservation *reservation);

/* Reserves, and asserts what came of it. */
void reserves(Fixture *fixture, const Alert *alert, const char *address, FanOut fan_out,
              int64_t now, Reservation *reservation, const char *expected);

/* Begins, and asserts that it can be. */
void begins(Fixture *fixture, const Reservation *reservation, int64_t now);

/* Settles, and asserts that it can be. */
void settles(Fixture *fixture, const Reservation *reservation, SendState state, int64_t now);

/* Runs SQL on the ledger's file from outside. NULL, or SQLite's words of what is wrong: the caller
 * frees them. */
char *run_sql(const Fixture *fixture, const char *sql);

#endif
