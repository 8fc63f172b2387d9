/* limits.h: the rules of delivery: who is sent an alert now, who is not, and why.
 *
 * R0  The subscription has contacts and its toggle is on.
 * R1  High-severity alerts only.
 * R2  One recipient per alert type per day: a type that was e-mailed today for this subscription is
 *     not e-mailed again, to anyone; and nobody gets the same type twice in a day, whichever
 *     subscription it comes from.
 * R3  A recipient gets at most LIMIT_PER_DAY messages a day, over all subscriptions and types.
 * R4  A message carries one alert and has one recipient (the composer's to keep).
 * R5  The same alert is never sent twice to anyone, on any day.
 * R6  An address to which mail bounced is passed over, until a test to it is accepted, or a person
 *     clears it. A test that a person sends to this very address is not held back.
 *
 * Of the whole list R2 and R5 hold no longer by a message that bounced: the next address may be
 * told. To its recipient it counts as sent.
 *
 * FAN_OUT_ONE reads R2 as it stands: the one recipient is the first of the list whom no rule holds
 * back, and R2 and R5 hold for the whole list. With FAN_OUT_EACH each recipient gets one message
 * per type per day: R2 and R5 then hold for each recipient alone. (R5 must: else the first
 * recipient's message would forbid the second's.)
 *
 * A decision is a pure function of the contact, the alert and what the ledger says. It is advice
 * for a person and a saving of work: what is sent is decided when the ledger reserves it
 * (ledger/ledger.h), by the same rules in one transaction.
 * Where several rules hold a message back, the first of the table above is named.
 */
#ifndef CORE_LIMITS_H
#define CORE_LIMITS_H

#include "core/alert.h"
#include "core/contact.h"
#include "core/day.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIMIT_PER_DAY 3

typedef enum FanOut { FAN_OUT_ONE = 0, FAN_OUT_EACH } FanOut;

/* What became of a message. All but SEND_RELEASED and SEND_REFUSED count against the limits; what
 * was only written to the outbox counts for the outbox alone (ledger/ledger.h). */
typedef enum SendState {
    SEND_RESERVED = 0, /* about to be sent: nothing of it has gone out */
    SEND_BEGUN,        /* being sent: its content may have gone out */
    SEND_SENT,         /* accepted: a server took responsibility (2xx after its content) */
    SEND_WRITTEN,      /* only written to a file in the outbox: nobody was mailed */
    SEND_REFUSED,      /* a server's definite no to this recipient or this message */
    SEND_RELEASED,     /* it was not sent, for what has nothing to do with the recipient */
    SEND_UNKNOWN,      /* the connection was lost at the wrong moment, or the program died */
    SEND_BOUNCED,      /* a server had taken it, and reported later that it did not arrive */
    SEND_STATES
} SendState;

/* "reserved", "begun", "sent", "written", "refused", "released", "unknown", "bounced": for
 * programs, and on record. */
const char *send_state_name(SendState state);

/* Whether it takes a place in the day, and whether how it ends is yet to be seen. */
bool send_state_counts(SendState state);
bool send_state_is_under_way(SendState state);

/* Whether it is not known to have reached anybody: it was refused or released, bounced, or its
 * outcome is unknown. */
bool send_state_failed(SendState state);

/* An earlier message that counts, as a reason needs it. */
typedef struct SendFact {
    SendState state;
    Day day;
    int64_t time;     /* of the sending: seconds since 1970 */
    char *address;    /* as it was used */
    char *title;      /* what the alert was called */
    char *message_id; /* NULL: not known */
} SendFact;

/* What the ledger says of one recipient. */
typedef struct RecipientFacts {
    unsigned count;      /* messages today that count, over all subscriptions and types */
    SendFact *type;      /* a message of this type today, from any subscription; or NULL */
    SendFact *alert;     /* a message of this very alert, on any day; or NULL */
    SendFact *under_way; /* one of the messages that `count` has, which has not ended; or NULL */
    char *bounced;       /* what was reported, where mail to it bounced (R6); "": no more is known;
                            NULL: it is not passed over */
    Day bounced_day;     /* of that report */
} RecipientFacts;

/* What the ledger says of an alert, a subscription and its recipients. Fill it by hand in tests. */
typedef struct LimitFacts {
    Day today;       /* day_today() of the clock's day and the ledger's last */
    Day clock;       /* the clock's day; less than `today` where the ledger is ahead */
    DayZone *zone;   /* for the times in reasons; not owned */
    SendFact *type;  /* a message of this type today for this subscription, to anyone; or NULL */
    SendFact *alert; /* a message of this very alert to anyone, on any day; or NULL */
    RecipientFacts *recipients; /* one for each address of the list, in its order */
    size_t recipient_count;
    bool named; /* a person named the recipient of this test: R6 does not hold */
} LimitFacts;

/* Facts of a ledger that is empty, for `count` recipients. */
void limit_facts_init(LimitFacts *facts, size_t count, Day today, DayZone *zone);
void limit_facts_clear(LimitFacts *facts);

/* A fact, without a message_id; texts are copied. limit_facts_clear() frees it with the rest: give
 * each place its own. */
SendFact *send_fact_new(SendState state, Day day, int64_t time, const char *address,
                        const char *title);
void send_fact_free(SendFact *fact); /* NULL is nothing to do */

/* Which rule holds a message back, and in which of its ways. */
typedef enum LimitHold {
    HOLD_NONE = 0,        /* it is sent */
    HOLD_ALERTS_OFF,      /* R0 */
    HOLD_NO_CONTACT,      /* R0 */
    HOLD_SEVERITY,        /* R1 */
    HOLD_TYPE,            /* R2: this type was e-mailed today for this subscription */
    HOLD_TYPE_RECIPIENT,  /* R2: this recipient got this type today */
    HOLD_COUNT,           /* R3 */
    HOLD_ALERT,           /* R5: this alert was sent before */
    HOLD_ALERT_RECIPIENT, /* R5, FAN_OUT_EACH: this recipient got this alert before */
    HOLD_BOUNCED,         /* R6 */
    HOLD_NOT_FIRST,       /* R2, FAN_OUT_ONE: it is sent to one before this in the list */
} LimitHold;

/* "R2"; "" of HOLD_NONE. */
const char *limit_rule(LimitHold hold);

typedef struct RecipientDecision {
    LimitHold hold; /* HOLD_NONE: send */
    unsigned left;  /* messages left of this recipient's day, before this one: 0 to LIMIT_PER_DAY */
} RecipientDecision;

typedef struct LimitDecision {
    RecipientDecision *recipients; /* one for each address of the list, in its order */
    size_t count;
    size_t first;   /* the first recipient to whom it is sent; `count` where there is none */
    size_t sends;   /* to how many it is sent */
    LimitHold hold; /* what holds it back from the whole list (R0, R1; R2 and R5 with FAN_OUT_ONE);
                       HOLD_NONE where each recipient has a decision of its own */
} LimitDecision;

/* Decides. `facts` has a RecipientFacts for each address of `contact`. limit_decision_clear() the
 * result, which was not initialised before. */
void limit_decide(const Contact *contact, const Alert *alert, FanOut fan_out,
                  const LimitFacts *facts, LimitDecision *decision);
void limit_decision_clear(LimitDecision *decision);

/* What R0 and R1 say, which need no ledger: HOLD_NONE where they let the alert pass. Ask this
 * first: most alerts end here. */
LimitHold limit_check_alert(const Contact *contact, const Alert *alert);

/* What R1 to R6 say of one recipient; `recipient` is its RecipientFacts. Never HOLD_NOT_FIRST. */
LimitHold limit_check_recipient(const Alert *alert, FanOut fan_out, const LimitFacts *facts,
                                const RecipientFacts *recipient);

/* With FAN_OUT_ONE, when the server has refused recipient `index`: the next behind it whom no rule
 * holds back; `count` where there is none. (With FAN_OUT_EACH: the next to send to.) */
size_t limit_next(const LimitDecision *decision, size_t index);

/* Why recipient `index` of the decision is held back, in words, made visible: `3 of 3 messages
 * today`. "" where it is not. With `index` == `decision->count`: what holds it back from the whole
 * list. The caller frees it. */
char *limit_reason(const Contact *contact, const Alert *alert, const LimitFacts *facts,
                   const LimitDecision *decision, size_t index);

/* The words of one hold. `recipient` may be NULL where the hold is not of a recipient; `first`, the
 * address that it is sent to, is for HOLD_NOT_FIRST alone. The caller frees it. */
char *limit_hold_text(LimitHold hold, const Alert *alert, const LimitFacts *facts,
                      const RecipientFacts *recipient, const char *first);

/* The earlier message that a hold of R2 or R5 rests on, or one that has not ended of those that a
 * hold of R3 does; NULL of the other holds. `recipient` as of limit_hold_text(). It belongs to the
 * facts. */
const SendFact *limit_hold_fact(LimitHold hold, const LimitFacts *facts,
                                const RecipientFacts *recipient);

/* Reasons are in English wherever they are kept. For showing: one of them in the language of the
 * person in front. The caller frees it. */
char *limit_reason_translate(const char *reason);

#endif
