/* sent_unheard.c: the High alerts of which nobody was told. */
#include "cli/sent.h"

#include "azure/json.h"
#include "base/language.h"
#include "base/memory.h"
#include "command/output.h"
#include "command/table.h"
#include "ledger/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

static json_t *row_json(const SentReport *report, const LedgerUnheard *row)
{
    return json_pack(
        "{s:o, s:o, s:o, s:i, s:o, s:o, s:o, s:o, s:o, s:s, s:o}", "day", sent_day_json(row->day),
        "first", sent_time_json(row->first_at), "last", sent_time_json(row->last_at), "count",
        (int)row->count, "alert", json_text(row->title), "alert_id", json_text(row->alert_id),
        "subscription", json_text(row->subscription), "subscription_name",
        json_text(sent_name_of(report, row->subscription)), "type", json_text(row->type_key), "why",
        unheard_why_name(row->why), "reason", json_text(row->reason));
}

static void add_row(const SentReport *report, Table *table, const LedgerUnheard *row)
{
    char day[DAY_TEXT_SIZE], clock[6];
    day_text(row->day, day);
    day_clock_text(report->ledger.zone, row->first_at, clock);
    char *when = memory_format("%s %s", day, clock);
    char *reason = unheard_reason_translate(row->why, row->reason);
    table_add(table, (const char *const[]){when, row->title,
                                           sent_name_of(report, row->subscription), reason});
    free(reason);
    free(when);
}

static void print_table(const SentReport *report, const ReportUnheard *rows)
{
    static const char *const header[] = {N_("TIME"), N_("ALERT"), N_("SUBSCRIPTION"), N_("REASON")};
    char day[DAY_TEXT_SIZE];
    day_text(report->from, day);
    if (rows->count == 0) {
        output_note("no High alert since %s of which nobody was told", day);
        return;
    }
    printf(_("Nobody was told of these High alerts (%s)\n"), day_zone_name(report->ledger.zone));
    Table *table = table_new(4, header);
    for (size_t i = 0; i < rows->count; i++)
        add_row(report, table, &rows->items[i]);
    table_print(table);
    table_free(table);
}

int sent_unheard(const SentReport *report, Error *error)
{
    ReportUnheard rows = {0};
    bool good = report_unheard(&rows, report->ledger.ledger, report->from, report->day,
                               report->subscription, error);
    if (good && report->json) {
        json_t *array = json_array();
        for (size_t i = 0; i < rows.count; i++)
            json_array_append_new(array, row_json(report, &rows.items[i]));
        output_json(array);
    } else if (good) {
        print_table(report, &rows);
    }
    report_unheard_clear(&rows);
    return good ? EX_OK : EX_SOFTWARE;
}
