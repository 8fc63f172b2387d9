/* sqlite.h: the inside of the SQLite ledger, for the files of this module alone.
 *
 * open.c opens and closes; sqlite.c has the statements; database.c what it shares with the history;
 * day.c knows which day it is; sends.c reserves and tells the facts; settle.c settles; records.c
 * reads the records out and keeps the holds; unheard.c keeps the alerts of which nobody was told.
 */
#ifndef LEDGER_SQLITE_H
#define LEDGER_SQLITE_H

#include "db/database.h"
#include "ledger/ledger.h"

typedef struct PendingHold PendingHold;
typedef struct Settlement Settlement;
typedef struct PendingUnheard PendingUnheard;

/* Alerts of which nobody was told, or somebody after all, that are not written yet. */
typedef struct Unheard {
    PendingUnheard *items;
    size_t count, capacity;
    int64_t now;           /* the latest time of one */
    size_t fresh, written; /* how many are new on record: of this transaction, and before */
    bool asked, any;       /* whether there are any on record, once that has been asked */
} Unheard;

/* Statements that are asked for over and over: prepared once, when first needed. */
typedef enum LedgerStatement {
    STATEMENT_BEGIN_READ,
    STATEMENT_COMMIT,
    STATEMENT_ROLLBACK,
    STATEMENT_LAST_DAY,
    STATEMENT_LAST_DAY_OLD,
    STATEMENT_LAST_DAY_RESET,
    STATEMENT_SET_ASIDE,
    STATEMENT_FIRST,
    STATEMENT_RESET,
    STATEMENT_TYPE_OF_LIST,
    STATEMENT_TYPE_OF_LIST_ASIDE,
    STATEMENT_ALERT_OF_LIST,
    STATEMENT_RECIPIENT_DAY,
    STATEMENT_RECIPIENT_DAY_ASIDE,
    STATEMENT_ALERT_OF_RECIPIENT,
    STATEMENT_DAY,
    STATEMENT_DAY_ASIDE,
    STATEMENT_ALERT,
    STATEMENT_RESERVE,
    STATEMENT_UNDER_WAY,
    STATEMENT_BEGIN,
    STATEMENT_SETTLE,
    STATEMENT_STATE,
    STATEMENT_NOTE_HOLD,
    STATEMENT_PRUNE,
    STATEMENT_BOUNCED,
    STATEMENT_ALL_BOUNCED,
    STATEMENT_LIFT,
    STATEMENT_CLEAR,
    STATEMENT_PASS_OVER,
    STATEMENT_PASS_OVER_RECORD,
    STATEMENT_MARK_BOUNCED,
    STATEMENT_KEEP_CONTENT,
    STATEMENT_SET_WAITS,
    STATEMENT_WAITING,
    STATEMENT_PRUNE_CONTENTS,
    STATEMENT_FIND,
    STATEMENT_REPORTED,
    STATEMENT_NOTE_BOUNCE,
    STATEMENT_NOTE_UNHEARD,
    STATEMENT_NOTE_HEARD,
    STATEMENT_ANY_UNHEARD,
    STATEMENT_PRUNE_UNHEARD,
    STATEMENTS
} LedgerStatement;

typedef struct SqliteLedger {
    Ledger base;
    Database database;
    sqlite3_stmt *statements[STATEMENTS];
    DayZone *zone;
    char *owner;
    const char *transport; /* of what is reserved, and of what is counted with it */
    unsigned hold_days;
    bool was_reset; /* its day, ever; and the last one: as sqlite_today() has just seen them */
    Day last_day;
    PendingHold *pending;
    size_t pending_count, pending_capacity;
    int64_t pending_now;     /* the latest time of a hold */
    Settlement *settlements; /* not written yet */
    size_t settlement_count, settlement_capacity;
    Unheard unheard;
} SqliteLedger;

/* The statement, reset and ready to bind; NULL and the error. */
sqlite3_stmt *sqlite_statement(SqliteLedger *ledger, LedgerStatement which, Error *error);

/* What the column `transport` has. */
const char *sqlite_transport(bool to_outbox);

/* Runs a statement without parameters: BEGIN, COMMIT, ROLLBACK of a reading transaction. */
bool sqlite_do(SqliteLedger *ledger, LedgerStatement which, Error *error);

/* Runs a statement whose parameters are bound, and lets go of the texts among them. */
bool sqlite_run(SqliteLedger *ledger, sqlite3_stmt *statement, Error *error);

/* Ends the transaction that is open, which is undone unless `good`. Settlements that it has written
 * are forgotten once it is on the disk. */
bool sqlite_write_end(SqliteLedger *ledger, bool good, Error *error);

/* The state of a row, as SendState says of one whose process is gone. */
SendState sqlite_state(SqliteLedger *ledger, const char *state, const char *owner, int64_t age,
                       bool bounced);

/* Messages whose day was ahead of the clock, and no longer says which day it is: those with an id
 * above `above` and up to `last`, of a later day. None where both are 0. */
typedef struct SetAside {
    int64_t above, last;
} SetAside;

/* The statement of what was set aside on `day`, one of those in ..._ASIDE; its first three
 * parameters are bound. NULL and the error. */
sqlite3_stmt *sqlite_aside(SqliteLedger *ledger, LedgerStatement which, Day day,
                           const SetAside *aside, Error *error);

/* day.c */
bool sqlite_today(Ledger *base, int64_t now, Day *today, Day *clock, Error *error);
bool sqlite_reset_day(Ledger *base, const LedgerReset *reset, ChainHead *head, Error *error);
bool sqlite_head(Ledger *base, ChainHead *head, Error *error);
bool sqlite_verify(Ledger *base, const char *head, ChainVerified *verified, Progress *progress,
                   Error *error);

/* What was set aside on the day `today`: it may have been sent on that day, so it counts for it,
 * too. */
bool sqlite_set_aside(SqliteLedger *ledger, Day today, SetAside *aside, Error *error);

/* Likewise, right after sqlite_today() of the same transaction. */
bool sqlite_set_aside_today(SqliteLedger *ledger, Day today, SetAside *aside, Error *error);

/* Whether there is no message of the day yet; likewise. */
bool sqlite_is_first(SqliteLedger *ledger, Day today, bool *first, Error *error);

/* sends.c */
bool sqlite_facts(Ledger *base, const Alert *alert, const Contact *contact, int64_t now,
                  LimitFacts *facts, Error *error);
LedgerReserve sqlite_reserve(Ledger *base, const LedgerRequest *request, Reservation *reservation,
                             LedgerHeld *held, Error *error);

/* Counts the messages of a recipient's day: the one that ledger_count() counts. */
bool sqlite_count(Ledger *base, const char *address, Day day, bool to_outbox, unsigned *count,
                  Error *error);

/* settle.c */
bool sqlite_begin(Ledger *base, const Reservation *reservation, int64_t now, bool *ours,
                  Error *error);
bool sqlite_settle(Ledger *base, const Reservation *reservation, const LedgerOutcome *outcome,
                   Error *error);
bool sqlite_settle_later(Ledger *base, const Reservation *reservation, const LedgerOutcome *outcome,
                         Error *error);

/* Settles what programs that are gone have left, in the transaction that is open: what they had
 * begun is unknown, the rest is released. `*any`: there was something. */
bool sqlite_settle_dead(SqliteLedger *ledger, int64_t now, bool *any, Error *error);

/* Writes the settlements that wait, in the transaction that is open. When that is committed:
 * sqlite_settlements_clear(). */
bool sqlite_settlements_write(SqliteLedger *ledger, Error *error);
void sqlite_settlements_clear(SqliteLedger *ledger);

/* records.c */
bool sqlite_sends(Ledger *base, const LedgerQuery *query, int64_t now, LedgerSendEach each,
                  void *data, Error *error);
bool sqlite_holds(Ledger *base, const LedgerQuery *query, LedgerHoldEach each, void *data,
                  Error *error);
bool sqlite_note_hold(Ledger *base, const Alert *alert, const char *address, LimitHold hold,
                      const char *reason, int64_t now, Error *error);
bool sqlite_flush(Ledger *base, Error *error);
void sqlite_pending_clear(SqliteLedger *ledger);

/* unheard.c */
bool sqlite_note_unheard(Ledger *base, const Alert *alert, UnheardWhy why, const char *reason,
                         int64_t now, Error *error);
bool sqlite_note_heard(Ledger *base, const Alert *alert, int64_t now, Error *error);
bool sqlite_unheard(Ledger *base, const LedgerQuery *query, bool all, LedgerUnheardEach each,
                    void *data, Error *error);
size_t sqlite_unheard_new(const Ledger *base);

/* Writes what is in memory, in the transaction that is open; `last` is the last day in the ledger,
 * and what is of before `oldest` is removed. When that is committed: sqlite_unheard_written(). */
bool sqlite_unheard_write(SqliteLedger *ledger, Day last, Day oldest, Error *error);
void sqlite_unheard_written(SqliteLedger *ledger);
void sqlite_unheard_clear(SqliteLedger *ledger);

/* bounced.c */
bool sqlite_bounced(Ledger *base, LedgerBouncedEach each, void *data, Error *error);
bool sqlite_bounced_text(Ledger *base, const char *address, char **text, Error *error);
bool sqlite_clear_bounced(Ledger *base, const char *address, const char *who, int64_t now,
                          bool *cleared, Error *error);
bool sqlite_copy_bounced(Ledger *base, Ledger *from, Error *error);

/* Tells of R6 for the recipient of this key: `*text` is NULL where it is not passed over. */
bool sqlite_bounced_of(SqliteLedger *ledger, const char *key, char **text, Day *day, Error *error);

/* Likewise for those of the list, by what is on record of all. */
bool sqlite_bounced_of_list(SqliteLedger *ledger, const AddressList *list, LimitFacts *facts,
                            Error *error);

/* The record's message has bounced: its address is passed over. In the transaction that is open. */
bool sqlite_pass_over(SqliteLedger *ledger, int64_t record, int64_t now, int64_t code,
                      const char *text, Error *error);

/* The record's message was accepted: where it is a test, its address is passed over no longer.
 * Likewise. */
bool sqlite_lift(SqliteLedger *ledger, int64_t record, Error *error);

/* waiting.c */
bool sqlite_waiting(Ledger *base, int64_t after, int64_t *record, char **content, Error *error);
bool sqlite_waiting_end(Ledger *base, int64_t record, Error *error);

/* Keeps the text of the record's alert; lets the alert wait, where that text is there (`*waits`);
 * removes those of messages that are too old to bounce. In the transaction that is open. */
bool sqlite_keep_content(SqliteLedger *ledger, int64_t record, const char *content, Error *error);
bool sqlite_let_wait(SqliteLedger *ledger, int64_t record, bool *waits, Error *error);
bool sqlite_contents_prune(SqliteLedger *ledger, Day today, Error *error);

/* delivery_reports.c */
LedgerNoted sqlite_note_report(Ledger *base, const LedgerReport *report, LedgerReported *reported,
                               Error *error);

#endif
