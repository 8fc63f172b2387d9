#include "mail/deliver.h"

#include "core/memory.h"
#include "mail/message.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Messages under way at once. */
enum { WINDOW = 32, NAME_SIZE = 128 };

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
    bool sent, failed; /* to any recipient */
} Delivery;

struct Deliverer {
    DeliverOptions options;
    FanOut fan_out;
    const char *domain;     /* of the sender: the right side of the Message-IDs */
    Delivery *first, *last; /* under way, in the order of their messages */
    size_t under_way, undelivered;
    bool stopped;
};

const char *event_name(EventKind kind)
{
    static const char *const names[] = {"sent", "held", "refused", "failed", "unknown"};
    return names[kind];
}

Deliverer *deliverer_new(const DeliverOptions *options)
{
    Deliverer *deliverer = memory_new(sizeof *deliverer);
    const char *at = strrchr(options->site->config.mail.from, '@');
    deliverer->options = *options;
    deliverer->fan_out = options->site->config.fan_out_each ? FAN_OUT_EACH : FAN_OUT_ONE;
    deliverer->domain = at ? at + 1 : "";
    return deliverer;
}

static int64_t now(const Deliverer *deliverer)
{
    return deliverer->options.clock ? deliverer->options.clock(deliverer->options.data)
                                    : (int64_t)time(NULL);
}

static void delivery_free(Delivery *delivery)
{
    limit_decision_clear(&delivery->decision);
    limit_facts_clear(&delivery->facts);
    contact_clear(&delivery->contact);
    alert_clear(&delivery->alert);
    free(delivery->subscription);
    free(delivery);
}

void deliverer_free(Deliverer *deliverer)
{
    if (!deliverer)
        return;
    while (deliverer->first) {
        Delivery *delivery = deliverer->first;
        deliverer->first = delivery->next;
        delivery_free(delivery);
    }
    free(deliverer);
}

size_t deliver_undelivered(const Deliverer *deliverer)
{
    return deliverer->undelivered;
}

/* The alert is dealt with, as far as it will be. */
static void delivery_end(Deliverer *deliverer, Delivery *delivery)
{
    bool made_up = deliverer->fan_out == FAN_OUT_ONE && delivery->sent;
    if (delivery->failed && !made_up)
        deliverer->undelivered++;
    delivery_free(delivery);
}

void deliver_stop(Deliverer *deliverer)
{
    deliverer->stopped = true;
}

/* ---- what is told ---- */

static void tell(const Deliverer *deliverer, Delivery *delivery, Event *event)
{
    if (event->kind == EVENT_SENT)
        delivery->sent = true;
    else if (event->kind != EVENT_HELD)
        delivery->failed = true;
    event->alert = &delivery->alert;
    event->subscription = delivery->subscription;
    if (!event->recipient)
        event->recipient = "";
    if (!event->rule)
        event->rule = "";
    if (!event->reason)
        event->reason = "";
    if (!event->text)
        event->text = "";
    if (!event->message_id)
        event->message_id = "";
    deliverer->options.event(event, deliverer->options.data);
}

/* Tells of a hold and notes it; `address` NULL is the whole list. */
static bool tell_hold(const Deliverer *deliverer, Delivery *delivery, const char *address,
                      LimitHold hold, const char *reason, Error *error)
{
    Event event = {
        .kind = EVENT_HELD, .recipient = address, .rule = limit_rule(hold), .reason = reason};
    tell(deliverer, delivery, &event);
    return !deliverer->options.record_holds ||
           ledger_note_hold(deliverer->options.ledger, &delivery->alert, address, hold, reason,
                            now(deliverer), error);
}

/* Tells of the recipients of the list from `from` up to `to` whom a rule holds back by themselves.
 */
static bool tell_holds(const Deliverer *deliverer, Delivery *delivery, size_t from, size_t to,
                       Error *error)
{
    bool good = true;
    for (size_t i = from; good && i < to; i++) {
        LimitHold hold = delivery->decision.recipients[i].hold;
        if (hold == HOLD_NONE || hold == HOLD_NOT_FIRST)
            continue;
        char *reason = limit_reason(&delivery->contact, &delivery->alert, &delivery->facts,
                                    &delivery->decision, i);
        good = tell_hold(deliverer, delivery, address_list_get(delivery->contact.emails, i), hold,
                         reason, error);
        free(reason);
    }
    return good;
}

/* ---- sending ---- */

static const char *recipient_of(const Delivery *delivery)
{
    return address_list_get(delivery->contact.emails, delivery->index);
}

/* "20261123T091500Z-0f3c": of the time and of the Message-ID's left side. */
static void file_name(const Delivery *delivery, int64_t time, char name[NAME_SIZE])
{
    struct tm utc;
    time_t at = (time_t)time;
    size_t length = strftime(name, NAME_SIZE, "%Y%m%dT%H%M%SZ-", gmtime_r(&at, &utc));
    for (const char *from = delivery->reservation.message_id; *from && *from != '@'; from++) {
        bool plain = (*from >= '0' && *from <= '9') || (*from >= 'a' && *from <= 'z') ||
                     (*from >= 'A' && *from <= 'Z') || *from == '-';
        if (plain && length < NAME_SIZE - 1)
            name[length++] = *from;
    }
    name[length] = '\0';
}

/* Composes the message to the recipient `index`, and hands it to the transport. */
static bool submit(const Deliverer *deliverer, const Delivery *delivery, Error *error)
{
    const char *address = recipient_of(delivery);
    char *to = address_normal(address, strlen(address));
    char name[NAME_SIZE];
    MessageParts parts = {.alert = &delivery->alert,
                          .subscription = delivery->subscription,
                          .from = deliverer->options.site->config.mail.from,
                          .to = to,
                          .message_id = delivery->reservation.message_id,
                          .now = now(deliverer),
                          .zone = deliverer->options.zone,
                          .fan_out = deliverer->fan_out,
                          .number = delivery->reservation.slot};
    Outgoing out = {
        .tag = (uint64_t)delivery->reservation.id, .name = name, .from = parts.from, .to = to};
    file_name(delivery, parts.now, name);
    char *bytes = message_compose(&parts, &out.length);
    out.bytes = bytes;
    bool good = transport_submit(deliverer->options.transport, &out, error);
    free(bytes);
    free(to);
    return good;
}

/* Settles the message to the recipient `index`, and tells how it ended. */
static bool settle(const Deliverer *deliverer, Delivery *delivery, const SendResult *result,
                   Error *error)
{
    static const struct {
        SendState state;
        EventKind kind;
    } ends[] = {[OUTCOME_SENT] = {SEND_SENT, EVENT_SENT},
                [OUTCOME_REFUSED] = {SEND_RELEASED, EVENT_REFUSED},
                [OUTCOME_FAILED] = {SEND_RELEASED, EVENT_FAILED},
                [OUTCOME_UNKNOWN] = {SEND_UNKNOWN, EVENT_UNKNOWN}};
    LedgerOutcome outcome = {.state = ends[result->outcome].state,
                             .code = result->code,
                             .text = result->text,
                             .now = now(deliverer)};
    bool good = ledger_settle(deliverer->options.ledger, &delivery->reservation, &outcome, error);
    Event event = {.kind = ends[result->outcome].kind,
                   .recipient = recipient_of(delivery),
                   .code = result->code,
                   .text = result->text,
                   .message_id = delivery->reservation.message_id};
    if (result->outcome == OUTCOME_FAILED || result->outcome == OUTCOME_UNKNOWN)
        event.reason = result->text;
    tell(deliverer, delivery, &event);
    return good;
}

/* Turns to the next recipient behind `index` whom no rule holds back, telling of those between who
 * were not told of yet. */
static bool turn_to_next(const Deliverer *deliverer, Delivery *delivery, Error *error)
{
    size_t from = delivery->index + 1;
    delivery->index = limit_next(&delivery->decision, delivery->index);
    return deliverer->fan_out == FAN_OUT_EACH ||
           tell_holds(deliverer, delivery, from, delivery->index, error);
}

/* The ledger has refused the reservation, by what has happened since the decision. */
static bool held_after_all(const Deliverer *deliverer, Delivery *delivery, const LedgerHeld *held,
                           Error *error)
{
    bool all = held->hold == HOLD_TYPE || held->hold == HOLD_ALERT;
    bool good = tell_hold(deliverer, delivery, all ? NULL : recipient_of(delivery), held->hold,
                          held->reason, error);
    if (all)
        delivery->index = delivery->decision.count;
    return good && (all || turn_to_next(deliverer, delivery, error));
}

/* Where nothing can be sent to anyone, no further recipient is tried. */
static void give_up(const Deliverer *deliverer, Delivery *delivery, const char *why)
{
    size_t rest = 0;
    for (size_t next = limit_next(&delivery->decision, delivery->index);
         next < delivery->decision.count; next = limit_next(&delivery->decision, next))
        rest++;
    delivery->index = delivery->decision.count;
    if (rest == 0 || deliverer->fan_out == FAN_OUT_ONE)
        return;
    char *reason = memory_format("%zu more were not tried: %s", rest, why);
    Event event = {.kind = EVENT_FAILED, .reason = reason, .text = why};
    tell(deliverer, delivery, &event);
    free(reason);
}

/* It would fail, as the last one did: nothing is reserved. */
static void fail_unsent(const Deliverer *deliverer, Delivery *delivery, const char *why)
{
    Event event = {
        .kind = EVENT_FAILED, .recipient = recipient_of(delivery), .reason = why, .text = why};
    tell(deliverer, delivery, &event);
    give_up(deliverer, delivery, why);
}

/* After the message to the recipient `index` has ended: whom to try next, if anyone. */
static bool go_on(const Deliverer *deliverer, Delivery *delivery, const SendResult *result,
                  Error *error)
{
    bool no = result->outcome == OUTCOME_REFUSED || result->outcome == OUTCOME_FAILED;
    if (deliverer->stopped || (deliverer->fan_out == FAN_OUT_ONE && !no)) {
        delivery->index = delivery->decision.count;
        return true;
    }
    if (no && result->everybody) {
        give_up(deliverer, delivery, result->text);
        return true;
    }
    return turn_to_next(deliverer, delivery, error);
}

static void enqueue(Deliverer *deliverer, Delivery *delivery)
{
    delivery->next = NULL;
    if (deliverer->last)
        deliverer->last->next = delivery;
    else
        deliverer->first = delivery;
    deliverer->last = delivery;
    deliverer->under_way++;
}

/* Reserved: sends. `*under_way` says whether the transport has it now; else it has ended. */
static bool send(Deliverer *deliverer, Delivery *delivery, bool *under_way, Error *error)
{
    SendResult result = {.outcome = OUTCOME_SENT};
    Error why = {0};
    if (deliverer->options.transport && submit(deliverer, delivery, &why)) {
        *under_way = true;
        enqueue(deliverer, delivery);
        return true;
    }
    if (deliverer->options.transport) {
        result.outcome = OUTCOME_FAILED;
        result.everybody = why.kind != ERROR_DATA; /* that is an address it can't take */
        send_result_say(&result, why.text);
    }
    return settle(deliverer, delivery, &result, error) &&
           go_on(deliverer, delivery, &result, error);
}

/* Tries the recipients from `index` on until a message is under way or all are dealt with, which
 * ends and frees the delivery. */
static bool advance(Deliverer *deliverer, Delivery *delivery, Error *error)
{
    bool good = true, under_way = false;
    while (good && !under_way && delivery->index < delivery->decision.count) {
        const char *why =
            deliverer->options.transport ? transport_broken(deliverer->options.transport) : NULL;
        if (why) {
            fail_unsent(deliverer, delivery, why);
            break;
        }
        LedgerHeld held = {0};
        LedgerRequest request = {.alert = &delivery->alert,
                                 .address = recipient_of(delivery),
                                 .fan_out = deliverer->fan_out,
                                 .message_domain = deliverer->domain,
                                 .now = now(deliverer)};
        switch (ledger_reserve(deliverer->options.ledger, &request, &delivery->reservation, &held,
                               error)) {
        case LEDGER_RESERVED:
            good = send(deliverer, delivery, &under_way, error);
            break;
        case LEDGER_HELD:
            good = held_after_all(deliverer, delivery, &held, error);
            free(held.reason);
            break;
        case LEDGER_FAILED:
            good = false;
            break;
        }
    }
    if (!under_way)
        delivery_end(deliverer, delivery);
    return good;
}

/* ---- results ---- */

/* Takes one result; `*taken` says whether there was one. */
static bool take_result(Deliverer *deliverer, bool wait, bool *taken, Error *error)
{
    SendResult result;
    *taken = deliverer->first && transport_collect(deliverer->options.transport, &result, wait);
    if (!*taken)
        return true;
    Delivery *delivery = deliverer->first;
    deliverer->first = delivery->next;
    if (!deliverer->first)
        deliverer->last = NULL;
    deliverer->under_way--;
    if (!settle(deliverer, delivery, &result, error) ||
        !go_on(deliverer, delivery, &result, error)) {
        delivery_free(delivery);
        return false;
    }
    return advance(deliverer, delivery, error);
}

bool deliver_poll(Deliverer *deliverer, Error *error)
{
    bool taken = true, good = true;
    while (good && taken)
        good = take_result(deliverer, false, &taken, error);
    return good;
}

bool deliver_finish(Deliverer *deliverer, Error *error)
{
    bool taken = true, good = true;
    while (good && taken)
        good = take_result(deliverer, true, &taken, error);
    return good;
}

/* ---- alerts ---- */

static bool decide(const Deliverer *deliverer, Delivery *delivery, Error *error)
{
    limit_decision_clear(&delivery->decision);
    limit_facts_clear(&delivery->facts);
    delivery->facts = (LimitFacts){0};
    delivery->decision = (LimitDecision){0};
    if (!ledger_facts(deliverer->options.ledger, &delivery->alert, &delivery->contact,
                      now(deliverer), &delivery->facts, error))
        return false;
    limit_decide(&delivery->contact, &delivery->alert, deliverer->fan_out, &delivery->facts,
                 &delivery->decision);
    return true;
}

/* Whether the ledger had a part in holding anything back. */
static bool is_held_by_ledger(const LimitDecision *decision)
{
    if (decision->hold != HOLD_NONE)
        return true;
    for (size_t i = 0; i < decision->count; i++) {
        LimitHold hold = decision->recipients[i].hold;
        if (hold != HOLD_NONE && hold != HOLD_NOT_FIRST)
            return true;
        if (hold == HOLD_NOT_FIRST)
            return false; /* what is behind the first plays no part */
    }
    return false;
}

/* Asks the ledger, and starts. */
static bool begin(Deliverer *deliverer, Delivery *delivery, Error *error)
{
    bool good = decide(deliverer, delivery, error);
    if (good && deliverer->first && is_held_by_ledger(&delivery->decision))
        good = deliver_finish(deliverer, error) && decide(deliverer, delivery, error);
    const LimitDecision *decision = &delivery->decision;
    delivery->index = decision->first;
    if (good && decision->hold != HOLD_NONE) {
        char *reason = limit_reason(&delivery->contact, &delivery->alert, &delivery->facts,
                                    decision, decision->count);
        good = tell_hold(deliverer, delivery, NULL, decision->hold, reason, error);
        free(reason);
        delivery->index = decision->count;
    } else if (good) {
        bool each = deliverer->fan_out == FAN_OUT_EACH;
        good = tell_holds(deliverer, delivery, 0, each ? decision->count : decision->first, error);
    }
    if (good)
        return advance(deliverer, delivery, error);
    delivery_free(delivery);
    return false;
}

bool deliver_alert(Deliverer *deliverer, const Alert *alert, const char *subscription, Error *error)
{
    StoreSeen seen;
    Delivery *delivery = memory_new(sizeof *delivery);
    alert_copy(&delivery->alert, alert);
    delivery->subscription = memory_text(subscription);
    if (!store_contact_load(deliverer->options.site->store, alert->subscription, &delivery->contact,
                            &seen, error)) {
        char *reason = error_message(error);
        Event event = {.kind = EVENT_FAILED, .reason = reason};
        contact_init(&delivery->contact);
        tell(deliverer, delivery, &event);
        free(reason);
        delivery_end(deliverer, delivery);
        error_clear(error);
        return true;
    }
    LimitHold hold = limit_check_alert(&delivery->contact, alert);
    if (hold != HOLD_NONE) {
        char *reason = limit_hold_text(hold, alert, &delivery->facts, NULL, NULL);
        bool good = tell_hold(deliverer, delivery, NULL, hold, reason, error);
        free(reason);
        delivery_free(delivery);
        return good;
    }
    bool taken = true, good = true;
    while (good && taken && deliverer->under_way >= WINDOW)
        good = take_result(deliverer, true, &taken, error);
    if (!good) {
        delivery_free(delivery);
        return false;
    }
    /* To each recipient in turn: the next alert must not take the places of this one's last. */
    return begin(deliverer, delivery, error) &&
           (deliverer->fan_out == FAN_OUT_EACH ? deliver_finish(deliverer, error)
                                               : deliver_poll(deliverer, error));
}
