#include "base/memory.h"
#include "core/address/address_list_internal.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* So many addresses have one offset: the others are found from there. An offset each would be a
 * third of the text. */
enum { STEP = 8 };

typedef AddressBody Body;

AddressBody *address_body_new(void)
{
    Body *body = memory_new(sizeof *body);
    atomic_init(&body->users, 1);
    return body;
}

static void forget_slots(Body *body)
{
    free(body->slots);
    body->slots = NULL;
    body->slot_bits = 0;
}

void address_body_leave(AddressBody *body)
{
    if (atomic_fetch_sub(&body->users, 1) > 1)
        return;
    free(body->slots);
    if (body->owner) {
        address_body_leave(body->owner);
    } else {
        address_refs_end(body);
        if (body->base)
            address_body_leave(body->base);
        free(body->refs);
        free(body->offsets);
        free(body->text);
    }
    free(body);
}

static size_t offset_count(size_t count)
{
    return (count + STEP - 1) / STEP;
}

/* The body of a list that is about to be changed: its own from now on. */
static Body *own_body(AddressList *list)
{
    Body *shared = list->body;
    if (atomic_load(&shared->users) == 1 && !shared->owner)
        return shared;
    Body *body = address_body_new();
    if (shared->refs) {
        for (size_t i = 0; i < shared->count; i++) {
            const char *text = address_body_get(shared, i);
            address_body_append(body, text, strlen(text));
        }
    } else if (shared->count > 0) {
        size_t offsets = offset_count(shared->count);
        body->text = memory_reserve(NULL, &body->text_capacity, shared->text_size, 1);
        memcpy(body->text, shared->text, shared->text_size);
        body->text_size = shared->text_size;
        body->offsets =
            memory_reserve(NULL, &body->offset_capacity, offsets, sizeof *body->offsets);
        memcpy(body->offsets, shared->offsets, offsets * sizeof *body->offsets);
        body->count = shared->count;
    }
    address_body_leave(shared);
    list->body = body;
    return body;
}

AddressList *address_list_new(void)
{
    AddressList *list = memory_new(sizeof *list);
    list->body = address_body_new();
    return list;
}

void address_list_free(AddressList *list)
{
    if (!list)
        return;
    address_body_leave(list->body);
    free(list);
}

AddressList *address_list_copy(const AddressList *list)
{
    AddressList *copy = memory_new(sizeof *copy);
    copy->body = list->body;
    atomic_fetch_add(&list->body->users, 1);
    return copy;
}

AddressList *address_list_copy_indexed(const AddressList *list)
{
    AddressList *copy = address_list_new();
    Body *owner = list->body->owner ? list->body->owner : list->body;
    atomic_fetch_add(&owner->users, 1);
    *copy->body = (Body){.owner = owner,
                         .text = owner->text,
                         .text_size = owner->text_size,
                         .offsets = owner->offsets,
                         .refs = owner->refs,
                         .base = owner->base,
                         .base_size = owner->base_size,
                         .count = owner->count};
    atomic_init(&copy->body->users, 1);
    return copy;
}

void address_list_swap(AddressList *a, AddressList *b)
{
    AddressBody *body = a->body;
    a->body = b->body;
    b->body = body;
}

size_t address_list_count(const AddressList *list)
{
    return list->body->count;
}

size_t address_list_bytes(const AddressList *list)
{
    return list->body->text_size + list->body->base_size;
}

const char *address_body_get(const AddressBody *body, size_t index)
{
    if (body->refs)
        return address_ref_get(body, body->refs[index]);
    const char *text = body->text + body->offsets[index / STEP];
    for (size_t i = index % STEP; i > 0; i--)
        text += strlen(text) + 1;
    return text;
}

const char *address_list_get(const AddressList *list, size_t index)
{
    return address_body_get(list->body, index);
}

void address_body_append(AddressBody *body, const char *text, size_t length)
{
    if (body->refs) {
        address_ref_append(body, text, length);
        return;
    }
    body->text = memory_reserve(body->text, &body->text_capacity, body->text_size + length + 1, 1);
    if (body->count % STEP == 0) {
        body->offsets = memory_reserve(body->offsets, &body->offset_capacity,
                                       offset_count(body->count + 1), sizeof *body->offsets);
        body->offsets[body->count / STEP] = body->text_size;
    }
    memcpy(body->text + body->text_size, text, length);
    body->text[body->text_size + length] = '\0';
    body->text_size += length + 1;
    body->count++;
}

/* One for the whole program, whichever thread asks first. */
static uint64_t hash_seed(void)
{
    static _Atomic uint64_t shared;
    uint64_t seed = atomic_load_explicit(&shared, memory_order_relaxed);
    if (seed != 0)
        return seed;
    uint64_t fresh, none = 0;
    if (getrandom(&fresh, sizeof fresh, GRND_NONBLOCK) != (ssize_t)sizeof fresh)
        fresh = (uint64_t)(uintptr_t)&fresh;
    fresh |= 1;
    return atomic_compare_exchange_strong(&shared, &none, fresh) ? fresh : none;
}

/* Seeded, so that nobody can send a list whose mailboxes all meet in one slot. */
static uint32_t hash_key(const char *key, size_t length)
{
    return (uint32_t)XXH3_64bits_withSeed(key, length, hash_seed());
}

/* What a slot has of a hash. */
static uint32_t slot_tag(const Body *body, uint32_t hash)
{
    return (hash >> body->slot_bits) << body->slot_bits;
}

static size_t slot_mask(const Body *body)
{
    return ((size_t)1 << body->slot_bits) - 1;
}

static void place(Body *body, uint32_t hash, uint32_t number)
{
    size_t mask = slot_mask(body);
    size_t at = hash & mask;
    while (body->slots[at] != 0)
        at = (at + 1) & mask;
    body->slots[at] = slot_tag(body, hash) | number;
}

/* Do `count` addresses fit into a table of 2^bits slots: two thirds full at most? */
static bool fits(size_t count, unsigned bits)
{
    return count * 3 <= ((size_t)2 << bits);
}

/* Makes the table where there is none, or a larger one, so that `count` addresses fit. */
static void reserve_slots(Body *body, size_t count)
{
    enum { LEAST = 4, MOST = 31 };
    if (body->slots && fits(count, body->slot_bits))
        return;
    forget_slots(body);
    unsigned bits = LEAST;
    while (bits <= MOST && !fits(count, bits))
        bits++;
    if (bits > MOST) /* as good as out of memory: over 20 GB of addresses */
        memory_array(SIZE_MAX, SIZE_MAX);
    body->slots = memory_array((size_t)1 << bits, sizeof *body->slots);
    body->slot_bits = bits;
    const char *text = body->text;
    for (size_t i = 0; i < body->count; i++) {
        char key[ADDRESS_SIZE];
        text = body->refs ? address_body_get(body, i) : text;
        size_t length = strlen(text);
        place(body, hash_key(key, address_write_key(text, length, key)), (uint32_t)i + 1);
        text += length + 1;
    }
}

static size_t find_key(const Body *body, const char *key, size_t length, uint32_t hash)
{
    size_t mask = slot_mask(body);
    uint32_t tag = slot_tag(body, hash);
    for (size_t at = hash & mask; body->slots[at] != 0; at = (at + 1) & mask) {
        char other[ADDRESS_SIZE];
        if (((body->slots[at] ^ tag) >> body->slot_bits) != 0)
            continue;
        size_t index = (body->slots[at] & mask) - 1;
        const char *text = address_body_get(body, index);
        if (address_write_key(text, strlen(text), other) == length &&
            memcmp(other, key, length) == 0)
            return index;
    }
    return ADDRESS_LIST_NONE;
}

size_t address_list_find(const AddressList *list, const char *text, size_t length)
{
    char key[ADDRESS_SIZE];
    Body *body = list->body;
    if (body->count == 0)
        return ADDRESS_LIST_NONE;
    reserve_slots(body, body->count); /* the table is no part of its value */
    size_t key_length = address_write_key(text, length, key);
    return find_key(body, key, key_length, hash_key(key, key_length));
}

bool address_list_add(AddressList *list, const char *text, size_t length)
{
    char key[ADDRESS_SIZE];
    Body *body = own_body(list);
    size_t key_length = address_write_key(text, length, key);
    uint32_t hash = hash_key(key, key_length);
    reserve_slots(body, body->count + 1);
    if (find_key(body, key, key_length, hash) != ADDRESS_LIST_NONE)
        return false;
    address_body_append(body, text, length);
    place(body, hash, (uint32_t)body->count);
    return true;
}

void address_list_reserve(AddressList *list, size_t count, size_t bytes)
{
    Body *body = own_body(list);
    reserve_slots(body, count);
    if (!body->refs)
        body->text = memory_reserve(body->text, &body->text_capacity, bytes + count, 1);
}

void address_list_pack(AddressList *list)
{
    Body *body = list->body;
    if (atomic_load(&body->users) > 1)
        return;
    forget_slots(body);
    address_refs_end(body);
    if (!body->owner && body->text_capacity > body->text_size) {
        body->text = memory_resize(body->text, body->text_size, 1);
        body->text_capacity = body->text_size ? body->text_size : 1;
    }
}

/* Makes the offsets anew from that of address `index` on. */
static void count_offsets(Body *body, size_t index)
{
    const char *text = body->text + (index > 0 ? body->offsets[index / STEP] : 0);
    for (size_t i = index / STEP * STEP; i < body->count; i++) {
        if (i % STEP == 0)
            body->offsets[i / STEP] = (size_t)(text - body->text);
        text += strlen(text) + 1;
    }
}

void address_list_remove(AddressList *list, size_t index)
{
    Body *body = own_body(list);
    address_refs_resolve(body);
    char *start = body->text + (address_body_get(body, index) - body->text);
    size_t size = strlen(start) + 1;
    memmove(start, start + size, (size_t)(body->text + body->text_size - start) - size);
    body->text_size -= size;
    body->count--;
    count_offsets(body, index);
    forget_slots(body);
}

size_t address_list_subtract(AddressList *list, const AddressList *others)
{
    Body *body = own_body(list);
    address_refs_resolve(body);
    size_t kept = 0, kept_size = 0, count = body->count;
    const char *text = body->text;
    for (size_t i = 0; i < count; i++) {
        size_t size = strlen(text) + 1;
        if (address_list_find(others, text, size - 1) == ADDRESS_LIST_NONE) {
            memmove(body->text + kept_size, text, size);
            kept++;
            kept_size += size;
        }
        text += size;
    }
    body->count = kept;
    body->text_size = kept_size;
    if (kept != count) {
        count_offsets(body, 0);
        forget_slots(body);
    }
    return count - kept;
}

bool address_list_equal(const AddressList *a, const AddressList *b)
{
    const Body *x = a->body, *y = b->body;
    if (x == y || x->count != y->count || address_list_bytes(a) != address_list_bytes(b))
        return x == y;
    bool same = true;
    if (!x->refs && !y->refs)
        return x->count == 0 || memcmp(x->text, y->text, x->text_size) == 0;
    for (size_t i = 0; same && i < x->count; i++) {
        const char *one = address_body_get(x, i), *other = address_body_get(y, i);
        same = one == other || strcmp(one, other) == 0;
    }
    return same;
}

char *address_list_print(const AddressList *list, const char *separator)
{
    const Body *body = list->body;
    size_t gap = strlen(separator);
    char *text = memory_array(address_list_bytes(list) + body->count * gap + 1, 1);
    char *end = text;
    const char *address = body->text;
    for (size_t i = 0; i < body->count; i++) {
        address = body->refs ? address_body_get(body, i) : address;
        size_t length = strlen(address);
        if (i > 0)
            end = mempcpy(end, separator, gap);
        end = mempcpy(end, address, length);
        address += length + 1;
    }
    *end = '\0';
    return text;
}
