/* The text as it is at one moment, for a thread in the background. */
#include "base/memory.h"
#include "tui/text/text_internal.h"
#include "tui/text/text_order.h"

#include <stdlib.h>
#include <string.h>

/* What is in front of the bytes of a chunk. */
typedef struct Shared {
    size_t users;
    char bytes[TEXT_CHUNK];
} Shared;

static Shared *shared_of(const char *bytes)
{
    return (Shared *)(uintptr_t)(bytes - offsetof(Shared, bytes));
}

char *text_chunk_new(void)
{
    Shared *shared = memory_new(sizeof *shared);
    shared->users = 1;
    return shared->bytes;
}

char *text_chunk_share(char *bytes)
{
    shared_of(bytes)->users++;
    return bytes;
}

bool text_chunk_is_shared(const char *bytes)
{
    return shared_of(bytes)->users > 1;
}

void text_chunk_free(char *bytes)
{
    if (!bytes)
        return;
    Shared *shared = shared_of(bytes);
    if (--shared->users == 0)
        free(shared);
}

TextSnapshot *text_snapshot(const Text *text)
{
    const TextBody *body = &text->body;
    TextSnapshot *snapshot = memory_new(sizeof *snapshot);
    snapshot->pieces = memory_array(body->chunk_count, sizeof *snapshot->pieces);
    for (size_t i = 0; i < body->chunk_count; i++) {
        const Chunk *chunk = &body->chunks[i];
        if (chunk->length == 0)
            continue;
        char *bytes = chunk->bytes ? text_chunk_share(chunk->bytes) : NULL;
        snapshot->pieces[snapshot->count++] =
            (TextPiece){bytes, chunk->length, chunk->first, snapshot->length};
        snapshot->length += chunk->length;
    }
    snapshot->order = text_order_share(body->order);
    snapshot->buffered = snapshot->count;
    return snapshot;
}

void text_snapshot_free(TextSnapshot *snapshot)
{
    if (!snapshot)
        return;
    for (size_t i = 0; i < snapshot->count; i++)
        text_chunk_free(snapshot->pieces[i].bytes);
    text_order_free(snapshot->order);
    free(snapshot->buffer);
    free(snapshot->pieces);
    free(snapshot);
}

size_t text_snapshot_length(const TextSnapshot *snapshot)
{
    return snapshot->length;
}

static void read_piece(const TextSnapshot *snapshot, const TextPiece *piece, size_t within,
                       char *to, size_t size)
{
    if (piece->bytes)
        memcpy(to, piece->bytes + within, size);
    else
        text_order_read(snapshot->order, piece->first, within, to, size);
}

const char *text_snapshot_piece(TextSnapshot *snapshot, size_t index, size_t *length)
{
    if (index >= snapshot->count)
        return NULL;
    const TextPiece *piece = &snapshot->pieces[index];
    *length = piece->length;
    if (piece->bytes)
        return piece->bytes;
    if (!snapshot->buffer)
        snapshot->buffer = memory_new(TEXT_CHUNK);
    if (snapshot->buffered != index)
        read_piece(snapshot, piece, 0, snapshot->buffer, piece->length);
    snapshot->buffered = index;
    return snapshot->buffer;
}

size_t text_snapshot_piece_at(const TextSnapshot *snapshot, size_t at)
{
    size_t low = 0, high = snapshot->count;
    while (low + 1 < high) {
        size_t middle = low + (high - low) / 2;
        if (snapshot->pieces[middle].at <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

size_t text_snapshot_read(const TextSnapshot *snapshot, size_t at, char *to, size_t size)
{
    if (at >= snapshot->length)
        return 0;
    if (size > snapshot->length - at)
        size = snapshot->length - at;
    const TextPiece *piece = &snapshot->pieces[text_snapshot_piece_at(snapshot, at)];
    size_t within = at - piece->at;
    for (size_t left = size; left > 0; piece++, within = 0) {
        size_t part = piece->length - within < left ? piece->length - within : left;
        read_piece(snapshot, piece, within, to, part);
        to += part;
        left -= part;
    }
    return size;
}
