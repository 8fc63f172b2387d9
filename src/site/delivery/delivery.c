/* delivery.c: reads what the ledger and the spools say of the delivery. */
#include "site/delivery/delivery.h"

#include "base/memory.h"
#include "site/ledger.h"

#include <stdlib.h>
#include <string.h>

static DeliveryRecipient *recipient_of(DeliveryStatus *status, const char *key)
{
    size_t length = strlen(key);
    if (address_list_add(status->addresses, key, length)) {
        size_t count = address_list_count(status->addresses);
        status->recipients = memory_reserve(status->recipients, &status->recipient_capacity, count,
                                            sizeof *status->recipients);
        status->recipients[count - 1] = (DeliveryRecipient){0};
    }
    return &status->recipients[address_list_find(status->addresses, key, length)];
}

static bool was_refused(const LedgerSend *send)
{
    return send->state == SEND_REFUSED && send->code >= 500;
}

static bool take_send(const LedgerSend *send, void *data)
{
    DeliveryStatus *status = data;
    if (send->day == status->today)
        status->messages[send->state]++;
    if (send->day > status->today - LEDGER_RECENT_DAYS && send->state == SEND_UNKNOWN)
        status->unknown++;
    if (send->state == SEND_SENT) {
        recipient_of(status, send->recipient)->accepted = send->settled_at;
    } else if (was_refused(send)) {
        DeliveryRecipient *recipient = recipient_of(status, send->recipient);
        free(recipient->answer);
        recipient->refused = send->settled_at;
        recipient->answer = memory_format("%d %s", send->code, send->text);
    }
    return true;
}

static bool take_bounced(const LedgerBounced *bounced, void *data)
{
    DeliveryStatus *status = data;
    DeliveryRecipient *recipient = recipient_of(status, bounced->recipient);
    free(recipient->bounced);
    recipient->bounced = memory_text(bounced->text);
    status->bounced++;
    return true;
}

static bool take_hold(const LedgerHold *hold, void *data)
{
    DeliveryStatus *status = data;
    int rule = hold->rule[0] == 'R' ? hold->rule[1] - '0' : -1;
    if (rule >= 0 && rule < DELIVERY_RULES)
        status->held[rule] += hold->count;
    return true;
}

static bool take_unheard(const LedgerUnheard *unheard, void *data)
{
    (void)unheard;
    ((DeliveryStatus *)data)->unheard++;
    return true;
}

/* Reads the records of the days up to today. */
static bool read_records(DeliveryStatus *status, Ledger *ledger, Error *error)
{
    Day today = status->today;
    const LedgerQuery all = {.from = today - DELIVERY_DAYS + 1, .to = today},
                      day = {.from = today, .to = today},
                      recent = {.from = today - LEDGER_RECENT_DAYS + 1, .to = today};
    return ledger_sends(ledger, &all, status->now, take_send, status, error) &&
           ledger_bounced(ledger, take_bounced, status, error) &&
           ledger_holds(ledger, &day, take_hold, status, error) &&
           ledger_unheard(ledger, &recent, false, take_unheard, status, error);
}

static bool read_ledger(DeliveryStatus *status, const Site *site, Error *error)
{
    SiteLedger opened;
    Day clock;
    Error ahead; /* `check` says it in full */
    if (ledger_is_absent(site->config.state))
        return true;
    bool good = site_ledger_open(site, true, &opened, error) &&
                ledger_today(opened.ledger, status->now, &status->today, &clock, error) &&
                read_records(status, opened.ledger, error);
    status->ahead = good && !ledger_day_check(status->today, clock, &ahead);
    site_ledger_close(&opened);
    return good;
}

bool delivery_read(DeliveryStatus *status, const Site *site, int64_t now, Error *error)
{
    *status =
        (DeliveryStatus){.config = &site->config, .now = now, .addresses = address_list_new()};
    heartbeats_read(&status->heartbeats, site->config.state);
    status->spools = memory_array(status->heartbeats.count, sizeof *status->spools);
    for (size_t i = 0; i < status->heartbeats.count; i++)
        status->spools[i] = spool_status_read(&status->heartbeats.items[i]);
    status->read = read_ledger(status, site, error);
    for (size_t i = 0; i < address_list_count(status->addresses); i++)
        status->refused += status->recipients[i].refused > status->recipients[i].accepted;
    return status->read;
}

void delivery_clear(DeliveryStatus *status)
{
    size_t count = status->addresses ? address_list_count(status->addresses) : 0;
    for (size_t i = 0; i < count; i++) {
        free(status->recipients[i].answer);
        free(status->recipients[i].bounced);
    }
    free(status->recipients);
    address_list_free(status->addresses);
    free(status->spools);
    heartbeats_clear(&status->heartbeats);
    *status = (DeliveryStatus){0};
}

FindingsMail delivery_mail_to(const char *address, void *data)
{
    const DeliveryStatus *status = data;
    size_t at = address_list_find(status->addresses, address, strlen(address));
    if (at == ADDRESS_LIST_NONE)
        return (FindingsMail){0};
    const DeliveryRecipient *recipient = &status->recipients[at];
    bool refused = recipient->refused > recipient->accepted;
    return (FindingsMail){.accepted = recipient->accepted != 0,
                          .refused = refused ? recipient->answer : NULL,
                          .bounced = recipient->bounced};
}
