#include "core/limits.h"

#include "base/language.h"
#include "base/memory.h"
#include "base/sentence.h"
#include "base/visible.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

const char *send_state_name(SendState state)
{
    switch (state) {
    case SEND_RESERVED:
        return "reserved";
    case SEND_BEGUN:
        return "begun";
    case SEND_SENT:
        return "sent";
    case SEND_WRITTEN:
        return "written";
    case SEND_REFUSED:
        return "refused";
    case SEND_RELEASED:
        return "released";
    case SEND_BOUNCED:
        return "bounced";
    case SEND_UNKNOWN:
    case SEND_STATES:
        break;
    }
    return "unknown";
}

bool send_state_counts(SendState state)
{
    return state != SEND_RELEASED && state != SEND_REFUSED;
}

bool send_state_is_under_way(SendState state)
{
    return state == SEND_RESERVED || state == SEND_BEGUN;
}

bool send_state_failed(SendState state)
{
    return !send_state_counts(state) || state == SEND_UNKNOWN || state == SEND_BOUNCED;
}

void limit_facts_init(LimitFacts *facts, size_t count, Day today, DayZone *zone)
{
    memset(facts, 0, sizeof *facts);
    facts->today = today;
    facts->clock = today;
    facts->zone = zone;
    facts->recipients = memory_array(count > 0 ? count : 1, sizeof *facts->recipients);
    facts->recipient_count = count;
}

void limit_facts_clear(LimitFacts *facts)
{
    for (size_t i = 0; i < facts->recipient_count; i++) {
        send_fact_free(facts->recipients[i].type);
        send_fact_free(facts->recipients[i].alert);
        send_fact_free(facts->recipients[i].under_way);
        free(facts->recipients[i].bounced);
    }
    free(facts->recipients);
    send_fact_free(facts->type);
    send_fact_free(facts->alert);
    memset(facts, 0, sizeof *facts);
}

SendFact *send_fact_new(SendState state, Day day, int64_t time, const char *address,
                        const char *title)
{
    SendFact *fact = memory_new(sizeof *fact);
    *fact = (SendFact){
        .state = state,
        .day = day,
        .time = time,
        .address = memory_text(address),
        .title = memory_text(title),
    };
    return fact;
}

void send_fact_free(SendFact *fact)
{
    if (fact == NULL)
        return;
    free(fact->address);
    free(fact->title);
    free(fact->message_id);
    free(fact);
}

const char *limit_rule(LimitHold hold)
{
    switch (hold) {
    case HOLD_NONE:
        break;
    case HOLD_ALERTS_OFF:
    case HOLD_NO_CONTACT:
        return "R0";
    case HOLD_SEVERITY:
        return "R1";
    case HOLD_TYPE:
    case HOLD_TYPE_RECIPIENT:
    case HOLD_NOT_FIRST:
        return "R2";
    case HOLD_COUNT:
        return "R3";
    case HOLD_ALERT:
    case HOLD_ALERT_RECIPIENT:
        return "R5";
    case HOLD_BOUNCED:
        return "R6";
    }
    return "";
}

LimitHold limit_check_alert(const Contact *contact, const Alert *alert)
{
    if (!contact_is_configured(contact))
        return HOLD_NO_CONTACT;
    if (!contact->alerts)
        return HOLD_ALERTS_OFF;
    return alert->severity == SEVERITY_HIGH ? HOLD_NONE : HOLD_SEVERITY;
}

LimitHold limit_check_recipient(const Alert *alert, FanOut fan_out, const LimitFacts *facts,
                                const RecipientFacts *recipient)
{
    bool one = fan_out == FAN_OUT_ONE;
    if (alert->severity != SEVERITY_HIGH)
        return HOLD_SEVERITY;
    if (one && facts->type != NULL)
        return HOLD_TYPE;
    if (recipient->bounced != NULL && !facts->named)
        return HOLD_BOUNCED;
    if (recipient->type != NULL)
        return HOLD_TYPE_RECIPIENT;
    if (recipient->count >= LIMIT_PER_DAY)
        return HOLD_COUNT;
    if (one && facts->alert != NULL)
        return HOLD_ALERT;
    if (recipient->alert != NULL)
        return HOLD_ALERT_RECIPIENT;
    return HOLD_NONE;
}

void limit_decide(const Contact *contact, const Alert *alert, FanOut fan_out,
                  const LimitFacts *facts, LimitDecision *decision)
{
    size_t count = address_list_count(contact->emails);
    *decision = (LimitDecision){
        .recipients = memory_array(count > 0 ? count : 1, sizeof *decision->recipients),
        .count = count,
        .first = count,
        .hold = limit_check_alert(contact, alert),
    };
    if (decision->hold == HOLD_NONE && fan_out == FAN_OUT_ONE) {
        if (facts->type != NULL)
            decision->hold = HOLD_TYPE;
        else if (facts->alert != NULL)
            decision->hold = HOLD_ALERT;
    }
    for (size_t i = 0; i < count; i++) {
        const RecipientFacts *recipient = &facts->recipients[i];
        RecipientDecision *own = &decision->recipients[i];
        own->left = recipient->count < LIMIT_PER_DAY ? LIMIT_PER_DAY - recipient->count : 0;
        own->hold = decision->hold;
        if (own->hold == HOLD_NONE || own->hold == HOLD_ALERT)
            own->hold = limit_check_recipient(alert, fan_out, facts, recipient);
        if (own->hold != HOLD_NONE)
            continue;
        if (decision->first == count)
            decision->first = i;
        else if (fan_out == FAN_OUT_ONE)
            own->hold = HOLD_NOT_FIRST;
        if (own->hold == HOLD_NONE)
            decision->sends++;
    }
}

void limit_decision_clear(LimitDecision *decision)
{
    free(decision->recipients);
    memset(decision, 0, sizeof *decision);
}

size_t limit_next(const LimitDecision *decision, size_t index)
{
    for (size_t i = index + 1; i < decision->count; i++)
        if (decision->recipients[i].hold == HOLD_NONE ||
            decision->recipients[i].hold == HOLD_NOT_FIRST)
            return i;
    return decision->count;
}

/* The reasons. They go into the ledger, and to programs, in English: limit_reason_translate() turns
 * what was written there. */
static const char type_sent[] = N_("\"%s\" was sent to %s at %s today");
static const char type_maybe[] = N_("\"%s\" may have been sent to %s at %s today");
static const char type_written[] =
    N_("\"%s\" was written to a file for %s at %s today, not mailed");
static const char type_bounced[] = N_("\"%s\" was sent to %s at %s today, and bounced");
static const char type_now[] = N_("\"%s\" is being sent to %s, since %s today");
static const char alert_sent[] = N_("this alert was sent on %s");
static const char alert_maybe[] = N_("this alert may have been sent on %s");
static const char alert_written[] = N_("this alert was written to a file on %s, not mailed");
static const char alert_bounced[] = N_("this alert was sent on %s, and bounced");
static const char alert_now[] = N_("this alert is being sent, since %s");
static const char severity_other[] = N_("severity is %s: only High is sent");
static const char severity_odd[] = N_("severity is \"%s\": only High is sent");
static const char severity_none[] = N_("severity is not given: only High is sent");
static const char alerts_off[] = N_("alerts are off for this subscription");
static const char no_contact[] = N_("no security contact");
static const char count_reached[] = N_("%u of %d messages today");
static const char bounced[] = N_("mail to it bounced on %s: %s");
static const char bounced_bare[] = N_("mail to it bounced on %s");
static const char not_first[] =
    N_("\"%s\" is sent to %s, the first of the list whom no rule holds back");

/* Those that are more exact stand first: the first that fits is taken. */
static const char *const reasons[] = {severity_odd,  severity_none, severity_other, type_bounced,
                                      type_sent,     type_maybe,    type_written,   type_now,
                                      alert_bounced, alert_sent,    alert_maybe,    alert_written,
                                      alert_now,     alerts_off,    no_contact,     not_first,
                                      bounced,       bounced_bare,  count_reached,  NULL};

static char *type_text(const SendFact *fact, DayZone *zone)
{
    char clock[6];
    day_clock_text(zone, fact->time, clock);
    const char *format = send_state_is_under_way(fact->state) ? type_now
                         : fact->state == SEND_UNKNOWN        ? type_maybe
                         : fact->state == SEND_WRITTEN        ? type_written
                         : fact->state == SEND_BOUNCED        ? type_bounced
                                                              : type_sent;
    return sentence_fill(format, (const char *[]){fact->title, fact->address, clock, NULL});
}

static char *alert_text(const SendFact *fact)
{
    char day[DAY_TEXT_SIZE];
    day_text(fact->day, day);
    const char *format = send_state_is_under_way(fact->state) ? alert_now
                         : fact->state == SEND_UNKNOWN        ? alert_maybe
                         : fact->state == SEND_WRITTEN        ? alert_written
                         : fact->state == SEND_BOUNCED        ? alert_bounced
                                                              : alert_sent;
    return sentence_fill(format, (const char *[]){day, NULL});
}

static char *bounced_text(const RecipientFacts *recipient)
{
    char day[DAY_TEXT_SIZE];
    day_text(recipient->bounced_day, day);
    return recipient->bounced[0] != '\0' ? memory_format(bounced, day, recipient->bounced)
                                         : memory_format(bounced_bare, day);
}

static char *severity_text(const Alert *alert)
{
    if (alert->severity != SEVERITY_UNKNOWN)
        return memory_format(severity_other, severity_name(alert->severity));
    if (alert->severity_text[0] != '\0')
        return memory_format(severity_odd, alert->severity_text);
    return memory_text(severity_none);
}

const SendFact *limit_hold_fact(LimitHold hold, const LimitFacts *facts,
                                const RecipientFacts *recipient)
{
    switch (hold) {
    case HOLD_TYPE:
        return facts->type;
    case HOLD_ALERT:
        return facts->alert;
    case HOLD_TYPE_RECIPIENT:
        return recipient->type;
    case HOLD_ALERT_RECIPIENT:
        return recipient->alert;
    case HOLD_COUNT:
        return recipient->under_way;
    default:
        return NULL;
    }
}

char *limit_hold_text(LimitHold hold, const Alert *alert, const LimitFacts *facts,
                      const RecipientFacts *recipient, const char *first)
{
    char *text = NULL;
    char *title = NULL;
    switch (hold) {
    case HOLD_NONE:
        text = memory_text("");
        break;
    case HOLD_ALERTS_OFF:
        text = memory_text(alerts_off);
        break;
    case HOLD_NO_CONTACT:
        text = memory_text(no_contact);
        break;
    case HOLD_SEVERITY:
        text = severity_text(alert);
        break;
    case HOLD_TYPE:
        text = type_text(facts->type, facts->zone);
        break;
    case HOLD_TYPE_RECIPIENT:
        assert(recipient != NULL);
        text = type_text(recipient->type, facts->zone);
        break;
    case HOLD_COUNT:
        assert(recipient != NULL);
        text = memory_format(count_reached, recipient->count, LIMIT_PER_DAY);
        break;
    case HOLD_ALERT:
        text = alert_text(facts->alert);
        break;
    case HOLD_ALERT_RECIPIENT:
        assert(recipient != NULL);
        text = alert_text(recipient->alert);
        break;
    case HOLD_BOUNCED:
        assert(recipient != NULL);
        text = bounced_text(recipient);
        break;
    case HOLD_NOT_FIRST:
        title = alert_short_title(alert);
        text = memory_format(not_first, title, first);
        break;
    }
    char *visible = visible_text(text);
    free(text);
    free(title);
    return visible;
}

char *limit_reason(const Contact *contact, const Alert *alert, const LimitFacts *facts,
                   const LimitDecision *decision, size_t index)
{
    bool whole = index >= decision->count;
    LimitHold hold = whole ? decision->hold : decision->recipients[index].hold;
    const RecipientFacts *recipient = whole ? NULL : &facts->recipients[index];
    const char *first =
        decision->first < decision->count ? address_list_get(contact->emails, decision->first) : "";
    return limit_hold_text(hold, alert, facts, recipient, first);
}

char *limit_reason_translate(const char *reason)
{
    return sentence_translate(reason, reasons, NULL);
}
