/* wrap.h: text in lines of a given width. */
#ifndef TUI_WIDGETS_WRAP_H
#define TUI_WIDGETS_WRAP_H

#include <stdbool.h>
#include <stddef.h>

/* Finds the next line of the `length` bytes at `text` (visible text: base/visible.h) from `*at` on:
 * at most `width` columns (1 at least), broken at a space where there is one, else between two
 * characters; a newline ends a line. Moves `*at` behind it and the spaces that the break eats.
 * False at the end. An empty text has no line. */
bool wrap_line(const char *text, size_t length, int width, size_t *at, size_t *start, size_t *used);

/* How many lines wrap_line() makes of it. */
size_t wrap_count(const char *text, size_t length, int width);

/* Likewise, of a text that ends with a NUL: `most` at most; none where that is negative. */
int wrap_rows(const char *text, int width, int most);

#endif
