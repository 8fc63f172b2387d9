#include "mail/deliver_steps.h"

#include "azure/alerts.h"
#include "base/language.h"
#include "base/memory.h"
#include "mail/message/delivery_report.h"
#include "mail/message/message.h"
#include "site/journal.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { NAME_SIZE = 128, LONGEST_CONTENT = 1 << 18 };

const char *event_name(EventKind kind)
{
    static const char *const names[] = {N_("sent"),   N_("written"), N_("held"),   N_("refused"),
                                        N_("failed"), N_("unknown"), N_("unheard")};
    return names[kind];
}

int64_t deliver_now(const Deliverer *deliverer)
{
    const DeliverOptions *options = &deliverer->options;
    return clock_now(options->clock ? options->clock : options->site->clock);
}

bool deliver_is_stopped(const Deliverer *deliverer)
{
    return deliverer->options.stopped && deliverer->options.stopped() != 0;
}

/* Keeps why nobody may have been told, over what was kept before. */
static void keep_why(Delivery *delivery, UnheardWhy why, char *reason)
{
    free(delivery->reason);
    delivery->why = why;
    delivery->reason = reason;
}

/* Keeps what a message that did not arrive has to say of that. */
static void keep_failure(Delivery *delivery, const Event *event)
{
    UnheardWhy why = event->kind == EVENT_REFUSED   ? UNHEARD_REFUSED
                     : event->kind == EVENT_UNKNOWN ? UNHEARD_UNKNOWN
                                                    : UNHEARD_FAILED;
    const char *text = event->reason && event->reason[0] ? event->reason
                       : event->text                     ? event->text
                                                         : "";
    delivery->failed = true;
    keep_why(delivery, why,
             event->code != 0 ? memory_format("%d %s", event->code, text) : memory_text(text));
}

/* Likewise a hold, which counts for less than a failure. */
static void keep_hold(Delivery *delivery, LimitHold hold, const char *reason, SendState rests_on)
{
    bool under_way = send_state_is_under_way(rests_on);
    UnheardWhy why = hold == HOLD_ALERTS_OFF    ? UNHEARD_ALERTS_OFF
                     : hold == HOLD_NO_CONTACT  ? UNHEARD_NO_CONTACT
                     : hold == HOLD_BOUNCED     ? UNHEARD_BOUNCED
                     : rests_on == SEND_BOUNCED ? UNHEARD_BOUNCED
                     : under_way                ? UNHEARD_UNDER_WAY
                     : rests_on == SEND_UNKNOWN ? UNHEARD_UNKNOWN
                                                : UNHEARD_LIMIT;
    delivery->heard = delivery->heard || rests_on == SEND_SENT || rests_on == SEND_WRITTEN;
    delivery->waits = delivery->waits || under_way;
    delivery->doubtful = delivery->doubtful || rests_on == SEND_UNKNOWN;
    if (!delivery->failed)
        keep_why(delivery, why, memory_text(reason));
}

static void tell(const Deliverer *deliverer, Event *event)
{
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

void deliver_tell(const Deliverer *deliverer, Delivery *delivery, Event *event)
{
    if (event->kind == EVENT_SENT || event->kind == EVENT_WRITTEN)
        delivery->sent = delivery->heard = true;
    else if (event->kind != EVENT_HELD)
        keep_failure(delivery, event);
    event->alert = &delivery->alert;
    event->subscription = delivery->subscription;
    tell(deliverer, event);
}

bool deliver_unheard(Deliverer *deliverer, const Alert *alert, const char *subscription,
                     UnheardWhy why, const char *reason, Error *error)
{
    Event event = {.kind = EVENT_UNHEARD,
                   .alert = alert,
                   .subscription = subscription,
                   .reason = reason,
                   .why = why};
    if (!deliverer->options.record || alert->severity != SEVERITY_HIGH || alert->test)
        return true;
    tell(deliverer, &event);
    return ledger_note_unheard(deliverer->options.ledger, alert, why, reason,
                               deliver_now(deliverer), error);
}

bool deliver_conclude(Deliverer *deliverer, Delivery *delivery, Error *error)
{
    if (!delivery->heard && !deliver_is_stopped(deliverer))
        return deliver_unheard(deliverer, &delivery->alert, delivery->subscription, delivery->why,
                               delivery->reason ? delivery->reason : "", error);
    if (!delivery->heard || delivery->sent || !deliverer->options.record)
        return true;
    return ledger_note_heard(deliverer->options.ledger, &delivery->alert, deliver_now(deliverer),
                             error);
}

HeldBy deliver_held_by(const Delivery *delivery, LimitHold hold, size_t index)
{
    const LimitFacts *facts = &delivery->facts;
    const SendFact *fact = limit_hold_fact(
        hold, facts, index < facts->recipient_count ? &facts->recipients[index] : NULL);
    return fact ? (HeldBy){fact->state, fact->message_id} : (HeldBy){SEND_RELEASED, NULL};
}

bool deliver_tell_hold(const Deliverer *deliverer, Delivery *delivery, const char *address,
                       LimitHold hold, const char *reason, HeldBy by, Error *error)
{
    Event event = {.kind = EVENT_HELD,
                   .recipient = address,
                   .rule = limit_rule(hold),
                   .reason = reason,
                   .held_by = by};
    keep_hold(delivery, hold, reason, by.state);
    deliver_tell(deliverer, delivery, &event);
    return !deliverer->options.record ||
           ledger_note_hold(deliverer->options.ledger, &delivery->alert, address, hold, reason,
                            deliver_now(deliverer), error);
}

bool deliver_tell_holds(const Deliverer *deliverer, Delivery *delivery, size_t from, size_t to,
                        Error *error)
{
    bool good = true;
    for (size_t i = from; good && i < to; i++) {
        LimitHold hold = delivery->decision.recipients[i].hold;
        if (hold == HOLD_NONE || hold == HOLD_NOT_FIRST)
            continue;
        char *reason = limit_reason(&delivery->contact, &delivery->alert, &delivery->facts,
                                    &delivery->decision, i);
        good = deliver_tell_hold(deliverer, delivery, address_list_get(delivery->contact.emails, i),
                                 hold, reason, deliver_held_by(delivery, hold, i), error);
        free(reason);
    }
    return good;
}

const char *deliver_content(const Deliverer *deliverer, Delivery *delivery)
{
    bool can_go_on = deliverer->fan_out == FAN_OUT_ONE && !delivery->alert.test &&
                     delivery->decision.count > 1 &&
                     deliverer->options.site->config.mail.transport != MAIL_OUTBOX &&
                     deliverer->options.transport;
    if (can_go_on && !delivery->content)
        delivery->content = alert_to_json(&delivery->alert, LONGEST_CONTENT);
    return delivery->content;
}

const char *deliver_recipient(const Delivery *delivery)
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

bool deliver_begin(const Deliverer *deliverer, const Delivery *delivery, bool *ours, Error *error)
{
    bool begun = ledger_begin(deliverer->options.ledger, &delivery->reservation,
                              deliver_now(deliverer), ours, error);
    if (begun && *ours && delivery->reservation.head.event > 0)
        journal_head("ledger", &delivery->reservation.head);
    return begun;
}

bool deliver_submit(const Deliverer *deliverer, const Delivery *delivery, Error *error)
{
    const char *address = deliver_recipient(delivery);
    char *to = address_normal(address, strlen(address));
    char name[NAME_SIZE], envelope_id[DELIVERY_ENVELOPE_ID_SIZE];
    delivery_envelope_id(delivery->reservation.message_id, envelope_id);
    MessageParts parts = {.alert = &delivery->alert,
                          .subscription = delivery->subscription,
                          .from = deliverer->options.site->config.mail.from,
                          .to = to,
                          .message_id = delivery->reservation.message_id,
                          .now = deliver_now(deliverer),
                          .zone = deliverer->options.zone,
                          .fan_out = deliverer->fan_out,
                          .number = delivery->reservation.slot};
    Outgoing out = {.tag = (uint64_t)delivery->reservation.id,
                    .name = name,
                    .from = mail_config_reverse_path(&deliverer->options.site->config.mail),
                    .envelope_id = envelope_id,
                    .to = to,
                    .until = day_end(deliverer->options.zone, delivery->reservation.day)};
    file_name(delivery, parts.now, name);
    char *bytes = message_compose(&parts, &out.length);
    out.bytes = bytes;
    bool good = transport_submit(deliverer->options.transport, &out, error);
    free(bytes);
    free(to);
    return good;
}

bool deliver_settle(Deliverer *deliverer, Delivery *delivery, const SendResult *result,
                    Error *error)
{
    static const struct {
        SendState state;
        EventKind kind;
    } ends[] = {[OUTCOME_SENT] = {SEND_SENT, EVENT_SENT},
                [OUTCOME_WRITTEN] = {SEND_WRITTEN, EVENT_WRITTEN},
                [OUTCOME_REFUSED] = {SEND_REFUSED, EVENT_REFUSED},
                [OUTCOME_FAILED] = {SEND_RELEASED, EVENT_FAILED},
                [OUTCOME_UNKNOWN] = {SEND_UNKNOWN, EVENT_UNKNOWN}};
    LedgerOutcome outcome = {.state = ends[result->outcome].state,
                             .code = result->code,
                             .text = result->text,
                             .now = deliver_now(deliverer)};
    if (result->outcome == OUTCOME_REFUSED && result->server_wide)
        outcome.state = SEND_RELEASED; /* that was about us, and says nothing of the recipient */
    Ledger *ledger = deliverer->options.ledger;
    bool later =
        send_state_counts(outcome.state); /* a crash meanwhile leaves it begun: it counts */
    bool good = later ? ledger_settle_later(ledger, &delivery->reservation, &outcome, error)
                      : ledger_settle(ledger, &delivery->reservation, &outcome, error);
    deliverer->unsettled = deliverer->unsettled || later;
    if (result->expired && !deliver_is_stopped(deliverer))
        return good; /* it is to be sent yet */
    if (good && deliverer->options.transport && deliverer->options.site->config.syslog)
        journal_send(&delivery->alert, &delivery->reservation, outcome.state);
    Event event = {.kind = ends[result->outcome].kind,
                   .recipient = deliver_recipient(delivery),
                   .code = result->code,
                   .text = result->text,
                   .message_id = delivery->reservation.message_id,
                   .server_wide = result->server_wide};
    if (result->outcome == OUTCOME_FAILED || result->outcome == OUTCOME_UNKNOWN)
        event.reason = result->text;
    deliver_tell(deliverer, delivery, &event);
    return good;
}
