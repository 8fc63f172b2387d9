#include "core/address/mailbox_counts.h"

#include "base/memory.h"
#include "core/address/address.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define FEWEST_PLACES 8
#define PART_BITS     4       /* of a hash, which say in which part it is */
#define SAVED         0x8000U /* bit of a value; the rest is the count */
#define MANY          0x7FFFU /* as a count: it is one of `many` */

/* 64 bits of a hash, 0: free; and a value. Not a uint64_t, which would round its size up. */
struct MailboxPlace {
    uint16_t hash[4];
    uint16_t value;
};

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
    for (size_t i = 0; i < MAILBOX_PARTS; i++)
        free(counts->parts[i].places);
    free(counts->many);
    *counts = (MailboxCounts){0};
}

static uint64_t hash_at(const MailboxPlace *place)
{
    uint64_t hash;
    memcpy(&hash, place->hash, sizeof hash);
    return hash;
}

static size_t part_of(uint64_t hash)
{
    return (size_t)(hash & ((1U << PART_BITS) - 1));
}

/* Where `hash` is, or the free place where it belongs. */
static MailboxPlace *find(const MailboxPart *part, uint64_t hash)
{
    size_t at = (size_t)(((hash >> PART_BITS & UINT32_MAX) * part->place_count) >> 32);
    for (;; at = at + 1 < part->place_count ? at + 1 : 0) {
        MailboxPlace *place = &part->places[at];
        uint64_t here = hash_at(place);
        if (here == hash || here == 0)
            return place;
    }
}

static void resize(MailboxPart *part, size_t place_count)
{
    MailboxPart old = *part;
    *part = (MailboxPart){.places = memory_array(place_count, sizeof *part->places),
                          .place_count = place_count};
    for (size_t i = 0; i < old.place_count; i++) {
        if (old.places[i].value == 0)
            continue; /* free, or gone */
        *find(part, hash_at(&old.places[i])) = old.places[i];
        part->used++;
    }
    free(old.places);
}

/* Between two thirds and five sixths full, once they are many. */
static MailboxPlace *make_place(MailboxCounts *counts, uint64_t hash)
{
    MailboxPart *part = &counts->parts[part_of(hash)];
    if (part->place_count == 0)
        resize(part, FEWEST_PLACES);
    else if ((part->used + 1) * 6 > part->place_count * 5)
        resize(part, part->place_count + part->place_count / 4);
    MailboxPlace *place = find(part, hash);
    if (hash_at(place) == 0) {
        memcpy(place->hash, &hash, sizeof hash);
        part->used++;
    }
    return place;
}

/* NULL where it is not known. */
static MailboxPlace *place_of(const MailboxCounts *counts, uint64_t hash)
{
    const MailboxPart *part = &counts->parts[part_of(hash)];
    MailboxPlace *place = part->place_count > 0 ? find(part, hash) : NULL;
    return place && hash_at(place) == hash ? place : NULL;
}

static MailboxMany *many_of(const MailboxCounts *counts, uint64_t hash)
{
    size_t i = 0;
    while (counts->many[i].hash != hash)
        i++;
    return &counts->many[i];
}

static size_t count_of(const MailboxCounts *counts, const MailboxPlace *place)
{
    size_t count = place->value & MANY;
    return count == MANY ? many_of(counts, hash_at(place))->count : count;
}

static void set_count(MailboxCounts *counts, MailboxPlace *place, size_t count)
{
    bool was_many = (place->value & MANY) == MANY;
    if (!was_many && count >= MANY) {
        counts->many = memory_reserve(counts->many, &counts->many_capacity, counts->many_count + 1,
                                      sizeof *counts->many);
        counts->many[counts->many_count++] = (MailboxMany){.hash = hash_at(place)};
    }
    if (count >= MANY)
        many_of(counts, hash_at(place))->count = count;
    else if (was_many)
        *many_of(counts, hash_at(place)) = counts->many[--counts->many_count];
    place->value = (uint16_t)((place->value & SAVED) | (count < MANY ? count : MANY));
}

size_t mailbox_counts_add(MailboxCounts *counts, uint64_t hash)
{
    MailboxPlace *place = make_place(counts, hash);
    size_t count = count_of(counts, place) + 1;
    set_count(counts, place, count);
    return count;
}

size_t mailbox_counts_remove(MailboxCounts *counts, uint64_t hash)
{
    MailboxPlace *place = place_of(counts, hash);
    size_t count = count_of(counts, place) - 1;
    set_count(counts, place, count);
    return count;
}

size_t mailbox_counts_get(const MailboxCounts *counts, uint64_t hash)
{
    const MailboxPlace *place = place_of(counts, hash);
    return place ? count_of(counts, place) : 0;
}

/* Keeps the bits `kept` of all values. */
static void mask(MailboxCounts *counts, unsigned kept)
{
    for (size_t i = 0; i < MAILBOX_PARTS; i++) {
        MailboxPart *part = &counts->parts[i];
        for (size_t j = 0; j < part->place_count; j++)
            part->places[j].value = (uint16_t)(part->places[j].value & kept);
    }
}

void mailbox_counts_reset(MailboxCounts *counts)
{
    mask(counts, SAVED);
    counts->many_count = 0;
}

void mailbox_counts_save(MailboxCounts *counts, uint64_t hash)
{
    MailboxPlace *place = make_place(counts, hash);
    place->value = (uint16_t)(place->value | SAVED);
}

bool mailbox_counts_is_saved(const MailboxCounts *counts, uint64_t hash)
{
    const MailboxPlace *place = place_of(counts, hash);
    return place && (place->value & SAVED);
}

void mailbox_counts_forget_saved(MailboxCounts *counts)
{
    mask(counts, MANY);
}
