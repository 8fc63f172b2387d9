/* Of the command sent: which alerts were held back, and why. */
#include "cli/sent.h"

#include "azure/json.h"
#include "base/language.h"
#include "base/memory.h"
#include "command/output.h"
#include "command/table.h"

#include <stdlib.h>
#include <sysexits.h>

/* The holds as they are printed: a table, or an array. */
typedef struct Holds {
    const SentReport *report;
    Table *table;
    json_t *array;
    size_t count;
} Holds;

static void add_hold_json(const Holds *holds, const LedgerHold *hold)
{
    json_array_append_new(
        holds->array,
        json_pack("{s:o, s:o, s:o, s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "day",
                  sent_day_json(hold->day), "first", sent_time_json(hold->first_at), "last",
                  sent_time_json(hold->last_at), "count", (int)hold->count, "recipient",
                  json_text(*hold->recipient ? hold->recipient : NULL), "alert",
                  json_text(hold->title), "alert_id", json_text(hold->alert_id), "subscription",
                  json_text(hold->subscription), "subscription_name",
                  json_text(sent_name_of(holds->report, hold->subscription)), "severity",
                  json_text(hold->severity), "type", json_text(hold->type_key), "rule",
                  json_text(hold->rule), "reason", json_text(hold->reason)));
}

static bool add_hold(const LedgerHold *hold, void *data)
{
    Holds *holds = data;
    holds->count++;
    if (holds->report->json) {
        add_hold_json(holds, hold);
        return true;
    }
    char clock[6];
    day_clock_text(holds->report->ledger.zone, hold->first_at, clock);
    char *count = memory_format("%u", hold->count);
    char *reason = limit_reason_translate(hold->reason);
    table_add(holds->table,
              (const char *const[]){clock, count,
                                    *hold->recipient ? hold->recipient : _("everyone"), hold->title,
                                    sent_name_of(holds->report, hold->subscription), reason});
    free(reason);
    free(count);
    return true;
}

int sent_held(const SentReport *report, Error *error)
{
    static const char *const header[] = {N_("TIME"),  N_("TIMES"),        N_("RECIPIENT"),
                                         N_("ALERT"), N_("SUBSCRIPTION"), N_("REASON")};
    int status = EX_SOFTWARE;
    Holds holds = {.report = report, .table = table_new(6, header), .array = json_array()};
    LedgerQuery query = {
        .from = report->day, .to = report->day, .subscription = report->subscription};
    if (ledger_holds(report->ledger.ledger, &query, add_hold, &holds, error)) {
        status = EX_OK;
        if (report->json) {
            output_json(json_incref(holds.array));
        } else {
            sent_heading(report, true, holds.count > 0);
            if (holds.count > 0)
                table_print(holds.table);
        }
    }
    table_free(holds.table);
    json_decref(holds.array);
    return status;
}
