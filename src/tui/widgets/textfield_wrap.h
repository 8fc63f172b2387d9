/* textfield_wrap.h: a text broken into rows of a width, near a place of it.
 *
 * Rows follow from the beginning of their line. In a line that is too long for that they follow
 * from a place somewhat before, so that they may differ from those found from elsewhere, but no
 * look-up reads more than a few kilobytes a row.
 */
#ifndef TUI_WIDGETS_TEXTFIELD_WRAP_H
#define TUI_WIDGETS_TEXTFIELD_WRAP_H

#include "tui/text/text.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct TextRow {
    size_t start;
    size_t end;  /* behind what is shown: a newline is not */
    size_t next; /* where the next row starts; `end`, where it is wrapped */
    bool last;   /* there is no next row */
} TextRow;

/* The row of at most `width` columns that starts at `start`. A space may stand behind them. */
TextRow textwrap_row(const Text *text, size_t start, int width);

/* The row in which `at` is. */
TextRow textwrap_row_of(const Text *text, size_t at, int width);

/* The start of the row `count` rows before the one at `start`; the first one's where there are
 * fewer: `*count` is how many there were. */
size_t textwrap_back(const Text *text, size_t start, int width, size_t *count);

/* True where the line of `at` begins so near that its rows follow from there. */
bool textwrap_is_certain(const Text *text, size_t at);

/* The next character from `at` on: returns its end, and in `*columns` the columns it takes. */
size_t textwrap_next(const Text *text, size_t at, int *columns);

/* The columns from `from` up to `to`, which are in one row. */
int textwrap_columns(const Text *text, size_t from, size_t to);

/* The place in the row that is nearest to column `column`, from the left. */
size_t textwrap_at_column(const Text *text, const TextRow *row, int column);

/* The last place of the cursor in the row. */
size_t textwrap_row_last(const Text *text, const TextRow *row);

#endif
