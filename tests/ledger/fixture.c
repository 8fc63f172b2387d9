#include "fixture.h"

#include "base/memory.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

void fixture_reopen(Fixture *fixture)
{
    Error error = {0};
    LedgerOptions options = {.zone = fixture->zone, .file_mode = 0660};
    ledger_close(fixture->ledger);
    fixture->ledger = ledger_open(fixture->directory, &options, &error);
    cr_assert(fixture->ledger != NULL, "%s", error.text);
}

void fixture_init(Fixture *fixture, const char *zone)
{
    Error error = {0};
    *fixture = (Fixture){.directory = temporary_new(), .zone = day_zone_new(zone, &error)};
    cr_assert(fixture->zone != NULL, "%s", error.text);
    fixture_reopen(fixture);
}

void fixture_clear(Fixture *fixture)
{
    ledger_close(fixture->ledger);
    day_zone_free(fixture->zone);
    temporary_remove(fixture->directory);
}

int64_t instant(const char *text)
{
    struct tm civil = {0};
    cr_assert(strptime(text, "%Y-%m-%d %H:%M", &civil) != NULL, "%s", text);
    return timegm(&civil);
}

void alert_make(Alert *alert, const char *subscription, const char *type, const char *id)
{
    alert_init(alert);
    alert_set(&alert->id, id);
    alert_set(&alert->name, type);
    alert_set(&alert->subscription, subscription);
    alert_set(&alert->severity_text, "High");
    alert->severity = SEVERITY_HIGH;
}

void contact_make(Contact *contact, const char *emails)
{
    AddressFindings findings = {0};
    contact_init(contact);
    address_list_parse(contact->emails, emails, strlen(emails), &findings);
    cr_assert_eq(findings.invalid, 0);
    address_findings_clear(&findings);
    contact->alerts = true;
}

char *try_reserve(Fixture *fixture, const Alert *alert, const char *address, FanOut fan_out,
                  int64_t now, Reservation *reservation)
{
    LedgerRequest request = {.alert = alert,
                             .address = address,
                             .fan_out = fan_out,
                             .message_domain = "mail.example",
                             .now = now};
    LedgerHeld held = {0};
    Error error = {0};
    char *text = NULL;
    switch (ledger_reserve(fixture->ledger, &request, reservation, &held, &error)) {
    case LEDGER_RESERVED:
        text = memory_format("reserved %u", reservation->slot);
        break;
    case LEDGER_HELD:
        text = memory_format("%s %s", limit_rule(held.hold), held.reason);
        free(held.reason);
        break;
    case LEDGER_FAILED:
        text = memory_format("failed: %s", error.text);
        break;
    }
    return text;
}

void reserves(Fixture *fixture, const Alert *alert, const char *address, FanOut fan_out,
              int64_t now, Reservation *reservation, const char *expected)
{
    Reservation own;
    char *got = try_reserve(fixture, alert, address, fan_out, now,
                            reservation != NULL ? reservation : &own);
    cr_expect_str_eq(got, expected);
    free(got);
}

void begins(Fixture *fixture, const Reservation *reservation, int64_t now)
{
    Error error = {0};
    bool ours = false;
    cr_expect(ledger_begin(fixture->ledger, reservation, now, &ours, &error), "%s", error.text);
    cr_expect(ours);
}

void settles(Fixture *fixture, const Reservation *reservation, SendState state, int64_t now)
{
    Error error = {0};
    bool written = state == SEND_WRITTEN; /* by no server */
    LedgerOutcome outcome = {
        .state = state, .code = written ? 0 : 250, .text = "2.0.0 Ok", .now = now};
    cr_expect(ledger_settle(fixture->ledger, reservation, &outcome, &error), "%s", error.text);
}

char *run_sql(const Fixture *fixture, const char *sql)
{
    sqlite3 *database = NULL;
    char *words = NULL, *message = NULL;
    char *path = temporary_path(fixture->directory, "ledger.db");
    cr_assert_eq(sqlite3_open(path, &database), SQLITE_OK);
    if (sqlite3_exec(database, sql, NULL, NULL, &message) != SQLITE_OK)
        words = memory_text(message);
    sqlite3_free(message);
    sqlite3_close(database);
    free(path);
    return words;
}
