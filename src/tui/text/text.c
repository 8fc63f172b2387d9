#include "tui/text/text.h"

#include "base/memory.h"
#include "tui/text/text_internal.h"
#include "tui/text/text_order.h"

#include <stdlib.h>
#include <string.h>

/* How full new chunks are: room for typing. */
enum { FILL = TEXT_CHUNK - TEXT_CHUNK / 16 };

uint32_t text_count_newlines(const char *bytes, size_t length)
{
    uint32_t count = 0;
    for (size_t i = 0; i < length; i++)
        count += bytes[i] == '\n';
    return count;
}

static Chunk chunk_new(void)
{
    return (Chunk){.bytes = text_chunk_new()};
}

Text *text_new(void)
{
    Text *text = memory_new(sizeof *text);
    text->body.chunks =
        memory_reserve(NULL, &text->body.chunk_capacity, 1, sizeof *text->body.chunks);
    text->body.chunks[0] = chunk_new();
    text->body.chunk_count = 1;
    text->boundary = true;
    return text;
}

void text_body_clear(TextBody *body)
{
    for (size_t i = 0; i < body->chunk_count; i++)
        text_chunk_free(body->chunks[i].bytes);
    free(body->chunks);
    text_order_free(body->order);
    *body = (TextBody){0};
}

void text_free(Text *text)
{
    if (!text)
        return;
    text_forget_edits(text);
    text_body_clear(&text->body);
    free(text->edits);
    free(text->watchers);
    free(text);
}

size_t text_length(const Text *text)
{
    return text->body.length;
}

size_t text_lines(const Text *text)
{
    return text->body.newlines + 1;
}

/* Finds the chunk with byte `target`, or with newline `target` (from 0); the last one where it is
 * behind all. Goes from the nearest of: the beginning, the last place, the end. Only remembers
 * where it was, so that a text that is not to be changed can be looked into. */
static Place find(const Text *text, size_t target, bool newline)
{
    const Chunk *chunks = text->body.chunks;
    Place place = text->place;
    size_t here = newline ? place.newlines : place.offset;
    size_t all = newline ? text->body.newlines : text->body.length;
    if (target < here && target < here - target) {
        place = (Place){0, 0, 0};
    } else if (target > here && all - (target < all ? target : all) < target - here) {
        size_t last = text->body.chunk_count - 1;
        place = (Place){last, text->body.length - chunks[last].length,
                        text->body.newlines - chunks[last].newlines};
    }
    while (place.chunk > 0 && (newline ? place.newlines : place.offset) > target) {
        place.chunk--;
        place.offset -= chunks[place.chunk].length;
        place.newlines -= chunks[place.chunk].newlines;
    }
    while (place.chunk + 1 < text->body.chunk_count) {
        const Chunk *chunk = &chunks[place.chunk];
        size_t next = newline ? place.newlines + chunk->newlines : place.offset + chunk->length;
        if (target < next)
            break;
        place.chunk++;
        place.offset += chunk->length;
        place.newlines += chunk->newlines;
    }
    ((Text *)(uintptr_t)text)->place = place;
    return place;
}

/* One chunk less has no bytes of its own. */
static void leave_order(TextBody *body)
{
    if (--body->ordered > 0)
        return;
    text_order_free(body->order);
    body->order = NULL;
}

/* Puts `put` chunks in the place of `gone` ones. */
static void replace_chunks(TextBody *body, size_t at, size_t gone, const Chunk *chunks, size_t put)
{
    size_t count = body->chunk_count - gone + put, behind = body->chunk_count - at - gone;
    for (size_t i = at; i < at + gone; i++) {
        if (!body->chunks[i].bytes)
            leave_order(body);
        text_chunk_free(body->chunks[i].bytes);
    }
    body->chunks = memory_reserve(body->chunks, &body->chunk_capacity, count, sizeof *body->chunks);
    memmove(body->chunks + at + put, body->chunks + at + gone, behind * sizeof *chunks);
    if (put > 0)
        memcpy(body->chunks + at, chunks, put * sizeof *chunks);
    body->chunk_count = count;
}

/* Chunk `index`, which has bytes of its own then: to be changed, or looked into. */
static Chunk *own_chunk(TextBody *body, size_t index)
{
    Chunk *chunk = &body->chunks[index];
    if (!chunk->bytes) {
        chunk->bytes = text_chunk_new();
        text_order_read(body->order, chunk->first, 0, chunk->bytes, chunk->length);
        leave_order(body);
    }
    return chunk;
}

/* The bytes of a chunk that is only looked into: `buffer` has room for them. */
static const char *bytes_of(const Text *text, const Chunk *chunk, char *buffer)
{
    if (chunk->bytes)
        return chunk->bytes;
    text_order_read(text->body.order, chunk->first, 0, buffer, chunk->length);
    return buffer;
}

typedef struct Piece {
    const char *bytes;
    size_t length;
} Piece;

/* Spreads three pieces evenly over new chunks in the place of those from `first` to `last`. */
static void spread(Text *text, size_t first, size_t last, Piece pieces[3])
{
    size_t left = pieces[0].length + pieces[1].length + pieces[2].length;
    size_t count = (left + FILL - 1) / FILL;
    Chunk *chunks = memory_array(count, sizeof *chunks);
    size_t piece = 0;
    for (size_t i = 0; i < count; i++) {
        size_t share = left / (count - i);
        left -= share;
        chunks[i] = chunk_new();
        while (share > 0 && piece < 3) {
            Piece *from = &pieces[piece];
            size_t part = share < from->length ? share : from->length;
            if (part > 0) {
                memcpy(chunks[i].bytes + chunks[i].length, from->bytes, part);
                from->bytes += part;
            }
            chunks[i].length += (uint32_t)part;
            from->length -= part;
            share -= part;
            piece += from->length == 0;
        }
        chunks[i].newlines = text_count_newlines(chunks[i].bytes, chunks[i].length);
    }
    replace_chunks(&text->body, first, last - first + 1, chunks, count);
    free(chunks);
}

/* Small neighbours become one chunk, an empty chunk goes. */
static void join_next(Text *text, size_t at)
{
    Chunk *chunk = &text->body.chunks[at];
    if (at + 1 < text->body.chunk_count &&
        (chunk->length == 0 || chunk->length + chunk[1].length <= TEXT_CHUNK / 2)) {
        own_chunk(&text->body, at);
        own_chunk(&text->body, at + 1);
        Chunk joined = chunk_new();
        joined.length = chunk->length + chunk[1].length;
        joined.newlines = chunk->newlines + chunk[1].newlines;
        memcpy(joined.bytes, chunk->bytes, chunk->length);
        memcpy(joined.bytes + chunk->length, chunk[1].bytes, chunk[1].length);
        replace_chunks(&text->body, at, 2, &joined, 1);
    } else if (chunk->length == 0 && at > 0) {
        replace_chunks(&text->body, at, 1, NULL, 0);
        text->place = (Place){0, 0, 0};
    }
}

static uint32_t newlines_between(const Text *text, Place from, size_t at, size_t length)
{
    uint32_t count = 0;
    size_t within = at - from.offset;
    for (size_t i = from.chunk; length > 0; i++, within = 0) {
        const Chunk *chunk = &text->body.chunks[i];
        size_t part = chunk->length - within < length ? chunk->length - within : length;
        bool whole = part == chunk->length;
        count += whole ? chunk->newlines : text_count_newlines(chunk->bytes + within, part);
        length -= part;
    }
    return count;
}

void text_splice(Text *text, size_t at, size_t removed, const char *bytes, size_t length)
{
    Place from = find(text, at, false);
    /* At the seam of two chunks: rather the end of the first. */
    if (at == from.offset && from.chunk > 0) {
        const Chunk *before = &text->body.chunks[from.chunk - 1];
        from = (Place){from.chunk - 1, at - before->length, from.newlines - before->newlines};
    }
    size_t last = from.chunk;
    size_t last_offset = from.offset;
    while (at + removed > last_offset + text->body.chunks[last].length)
        last_offset += text->body.chunks[last++].length;
    own_chunk(&text->body, from.chunk);
    own_chunk(&text->body, last);
    uint32_t newlines_removed = newlines_between(text, from, at, removed);
    uint32_t newlines_added = text_count_newlines(bytes, length);
    size_t head = at - from.offset;
    const char *tail = text->body.chunks[last].bytes + (at + removed - last_offset);
    size_t tail_length = last_offset + text->body.chunks[last].length - (at + removed);

    text->place = from;
    text->body.length += length - removed;
    text->body.newlines += newlines_added;
    text->body.newlines -= newlines_removed;
    if (head + length + tail_length <= TEXT_CHUNK) {
        Chunk *chunk = &text->body.chunks[from.chunk];
        char *old = chunk->bytes;
        if (text_chunk_is_shared(old)) {
            chunk->bytes = text_chunk_new();
            memcpy(chunk->bytes, old, head);
        }
        memmove(chunk->bytes + head + length, tail, tail_length);
        if (length > 0)
            memcpy(chunk->bytes + head, bytes, length);
        if (chunk->bytes != old)
            text_chunk_free(old);
        if (last == from.chunk)
            chunk->newlines += newlines_added - newlines_removed;
        else
            chunk->newlines = text_count_newlines(chunk->bytes, head + length + tail_length);
        chunk->length = (uint32_t)(head + length + tail_length);
        replace_chunks(&text->body, from.chunk + 1, last - from.chunk, NULL, 0);
        if (removed > 0)
            join_next(text, from.chunk);
    } else {
        Piece pieces[3] = {
            {text->body.chunks[from.chunk].bytes, head}, {bytes, length}, {tail, tail_length}};
        spread(text, from.chunk, last, pieces);
    }
    for (size_t i = 0; i < text->watcher_count; i++)
        text->watchers[i].changed(text->watchers[i].context, at, removed, length);
}

void text_set(Text *text, const char *bytes, size_t length)
{
    text_forget_edits(text);
    text->state = ++text->last_state;
    text_splice(text, 0, text->body.length, bytes, length);
}

void text_swap(Text *text, TextBody *body)
{
    TextBody old = text->body;
    text->body = *body;
    *body = old;
    text->place = (Place){0, 0, 0};
    for (size_t i = 0; i < text->watcher_count; i++)
        text->watchers[i].changed(text->watchers[i].context, 0, old.length, text->body.length);
}

void text_take(Text *text, Text *from)
{
    text_forget_edits(text);
    text->state = ++text->last_state;
    text_swap(text, &from->body);
    text_free(from);
}

void text_replace(Text *text, size_t at, size_t removed, const char *bytes, size_t length)
{
    if (removed == 0 && length == 0)
        return;
    text_record(text, at, removed, bytes, length);
    text_splice(text, at, removed, bytes, length);
}

size_t text_read(const Text *text, size_t at, char *to, size_t size)
{
    if (at >= text->body.length)
        return 0;
    if (size > text->body.length - at)
        size = text->body.length - at;
    Place place = find(text, at, false);
    size_t within = at - place.offset;
    for (size_t left = size; left > 0; within = 0) {
        const Chunk *chunk = &text->body.chunks[place.chunk++];
        size_t part = chunk->length - within < left ? chunk->length - within : left;
        if (chunk->bytes)
            memcpy(to, chunk->bytes + within, part);
        else
            text_order_read(text->body.order, chunk->first, within, to, part);
        to += part;
        left -= part;
    }
    return size;
}

char *text_copy(const Text *text, size_t *length)
{
    char *copy = memory_array(text->body.length + 1, 1);
    text_read(text, 0, copy, text->body.length);
    *length = text->body.length;
    return copy;
}

size_t text_line_start(const Text *text, size_t line)
{
    if (line == 0)
        return 0;
    if (line > text->body.newlines)
        return text->body.length;
    Place place = find(text, line - 1, true);
    const Chunk *chunk = &text->body.chunks[place.chunk];
    char buffer[TEXT_CHUNK];
    const char *bytes = bytes_of(text, chunk, buffer), *from = bytes;
    for (size_t skip = line - 1 - place.newlines;; skip--) {
        const char *newline = memchr(from, '\n', (size_t)(bytes + chunk->length - from));
        from = newline + 1;
        if (skip == 0)
            return place.offset + (size_t)(from - bytes);
    }
}

size_t text_line_of(const Text *text, size_t at)
{
    if (at >= text->body.length)
        return text->body.newlines;
    Place place = find(text, at, false);
    char buffer[TEXT_CHUNK];
    const char *bytes = bytes_of(text, &text->body.chunks[place.chunk], buffer);
    return place.newlines + text_count_newlines(bytes, at - place.offset);
}

void text_watch(Text *text, TextChanged *changed, void *context)
{
    text->watchers = memory_reserve(text->watchers, &text->watcher_capacity,
                                    text->watcher_count + 1, sizeof *text->watchers);
    text->watchers[text->watcher_count++] = (Watcher){changed, context};
}

void text_unwatch(Text *text, TextChanged *changed, void *context)
{
    for (size_t i = 0; i < text->watcher_count; i++) {
        Watcher *watcher = &text->watchers[i];
        if (watcher->changed == changed && watcher->context == context) {
            text->watcher_count--;
            memmove(watcher, watcher + 1, (text->watcher_count - i) * sizeof *watcher);
            return;
        }
    }
}
