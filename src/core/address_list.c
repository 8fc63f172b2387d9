#include "core/address_list.h"

#include "core/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* A place of the table of mailboxes: half of the hash of a key, and which address has it. */
typedef struct Slot {
    uint32_t hash;
    uint32_t number; /* index + 1; 0: free */
} Slot;

struct AddressList {
    char *text; /* all addresses, a NUL behind each */
    size_t text_size, text_capacity;
    size_t *offsets; /* of each address in `text` */
    size_t count, offset_capacity;
    Slot *slots;       /* open addressing, linear probing; NULL until needed */
    size_t slot_count; /* a power of two */
};

AddressList *address_list_new(void)
{
    return memory_new(sizeof(AddressList));
}

static void forget_slots(AddressList *list)
{
    free(list->slots);
    list->slots = NULL;
    list->slot_count = 0;
}

void address_list_free(AddressList *list)
{
    if (!list)
        return;
    forget_slots(list);
    free(list->offsets);
    free(list->text);
    free(list);
}

AddressList *address_list_copy(const AddressList *list)
{
    AddressList *copy = address_list_new();
    if (list->count == 0)
        return copy;
    copy->text = memory_reserve(NULL, &copy->text_capacity, list->text_size, 1);
    memcpy(copy->text, list->text, list->text_size);
    copy->text_size = list->text_size;
    copy->offsets =
        memory_reserve(NULL, &copy->offset_capacity, list->count, sizeof *copy->offsets);
    memcpy(copy->offsets, list->offsets, list->count * sizeof *copy->offsets);
    copy->count = list->count;
    return copy;
}

size_t address_list_count(const AddressList *list)
{
    return list->count;
}

const char *address_list_get(const AddressList *list, size_t index)
{
    return list->text + list->offsets[index];
}

/* With its NUL. */
static size_t stored_size(const AddressList *list, size_t index)
{
    size_t end = index + 1 < list->count ? list->offsets[index + 1] : list->text_size;
    return end - list->offsets[index];
}

static size_t write_key(const AddressList *list, size_t index, char key[ADDRESS_SIZE])
{
    return address_write_key(address_list_get(list, index), stored_size(list, index) - 1, key);
}

/* Seeded, so that nobody can send a list whose mailboxes all meet in one slot. */
static uint32_t hash_key(const char *key, size_t length)
{
    static uint64_t seed;
    if (seed == 0) {
        if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) != (ssize_t)sizeof seed)
            seed = (uint64_t)(uintptr_t)&length;
        seed |= 1;
    }
    return (uint32_t)XXH3_64bits_withSeed(key, length, seed);
}

static void place(AddressList *list, uint32_t hash, uint32_t number)
{
    size_t mask = list->slot_count - 1;
    size_t at = hash & mask;
    while (list->slots[at].number != 0)
        at = (at + 1) & mask;
    list->slots[at] = (Slot){hash, number};
}

/* Do `count` addresses fit into the table: two thirds full at most? */
static bool has_slots(const AddressList *list, size_t count)
{
    return list->slots && count * 3 <= list->slot_count * 2;
}

static void new_slots(AddressList *list, size_t count)
{
    if (count >= UINT32_MAX) /* as good as out of memory: over 100 GB of addresses */
        memory_array(SIZE_MAX, SIZE_MAX);
    size_t slot_count = 16;
    while (count * 3 > slot_count * 2)
        slot_count *= 2;
    list->slots = memory_array(slot_count, sizeof *list->slots);
    list->slot_count = slot_count;
}

static void fill_slots(AddressList *list, size_t count)
{
    new_slots(list, count);
    for (size_t i = 0; i < list->count; i++) {
        char key[ADDRESS_SIZE];
        size_t length = write_key(list, i, key);
        place(list, hash_key(key, length), (uint32_t)i + 1);
    }
}

static void grow_slots(AddressList *list, size_t count)
{
    Slot *old = list->slots;
    size_t old_count = list->slot_count;
    new_slots(list, count);
    for (size_t i = 0; i < old_count; i++) {
        if (old[i].number != 0)
            place(list, old[i].hash, old[i].number);
    }
    free(old);
}

/* Makes the table where there is none, or a larger one, so that `count` addresses fit. */
static void reserve_slots(AddressList *list, size_t count)
{
    if (has_slots(list, count))
        return;
    if (list->slots)
        grow_slots(list, count);
    else
        fill_slots(list, count);
}

static size_t find_key(const AddressList *list, const char *key, size_t length, uint32_t hash)
{
    size_t mask = list->slot_count - 1;
    for (size_t at = hash & mask; list->slots[at].number != 0; at = (at + 1) & mask) {
        char other[ADDRESS_SIZE];
        size_t index = list->slots[at].number - 1;
        if (list->slots[at].hash == hash && write_key(list, index, other) == length &&
            memcmp(other, key, length) == 0)
            return index;
    }
    return ADDRESS_LIST_NONE;
}

size_t address_list_find(const AddressList *list, const char *text, size_t length)
{
    char key[ADDRESS_SIZE];
    if (list->count == 0)
        return ADDRESS_LIST_NONE;
    reserve_slots((AddressList *)list, list->count); /* the table is no part of its value */
    size_t key_length = address_write_key(text, length, key);
    return find_key(list, key, key_length, hash_key(key, key_length));
}

bool address_list_add(AddressList *list, const char *text, size_t length)
{
    char key[ADDRESS_SIZE];
    size_t key_length = address_write_key(text, length, key);
    uint32_t hash = hash_key(key, key_length);
    reserve_slots(list, list->count + 1);
    if (find_key(list, key, key_length, hash) != ADDRESS_LIST_NONE)
        return false;
    list->text = memory_reserve(list->text, &list->text_capacity, list->text_size + length + 1, 1);
    list->offsets = memory_reserve(list->offsets, &list->offset_capacity, list->count + 1,
                                   sizeof *list->offsets);
    memcpy(list->text + list->text_size, text, length);
    list->text[list->text_size + length] = '\0';
    list->offsets[list->count++] = list->text_size;
    list->text_size += length + 1;
    place(list, hash, (uint32_t)list->count);
    return true;
}

void address_list_remove(AddressList *list, size_t index)
{
    size_t size = stored_size(list, index);
    char *start = list->text + list->offsets[index];
    memmove(start, start + size, list->text_size - list->offsets[index] - size);
    list->text_size -= size;
    list->count--;
    for (size_t i = index; i < list->count; i++)
        list->offsets[i] = list->offsets[i + 1] - size;
    forget_slots(list);
}

size_t address_list_subtract(AddressList *list, const AddressList *others)
{
    size_t kept = 0;
    size_t kept_size = 0;
    size_t count = list->count;
    for (size_t i = 0; i < count; i++) {
        const char *text = address_list_get(list, i);
        size_t size = stored_size(list, i);
        if (address_list_find(others, text, size - 1) != ADDRESS_LIST_NONE)
            continue;
        memmove(list->text + kept_size, text, size);
        list->offsets[kept++] = kept_size;
        kept_size += size;
    }
    list->count = kept;
    list->text_size = kept_size;
    if (kept != count)
        forget_slots(list);
    return count - kept;
}

bool address_list_equal(const AddressList *a, const AddressList *b)
{
    return a->count == b->count && a->text_size == b->text_size &&
           (a->count == 0 || memcmp(a->text, b->text, a->text_size) == 0);
}

char *address_list_print(const AddressList *list, const char *separator)
{
    size_t gap = strlen(separator);
    char *text = memory_array(list->text_size + list->count * gap + 1, 1);
    char *end = text;
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0)
            end = mempcpy(end, separator, gap);
        end = mempcpy(end, address_list_get(list, i), stored_size(list, i) - 1);
    }
    *end = '\0';
    return text;
}
