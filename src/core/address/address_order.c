#include "core/address/address_order.h"

#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define WINDOW 65536 /* bytes that are read at once */
#define KEY    8     /* bytes of an address that are compared at once */
#define MOST   1024  /* of them that are compared in all */
#define FEW    12    /* entries that are sorted by inserting */
#define LOOK   4096  /* items between two looks whether it is still wanted */
#define PARTS  3     /* of the work: reading, sorting, giving */

/* 12 bytes. The key is a part of the address in lower case, NUL where it has ended; all 0 where the
 * item is not valid. */
typedef struct Entry {
    uint32_t key[2];
    uint32_t start; /* of the item */
} Entry;

struct AddressOrder {
    AddressRead *read;
    const void *text;
    size_t length;
    Entry *entries;   /* while it runs */
    uint32_t *starts; /* of the items in order, then */
    size_t count, capacity;
    bool lines, sorted;
    AddressWindow window;
    Progress *progress;
    size_t placed; /* entries that are where they belong */
    bool wanted;
    uint32_t random;
};

AddressOrder *address_order_new(AddressRead *read, const void *text, size_t length)
{
    AddressOrder *order = memory_new(sizeof *order);
    order->read = read;
    order->text = text;
    order->length = length;
    return order;
}

void address_order_free(AddressOrder *order)
{
    if (!order)
        return;
    free(order->entries);
    free(order->starts);
    free(order->window.bytes);
    free(order);
}

/* Part `part` of the work is done, of `count` items `done`. False where it is not wanted any more.
 */
static bool tell(AddressOrder *order, size_t part, size_t done)
{
    double share = (double)done / (double)(order->count ? order->count : 1);
    size_t all = part * order->length + (size_t)(share * (double)order->length);
    order->wanted = order->wanted && progress_at(order->progress, all);
    return order->wanted;
}

static uint64_t key_of(const Entry *entry)
{
    return (uint64_t)entry->key[0] << 32 | entry->key[1];
}

static void set_key(Entry *entry, uint64_t key)
{
    entry->key[0] = (uint32_t)(key >> 32);
    entry->key[1] = (uint32_t)key;
}

static unsigned char lower(char byte)
{
    return (unsigned char)(byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte);
}

/* Of the address of `item`, from `depth` on. */
static uint64_t read_key(const char *text, const AddressItem *item, size_t depth)
{
    uint64_t key = 0;
    for (size_t i = depth; i < depth + KEY; i++)
        key = key << 8 | (i < item->address_length ? lower(text[item->address + i]) : 0U);
    return key;
}

static void collect(AddressOrder *order, const char *window, const AddressItem *item, size_t start)
{
    Entry entry = {.start = (uint32_t)start};
    if (item->problem == ADDRESS_OK)
        set_key(&entry, read_key(window, item, 0));
    order->entries =
        memory_reserve(order->entries, &order->capacity, order->count + 1, sizeof *order->entries);
    order->entries[order->count++] = entry;
}

/* Reads the text, in windows that are enlarged where an item is longer. */
static void collect_all(AddressOrder *order)
{
    size_t size = WINDOW;
    char *window = memory_array(size, 1);
    bool whole = false;
    for (size_t at = 0; !whole && order->wanted;) {
        AddressItem item;
        size_t position = 0, length = order->read(order->text, at, window, size), next = length;
        whole = at + length >= order->length;
        /* An item with a quote that is not closed must not meet the next one on its line. */
        order->lines = order->lines || memchr(window, '\n', length) || memchr(window, '"', length);
        while (address_next(window, length, &position, &item)) {
            if (!whole && !address_is_settled(window, length, &item, position)) {
                next = item.start;
                break;
            }
            collect(order, window, &item, at + item.start);
        }
        if (next == 0 && !whole) {
            size *= 2;
            window = memory_resize(window, size, 1);
        }
        at += next;
        order->wanted = progress_at(order->progress, at);
    }
    free(window);
}

/* So many more entries are where they belong. */
static void place(AddressOrder *order, size_t count)
{
    size_t before = order->placed / LOOK;
    order->placed += count;
    if (order->placed / LOOK != before)
        tell(order, 1, order->placed);
}

/* A key for those that have been the same up to `depth`. Behind the end of the address, where they
 * stood tells them apart. */
static void renew_keys(AddressOrder *order, Entry *entries, size_t count, size_t depth)
{
    bool invalid = key_of(entries) == 0 && depth == KEY;
    bool ended = (!invalid && (entries->key[1] & 0xFF) == 0) || depth > MOST;
    for (size_t i = 0; i < count; i++) {
        Entry *entry = &entries[i];
        AddressItem item;
        if (ended) {
            set_key(entry, entry->start);
        } else if (address_window_read(&order->window, order->read, order->text, entry->start,
                                       &item)) {
            /* The first key of what is not valid is that it is not. */
            size_t from = item.problem == ADDRESS_OK ? depth : depth - KEY;
            set_key(entry, read_key(order->window.bytes, &item, from));
        }
        if (i % LOOK == LOOK - 1 && !tell(order, 1, order->placed))
            return;
    }
}

static void swap(Entry *a, Entry *b)
{
    Entry entry = *a;
    *a = *b;
    *b = entry;
}

static void insert_all(Entry *entries, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        for (size_t j = i; j > 0 && key_of(&entries[j]) < key_of(&entries[j - 1]); j--)
            swap(&entries[j], &entries[j - 1]);
    }
}

/* Of some entries, so that no list makes it slow. */
static uint64_t choose_key(AddressOrder *order, const Entry *entries, size_t count)
{
    uint64_t keys[3];
    for (size_t i = 0; i < 3; i++) {
        order->random = order->random * 1103515245U + 12345U;
        keys[i] = key_of(&entries[((uint64_t)order->random * count) >> 32]);
    }
    uint64_t least = keys[0] < keys[1] ? keys[0] : keys[1];
    uint64_t most = keys[0] < keys[1] ? keys[1] : keys[0];
    return keys[2] < least ? least : keys[2] > most ? most : keys[2];
}

/* Parts the entries into those below a key, those that have it, and those above: where the second
 * and the third begin. */
static void part(AddressOrder *order, Entry *entries, size_t count, size_t *same, size_t *above)
{
    uint64_t key = choose_key(order, entries, count);
    size_t below = 0, end = count;
    for (size_t i = 0; i < end;) {
        uint64_t here = key_of(&entries[i]);
        if (here < key)
            swap(&entries[i++], &entries[below++]);
        else if (here > key)
            swap(&entries[i], &entries[--end]);
        else
            i++;
    }
    *same = below;
    *above = end;
}

/* Sorts in place entries whose addresses are the same up to `depth`, where their keys begin:
 * quicksort by keys, and where keys are the same, by those that come behind. */
static void sort(AddressOrder *order, Entry *entries, size_t count, size_t depth)
{
    while (count > 1 && order->wanted) {
        size_t same, above;
        if (count <= FEW) {
            insert_all(entries, count);
            for (same = 0, above = 1; above < count; above++) {
                if (key_of(&entries[above]) != key_of(entries))
                    break;
            }
        } else {
            part(order, entries, count, &same, &above);
        }
        if (above - same > 1) {
            renew_keys(order, entries + same, above - same, depth + KEY);
            sort(order, entries + same, above - same, depth + KEY);
        } else {
            place(order, 1);
        }
        /* The larger one of the others goes on here, so that it nests little. */
        Entry *rest = entries + above;
        size_t rest_count = count - above;
        if (same > rest_count) {
            sort(order, rest, rest_count, depth);
            count = same;
        } else {
            sort(order, entries, same, depth);
            entries = rest;
            count = rest_count;
        }
    }
    if (count == 1)
        place(order, 1);
}

/* Keeps nothing but where the items are. */
static void pack(AddressOrder *order)
{
    uint32_t *starts = (uint32_t *)(void *)order->entries;
    order->sorted = true;
    for (size_t i = 0; i < order->count; i++) {
        starts[i] = order->entries[i].start;
        order->sorted = order->sorted && (i == 0 || starts[i - 1] < starts[i]);
    }
    order->starts = memory_resize(starts, order->count, sizeof *starts);
    order->entries = NULL;
}

bool address_order_run(AddressOrder *order, Progress *progress)
{
    order->progress = progress;
    order->wanted = true;
    progress_begin(progress, PARTS * order->length);
    collect_all(order);
    sort(order, order->entries, order->count, 0);
    if (order->wanted)
        pack(order);
    return order->wanted;
}

size_t address_order_count(const AddressOrder *order)
{
    return order->count;
}

bool address_order_is_sorted(const AddressOrder *order)
{
    return order->sorted;
}

const char *address_order_gap(const AddressOrder *order)
{
    return order->lines ? ",\n" : ", ";
}

bool address_order_each(AddressOrder *order, AddressOrderTake *take, void *to, Progress *progress)
{
    order->progress = progress;
    for (size_t i = 0; i < order->count && order->wanted; i++) {
        AddressItem item;
        size_t start = order->starts[i];
        if (address_window_read(&order->window, order->read, order->text, start, &item))
            take(to, start + item.start, item.length);
        if (i % LOOK == LOOK - 1)
            tell(order, 2, i);
    }
    return order->wanted;
}
