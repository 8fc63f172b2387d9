/* `seccontacts check --proven` and `check --as`. */
#include "base/memory.h"
#include "cli/helper.h"
#include "ledger/ledger.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define HEALTHY "phone = \"+14255550100\";\nalerts = true;\n"
#define AT      1795305600 /* 2026-11-22 00:00 UTC */

static char *site(void)
{
    char *directory = helper_site();
    char *state = temporary_path(directory, "state");
    char *text = memory_format("day_zone = \"Europe/Berlin\";\nstate = \"%s\";\n", state);
    temporary_write(directory, "site/seccontacts.conf", text);
    temporary_write(directory, "site/contacts/" ONE ".conf",
                    "emails = [ \"a@x.com\", \"b@x.com\" ];\n" HEALTHY);
    temporary_write(directory, "site/contacts/" TWO ".conf",
                    "emails = [ \"A@x.com\", \"c@x.com\" ];\n" HEALTHY);
    free(text);
    free(state);
    return directory;
}

static void send(Ledger *ledger, const char *id, const char *address, int64_t now, SendState state)
{
    Alert alert;
    Reservation reservation;
    LedgerHeld held;
    Error error = {0};
    alert_init(&alert);
    alert_set(&alert.id, id);
    alert_set(&alert.name, id);
    alert_set(&alert.subscription, ONE);
    alert_set(&alert.severity_text, "High");
    alert.severity = SEVERITY_HIGH;
    LedgerRequest request = {.alert = &alert, .address = address, .now = now};
    cr_assert_eq(ledger_reserve(ledger, &request, &reservation, &held, &error), LEDGER_RESERVED);
    LedgerOutcome outcome = {.state = state, .code = 250, .now = now + 60};
    cr_assert(ledger_settle(ledger, &reservation, &outcome, &error), "%s", error.text);
    alert_clear(&alert);
}

static void fill_ledger(const char *directory)
{
    Error error = {0};
    char *state = temporary_path(directory, "state");
    DayZone *zone = day_zone_new("Europe/Berlin", &error);
    cr_assert_eq(mkdir(state, 0700), 0);
    Ledger *ledger = ledger_open(state, &(LedgerOptions){.zone = zone, .file_mode = 0660}, &error);
    cr_assert(ledger != NULL, "%s", error.text);
    send(ledger, "one", "a@x.com", AT + 9 * 3600, SEND_SENT);
    send(ledger, "two", "a@x.com", AT + 3600, SEND_SENT);
    send(ledger, "three", "b@x.com", AT, SEND_RELEASED);
    send(ledger, "four", "c@x.com", AT, SEND_UNKNOWN);
    ledger_close(ledger);
    day_zone_free(zone);
    free(state);
}

Test(cli_check_more, proven_is_what_a_server_has_accepted)
{
    char *directory = site();
    fill_ledger(directory);
    helper_expect(
        helper_run(directory, NULL, "check", "--proven", "--max-age", "36500", "contoso*", NULL), 1,
        "Contoso Production (" ONE ")\n"
        "  emails  no message was accepted of late for 1 of 2 addresses: b@x.com\n"
        "          To mend it: seccontacts test " ONE " --unproven\n"
        "CONTOSO-COM-01 (" TWO ")\n"
        "  emails  no message was accepted of late for 1 of 2 addresses: c@x.com\n"
        "          To mend it: seccontacts test " TWO " --unproven\n"
        "ADDRESS  LAST ACCEPTED     SUBSCRIPTIONS\n"
        "a@x.com  2026-11-22 10:01  2\n"
        "b@x.com  never             1\n"
        "c@x.com  never             1\n"
        "2 subscriptions checked: 0 healthy, 2 unhealthy\n",
        "");
    ProgramRun run = helper_run(directory, NULL, "check", "--proven", "--json", ONE, NULL);
    cr_expect_not_null(strstr(run.out, "  \"proven\": [\n"
                                       "    {\n"
                                       "      \"address\": \"a@x.com\",\n"
                                       "      \"last_accepted\": \"2026-11-22T09:01:00Z\",\n"
                                       "      \"subscriptions\": 1\n"
                                       "    },\n"
                                       "    {\n"
                                       "      \"address\": \"b@x.com\",\n"
                                       "      \"last_accepted\": null,\n"
                                       "      \"subscriptions\": 1\n"
                                       "    }\n"
                                       "  ]\n"),
                       "%s", run.out);
    program_run_clear(&run);
    /* AT is long ago, on any day on which this is run. */
    run = helper_run(directory, NULL, "check", "--proven", "--max-age", "1", ONE, NULL);
    cr_expect_not_null(strstr(run.out, "accepted of late for 2 of 2 addresses: a@x.com, b@x.com"),
                       "%s", run.out);
    program_run_clear(&run);
    helper_expect(helper_run(directory, NULL, "check", "--max-age", "1", NULL), 64, "",
                  "seccontacts: check: --max-age goes with --proven\n");
    temporary_remove(directory);
}

Test(cli_check_more, a_later_refusal_outdates_a_proof)
{
    char *directory = site();
    fill_ledger(directory);
    Error error = {0};
    char *state = temporary_path(directory, "state");
    DayZone *zone = day_zone_new("Europe/Berlin", &error);
    Ledger *ledger = ledger_open(state, &(LedgerOptions){.zone = zone, .file_mode = 0660}, &error);
    send(ledger, "five", "a@x.com", AT + 86400, SEND_REFUSED);
    ledger_close(ledger);
    day_zone_free(zone);
    ProgramRun run =
        helper_run(directory, NULL, "check", "--proven", "--max-age", "36500", ONE, NULL);
    cr_expect_not_null(strstr(run.out, "accepted of late for 2 of 2 addresses: a@x.com, b@x.com"),
                       "%s", run.out);
    program_run_clear(&run);
    free(state);
    temporary_remove(directory);
}

Test(cli_check_more, without_a_ledger_nothing_is_proven_and_none_is_made)
{
    char *directory = site();
    ProgramRun run = helper_run(directory, NULL, "check", "--proven", ONE, NULL);
    cr_expect_eq(run.status, 1);
    cr_expect_not_null(strstr(run.out, "no message was accepted of late for 2 of 2 addresses"));
    cr_expect_str_eq(run.err, "");
    program_run_clear(&run);
    char *state = temporary_path(directory, "state");
    struct stat status;
    cr_expect_neq(stat(state, &status), 0);
    free(state);
    temporary_write(directory, "site/seccontacts.conf", "state = 5;\n");
    helper_expect(helper_run(directory, NULL, "check", "--proven", NULL), 78, "",
                  "seccontacts: site: --proven asks the ledger, and seccontacts.conf, which says "
                  "where that is, is wrong: seccontacts check says how\n");
    temporary_remove(directory);
}

Test(cli_check_more, as_a_scanner_would_judge)
{
    char *directory = site();
    temporary_write(directory, "site/contacts/" TWO ".conf",
                    "emails = [ ];\nphone = \"+14255550100\";\nalerts = false;\n");
    helper_expect(helper_run(directory, NULL, "check", "--as", "scoutsuite", "contoso*", NULL), 1,
                  "ScoutSuite\n"
                  "  security contact: 2 pass, 0 fail\n"
                  "    Passes where: there is a security contact\n"
                  "  e-mail: 1 pass, 1 fail\n"
                  "    Passes where: the e-mail is not empty\n"
                  "    Fails: CONTOSO-COM-01 (" TWO ")\n"
                  "  phone: 2 pass, 0 fail\n"
                  "    Passes where: the phone number is not empty\n"
                  "  alert notifications: 1 pass, 1 fail\n"
                  "    Passes where: alert notifications are on\n"
                  "    Fails: CONTOSO-COM-01 (" TWO ")\n"
                  "  alerts to admins: 0 pass, 2 fail\n"
                  "    Passes where: alerts go to admins\n"
                  "    Note: e-mail to owners is not available yet: this fails everywhere\n"
                  "    Fails: Contoso Production (" ONE ")\n"
                  "    Fails: CONTOSO-COM-01 (" TWO ")\n",
                  "");
    ProgramRun run = helper_run(directory, NULL, "check", "--as", "prowler", "--json", TWO, NULL);
    cr_expect_eq(run.status, 1);
    cr_expect_not_null(
        strstr(run.out, "      \"check\": \"additional e-mail\",\n"
                        "      \"passes_where\": \"emails, split at ;, has at least one part\",\n"
                        "      \"note\": \"always passes: an empty text has one part too\",\n"
                        "      \"pass\": 1,\n"
                        "      \"fail\": 0,\n"
                        "      \"failing\": []\n"),
        "%s", run.out);
    program_run_clear(&run);
    run = helper_run(directory, NULL, "check", "--as", "policy", "--junit", TWO, NULL);
    cr_expect_not_null(strstr(run.out, "<testsuites tests=\"3\" failures=\"3\" errors=\"0\" "
                                       "skipped=\"0\">"),
                       "%s", run.out);
    cr_expect_not_null(strstr(run.out, " message=\"passes where an e-mail is not empty\">"), "%s",
                       run.out);
    program_run_clear(&run);
    temporary_write(directory, "site/contacts/" TWO ".conf", "emails = 1;\nalerts = true;\n");
    run = helper_run(directory, NULL, "check", "--as", "policy", "--junit", TWO, NULL);
    cr_expect_eq(run.status, 78);
    cr_expect_not_null(strstr(run.out, "<testsuites tests=\"3\" failures=\"0\" errors=\"3\" "
                                       "skipped=\"0\">"),
                       "%s", run.out);
    program_run_clear(&run);
    run = helper_run(directory, NULL, "check", "--as", "steampipe", "contoso*", NULL);
    cr_expect_eq(run.status, 78);
    cr_expect_not_null(strstr(run.out, "  e-mail: 1 pass, 0 fail\n"), "%s", run.out);
    cr_expect_not_null(strstr(run.err, "site/contacts/" TWO ".conf:1: emails: found the number 1"));
    program_run_clear(&run);
    temporary_write(directory, "site/subscriptions.conf", "subscriptions = 5;\n");
    run = helper_run(directory, NULL, "check", "--as", "policy", "--junit", NULL);
    cr_expect_eq(run.status, 78);
    cr_expect_not_null(strstr(run.out, "<testsuites tests=\"1\" failures=\"0\" errors=\"1\" "
                                       "skipped=\"0\">"),
                       "%s", run.out);
    cr_expect_not_null(strstr(run.out, "<testcase classname=\"site\" name=\"settings\"><error "
                                       "type=\"settings\" message=\"site/subscriptions.conf:1: "),
                       "%s", run.out);
    program_run_clear(&run);
    helper_expect(helper_run(directory, NULL, "check", "--as", "nobody", NULL), 64, "",
                  "seccontacts: check: --as \"nobody\": expected prowler, scoutsuite, steampipe or "
                  "policy\n");
    helper_expect(helper_run(directory, NULL, "check", "--as", "policy", "--proven", NULL), 64, "",
                  "seccontacts: check: no scanner asks whether addresses are proven: --as and "
                  "--proven don't go together\n");
    temporary_remove(directory);
}
