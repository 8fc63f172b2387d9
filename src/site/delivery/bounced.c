#include "site/delivery/bounced.h"

#include "base/memory.h"
#include "base/visible.h"
#include "site/ledger.h"

#include <stdlib.h>
#include <string.h>

static bool take(const LedgerBounced *one, void *data)
{
    Bounced *bounced = data;
    if (!address_list_add(bounced->addresses, one->address, strlen(one->address)))
        return true;
    size_t count = address_list_count(bounced->addresses);
    bounced->texts =
        memory_reserve(bounced->texts, &bounced->capacity, count, sizeof *bounced->texts);
    bounced->texts[count - 1] = visible_text(one->text);
    return true;
}

bool bounced_read(Bounced *bounced, const Site *site, Error *error)
{
    SiteLedger opened;
    *bounced = (Bounced){.addresses = address_list_new()};
    if (ledger_is_absent(site->config.state))
        return true;
    bool good = site_ledger_open(site, true, &opened, error) &&
                ledger_bounced(opened.ledger, take, bounced, error);
    site_ledger_close(&opened);
    return good;
}

void bounced_clear(Bounced *bounced)
{
    size_t count = bounced->addresses ? address_list_count(bounced->addresses) : 0;
    for (size_t i = 0; i < count; i++)
        free(bounced->texts[i]);
    free(bounced->texts);
    address_list_free(bounced->addresses);
    *bounced = (Bounced){0};
}

const char *bounced_text(const Bounced *bounced, const char *address)
{
    size_t at = bounced->addresses ? address_list_find(bounced->addresses, address, strlen(address))
                                   : ADDRESS_LIST_NONE;
    return at != ADDRESS_LIST_NONE ? bounced->texts[at] : NULL;
}
