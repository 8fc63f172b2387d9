/* deliver.h: alerts, delivered under the limits: decided, reserved in the ledger, composed, sent,
 * settled.
 *
 * Messages of several alerts may be under way at once. An alert that the ledger would hold back
 * while one of them is under way is decided again when they have ended: a reservation that is
 * released after all holds nobody's alert back.
 * A message begins in the ledger when the server waits for its content, in the transaction that
 * settles the one before it: however the program ends, of one message at most nobody knows how it
 * went.
 * A hold that rests on another program's message which is still under way, or on one of which
 * nobody knows how it ended, delivers nothing: the alert counts as undelivered.
 * With fan_out "one", a recipient whom the server refuses makes room for the next one of the list;
 * a failure that every recipient would meet (no server, no sign-in, a refusal of our name or our
 * sender) ends the alert.
 */
#ifndef MAIL_DELIVER_H
#define MAIL_DELIVER_H

#include "base/clock.h"
#include "core/alert.h"
#include "core/limits.h"
#include "ledger/ledger.h"
#include "mail/transport.h"
#include "site/site.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum EventKind {
    EVENT_SENT,    /* accepted by a server */
    EVENT_WRITTEN, /* only written to a file */
    EVENT_HELD,
    EVENT_REFUSED,
    EVENT_FAILED,
    EVENT_UNKNOWN,
    EVENT_UNHEARD, /* of the whole alert, behind the others: nobody was told of a High one */
} EventKind;

/* The earlier message that a hold rests on, as LedgerHeld has it. */
typedef struct HeldBy {
    SendState state;        /* SEND_RELEASED: there is none */
    const char *message_id; /* NULL: none */
} HeldBy;

/* What became of an alert for one recipient. Texts are good during the callback. */
typedef struct Event {
    EventKind kind;
    const Alert *alert;
    const char *subscription; /* its name; "" unknown */
    const char *recipient;    /* as it stands in the list; "" the whole list */
    const char *rule;         /* "R2"; "" where no rule holds it back */
    const char *reason;       /* of the rule, or of what failed; "" */
    int code;                 /* the server's; 0: none */
    const char *text;         /* the server's words, or the transport's; "" */
    const char *message_id;   /* "" where none was made */
    bool server_wide;         /* refused or failed as it would be for every recipient */
    HeldBy held_by;           /* of EVENT_HELD */
    UnheardWhy why;           /* of EVENT_UNHEARD */
} Event;

/* "sent", "written", "held", "refused", "failed", "unknown", "unheard". */
const char *event_name(EventKind kind);

typedef struct DeliverOptions {
    Site *site;
    Ledger *ledger;
    DayZone *zone;
    Transport *transport; /* NULL: nothing is sent, and every message counts as sent (a dry run) */
    const char *only;     /* of the recipients: this one, which is in the list; NULL: all */
    bool record;        /* what is held back, and of what nobody was told, which is an event then */
    const Clock *clock; /* the time at which it all happens; NULL: that of the site */
    int (*stopped)(void); /* not 0: no further recipient is tried, what is under way ends, and that
                             is all (signals_stopped); NULL: never */
    void (*event)(const Event *event, void *data);
    void *data;
} DeliverOptions;

typedef struct Deliverer Deliverer; /* opaque: deliverer_new(), deliverer_free() */

Deliverer *deliverer_new(const DeliverOptions *options);
void deliverer_free(Deliverer *deliverer); /* NULL is nothing to do. deliver_finish() first */

/* Delivers an alert to the contact of its subscription, whose name is `subscription`. May return
 * while the message is under way. A contact that can't be read is a failure of this alert. False
 * and the error where the ledger can't be asked: nothing can be delivered then. */
bool deliver_alert(Deliverer *deliverer, const Alert *alert, const char *subscription,
                   Error *error);

/* Tells and records that nobody is told of an alert, for a reason in which no contact has a part,
 * where it is a High one; `subscription` is a name, or "". */
bool deliver_unheard(Deliverer *deliverer, const Alert *alert, const char *subscription,
                     UnheardWhy why, const char *reason, Error *error);

/* Takes the results that are there, without waiting. */
bool deliver_poll(Deliverer *deliverer, Error *error);

/* Waits until nothing is under way, and all of it is settled on the disk. */
bool deliver_finish(Deliverer *deliverer, Error *error);

/* How many alerts were not delivered as they should have been: a message was refused, failed or is
 * unknown, or is not sent for one that is under way or unknown; and, with fan_out "one", no other
 * recipient took its place. */
size_t deliver_undelivered(const Deliverer *deliverer);

/* How many of these wait for nothing but the end of another program's message. */
size_t deliver_waiting(const Deliverer *deliverer);

#endif
