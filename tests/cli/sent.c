#include "base/memory.h"
#include "cli/helper.h"
#include "ledger/ledger.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define DAY    "2026-11-22"
#define AT(hm) (1795305600 + (hm) / 100 * 3600 + (hm) % 100 * 60) /* of that day, UTC */

/* A site whose days are Berlin's, and its ledger. */
static char *ledger_site(DayZone **zone, Ledger **ledger)
{
    Error error = {0};
    char *directory = helper_site();
    char *state = temporary_path(directory, "state");
    char *text = memory_format("day_zone = \"Europe/Berlin\";\nstate = \"%s\";\n", state);
    temporary_write(directory, "site/seccontacts.conf", text);
    cr_assert_eq(mkdir(state, 0700), 0);
    *zone = day_zone_new("Europe/Berlin", &error);
    LedgerOptions options = {.zone = *zone, .file_mode = 0660};
    Ledger *opened = ledger_open(state, &options, &error);
    cr_assert(opened != NULL, "%s", error.text);
    *ledger = opened;
    free(text);
    free(state);
    return directory;
}

static void alert_make(Alert *alert, const char *subscription, const char *type, const char *id)
{
    alert_init(alert);
    alert_set(&alert->id, id);
    alert_set(&alert->name, type);
    alert_set(&alert->subscription, subscription);
    alert_set(&alert->severity_text, "High");
    alert->severity = SEVERITY_HIGH;
    alert->test = strcmp(id, "test-1") == 0;
}

static char *put(Ledger *ledger, const char *subscription, const char *type, const char *id,
                 const char *address, int64_t now, SendState state, const char *words)
{
    Alert alert;
    Reservation r;
    LedgerHeld held;
    Error error = {0};
    alert_make(&alert, subscription, type, id);
    LedgerRequest request = {.alert = &alert, .address = address, .now = now};
    cr_assert_eq(ledger_reserve(ledger, &request, &r, &held, &error), LEDGER_RESERVED);
    LedgerOutcome outcome = {.state = state, .code = 250, .text = words, .now = now + 60};
    cr_assert(ledger_settle(ledger, &r, &outcome, &error), "%s", error.text);
    alert_clear(&alert);
    return memory_text(r.message_id);
}

static void hold(Ledger *ledger, const char *address, LimitHold why, const char *reason)
{
    Alert alert;
    Error error = {0};
    alert_make(&alert, ONE, "RDP", "A-9");
    cr_assert(ledger_note_hold(ledger, &alert, address, why, reason, AT(1000), &error));
    alert_clear(&alert);
}

Test(cli_sent, by_recipient_with_what_is_left)
{
    DayZone *zone;
    Ledger *ledger;
    char *directory = ledger_site(&zone, &ledger);
    free(put(ledger, ONE, "RDP brute force", "A-1", "b@x.com", AT(813), SEND_SENT, NULL));
    free(put(ledger, TWO, "SSH", "test-1", "a@x.com", AT(900), SEND_SENT, NULL));
    free(put(ledger, FOUR, "Evil\033[2J", "A-3", "B@x.com", AT(930), SEND_UNKNOWN, NULL));
    free(put(ledger, TWO, "DNS", "A-4", "a@x.com", AT(940), SEND_RELEASED, "5.1.1 no such user"));
    free(put(ledger, "00000000-1111-4222-8333-444455556666", "DNS", "A-5", "b@x.com", AT(950),
             SEND_SENT, NULL));
    ledger_close(ledger);
    helper_expect(
        helper_run(directory, NULL, "sent", "--day", DAY, NULL), 0,
        "Sent on " DAY " (Europe/Berlin)\n"
        "RECIPIENT  LEFT TODAY  TIME   ALERT            SUBSCRIPTION                          "
        "OUTCOME\n"
        "a@x.com    2 of 3      10:01  SSH              CONTOSO-COM-01                        "
        "sent, "
        "test\n"
        "                       10:41  DNS              CONTOSO-COM-01                        not "
        "sent: "
        "5.1.1 no such user\n"
        "b@x.com    0 of 3      09:14  RDP brute force  Contoso Production                    "
        "sent\n"
        "                       10:31  Evil^[[2J        上海生产环境                          "
        "unknown, "
        "counts as sent\n"
        "                       10:51  DNS              00000000-1111-4222-8333-444455556666  "
        "sent\n",
        "");
    helper_expect(helper_run(directory, NULL, "sent", "--day", DAY, "Contoso Production", NULL), 0,
                  "Sent on " DAY " (Europe/Berlin)\n"
                  "RECIPIENT  LEFT TODAY  TIME   ALERT            SUBSCRIPTION        OUTCOME\n"
                  "b@x.com    0 of 3      09:14  RDP brute force  Contoso Production  sent\n",
                  "");
    helper_expect(
        helper_run(directory, NULL, "sent", "--day", DAY, "00000000-1111-4222-8333-444455556666",
                   NULL),
        0,
        "Sent on " DAY " (Europe/Berlin)\n"
        "RECIPIENT  LEFT TODAY  TIME   ALERT  SUBSCRIPTION                          OUTCOME\n"
        "b@x.com    0 of 3      10:51  DNS    00000000-1111-4222-8333-444455556666  sent\n",
        "");
    day_zone_free(zone);
    temporary_remove(directory);
}

Test(cli_sent, json)
{
    DayZone *zone;
    Ledger *ledger;
    char *directory = ledger_site(&zone, &ledger);
    char *id = put(ledger, ONE, "RDP", "A-1", "b@x.com", AT(813), SEND_SENT, "2.0.0 Ok");
    ledger_close(ledger);
    char *expected = memory_format("[\n"
                                   "  {\n"
                                   "    \"day\": \"" DAY "\",\n"
                                   "    \"reserved\": \"" DAY "T08:13:00Z\",\n"
                                   "    \"settled\": \"" DAY "T08:14:00Z\",\n"
                                   "    \"recipient\": \"b@x.com\",\n"
                                   "    \"alert\": \"RDP\",\n"
                                   "    \"alert_id\": \"A-1\",\n"
                                   "    \"subscription\": \"" ONE "\",\n"
                                   "    \"subscription_name\": \"Contoso Production\",\n"
                                   "    \"state\": \"sent\",\n"
                                   "    \"test\": false,\n"
                                   "    \"code\": 250,\n"
                                   "    \"text\": \"2.0.0 Ok\",\n"
                                   "    \"type\": \"rdp\",\n"
                                   "    \"message_id\": \"%s\",\n"
                                   "    \"left\": 2\n"
                                   "  }\n"
                                   "]\n",
                                   id);
    helper_expect(helper_run(directory, NULL, "sent", "--json", "--day", DAY, NULL), 0, expected,
                  "");
    free(expected);
    free(id);
    day_zone_free(zone);
    temporary_remove(directory);
}

Test(cli_sent, held)
{
    DayZone *zone;
    Ledger *ledger;
    char *directory = ledger_site(&zone, &ledger);
    hold(ledger, NULL, HOLD_TYPE, "\"RDP\" was sent to a@x.com at 09:14 today");
    hold(ledger, "b@x.com", HOLD_COUNT, "3 of 3 messages today");
    hold(ledger, "b@x.com", HOLD_COUNT, "3 of 3 messages today");
    ledger_close(ledger);
    helper_expect(
        helper_run(directory, NULL, "sent", "--held", "--day", DAY, NULL), 0,
        "Held back on " DAY " (Europe/Berlin)\n"
        "TIME   TIMES  RECIPIENT  ALERT  SUBSCRIPTION        REASON\n"
        "11:00  1      everyone   RDP    Contoso Production  \"RDP\" was sent to a@x.com at "
        "09:14 today\n"
        "11:00  2      b@x.com    RDP    Contoso Production  3 of 3 messages today\n",
        "");
    helper_expect(helper_run(directory, NULL, "sent", "--held", "--json", "--day", DAY, TWO, NULL),
                  0, "[]\n", "");
    ProgramRun run =
        helper_run(directory, NULL, "sent", "--held", "--json", "--day", DAY, ONE, NULL);
    cr_expect(strstr(run.out, "    \"count\": 1,\n    \"recipient\": null,\n") != NULL, "%s",
              run.out);
    cr_expect(strstr(run.out, "    \"rule\": \"R3\",\n") != NULL);
    program_run_clear(&run);
    day_zone_free(zone);
    temporary_remove(directory);
}

Test(cli_sent, nothing_yet)
{
    char *directory = helper_site();
    helper_expect(helper_run(directory, NULL, "sent", "--day", DAY, NULL), 0, "",
                  "seccontacts: nothing was sent on " DAY "\n");
    helper_expect(helper_run(directory, NULL, "sent", "--held", "--day", DAY, NULL), 0, "",
                  "seccontacts: nothing was held back on " DAY "\n");
    helper_expect(helper_run(directory, NULL, "sent", "--json", NULL), 0, "[]\n", "");
    cr_expect_null(temporary_read(directory, ".local/state/seccontacts/ledger.db", NULL));
    temporary_remove(directory);
}

Test(cli_sent, what_is_wrong_is_said)
{
    char *directory = helper_site();
    helper_expect(helper_run(directory, NULL, "sent", "--day", "today", NULL), 64, "",
                  "seccontacts: \"today\" is no day; expected one like 2026-11-23\n");
    helper_expect(helper_run(directory, NULL, "sent", "nobody", NULL), 65, "", NULL);
    char *state = temporary_path(directory, "state");
    char *path = temporary_path(directory, "state/ledger.db");
    char *text = memory_format("state = \"%s\";\n", state);
    temporary_write(directory, "site/seccontacts.conf", text);
    temporary_write(directory, "state/ledger.db",
                    "this is not a database, as anyone can see who reads as far as here, and "
                    "then a little further on\n");
    char *expected = memory_format(
        "seccontacts: %s: the ledger is damaged (file is not a database); nothing is sent: restore "
        "it from a backup, or move it away together with ledger.lock, and a new one is made, which "
        "does not know what was sent before\n",
        path);
    helper_expect(helper_run(directory, NULL, "sent", NULL), 65, "", expected);
    free(expected);
    free(text);
    free(path);
    free(state);
    temporary_remove(directory);
}

Test(cli_sent, a_clock_behind_the_ledger_is_said)
{
    DayZone *zone;
    Ledger *ledger;
    char *directory = ledger_site(&zone, &ledger);
    free(put(ledger, ONE, "RDP", "A-1", "b@x.com", 4102480800, SEND_SENT, NULL)); /* 2100-01-01 */
    ledger_close(ledger);
    ProgramRun run = helper_run(directory, NULL, "sent", NULL);
    cr_expect_eq(run.status, 0);
    cr_expect(strstr(run.out, "Sent on 2100-01-01 (Europe/Berlin)\n") != NULL, "%s", run.out);
    cr_expect(strstr(run.err, "nothing is sent: messages of 2100-01-01 are in the ledger, but the "
                              "clock says ") != NULL,
              "%s", run.err);
    program_run_clear(&run);
    day_zone_free(zone);
    temporary_remove(directory);
}

static void unheard(Ledger *ledger, const char *type, const char *id, int64_t now, UnheardWhy why,
                    const char *reason)
{
    Alert alert;
    Error error = {0};
    alert_make(&alert, ONE, type, id);
    cr_assert(ledger_note_unheard(ledger, &alert, why, reason, now, &error));
    alert_clear(&alert);
}

Test(cli_sent, of_what_nobody_was_told)
{
    DayZone *zone;
    Ledger *ledger;
    char *directory = ledger_site(&zone, &ledger);
    unheard(ledger, "RDP brute force", "A-1", AT(813), UNHEARD_LIMIT, "3 of 3 messages today");
    unheard(ledger, "Evil\033[2J", "A-2", AT(830), UNHEARD_REFUSED, "550 5.1.1 no such user");
    unheard(ledger, "SSH", "A-3", AT(840), UNHEARD_FAILED, "it failed");
    free(put(ledger, ONE, "SSH", "A-3", "a@x.com", AT(900), SEND_SENT, NULL)); /* after all */
    ledger_close(ledger);
    helper_expect(helper_run(directory, NULL, "sent", "--unheard", "--day", DAY, NULL), 0,
                  "Nobody was told of these High alerts (Europe/Berlin)\n"
                  "TIME              ALERT            SUBSCRIPTION        REASON\n"
                  "2026-11-22 09:13  RDP brute force  Contoso Production  3 of 3 messages today\n"
                  "2026-11-22 09:30  Evil^[[2J        Contoso Production  550 5.1.1 no such user\n",
                  "");
    ProgramRun run = helper_run(directory, NULL, "sent", "--unheard", "--day", DAY, "--json", NULL);
    json_t *list = json_loads(run.out, 0, NULL);
    cr_assert_eq(json_array_size(list), 2, "%s", run.out);
    const json_t *first = json_array_get(list, 0);
    cr_expect_str_eq(json_string_value(json_object_get(first, "alert_id")), "A-1");
    cr_expect_str_eq(json_string_value(json_object_get(first, "why")), "limit");
    cr_expect_str_eq(json_string_value(json_object_get(first, "first")), "2026-11-22T08:13:00Z");
    json_decref(list);
    program_run_clear(&run);
    helper_expect(helper_run(directory, NULL, "sent", "--unheard", "--day", "2026-11-21", NULL), 0,
                  "", "seccontacts: no High alert since 2026-11-21 of which nobody was told\n");
    helper_expect(helper_run(directory, NULL, "sent", "--unheard", "--held", NULL), 64, "",
                  "seccontacts: sent: --held and --unheard don't go together\n");
    day_zone_free(zone);
    temporary_remove(directory);
}
