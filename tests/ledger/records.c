#include "fixture.h"

#include "base/memory.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#define NOW (instant("2026-11-23 09:14"))

static void append(char **lines, char *line)
{
    char *more = memory_format("%s%s\n", *lines, line);
    free(*lines);
    free(line);
    *lines = more;
}

static bool print_send(const LedgerSend *send, void *data)
{
    char day[DAY_TEXT_SIZE];
    day_text(send->day, day);
    append(data,
           memory_format("%s %s %s %s %s %u %s %d %s%s", day, send->subscription, send->address,
                         send->title, send->alert_id, send->slot, send_state_name(send->state),
                         send->code, send->text, send->test ? " test" : ""));
    return true;
}

static bool print_hold(const LedgerHold *hold, void *data)
{
    char day[DAY_TEXT_SIZE];
    day_text(hold->day, day);
    append(data, memory_format("%s %u %s [%s] %s %s %s %s %s", day, hold->count, hold->subscription,
                               hold->recipient, hold->title, hold->alert_id, hold->severity,
                               hold->rule, hold->reason));
    return true;
}

static void sends_are(Fixture *f, const LedgerQuery *query, const char *expected)
{
    Error error = {0};
    char *lines = memory_text("");
    cr_expect(ledger_sends(f->ledger, query, NOW + 86400, print_send, &lines, &error), "%s",
              error.text);
    cr_expect_str_eq(lines, expected);
    free(lines);
}

static void holds_are(Fixture *f, const LedgerQuery *query, const char *expected)
{
    Error error = {0};
    char *lines = memory_text("");
    cr_expect(ledger_holds(f->ledger, query, print_hold, &lines, &error), "%s", error.text);
    cr_expect_str_eq(lines, expected);
    free(lines);
}

static void send(Fixture *f, const char *subscription, const char *type, const char *id,
                 const char *address, int64_t now, SendState state)
{
    Alert alert;
    Reservation r;
    alert_make(&alert, subscription, type, id);
    char *got = try_reserve(f, &alert, address, FAN_OUT_ONE, now, &r);
    cr_assert(strncmp(got, "reserved", 8) == 0, "%s", got);
    if (state != SEND_RESERVED)
        settles(f, &r, state, now);
    free(got);
    alert_clear(&alert);
}

Test(records, sends_by_day_subscription_and_recipient)
{
    Fixture f;
    fixture_init(&f, "UTC");
    send(&f, SUBSCRIPTION_1, "RDP", "A-1", "Ops@Bücher.example", NOW, SEND_SENT);
    send(&f, SUBSCRIPTION_2, "SSH", "A-2", "b@x.com", NOW, SEND_RELEASED);
    send(&f, SUBSCRIPTION_2, "SSH", "A-2", "b@x.com", NOW, SEND_UNKNOWN);
    send(&f, SUBSCRIPTION_1, "RDP", "A-3", "b@x.com", NOW + 86400, SEND_SENT);
#define FIRST  "2026-11-23 " SUBSCRIPTION_1 " Ops@Bücher.example RDP A-1 1 sent 250 2.0.0 Ok\n"
#define SECOND "2026-11-23 " SUBSCRIPTION_2 " b@x.com SSH A-2 1 released 250 2.0.0 Ok\n"
#define THIRD  "2026-11-23 " SUBSCRIPTION_2 " b@x.com SSH A-2 1 unknown 250 2.0.0 Ok\n"
#define FOURTH "2026-11-24 " SUBSCRIPTION_1 " b@x.com RDP A-3 1 sent 250 2.0.0 Ok\n"
    LedgerQuery query = {.from = DAY_NONE, .to = DAY_NONE};
    sends_are(&f, &query, FIRST SECOND THIRD FOURTH);
    query = (LedgerQuery){.from = 20780, .to = 20780};
    sends_are(&f, &query, FIRST SECOND THIRD);
    query = (LedgerQuery){.from = 20781, .to = DAY_NONE};
    sends_are(&f, &query, FOURTH);
    query = (LedgerQuery){.from = DAY_NONE, .to = DAY_NONE, .subscription = SUBSCRIPTION_1};
    sends_are(&f, &query, FIRST FOURTH);
    query =
        (LedgerQuery){.from = DAY_NONE, .to = DAY_NONE, .recipient = "OPS@xn--bcher-kva.example"};
    sends_are(&f, &query, FIRST);
    query = (LedgerQuery){.from = 20790, .to = 20791};
    sends_are(&f, &query, "");
    fixture_clear(&f);
}

Test(records, counts_of_a_day)
{
    Fixture f;
    Error error = {0};
    unsigned count = 9;
    fixture_init(&f, "UTC");
    send(&f, SUBSCRIPTION_1, "RDP", "1", "b@x.com", NOW, SEND_SENT);
    send(&f, SUBSCRIPTION_1, "SSH", "2", "b@x.com", NOW, SEND_UNKNOWN);
    send(&f, SUBSCRIPTION_1, "DNS", "3", "b@x.com", NOW, SEND_RELEASED);
    cr_expect(ledger_count(f.ledger, "B@X.COM", 20780, false, &count, &error));
    cr_expect_eq(count, 2);
    cr_expect(ledger_count(f.ledger, "b@x.com", 20779, false, &count, &error));
    cr_expect_eq(count, 0);
    fixture_clear(&f);
}

static void hold(Fixture *f, const char *id, const char *address, LimitHold why, const char *reason,
                 int64_t now)
{
    Alert alert;
    Error error = {0};
    alert_make(&alert, SUBSCRIPTION_1, "RDP", id);
    cr_expect(ledger_note_hold(f->ledger, &alert, address, why, reason, now, &error), "%s",
              error.text);
    alert_clear(&alert);
}

Test(records, holds_are_counted_and_kept_apart)
{
    Fixture f;
    LedgerQuery all = {.from = DAY_NONE, .to = DAY_NONE};
    Error error = {0};
    fixture_init(&f, "UTC");
    hold(&f, "A-1", NULL, HOLD_TYPE, "why", NOW);
    hold(&f, "A-2", "A@x.com", HOLD_COUNT, "3 of 3 messages today", NOW + 1);
    hold(&f, "a-1", NULL, HOLD_TYPE, "why", NOW + 60);
    hold(&f, "A-1", NULL, HOLD_TYPE, "why", NOW + 86400);
    holds_are(&f, &all, ""); /* not yet written */
    cr_expect(ledger_flush(f.ledger, &error), "%s", error.text);
#define HELD_1 "2026-11-23 2 " SUBSCRIPTION_1 " [] RDP A-1 High R2 why\n"
#define HELD_2 "2026-11-23 1 " SUBSCRIPTION_1 " [A@x.com] RDP A-2 High R3 3 of 3 messages today\n"
#define HELD_3 "2026-11-24 1 " SUBSCRIPTION_1 " [] RDP A-1 High R2 why\n"
    holds_are(&f, &all, HELD_1 HELD_2 HELD_3);
    LedgerQuery day = {.from = 20780, .to = 20780};
    holds_are(&f, &day, HELD_1 HELD_2);
    LedgerQuery who = {.from = DAY_NONE, .to = DAY_NONE, .recipient = "a@X.com"};
    holds_are(&f, &who, HELD_2);
    sends_are(&f, &all, "");
    fixture_clear(&f);
}

Test(records, holds_are_written_at_the_close_and_when_a_batch_is_full)
{
    Fixture f;
    LedgerQuery all = {.from = DAY_NONE, .to = DAY_NONE, .subscription = SUBSCRIPTION_2};
    fixture_init(&f, "UTC");
    hold(&f, "A-1", NULL, HOLD_TYPE, "why", NOW);
    fixture_reopen(&f);
    all.subscription = NULL;
    holds_are(&f, &all, "2026-11-23 1 " SUBSCRIPTION_1 " [] RDP A-1 High R2 why\n");
    for (int i = 0; i < 1000; i++)
        hold(&f, "A-1", NULL, HOLD_TYPE, "why", NOW);
    holds_are(&f, &all, "2026-11-23 1001 " SUBSCRIPTION_1 " [] RDP A-1 High R2 why\n");
    fixture_clear(&f);
}

Test(records, old_holds_are_pruned_and_sends_are_not)
{
    Fixture f;
    LedgerQuery all = {.from = DAY_NONE, .to = DAY_NONE};
    Error error = {0};
    fixture_init(&f, "UTC");
    send(&f, SUBSCRIPTION_1, "RDP", "A-1", "a@x.com", NOW, SEND_SENT);
    hold(&f, "A-1", NULL, HOLD_TYPE, "why", NOW);
    hold(&f, "A-2", NULL, HOLD_TYPE, "why", NOW + 35 * 86400);
    cr_expect(ledger_flush(f.ledger, &error));
    holds_are(&f, &all,
              "2026-11-23 1 " SUBSCRIPTION_1 " [] RDP A-1 High R2 why\n"
              "2026-12-28 1 " SUBSCRIPTION_1 " [] RDP A-2 High R2 why\n");
    hold(&f, "A-3", NULL, HOLD_TYPE, "why", NOW + 36 * 86400);
    cr_expect(ledger_flush(f.ledger, &error));
    holds_are(&f, &all,
              "2026-12-28 1 " SUBSCRIPTION_1 " [] RDP A-2 High R2 why\n"
              "2026-12-29 1 " SUBSCRIPTION_1 " [] RDP A-3 High R2 why\n");
    sends_are(&f, &all, "2026-11-23 " SUBSCRIPTION_1 " a@x.com RDP A-1 1 sent 250 2.0.0 Ok\n");
    fixture_clear(&f);
}
