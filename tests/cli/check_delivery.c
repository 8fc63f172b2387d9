/* What `check` says of the delivery: whether alerts reach anybody. */
#include "base/memory.h"
#include "cli/helper.h"
#include "ledger/ledger.h"
#include "site/delivery/heartbeat.h"
#include "support/environment.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define SMTP                                                                                       \
    "mail = { transport = \"smtp\"; server = \"127.0.0.1:1\"; tls = \"none\"; "                    \
    "from = \"alerts@ops.example\"; hello = \"ops.example\"; };\n"

/* Five subscriptions with good contacts, a state directory, and this configuration. */
static char *site_with(const char *config)
{
    char *directory = helper_site();
    static const char *const ids[] = {ONE, TWO, THREE, FOUR, FIVE};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        char *name = memory_format("site/contacts/%s.conf", ids[i]);
        temporary_write(directory, name,
                        "emails = [ \"a@x.com\", \"b@x.com\" ];\nphone = \"+14255550100\";\n"
                        "alerts = true;\n");
        free(name);
    }
    char *state = temporary_path(directory, "state");
    char *text = memory_format("state = \"%s\";\n%s", state, config);
    cr_assert_eq(mkdir(state, 0700), 0);
    temporary_write(directory, "site/seccontacts.conf", text);
    free(text);
    free(state);
    return directory;
}

/* `check` ends with 1, and says this. */
static void expect_finding(const char *directory, const char *said)
{
    ProgramRun run = helper_run(directory, NULL, "check", NULL);
    cr_expect_eq(run.status, 1, "%d: %s", run.status, run.err);
    cr_expect_not_null(strstr(run.out, said), "%s\nnot in:\n%s", said, run.out);
    program_run_clear(&run);
}

static void expect_healthy(const char *directory)
{
    ProgramRun run = helper_run(directory, NULL, "check", NULL);
    cr_expect_eq(run.status, 0, "%d: %s%s", run.status, run.out, run.err);
    program_run_clear(&run);
}

static Ledger *open_ledger(const char *directory, DayZone **zone)
{
    Error error = {0};
    char *state = temporary_path(directory, "state");
    *zone = day_zone_new("UTC", &error);
    LedgerOptions options = {.zone = *zone, .file_mode = 0660};
    Ledger *ledger = ledger_open(state, &options, &error);
    cr_assert(ledger != NULL, "%s", error.text);
    free(state);
    return ledger;
}

static void make_alert(Alert *alert, const char *id)
{
    alert_init(alert);
    alert_set(&alert->id, id);
    alert_set(&alert->name, id);
    alert_set(&alert->subscription, ONE);
    alert_set(&alert->severity_text, "High");
    alert->severity = SEVERITY_HIGH;
}

/* Something was sent, or was not, at `now`. */
static void put(const char *directory, const char *id, const char *address, int64_t now,
                SendState state, int code, const char *text)
{
    DayZone *zone;
    Ledger *ledger = open_ledger(directory, &zone);
    Alert alert;
    Reservation reservation;
    LedgerHeld held;
    Error error = {0};
    make_alert(&alert, id);
    LedgerRequest request = {.alert = &alert, .address = address, .now = now};
    cr_assert_eq(ledger_reserve(ledger, &request, &reservation, &held, &error), LEDGER_RESERVED);
    LedgerOutcome outcome = {.state = state, .code = code, .text = text, .now = now};
    cr_assert(ledger_settle(ledger, &reservation, &outcome, &error), "%s", error.text);
    alert_clear(&alert);
    ledger_close(ledger);
    day_zone_free(zone);
}

Test(cli_check_delivery, mail_that_goes_to_files_reaches_nobody)
{
    char *directory = site_with("");
    char *state = temporary_path(directory, "state");
    char *said = memory_format("alerts are on, but no mail is sent: it is written to files below "
                               "%s, and nobody is told\n          To mend it: set mail.transport ",
                               state);
    expect_finding(directory, said);
    helper_expect(helper_run(directory, NULL, "set", "--all", "--alerts", "off", NULL), 0, NULL,
                  NULL);
    ProgramRun run = helper_run(directory, NULL, "check", NULL);
    cr_expect_null(strstr(run.out, "no mail is sent"), "%s", run.out);
    program_run_clear(&run);
    free(said);
    free(state);
    temporary_remove(directory);
    directory = site_with(SMTP);
    expect_healthy(directory);
    temporary_remove(directory);
}

Test(cli_check_delivery, what_the_admin_settings_name_is_looked_at)
{
    char *directory = site_with(
        "mail = { transport = \"smtp\"; server = \"127.0.0.1:1\"; from = \"alerts@localhost\"; "
        "hello = \"vm\"; ca_file = \"" NO_SUCH_PATH "/ca.pem\"; };\n");
    expect_finding(directory, "mail.from: \"alerts@localhost\" has no full host name behind the @");
    expect_finding(directory, "mail.hello: \"vm\" is no full host name");
    expect_finding(directory, "mail.ca_file: " NO_SUCH_PATH "/ca.pem: No such file or directory");
    temporary_remove(directory);
}

Test(cli_check_delivery, with_mail_the_server_is_tried)
{
    char *directory = site_with(SMTP);
    expect_healthy(directory);
    ProgramRun run = helper_run(directory, NULL, "check", "--mail", NULL);
    cr_expect_eq(run.status, 1, "%d: %s", run.status, run.err);
    cr_expect_not_null(strstr(run.out, "the mail server can't be used: 127.0.0.1:1 can't be "
                                       "reached: Connection refused\n"),
                       "%s", run.out);
    program_run_clear(&run);
    temporary_remove(directory);
}

Test(cli_check_delivery, refused_addresses_are_found_until_one_is_accepted)
{
    char *directory = site_with(SMTP);
    int64_t now = time(NULL);
    put(directory, "A1", "a@x.com", now - 86400, SEND_SENT, 250, "2.0.0 Ok");
    put(directory, "A2", "b@x.com", now - 7200, SEND_REFUSED, 550, "5.1.1 no such user");
    expect_finding(directory, "  emails  the server refused b@x.com, and has accepted nothing for "
                              "it since: 550 5.1.1 no such user\n"
                              "          To mend it: ask the person, correct the address, then "
                              "seccontacts test " ONE "\n");
    put(directory, "A3", "b@x.com", now - 3600, SEND_SENT, 250, "2.0.0 Ok");
    expect_healthy(directory);
    temporary_remove(directory);
}

/* A server reports that the last message to the address did not arrive. */
static void bounce(const char *directory, const char *id, const char *address, int64_t now)
{
    DayZone *zone;
    Ledger *ledger = open_ledger(directory, &zone);
    Alert alert;
    Reservation reservation;
    LedgerHeld held;
    LedgerReported reported;
    Error error = {0};
    make_alert(&alert, id);
    LedgerRequest request = {.alert = &alert, .address = address, .now = now};
    cr_assert_eq(ledger_reserve(ledger, &request, &reservation, &held, &error), LEDGER_RESERVED);
    LedgerOutcome outcome = {.state = SEND_SENT, .code = 250, .text = "Ok", .now = now};
    cr_assert(ledger_settle(ledger, &reservation, &outcome, &error), "%s", error.text);
    LedgerReport report = {.kind = LEDGER_REPORT_BOUNCED,
                           .envelope_id = "",
                           .message_id = reservation.message_id,
                           .code = 550,
                           .text = "550 5.1.1 no such user",
                           .now = now};
    cr_assert_eq(ledger_note_report(ledger, &report, &reported, &error), LEDGER_NOTED);
    ledger_reported_clear(&reported);
    alert_clear(&alert);
    ledger_close(ledger);
    day_zone_free(zone);
}

Test(cli_check_delivery, an_address_that_bounced_is_told_wherever_it_is_shown)
{
    char *directory = site_with(SMTP);
    int64_t now = time(NULL);
    put(directory, "A1", "b@x.com", now - 86400, SEND_SENT, 250, "2.0.0 Ok");
    bounce(directory, "A2", "a@x.com", now - 7200);
    expect_finding(directory, "  emails  mail to a@x.com bounced, and it is passed over: 550 5.1.1 "
                              "no such user\n"
                              "          To mend it: correct the address, or see to its mailbox; "
                              "then seccontacts test " ONE " --to ADDRESS, or seccontacts bounces "
                              "--clear ADDRESS\n");
    ProgramRun run = helper_run(directory, NULL, "check", "--json", NULL);
    cr_expect_not_null(strstr(run.out, "\"check\": \"bounced\""), "%s", run.out);
    program_run_clear(&run);
    run = helper_run(directory, NULL, "metrics", NULL);
    cr_expect_not_null(strstr(run.out, "\nseccontacts_bounced_addresses 1\n"), "%s", run.out);
    program_run_clear(&run);
    run = helper_run(directory, NULL, "show", ONE, NULL);
    cr_expect_not_null(strstr(run.out, "a@x.com, passed over since mail to it bounced: 550 5.1.1 "
                                       "no such user\n"),
                       "%s", run.out);
    cr_expect_not_null(strstr(run.out, " b@x.com\n"), "%s", run.out);
    program_run_clear(&run);
    DayZone *zone;
    Error error = {0};
    bool cleared;
    Ledger *ledger = open_ledger(directory, &zone);
    cr_expect(ledger_clear_bounced(ledger, "A@X.com", "x", now, &cleared, &error), "%s",
              error.text);
    ledger_close(ledger);
    day_zone_free(zone);
    run = helper_run(directory, NULL, "check", NULL);
    cr_expect_null(strstr(run.out, "bounced, and"), "%s", run.out);
    program_run_clear(&run);
    temporary_remove(directory);
}

Test(cli_check_delivery, a_second_address_that_was_never_used_is_no_second_recipient)
{
    char *directory = site_with(SMTP);
    int64_t now = time(NULL);
    put(directory, "A1", "a@x.com", now - 7200, SEND_SENT, 250, "2.0.0 Ok");
    expect_finding(directory, "  emails  only a@x.com was ever sent a message: whether another one "
                              "would arrive is not known\n"
                              "          To mend it: seccontacts test " ONE " --to ADDRESS\n");
    put(directory, "A2", "b@x.com", now - 3600, SEND_SENT, 250, "2.0.0 Ok");
    expect_healthy(directory);
    temporary_remove(directory);
    directory = site_with(SMTP "fan_out = \"each\";\n");
    put(directory, "A1", "a@x.com", now - 7200, SEND_SENT, 250, "2.0.0 Ok");
    expect_healthy(directory);
    temporary_remove(directory);
}

Test(cli_check_delivery, what_nobody_was_told_of_and_what_is_not_known)
{
    char *directory = site_with(SMTP);
    int64_t now = time(NULL);
    DayZone *zone;
    Alert alert;
    Error error;
    put(directory, "A2", "a@x.com", now - (int64_t)30 * 86400, SEND_UNKNOWN, 0, "long ago");
    put(directory, "A1", "a@x.com", now, SEND_UNKNOWN, 0, "lost");
    Ledger *ledger = open_ledger(directory, &zone);
    make_alert(&alert, "A3");
    cr_assert(
        ledger_note_unheard(ledger, &alert, UNHEARD_LIMIT, "3 of 3 messages today", now, &error));
    alert_clear(&alert);
    ledger_close(ledger);
    day_zone_free(zone);
    expect_finding(directory, "nobody was told of 1 High alert in the last 7 days\n"
                              "          To mend it: seccontacts sent --unheard lists them");
    expect_finding(directory, "of 1 message of the last 7 days it is not known whether it arrived");
    helper_expect(helper_run(directory, NULL, "check", "--summary", NULL), 1,
                  "FOUND  CHECK            WHAT TO DO\n"
                  "1      unheard          Look at alerts nobody was told of\n"
                  "1      unknown-outcome  Ask whether mail arrived\n"
                  "4 subscriptions checked: 4 healthy, 0 unhealthy; 1 disabled or deleted left "
                  "out\n",
                  "");
    ProgramRun run = helper_run(directory, NULL, "check", "--summary", "--json", NULL);
    cr_expect_not_null(strstr(run.out, "\"summary\": {\n    \"unheard\": 1,\n"
                                       "    \"unknown-outcome\": 1\n  }"),
                       "%s", run.out);
    cr_expect_null(strstr(run.out, "\"findings\""), "%s", run.out);
    program_run_clear(&run);
    temporary_remove(directory);
}

Test(cli_check_delivery, a_spool_that_nothing_serves_and_what_lies_in_it)
{
    char *directory = site_with(SMTP);
    char *state = temporary_path(directory, "state"), *spool = temporary_path(directory, "spool");
    char *aside = temporary_path(directory, "spool/aside");
    int64_t now = time(NULL);
    Error error;
    cr_assert_eq(mkdir(spool, 0700), 0);
    cr_assert_eq(mkdir(aside, 0700), 0);
    cr_assert(heartbeat_beat(state, 0660, spool, false, now, &error), "%s", error.text);
    temporary_write(directory, "spool/aside/waits.why", "a note about a file that waits");
    expect_healthy(directory);
    temporary_write(directory, "spool/aside/odd", "{");
    temporary_write(directory, "spool/aside/odd.why", "why");
    char *said = memory_format("1 file was set aside in the spool %s\n", spool);
    expect_finding(directory, said);
    free(said);
    cr_assert(heartbeat_beat(state, 0660, spool, false, now - 7260, &error), "%s", error.text);
    said = memory_format("nothing has taken alerts from the spool %s for 2 hours\n", spool);
    expect_finding(directory, said);
    free(said);
    cr_assert(heartbeat_beat(state, 0660, spool, true, now - 7260, &error), "%s", error.text);
    ProgramRun run = helper_run(directory, NULL, "check", NULL); /* by a timer: not yet */
    cr_expect_null(strstr(run.out, "nothing has taken"), "%s", run.out);
    program_run_clear(&run);
    free(aside);
    free(spool);
    free(state);
    temporary_remove(directory);
}
