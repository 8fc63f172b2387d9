/* verify.h: what is known of a hash chain: its head, and whether it is unbroken.
 *
 * A chain makes evident that records were changed, removed or inserted; it does not make that
 * impossible. Whoever may write the database can make all of the chain anew: then its head is
 * another than those that the system's log has.
 */
#ifndef DB_VERIFY_H
#define DB_VERIFY_H

#include "base/digest.h"
#include "base/error.h"
#include "base/progress.h"

#include <stdbool.h>
#include <stdint.h>

/* The last event of a chain. */
typedef struct ChainHead {
    int64_t event; /* its number; 0: there is none */
    char hash[DIGEST_TEXT_SIZE];
} ChainHead;

/* What an unbroken chain has. */
typedef struct ChainVerified {
    ChainHead head;
    int64_t records; /* of messages, or of saves */
    int64_t at;      /* the number of the event whose head was asked for; 0: none was */
} ChainVerified;

#endif
