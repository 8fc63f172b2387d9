/* text_order.h: what the chunks have that have no bytes of their own: items, each some bytes of
 * chunks that others have, in an order, and a gap behind each. So a text of a million lines that is
 * sorted needs six bytes a line, and not all of them a second time. Only the files of the text
 * include it.
 */
#ifndef TUI_TEXT_TEXT_ORDER_H
#define TUI_TEXT_TEXT_ORDER_H

#include "tui/text/text_internal.h"

/* An item: the place of byte `n` of chunk `i` is i * TEXT_CHUNK + n. It may go on in the next
 * chunk. */
typedef struct TextOrderItem {
    uint16_t place[2];
    uint16_t length;
} TextOrderItem;

typedef struct TextOrderChunk {
    char *bytes;
    size_t length;
} TextOrderChunk;

struct TextOrder {
    size_t users; /* counted by the thread of the text */
    TextOrderChunk *chunks;
    size_t chunk_count, chunk_capacity;
    TextOrderItem *items;
    size_t item_count, item_capacity;
    char gap[4];
    size_t gap_length;
};

TextOrder *text_order_new(void);
TextOrder *text_order_share(TextOrder *order); /* NULL of NULL */
void text_order_free(TextOrder *order);        /* NULL is nothing to do */

/* Adds a chunk of `length` bytes, which is taken. */
void text_order_add_chunk(TextOrder *order, char *bytes, size_t length);

/* Adds an item of `length` bytes; false where it does not fit into an item: it is not added. */
bool text_order_add(TextOrder *order, uint64_t place, size_t length);

/* The place of `length` bytes, `at` bytes behind the start of item `first`; false where they are
 * not all of one item. */
bool text_order_find(const TextOrder *order, size_t first, size_t at, size_t length,
                     uint64_t *place);

/* Copies `size` bytes, which are there, from `at` bytes behind the start of item `first` on. */
void text_order_read(const TextOrder *order, size_t first, size_t at, char *to, size_t size);

#endif
