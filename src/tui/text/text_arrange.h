/* text_arrange.h: a text made of the items of another one, in another order.
 *
 * A long list is put in order beside its keys: the thread of the text begins and ends it, any one
 * thread in between reads the text as it was, and adds the items. Needs six bytes an item, and so
 * does its undo: the bytes of the items are not copied.
 */
#ifndef TUI_TEXT_TEXT_ARRANGE_H
#define TUI_TEXT_TEXT_ARRANGE_H

#include "tui/text/text.h"

typedef struct TextArranging TextArranging; /* opaque */

/* Made and freed by the thread of the text. NULL is nothing to do. */
TextArranging *text_arranging_new(const Text *text);
void text_arranging_free(TextArranging *arranging);

/* The text as it was: how long, and up to `size` bytes from `at` on; returns how many. The first
 * parameter is a TextArranging, as for an AddressRead. */
size_t text_arranging_length(const TextArranging *arranging);
size_t text_arranging_read(const void *arranging, size_t at, char *to, size_t size);

/* What is between two items: at most three bytes. Before the first one. */
void text_arranging_gap(TextArranging *arranging, const char *gap);

/* The next item: `length` bytes of the text, from `start` on. */
void text_arranging_add(TextArranging *arranging, size_t start, size_t length);

/* The text becomes what was added, as one edit; at once. Frees it. The text must be as it was. */
void text_arrange(Text *text, TextArranging *arranging);

#endif
