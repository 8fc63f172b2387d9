#include "core/address_order.h"

#include "core/address_list.h"
#include "core/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct Entry {
    uint64_t prefix;        /* the first bytes of what is compared: 0 where it is not valid */
    uint32_t start, length; /* in a text of less than 4 GB */
    uint32_t address, address_length;
} Entry;

/* A merge sort from the bottom up, which stops between any two steps: runs of `width` entries from
 * `left` on are merged into `sorted`. */
struct AddressOrder {
    char *text;
    size_t length, position;
    Entry *entries, *sorted;
    size_t count, capacity;
    bool collected, done, lines;
    size_t width, left, first, second, out;
    size_t work; /* entries merged so far */
};

AddressOrder *address_order_new(char *text, size_t length)
{
    AddressOrder *order = memory_new(sizeof *order);
    order->text = text;
    order->length = length;
    /* An item with a quote that is not closed must not meet the next one on its line. */
    order->lines = memchr(text, '\n', length) || memchr(text, '"', length);
    order->width = 1;
    return order;
}

void address_order_free(AddressOrder *order)
{
    if (!order)
        return;
    free(order->text);
    free(order->entries);
    free(order->sorted);
    free(order);
}

static unsigned char lower(char byte)
{
    return (unsigned char)(byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte);
}

static uint64_t prefix_of(const char *text, size_t length)
{
    uint64_t prefix = 0;
    for (size_t i = 0; i < sizeof prefix; i++)
        prefix = prefix << 8 | (i < length ? lower(text[i]) : 0U);
    return prefix;
}

static void collect(AddressOrder *order)
{
    AddressItem item;
    if (!address_next(order->text, order->length, &order->position, &item)) {
        order->collected = true;
        order->sorted = memory_array(order->count, sizeof *order->sorted);
        return;
    }
    Entry entry = {0, (uint32_t)item.start, (uint32_t)item.length, (uint32_t)item.address,
                   (uint32_t)item.address_length};
    if (item.problem == ADDRESS_OK)
        entry.prefix = prefix_of(order->text + item.address, item.address_length);
    order->entries =
        memory_reserve(order->entries, &order->capacity, order->count + 1, sizeof *order->entries);
    order->entries[order->count++] = entry;
}

static int compare(const AddressOrder *order, const Entry *a, const Entry *b)
{
    if (a->prefix != b->prefix)
        return a->prefix < b->prefix ? -1 : 1;
    size_t least = a->address_length < b->address_length ? a->address_length : b->address_length;
    for (size_t i = 0; i < least; i++) {
        unsigned char x = lower(order->text[a->address + i]);
        unsigned char y = lower(order->text[b->address + i]);
        if (x != y)
            return x < y ? -1 : 1;
    }
    return (a->address_length > b->address_length) - (a->address_length < b->address_length);
}

static size_t limited(const AddressOrder *order, size_t index)
{
    return index < order->count ? index : order->count;
}

/* The runs from `left` on are next. */
static void begin_merge(AddressOrder *order, size_t left)
{
    order->left = left;
    order->first = left;
    order->second = limited(order, left + order->width);
}

/* Takes the lower one of the entries that are next of both runs. */
static void merge(AddressOrder *order)
{
    size_t middle = limited(order, order->left + order->width);
    size_t end = limited(order, middle + order->width);
    if (order->width >= order->count) {
        order->done = true;
        free(order->sorted);
        order->sorted = NULL;
        return;
    }
    bool second = order->first == middle ||
                  (order->second < end && compare(order, &order->entries[order->second],
                                                  &order->entries[order->first]) < 0);
    order->sorted[order->out++] = order->entries[second ? order->second++ : order->first++];
    order->work++;
    if (order->out < end)
        return;
    if (end == order->count) {
        Entry *entries = order->entries;
        order->entries = order->sorted;
        order->sorted = entries;
        order->width *= 2;
        order->out = 0;
        end = 0;
    }
    begin_merge(order, end);
}

bool address_order_step(AddressOrder *order, size_t steps)
{
    for (size_t i = 0; i < steps && !order->done; i++) {
        if (order->collected) {
            merge(order);
            continue;
        }
        collect(order);
        if (order->collected)
            begin_merge(order, 0);
    }
    return order->done;
}

unsigned address_order_percent(const AddressOrder *order)
{
    size_t passes = 1;
    while (((size_t)1 << passes) < order->count)
        passes++;
    if (order->done)
        return 100;
    if (!order->collected)
        return 0;
    return (unsigned)(order->work * 100 / (passes * order->count + 1));
}

size_t address_order_count(const AddressOrder *order)
{
    return order->count;
}

bool address_order_is_sorted(const AddressOrder *order)
{
    for (size_t i = 1; i < order->count; i++) {
        if (order->entries[i].start < order->entries[i - 1].start)
            return false;
    }
    return true;
}

char *address_order_text(const AddressOrder *order, size_t *length)
{
    const char *gap = order->lines ? ",\n" : ", ";
    size_t size = 1;
    for (size_t i = 0; i < order->count; i++)
        size += order->entries[i].length + 2;
    char *text = memory_array(size, 1), *end = text;
    for (size_t i = 0; i < order->count; i++) {
        if (i > 0)
            end = mempcpy(end, gap, 2);
        end = mempcpy(end, order->text + order->entries[i].start, order->entries[i].length);
    }
    *end = '\0';
    *length = (size_t)(end - text);
    return text;
}
