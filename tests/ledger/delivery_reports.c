/* What mail servers report on messages: events of the chain, and alerts of which nobody was told.
 */
#include "base/memory.h"
#include "ledger/fixture.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY "2026-11-23 "

/* An alert whose message to `address` was accepted. */
static Reservation sent(Fixture *fixture, const char *id, const char *address, FanOut fan_out,
                        bool test)
{
    Alert alert;
    Reservation reservation;
    alert_make(&alert, SUBSCRIPTION_1, id, id);
    alert.test = test;
    free(try_reserve(fixture, &alert, address, fan_out, instant(DAY "09:00"), &reservation));
    settles(fixture, &reservation, SEND_SENT, instant(DAY "09:01"));
    alert_clear(&alert);
    return reservation;
}

static LedgerNoted note(Fixture *fixture, const Reservation *reservation, LedgerReportKind kind,
                        bool by_envelope, bool *unheard)
{
    Error error = {0};
    LedgerReported reported;
    char envelope[64];
    snprintf(envelope, sizeof envelope, "%.32s", reservation->message_id + 1);
    LedgerReport report = {.kind = kind,
                           .envelope_id = by_envelope ? envelope : "",
                           .message_id = by_envelope ? "" : reservation->message_id,
                           .code = 550,
                           .text = "550 5.1.1 no such user",
                           .now = instant(DAY "09:05")};
    LedgerNoted noted = ledger_note_report(fixture->ledger, &report, &reported, &error);
    cr_assert(noted != LEDGER_NOT_NOTED, "%s", error.text);
    if (noted != LEDGER_NOT_OURS)
        cr_expect_str_eq(reported.subscription, SUBSCRIPTION_1);
    *unheard = reported.unheard;
    ledger_reported_clear(&reported);
    return noted;
}

static bool add_reason(const LedgerUnheard *unheard, void *data)
{
    char **all = data;
    char *longer = memory_format("%s%s: %s\n", *all, unheard->alert_id, unheard->reason);
    free(*all);
    *all = longer;
    return true;
}

static void expect_unheard(Fixture *fixture, const char *expected)
{
    Error error = {0};
    LedgerQuery query = {.from = DAY_NONE, .to = DAY_NONE};
    char *all = memory_text("");
    cr_assert(ledger_unheard(fixture->ledger, &query, false, add_reason, &all, &error), "%s",
              error.text);
    cr_expect_str_eq(all, expected, "%s", all);
    free(all);
}

static void expect_verified(Fixture *fixture)
{
    Error error = {0};
    ChainVerified verified;
    cr_expect(ledger_verify(fixture->ledger, NULL, &verified, NULL, &error), "%s", error.text);
}

Test(delivery_reports, a_message_that_bounced_has_told_nobody)
{
    Fixture fixture;
    bool unheard;
    fixture_init(&fixture, "UTC");
    Reservation first = sent(&fixture, "a1", "a@example.com", FAN_OUT_ONE, false);
    expect_unheard(&fixture, "");
    cr_expect_eq(note(&fixture, &first, LEDGER_REPORT_DELAYED, true, &unheard), LEDGER_NOTED);
    cr_expect_not(unheard);
    expect_unheard(&fixture, "");
    cr_expect_eq(note(&fixture, &first, LEDGER_REPORT_BOUNCED, true, &unheard), LEDGER_NOTED);
    cr_expect(unheard);
    expect_unheard(&fixture, "a1: it bounced: 550 5.1.1 no such user\n");
    cr_expect_eq(note(&fixture, &first, LEDGER_REPORT_BOUNCED, false, &unheard),
                 LEDGER_NOTED_BEFORE);
    cr_expect_not(unheard);
    expect_verified(&fixture);
    fixture_reopen(&fixture);
    expect_unheard(&fixture, "a1: it bounced: 550 5.1.1 no such user\n");
    fixture_clear(&fixture);
}

Test(delivery_reports, only_when_all_messages_of_an_alert_bounced_nobody_was_told)
{
    Fixture fixture;
    bool unheard;
    fixture_init(&fixture, "UTC");
    Reservation first = sent(&fixture, "a1", "a@example.com", FAN_OUT_EACH, false);
    Reservation second = sent(&fixture, "a1", "b@example.com", FAN_OUT_EACH, false);
    cr_expect_eq(note(&fixture, &first, LEDGER_REPORT_BOUNCED, true, &unheard), LEDGER_NOTED);
    cr_expect_not(unheard);
    expect_unheard(&fixture, "");
    cr_expect_eq(note(&fixture, &second, LEDGER_REPORT_BOUNCED, true, &unheard), LEDGER_NOTED);
    cr_expect(unheard);
    expect_unheard(&fixture, "a1: it bounced: 550 5.1.1 no such user\n");
    fixture_clear(&fixture);
}

Test(delivery_reports, a_test_that_bounced_is_no_alert)
{
    Fixture fixture;
    bool unheard;
    fixture_init(&fixture, "UTC");
    Reservation test = sent(&fixture, "a1", "a@example.com", FAN_OUT_ONE, true);
    cr_expect_eq(note(&fixture, &test, LEDGER_REPORT_BOUNCED, true, &unheard), LEDGER_NOTED);
    cr_expect_not(unheard);
    expect_unheard(&fixture, "");
    fixture_clear(&fixture);
}

Test(delivery_reports, what_the_ledger_did_not_send_is_not_noted)
{
    Fixture fixture;
    bool unheard;
    fixture_init(&fixture, "UTC");
    Reservation first = sent(&fixture, "a1", "a@example.com", FAN_OUT_ONE, false);
    Reservation strange = first;
    strange.message_id[1] = strange.message_id[1] == '0' ? '1' : '0';
    cr_expect_eq(note(&fixture, &strange, LEDGER_REPORT_BOUNCED, false, &unheard), LEDGER_NOT_OURS);
    cr_expect_eq(note(&fixture, &strange, LEDGER_REPORT_BOUNCED, true, &unheard), LEDGER_NOT_OURS);
    snprintf(strange.message_id, sizeof strange.message_id, "<"); /* no beginning of one will do */
    cr_expect_eq(note(&fixture, &strange, LEDGER_REPORT_BOUNCED, true, &unheard), LEDGER_NOT_OURS);
    expect_unheard(&fixture, "");
    expect_verified(&fixture);
    fixture_clear(&fixture);
}
