/* A clock that was ahead: what it must not do to the days after it, and the way back. */
#include "fixture.h"

#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AHEAD (instant("2027-11-23 09:14"))
#define NOW   (instant("2026-11-23 09:14"))
#define LATER (instant("2026-11-24 09:14"))

/* Reserves for an alert of this type and id. */
static void sends(Fixture *f, const char *type, const char *id, const char *address, int64_t now,
                  const char *expected)
{
    Alert alert;
    Reservation r;
    alert_make(&alert, SUBSCRIPTION_1, type, id);
    char *got = try_reserve(f, &alert, address, FAN_OUT_EACH, now, &r);
    cr_expect(strncmp(got, expected, strlen(expected)) == 0, "%s", got);
    if (strncmp(got, "reserved", 8) == 0)
        settles(f, &r, SEND_SENT, now);
    free(got);
    alert_clear(&alert);
}

static bool set_day(Fixture *f, const char *day, int64_t now, Error *error)
{
    ChainHead head = {0};
    LedgerReset reset = {.now = now, .who = "root (uid 0)", .reason = "the battery was empty"};
    cr_assert(day_parse(day, &reset.day));
    bool good = ledger_reset_day(f->ledger, &reset, &head, error);
    cr_expect_eq(good, head.event > 0 && strlen(head.hash) == 64);
    return good;
}

static const char refused[] = "failed: nothing is sent: messages of 2027-11-23 are in the ledger, "
                              "but the clock says 2026-11-23";

Test(clock, more_than_two_days_ahead_nothing_is_sent)
{
    Fixture f;
    fixture_init(&f, "UTC");
    sends(&f, "RDP", "1", "a@x.com", instant("2026-11-25 00:00"), "reserved 1");
    sends(&f, "SSH", "2", "a@x.com", NOW, "reserved 2"); /* two days: as one day */
    sends(&f, "RDP", "3", "a@x.com", NOW, "R2");
    sends(&f, "FTP", "4", "b@x.com", instant("2026-11-22 23:59"), "failed: nothing is sent");
    fixture_clear(&f);
}

Test(clock, facts_say_that_they_are_those_of_another_day)
{
    Fixture f;
    Alert alert;
    Contact contact;
    LimitFacts facts;
    Error error = {0};
    fixture_init(&f, "UTC");
    sends(&f, "RDP", "1", "a@x.com", AHEAD, "reserved 1");
    alert_make(&alert, SUBSCRIPTION_1, "RDP", "2"); /* else held by R2, and so dealt with */
    contact_make(&contact, "a@x.com");
    cr_assert(ledger_facts(f.ledger, &alert, &contact, NOW, &facts, &error));
    cr_expect_not(ledger_day_check(facts.today, facts.clock, &error));
    cr_expect_eq(error.kind, ERROR_RETRY);
    limit_facts_clear(&facts);
    alert_clear(&alert);
    contact_clear(&contact);
    fixture_clear(&f);
}

Test(clock, the_day_is_set_back_on_record)
{
    Fixture f;
    Error error = {0};
    Day today, clock;
    ChainVerified verified;
    fixture_init(&f, "UTC");
    sends(&f, "RDP", "1", "a@x.com", AHEAD, "reserved 1");
    sends(&f, "SSH", "2", "a@x.com", NOW, refused);
    cr_expect(set_day(&f, "2026-11-23", NOW, &error), "%s", error.text);
    sends(&f, "SSH", "2", "a@x.com", NOW, "reserved 1");
    sends(&f, "SSH", "3", "a@x.com", LATER, "reserved 1");
    cr_expect(ledger_today(f.ledger, LATER, &today, &clock, &error));
    cr_expect_eq(today, clock);
    /* The year after, its record is there still. */
    sends(&f, "RDP", "4", "a@x.com", AHEAD, "R2 \"RDP\" was sent to a@x.com");
    cr_expect(ledger_verify(f.ledger, NULL, &verified, NULL, &error), "%s", error.text);
    fixture_clear(&f);
}

Test(clock, no_day_has_more_than_its_limits)
{
    Fixture f;
    Error error = {0};
    unsigned count = 0;
    fixture_init(&f, "UTC");
    /* All of this is sent on one day, whatever the clock says. */
    sends(&f, "RDP", "1", "a@x.com", NOW, "reserved 1");
    sends(&f, "SSH", "2", "a@x.com", AHEAD, "reserved 1");
    cr_expect(set_day(&f, "2026-11-23", NOW, &error), "%s", error.text);
    sends(&f, "SSH", "3", "a@x.com", NOW, "R2 \"SSH\" was sent to a@x.com");
    cr_expect(ledger_count(f.ledger, "a@x.com", 20780, false, &count, &error));
    cr_expect_eq(count, 2);
    sends(&f, "FTP", "4", "a@x.com", NOW, "reserved 2");
    sends(&f, "DNS", "5", "a@x.com", NOW, "R3 3 of 3 messages today");
    /* Ahead once more on the same day: what was set aside first counts still. */
    sends(&f, "DNS", "6", "b@x.com", AHEAD, "reserved 1");
    cr_expect(set_day(&f, "2026-11-23", NOW, &error), "%s", error.text);
    sends(&f, "DNS", "7", "a@x.com", NOW, "R3 3 of 3 messages today");
    sends(&f, "DNS", "8", "b@x.com", NOW, "R2");
    /* The day after counts anew. */
    sends(&f, "SSH", "9", "a@x.com", LATER, "reserved 1");
    sends(&f, "DNS", "10", "b@x.com", LATER, "reserved 1");
    fixture_clear(&f);
}

Test(clock, long_lists_know_what_was_set_aside)
{
    Fixture f;
    Alert alert;
    Contact contact;
    LimitFacts facts;
    Error error = {0};
    fixture_init(&f, "UTC");
    sends(&f, "SSH", "1", "r7@x.com", AHEAD, "reserved 1");
    cr_expect(set_day(&f, "2026-11-23", NOW, &error), "%s", error.text);
    contact_init(&contact);
    contact.alerts = true;
    for (int i = 0; i < 5000; i++) {
        char address[32];
        snprintf(address, sizeof address, "r%d@x.com", i);
        address_list_add(contact.emails, address, strlen(address));
    }
    alert_make(&alert, SUBSCRIPTION_1, "SSH", "2");
    cr_assert(ledger_facts(f.ledger, &alert, &contact, NOW, &facts, &error), "%s", error.text);
    cr_expect_eq(facts.recipients[7].count, 1);
    cr_expect_not_null(facts.recipients[7].type);
    cr_expect_eq(facts.recipients[8].count, 0);
    limit_facts_clear(&facts);
    alert_clear(&alert);
    contact_clear(&contact);
    fixture_clear(&f);
}

Test(clock, the_day_is_set_back_to_that_of_the_clock_alone)
{
    Fixture f;
    Error error = {0};
    fixture_init(&f, "UTC");
    sends(&f, "RDP", "1", "a@x.com", NOW, "reserved 1");
    cr_expect_not(set_day(&f, "2026-11-23", NOW, &error));
    cr_expect_str_eq(error.text, "the ledger's day is that of the clock, 2026-11-23: there is "
                                 "nothing to set back");
    sends(&f, "RDP", "2", "a@x.com", AHEAD, "reserved 1");
    cr_expect_not(set_day(&f, "2026-11-20", NOW, &error));
    cr_expect_str_eq(error.text, "2026-11-20 is not the day of the clock, which says 2026-11-23: "
                                 "set the clock first, then name its day");
    sends(&f, "SSH", "3", "a@x.com", NOW, refused);
    fixture_clear(&f);
}
