/* proofs.h: which addresses are proven: that a mail server has accepted a message for, and when.
 * For `check --proven` and `test --unproven`. */
#ifndef SITE_DELIVERY_PROOFS_H
#define SITE_DELIVERY_PROOFS_H

#include "ledger/ledger.h"

#include <stdbool.h>
#include <stdint.h>

/* Days for which a proof holds, unless told. */
enum { PROOFS_MAX_AGE = 90, PROOFS_OLDEST = 36500 };

typedef struct Proofs Proofs; /* opaque: proofs_read(), proofs_free() */

/* Reads the ledger as it is at `now`; what was accepted more than `max_age` days before proves
 * nothing any more. NULL and the error where it can't be read. */
Proofs *proofs_read(Ledger *ledger, int64_t now, int max_age, Error *error);
void proofs_free(Proofs *proofs); /* NULL is nothing to do */

/* When a server last accepted a message for the address, in seconds since 1970; 0: never. What was
 * only written to the outbox was accepted by none. */
int64_t proofs_accepted(const Proofs *proofs, const char *address);

/* Whether that was lately enough, and no server has refused the address, and
 * no message to it has bounced, since. */
bool proofs_has(const Proofs *proofs, const char *address);

/* Reads --max-age: 1 to PROOFS_OLDEST. False and the error, a usage error of `command`, where it is
 * none. */
bool proofs_parse_age(const char *command, const char *text, int *days, Error *error);

#endif
