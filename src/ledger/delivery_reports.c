/* delivery_reports.c: what mail servers report on messages that they had accepted, as events of the
 * chain. A message that bounced has told nobody: its alert is noted as such. */
#include "base/language.h"
#include "base/memory.h"
#include "ledger/sqlite.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_LENGTH = 1000 };

const char *ledger_report_name(LedgerReportKind kind)
{
    static const char *const names[] = {N_("delivered"), N_("relayed"), N_("delayed"),
                                        N_("bounced")};
    return names[kind];
}

void ledger_reported_clear(LedgerReported *reported)
{
    free(reported->address);
    free(reported->subscription);
    free(reported->title);
    *reported = (LedgerReported){0};
}

LedgerNoted ledger_note_report(Ledger *ledger, const LedgerReport *report, LedgerReported *reported,
                               Error *error)
{
    return ledger->ops->note_report(ledger, report, reported, error);
}

/* Finds the message whose Message-ID is from `first` to `last`, of those that a server may have.
 * `*id` is 0 where there is none. */
static bool find(SqliteLedger *ledger, const char *first, const char *last, int64_t *id,
                 LedgerReported *reported, Error *error)
{
    sqlite3_stmt *row = sqlite_statement(ledger, STATEMENT_FIND, error);
    if (row == NULL)
        return false;
    database_bind(row, "tt", first, last);
    int result = sqlite3_step(row);
    if (result == SQLITE_ROW) {
        *id = sqlite3_column_int64(row, 0);
        reported->address = memory_text(database_text(row, 1));
        reported->subscription = memory_text(database_text(row, 2));
        reported->title = memory_text(database_text(row, 3));
    }
    sqlite3_reset(row);
    sqlite3_clear_bindings(row);
    return result == SQLITE_ROW || result == SQLITE_DONE ||
           database_error(&ledger->database, result, error);
}

/* By the envelope identifier, which is the left side of the Message-ID; else by that. */
static bool find_either(SqliteLedger *ledger, const LedgerReport *report, int64_t *id,
                        LedgerReported *reported, Error *error)
{
    bool good = true;
    *id = 0;
    if (report->envelope_id[0] != '\0') {
        char *first = memory_format("<%s@", report->envelope_id);
        char *last = memory_format("<%s@\x7F", report->envelope_id);
        good = find(ledger, first, last, id, reported, error);
        free(first);
        free(last);
    }
    if (good && *id == 0 && report->message_id[0] != '\0')
        good = find(ledger, report->message_id, report->message_id, id, reported, error);
    return good;
}

/* Whether this very report is on record. */
static bool is_known(SqliteLedger *ledger, const ChainEvent *event, bool *known, Error *error)
{
    sqlite3_stmt *row = sqlite_statement(ledger, STATEMENT_REPORTED, error);
    if (row == NULL)
        return false;
    database_bind(row, "itit", event->record, event->event, event->code, event->text);
    int result = sqlite3_step(row);
    *known = result == SQLITE_ROW && sqlite3_column_int(row, 0) != 0;
    sqlite3_reset(row);
    sqlite3_clear_bindings(row);
    return result == SQLITE_ROW || database_error(&ledger->database, result, error);
}

/* It has bounced, and no other message of its alert was accepted and did not. */
static bool note_unheard(SqliteLedger *ledger, const ChainEvent *event, bool *unheard, Error *error)
{
    sqlite3_stmt *statement = sqlite_statement(ledger, STATEMENT_NOTE_BOUNCE, error);
    if (statement == NULL)
        return false;
    char *reason = memory_format(UNHEARD_REASON_BOUNCED, event->text);
    database_bind(statement, "itti", event->at, unheard_why_name(UNHEARD_BOUNCED), reason,
                  event->record);
    bool good = sqlite_run(ledger, statement, error);
    free(reason);
    *unheard = good && sqlite3_changes(ledger->database.handle) > 0;
    return good;
}

/* It has bounced: its address is passed over from now on, and its alert goes on to the next one. */
static bool note_bounce(SqliteLedger *ledger, const ChainEvent *event, LedgerReported *reported,
                        Error *error)
{
    return sqlite_pass_over(ledger, event->record, event->at, event->code, event->text, error) &&
           note_unheard(ledger, event, &reported->unheard, error) &&
           (!reported->unheard || sqlite_let_wait(ledger, event->record, &reported->waits, error));
}

static bool note(SqliteLedger *ledger, const LedgerReport *report, LedgerReported *reported,
                 LedgerNoted *noted, Error *error)
{
    ChainEvent event = {
        .event = ledger_report_name(report->kind), .at = report->now, .code = report->code};
    bool known = false;
    if (!find_either(ledger, report, &event.record, reported, error))
        return false;
    *noted = LEDGER_NOT_OURS;
    if (event.record == 0)
        return true;
    size_t length = strlen(report->text);
    if (length > TEXT_LENGTH)
        for (length = TEXT_LENGTH;
             length > 0 && ((unsigned char)report->text[length] & 0xC0) == 0x80;)
            length--;
    char *text = memory_text_n(report->text, length);
    event.text = text;
    bool good = is_known(ledger, &event, &known, error);
    *noted = known ? LEDGER_NOTED_BEFORE : LEDGER_NOTED;
    if (good && !known)
        good =
            database_event(&ledger->database, &event, error) &&
            (report->kind != LEDGER_REPORT_BOUNCED || note_bounce(ledger, &event, reported, error));
    free(text);
    return good;
}

LedgerNoted sqlite_note_report(Ledger *base, const LedgerReport *report, LedgerReported *reported,
                               Error *error)
{
    SqliteLedger *ledger = (SqliteLedger *)base;
    LedgerNoted noted = LEDGER_NOT_NOTED;
    *reported = (LedgerReported){0};
    bool good = database_write_begin(&ledger->database, error);
    if (good) {
        good = sqlite_settlements_write(ledger, error) &&
               note(ledger, report, reported, &noted, error);
        good = sqlite_write_end(ledger, good, error);
    }
    if (!good)
        ledger_reported_clear(reported);
    return good ? noted : LEDGER_NOT_NOTED;
}
