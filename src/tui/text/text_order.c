#include "tui/text/text_order.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

TextOrder *text_order_new(void)
{
    TextOrder *order = memory_new(sizeof *order);
    order->users = 1;
    return order;
}

TextOrder *text_order_share(TextOrder *order)
{
    if (order)
        order->users++;
    return order;
}

void text_order_free(TextOrder *order)
{
    if (!order || --order->users > 0)
        return;
    for (size_t i = 0; i < order->chunk_count; i++)
        text_chunk_free(order->chunks[i].bytes);
    free(order->chunks);
    free(order->items);
    free(order);
}

void text_order_add_chunk(TextOrder *order, char *bytes, size_t length)
{
    order->chunks = memory_reserve(order->chunks, &order->chunk_capacity, order->chunk_count + 1,
                                   sizeof *order->chunks);
    order->chunks[order->chunk_count++] = (TextOrderChunk){bytes, length};
}

bool text_order_add(TextOrder *order, uint64_t place, size_t length)
{
    if (place > UINT32_MAX || length > UINT16_MAX || order->item_count > UINT32_MAX)
        return false;
    order->items = memory_reserve(order->items, &order->item_capacity, order->item_count + 1,
                                  sizeof *order->items);
    order->items[order->item_count++] =
        (TextOrderItem){{(uint16_t)place, (uint16_t)(place >> 16)}, (uint16_t)length};
    return true;
}

/* The place `distance` bytes behind `place`. */
static uint64_t further(const TextOrder *order, uint64_t place, size_t distance)
{
    size_t chunk = (size_t)(place / TEXT_CHUNK), within = (size_t)(place % TEXT_CHUNK) + distance;
    for (; chunk + 1 < order->chunk_count && within >= order->chunks[chunk].length; chunk++)
        within -= order->chunks[chunk].length;
    return (uint64_t)chunk * TEXT_CHUNK + within;
}

static uint64_t place_of(const TextOrder *order, size_t index)
{
    const TextOrderItem *item = &order->items[index];
    return (uint64_t)item->place[1] << 16 | item->place[0];
}

bool text_order_find(const TextOrder *order, size_t first, size_t at, size_t length,
                     uint64_t *place)
{
    size_t index = first;
    while (at >= order->items[index].length + order->gap_length)
        at -= order->items[index++].length + order->gap_length;
    if (at + length > order->items[index].length)
        return false;
    *place = further(order, place_of(order, index), at);
    return true;
}

/* Copies from `place` on; returns the end of the copy. */
static char *copy(const TextOrder *order, uint64_t place, char *to, size_t size)
{
    size_t within = (size_t)(place % TEXT_CHUNK);
    for (size_t i = (size_t)(place / TEXT_CHUNK); size > 0; i++, within = 0) {
        const TextOrderChunk *chunk = &order->chunks[i];
        size_t part = chunk->length - within < size ? chunk->length - within : size;
        to = mempcpy(to, chunk->bytes + within, part);
        size -= part;
    }
    return to;
}

void text_order_read(const TextOrder *order, size_t first, size_t at, char *to, size_t size)
{
    size_t index = first;
    while (at >= order->items[index].length + order->gap_length)
        at -= order->items[index++].length + order->gap_length;
    for (; size > 0; index++, at = 0) {
        size_t length = order->items[index].length;
        if (at < length) {
            size_t part = length - at < size ? length - at : size;
            to = copy(order, further(order, place_of(order, index), at), to, part);
            size -= part;
            at = length;
        }
        size_t gap = order->gap_length - (at - length);
        gap = gap < size ? gap : size;
        to = mempcpy(to, order->gap + (at - length), gap);
        size -= gap;
    }
}
