/* check_proven.c: when a server last accepted a message to each address, by the ledger. */
#include "azure/json.h"
#include "base/language.h"
#include "base/memory.h"
#include "cli/check/check.h"
#include "cli/sent.h"
#include "command/output.h"
#include "command/table.h"
#include "site/delivery/proofs.h"
#include "site/ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct CheckProofs {
    SiteLedger ledger;
    Proofs *proofs;
    AddressList *asked; /* the addresses of the contacts */
    size_t *uses;       /* of each: in how many contacts */
    size_t use_capacity;
};

CheckProofs *check_proofs_new(const Site *site, int64_t now, int max_age, Error *error)
{
    CheckProofs *proofs = memory_new(sizeof *proofs);
    proofs->asked = address_list_new();
    if (site_ledger_open(site, true, &proofs->ledger, error) &&
        (proofs->proofs = proofs_read(proofs->ledger.ledger, now, max_age, error)))
        return proofs;
    check_proofs_free(proofs);
    return NULL;
}

void check_proofs_free(CheckProofs *proofs)
{
    if (!proofs)
        return;
    site_ledger_close(&proofs->ledger);
    proofs_free(proofs->proofs);
    address_list_free(proofs->asked);
    free(proofs->uses);
    free(proofs);
}

bool check_proofs_ask(const char *address, void *data)
{
    CheckProofs *proofs = data;
    size_t length = strlen(address);
    if (address_list_add(proofs->asked, address, length)) {
        size_t count = address_list_count(proofs->asked);
        proofs->uses =
            memory_reserve(proofs->uses, &proofs->use_capacity, count, sizeof *proofs->uses);
        proofs->uses[count - 1] = 0;
    }
    proofs->uses[address_list_find(proofs->asked, address, length)]++;
    return proofs_has(proofs->proofs, address);
}

void check_proofs_print(const CheckProofs *proofs)
{
    static const char *const header[] = {N_("ADDRESS"), N_("LAST ACCEPTED"), N_("SUBSCRIPTIONS")};
    size_t count = address_list_count(proofs->asked);
    if (count == 0)
        return;
    Table *table = table_new(3, header);
    for (size_t i = 0; i < count; i++) {
        const char *address = address_list_get(proofs->asked, i);
        int64_t time = proofs_accepted(proofs->proofs, address);
        char day[DAY_TEXT_SIZE] = "", clock[6] = "";
        if (time != 0) {
            day_text(day_of(proofs->ledger.zone, time), day);
            day_clock_text(proofs->ledger.zone, time, clock);
        }
        char *when = time != 0 ? memory_format("%s %s", day, clock) : memory_text(_("never"));
        char *uses = memory_format("%zu", proofs->uses[i]);
        table_add(table, (const char *const[]){address, when, uses});
        free(uses);
        free(when);
    }
    table_print(table);
    table_free(table);
}

json_t *check_proofs_json(const CheckProofs *proofs)
{
    json_t *array = json_array();
    for (size_t i = 0; i < address_list_count(proofs->asked); i++) {
        const char *address = address_list_get(proofs->asked, i);
        json_array_append_new(
            array, json_pack("{s:o, s:o, s:I}", "address", json_text(address), "last_accepted",
                             sent_time_json(proofs_accepted(proofs->proofs, address)),
                             "subscriptions", (json_int_t)proofs->uses[i]));
    }
    return array;
}
