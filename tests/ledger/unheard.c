/* The alerts of which nobody was told: what is remembered of them, and until when. */
#include "base/memory.h"
#include "fixture.h"
#include "ledger/report.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>

/* "ID why xCOUNT\n" of each of which nobody was told. The caller frees it. */
static char *list(Fixture *fixture)
{
    Error error;
    ReportUnheard report = {0};
    char *text = memory_text("");
    cr_assert(report_unheard(&report, fixture->ledger, DAY_NONE, DAY_NONE, NULL, &error), "%s",
              error.text);
    for (size_t i = 0; i < report.count; i++) {
        const LedgerUnheard *row = &report.items[i];
        char *longer = memory_format("%s%s %s x%u\n", text, row->alert_id,
                                     unheard_why_name(row->why), row->count);
        free(text);
        text = longer;
    }
    report_unheard_clear(&report);
    return text;
}

static void expect(Fixture *fixture, const char *expected)
{
    char *found = list(fixture);
    cr_expect_str_eq(found, expected, "%s", found);
    free(found);
}

static void note(Fixture *fixture, const Alert *alert, UnheardWhy why, int64_t now)
{
    Error error;
    cr_assert(ledger_note_unheard(fixture->ledger, alert, why, "the reason", now, &error), "%s",
              error.text);
}

Test(unheard, alerts_are_remembered_each_once_with_the_last_reason)
{
    Fixture fixture;
    Alert one, two;
    Error error;
    fixture_init(&fixture, "UTC");
    int64_t now = instant("2026-11-23 09:14");
    alert_make(&one, SUBSCRIPTION_1, "A", "one");
    alert_make(&two, SUBSCRIPTION_2, "B", "two");
    note(&fixture, &one, UNHEARD_FAILED, now);
    note(&fixture, &two, UNHEARD_LIMIT, now + 1);
    note(&fixture, &one, UNHEARD_REFUSED, now + 2);
    cr_assert(ledger_flush(fixture.ledger, &error), "%s", error.text);
    cr_expect_eq(ledger_unheard_new(fixture.ledger), 2);
    expect(&fixture, "one refused x2\ntwo limit x1\n");
    note(&fixture, &two, UNHEARD_LIMIT, now + 3);
    fixture_reopen(&fixture); /* which writes it */
    expect(&fixture, "one refused x2\ntwo limit x2\n");
    cr_expect_eq(ledger_unheard_new(fixture.ledger), 0);
    alert_clear(&one);
    alert_clear(&two);
    fixture_clear(&fixture);
}

Test(unheard, an_alert_that_somebody_was_told_of_after_all_is_listed_no_more)
{
    Fixture fixture;
    Alert one, two, three;
    Error error;
    Reservation reservation;
    fixture_init(&fixture, "UTC");
    int64_t now = instant("2026-11-23 09:14");
    alert_make(&one, SUBSCRIPTION_1, "A", "one");
    alert_make(&two, SUBSCRIPTION_1, "A", "two");
    alert_make(&three, SUBSCRIPTION_1, "B", "three");
    note(&fixture, &one, UNHEARD_FAILED, now);
    note(&fixture, &two, UNHEARD_FAILED, now);
    note(&fixture, &three, UNHEARD_FAILED, now);
    cr_assert(ledger_flush(fixture.ledger, &error), "%s", error.text);
    reserves(&fixture, &one, "a@example.com", FAN_OUT_ONE, now, &reservation, "reserved 1");
    expect(&fixture, "one failed x1\ntwo failed x1\nthree failed x1\n");
    settles(&fixture, &reservation, SEND_SENT, now); /* and `two` is held back for it */
    cr_assert(ledger_note_heard(fixture.ledger, &two, now, &error), "%s", error.text);
    cr_assert(ledger_flush(fixture.ledger, &error), "%s", error.text);
    expect(&fixture, "three failed x1\n");
    reserves(&fixture, &three, "b@example.com", FAN_OUT_ONE, now, &reservation, "reserved 1");
    settles(&fixture, &reservation, SEND_UNKNOWN, now); /* which is no comfort */
    expect(&fixture, "three failed x1\n");
    alert_clear(&one);
    alert_clear(&two);
    alert_clear(&three);
    fixture_clear(&fixture);
}

Test(unheard, they_go_when_holds_do)
{
    Fixture fixture;
    Alert one, two;
    Error error;
    fixture_init(&fixture, "UTC");
    int64_t now = instant("2026-11-23 09:14");
    alert_make(&one, SUBSCRIPTION_1, "A", "one");
    alert_make(&two, SUBSCRIPTION_1, "B", "two");
    note(&fixture, &one, UNHEARD_FAILED, now - (int64_t)36 * 86400);
    cr_assert(ledger_flush(fixture.ledger, &error), "%s", error.text);
    expect(&fixture, "one failed x1\n");
    note(&fixture, &two, UNHEARD_ALERTS_OFF, now);
    cr_assert(ledger_flush(fixture.ledger, &error), "%s", error.text);
    expect(&fixture, "two alerts-off x1\n");
    alert_clear(&one);
    alert_clear(&two);
    fixture_clear(&fixture);
}
