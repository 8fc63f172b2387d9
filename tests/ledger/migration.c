/* Ledgers of older schemas: read as they are, and brought up to date when they are written. */
#include "base/memory.h"
#include "db/chain.h"
#include "db/schema.h"
#include "ledger/fixture.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define NOW instant("2026-11-23 12:00")

/* What happened in a ledger of a schema: rows, and the events of each. */
typedef struct Happened {
    const char *sql; /* NULL: only an event */
    int64_t record;
    const char *events[4];
    const char *text;
} Happened;

/* A ledger as a program that knew schema `version` has left it. */
static Fixture make(int version, const Happened *happened, size_t count)
{
    Error error = {0};
    Fixture f = {.directory = temporary_new(), .zone = day_zone_new("UTC", &error)};
    Schema older = ledger_schema;
    sqlite3 *database = NULL;
    Chain chain;
    char *path = temporary_path(f.directory, "ledger.db"), *words = NULL;
    older.count = (size_t)version;
    cr_assert_eq(sqlite3_open(path, &database), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(database, "PRAGMA journal_mode = WAL", NULL, NULL, NULL), SQLITE_OK);
    cr_assert_eq(schema_apply(database, &older), SQLITE_OK);
    chain_init(&chain, database, &ledger_chain);
    for (size_t i = 0; i < count; i++) {
        if (happened[i].sql)
            cr_assert_eq(sqlite3_exec(database, happened[i].sql, NULL, NULL, &words), SQLITE_OK,
                         "%s", words);
        for (size_t j = 0; j < 4 && happened[i].events[j]; j++) {
            bool settled = strcmp(happened[i].events[j], "sent") == 0;
            ChainEvent event = {.record = happened[i].record,
                                .event = happened[i].events[j],
                                .at = settled ? 101 : 100,
                                .code = settled ? 250 : 0,
                                .text = happened[i].text ? happened[i].text
                                        : settled        ? "Ok"
                                                         : ""};
            cr_assert_eq(chain_append(&chain, &event), SQLITE_OK);
        }
    }
    chain_clear(&chain);
    sqlite3_close(database);
    chmod(path, 0660);
    free(path);
    return f;
}

static bool add_send(const LedgerSend *send, void *data)
{
    char **all = data;
    char *longer = memory_format("%s%s %s%s\n", *all, send->address, send_state_name(send->state),
                                 send->to_outbox ? " to the outbox" : "");
    free(*all);
    *all = longer;
    return true;
}

static bool add_bounced(const LedgerBounced *bounced, void *data)
{
    char **all = data;
    char *longer =
        memory_format("%s%s is passed over: %s\n", *all, bounced->address, bounced->text);
    free(*all);
    *all = longer;
    return true;
}

/* What the ledger says, opened to read and then to write; and that it is whole. */
static void expect_ledger(Fixture *f, const char *expected)
{
    const LedgerQuery every = {.from = DAY_NONE, .to = DAY_NONE};
    LedgerOptions options = {.zone = f->zone, .file_mode = 0660, .read_only = true};
    for (int pass = 0; pass < 2; pass++) {
        Error error = {0};
        ChainVerified verified;
        char *all = memory_text("");
        ledger_close(f->ledger);
        f->ledger = ledger_open(f->directory, &options, &error);
        cr_assert_not_null(f->ledger, "%s", error.text);
        cr_expect(ledger_sends(f->ledger, &every, NOW, add_send, &all, &error), "%s", error.text);
        cr_expect(ledger_bounced(f->ledger, add_bounced, &all, &error), "%s", error.text);
        cr_expect_str_eq(all, expected, "%s", all);
        cr_expect(ledger_verify(f->ledger, NULL, &verified, NULL, &error), "%s", error.text);
        free(all);
        options.read_only = false;
    }
}

#define COLUMNS_3                                                                                  \
    "INSERT INTO sends (day, subscription, recipient, address, type, title, alert, alert_id,"      \
    " fan_out, slot, test, reserved_at, message_id, owner, state, settled_at, code, text) VALUES "

Test(migration, from_schema_3_it_is_known_how_each_message_went)
{
    static const Happened happened[] = {
        {COLUMNS_3 "(20780, 's', 'a@x.com', 'a@x.com', 'rdp', 'RDP', '1', '1', 'one', 1, 0, 100,"
                   " '<1@x>', 'o', 'sent', 101, 250, 'Ok')",
         1,
         {"reserved", "sent"},
         NULL},
        {COLUMNS_3 "(20780, 's', 'b@x.com', 'b@x.com', 'ssh', 'SSH', '2', '2', 'one', 1, 0, 100,"
                   " '<2@x>', 'o', 'reserved', NULL, NULL, NULL);"
                   "UPDATE sends SET state = 'unknown', settled_at = 100 WHERE id = 2",
         2,
         {"reserved", "unknown"},
         NULL},
        {COLUMNS_3 "(20781, 's', 'a@x.com', 'a@x.com', 'rdp', 'RDP', '3', '3', 'one', 1, 0, 100,"
                   " '<3@x>', 'o', 'released', 100, NULL, NULL)",
         3,
         {"reserved", "released"},
         NULL},
    };
    Fixture f = make(3, happened, sizeof happened / sizeof *happened);
    expect_ledger(&f, "a@x.com sent\nb@x.com unknown\na@x.com released\n");
    fixture_clear(&f);
}

#define COLUMNS_4                                                                                  \
    "INSERT INTO sends (day, subscription, recipient, address, type, title, alert, alert_id,"      \
    " fan_out, slot, transport, test, reserved_at, message_id, owner, state, settled_at, code,"    \
    " text) VALUES "
#define SENT_4(ID, KEY, TEST)                                                                      \
    COLUMNS_4 "(20780, 's', '" KEY "@x.com', '" KEY "@x.com', 't" ID "', 'T', '" ID "', '" ID      \
              "', 'one', 1, 'smtp', " TEST ", 100, '<" ID "@x>', 'o', 'sent', 101, 250, 'Ok')"

Test(migration, from_schema_4_addresses_that_bounced_are_passed_over_unless_a_test_came_later)
{
    static const Happened happened[] = {
        {SENT_4("1", "a", "0"), 1, {"reservation", "begun", "sent"}, NULL},
        {SENT_4("2", "b", "0"), 2, {"reservation", "begun", "sent"}, NULL},
        {NULL, 1, {"bounced"}, "550 5.1.1 no such user"},
        {NULL, 2, {"bounced"}, "552 5.2.2 mailbox full"},
        {COLUMNS_4 "(20781, 's', 'b@x.com', 'b@x.com', 'test', 'T', '3', '3', 'one', 1, 'smtp', 1,"
                   " 100, '<3@x>', 'o', 'sent', 101, 250, 'Ok')",
         3,
         {"reservation", "begun", "sent"},
         NULL},
    };
    Fixture f = make(4, happened, sizeof happened / sizeof *happened);
    expect_ledger(&f, "a@x.com bounced\nb@x.com bounced\nb@x.com sent\n"
                      "a@x.com is passed over: 550 5.1.1 no such user\n");
    fixture_clear(&f);
}
