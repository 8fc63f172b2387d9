/* bounced.h: which addresses of a site are passed over since mail to them bounced, for whoever
 * shows addresses. */
#ifndef SITE_DELIVERY_BOUNCED_H
#define SITE_DELIVERY_BOUNCED_H

#include "core/address/address_list.h"
#include "site/site.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct Bounced {
    AddressList *addresses; /* as they were used */
    char **texts;           /* what was reported of each, made visible */
    size_t capacity;
} Bounced; /* initialise with {0} */

/* Reads them from the ledger, from a disk. A site without a ledger has none. False and the error
 * where it can't be read. bounced_clear() in either case. */
bool bounced_read(Bounced *bounced, const Site *site, Error *error);
void bounced_clear(Bounced *bounced);

/* What was reported of an address, in any spelling; NULL where it is not passed over. It belongs to
 * `bounced`. */
const char *bounced_text(const Bounced *bounced, const char *address);

#endif
