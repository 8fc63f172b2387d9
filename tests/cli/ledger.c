/* `seccontacts ledger`, `history --verify`, and what `check` says of both. */
#include "cli/helper.h"

#include "base/memory.h"
#include "ledger/ledger.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

static char *site(void)
{
    char *directory = helper_site();
    char *state = temporary_path(directory, "state");
    char *text = memory_format("state = \"%s\";\n", state);
    temporary_write(directory, "site/seccontacts.conf", text);
    cr_assert_eq(mkdir(state, 0700), 0);
    free(text);
    free(state);
    return directory;
}

/* Sends a message at `now`, as a program whose clock says that. */
static void send_at(const char *directory, const char *id, int64_t now)
{
    Alert alert;
    Reservation reservation;
    LedgerHeld held;
    Error error = {0};
    char *state = temporary_path(directory, "state");
    DayZone *zone = day_zone_new("UTC", &error);
    Ledger *ledger = ledger_open(state, &(LedgerOptions){.zone = zone, .file_mode = 0660}, &error);
    cr_assert(ledger != NULL, "%s", error.text);
    alert_init(&alert);
    alert_set(&alert.id, id);
    alert_set(&alert.name, id);
    alert_set(&alert.subscription, ONE);
    alert_set(&alert.severity_text, "High");
    alert.severity = SEVERITY_HIGH;
    LedgerRequest request = {.alert = &alert, .address = "a@x.com", .now = now};
    cr_assert_eq(ledger_reserve(ledger, &request, &reservation, &held, &error), LEDGER_RESERVED);
    LedgerOutcome outcome = {.state = SEND_SENT, .code = 250, .now = now};
    cr_assert(ledger_settle(ledger, &reservation, &outcome, &error), "%s", error.text);
    alert_clear(&alert);
    ledger_close(ledger);
    day_zone_free(zone);
    free(state);
}

/* Runs SQL on a database of the state. */
static void sql(const char *directory, const char *name, const char *text)
{
    sqlite3 *database = NULL;
    char *words = NULL;
    char *state = temporary_path(directory, "state"), *path = temporary_path(state, name);
    cr_assert_eq(sqlite3_open(path, &database), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(database, text, NULL, NULL, &words), SQLITE_OK, "%s", words);
    sqlite3_close(database);
    free(path);
    free(state);
}

/* The command ended with `status`, and has these words in its output and in its error. */
static void says(ProgramRun run, int status, const char *out, const char *err)
{
    cr_expect_eq(run.status, status, "%d: %s%s", run.status, run.out, run.err);
    cr_expect(strstr(run.out, out) != NULL, "%s", run.out);
    cr_expect(strstr(run.err, err) != NULL, "%s", run.err);
    program_run_clear(&run);
}

Test(cli_ledger, a_clock_that_was_ahead_has_a_way_back)
{
    char *directory = site(), today[DAY_TEXT_SIZE], ahead[DAY_TEXT_SIZE];
    int64_t now = (int64_t)time(NULL); /* the program's clock is that of the system */
    day_text((Day)(now / 86400), today);
    day_text((Day)(now / 86400) + 365, ahead);
    send_at(directory, "one", now + 365 * 86400L);
    helper_expect(helper_run(directory, NULL, "set", ONE, "--emails", "a@x.com, b@x.com",
                             "--alerts", "on", NULL),
                  0, NULL, "");
    char *refusal =
        memory_format("nothing is sent: messages of %s are in the ledger, but the clock "
                      "says %s",
                      ahead, today);
    says(helper_run(directory, NULL, "test", ONE, "--alert-type", "SSH", NULL), 75, "", refusal);
    says(helper_run(directory, NULL, "preview", ONE, NULL), 75, "", refusal);
    says(helper_run(directory, NULL, "ledger", NULL), 0, "Day of the ledger: ", refusal);
    says(helper_run(directory, NULL, "check", NULL), 1, refusal, "");
    says(helper_run(directory, NULL, "ledger", "--set-day", today, NULL), 64, "",
         "--set-day and --reason go together");
    says(helper_run(directory, NULL, "ledger", "--set-day", "2020-01-01", "--reason", "x", NULL),
         65, "", "2020-01-01 is not the day of the clock");
    says(helper_run(directory, NULL, "ledger", "--set-day", today, "--reason", "battery", NULL), 0,
         "on record as event 4", "");
    says(helper_run(directory, NULL, "test", ONE, "--alert-type", "SSH", NULL), 0, "", "");
    says(helper_run(directory, NULL, "ledger", "--verify", NULL), 0,
         "The ledger is as it was written (records: 2, events: 7)", "");
    sql(directory, "ledger.db",
        "SELECT CASE WHEN reason = 'battery' AND who LIKE '% (uid %'"
        " THEN 1 ELSE json('no') END FROM resets");
    free(refusal);
    temporary_remove(directory);
}

Test(cli_ledger, check_and_verify_name_the_record)
{
    char *directory = site();
    helper_expect(helper_run(directory, NULL, "set", ONE, "--emails", "a@x.com, b@x.com",
                             "--alerts", "on", NULL),
                  0, NULL, "");
    send_at(directory, "one", 1795305600);
    says(helper_run(directory, NULL, "history", "--verify", NULL), 0,
         "The history is as it was written (records: ", "");
    says(helper_run(directory, NULL, "history", "--verify", "--json", NULL), 0,
         "\"verified\": true", "");
    /* REPLACE passes the triggers by. */
    sql(directory, "ledger.db",
        "CREATE TEMP TABLE forged AS SELECT * FROM sends WHERE id = 1;"
        "UPDATE forged SET address = 'z@x.com';"
        "REPLACE INTO sends SELECT * FROM forged");
    says(helper_run(directory, NULL, "ledger", "--verify", NULL), 65, "",
         "the ledger is not as it was written: record 1 or event 2, which made it, was changed");
    says(helper_run(directory, NULL, "check", NULL), 1,
         "the ledger is not as it was written: record 1", "");
    sql(directory, "history.db",
        "REPLACE INTO changes SELECT id, site, file, kind, state, at, before, after, what, uid,"
        " 'maria', login, claimed, address, host, via, modified, owner FROM changes"
        " WHERE kind = 'save'");
    says(helper_run(directory, NULL, "history", "--verify", NULL), 65, "",
         "the history is not as it was written: record ");
    says(helper_run(directory, NULL, "check", NULL), 1,
         "the history is not as it was written: ", "");
    temporary_remove(directory);
}

Test(cli_ledger, heads_are_hashes)
{
    char *directory = site();
    says(helper_run(directory, NULL, "ledger", "--head", "12ab", NULL), 64, "",
         "--head: \"12ab\" is no head of a chain");
    says(helper_run(directory, NULL, "history", "--head",
                    "0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789abcdef", NULL),
         65, "",
         "no event has the hash 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
    says(helper_run(directory, NULL, "history", "--verify", ONE, NULL), 64, "",
         "--verify is for the whole history");
    temporary_remove(directory);
}
