/* proofs.c: reads from the ledger whom a mail server has accepted messages for. */
#include "site/delivery/proofs.h"

#include "base/memory.h"
#include "base/visible.h"
#include "core/address/address_list.h"

#include <stdlib.h>
#include <string.h>

enum { DAY_SECONDS = 86400 };

typedef struct Proof {
    int64_t accepted; /* when one was last; 0: never */
    bool refused;     /* since, or a message bounced */
} Proof;

struct Proofs {
    int64_t oldest;         /* what was accepted before proves nothing */
    AddressList *addresses; /* keys of recipients */
    Proof *items;           /* of each */
    size_t capacity;
};

static Proof *proof_of(Proofs *proofs, const char *key)
{
    size_t length = strlen(key);
    if (address_list_add(proofs->addresses, key, length)) {
        size_t count = address_list_count(proofs->addresses);
        proofs->items =
            memory_reserve(proofs->items, &proofs->capacity, count, sizeof *proofs->items);
        proofs->items[count - 1] = (Proof){0};
    }
    return &proofs->items[address_list_find(proofs->addresses, key, length)];
}

/* Of the messages in the order of their days: the last one has the last word. */
static bool take_send(const LedgerSend *send, void *data)
{
    Proofs *proofs = data;
    if (send->state != SEND_SENT && send->state != SEND_REFUSED && send->state != SEND_BOUNCED)
        return true;
    Proof *proof = proof_of(proofs, send->recipient);
    proof->refused = send->state != SEND_SENT;
    if (send->state == SEND_SENT && send->settled_at > proof->accepted)
        proof->accepted = send->settled_at;
    return true;
}

/* A report that came late is on a message of before: it has the last word all the same. */
static bool take_bounced(const LedgerBounced *bounced, void *data)
{
    proof_of(data, bounced->recipient)->refused = true;
    return true;
}

Proofs *proofs_read(Ledger *ledger, int64_t now, int max_age, Error *error)
{
    const LedgerQuery all = {.from = DAY_NONE, .to = DAY_NONE};
    Proofs *proofs = memory_new(sizeof *proofs);
    proofs->addresses = address_list_new();
    proofs->oldest = now - (int64_t)max_age * DAY_SECONDS;
    if (ledger_sends(ledger, &all, now, take_send, proofs, error) &&
        ledger_bounced(ledger, take_bounced, proofs, error))
        return proofs;
    proofs_free(proofs);
    return NULL;
}

void proofs_free(Proofs *proofs)
{
    if (!proofs)
        return;
    address_list_free(proofs->addresses);
    free(proofs->items);
    free(proofs);
}

static const Proof *find(const Proofs *proofs, const char *address)
{
    size_t at = address_list_find(proofs->addresses, address, strlen(address));
    return at != ADDRESS_LIST_NONE ? &proofs->items[at] : NULL;
}

int64_t proofs_accepted(const Proofs *proofs, const char *address)
{
    const Proof *proof = find(proofs, address);
    return proof ? proof->accepted : 0;
}

bool proofs_has(const Proofs *proofs, const char *address)
{
    const Proof *proof = find(proofs, address);
    return proof && proof->accepted != 0 && proof->accepted >= proofs->oldest && !proof->refused;
}

bool proofs_parse_age(const char *command, const char *text, int *days, Error *error)
{
    char *end;
    long value = strtol(text, &end, 10);
    bool good =
        text[0] >= '0' && text[0] <= '9' && *end == '\0' && value >= 1 && value <= PROOFS_OLDEST;
    *days = good ? (int)value : PROOFS_MAX_AGE;
    return good || error_set(error, ERROR_USAGE, "%s: --max-age \"%s\": expected days, 1 to %d",
                             command, visible_start(text, 40), PROOFS_OLDEST);
}
