/* screen_internal.h: what the files of the screen share; nobody else includes it. */
#ifndef TUI_WIDGETS_SCREEN_INTERNAL_H
#define TUI_WIDGETS_SCREEN_INTERNAL_H

#include "tui/widgets/screen.h"

#include <curses.h>
#include <stdbool.h>
#include <stddef.h>
#include <wchar.h>

/* Most code points of a cell: a base character and what combines with it (ncurses' CCHARW_MAX). */
enum { CELL_CHARACTERS = 5 };

/* screen_text.c: from bytes to cells */

typedef struct Cell {
    wchar_t characters[CELL_CHARACTERS + 1]; /* ends with 0 */
    int columns;                             /* 1 or 2 */
} Cell;

/* Our own characters beyond ASCII are not to be used: --ascii. */
void screen_text_set_ascii(bool ascii);
bool screen_text_utf8(void); /* the locale's character set is UTF-8 */
bool screen_text_ascii_asked(void);

/* The next cell of the visible text at `text`; returns the bytes used. `length` is at least 1. */
size_t screen_cell(const char *text, size_t length, Cell *cell);

/* screen_theme.c: how styles look. For a screen that has just been opened. */

void screen_theme_open(Theme theme);
attr_t screen_attributes(Style style);
short screen_pair(Style style);         /* of colours */
bool screen_theme_has_background(void); /* and not the terminal's own */

/* screen_terminal.c: the terminal taken and given back */

/* Makes sure that there is a terminal whose cursor can be moved. */
bool screen_terminal_check(Error *error);
bool screen_terminal_open(bool mouse, Error *error);
void screen_terminal_close(void);
void screen_terminal_suspend(void);
void screen_terminal_resume(void);
void screen_terminal_check_modes(void); /* sets them again where another program has changed them */
bool screen_terminal_size(int *rows, int *columns);

/* True where erasing leaves the background's colour. */
bool screen_terminal_erases_coloured(void);

/* What inserts a blank column at the cursor; NULL: this terminal can't. */
const char *screen_terminal_insert(void);

/* What moves the cursor to a row and a column, for tiparm(); NULL where the terminal has no such
 * thing, or not these two, which turn reverse on and off and leave the rest alone. */
#define SCREEN_REVERSE_ON  "\033[7m"
#define SCREEN_REVERSE_OFF "\033[27m"
const char *screen_terminal_place(void);

/* Sends bytes at once: between frames, where ncurses has nothing in hand. NULL is nothing. */
void screen_terminal_send(const char *bytes);

/* screen_ahead.c: before a frame that leaves the cursor there. */
void screen_send_ahead(int cursor_row, int cursor_column);

#endif
