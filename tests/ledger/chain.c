/* The hash chain of the ledger and of the history: what somebody does to the records by SQL is
 * found, and the record named. */
#include "fixture.h"

#include "base/memory.h"
#include "db/schema.h"
#include "history/history.h"
#include "history/history_internal.h"
#include "store/conf/settings_read.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOW (instant("2026-11-23 09:14"))

/* Does what a member does who has read the schema: takes the triggers away, runs `sql`, and puts
 * them back. */
static void tamper(const char *directory, const char *name, const char *sql)
{
    sqlite3 *database = NULL;
    sqlite3_stmt *row = NULL;
    char *triggers[32], *words = NULL;
    size_t count = 0;
    char *path = temporary_path(directory, name);
    cr_assert_eq(sqlite3_open(path, &database), SQLITE_OK);
    sqlite3_prepare_v2(database, "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'", -1,
                       &row, NULL);
    char *drops = memory_text("");
    while (sqlite3_step(row) == SQLITE_ROW) {
        char *more =
            memory_format("%s DROP TRIGGER %s;", drops, (const char *)sqlite3_column_text(row, 0));
        free(drops);
        drops = more;
        triggers[count++] = memory_text((const char *)sqlite3_column_text(row, 1));
    }
    sqlite3_finalize(row);
    cr_assert_eq(sqlite3_exec(database, drops, NULL, NULL, &words), SQLITE_OK, "%s", words);
    cr_assert_eq(sqlite3_exec(database, sql, NULL, NULL, &words), SQLITE_OK, "%s", words);
    for (size_t i = 0; i < count; i++) {
        cr_assert_eq(sqlite3_exec(database, triggers[i], NULL, NULL, &words), SQLITE_OK, "%s",
                     words);
        free(triggers[i]);
    }
    sqlite3_close(database);
    free(drops);
    free(path);
}

/* A ledger of three messages: sent; released; unknown, then sent. */
static void make_ledger(Fixture *f)
{
    static const char *const types[] = {"RDP", "SSH", "FTP"};
    static const SendState states[] = {SEND_SENT, SEND_RELEASED, SEND_UNKNOWN};
    fixture_init(f, "UTC");
    for (int i = 0; i < 3; i++) {
        Alert alert;
        Reservation r;
        alert_make(&alert, SUBSCRIPTION_1, types[i], types[i]);
        char *got = try_reserve(f, &alert, "a@x.com", FAN_OUT_ONE, NOW, &r);
        cr_assert(strncmp(got, "reserved", 8) == 0, "%s", got);
        cr_expect_eq(r.head.event, i == 0 ? 2 : 0, "the head of the day's first");
        free(got);
        settles(f, &r, states[i], NOW + i);
        if (states[i] == SEND_UNKNOWN)
            settles(f, &r, SEND_SENT, NOW + 60);
        alert_clear(&alert);
    }
}

/* NULL, or what is found: the caller frees it. */
static char *verify_ledger(Fixture *f, const char *head, ChainVerified *verified)
{
    Error error = {0};
    fixture_reopen(f);
    return ledger_verify(f->ledger, head, verified, NULL, &error) ? NULL : memory_text(error.text);
}

Test(chain, a_ledger_as_it_was_written_is_whole)
{
    Fixture f;
    Error error = {0};
    ChainHead first, last;
    ChainVerified verified;
    make_ledger(&f);
    cr_assert(ledger_head(f.ledger, &last, &error));
    char *found = verify_ledger(&f, last.hash, &verified);
    cr_expect_null(found, "%s", found);
    cr_expect_eq(verified.records, 3);
    cr_expect_eq(verified.head.event, 1 + 3 + 4);
    cr_expect_str_eq(verified.head.hash, last.hash);
    cr_expect_eq(verified.at, verified.head.event);
    /* An earlier head is in it, too. */
    first = last;
    Alert alert;
    Reservation r;
    alert_make(&alert, SUBSCRIPTION_1, "DNS", "DNS");
    reserves(&f, &alert, "a@x.com", FAN_OUT_ONE, NOW, &r, "reserved 3");
    alert_clear(&alert);
    found = verify_ledger(&f, first.hash, &verified);
    cr_expect_null(found, "%s", found);
    cr_expect_eq(verified.at, first.event);
    cr_expect_eq(verified.head.event, first.event + 1);
    fixture_clear(&f);
}

Test(chain, what_is_done_to_a_ledger_is_found_and_named)
{
    static const struct {
        const char *sql, *words;
    } cases[] = {
        {"UPDATE sends SET address = 'b@x.com' WHERE id = 2",
         "record 2 or event 4, which made it, was changed"},
        {"UPDATE sends SET day = day - 1 WHERE id = 1", "record 1 or event 2, which made it"},
        {"UPDATE sends SET reserved_at = reserved_at + 1 WHERE id = 3", "record 3 or event 6"},
        {"UPDATE sends SET owner = '' WHERE id = 1", "record 1 or event 2"},
        {"UPDATE sends SET transport = 'outbox' WHERE id = 2", "record 2 or event 4"},
        {"UPDATE sends SET state = 'released' WHERE id = 1", "the outcome of record 1 was changed"},
        {"UPDATE sends SET state = 'reserved', settled_at = NULL WHERE id = 1",
         "the outcome of record 1 was changed"},
        {"UPDATE sends SET text = '5.0.0 No' WHERE id = 3", "the outcome of record 3 was changed"},
        {"UPDATE sends SET settled_at = settled_at - 60 WHERE id = 3", "the outcome of record 3"},
        {"UPDATE sends SET code = 550 WHERE id = 2", "the outcome of record 2 was changed"},
        {"DELETE FROM sends WHERE id = 2", "record 2 is gone, which event 4 made"},
        {"DELETE FROM sends WHERE id = 3", "record 3 is gone, which event 6 made"},
        {"INSERT INTO sends SELECT 9, day, subscription, recipient, address, 'X', title, 'X',"
         " 'X', fan_out, 3, transport, state, test, reserved_at, settled_at, 'X', owner, code, "
         "text, bounced FROM sends"
         " WHERE id = 2",
         "record 9 was inserted: no event made it"},
        {"DELETE FROM events WHERE id = 5", "event 5 is missing, before event 6"},
        {"DELETE FROM events WHERE id = 1", "event 1 is missing, before event 2"},
        {"UPDATE events SET text = '' WHERE id = 5", "event 5, of record 2, was changed"},
        {"UPDATE events SET hash = zeroblob(32) WHERE id = 8", "event 8, of record 3, was changed"},
        {"UPDATE events SET hash = CAST('x' || hash AS BLOB) WHERE id = 1", "event 1"},
        {"UPDATE events SET event = 'gone' WHERE id = 5", "is none that seccontacts writes"},
        {"INSERT INTO events SELECT id + 1, record, event, at, code, text, hash FROM events"
         " WHERE id = 8",
         "event 9, of record 3, was changed"},
        {"DELETE FROM events; DELETE FROM sends", "it has no events"},
        {"DELETE FROM sends WHERE id = 3; DELETE FROM events WHERE id > 5",
         "the records from 3 to 3 are gone"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Fixture f;
        ChainVerified verified;
        make_ledger(&f);
        ledger_close(f.ledger);
        f.ledger = NULL;
        tamper(f.directory, "ledger.db", cases[i].sql);
        char *found = verify_ledger(&f, NULL, &verified);
        cr_expect_not_null(found, "%s", cases[i].sql);
        cr_expect(found && strstr(found, cases[i].words), "%s: %s", cases[i].sql, found);
        cr_expect(found && strstr(found, "the ledger is not as it was written: ") == found, "%s",
                  found);
        free(found);
        fixture_clear(&f);
    }
}

Test(chain, an_end_that_was_removed_with_care_is_found_by_the_head)
{
    Fixture f;
    Error error = {0};
    ChainHead head;
    ChainVerified verified;
    make_ledger(&f);
    cr_assert(ledger_head(f.ledger, &head, &error));
    ledger_close(f.ledger);
    f.ledger = NULL;
    tamper(f.directory, "ledger.db",
           "DELETE FROM sends WHERE id = 3; DELETE FROM events WHERE id > 5;"
           "UPDATE sqlite_sequence SET seq = 2 WHERE name = 'sends'");
    char *found = verify_ledger(&f, NULL, &verified);
    cr_expect_null(found, "nobody can know, without the system's log: %s", found);
    found = verify_ledger(&f, head.hash, &verified);
    char *expected = memory_format("the ledger is not as it was written: no event has the hash %s, "
                                   "so its end was removed, or all of it was made anew; compare it "
                                   "with a backup",
                                   head.hash);
    cr_expect_str_eq(found, expected);
    free(expected);
    free(found);
    fixture_clear(&f);
}

/* A database of the first schema, with what `sql` puts into it. */
static void make_old(const char *directory, const char *name, const Schema *schema, const char *sql)
{
    sqlite3 *database = NULL;
    char *words = NULL;
    char *path = temporary_path(directory, name);
    const Schema old = {.application = schema->application, .steps = schema->steps, .count = 1};
    cr_assert_eq(sqlite3_open(path, &database), SQLITE_OK);
    sqlite3_exec(database, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
    cr_assert_eq(schema_apply(database, &old), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(database, sql, NULL, NULL, &words), SQLITE_OK, "%s", words);
    sqlite3_close(database);
    free(path);
}

static const char old_sends[] =
    "INSERT INTO sends (day, subscription, recipient, address, type, title, alert, alert_id,"
    " fan_out, slot, state, test, reserved_at, settled_at, message_id, owner, code, text) VALUES"
    " (20780, 's', 'a@x.com', 'a@x.com', 'rdp', 'RDP', '1', '1', 'one', 1, 'sent', 0, 100, 101,"
    "  '<1@x>', 'o', 250, 'Ok'),"
    " (20780, 's', 'a@x.com', 'a@x.com', 'ssh', 'SSH', '2', '2', 'one', 2, 'reserved', 0, 100,"
    "  NULL, '<2@x>', 'o', NULL, NULL),"
    " (20780, 's', 'a@x.com', 'a@x.com', 'ftp', 'FTP', '3', '3', 'one', 3, 'released', 0, 100,"
    "  102, '<3@x>', 'o', NULL, NULL)";

/* Brings a database of the first schema to the second, as the program of then did. */
static void make_second(const char *directory)
{
    sqlite3 *database = NULL;
    char *path = temporary_path(directory, "ledger.db");
    ChainKind chain = ledger_chain;
    chain.found = "SELECT id, 'reserved', reserved_at, 0, '' FROM sends UNION ALL"
                  " SELECT id, state, coalesce(settled_at, 0), coalesce(code, 0),"
                  " coalesce(text, '') FROM sends WHERE state <> 'reserved'";
    Schema second = ledger_schema;
    second.chain = &chain;
    second.count = 2;
    cr_assert_eq(sqlite3_open(path, &database), SQLITE_OK);
    cr_assert_eq(schema_apply(database, &second), SQLITE_OK);
    sqlite3_close(database);
    free(path);
}

static const char outbox_sends[] =
    "INSERT INTO sends (day, subscription, recipient, address, type, title, alert, alert_id,"
    " fan_out, slot, state, test, reserved_at, settled_at, message_id, owner, code, text) VALUES"
    " (20780, 's', 'a@x.com', 'a@x.com', 'rdp', 'RDP', '1', '1', 'one', 1, 'sent', 0, 100, 101,"
    "  '<1@x>', 'o', NULL, 'in the outbox: /s/outbox/new/1.eml'),"
    " (20780, 's', 'a@x.com', 'a@x.com', 'ssh', 'SSH', '2', '2', 'one', 2, 'sent', 0, 100, 102,"
    "  '<2@x>', 'o', 250, 'in the outbox: of a server'),"
    " (20780, 's', 'a@x.com', 'a@x.com', 'ftp', 'FTP', '3', '3', 'one', 3, 'unknown', 0, 100,"
    "  103, '<3@x>', 'o', NULL, 'not known to be on the disk: /s/outbox/new/3.eml: Bad'),"
    " (20780, 's', 'b@x.com', 'b@x.com', 'dns', 'DNS', '4', '4', 'one', 1, 'reserved', 0, 100,"
    "  NULL, '<4@x>', 'host boot space 1 1', NULL, NULL)";

static bool list_send(const LedgerSend *send, void *data)
{
    char **list = data;
    char *longer = memory_format("%s%s%s%s", *list, **list ? " " : "", send_state_name(send->state),
                                 send->to_outbox ? "/outbox" : "");
    free(*list);
    *list = longer;
    return true;
}

static void expect_sends(Ledger *ledger, const char *expected)
{
    Error error = {0};
    char *list = memory_text("");
    const LedgerQuery all = {.from = DAY_NONE, .to = DAY_NONE};
    cr_assert(ledger_sends(ledger, &all, NOW, list_send, &list, &error), "%s", error.text);
    cr_expect_str_eq(list, expected);
    free(list);
}

Test(chain, of_an_older_ledger_what_went_to_the_outbox_is_told_from_what_was_mailed)
{
    static const char expected[] = "written/outbox sent unknown/outbox unknown";
    for (int schema = 1; schema <= 2; schema++) {
        Error error = {0};
        ChainVerified verified;
        unsigned count;
        Fixture f = {.directory = temporary_new(), .zone = day_zone_new("UTC", &error)};
        make_old(f.directory, "ledger.db", &ledger_schema, outbox_sends);
        if (schema == 2)
            make_second(f.directory);
        LedgerOptions options = {.zone = f.zone, .file_mode = 0660, .read_only = true};
        for (int pass = 0; pass < 2; pass++) {
            f.ledger = ledger_open(f.directory, &options, &error);
            cr_assert_not_null(f.ledger, "%s", error.text);
            expect_sends(f.ledger, expected);
            cr_expect(ledger_count(f.ledger, "a@x.com", 20780, false, &count, &error));
            cr_expect_eq(count, 1, "the mail alone");
            if (pass == 1)
                cr_expect(ledger_verify(f.ledger, NULL, &verified, NULL, &error), "%s", error.text);
            ledger_close(f.ledger);
            options.read_only = false; /* and is brought up to date */
        }
        f.ledger = NULL;
        tamper(f.directory, "ledger.db", "UPDATE sends SET state = 'released' WHERE id = 1");
        char *found = verify_ledger(&f, NULL, &verified);
        cr_expect(found && strstr(found, "the outcome of record 1 was changed"), "%s", found);
        free(found);
        fixture_clear(&f);
    }
}

Test(chain, an_older_ledger_is_read_as_it_is_and_gets_its_chain_when_it_is_written)
{
    Error error = {0};
    Day today, clock;
    ChainVerified verified;
    Fixture f = {.directory = temporary_new(), .zone = day_zone_new("UTC", &error)};
    make_old(f.directory, "ledger.db", &ledger_schema, old_sends);
    LedgerOptions reading = {.zone = f.zone, .file_mode = 0660, .read_only = true};
    f.ledger = ledger_open(f.directory, &reading, &error);
    cr_assert_not_null(f.ledger, "%s", error.text);
    cr_expect(ledger_today(f.ledger, NOW, &today, &clock, &error), "%s", error.text);
    cr_expect_eq(today, 20780);
    cr_expect_not(ledger_verify(f.ledger, NULL, &verified, NULL, &error));
    cr_expect(strstr(error.text, "is of an older seccontacts") != NULL, "%s", error.text);
    fixture_reopen(&f); /* for writing */
    Reservation second = {.id = 2, .message_id = "<2@x>"};
    settles(&f, &second, SEND_SENT, NOW);
    char *found = verify_ledger(&f, NULL, &verified);
    cr_expect_null(found, "%s", found);
    cr_expect_eq(verified.records, 3);
    cr_expect_eq(verified.head.event, 1 + 3 + 2 + 1);
    char *wrong = run_sql(&f, "SELECT CASE WHEN (SELECT text FROM events WHERE id = 1) ="
                              " '3 records found, of schema 1' THEN 1 ELSE"
                              " json('no') END");
    cr_expect_null(wrong, "%s", wrong);
    ledger_close(f.ledger);
    f.ledger = NULL;
    tamper(f.directory, "ledger.db", "UPDATE sends SET recipient = 'b@x.com' WHERE id = 1");
    found = verify_ledger(&f, NULL, &verified);
    cr_expect(found && strstr(found, "record 1 or event 2, which made it, was changed"), "%s",
              found);
    free(found);
    fixture_clear(&f);
}

Test(chain, somebody_who_stops_the_verification_is_obeyed)
{
    Fixture f;
    Error error = {0};
    ChainVerified verified;
    Progress progress = {0};
    fixture_init(&f, "UTC");
    for (int i = 0; i < 300; i++) {
        Alert alert;
        char id[16];
        snprintf(id, sizeof id, "%d", i);
        alert_make(&alert, SUBSCRIPTION_1, id, id);
        snprintf(id, sizeof id, "a%d@x.com", i);
        reserves(&f, &alert, id, FAN_OUT_ONE, NOW, NULL, "reserved 1");
        alert_clear(&alert);
    }
    cr_expect(ledger_verify(f.ledger, NULL, &verified, &progress, &error), "%s", error.text);
    cr_expect_eq(progress_percent(&progress), 85); /* it looks every 256 events */
    progress = (Progress){0};
    progress_cancel(&progress);
    cr_expect_not(ledger_verify(f.ledger, NULL, &verified, &progress, &error));
    cr_expect_eq(error.kind, ERROR_CANCELLED);
    fixture_clear(&f);
}

/* ---- the history ---- */

static History *history(const char *state)
{
    Error error = {0};
    HistoryOptions options = {
        .site = "/site", .file_mode = 0660, .who = {.uid = 1000, .user = "ops", .via = "set"}};
    History *opened = history_open(state, &options, &error);
    cr_assert_not_null(opened, "%s", error.text);
    return opened;
}

static StoreBytes bytes_of(const char *text)
{
    return (StoreBytes){settings_version(text, strlen(text)), text, strlen(text), -1};
}

/* Three saves, of which the last one is not settled, and an edit outside. */
static char *make_history(ChainHead *head)
{
    char *state = temporary_new();
    Error error = {0};
    int64_t record;
    static const char *const texts[] = {"a", "b", "c", "d", "e"};
    History *own = history(state);
    for (int i = 0; i < 3; i++) {
        StoreChange change = {.file = "contacts/x.conf",
                              .before = bytes_of(texts[i]),
                              .after = bytes_of(texts[i + 1]),
                              .what = "alerts on"};
        cr_assert(history_intend(own, &change, 1000, &record, &error), "%s", error.text);
        if (i < 2)
            history_settle(own, record, true);
        *head = *history_head(own);
    }
    cr_expect_eq(strlen(head->hash), 64);
    history_flush(own);
    history_close(own);
    return state;
}

static char *verify_history(const char *state, const char *head, ChainVerified *verified)
{
    Error error = {0};
    History *own = history(state);
    char *found =
        history_verify(own, head, verified, NULL, &error) ? NULL : memory_text(error.text);
    history_close(own);
    return found;
}

Test(chain, a_history_as_it_was_written_is_whole)
{
    ChainHead head;
    ChainVerified verified;
    char *state = make_history(&head);
    char *found = verify_history(state, head.hash, &verified);
    cr_expect_null(found, "%s", found);
    cr_expect_eq(verified.records, 4); /* what was found before the first save is one, too */
    cr_expect_eq(verified.at, head.event);
    temporary_remove(state);
}

Test(chain, what_is_done_to_a_history_is_found_and_named)
{
    static const struct {
        const char *sql, *words;
    } cases[] = {
        {"UPDATE changes SET user = 'maria' WHERE id = 2", "record 2 or event "},
        {"UPDATE changes SET address = '192.0.2.1' WHERE id = 3", "record 3 or event "},
        {"UPDATE changes SET at = at - 1 WHERE id = 1", "record 1 or event "},
        {"UPDATE changes SET what = 'alerts off' WHERE id = 2", "record 2 or event "},
        {"UPDATE changes SET after = before WHERE id = 2", "record 2 or event "},
        {"UPDATE changes SET state = 'not made' WHERE id = 2",
         "the outcome of record 2 was changed"},
        {"UPDATE contents SET bytes = x'41' WHERE id = 2", "record 2 or event "},
        {"UPDATE contents SET base = 1 WHERE id = 3", "record 3 or event "},
        {"UPDATE sites SET path = '/other'", "record 1 or event "},
        {"DELETE FROM changes WHERE id = 2", "record 2 is gone, which event "},
        {"DELETE FROM events WHERE event = 'made' AND record = 2", "is missing, before event "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ChainHead head;
        ChainVerified verified;
        char *state = make_history(&head);
        tamper(state, "history.db", cases[i].sql);
        char *found = verify_history(state, NULL, &verified);
        cr_expect(found && strstr(found, cases[i].words), "%s: %s", cases[i].sql, found);
        cr_expect(found && strstr(found, "the history is not as it was written: ") == found, "%s",
                  found);
        free(found);
        temporary_remove(state);
    }
}

Test(chain, an_older_history_gets_its_chain_when_it_is_written)
{
    ChainVerified verified;
    char *state = temporary_new();
    make_old(state, "history.db", &history_schema,
             "INSERT INTO sites VALUES (1, '/site');"
             "INSERT INTO contents VALUES (1, 1, 2, 3, NULL, 0, 0, x'616263'),"
             " (2, 2, 2, 2, NULL, 0, 0, x'6162');"
             "INSERT INTO changes VALUES"
             " (1, 1, 'f', 'found', 'made', 1, NULL, 1, '', 0, '', '', '', '', '', '', 0, -1),"
             " (2, 1, 'f', 'save', 'made', 2, 1, 2, '', 0, '', '', '', '', '', '', 0, -1),"
             " (3, 1, 'f', 'save', 'intended', 3, 2, 1, '', 0, '', '', '', '', '', '', 0, -1)");
    char *found = verify_history(state, NULL, &verified);
    cr_expect_null(found, "%s", found);
    cr_expect_eq(verified.records, 3);
    cr_expect_eq(verified.head.event, 1 + 2 + 3 + 1);
    tamper(state, "history.db", "UPDATE contents SET bytes = x'6163' WHERE id = 2");
    found = verify_history(state, NULL, &verified);
    cr_expect(found && strstr(found, "record 2 or event 3, which made it, was changed"), "%s",
              found);
    free(found);
    temporary_remove(state);
}
