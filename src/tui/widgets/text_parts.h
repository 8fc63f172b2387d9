/* text_parts.h: what the files of the text share; nobody else includes it. */
#ifndef TUI_WIDGETS_TEXT_PARTS_H
#define TUI_WIDGETS_TEXT_PARTS_H

#include "tui/widgets/text.h"

#include <stdint.h>

/* The tests build it with a few bytes a chunk as well. */
#ifndef TEXT_CHUNK
#define TEXT_CHUNK 4096
#endif

typedef struct Chunk {
    char *bytes; /* TEXT_CHUNK of them, of text_chunk_new(): shared with snapshots */
    uint32_t length;
    uint32_t newlines;
} Chunk;

/* A chunk, and what is before it. */
typedef struct Place {
    size_t chunk;
    size_t offset;
    size_t newlines;
} Place;

typedef enum EditKind { EDIT_OTHER, EDIT_TYPED, EDIT_ERASED } EditKind;

/* `gone` bytes were at `at`, where `present` bytes are now. Undoing swaps the two. */
typedef struct Edit {
    size_t at;
    char *gone;
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
    Chunk *chunks; /* at least one; none is empty but the only one */
    size_t chunk_count, chunk_capacity;
    size_t length, newlines;
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

/* text_snapshot.c: the bytes of a chunk, and how many have them. */
char *text_chunk_new(void);
char *text_chunk_share(char *bytes);
bool text_chunk_is_shared(const char *bytes);
void text_chunk_free(char *bytes);

/* text.c: changes the bytes, and tells the watchers; records nothing. */
void text_splice(Text *text, size_t at, size_t removed, const char *bytes, size_t length);

/* text_undo.c */
void text_record(Text *text, size_t at, size_t removed, const char *bytes, size_t length);
void text_forget_edits(Text *text);

#endif
