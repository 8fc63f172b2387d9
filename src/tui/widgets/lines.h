/* lines.h: lines to read, which scroll: a help, a list of differences. */
#ifndef TUI_WIDGETS_LINES_H
#define TUI_WIDGETS_LINES_H

#include "tui/widgets/area.h"
#include "tui/widgets/bindings.h"
#include "tui/widgets/screen.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct Lines Lines; /* opaque: lines_new(), lines_free() */

/* Commands for its keys; their data is the Lines. */
extern const BindingCommand lines_commands[];

Lines *lines_new(void);
void lines_free(Lines *lines); /* NULL is nothing to do */

/* Takes all lines away; new ones begin at the top. */
void lines_clear(Lines *lines);

/* Scrolls to the end with the next drawing: for what grows. */
void lines_to_end(Lines *lines);

/* Adds a paragraph, wrapped at the window's width, `indent` columns from the left. "" is an empty
 * line. The text is copied, and made visible when it is drawn; newlines part lines. */
void lines_add(Lines *lines, Style style, int indent, const char *text);

/* Adds a line of two parts: `head`, and `text` in a column of its own, wrapped. */
void lines_add_pair(Lines *lines, Style head_style, const char *head, Style style,
                    const char *text);

/* Heads take at least `columns` in windows that have room: so that texts stand below others. */
void lines_set_head_width(Lines *lines, int columns);

/* Draws what has changed, or everything; the cursor stands at its beginning. */
void lines_draw(Lines *lines, Area area, bool all);

/* Draws a visible text that does not scroll into all rows of `area`, wrapped; the last one has what
 * is left, with the sign that it is cut. */
void lines_draw_text(Area area, Style style, const char *text);

/* The row that is the first one on the screen, from 0. */
size_t lines_top(const Lines *lines);

/* How many rows it needs in `columns`. */
size_t lines_rows(Lines *lines, int columns);

#endif
