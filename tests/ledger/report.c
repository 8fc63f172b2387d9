#include "ledger/report.h"

#include "fixture.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>

/* Sends a message of this type, whose alert has the type as its id, at `now`. */
static void send_one(Fixture *fixture, const char *subscription, const char *type,
                     const char *address, int64_t now, const char *expected)
{
    Alert alert;
    Reservation reservation;
    alert_make(&alert, subscription, type, type);
    reserves(fixture, &alert, address, FAN_OUT_ONE, now, &reservation, expected);
    settles(fixture, &reservation, SEND_SENT, now);
    alert_clear(&alert);
}

Test(report, sends_are_by_recipient_with_what_is_left_over_all_subscriptions)
{
    Fixture fixture;
    Error error;
    ReportSends report = {0};
    fixture_init(&fixture, "UTC");
    int64_t now = instant("2026-11-23 09:14"), before = instant("2026-11-22 23:59");
    send_one(&fixture, SUBSCRIPTION_1, "Z", "zoe@example.com", before, "reserved 1");
    send_one(&fixture, SUBSCRIPTION_1, "A", "zoe@example.com", now, "reserved 1");
    send_one(&fixture, SUBSCRIPTION_1, "B", "ann@example.com", now, "reserved 1");
    send_one(&fixture, SUBSCRIPTION_1, "C", "zoe@example.com", now, "reserved 2");
    send_one(&fixture, SUBSCRIPTION_2, "D", "zoe@example.com", now, "reserved 3");

    Day day = day_of(fixture.zone, now);
    cr_assert(report_sends(&report, fixture.ledger, day, SUBSCRIPTION_1, now, &error), "%s",
              error.text);
    cr_assert_eq(report.count, 3);
    cr_expect_str_eq(report.items[0].send.address, "ann@example.com");
    cr_expect_eq(report.items[0].left, 2);
    cr_expect(report.items[0].first);
    cr_expect_str_eq(report.items[1].send.address, "zoe@example.com");
    cr_expect_str_eq(report.items[1].send.alert_id, "A");
    cr_expect_eq(report.items[1].left, 0);
    cr_expect(report.items[1].first);
    cr_expect_str_eq(report.items[2].send.alert_id, "C");
    cr_expect_eq(report.items[2].left, 0);
    cr_expect_not(report.items[2].first);
    report_sends_clear(&report);

    cr_assert(report_sends(&report, fixture.ledger, day, NULL, now, &error), "%s", error.text);
    cr_expect_eq(report.count, 4);
    report_sends_clear(&report);
    cr_assert(report_sends(&report, fixture.ledger, day + 1, NULL, now, &error), "%s", error.text);
    cr_expect_eq(report.count, 0);
    report_sends_clear(&report);
    fixture_clear(&fixture);
}

Test(report, holds_are_kept_with_their_reasons)
{
    Fixture fixture;
    Error error;
    Alert alert;
    ReportHolds report = {0};
    fixture_init(&fixture, "UTC");
    int64_t now = instant("2026-11-23 09:14");
    alert_make(&alert, SUBSCRIPTION_1, "A", "one");
    for (int i = 0; i < 2; i++)
        cr_assert(ledger_note_hold(fixture.ledger, &alert, "ann@example.com", HOLD_COUNT,
                                   "3 of 3 messages today", now + i, &error),
                  "%s", error.text);
    cr_assert(ledger_flush(fixture.ledger, &error), "%s", error.text);
    cr_assert(report_holds(&report, fixture.ledger, day_of(fixture.zone, now), NULL, &error), "%s",
              error.text);
    cr_assert_eq(report.count, 1);
    cr_expect_str_eq(report.items[0].recipient, "ann@example.com");
    cr_expect_str_eq(report.items[0].rule, "R3");
    cr_expect_str_eq(report.items[0].reason, "3 of 3 messages today");
    cr_expect_eq(report.items[0].count, 2);
    report_holds_clear(&report);
    alert_clear(&alert);
    fixture_clear(&fixture);
}
