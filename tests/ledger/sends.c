#include "fixture.h"

#include "base/memory.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

/* One alert that comes in, and to whom it goes by decision and ledger together. */
typedef struct Step {
    const char *time; /* UTC */
    const char *subscription, *emails, *type, *id;
    const char *expected; /* a line for each recipient: "sent", or rule and reason */
} Step;

/* Delivers as a program would: decides, then reserves and settles for each to whom it is to be
 * sent. Asserts that the ledger, asked for each who is held back by a rule of their own, refuses
 * in the same words. */
static void deliver(Fixture *fixture, const Step *step, FanOut fan_out, int number)
{
    Alert alert;
    Contact contact;
    LimitFacts facts;
    LimitDecision decision;
    Error error = {0};
    int64_t now = instant(step->time);
    char *lines = memory_text("");
    alert_make(&alert, step->subscription, step->type, step->id);
    contact_make(&contact, step->emails);
    cr_assert(ledger_facts(fixture->ledger, &alert, &contact, now, &facts, &error), "%s",
              error.text);
    limit_decide(&contact, &alert, fan_out, &facts, &decision);
    for (size_t i = 0; i < decision.count; i++) {
        const char *address = address_list_get(contact.emails, i);
        LimitHold hold = decision.recipients[i].hold;
        char *reason = limit_reason(&contact, &alert, &facts, &decision, i);
        char *line = hold == HOLD_NONE ? memory_text("sent")
                                       : memory_format("%s %s", limit_rule(hold), reason);
        Reservation reservation;
        if (hold == HOLD_NONE) {
            char *got = try_reserve(fixture, &alert, address, fan_out, now, &reservation);
            cr_expect(strncmp(got, "reserved", 8) == 0, "step %d: %s", number, got);
            settles(fixture, &reservation, SEND_SENT, now);
            free(got);
        } else if (hold != HOLD_NOT_FIRST) {
            char *got = try_reserve(fixture, &alert, address, fan_out, now, &reservation);
            if (decision.first == decision.count) /* else what was just sent comes first */
                cr_expect_str_eq(got, line, "step %d: %s", number, got);
            cr_expect(got[0] == 'R', "step %d: %s", number, got);
            free(got);
        }
        char *more = memory_format("%s%s%s", lines, i > 0 ? "\n" : "", line);
        free(lines);
        lines = more;
        free(line);
        free(reason);
    }
    cr_expect_str_eq(lines, step->expected, "step %d: %s", number, lines);
    free(lines);
    limit_decision_clear(&decision);
    limit_facts_clear(&facts);
    alert_clear(&alert);
    contact_clear(&contact);
}

static void play(const char *zone, FanOut fan_out, const Step *steps, size_t count)
{
    Fixture fixture;
    fixture_init(&fixture, zone);
    for (size_t i = 0; i < count; i++)
        deliver(&fixture, &steps[i], fan_out, (int)i + 1);
    fixture_clear(&fixture);
}

#define PLAY(zone, fan_out, ...)                                                                   \
    do {                                                                                           \
        static const Step steps[] = {__VA_ARGS__};                                                 \
        play(zone, fan_out, steps, sizeof steps / sizeof steps[0]);                                \
    } while (0)

#define S1 SUBSCRIPTION_1
#define S2 SUBSCRIPTION_2

/* The reference page: "if an email message was already sent to alert you about an RDP attack, you
 * will not receive another email message about an RDP attack on the same day, even if another alert
 * is triggered." */
Test(sends, the_example_of_the_reference_page)
{
    PLAY("UTC", FAN_OUT_ONE,
         {"2026-11-23 09:14", S1, "a@example.com", "RDP brute force", "alert-1", "sent"},
         {"2026-11-23 15:00", S1, "a@example.com", "RDP brute force", "alert-2",
          "R2 \"RDP brute force\" was sent to a@example.com at 09:14 today"},
         {"2026-11-24 00:00", S1, "a@example.com", "RDP brute force", "alert-3", "sent"});
}

Test(sends, one_recipient_per_type_and_day)
{
    PLAY("UTC", FAN_OUT_ONE,
         {"2026-11-23 09:14", S1, "a@x.com, b@x.com", "RDP", "1",
          "sent\nR2 \"RDP\" is sent to a@x.com, the first of the list whom no rule holds back"},
         {"2026-11-23 10:00", S1, "b@x.com, c@x.com", "RDP", "2",
          "R2 \"RDP\" was sent to a@x.com at 09:14 today\n"
          "R2 \"RDP\" was sent to a@x.com at 09:14 today"},
         {"2026-11-23 11:00", S1, "b@x.com, a@x.com", "SSH", "3",
          "sent\nR2 \"SSH\" is sent to b@x.com, the first of the list whom no rule holds back"});
}

Test(sends, each_recipient_once_per_type_and_day)
{
    PLAY("UTC", FAN_OUT_EACH,
         {"2026-11-23 09:14", S1, "a@x.com, b@x.com", "RDP", "1", "sent\nsent"},
         {"2026-11-23 10:00", S1, "b@x.com, c@x.com", "RDP", "2",
          "R2 \"RDP\" was sent to b@x.com at 09:14 today\nsent"},
         {"2026-11-23 11:00", S2, "a@x.com, d@x.com", "rdp", "3",
          "R2 \"RDP\" was sent to a@x.com at 09:14 today\nsent"},
         {"2026-11-24 09:00", S1, "a@x.com, c@x.com, e@x.com", "RDP", "1",
          "R5 this alert was sent on 2026-11-23\nsent\nsent"});
}

Test(sends, the_fourth_message_of_a_day)
{
    PLAY("UTC", FAN_OUT_ONE,
         {"2026-11-23 09:01", S1, "a@x.com, b@x.com", "A", "1",
          "sent\nR2 \"A\" is sent to a@x.com, the first of the list whom no "
          "rule holds back"},
         {"2026-11-23 09:02", S2, "a@x.com", "B", "2", "sent"},
         {"2026-11-23 09:03", S1, "a@x.com", "C", "3", "sent"},
         {"2026-11-23 09:04", S2, "a@x.com", "D", "4", "R3 3 of 3 messages today"},
         {"2026-11-23 09:05", S1, "a@x.com, b@x.com", "E", "5", "R3 3 of 3 messages today\nsent"},
         {"2026-11-24 09:00", S2, "a@x.com", "D", "4", "sent"});
}

Test(sends, two_subscriptions_share_a_recipient)
{
    PLAY("UTC", FAN_OUT_ONE, {"2026-11-23 09:14", S1, "a@x.com", "RDP", "1", "sent"},
         {"2026-11-23 10:00", S2, "a@x.com", "RDP", "2",
          "R2 \"RDP\" was sent to a@x.com at 09:14 today"},
         {"2026-11-23 10:00", S2, "a@x.com, b@x.com", "RDP", "2",
          "R2 \"RDP\" was sent to a@x.com at 09:14 today\nsent"});
}

Test(sends, spellings_of_a_mailbox_are_one_recipient)
{
    PLAY("UTC", FAN_OUT_ONE, {"2026-11-23 09:01", S1, "Ops@Bücher.example", "A", "1", "sent"},
         {"2026-11-23 09:02", S2, "ops@xn--bcher-kva.example", "A", "2",
          "R2 \"A\" was sent to Ops@Bücher.example at 09:01 today"},
         {"2026-11-23 09:03", S2, "OPS@BÜCHER.EXAMPLE", "B", "3", "sent"},
         {"2026-11-23 09:04", S2, "\"ops\"@bücher.example", "C", "4", "sent"},
         {"2026-11-23 09:05", S2, "ops@xn--BCHER-kva.example", "D", "5",
          "R3 3 of 3 messages today"});
}

Test(sends, an_alert_delivered_again_tomorrow)
{
    PLAY("UTC", FAN_OUT_ONE,
         {"2026-11-02 23:59", S1, "a@x.com, b@x.com", "RDP", "2518-AB",
          "sent\nR2 \"RDP\" is sent to a@x.com, the first of the list whom no rule holds back"},
         {"2026-11-03 00:00", S1, "a@x.com, b@x.com", "RDP", "2518-ab",
          "R5 this alert was sent on 2026-11-02\nR5 this alert was sent on 2026-11-02"},
         {"2026-12-24 09:00", S1, "c@x.com", "RDP", "2518-AB",
          "R5 this alert was sent on 2026-11-02"});
}

Test(sends, days_of_a_zone_with_summer_time)
{
    /* Berlin's 25 October 2026 has 25 hours: it begins on the 24th, 22:00 UTC, and ends on the
     * 25th, 23:00 UTC. */
    PLAY("Europe/Berlin", FAN_OUT_ONE, {"2026-10-24 21:59", S1, "a@x.com", "RDP", "1", "sent"},
         {"2026-10-24 22:00", S1, "a@x.com", "RDP", "2", "sent"},
         {"2026-10-25 22:59", S1, "a@x.com", "RDP", "3",
          "R2 \"RDP\" was sent to a@x.com at 00:00 today"},
         {"2026-10-25 23:00", S1, "a@x.com", "RDP", "4", "sent"});
}

Test(sends, a_clock_that_goes_backwards_reopens_no_day)
{
    PLAY("UTC", FAN_OUT_ONE, {"2026-11-23 09:14", S1, "a@x.com", "RDP", "1", "sent"},
         {"2026-11-22 09:00", S1, "a@x.com", "RDP", "2",
          "R2 \"RDP\" was sent to a@x.com at 09:14 today"},
         {"2026-11-22 09:00", S1, "a@x.com", "SSH", "3", "sent"},
         {"2026-11-21 00:00", S1, "a@x.com", "FTP", "4", "sent"},
         {"2026-11-22 10:00", S1, "a@x.com", "DNS", "5", "R3 3 of 3 messages today"});
}

Test(sends, message_ids_are_stable_and_their_own)
{
    Fixture f;
    Alert alert;
    Reservation a, b;
    int64_t now = instant("2026-11-23 09:14");
    fixture_init(&f, "UTC");
    alert_make(&alert, S1, "RDP", "1");
    reserves(&f, &alert, "a@x.com", FAN_OUT_EACH, now, &a, "reserved 1");
    reserves(&f, &alert, "b@x.com", FAN_OUT_EACH, now, &b, "reserved 1");
    cr_expect(strcmp(a.message_id, b.message_id) != 0);
    cr_expect_eq(strlen(a.message_id), 1 + 32 + strlen("@mail.example>"));
    cr_expect(strstr(a.message_id, "@mail.example>") != NULL);
    cr_expect_eq(a.day, 20780);
    alert_clear(&alert);
    fixture_clear(&f);
}

Test(sends, only_high_severity_is_reserved)
{
    Fixture f;
    Alert alert;
    fixture_init(&f, "UTC");
    alert_make(&alert, S1, "RDP", "1");
    alert.severity = SEVERITY_MEDIUM;
    reserves(&f, &alert, "a@x.com", FAN_OUT_ONE, instant("2026-11-23 09:14"), NULL,
             "R1 severity is Medium: only High is sent");
    alert_clear(&alert);
    fixture_clear(&f);
}

Test(sends, the_rules_hold_when_fan_out_changes_within_a_day)
{
    Fixture f;
    Alert first, again, second;
    int64_t now = instant("2026-11-23 09:14");
    fixture_init(&f, "UTC");
    alert_make(&first, S1, "RDP", "1");
    alert_make(&again, S2, "SSH", "1");
    alert_make(&second, S1, "RDP", "2");
    Reservation r;
    reserves(&f, &first, "a@x.com", FAN_OUT_EACH, now, &r, "reserved 1");
    settles(&f, &r, SEND_SENT, now);
    reserves(&f, &second, "b@x.com", FAN_OUT_ONE, now, NULL,
             "R2 \"RDP\" was sent to a@x.com at 09:14 today");
    reserves(&f, &again, "b@x.com", FAN_OUT_ONE, now, NULL, "R5 this alert was sent on 2026-11-23");
    reserves(&f, &second, "b@x.com", FAN_OUT_EACH, now, NULL, "reserved 1");
    alert_clear(&first);
    alert_clear(&again);
    alert_clear(&second);
    fixture_clear(&f);
}

/* A list of so many addresses, r0@x.com and on. */
static void contact_many(Contact *contact, size_t count)
{
    contact_init(contact);
    contact->alerts = true;
    for (size_t i = 0; i < count; i++) {
        char *address = memory_format("r%zu@x.com", i);
        address_list_add(contact->emails, address, strlen(address));
        free(address);
    }
}

Test(sends, facts_of_long_and_short_lists_are_the_same)
{
    Fixture f;
    int64_t now = instant("2026-11-23 09:14");
    fixture_init(&f, "UTC");
    static const struct {
        const char *address, *type, *id;
    } before[] = {{"r0@x.com", "A", "1"}, {"R1@X.com", "RDP", "2"}, {"r1@x.com", "B", "3"},
                  {"r2@x.com", "C", "4"}, {"r2@x.com", "D", "5"},   {"r2@x.com", "E", "6"},
                  {"r3@x.com", "F", "7"}, {"else@x.com", "G", "8"}};
    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++) {
        Alert alert;
        Reservation r;
        alert_make(&alert, S2, before[i].type, before[i].id);
        char *got = try_reserve(&f, &alert, before[i].address, FAN_OUT_EACH, now, &r);
        cr_assert(strncmp(got, "reserved", 8) == 0, "%s", got);
        settles(&f, &r, SEND_SENT, now);
        free(got);
        alert_clear(&alert);
    }
    static const size_t counts[] = {5, 10000};
    for (size_t c = 0; c < 2; c++) {
        Contact contact;
        Alert alert;
        LimitFacts facts;
        Error error = {0};
        contact_many(&contact, counts[c]);
        alert_make(&alert, S1, "RDP", "7");
        cr_assert(ledger_facts(f.ledger, &alert, &contact, now, &facts, &error), "%s", error.text);
        cr_expect_eq(facts.recipient_count, counts[c]);
        static const unsigned expected[] = {1, 2, 3, 1, 0};
        for (size_t i = 0; i < 5; i++) {
            cr_expect_eq(facts.recipients[i].count, expected[i], "list of %zu, recipient %zu",
                         counts[c], i);
            cr_expect_eq(facts.recipients[i].type != NULL, i == 1);
            cr_expect_eq(facts.recipients[i].alert != NULL, i == 3);
        }
        cr_expect_null(facts.type);
        cr_assert(facts.alert != NULL);
        cr_expect_str_eq(facts.alert->address, "r3@x.com");
        limit_facts_clear(&facts);
        alert_clear(&alert);
        contact_clear(&contact);
    }
    fixture_clear(&f);
}

Test(sends, days_ahead_are_warned_of)
{
    Fixture f;
    Alert alert;
    Day today, clock;
    Error error = {0};
    fixture_init(&f, "UTC");
    cr_expect(ledger_today(f.ledger, instant("2026-11-23 09:14"), &today, &clock, &error));
    cr_expect_eq(today, 20780);
    cr_expect_eq(clock, 20780);
    cr_expect_null(ledger_day_warning(today, clock));
    alert_make(&alert, S1, "RDP", "1");
    reserves(&f, &alert, "a@x.com", FAN_OUT_ONE, instant("2030-01-01 00:00"), NULL, "reserved 1");
    cr_expect(ledger_today(f.ledger, instant("2029-12-30 09:14"), &today, &clock, &error));
    char *warning = ledger_day_warning(today, clock);
    cr_expect_str_eq(warning,
                     "the clock says 2029-12-30, but messages of 2030-01-01 are in the ledger: "
                     "until the clock is past that day, all counts as one day; look at the clock");
    free(warning);
    cr_expect(ledger_today(f.ledger, instant("2026-11-23 09:14"), &today, &clock, &error));
    cr_expect_eq(clock, 20780);
    warning = ledger_day_warning(today, clock);
    cr_expect_str_eq(
        warning, "nothing is sent: messages of 2030-01-01 are in the ledger, but the clock says "
                 "2026-11-23; where the clock is right now, and was ahead then, seccontacts "
                 "ledger --set-day 2026-11-23 --reason TEXT sets the ledger's day back, on "
                 "record");
    free(warning);
    cr_expect_null(ledger_day_warning(20781, 20780));
    alert_clear(&alert);
    fixture_clear(&f);
}
