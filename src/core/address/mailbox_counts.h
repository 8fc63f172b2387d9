/* mailbox_counts.h: how often each of many mailboxes stands in a list, and whether it is saved.
 *
 * A mailbox is known by the hash of its key alone: 62 bits, seeded, so that a million of them meet
 * once in ten million runs and nobody can make them meet. Written for 1,000,000 mailboxes: 10 bytes
 * a place, of which three quarters are in use, and a table that grows part by part.
 */
#ifndef CORE_ADDRESS_MAILBOX_COUNTS_H
#define CORE_ADDRESS_MAILBOX_COUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The hash of the mailbox of a checked address (address_check()): 62 bits, never 0. */
uint64_t mailbox_hash(const char *text, size_t length);

#define MAILBOX_PARTS 16

typedef struct MailboxPlace MailboxPlace;

/* Open addressing, linear probing. */
typedef struct MailboxPart {
    MailboxPlace *places;
    size_t place_count, used;
} MailboxPart;

/* A count that does not fit into a place. */
typedef struct MailboxMany {
    uint64_t hash;
    size_t count;
} MailboxMany;

typedef struct MailboxCounts {
    MailboxPart parts[MAILBOX_PARTS];
    MailboxMany *many; /* few: each stands for a part of a very long list */
    size_t many_count, many_capacity;
} MailboxCounts; /* initialise with {0} */

void mailbox_counts_clear(MailboxCounts *counts); /* frees what it holds; it is empty then */

/* One more, or one less (of those that were added): how often it stands there now. */
size_t mailbox_counts_add(MailboxCounts *counts, uint64_t hash);
size_t mailbox_counts_remove(MailboxCounts *counts, uint64_t hash);
size_t mailbox_counts_get(const MailboxCounts *counts, uint64_t hash);

/* All counts are 0; what is saved stays so. */
void mailbox_counts_reset(MailboxCounts *counts);

void mailbox_counts_save(MailboxCounts *counts, uint64_t hash);
bool mailbox_counts_is_saved(const MailboxCounts *counts, uint64_t hash);
/* None is saved; the counts stay. */
void mailbox_counts_forget_saved(MailboxCounts *counts);

#endif
