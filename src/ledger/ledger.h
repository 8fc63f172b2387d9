/* ledger.h: who was sent what: the memory that the limits count by.
 *
 * A message is reserved here, by one transaction, before anything is sent; begun, on the disk,
 * before its content is given to a server; and settled after. It counts until a server's definite
 * no releases it: so a crash, a lost connection or two programs at once can lead to a message less,
 * never to one too many. What a program that is gone had reserved but not begun was not sent: it
 * does not count any more, and the next reservation releases it. What it had begun is unknown, and
 * counts. The rules R2, R3 and R5 of core/limits.h are also constraints of the implementation's
 * schema.
 * What is only written to the outbox is mail to nobody: the limits count it for the outbox alone,
 * and what is mailed for mail alone, as LedgerOptions says.
 * Nothing is ever deleted of what was sent. What was held back is noted apart, and is prunable.
 *
 * An interface (a struct of functions) with one implementation today: SQLite (sqlite.c). Nothing
 * above this module knows which it is.
 *
 * A ledger is one process's: open it after fork(), not before.
 */
#ifndef LEDGER_LEDGER_H
#define LEDGER_LEDGER_H

#include "base/error.h"
#include "core/alert.h"
#include "core/day.h"
#include "core/limits.h"
#include "db/verify.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef struct Ledger Ledger;

typedef struct LedgerOptions {
    DayZone *zone;    /* whose calendar day the limits count; not owned, must outlive the ledger */
    mode_t file_mode; /* of a ledger that is made, and the widest of one that is there: 0660 */
    unsigned hold_days; /* holds are kept for so many days; 0: 35 */
    bool read_only; /* never make, migrate or write; where there was none ever it reads as empty */
    bool scratch;   /* a new one in memory, for a dry run: `state` may be NULL */
    bool to_outbox; /* what is reserved goes to the outbox, and is counted with what went there;
                       else it is mailed, and counted with what was mailed */
} LedgerOptions;

/* Opens the ledger in the directory `state`, which must exist (but for read_only), and makes one
 * where there was none. NULL and the error, which says what to do, where it is damaged, no ledger,
 * of a newer program, or gone although there was one. ledger_close() frees it. */
Ledger *ledger_open(const char *state, const LedgerOptions *options, Error *error);

/* True where there is no ledger yet in `state`, so that nothing was ever sent: asks the file system
 * alone, which is quicker than to open one. */
bool ledger_is_absent(const char *state);

/* Writes the settlements and holds that are not written yet, and closes. NULL is nothing to do. */
void ledger_close(Ledger *ledger);

/* Today: day_today() of the clock's day at `now` and the last day in the ledger. `*clock`, where
 * not NULL, is the clock's. */
bool ledger_today(Ledger *ledger, int64_t now, Day *today, Day *clock, Error *error);

/* The day of the ledger runs so far ahead of the clock at most: beyond that nothing is sent. One
 * message that was sent while a clock was a year ahead would otherwise make the year one day. */
enum { LEDGER_DAYS_AHEAD = 2 };

/* Whether `today` and `clock` of ledger_today() are near enough to each other. False, with the
 * error (ERROR_RETRY), which says how the day is set back, where they are not. */
bool ledger_day_check(Day today, Day clock, Error *error);

/* Sets the ledger's day back to that of the clock, on record. */
typedef struct LedgerReset {
    Day day; /* that of the clock, in the ledger's zone, as a person has named it */
    int64_t now;
    const char *who, *reason;
} LedgerReset;

/* From then on the messages that are on record for later days no longer say which day it is. They
 * still count for the days that they are on, and, since they may have been sent on it, for
 * reset->day. `*head` is the chain's with the record of it. False and the error where reset->day is
 * not the clock's day, or the ledger is not ahead of it. */
bool ledger_reset_day(Ledger *ledger, const LedgerReset *reset, ChainHead *head, Error *error);

/* The head of the hash chain of all that happened to the messages (verify.h). */
bool ledger_head(Ledger *ledger, ChainHead *head, Error *error);

/* Verifies the chain and the file that it is in: true where all is as it was written. `head`, where
 * not NULL, is the hash of an event that must be among them. False and the error, which names the
 * record, at the first break. */
bool ledger_verify(Ledger *ledger, const char *head, ChainVerified *verified, Progress *progress,
                   Error *error);

/* A sentence for a person where the ledger is more than a day ahead of the clock (which was wrong
 * then, or is now): until the clock catches up, all counts as one day. NULL where all is well. The
 * caller frees it. */
char *ledger_day_warning(Day today, Day clock);

/* What the ledger says of `alert` and the addresses of `contact`, for limit_decide(). `facts` is
 * not initialised before; limit_facts_clear() it after success only. Who sends by it first asks
 * ledger_day_check() of facts->today and facts->clock. Fast for three addresses and
 * for a million. */
bool ledger_facts(Ledger *ledger, const Alert *alert, const Contact *contact, int64_t now,
                  LimitFacts *facts, Error *error);

/* One message to be sent. */
typedef struct LedgerRequest {
    const Alert *alert;
    const char *address; /* a checked address */
    FanOut fan_out;
    const char *message_domain; /* right side of the Message-ID; NULL or "": "localhost" */
    bool named;          /* a person named the recipient of this test: R6 does not hold it back */
    const char *content; /* of the alert, for ledger_waiting(); NULL: it can't go on to another
                            recipient. Kept for LEDGER_RECENT_DAYS */
    int64_t now;
} LedgerRequest;

/* A message that may be sent now. It survives the program: it counts until it is released. */
typedef struct Reservation {
    int64_t id; /* of its record */
    Day day;
    unsigned slot;        /* which of the recipient's messages of the day: 1 to LIMIT_PER_DAY */
    char message_id[320]; /* "<0f3c...@domain>": on record before anything is sent; never used
                             twice */
    ChainHead head; /* of the chain with it, for the system's log, where it is the first of its day;
                       else {0} */
} Reservation;

typedef enum LedgerReserve {
    LEDGER_RESERVED, /* begin it, send it, then settle it */
    LEDGER_HELD,     /* a rule holds it back: `hold` */
    LEDGER_FAILED,   /* the ledger could not be asked: send nothing; see error */
} LedgerReserve;

/* Why a reservation was refused. */
typedef struct LedgerHeld {
    LimitHold hold;
    char *reason; /* as limit_hold_text(); the caller frees it */
    /* The earlier message that it rests on, limit_hold_fact(): a hold that rests on one that is
     * under way holds only until that has ended; one that rests on an unknown one may be for
     * nothing. */
    SendState rests_on;   /* SEND_RELEASED: on none */
    char message_id[320]; /* ""  */
} LedgerHeld;

/* Reserves, provided that R1, R2, R3 and R5 let it (R0 is the caller's), on the day that it is in
 * the moment of the transaction. Every program sees it when it returns; it is on the disk with
 * ledger_begin(), before which nothing of it may be given to a server. `held` (not initialised
 * before) is filled with LEDGER_HELD alone. */
LedgerReserve ledger_reserve(Ledger *ledger, const LedgerRequest *request, Reservation *reservation,
                             LedgerHeld *held, Error *error);

/* The content of a reserved message is about to be given to a server: from now on nobody but who
 * settles it knows whether it was sent. On the disk when it returns, and so is all that was
 * reserved, or settled later, before. `*ours` is false where the reservation was released
 * meanwhile, since this program was taken for gone: then it must not be sent, and need not be
 * settled. False and the error where it can't be written: then it must not be sent either. */
bool ledger_begin(Ledger *ledger, const Reservation *reservation, int64_t now, bool *ours,
                  Error *error);

/* How a message ended. */
typedef struct LedgerOutcome {
    SendState state;  /* none that is under way; SEND_SENT of what is mailed alone, and
                         SEND_WRITTEN of what goes to the outbox */
    int code;         /* the server's reply code; 0: none */
    const char *text; /* the server's reply, or what happened; NULL: none. Kept up to 1,000 bytes */
    int64_t now;
} LedgerOutcome;

/* Settles a reservation. SEND_UNKNOWN may be settled again, when more is known; the others are
 * final: to settle them otherwise is an error, to repeat them is not. On the disk when it returns.
 * Where it fails the reservation stays, and counts. */
bool ledger_settle(Ledger *ledger, const Reservation *reservation, const LedgerOutcome *outcome,
                   Error *error);

/* Likewise, but only with the next reservation, beginning, settlement or ledger_flush(), in their
 * transaction: one commit less for each message. Until then it is begun, and counts, whatever
 * crashes. Not for SEND_RELEASED and SEND_REFUSED: a place is free when that is on the disk. */
bool ledger_settle_later(Ledger *ledger, const Reservation *reservation,
                         const LedgerOutcome *outcome, Error *error);

/* One message on record. Texts belong to the ledger and are good during the callback. */
typedef struct LedgerSend {
    int64_t id;
    Day day;
    const char *subscription, *recipient; /* `recipient` is the address_key() */
    const char *address, *type_key, *title, *alert_id;
    FanOut fan_out;
    unsigned slot;
    SendState state; /* SEND_RESERVED and SEND_BEGUN only while their program lives; else they are
                        SEND_RELEASED and SEND_UNKNOWN */
    bool to_outbox;  /* it was to be written to the outbox, not to be mailed */
    bool test;
    int64_t reserved_at, settled_at; /* settled_at 0: not yet */
    const char *message_id;
    int code;         /* 0: none */
    const char *text; /* "": none */
} LedgerSend;

/* One hold on record. */
typedef struct LedgerHold {
    Day day;
    int64_t first_at, last_at; /* the first and the last of `count` times */
    unsigned count;
    const char *subscription;
    const char *recipient; /* the address; "" is the whole list */
    const char *type_key, *title, *alert_id;
    const char *severity; /* as found */
    const char *rule;     /* "R2" */
    const char *reason;
} LedgerHold;

/* Which records: DAY_NONE and NULL leave a field out of account. */
typedef struct LedgerQuery {
    Day from, to;             /* both included */
    const char *subscription; /* id */
    const char *recipient;    /* a checked address, in any spelling */
} LedgerQuery;

typedef bool (*LedgerSendEach)(const LedgerSend *send, void *data); /* false: enough */
typedef bool (*LedgerHoldEach)(const LedgerHold *hold, void *data);

/* Calls `each` for the messages on record as they stand at `now`, by day, then in the order of
 * their reservation. */
bool ledger_sends(Ledger *ledger, const LedgerQuery *query, int64_t now, LedgerSendEach each,
                  void *data, Error *error);

/* Calls `each` for the holds on record, by day, then by time. */
bool ledger_holds(Ledger *ledger, const LedgerQuery *query, LedgerHoldEach each, void *data,
                  Error *error);

/* How many messages that count the recipient `address` has on `day`: of those that are mailed, or
 * of those that go to the outbox. */
bool ledger_count(Ledger *ledger, const char *address, Day day, bool to_outbox, unsigned *count,
                  Error *error);

/* Notes that an alert was held back, from `address` or, where that is NULL, from the whole list (a
 * list has one record then, not a million). Kept in memory until ledger_flush(), ledger_close() or
 * a batch is full: it costs no sync of its own, and a crash may lose the last batch. The same alert
 * held again on the same day by the same rule counts up. */
bool ledger_note_hold(Ledger *ledger, const Alert *alert, const char *address, LimitHold hold,
                      const char *reason, int64_t now, Error *error);

/* Why nobody was told of a High alert. */
typedef enum UnheardWhy {
    UNHEARD_LIMIT = 0,    /* the limits of the day hold it back from everybody */
    UNHEARD_ALERTS_OFF,   /* of its subscription */
    UNHEARD_NO_CONTACT,   /* likewise */
    UNHEARD_REFUSED,      /* by the server, for everybody who was tried */
    UNHEARD_FAILED,       /* before a server took it */
    UNHEARD_UNKNOWN,      /* how it ended, or how the message ended that it was held back for */
    UNHEARD_UNDER_WAY,    /* it was held back for a message that has not ended */
    UNHEARD_SUBSCRIPTION, /* the site does not have its subscription */
    UNHEARD_BOUNCED,      /* a message bounced, or an address is passed over since one did */
    UNHEARD_WHYS
} UnheardWhy;

/* "limit", "alerts-off", ...: for programs, and on record. */
const char *unheard_why_name(UnheardWhy why);

/* One alert of which nobody was told. */
typedef struct LedgerUnheard {
    Day day;                   /* of the first time */
    int64_t first_at, last_at; /* the first and the last of `count` times that it was tried */
    unsigned count;
    const char *subscription; /* id */
    const char *type_key, *title, *alert_id;
    UnheardWhy why;
    const char *reason; /* the rule's, the server's words, or what failed */
    int64_t heard_at;   /* when somebody was told after all; 0: nobody was */
} LedgerUnheard;

/* The reason of UNHEARD_BOUNCED of an alert whose message did. */
#define UNHEARD_REASON_BOUNCED N_("it bounced: %s")

/* The reason in the language of the person in front. The caller frees it. */
char *unheard_reason_translate(UnheardWhy why, const char *reason);

typedef bool (*LedgerUnheardEach)(const LedgerUnheard *unheard, void *data); /* false: enough */

/* Notes that nobody was told of an alert. Kept in memory like holds, and as long on record: who
 * must not lose it calls ledger_flush(). The same alert again counts up. */
bool ledger_note_unheard(Ledger *ledger, const Alert *alert, UnheardWhy why, const char *reason,
                         int64_t now, Error *error);

/* Notes, likewise, that somebody knows of an alert since a message of its type was accepted. A
 * message of the alert itself that is accepted needs no note. */
bool ledger_note_heard(Ledger *ledger, const Alert *alert, int64_t now, Error *error);

/* Calls `each` for the alerts of which nobody was told, by day, then by time: with `all`, also for
 * those of which somebody was told later. query->recipient is of no account. */
bool ledger_unheard(Ledger *ledger, const LedgerQuery *query, bool all, LedgerUnheardEach each,
                    void *data, Error *error);

/* What a mail server reports on a message that a server had accepted (RFC 3464). */
typedef enum LedgerReportKind {
    LEDGER_REPORT_DELIVERED = 0, /* it is in the mailbox */
    LEDGER_REPORT_RELAYED,       /* it is with a server that sends no reports, or with a list */
    LEDGER_REPORT_DELAYED,       /* it is still tried */
    LEDGER_REPORT_BOUNCED,       /* it did not reach the recipient, and is not tried any more */
} LedgerReportKind;

/* "delivered", "relayed", "delayed", "bounced": for programs, and on record. */
const char *ledger_report_name(LedgerReportKind kind);

typedef struct LedgerReport {
    LedgerReportKind kind;
    const char *envelope_id; /* the left side of its Message-ID; "": not known */
    const char *message_id;  /* "<...@...>"; "": not known */
    int code;                /* the SMTP reply's; 0: none */
    const char *text; /* the server's words, made visible; "": none. Kept up to 1,000 bytes */
    int64_t now;
} LedgerReport;

/* The message that a report is on. ledger_reported_clear() it. */
typedef struct LedgerReported {
    char *address, *subscription, *title; /* the recipient's, the alert's; NULL: no such message */
    bool unheard; /* it bounced, and so nobody was told of its alert: that is on record, too */
    bool waits;   /* and that may go on to another address: ledger_waiting() */
} LedgerReported;

void ledger_reported_clear(LedgerReported *reported);

typedef enum LedgerNoted {
    LEDGER_NOTED,        /* on the disk */
    LEDGER_NOTED_BEFORE, /* the very same report is on record */
    LEDGER_NOT_OURS,     /* no message of the ledger that a server can have accepted */
    LEDGER_NOT_NOTED,    /* it can't be written: see error */
} LedgerNoted;

/* Notes a report, as an event of the hash chain. To its recipient a message that bounced counts as
 * sent; of the whole list R2 and R5 hold no longer by it, and its address is passed over (R6). Of a
 * High alert (not of a test) whose message bounced, and of
 * which no other message was accepted, nobody was told: it is noted as unheard. `reported` is not
 * initialised before. */
LedgerNoted ledger_note_report(Ledger *ledger, const LedgerReport *report, LedgerReported *reported,
                               Error *error);

/* An address that is passed over since mail to it bounced (R6). */
typedef struct LedgerBounced {
    const char *recipient; /* the address_key() */
    const char *address;   /* as it was used */
    int64_t record;        /* of the message that bounced last */
    int64_t at;            /* when that was noted, and on which day */
    Day day;
    int code;         /* the SMTP reply's; 0: none */
    const char *text; /* of the report; "": none */
} LedgerBounced;

typedef bool (*LedgerBouncedEach)(const LedgerBounced *bounced, void *data); /* false: enough */

/* Calls `each` for all of them, in no order. */
bool ledger_bounced(Ledger *ledger, LedgerBouncedEach each, void *data, Error *error);

/* What was reported of the address, where it is passed over: `*text` is that, which the caller
 * frees; NULL where it is not. */
bool ledger_bounced_text(Ledger *ledger, const char *address, char **text, Error *error);

/* A person has seen to it that the address works: it is not passed over any more. An event of the
 * chain says so, and `who` it was. `*cleared` is false where it was not passed over. */
bool ledger_clear_bounced(Ledger *ledger, const char *address, const char *who, int64_t now,
                          bool *cleared, Error *error);

/* Those of one ledger, put into another that is scratch. */
bool ledger_copy_bounced(Ledger *to, Ledger *from, Error *error);

/* The first alert behind the record `after` whose message bounced, and that is to go on to the next
 * address of its list: `*record` is that of the message, 0 where there is none, and `*content` what
 * LedgerRequest had; the caller frees it. Of the last LEDGER_RECENT_DAYS. */
bool ledger_waiting(Ledger *ledger, int64_t after, int64_t *record, char **content, Error *error);

/* It has gone on, or can't. On the disk when it returns. */
bool ledger_waiting_end(Ledger *ledger, int64_t record, Error *error);

/* What is said to be recent, of what nobody was told and of outcomes that are unknown: of so many
 * days, today included. */
enum { LEDGER_RECENT_DAYS = 7 };

/* How many alerts of which nobody was told have been put on record, new, since the ledger was
 * opened. */
size_t ledger_unheard_new(const Ledger *ledger);

/* Writes the settlements, holds and unheard alerts that are in memory, in one transaction, and
 * removes holds and unheard alerts of hold_days ago. */
bool ledger_flush(Ledger *ledger, Error *error);

/* The interface, for an implementation. The functions are those above, which document them. */
struct LedgerOps {
    void (*close)(Ledger *ledger);
    bool (*today)(Ledger *ledger, int64_t now, Day *today, Day *clock, Error *error);
    bool (*facts)(Ledger *ledger, const Alert *alert, const Contact *contact, int64_t now,
                  LimitFacts *facts, Error *error);
    LedgerReserve (*reserve)(Ledger *ledger, const LedgerRequest *request, Reservation *reservation,
                             LedgerHeld *held, Error *error);
    bool (*begin)(Ledger *ledger, const Reservation *reservation, int64_t now, bool *ours,
                  Error *error);
    bool (*settle)(Ledger *ledger, const Reservation *reservation, const LedgerOutcome *outcome,
                   Error *error);
    bool (*settle_later)(Ledger *ledger, const Reservation *reservation,
                         const LedgerOutcome *outcome, Error *error);
    bool (*sends)(Ledger *ledger, const LedgerQuery *query, int64_t now, LedgerSendEach each,
                  void *data, Error *error);
    bool (*holds)(Ledger *ledger, const LedgerQuery *query, LedgerHoldEach each, void *data,
                  Error *error);
    bool (*count)(Ledger *ledger, const char *address, Day day, bool to_outbox, unsigned *count,
                  Error *error);
    bool (*note_hold)(Ledger *ledger, const Alert *alert, const char *address, LimitHold hold,
                      const char *reason, int64_t now, Error *error);
    bool (*note_unheard)(Ledger *ledger, const Alert *alert, UnheardWhy why, const char *reason,
                         int64_t now, Error *error);
    bool (*note_heard)(Ledger *ledger, const Alert *alert, int64_t now, Error *error);
    LedgerNoted (*note_report)(Ledger *ledger, const LedgerReport *report, LedgerReported *reported,
                               Error *error);
    bool (*bounced)(Ledger *ledger, LedgerBouncedEach each, void *data, Error *error);
    bool (*bounced_text)(Ledger *ledger, const char *address, char **text, Error *error);
    bool (*clear_bounced)(Ledger *ledger, const char *address, const char *who, int64_t now,
                          bool *cleared, Error *error);
    bool (*copy_bounced)(Ledger *to, Ledger *from, Error *error);
    bool (*waiting)(Ledger *ledger, int64_t after, int64_t *record, char **content, Error *error);
    bool (*waiting_end)(Ledger *ledger, int64_t record, Error *error);
    bool (*unheard)(Ledger *ledger, const LedgerQuery *query, bool all, LedgerUnheardEach each,
                    void *data, Error *error);
    size_t (*unheard_new)(const Ledger *ledger);
    bool (*flush)(Ledger *ledger, Error *error);
    bool (*reset_day)(Ledger *ledger, const LedgerReset *reset, ChainHead *head, Error *error);
    bool (*head)(Ledger *ledger, ChainHead *head, Error *error);
    bool (*verify)(Ledger *ledger, const char *head, ChainVerified *verified, Progress *progress,
                   Error *error);
};

struct Ledger {
    const struct LedgerOps *ops; /* the implementation's own fields follow */
};

#endif
