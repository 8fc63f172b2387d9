/* deliver_steps.h: the single steps of a delivery, for deliver.c, which puts them in their order.
 */
#ifndef MAIL_DELIVER_STEPS_H
#define MAIL_DELIVER_STEPS_H

#include "mail/deliver.h"

/* An alert, and how far it has come through its list. While it is in the queue of the Deliverer,
 * the transport has its message to recipient `index`. */
typedef struct Delivery {
    struct Delivery *next;
    Alert alert;
    char *subscription;
    Contact contact;
    LimitFacts facts;
    LimitDecision decision;
    size_t index;
    Reservation reservation;
    bool sent, failed;    /* to any recipient */
    bool heard;           /* somebody knows: by this message, or the one that it is held back for */
    bool waits, doubtful; /* held back for a message that is under way, or unknown */
    UnheardWhy why;       /* where nobody has heard: why */
    char *reason;
    char *content; /* of the alert, for the ledger; NULL: not yet made, or for nothing */
} Delivery;

struct Deliverer {
    DeliverOptions options;
    FanOut fan_out;
    const char *domain;     /* of the sender: the right side of the Message-IDs */
    Delivery *first, *last; /* under way, in the order of their messages */
    size_t under_way, undelivered, waiting;
    bool unsettled; /* how some message ended may not be on the disk yet */
};

/* The time at which it all happens. */
int64_t deliver_now(const Deliverer *deliverer);

/* Whether no further recipient is to be tried. */
bool deliver_is_stopped(const Deliverer *deliverer);

/* The address of the recipient `index`. */
const char *deliver_recipient(const Delivery *delivery);

/* Tells of an event, whose recipients and texts may be NULL. */
void deliver_tell(const Deliverer *deliverer, Delivery *delivery, Event *event);

/* Tells of a hold and notes it; `address` NULL is the whole list; `rests_on` as in LedgerHeld. */
bool deliver_tell_hold(const Deliverer *deliverer, Delivery *delivery, const char *address,
                       LimitHold hold, const char *reason, HeldBy by, Error *error);

/* The text of the alert that the ledger keeps in case that the message bounces; NULL where it could
 * go on to nobody. It belongs to the delivery. */
const char *deliver_content(const Deliverer *deliverer, Delivery *delivery);

/* The message that a hold rests on: of recipient `index` or, behind the last, of the whole list. */
HeldBy deliver_held_by(const Delivery *delivery, LimitHold hold, size_t index);

/* Tells of the recipients of the list from `from` up to `to` whom a rule holds back by themselves.
 */
bool deliver_tell_holds(const Deliverer *deliverer, Delivery *delivery, size_t from, size_t to,
                        Error *error);

/* When the alert is dealt with: tells and notes that nobody was told of it, where that is so. */
bool deliver_conclude(Deliverer *deliverer, Delivery *delivery, Error *error);
/* Notes in the ledger that the message is begun; `*ours` as of ledger_begin(). */
bool deliver_begin(const Deliverer *deliverer, const Delivery *delivery, bool *ours, Error *error);

/* Composes the message to the recipient `index`, and hands it to the transport. */
bool deliver_submit(const Deliverer *deliverer, const Delivery *delivery, Error *error);

/* Settles the message to the recipient `index`, and tells how it ended. */
bool deliver_settle(Deliverer *deliverer, Delivery *delivery, const SendResult *result,
                    Error *error);

#endif
