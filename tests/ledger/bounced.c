/* Addresses that are passed over since mail to them bounced, and alerts that go on to the next. */
#include "base/memory.h"
#include "ledger/fixture.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY    "2026-11-23 "
#define OTHER  "2026-11-24 "
#define PASSED "R6 mail to it bounced on 2026-11-23: 550 5.1.1 no such user"

static LedgerReserve reserve(Fixture *fixture, const char *type, const char *id,
                             const char *address, bool test, bool named, const char *now,
                             Reservation *reservation)
{
    Alert alert;
    Error error = {0};
    LedgerHeld held = {0};
    alert_make(&alert, SUBSCRIPTION_1, type, id);
    alert.test = test;
    LedgerRequest request = {.alert = &alert,
                             .address = address,
                             .named = named,
                             .content = test ? NULL : "the alert",
                             .now = instant(now)};
    LedgerReserve result = ledger_reserve(fixture->ledger, &request, reservation, &held, &error);
    cr_assert(result != LEDGER_FAILED, "%s", error.text);
    free(held.reason);
    alert_clear(&alert);
    return result;
}

static Reservation sent(Fixture *fixture, const char *type, const char *id, const char *address,
                        bool test)
{
    Reservation reservation;
    cr_assert_eq(reserve(fixture, type, id, address, test, test, DAY "09:00", &reservation),
                 LEDGER_RESERVED);
    begins(fixture, &reservation, instant(DAY "09:01"));
    settles(fixture, &reservation, SEND_SENT, instant(DAY "09:01"));
    return reservation;
}

static LedgerReported bounces(Fixture *fixture, const Reservation *reservation)
{
    Error error = {0};
    LedgerReported reported;
    LedgerReport report = {.kind = LEDGER_REPORT_BOUNCED,
                           .envelope_id = "",
                           .message_id = reservation->message_id,
                           .code = 550,
                           .text = "550 5.1.1 no such user",
                           .now = instant(DAY "09:05")};
    cr_assert_eq(ledger_note_report(fixture->ledger, &report, &reported, &error), LEDGER_NOTED,
                 "%s", error.text);
    ledger_reported_clear(&(LedgerReported){.address = reported.address,
                                            .subscription = reported.subscription,
                                            .title = reported.title});
    return (LedgerReported){.unheard = reported.unheard, .waits = reported.waits};
}

/* What the ledger says to an alert for the address. */
static void expect_hold(Fixture *fixture, const char *id, const char *address, const char *now,
                        const char *expected)
{
    Alert alert;
    alert_make(&alert, SUBSCRIPTION_1, id, id);
    reserves(fixture, &alert, address, FAN_OUT_ONE, instant(now), NULL, expected);
    alert_clear(&alert);
}

static void expect_whole(Fixture *fixture)
{
    Error error = {0};
    ChainVerified verified;
    cr_expect(ledger_verify(fixture->ledger, NULL, &verified, NULL, &error), "%s", error.text);
}

Test(bounced, an_address_is_passed_over_on_any_day_in_any_spelling_until_a_test_is_accepted)
{
    Fixture fixture;
    Reservation test;
    fixture_init(&fixture, "UTC");
    Reservation first = sent(&fixture, "T1", "a1", "a@example.com", false);
    bounces(&fixture, &first);
    expect_hold(&fixture, "a2", "A@EXAMPLE.com", DAY "09:10", PASSED);
    expect_hold(&fixture, "a2", "a@example.com", OTHER "09:10", PASSED);
    fixture_reopen(&fixture);
    expect_hold(&fixture, "a2", "a@example.com", OTHER "09:10", PASSED);
    /* A test to the list passes it over, too; one that names it does not. */
    cr_expect_eq(reserve(&fixture, "T", "t1", "a@example.com", true, false, OTHER "09:10", &test),
                 LEDGER_HELD);
    cr_assert_eq(reserve(&fixture, "T", "t1", "a@example.com", true, true, OTHER "09:10", &test),
                 LEDGER_RESERVED);
    expect_hold(&fixture, "a2", "a@example.com", OTHER "09:10", PASSED);
    begins(&fixture, &test, instant(OTHER "09:11"));
    settles(&fixture, &test, SEND_SENT, instant(OTHER "09:11"));
    expect_hold(&fixture, "a2", "a@example.com", OTHER "09:12", "reserved 2");
    bounces(&fixture, &test);
    expect_hold(&fixture, "a3", "a@example.com", OTHER "09:12", PASSED);
    expect_whole(&fixture);
    fixture_clear(&fixture);
}

Test(bounced, a_test_that_bounced_before_it_was_settled_lifts_nothing)
{
    Fixture fixture;
    Reservation test;
    fixture_init(&fixture, "UTC");
    cr_assert_eq(reserve(&fixture, "T", "t1", "a@example.com", true, true, DAY "09:00", &test),
                 LEDGER_RESERVED);
    begins(&fixture, &test, instant(DAY "09:01"));
    bounces(&fixture, &test);
    settles(&fixture, &test, SEND_SENT, instant(DAY "09:06"));
    expect_hold(&fixture, "a2", "a@example.com", DAY "09:10", PASSED);
    expect_whole(&fixture);
    fixture_clear(&fixture);
}

Test(bounced, what_a_person_cleared_is_on_record)
{
    Fixture fixture;
    Error error = {0};
    bool cleared;
    fixture_init(&fixture, "UTC");
    Reservation first = sent(&fixture, "T1", "a1", "a@example.com", false);
    bounces(&fixture, &first);
    cr_expect(ledger_clear_bounced(fixture.ledger, "A@example.com", "maria", instant(DAY "10:00"),
                                   &cleared, &error),
              "%s", error.text);
    cr_expect(cleared);
    expect_hold(&fixture, "a2", "a@example.com", DAY "10:01", "reserved 2");
    cr_expect(ledger_clear_bounced(fixture.ledger, "a@example.com", "maria", instant(DAY "10:00"),
                                   &cleared, &error),
              "%s", error.text);
    cr_expect_not(cleared);
    char *wrong = run_sql(&fixture, "SELECT CASE WHEN (SELECT count(*) FROM events WHERE"
                                    " event = 'cleared' AND text = 'maria' AND record = 1) = 1"
                                    " THEN 1 ELSE json('no') END");
    cr_expect_null(wrong, "%s", wrong);
    expect_whole(&fixture);
    fixture_clear(&fixture);
}

Test(bounced, the_alert_goes_on_to_one_other_address_and_never_back_to_the_first)
{
    Fixture fixture;
    Error error = {0};
    Reservation second;
    int64_t record;
    char *content;
    bool cleared;
    fixture_init(&fixture, "UTC");
    Reservation first = sent(&fixture, "a1", "a1", "a@example.com", false);
    expect_hold(&fixture, "a1", "b@example.com", DAY "09:02",
                "R2 \"a1\" was sent to a@example.com at 09:01 today");
    LedgerReported reported = bounces(&fixture, &first);
    cr_expect(reported.unheard);
    cr_expect(reported.waits);
    cr_assert(ledger_waiting(fixture.ledger, 0, &record, &content, &error), "%s", error.text);
    cr_expect_eq(record, first.id);
    cr_expect_str_eq(content, "the alert");
    free(content);
    cr_assert_eq(reserve(&fixture, "a1", "a1", "b@example.com", false, false, DAY "09:10", &second),
                 LEDGER_RESERVED);
    expect_hold(&fixture, "a1", "c@example.com", DAY "09:10",
                "R2 \"a1\" is being sent to b@example.com, since 09:10 today");
    begins(&fixture, &second, instant(DAY "09:10"));
    settles(&fixture, &second, SEND_SENT, instant(DAY "09:11"));
    cr_assert(ledger_waiting_end(fixture.ledger, record, &error), "%s", error.text);
    cr_assert(ledger_waiting(fixture.ledger, 0, &record, &content, &error), "%s", error.text);
    cr_expect_eq(record, 0);
    /* It bounced, so nobody has it from there; but it is not sent there again, nor less than three
     * times a day. */
    cr_expect(bounces(&fixture, &second).waits);
    cr_assert(ledger_clear_bounced(fixture.ledger, "a@example.com", "x", instant(DAY "09:12"),
                                   &cleared, &error));
    expect_hold(&fixture, "a1", "a@example.com", DAY "09:12",
                "R2 \"a1\" was sent to a@example.com at 09:01 today, and bounced");
    expect_hold(&fixture, "a1", "a@example.com", OTHER "09:12",
                "R5 this alert was sent on 2026-11-23, and bounced");
    sent(&fixture, "a2", "a2", "a@example.com", false);
    sent(&fixture, "a3", "a3", "a@example.com", false);
    expect_hold(&fixture, "a4", "a@example.com", DAY "09:12", "R3 3 of 3 messages today");
    expect_whole(&fixture);
    fixture_clear(&fixture);
}

Test(bounced, the_schema_itself_lets_one_message_of_an_alert_count)
{
    Fixture fixture;
    fixture_init(&fixture, "UTC");
    Reservation first = sent(&fixture, "T1", "a1", "a@example.com", false), second;
    bounces(&fixture, &first);
    cr_assert_eq(reserve(&fixture, "T1", "a1", "b@example.com", false, false, DAY "09:10", &second),
                 LEDGER_RESERVED);
#define AGAIN(KEY)                                                                                 \
    "INSERT INTO sends (day, subscription, recipient, address, type, title, alert, alert_id,"      \
    " fan_out, slot, state, test, reserved_at, message_id, owner) SELECT day, subscription,"       \
    " '" KEY "', '" KEY "', type, title, alert, alert_id, fan_out, 2, 'reserved', test,"           \
    " reserved_at, '<" KEY ">', owner FROM sends WHERE id = 2"
    char *wrong = run_sql(&fixture, AGAIN("c@example.com"));
    cr_expect_not_null(wrong);
    free(wrong);
    wrong = run_sql(&fixture, "UPDATE sends SET bounced = 0 WHERE id = 1");
    cr_expect_not_null(wrong);
    free(wrong);
    fixture_clear(&fixture);
}

Test(bounced, texts_of_alerts_are_kept_for_a_week)
{
    Fixture fixture;
    Error error = {0};
    Alert alert;
    fixture_init(&fixture, "UTC");
    Reservation first = sent(&fixture, "T1", "a1", "a@example.com", false);
    alert_make(&alert, SUBSCRIPTION_1, "T2", "a2");
    cr_assert(ledger_note_hold(fixture.ledger, &alert, NULL, HOLD_TYPE, "x",
                               instant("2026-11-29 09:00"), &error));
    cr_assert(ledger_flush(fixture.ledger, &error), "%s", error.text);
    char *wrong = run_sql(&fixture, "SELECT CASE WHEN (SELECT count(*) FROM alerts) = 1 THEN 1"
                                    " ELSE json('no') END");
    cr_expect_null(wrong, "%s", wrong);
    cr_assert(ledger_note_hold(fixture.ledger, &alert, NULL, HOLD_TYPE, "x",
                               instant("2026-12-02 09:00"), &error));
    cr_assert(ledger_flush(fixture.ledger, &error), "%s", error.text);
    wrong = run_sql(&fixture, "SELECT CASE WHEN (SELECT count(*) FROM alerts) = 0 THEN 1"
                              " ELSE json('no') END");
    cr_expect_null(wrong, "%s", wrong);
    cr_expect_not(bounces(&fixture, &first).waits);
    alert_clear(&alert);
    fixture_clear(&fixture);
}
