#include "mail/deliver_steps.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* Messages under way at once. */
enum { WINDOW = 32 };

Deliverer *deliverer_new(const DeliverOptions *options)
{
    Deliverer *deliverer = memory_new(sizeof *deliverer);
    const char *at = strrchr(options->site->config.mail.from, '@');
    deliverer->options = *options;
    deliverer->fan_out = options->site->config.fan_out_each ? FAN_OUT_EACH : FAN_OUT_ONE;
    deliverer->domain = at ? at + 1 : "";
    return deliverer;
}

static void delivery_free(Delivery *delivery)
{
    limit_decision_clear(&delivery->decision);
    limit_facts_clear(&delivery->facts);
    contact_clear(&delivery->contact);
    alert_clear(&delivery->alert);
    free(delivery->subscription);
    free(delivery->reason);
    free(delivery->content);
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

size_t deliver_waiting(const Deliverer *deliverer)
{
    return deliverer->waiting;
}

/* The alert is dealt with, as far as it will be; `good`: nothing keeps that from being recorded. */
static bool delivery_end(Deliverer *deliverer, Delivery *delivery, bool good, Error *error)
{
    bool one = deliverer->fan_out == FAN_OUT_ONE;
    bool held = (delivery->waits || delivery->doubtful) && !(one && delivery->heard);
    if ((delivery->failed || held) && !(one && delivery->sent)) {
        deliverer->undelivered++;
        deliverer->waiting += !delivery->failed && !delivery->doubtful;
    }
    good = good && deliver_conclude(deliverer, delivery, error);
    delivery_free(delivery);
    return good;
}

/* ---- sending ---- */

/* Turns to the next recipient behind `index` whom no rule holds back, telling of those between who
 * were not told of yet. */
static bool turn_to_next(const Deliverer *deliverer, Delivery *delivery, Error *error)
{
    size_t from = delivery->index + 1;
    delivery->index = limit_next(&delivery->decision, delivery->index);
    return deliverer->fan_out == FAN_OUT_EACH ||
           deliver_tell_holds(deliverer, delivery, from, delivery->index, error);
}

/* The ledger has refused the reservation, by what has happened since the decision. */
static bool held_after_all(const Deliverer *deliverer, Delivery *delivery, const LedgerHeld *held,
                           Error *error)
{
    bool all = held->hold == HOLD_TYPE || held->hold == HOLD_ALERT;
    bool good =
        deliver_tell_hold(deliverer, delivery, all ? NULL : deliver_recipient(delivery), held->hold,
                          held->reason, (HeldBy){held->rests_on, held->message_id}, error);
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
    Event event = {.kind = EVENT_FAILED, .reason = reason, .text = why, .server_wide = true};
    deliver_tell(deliverer, delivery, &event);
    free(reason);
}

/* It would fail, as the last one did: nothing is reserved. */
static void fail_unsent(const Deliverer *deliverer, Delivery *delivery, const char *why)
{
    Event event = {.kind = EVENT_FAILED,
                   .recipient = deliver_recipient(delivery),
                   .reason = why,
                   .text = why,
                   .server_wide = true};
    deliver_tell(deliverer, delivery, &event);
    give_up(deliverer, delivery, why);
}

/* After the message to the recipient `index` has ended: whom to try next, if anyone. */
static bool go_on(const Deliverer *deliverer, Delivery *delivery, const SendResult *result,
                  Error *error)
{
    bool no = result->outcome == OUTCOME_REFUSED || result->outcome == OUTCOME_FAILED;
    if (result->expired && !deliver_is_stopped(deliverer))
        return true; /* to the same recipient, who has another day's places now */
    if (deliver_is_stopped(deliverer) || (deliverer->fan_out == FAN_OUT_ONE && !no)) {
        delivery->index = delivery->decision.count;
        return true;
    }
    if (no && result->server_wide) {
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
    Transport *transport = deliverer->options.transport;
    Error why = {0};
    bool ours = true;
    if (transport && !transport_is_gated(transport) &&
        !deliver_begin(deliverer, delivery, &ours, error))
        return false;
    if (!ours)
        return true; /* to the same recipient, once more */
    if (transport && deliver_submit(deliverer, delivery, &why)) {
        *under_way = true;
        enqueue(deliverer, delivery);
        return true;
    }
    if (transport) {
        result.outcome = OUTCOME_FAILED;
        result.server_wide = why.kind != ERROR_DATA; /* that is an address it can't take */
        send_result_say(&result, why.text);
    }
    return deliver_settle(deliverer, delivery, &result, error) &&
           go_on(deliverer, delivery, &result, error);
}

/* Tries the recipients from `index` on until a message is under way or all are dealt with, which
 * ends and frees the delivery. */
static bool advance(Deliverer *deliverer, Delivery *delivery, Error *error)
{
    bool good = true, under_way = false;
    while (good && !under_way && !deliver_is_stopped(deliverer) &&
           delivery->index < delivery->decision.count) {
        const char *why =
            deliverer->options.transport ? transport_broken(deliverer->options.transport) : NULL;
        if (why) {
            fail_unsent(deliverer, delivery, why);
            break;
        }
        LedgerHeld held = {0};
        LedgerRequest request = {.alert = &delivery->alert,
                                 .address = deliver_recipient(delivery),
                                 .fan_out = deliverer->fan_out,
                                 .message_domain = deliverer->domain,
                                 .named = delivery->facts.named,
                                 .content = deliver_content(deliverer, delivery),
                                 .now = deliver_now(deliverer)};
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
    return under_way ? good : delivery_end(deliverer, delivery, good, error);
}

/* ---- results ---- */

/* The server waits for the content of the first message: that may leave, once it is on record. */
static bool begin_first(Deliverer *deliverer, Error *error)
{
    bool ours = false;
    uint64_t tag = transport_asking(deliverer->options.transport);
    if (!deliver_begin(deliverer, deliverer->first, &ours, error))
        return false;
    transport_allow(deliverer->options.transport, tag, ours);
    return true;
}

/* Takes one result; `*taken` says whether there was one. */
static bool take_result(Deliverer *deliverer, bool wait, bool *taken, Error *error)
{
    SendResult result;
    Transport *transport = deliverer->options.transport;
    *taken = deliverer->first && transport_collect(transport, &result, wait);
    while (!*taken && deliverer->first && transport_asking(transport) != 0) {
        if (!begin_first(deliverer, error))
            return false;
        *taken = transport_collect(transport, &result, wait);
    }
    if (!*taken)
        return true;
    Delivery *delivery = deliverer->first;
    deliverer->first = delivery->next;
    if (!deliverer->first)
        deliverer->last = NULL;
    deliverer->under_way--;
    if (!deliver_settle(deliverer, delivery, &result, error) ||
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

/* Waits for the results of all that is under way. */
static bool take_all(Deliverer *deliverer, Error *error)
{
    bool taken = true, good = true;
    while (good && taken)
        good = take_result(deliverer, true, &taken, error);
    return good;
}

bool deliver_finish(Deliverer *deliverer, Error *error)
{
    bool good = take_all(deliverer, error);
    Error flushing;
    bool flushed =
        !deliverer->unsettled || ledger_flush(deliverer->options.ledger, good ? error : &flushing);
    deliverer->unsettled = deliverer->unsettled && !flushed;
    return good && flushed;
}

/* ---- alerts ---- */

static bool decide(const Deliverer *deliverer, Delivery *delivery, Error *error)
{
    limit_decision_clear(&delivery->decision);
    limit_facts_clear(&delivery->facts);
    delivery->facts = (LimitFacts){0};
    delivery->decision = (LimitDecision){0};
    if (!ledger_facts(deliverer->options.ledger, &delivery->alert, &delivery->contact,
                      deliver_now(deliverer), &delivery->facts, error))
        return false;
    delivery->facts.named = delivery->alert.test && deliverer->options.only;
    if (!ledger_day_check(delivery->facts.today, delivery->facts.clock, error))
        return false; /* nobody is held back by a day that it is not */
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
    bool news = deliverer->first || deliverer->unsettled;
    if (good && news && is_held_by_ledger(&delivery->decision))
        good = deliver_finish(deliverer, error) && decide(deliverer, delivery, error);
    const LimitDecision *decision = &delivery->decision;
    delivery->index = decision->first;
    if (good && decision->hold != HOLD_NONE) {
        char *reason = limit_reason(&delivery->contact, &delivery->alert, &delivery->facts,
                                    decision, decision->count);
        good = deliver_tell_hold(deliverer, delivery, NULL, decision->hold, reason,
                                 deliver_held_by(delivery, decision->hold, decision->count), error);
        free(reason);
        delivery->index = decision->count;
    } else if (good) {
        bool each = deliverer->fan_out == FAN_OUT_EACH;
        good = deliver_tell_holds(deliverer, delivery, 0, each ? decision->count : decision->first,
                                  error);
    }
    if (good)
        return advance(deliverer, delivery, error);
    delivery_free(delivery);
    return false;
}

/* Leaves the contact with this one of its addresses. */
static void keep_only(Contact *contact, const char *address)
{
    AddressList *one = address_list_new();
    size_t index = address_list_find(contact->emails, address, strlen(address));
    if (index != ADDRESS_LIST_NONE) {
        const char *found = address_list_get(contact->emails, index);
        address_list_add(one, found, strlen(found));
    }
    address_list_free(contact->emails);
    contact->emails = one;
}

bool deliver_alert(Deliverer *deliverer, const Alert *alert, const char *subscription, Error *error)
{
    StoreVersionTag seen;
    Delivery *delivery = memory_new(sizeof *delivery);
    alert_copy(&delivery->alert, alert);
    delivery->subscription = memory_text(subscription);
    if (!store_contact_load(deliverer->options.site->store, alert->subscription, &delivery->contact,
                            &seen, error)) {
        char *reason = error_message(error);
        Event event = {.kind = EVENT_FAILED, .reason = reason};
        contact_init(&delivery->contact);
        deliver_tell(deliverer, delivery, &event);
        free(reason);
        error_clear(error);
        return delivery_end(deliverer, delivery, true, error);
    }
    if (deliverer->options.only)
        keep_only(&delivery->contact, deliverer->options.only);
    LimitHold hold = limit_check_alert(&delivery->contact, alert);
    if (hold != HOLD_NONE) {
        char *reason = limit_hold_text(hold, alert, &delivery->facts, NULL, NULL);
        bool good = deliver_tell_hold(deliverer, delivery, NULL, hold, reason,
                                      (HeldBy){SEND_RELEASED, NULL}, error);
        free(reason);
        return delivery_end(deliverer, delivery, good, error) &&
               deliver_poll(deliverer, error); /* nothing waits for an alert like this */
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
           (deliverer->fan_out == FAN_OUT_EACH ? take_all(deliverer, error)
                                               : deliver_poll(deliverer, error));
}
