/* text_internal.h: what the files of the text share; nobody else includes it. */
#ifndef TUI_TEXT_TEXT_INTERNAL_H
#define TUI_TEXT_TEXT_INTERNAL_H

#include "tui/text/text.h"

#include <stdint.h>

/* The tests build it with a few bytes a chunk as well. */
#ifndef TEXT_CHUNK
#define TEXT_CHUNK 4096
#endif

typedef struct TextOrder TextOrder; /* text_order.h */

typedef struct Chunk {
    char *bytes; /* TEXT_CHUNK of them, of text_chunk_new(): shared with snapshots. NULL: it has
                    the items of the order from `first` on, as many as its length tells */
    uint32_t length;
    uint32_t newlines;
    uint32_t first;
} Chunk;

/* All bytes of a text. */
typedef struct TextBody {
    Chunk *chunks; /* at least one; none is empty but the only one */
    size_t chunk_count, chunk_capacity;
    size_t length, newlines;
    TextOrder *order; /* of the chunks that have no bytes; NULL where there are none */
    size_t ordered;   /* how many those are */
} TextBody;

/* A chunk, and what is before it. */
typedef struct Place {
    size_t chunk;
    size_t offset;
    size_t newlines;
} Place;

/* Of a snapshot; as a chunk is. */
typedef struct TextPiece {
    char *bytes;
    uint32_t length, first;
    size_t at; /* bytes before it */
} TextPiece;

struct TextSnapshot {
    TextPiece *pieces;
    size_t count, length;
    TextOrder *order;
    char *buffer; /* the bytes of piece `buffered`, which has none */
    size_t buffered;
};

typedef enum EditKind { EDIT_OTHER, EDIT_TYPED, EDIT_ERASED } EditKind;

/* `gone` bytes were at `at`, where `present` bytes are now. Undoing swaps the two. */
typedef struct Edit {
    size_t at;
    char *gone;
    TextBody *whole; /* instead of them: all was replaced, and was this */
    size_t gone_length, gone_capacity;
    size_t present;
    unsigned long before, after; /* states of the text */
    EditKind kind;
    bool first; /* of its group */
} Edit;

typedef struct Watcher {
    TextChanged *changed;
    void *context;
} Watcher;

struct Text {
    TextBody body;
    Place place; /* where the last look-up ended: the next one is near */

    Edit *edits; /* done, then those that can be redone */
    size_t edits_done, edit_count, edit_capacity;
    unsigned long state, last_state;
    bool boundary;
    bool group_begun; /* the group has an edit */
    unsigned nesting;

    Watcher *watchers;
    size_t watcher_count, watcher_capacity;
};

/* text_snapshot.c: the bytes of a chunk, and how many have them: counted by the thread of the
 * text. */
char *text_chunk_new(void);
char *text_chunk_share(char *bytes);
bool text_chunk_is_shared(const char *bytes);
void text_chunk_free(char *bytes);

/* The index of the piece with the byte at `at`. */
size_t text_snapshot_piece_at(const TextSnapshot *snapshot, size_t at);

/* text.c: changes the bytes, and tells the watchers; records nothing. */
void text_splice(Text *text, size_t at, size_t removed, const char *bytes, size_t length);
uint32_t text_count_newlines(const char *bytes, size_t length);

/* Swaps all bytes of the text with those of `body`, and tells the watchers. At once. */
void text_swap(Text *text, TextBody *body);
void text_body_clear(TextBody *body);

/* text_undo.c */
void text_record(Text *text, size_t at, size_t removed, const char *bytes, size_t length);
void text_record_whole(Text *text, size_t length); /* all becomes `length` bytes: text_swap() */
void text_forget_edits(Text *text);

#endif
