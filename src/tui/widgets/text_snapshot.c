#include "core/memory.h"
#include "tui/widgets/text_parts.h"

#include <stdlib.h>

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
    Shared *shared = shared_of(bytes);
    if (--shared->users == 0)
        free(shared);
}

typedef struct Piece {
    char *bytes;
    size_t length;
} Piece;

struct TextSnapshot {
    Piece *pieces;
    size_t count, length;
};

TextSnapshot *text_snapshot(const Text *text)
{
    TextSnapshot *snapshot = memory_new(sizeof *snapshot);
    snapshot->length = text->length;
    snapshot->pieces = memory_array(text->chunk_count, sizeof *snapshot->pieces);
    for (size_t i = 0; i < text->chunk_count; i++) {
        const Chunk *chunk = &text->chunks[i];
        if (chunk->length > 0)
            snapshot->pieces[snapshot->count++] =
                (Piece){text_chunk_share(chunk->bytes), chunk->length};
    }
    return snapshot;
}

void text_snapshot_free(TextSnapshot *snapshot)
{
    if (!snapshot)
        return;
    for (size_t i = 0; i < snapshot->count; i++)
        text_chunk_free(snapshot->pieces[i].bytes);
    free(snapshot->pieces);
    free(snapshot);
}

size_t text_snapshot_length(const TextSnapshot *snapshot)
{
    return snapshot->length;
}

const char *text_snapshot_piece(const TextSnapshot *snapshot, size_t index, size_t *length)
{
    if (index >= snapshot->count)
        return NULL;
    *length = snapshot->pieces[index].length;
    return snapshot->pieces[index].bytes;
}
