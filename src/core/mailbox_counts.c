#include "core/mailbox_counts.h"

#include "core/address.h"
#include "core/memory.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define SAVED         1U
#define ONE           2U
#define FEWEST_PLACES 64

uint64_t mailbox_hash(const char *text, size_t length)
{
    static uint64_t seed;
    char key[ADDRESS_SIZE];
    if (seed == 0) {
        if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) != (ssize_t)sizeof seed)
            seed = (uint64_t)(uintptr_t)&length;
        seed |= 1;
    }
    size_t key_length = address_write_key(text, length, key);
    uint64_t hash = XXH3_64bits_withSeed(key, key_length, seed) >> 2;
    return hash ? hash : 1;
}

void mailbox_counts_clear(MailboxCounts *counts)
{
    free(counts->hashes);
    free(counts->counts);
    *counts = (MailboxCounts){0};
}

/* Where `hash` is, or the free place where it belongs. */
static size_t find(const MailboxCounts *counts, uint64_t hash)
{
    size_t mask = counts->place_count - 1;
    size_t at = (size_t)hash & mask;
    while (counts->hashes[at] != 0 && counts->hashes[at] != hash)
        at = (at + 1) & mask;
    return at;
}

static void resize(MailboxCounts *counts, size_t place_count)
{
    MailboxCounts old = *counts;
    *counts = (MailboxCounts){.hashes = memory_array(place_count, sizeof *counts->hashes),
                              .counts = memory_array(place_count, sizeof *counts->counts),
                              .place_count = place_count};
    for (size_t i = 0; i < old.place_count; i++) {
        if (old.counts[i] == 0)
            continue; /* free, or gone */
        size_t at = find(counts, old.hashes[i]);
        counts->hashes[at] = old.hashes[i];
        counts->counts[at] = old.counts[i];
        counts->used++;
    }
    mailbox_counts_clear(&old);
}

/* Two thirds full at most. */
void mailbox_counts_reserve(MailboxCounts *counts, size_t count)
{
    size_t place_count = counts->place_count ? counts->place_count : FEWEST_PLACES;
    while (count * 3 > place_count * 2)
        place_count *= 2;
    if (place_count != counts->place_count)
        resize(counts, place_count);
}

static uint32_t *place_of(MailboxCounts *counts, uint64_t hash)
{
    mailbox_counts_reserve(counts, counts->used + 1);
    size_t at = find(counts, hash);
    if (counts->hashes[at] == 0) {
        counts->hashes[at] = hash;
        counts->used++;
    }
    return &counts->counts[at];
}

static uint32_t value_of(const MailboxCounts *counts, uint64_t hash)
{
    return counts->place_count == 0 ? 0 : counts->counts[find(counts, hash)];
}

size_t mailbox_counts_add(MailboxCounts *counts, uint64_t hash)
{
    return (*place_of(counts, hash) += ONE) / ONE;
}

size_t mailbox_counts_remove(MailboxCounts *counts, uint64_t hash)
{
    uint32_t *value = &counts->counts[find(counts, hash)];
    *value -= ONE;
    return *value / ONE;
}

size_t mailbox_counts_get(const MailboxCounts *counts, uint64_t hash)
{
    return value_of(counts, hash) / ONE;
}

void mailbox_counts_reset(MailboxCounts *counts)
{
    for (size_t i = 0; i < counts->place_count; i++)
        counts->counts[i] &= SAVED;
}

void mailbox_counts_save(MailboxCounts *counts, uint64_t hash)
{
    *place_of(counts, hash) |= SAVED;
}

bool mailbox_counts_is_saved(const MailboxCounts *counts, uint64_t hash)
{
    return value_of(counts, hash) & SAVED;
}

void mailbox_counts_forget_saved(MailboxCounts *counts)
{
    for (size_t i = 0; i < counts->place_count; i++)
        counts->counts[i] &= ~SAVED;
}
