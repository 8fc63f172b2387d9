/* input.h: what comes from the terminal, as events: keys, pastes, new sizes, signals.
 *
 * Reads raw bytes with poll(2) and decodes keys by itself, so that other descriptors can be
 * waited for as well, a lone Esc answers within 50 ms, and the body of a bracketed paste is taken
 * raw: a marker that the network cut in two is waited for up to 500 ms.
 */
#ifndef TUI_INPUT_INPUT_H
#define TUI_INPUT_INPUT_H

#include "base/error.h"
#include "tui/input/input_burst.h"
#include "tui/input/key.h"
#include "tui/input/mouse.h"

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

typedef enum InputKind {
    INPUT_TIMEOUT, /* nothing came in the time given */
    INPUT_KEY,
    INPUT_PASTE,   /* `paste`: as pasted (in UTF-8), NUL-terminated; a control character may be in
                      it, and a terminal sends CR for a newline */
    INPUT_MOUSE,   /* only with the mouse switched on: ScreenOptions */
    INPUT_RESIZE,  /* the window has another size, or the program was stopped and continued by
                      others: screen_resize(), draw all; many signals may be one event */
    INPUT_SUSPEND, /* Ctrl-Z or SIGTSTP: screen_suspend(), input_stop(), screen_resume(), draw all
                    */
    INPUT_END,     /* SIGHUP, SIGTERM, SIGINT, or the terminal is gone: leave, without asking. What
                      was typed before comes first; after it, every call gives INPUT_END */
    INPUT_READY,   /* one of the caller's descriptors is ready: see their revents */
} InputKind;

typedef struct Input {
    InputKind kind;
    bool early;        /* it came before the last input_mark() */
    bool more;         /* a character came at once with it, behind it: part of a text */
    Key key;           /* INPUT_KEY */
    Mouse mouse;       /* INPUT_MOUSE */
    const char *paste; /* INPUT_PASTE: good until the next input_next() */
    size_t paste_length;
    PasteKind paste_kind; /* where it was perhaps typed: burst_key() makes keys of it again */
    int signal;           /* INPUT_END: the signal; 0: the terminal is gone */
} Input;

/* Starts to read keys from descriptor `in`, as terminal type `term`; takes SIGWINCH, SIGHUP,
 * SIGTERM, SIGINT, SIGTSTP and SIGCONT, unless they were ignored. One at a time; after
 * screen_open(). */
bool input_open(int in, const char *term, Error *error);
void input_close(void); /* gives the signals back */

/* The next event; waits for at most `timeout` milliseconds (-1: for ever), and for `others` (may be
 * NULL; at most 30). Keys that were typed ahead come one by one; much
 * text that arrives at once, or text with tabs and line ends in it, is a paste in a terminal that
 * does not bracket it (input_burst.h). */
void input_next(Input *input, int timeout, struct pollfd *others, size_t other_count);

/* True where an event could be had without waiting: draw later. False where none is open. */
bool input_pending(void);

/* What has come from the terminal until now is early: whoever typed it had not seen what is about
 * to be drawn. Reads what is there, and does not wait. */
void input_mark(void);

/* True where the last INPUT_PASTE was not bracketed: what follows soon may belong to it. */
bool input_paste_is_part(void);

/* Stops the job, as Ctrl-Z does in other programs; returns when it is continued. */
void input_stop(void);

#endif
