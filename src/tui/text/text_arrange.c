#include "tui/text/text_arrange.h"

#include "base/memory.h"
#include "tui/text/text_internal.h"
#include "tui/text/text_order.h"

#include <stdlib.h>
#include <string.h>

/* Room is left for typing. */
enum { FILL = TEXT_CHUNK - TEXT_CHUNK / 16 };

struct TextArranging {
    TextSnapshot *from;
    const TextOrder *before; /* of that; NULL: all its chunks have bytes */
    TextOrder *order;
    TextBody body;
    size_t own; /* the first chunk of the order that is no chunk of the text */
    bool begun; /* there is an item */
};

TextArranging *text_arranging_new(const Text *text)
{
    TextArranging *arranging = memory_new(sizeof *arranging);
    arranging->from = text_snapshot(text);
    arranging->before = text->body.order;
    arranging->order = text_order_new();
    if (arranging->before) {
        for (size_t i = 0; i < arranging->before->chunk_count; i++) {
            const TextOrderChunk *chunk = &arranging->before->chunks[i];
            text_order_add_chunk(arranging->order, text_chunk_share(chunk->bytes), chunk->length);
        }
    } else {
        for (size_t i = 0; i < text->body.chunk_count; i++) {
            const Chunk *chunk = &text->body.chunks[i];
            if (chunk->length > 0)
                text_order_add_chunk(arranging->order, text_chunk_share(chunk->bytes),
                                     chunk->length);
        }
    }
    arranging->own = arranging->order->chunk_count;
    return arranging;
}

void text_arranging_free(TextArranging *arranging)
{
    if (!arranging)
        return;
    text_snapshot_free(arranging->from);
    text_body_clear(&arranging->body);
    text_order_free(arranging->order);
    free(arranging);
}

size_t text_arranging_length(const TextArranging *arranging)
{
    return text_snapshot_length(arranging->from);
}

size_t text_arranging_read(const void *arranging, size_t at, char *to, size_t size)
{
    return text_snapshot_read(((const TextArranging *)arranging)->from, at, to, size);
}

void text_arranging_gap(TextArranging *arranging, const char *gap)
{
    TextOrder *order = arranging->order;
    order->gap_length = strlen(gap);
    memcpy(order->gap, gap, order->gap_length);
}

/* The last chunk; NULL where there is none. */
static Chunk *last_chunk(const TextArranging *arranging)
{
    const TextBody *body = &arranging->body;
    return body->chunk_count > 0 ? &body->chunks[body->chunk_count - 1] : NULL;
}

static Chunk *add_chunk(TextArranging *arranging, Chunk chunk)
{
    TextBody *body = &arranging->body;
    body->chunks = memory_reserve(body->chunks, &body->chunk_capacity, body->chunk_count + 1,
                                  sizeof *body->chunks);
    body->chunks[body->chunk_count++] = chunk;
    body->ordered += !chunk.bytes;
    return last_chunk(arranging);
}

static void grow(TextArranging *arranging, Chunk *chunk, size_t length, uint32_t newlines)
{
    chunk->length += (uint32_t)length;
    chunk->newlines += newlines;
    arranging->body.length += length;
    arranging->body.newlines += newlines;
}

/* Adds bytes to chunks that have bytes. */
static void add_bytes(TextArranging *arranging, const char *bytes, size_t length)
{
    while (length > 0) {
        Chunk *chunk = last_chunk(arranging);
        if (!chunk || !chunk->bytes || chunk->length >= FILL)
            chunk = add_chunk(arranging, (Chunk){.bytes = text_chunk_new()});
        size_t part = FILL - chunk->length < length ? FILL - chunk->length : length;
        memcpy(chunk->bytes + chunk->length, bytes, part);
        grow(arranging, chunk, part, text_count_newlines(bytes, part));
        bytes += part;
        length -= part;
    }
}

/* Copies a part of the text, behind what the order has of its own. Returns its place. */
static uint64_t keep_copy(TextArranging *arranging, size_t start, size_t length)
{
    TextOrder *order = arranging->order;
    TextOrderChunk *last =
        order->chunk_count > arranging->own ? &order->chunks[order->chunk_count - 1] : NULL;
    if (!last || last->length == TEXT_CHUNK)
        text_order_add_chunk(order, text_chunk_new(), 0);
    size_t index = order->chunk_count - 1;
    uint64_t place = (uint64_t)index * TEXT_CHUNK + order->chunks[index].length;
    while (length > 0) {
        last = &order->chunks[order->chunk_count - 1];
        if (last->length == TEXT_CHUNK) {
            text_order_add_chunk(order, text_chunk_new(), 0);
            continue;
        }
        size_t room = TEXT_CHUNK - last->length, part = room < length ? room : length;
        text_snapshot_read(arranging->from, start, last->bytes + last->length, part);
        last->length += part;
        start += part;
        length -= part;
    }
    return place;
}

/* The place of a part of the text. */
static uint64_t place_of(TextArranging *arranging, size_t start, size_t length)
{
    size_t index = text_snapshot_piece_at(arranging->from, start);
    const TextPiece *piece = &arranging->from->pieces[index];
    uint64_t place;
    if (!arranging->before)
        return (uint64_t)index * TEXT_CHUNK + (start - piece->at);
    if (!piece->bytes &&
        text_order_find(arranging->before, piece->first, start - piece->at, length, &place))
        return place;
    return keep_copy(arranging, start, length);
}

static void add_gap(TextArranging *arranging)
{
    const TextOrder *order = arranging->order;
    Chunk *chunk = last_chunk(arranging);
    if (chunk->bytes)
        add_bytes(arranging, order->gap, order->gap_length);
    else
        grow(arranging, chunk, order->gap_length,
             text_count_newlines(order->gap, order->gap_length));
}

/* Adds an item that is too long for a chunk. */
static void add_long(TextArranging *arranging, size_t start, size_t length)
{
    char bytes[1024];
    while (length > 0) {
        size_t part = length < sizeof bytes ? length : sizeof bytes;
        text_snapshot_read(arranging->from, start, bytes, part);
        add_bytes(arranging, bytes, part);
        start += part;
        length -= part;
    }
}

static uint32_t newlines_within(const TextArranging *arranging, size_t start, size_t length)
{
    char bytes[FILL];
    text_snapshot_read(arranging->from, start, bytes, length);
    return text_count_newlines(bytes, length);
}

void text_arranging_add(TextArranging *arranging, size_t start, size_t length)
{
    TextOrder *order = arranging->order;
    if (arranging->begun)
        add_gap(arranging);
    arranging->begun = true;
    /* With the gap behind it. */
    if (length + order->gap_length > FILL ||
        !text_order_add(order, place_of(arranging, start, length), length)) {
        add_long(arranging, start, length);
        return;
    }
    Chunk *chunk = last_chunk(arranging);
    if (!chunk || chunk->bytes || chunk->length + length + order->gap_length > FILL)
        chunk = add_chunk(arranging, (Chunk){.first = (uint32_t)(order->item_count - 1)});
    grow(arranging, chunk, length, newlines_within(arranging, start, length));
}

void text_arrange(Text *text, TextArranging *arranging)
{
    TextBody *body = &arranging->body;
    if (body->chunk_count == 0)
        add_chunk(arranging, (Chunk){.bytes = text_chunk_new()});
    if (body->ordered > 0)
        body->order = text_order_share(arranging->order);
    text_record_whole(text, body->length);
    Edit *edit = &text->edits[text->edits_done - 1];
    *edit->whole = *body;
    *body = (TextBody){0};
    text_swap(text, edit->whole);
    text_arranging_free(arranging);
}
