/* sent.c: `seccontacts sent`: the messages of a day. */
#include "cli/sent.h"

#include "azure/json.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/send_text.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "command/options.h"
#include "command/output.h"
#include "command/table.h"
#include "ledger/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

static int compare_id(const void *id, const void *subscription)
{
    return strcmp(id, (*(const Subscription *const *)subscription)->id);
}

const char *sent_name_of(const SentReport *report, const char *id)
{
    const Subscription *const *found =
        bsearch(id, report->by_id, report->subscriptions.count, sizeof *report->by_id, compare_id);
    return found ? (*found)->name : id;
}

json_t *sent_time_json(int64_t time)
{
    char text[32];
    struct tm civil;
    time_t instant = (time_t)time;
    if (time == 0)
        return json_null();
    gmtime_r(&instant, &civil);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &civil);
    return json_string(text);
}

json_t *sent_day_json(Day day)
{
    char text[DAY_TEXT_SIZE];
    day_text(day, text);
    return json_string(text);
}

void sent_heading(const SentReport *report, bool held, bool any)
{
    char day[DAY_TEXT_SIZE];
    day_text(report->day, day);
    if (any)
        printf(held ? _("Held back on %s (%s)\n") : _("Sent on %s (%s)\n"), day,
               day_zone_name(report->ledger.zone));
    else
        output_note(held ? N_("nothing was held back on %s") : N_("nothing was sent on %s"), day);
}

static const char *outcome_of(const LedgerSend *send)
{
    switch (send->state) {
    case SEND_SENT:
        return _("sent");
    case SEND_WRITTEN:
        return _("written to a file, not mailed");
    case SEND_RESERVED:
    case SEND_BEGUN:
        return _("being sent");
    case SEND_REFUSED:
    case SEND_RELEASED:
        return _("not sent");
    case SEND_BOUNCED:
        return _("bounced");
    case SEND_UNKNOWN:
    case SEND_STATES:
        break;
    }
    return _("unknown, counts as sent");
}

static json_t *row_json(const SentReport *report, const ReportSend *row)
{
    const LedgerSend *send = &row->send;
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:b, s:o, s:o, s:o, s:o, s:i}",
                     "day", sent_day_json(send->day), "reserved", sent_time_json(send->reserved_at),
                     "settled", sent_time_json(send->settled_at), "recipient",
                     json_text(send->address), "alert", json_text(send->title), "alert_id",
                     json_text(send->alert_id), "subscription", json_text(send->subscription),
                     "subscription_name", json_text(sent_name_of(report, send->subscription)),
                     "state", send_state_name(send->state), "test", send->test, "code",
                     send->code > 0 ? json_integer(send->code) : json_null(), "text",
                     json_text(*send->text ? send->text : NULL), "type", json_text(send->type_key),
                     "message_id", json_text(send->message_id), "left", (int)row->left);
}

static void add_row(const SentReport *report, Table *table, const ReportSend *row)
{
    const LedgerSend *send = &row->send;
    char clock[6];
    day_clock_text(report->ledger.zone, send->settled_at > 0 ? send->settled_at : send->reserved_at,
                   clock);
    char *left = memory_format(_("%u of %d"), row->left, LIMIT_PER_DAY);
    char *why = send->code > 0 ? memory_text(send->text) : send_text_translate(send->text);
    char *outcome = !send_state_counts(send->state) && *why ? memory_format(_("not sent: %s"), why)
                                                            : memory_text(outcome_of(send));
    char *whole = send->test ? memory_format(_("%s, test"), outcome) : memory_text(outcome);
    table_add(table,
              (const char *const[]){row->first ? send->address : "", row->first ? left : "", clock,
                                    send->title, sent_name_of(report, send->subscription), whole});
    free(left);
    free(why);
    free(outcome);
    free(whole);
}

static int print_rows(const SentReport *report, const ReportSends *rows)
{
    static const char *const header[] = {N_("RECIPIENT"), N_("LEFT TODAY"),   N_("TIME"),
                                         N_("ALERT"),     N_("SUBSCRIPTION"), N_("OUTCOME")};
    if (report->json) {
        json_t *array = json_array();
        for (size_t i = 0; i < rows->count; i++)
            json_array_append_new(array, row_json(report, &rows->items[i]));
        output_json(array);
        return EX_OK;
    }
    sent_heading(report, false, rows->count > 0);
    if (rows->count == 0)
        return EX_OK;
    Table *table = table_new(6, header);
    for (size_t i = 0; i < rows->count; i++)
        add_row(report, table, &rows->items[i]);
    table_print(table);
    table_free(table);
    return EX_OK;
}

static int print_sent(const SentReport *report, Error *error)
{
    ReportSends rows = {0};
    int status = EX_SOFTWARE;
    if (report_sends(&rows, report->ledger.ledger, report->day, report->subscription, report->now,
                     error))
        status = print_rows(report, &rows);
    report_sends_clear(&rows);
    return status;
}

static int compare_ids(const void *a, const void *b)
{
    return strcmp((*(const Subscription *const *)a)->id, (*(const Subscription *const *)b)->id);
}

static void index_names(SentReport *report)
{
    size_t count = report->subscriptions.count;
    report->by_id = memory_array(count > 0 ? count : 1, sizeof *report->by_id);
    for (size_t i = 0; i < count; i++)
        report->by_id[i] = &report->subscriptions.items[i];
    qsort(report->by_id, count, sizeof *report->by_id, compare_ids);
}

/* Finds the day and the subscription, and prints. An id need not be one of the site's: what was
 * sent is remembered longer than that. */
static int report_on(SentReport *report, const char *day, const char *operand,
                     int (*print)(const SentReport *report, Error *error), Error *error)
{
    Day clock = DAY_NONE;
    char *id = NULL;
    int status = EX_DATAERR;
    size_t index;
    if (!ledger_today(report->ledger.ledger, report->now, &report->day, &clock, error))
        return EX_SOFTWARE;
    char *warning = ledger_day_warning(report->day, clock);
    if (warning)
        output_note("%s", warning);
    free(warning);
    if (day && !day_parse(day, &report->day)) {
        error_set(error, ERROR_USAGE, "\"%s\" is no day; expected one like 2026-11-23", day);
        return EX_USAGE;
    }
    report->from = day ? report->day : report->day - LEDGER_RECENT_DAYS + 1;
    if (operand)
        id = subscription_id_normal(operand);
    if (operand && !id) {
        if (!subscription_list_choose(&report->subscriptions, operand, &index, error))
            goto done;
        id = memory_text(report->subscriptions.items[index].id);
    }
    report->subscription = id;
    status = print(report, error);
done:
    free(id);
    return status;
}

static const struct option options[] = {{"day", required_argument, NULL, 'd'},
                                        {"held", no_argument, NULL, 'n'},
                                        {"unheard", no_argument, NULL, 'u'},
                                        {"json", no_argument, NULL, 'j'},
                                        OPTIONS_LAST};

static int run(const CommandContext *context, int argc, char **argv, Error *error)
{
    SentReport report = {.now = clock_now(context->clock)};
    const char *day = NULL;
    bool held = false, unheard = false;
    int option;
    while ((option = options_next(context, argc, argv, error)) > 0) {
        if (option == 'd')
            day = optarg;
        held |= option == 'n';
        unheard |= option == 'u';
        report.json |= option == 'j';
    }
    if (option != OPTIONS_END)
        return options_status(option);
    if (held && unheard) {
        error_set(error, ERROR_USAGE, "sent: --held and --unheard don't go together");
        return EX_USAGE;
    }
    Site *site = open_site(context, false, error);
    if (!site)
        return EX_CONFIG;
    int status = EX_CONFIG;
    if (site_ledger_open(site, true, &report.ledger, error) &&
        store_subscriptions_load(site->store, &report.subscriptions, &(StoreVersionTag){0},
                                 error)) {
        index_names(&report);
        status = report_on(&report, day, argv[optind],
                           unheard ? sent_unheard
                           : held  ? sent_held
                                   : print_sent,
                           error);
        free(report.by_id);
        subscription_list_clear(&report.subscriptions);
    }
    site_ledger_close(&report.ledger);
    site_close(site);
    return status;
}

const Command command_sent = {
    .name = "sent",
    .usage = "[SUB] [--day DAY] [--held | --unheard] [--json]",
    .summary = "List the alert e-mails of a day, and what is left of each recipient's",
    .help = "  SUB        messages of this subscription only: its id, name or start of its id\n"
            "  --day DAY  of this day, like 2026-11-23; else of today, as day_zone counts it\n"
            "  --held     what was held back instead, and by which rule\n"
            "  --unheard  the High alerts of which nobody was told instead: of the last\n"
            "             7 days, or of DAY\n"
            "  --json     print an array of objects, one a message: day, reserved, settled,\n"
            "             recipient, alert, alert_id, subscription, subscription_name, state,\n"
            "             test, code, text, type, message_id, left; with --held: day, first,\n"
            "             last, count, recipient (null is everyone), alert, alert_id,\n"
            "             subscription, subscription_name, severity, type, rule, reason; with\n"
            "             --unheard: day, first, last, count, alert, alert_id, subscription,\n"
            "             subscription_name, type, why, reason\n"
            "\n"
            "LEFT TODAY is how many messages of their day a recipient still has, over all\n"
            "subscriptions. Outcomes: \"sent\", when a server has accepted it; \"written to a\n"
            "file, not mailed\", with transport outbox, whose messages have days of their own,\n"
            "LEFT TODAY included; \"being sent\"; \"not sent\" after a refusal or failure,\n"
            "which does not count; \"unknown, counts as sent\" where the connection was lost\n"
            "at the wrong moment or the program died.\n"
            "\n"
            "Exit status:\n"
            "  0   listed\n"
            "  65  no such subscription, or several; or the ledger is damaged\n"
            "  78  a settings file is wrong\n"
            "\n"
            "Example:\n"
            "  seccontacts sent --day 2026-11-22 --held\n",
    .options = options,
    .operands = {0, 1, "SUB"},
    .run = run,
};
