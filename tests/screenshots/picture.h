/* picture.h: what a terminal shows, as a text to compare and as an SVG to look at. */
#ifndef SCREENSHOTS_PICTURE_H
#define SCREENSHOTS_PICTURE_H

#include "support/terminal.h"

/* The characters row by row; then a letter for each cell that is not plain, and what the letters
 * mean; then where the cursor is. The caller frees it. */
char *picture_text(Terminal *terminal, int columns, int rows);

/* The same as a drawing, in the colours of xterm on a dark or a light background. The caller frees
 * it. */
char *picture_svg(Terminal *terminal, int columns, int rows, const char *title, bool light);

#endif
