/* screen.h: the terminal's screen, through ncursesw. Nothing else of the program calls ncurses.
 *
 * All text drawn here is made visible first (base/visible.h), clipped to its place, and, in a
 * locale that is not UTF-8 or with `ascii`, replaced character by character ("?" for what can't be
 * shown). Drawing goes to memory; screen_flush() sends what differs.
 */
#ifndef TUI_WIDGETS_SCREEN_H
#define TUI_WIDGETS_SCREEN_H

#include "base/error.h"
#include "base/theme.h"

#include <stdbool.h>
#include <stddef.h>

/* What a text is, not how it looks. What means something is told apart without colour: FOCUS,
 * PROBLEM and HINT by an attribute, and by words or a mark as well, since not every terminal has
 * every attribute. An attribute costs about 10 bytes at each change of style, and a whole row in
 * STYLE_FOCUS is sent twice at each move: in a table, mark the row at its start. */
typedef enum Style {
    STYLE_NORMAL,
    STYLE_TITLE, /* breadcrumb, heading */
    STYLE_LABEL,
    STYLE_FOCUS,   /* the focused row, button, toggle */
    STYLE_FIELD,   /* the inside of a text field: no attribute, so that a typed key is a byte */
    STYLE_HINT,    /* explanation; also what is greyed out */
    STYLE_PROBLEM, /* what is wrong: with a mark in words or a sign as well */
    STYLE_GOOD,    /* what went well */
    STYLE_KEY,     /* a key's name in the legend */
    STYLE_FRAME,   /* lines */
    STYLE_COUNT
} Style;

typedef struct ScreenOptions {
    bool ascii; /* of our own nothing beyond ASCII; so with THEME_PLAIN */
    Theme theme;
    bool mouse; /* asks the terminal for it, where it is of the xterm kind */
} ScreenOptions;

/* Takes the terminal: alternate screen, raw, no flow control, bracketed paste; setlocale() has been
 * called. False and the error (ERROR_USAGE) where standard input or output is no terminal, or TERM
 * names one that can't move its cursor.
 *
 * The terminal is given back by screen_close(), and also at exit(), when memory runs out and when
 * the program crashes. Colour: none with NO_COLOR set (no-color.org). */
bool screen_open(const ScreenOptions *options, Error *error);

/* Gives the terminal back as it was; may be called at any time, also twice. */
void screen_close(void);

/* Around a stop (Ctrl-Z): gives the terminal back, and takes it again and draws all anew. */
void screen_suspend(void);
void screen_resume(void);

/* Takes over a new window size, and the terminal's modes where another program has changed them
 * meanwhile. The caller draws everything afterwards. */
void screen_resize(void);

/* True where our own characters must be ASCII: asked for, or the locale is not UTF-8. Texts drawn
 * here are replaced anyway ("›" by ">", "─" by "-", "·" by "-"); ask only to choose other words. */
bool screen_ascii(void);

/* True with THEME_PLAIN: nothing is drawn that is not to be read, and what belongs together stands
 * together. */
bool screen_plain(void);

/* True where the terminal is known to bracket what is pasted: keys are typed then, however fast
 * they come. */
bool screen_brackets_paste(void);

/* The size of the window, as last taken over. */
int screen_rows(void);
int screen_columns(void);

void screen_erase(void);                                       /* everything */
void screen_fill(int row, int column, int width, Style style); /* with spaces */

/* Draws at most `width` columns of the `length` bytes at `text`; what does not fit ends with "…"
 * where `cut` is true. Does not fill the rest. Returns the columns used. */
int screen_text_n(int row, int column, int width, Style style, const char *text, size_t length,
                  bool cut);
int screen_text(int row, int column, int width, Style style, const char *text); /* cut */

/* The columns that screen_text_n() would use for it. */
int screen_text_width(const char *text, size_t length);

void screen_line(int row, int column, int width); /* a horizontal line */

/* Where the hardware cursor stands after the next flush: always on the focused thing. */
void screen_cursor(int row, int column);

/* Sends what differs from what the terminal shows; rings. */
void screen_flush(void);
void screen_bell(void);

#endif
