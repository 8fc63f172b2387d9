/* What becomes of a reservation: settled at once, later, never. */
#include "fixture.h"

#include "base/memory.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define S1 SUBSCRIPTION_1

enum { DAY = 86400 };

typedef struct Counted {
    SendState state;
    size_t count;
} Counted;

static bool count_send(const LedgerSend *send, void *data)
{
    Counted *counted = data;
    counted->count += send->state == counted->state;
    return true;
}

Test(settling, what_a_server_refused_does_not_count)
{
    Fixture f;
    Alert alert;
    Reservation reservation;
    int64_t now = instant("2026-11-23 09:14");
    fixture_init(&f, "UTC");
    alert_make(&alert, S1, "RDP", "1");
    for (int i = 0; i < 5; i++) {
        reserves(&f, &alert, "a@x.com", FAN_OUT_ONE, now, &reservation, "reserved 1");
        settles(&f, &reservation, SEND_RELEASED, now);
    }
    reserves(&f, &alert, "b@x.com", FAN_OUT_ONE, now, &reservation, "reserved 1");
    settles(&f, &reservation, SEND_SENT, now);
    reserves(&f, &alert, "a@x.com", FAN_OUT_ONE, now, NULL,
             "R2 \"RDP\" was sent to b@x.com at 09:14 today");
    alert_clear(&alert);
    fixture_clear(&f);
}

Test(settling, slots_that_were_released_are_used_again)
{
    Fixture f;
    Reservation reservations[4];
    int64_t now = instant("2026-11-23 09:14");
    fixture_init(&f, "UTC");
    static const char *const expected[] = {"reserved 1", "reserved 2", "reserved 3", "reserved 2"};
    for (int i = 0; i < 4; i++) {
        Alert alert;
        char *id = memory_format("%d", i);
        alert_make(&alert, S1, id, id);
        reserves(&f, &alert, "a@x.com", FAN_OUT_ONE, now, &reservations[i], expected[i]);
        if (i == 2)
            settles(&f, &reservations[1], SEND_RELEASED, now);
        alert_clear(&alert);
        free(id);
    }
    Alert alert;
    alert_make(&alert, S1, "more", "more");
    reserves(&f, &alert, "a@x.com", FAN_OUT_ONE, now, NULL, "R3 3 of 3 messages today");
    alert_clear(&alert);
    fixture_clear(&f);
}

Test(settling, what_is_not_settled_counts_and_is_said_so)
{
    Fixture f;
    Alert alert, other;
    Reservation reservation;
    int64_t now = instant("2026-11-23 09:14");
    fixture_init(&f, "UTC");
    alert_make(&alert, S1, "RDP", "1");
    alert_make(&other, S1, "RDP", "2");
    reserves(&f, &alert, "a@x.com", FAN_OUT_ONE, now, &reservation, "reserved 1");
    reserves(&f, &other, "b@x.com", FAN_OUT_ONE, now, NULL,
             "R2 \"RDP\" is being sent to a@x.com, since 09:14 today");
    settles(&f, &reservation, SEND_UNKNOWN, now + 60);
    reserves(&f, &other, "b@x.com", FAN_OUT_ONE, now, NULL,
             "R2 \"RDP\" may have been sent to a@x.com at 09:15 today");
    settles(&f, &reservation, SEND_SENT, now + 120);
    reserves(&f, &other, "b@x.com", FAN_OUT_ONE, now, NULL,
             "R2 \"RDP\" was sent to a@x.com at 09:16 today");
    alert_clear(&alert);
    alert_clear(&other);
    fixture_clear(&f);
}

Test(settling, a_reservation_is_settled_once)
{
    Fixture f;
    Alert alert;
    Reservation r;
    Error error = {0};
    int64_t now = instant("2026-11-23 09:14");
    fixture_init(&f, "UTC");
    alert_make(&alert, S1, "RDP", "1");
    reserves(&f, &alert, "a@x.com", FAN_OUT_ONE, now, &r, "reserved 1");
    settles(&f, &r, SEND_SENT, now);
    settles(&f, &r, SEND_SENT, now); /* said twice is no harm */
    LedgerOutcome released = {.state = SEND_RELEASED, .now = now};
    cr_expect_not(ledger_settle(f.ledger, &r, &released, &error));
    char *expected = memory_format(
        "message %s is settled as sent already, and can't be settled as released", r.message_id);
    cr_expect_str_eq(error.text, expected);
    free(expected);
    r.id++;
    cr_expect_not(ledger_settle(f.ledger, &r, &released, &error));
    cr_expect(strstr(error.text, "is not in the ledger") != NULL, "%s", error.text);
    alert_clear(&alert);
    fixture_clear(&f);
}

/* How many messages the file of the ledger has in this state at `now`, for whoever opens it. */
static size_t count_in_file(const Fixture *f, SendState state, int64_t now)
{
    Error error = {0};
    const LedgerOptions options = {.zone = f->zone, .file_mode = 0660, .read_only = true};
    const LedgerQuery all = {.from = DAY_NONE, .to = DAY_NONE};
    Counted counted = {.state = state};
    Ledger *other = ledger_open(f->directory, &options, &error);
    cr_assert_not_null(other, "%s", error.text);
    cr_assert(ledger_sends(other, &all, now, count_send, &counted, &error), "%s", error.text);
    ledger_close(other);
    return counted.count;
}

static void settles_later(Fixture *f, const Reservation *reservation, int64_t now)
{
    Error error = {0};
    const LedgerOutcome outcome = {.state = SEND_SENT, .code = 250, .text = "Ok", .now = now};
    cr_assert(ledger_settle_later(f->ledger, reservation, &outcome, &error), "%s", error.text);
}

Test(settling, a_settlement_may_wait_for_the_next_transaction)
{
    Fixture f;
    Alert one, two;
    Reservation r1, r2;
    Error error = {0};
    fixture_init(&f, "UTC");
    int64_t now = instant("2026-11-23 09:14");
    alert_make(&one, SUBSCRIPTION_1, "T1", "id1");
    alert_make(&two, SUBSCRIPTION_1, "T2", "id2");
    reserves(&f, &one, "a@example.com", FAN_OUT_ONE, now, &r1, "reserved 1");
    begins(&f, &r1, now);
    settles_later(&f, &r1, now);
    cr_expect_eq(count_in_file(&f, SEND_SENT, now), 0, "it waits, and is under way meanwhile");
    cr_expect_eq(count_in_file(&f, SEND_BEGUN, now), 1);
    cr_expect_eq(count_in_file(&f, SEND_BEGUN, now + 2 * DAY), 0, "too old to be under way");
    cr_expect_eq(count_in_file(&f, SEND_UNKNOWN, now + 2 * DAY), 1);
    char *held = try_reserve(&f, &two, "a@example.com", FAN_OUT_ONE, now, &r2);
    cr_expect_str_eq(held, "reserved 2", "it counts");
    free(held);
    cr_expect_eq(count_in_file(&f, SEND_SENT, now), 1, "it came with the reservation");
    settles_later(&f, &r2, now);
    cr_expect(ledger_flush(f.ledger, &error), "%s", error.text);
    cr_expect_eq(count_in_file(&f, SEND_SENT, now), 2);
    alert_clear(&one);
    alert_clear(&two);
    fixture_clear(&f);
}

Test(settling, a_settlement_that_waits_is_not_lost_by_a_hold_nor_at_the_end)
{
    Fixture f;
    Alert one;
    Reservation r1, r2;
    fixture_init(&f, "UTC");
    int64_t now = instant("2026-11-23 09:14");
    alert_make(&one, SUBSCRIPTION_1, "T1", "id1");
    reserves(&f, &one, "a@example.com", FAN_OUT_ONE, now, &r1, "reserved 1");
    settles_later(&f, &r1, now);
    reserves(&f, &one, "b@example.com", FAN_OUT_ONE, now, &r2,
             "R2 \"T1\" was sent to a@example.com at 09:14 today");
    cr_expect_eq(count_in_file(&f, SEND_SENT, now), 0, "the refused reservation wrote nothing");
    fixture_reopen(&f);
    cr_expect_eq(count_in_file(&f, SEND_SENT, now), 1);
    alert_clear(&one);
    fixture_clear(&f);
}

Test(settling, a_crash_leaves_what_waits_begun_and_it_counts)
{
    Fixture f;
    Alert one, two;
    Reservation r;
    fixture_init(&f, "UTC");
    int64_t now = instant("2026-11-23 09:14");
    alert_make(&one, SUBSCRIPTION_1, "T1", "id1");
    alert_make(&two, SUBSCRIPTION_1, "T1", "id2");
    ledger_close(f.ledger);
    f.ledger = NULL;
    pid_t child = fork();
    if (child == 0) {
        Error error = {0};
        const LedgerOptions options = {.zone = f.zone, .file_mode = 0660};
        f.ledger = ledger_open(f.directory, &options, &error);
        reserves(&f, &one, "a@example.com", FAN_OUT_ONE, now, &r, "reserved 1");
        begins(&f, &r, now);
        settles_later(&f, &r, now);
        raise(SIGKILL);
    }
    cr_assert_eq(waitpid(child, NULL, 0), child);
    fixture_reopen(&f);
    cr_expect_eq(count_in_file(&f, SEND_UNKNOWN, now), 1);
    char *held = try_reserve(&f, &two, "b@example.com", FAN_OUT_ONE, now, &r);
    cr_expect(strncmp(held, "R2 ", 3) == 0, "%s", held);
    free(held);
    alert_clear(&one);
    alert_clear(&two);
    fixture_clear(&f);
}

/* A process that is killed when it has reserved and, with `begun`, begun a message. */
static void reserves_and_dies(Fixture *f, const Alert *alert, bool begun, int64_t now)
{
    pid_t child = fork();
    if (child == 0) {
        Reservation r;
        f->ledger = NULL;
        fixture_reopen(f);
        reserves(f, alert, "a@example.com", FAN_OUT_ONE, now, &r, "reserved 1");
        if (begun)
            begins(f, &r, now);
        raise(SIGKILL);
    }
    cr_assert_eq(waitpid(child, NULL, 0), child);
}

Test(settling, what_a_dead_program_had_not_begun_was_not_sent_and_is_released)
{
    Fixture f;
    Alert one, two;
    Reservation r;
    unsigned count = 9;
    Error error = {0};
    ChainVerified verified;
    Contact contact;
    LimitFacts facts;
    fixture_init(&f, "UTC");
    int64_t now = instant("2026-11-23 09:14");
    alert_make(&one, SUBSCRIPTION_1, "T1", "id1");
    alert_make(&two, SUBSCRIPTION_1, "T2", "id2");
    reserves_and_dies(&f, &one, false, now);
    cr_expect_eq(count_in_file(&f, SEND_RELEASED, now), 1, "for whoever reads it");
    cr_expect(ledger_count(f.ledger, "a@example.com", 20780, false, &count, &error), "%s",
              error.text);
    cr_expect_eq(count, 0);
    contact_make(&contact, "a@example.com");
    cr_assert(ledger_facts(f.ledger, &one, &contact, now, &facts, &error), "%s", error.text);
    cr_expect(facts.type == NULL && !facts.alert && facts.recipients[0].count == 0 &&
              !facts.recipients[0].type && !facts.recipients[0].under_way);
    limit_facts_clear(&facts);
    contact_clear(&contact);
    reserves(&f, &one, "a@example.com", FAN_OUT_ONE, now, &r, "reserved 1");
    char *words = run_sql(&f, "SELECT CASE WHEN (SELECT state || text FROM sends WHERE id = 1) ="
                              " 'releasedthe program ended before it could be sent'"
                              " THEN 1 ELSE json('no') END");
    cr_expect_null(words, "%s", words);
    cr_expect(ledger_verify(f.ledger, NULL, &verified, NULL, &error), "%s", error.text);
    alert_clear(&one);
    alert_clear(&two);
    fixture_clear(&f);
}

Test(settling, what_a_dead_program_had_begun_is_unknown_and_counts)
{
    Fixture f;
    Alert one;
    Reservation r;
    Error error = {0};
    ChainVerified verified;
    fixture_init(&f, "UTC");
    int64_t now = instant("2026-11-23 09:14");
    alert_make(&one, SUBSCRIPTION_1, "T1", "id1");
    reserves_and_dies(&f, &one, true, now);
    LedgerRequest request = {
        .alert = &one, .address = "b@example.com", .fan_out = FAN_OUT_ONE, .now = now + 60};
    LedgerHeld held;
    cr_assert_eq(ledger_reserve(f.ledger, &request, &r, &held, &error), LEDGER_HELD);
    cr_expect_str_eq(held.reason, "\"T1\" may have been sent to a@example.com at 09:15 today");
    cr_expect_eq(held.rests_on, SEND_UNKNOWN);
    cr_expect(held.message_id[0] == '<', "%s", held.message_id);
    free(held.reason);
    char *words = run_sql(&f, "SELECT CASE WHEN (SELECT state || text FROM sends WHERE id = 1) ="
                              " 'unknownthe program that sent it ended before it knew the outcome'"
                              " THEN 1 ELSE json('no') END");
    cr_expect_null(words, "it is on record, though nothing was reserved: %s", words);
    cr_expect(ledger_verify(f.ledger, NULL, &verified, NULL, &error), "%s", error.text);
    alert_clear(&one);
    fixture_clear(&f);
}

Test(settling, a_hold_says_that_the_message_it_rests_on_is_under_way)
{
    Fixture f;
    Alert alerts[4];
    Reservation r, third;
    Error error = {0};
    LedgerHeld held;
    fixture_init(&f, "UTC");
    int64_t now = instant("2026-11-23 09:14");
    for (int i = 0; i < 4; i++) {
        char name[8] = {(char)('A' + i), '\0'};
        alert_make(&alerts[i], SUBSCRIPTION_1, name, name);
        char *got =
            i < 3 ? try_reserve(&f, &alerts[i], "a@x.com", FAN_OUT_ONE, now, i == 2 ? &third : &r)
                  : NULL;
        free(got);
        if (i < 2)
            settles(&f, &r, SEND_SENT, now);
    }
    LedgerRequest request = {
        .alert = &alerts[3], .address = "a@x.com", .fan_out = FAN_OUT_ONE, .now = now};
    cr_assert_eq(ledger_reserve(f.ledger, &request, &r, &held, &error), LEDGER_HELD);
    cr_expect_eq(held.hold, HOLD_COUNT);
    cr_expect_eq(held.rests_on, SEND_RESERVED, "which may end without having been sent");
    cr_expect_str_eq(held.message_id, third.message_id);
    free(held.reason);
    begins(&f, &third, now);
    request.alert = &alerts[2];
    cr_assert_eq(ledger_reserve(f.ledger, &request, &r, &held, &error), LEDGER_HELD);
    cr_expect_eq(held.hold, HOLD_TYPE);
    cr_expect_eq(held.rests_on, SEND_BEGUN);
    free(held.reason);
    settles(&f, &third, SEND_SENT, now);
    request.alert = &alerts[3];
    cr_assert_eq(ledger_reserve(f.ledger, &request, &r, &held, &error), LEDGER_HELD);
    cr_expect_eq(held.rests_on, SEND_RELEASED, "all three were sent: nothing will change");
    cr_expect_str_eq(held.message_id, "");
    free(held.reason);
    for (int i = 0; i < 4; i++)
        alert_clear(&alerts[i]);
    fixture_clear(&f);
}

Test(settling, who_was_taken_for_gone_does_not_begin)
{
    Fixture f;
    Alert one;
    Reservation r;
    Error error = {0};
    bool ours = true;
    fixture_init(&f, "UTC");
    int64_t now = instant("2026-11-23 09:14");
    alert_make(&one, SUBSCRIPTION_1, "T1", "id1");
    reserves(&f, &one, "a@example.com", FAN_OUT_ONE, now, &r, "reserved 1");
    settles(&f, &r, SEND_RELEASED, now); /* as another program does */
    cr_expect(ledger_begin(f.ledger, &r, now, &ours, &error), "%s", error.text);
    cr_expect_not(ours);
    alert_clear(&one);
    fixture_clear(&f);
}

static void open_for(Fixture *f, bool to_outbox)
{
    Error error = {0};
    LedgerOptions options = {.zone = f->zone, .file_mode = 0660, .to_outbox = to_outbox};
    ledger_close(f->ledger);
    f->ledger = ledger_open(f->directory, &options, &error);
    cr_assert_not_null(f->ledger, "%s", error.text);
}

Test(settling, what_was_written_to_the_outbox_takes_no_place_in_the_day_of_what_is_mailed)
{
    Fixture f;
    Alert alert;
    Reservation r;
    unsigned count = 9;
    Error error = {0};
    ChainVerified verified;
    fixture_init(&f, "UTC");
    int64_t now = instant("2026-11-23 09:14");
    open_for(&f, true);
    static const char *const types[] = {"A", "B", "C"};
    static const char *const slots[] = {"reserved 1", "reserved 2", "reserved 3"};
    for (int i = 0; i < 3; i++) {
        alert_make(&alert, SUBSCRIPTION_1, types[i], types[i]);
        reserves(&f, &alert, "a@x.com", FAN_OUT_ONE, now, &r, slots[i]);
        begins(&f, &r, now);
        settles(&f, &r, SEND_WRITTEN, now);
        alert_clear(&alert);
    }
    alert_make(&alert, SUBSCRIPTION_1, "A", "A");
    reserves(&f, &alert, "b@x.com", FAN_OUT_ONE, now, NULL,
             "R2 \"A\" was written to a file for a@x.com at 09:14 today, not mailed");
    open_for(&f, false);
    cr_expect(ledger_count(f.ledger, "a@x.com", 20780, false, &count, &error), "%s", error.text);
    cr_expect_eq(count, 0);
    reserves(&f, &alert, "a@x.com", FAN_OUT_ONE, now, &r, "reserved 1");
    settles(&f, &r, SEND_SENT, now);
    reserves(&f, &alert, "a@x.com", FAN_OUT_ONE, now, NULL,
             "R2 \"A\" was sent to a@x.com at 09:14 today");
    open_for(&f, true);
    cr_expect(ledger_count(f.ledger, "a@x.com", 20780, true, &count, &error), "%s", error.text);
    cr_expect_eq(count, 3);
    cr_expect_eq(count_in_file(&f, SEND_WRITTEN, now), 3);
    cr_expect_eq(count_in_file(&f, SEND_SENT, now), 1);
    cr_expect(ledger_verify(f.ledger, NULL, &verified, NULL, &error), "%s", error.text);
    alert_clear(&alert);
    fixture_clear(&f);
}
