/* input_burst.h: text that came all at once: pasted into a terminal that does not bracket it, or
 * typed ahead. For the decoder, and whoever gets what it was not sure of.
 *
 * A "break" is a tab, a carriage return or a line feed: between the cells and rows of a
 * spreadsheet, and what the keys Tab and Enter send.
 */
#ifndef TUI_INPUT_INPUT_BURST_H
#define TUI_INPUT_INPUT_BURST_H

#include "tui/input/key.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum PasteKind {
    PASTE_SURE,    /* bracketed, or so much that nobody types it at once */
    PASTE_ROWS,    /* an address with a break behind it: of a spreadsheet, most probably */
    PASTE_PERHAPS, /* a text with a break behind it: typed ahead, where a paste is of no use */
} PasteKind;

/* What a whole read of characters and breaks is. False: typed. */
bool burst_is_paste(const char *bytes, size_t length, PasteKind *kind);

/* Whether a whole read of characters and breaks, which comes soon behind one that is a paste, is
 * the rest of it: more than one key at once. */
bool burst_goes_on(const char *bytes, size_t length);

/* Likewise soon behind one that was text without a break, but faster than anybody types: the end of
 * a row, as it is behind so many empty cells. */
bool burst_ends_row(const char *bytes, size_t length, size_t cells);

/* Text without a break, faster than anybody types. */
bool burst_is_fast(const char *bytes, size_t length);

/* Whether there are two cells with a text in them, each with a break behind it. */
bool burst_has_cells(const char *bytes, size_t length);

/* Whether there is a break at all. */
bool burst_has_break(const char *bytes, size_t length);

/* The first key of a text in UTF-8, had it been typed; returns how many bytes that takes. */
size_t burst_key(const char *bytes, size_t length, Key *key);

#endif
