/* terminal.h: a program on a pseudo-terminal, and the screen that a person would see (libvterm).
 *
 * Nothing here sleeps: a wait reads what the program writes until the screen is as wanted, or its
 * time is over; then the screen is printed to standard error, so that a failure reads itself.
 */
#ifndef SUPPORT_TERMINAL_H
#define SUPPORT_TERMINAL_H

#include "support/hang_limit.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <termios.h>

/* Milliseconds to wait for what must come. */
#define TERMINAL_PATIENCE hang_limit_ms()

typedef struct Terminal Terminal;

typedef struct TerminalSetup {
    int columns, rows;              /* 0: 80x24 */
    const char *term;               /* NULL: "xterm-256color" */
    const char *const *environment; /* "NAME=value", NULL behind the last; may be NULL */
    const char *const *command;     /* program and arguments, NULL behind the last */
    const char *directory;          /* to start in; NULL: the current one */
} TerminalSetup;

typedef struct TerminalCell {
    char text[32]; /* UTF-8; "" for an empty cell and the second half of a wide character */
    bool bold, underline, reverse, coloured;
    bool struck;                /* what a terminfo may have in place of dim: libvterm has none */
    int foreground, background; /* of 256 colours; -1: the terminal's own */
} TerminalCell;

/* Starts the program. Its environment is that of environment_reset(), TERM, and then what `setup`
 * says. Ends the test program where that fails. */
Terminal *terminal_open(const TerminalSetup *setup);

/* Kills what still runs of the program and its children, and frees all. */
void terminal_close(Terminal *terminal);

pid_t terminal_pid(const Terminal *terminal);

/* The process group that has the terminal: of a job that a shell runs there. */
pid_t terminal_foreground(const Terminal *terminal);

/* Types. Text stands for itself; keys are in angle brackets: <Enter> <Space> <Tab> <Shift-Tab>
 * <Up> <Down> <Left> <Right> <Home> <End> <PageUp> <PageDown> <Delete> <Backspace> <F1> <Ctrl-Home>
 * <Ctrl-S> <Alt-F> <Esc>, and << is a "<". <Esc> must be the last: with a key right behind it, it
 * would be that key with Alt; wait for what it does. */
void terminal_type(Terminal *terminal, const char *keys);

/* Likewise, in one piece: typed ahead. terminal_type() waits before a <Tab> or <Enter> that has
 * text before it until that is taken, as anybody's fingers do. */
void terminal_type_at_once(Terminal *terminal, const char *keys);

/* Sends bytes as they are; reads on meanwhile, so that neither side blocks the other. */
void terminal_send(Terminal *terminal, const char *bytes, size_t length);

/* The longest pause that it made the last time, in seconds: for what a pause ends. */
double terminal_longest_pause(const Terminal *terminal);

/* Pastes as a terminal does: between markers where the program asked for them. False where it did
 * not. */
bool terminal_paste(Terminal *terminal, const char *text, size_t length);

/* Presses and lets go of a button of the mouse at a place, from 0: 1 is the first one, 4 and 5 are
 * the wheel up and down. False where the program did not ask for the mouse. */
bool terminal_click(Terminal *terminal, int button, int row, int column);

/* Reads until some row has `text`, or none has; false and a picture after `milliseconds`. */
bool terminal_wait_text(Terminal *terminal, const char *text, int milliseconds);
bool terminal_wait_gone(Terminal *terminal, const char *text, int milliseconds);

/* Likewise, until row `row` (from 0) has `text`, and until the cursor stands in a row with it. */
bool terminal_wait_row(Terminal *terminal, int row, const char *text, int milliseconds);
bool terminal_wait_cursor(Terminal *terminal, const char *text, int milliseconds);

/* Reads until the program has written `bytes` anywhere in its output since the last
 * terminal_forget(). */
bool terminal_wait_output(Terminal *terminal, const char *bytes, int milliseconds);

/* Reads until the program has taken all that was typed: what is sent next comes to it apart. */
bool terminal_wait_taken(Terminal *terminal, int milliseconds);

/* Reads until nothing has come for `quiet` milliseconds: for measuring, not for tests. Returns the
 * seconds from the call to the last byte; 0 where none came. */
double terminal_settle(Terminal *terminal, int quiet, int milliseconds);

/* Reads until the program has ended. `*status`, where not NULL, is its exit status, or 128 plus the
 * signal that killed it. */
bool terminal_wait_exit(Terminal *terminal, int milliseconds, int *status);

/* From now on takes no more than so many bytes a second from the program, as a slow line does; 0:
 * as many as there are. */
void terminal_slow_down(Terminal *terminal, int bytes_per_second);

/* Hangs up: closes the terminal under the program. Afterwards only terminal_wait_exit() and
 * terminal_close() are of use. */
void terminal_hang_up(Terminal *terminal);

void terminal_resize(Terminal *terminal, int columns, int rows);

/* Row `row` from 0, without the spaces behind it. Good until the next call. "" outside. */
const char *terminal_row(Terminal *terminal, int row);

/* The first row that has `text`; -1: none. `*column`, where not NULL, is where it begins. */
int terminal_find(Terminal *terminal, const char *text, int *column);

TerminalCell terminal_cell(Terminal *terminal, int row, int column);
void terminal_cursor(Terminal *terminal, int *row, int *column, bool *visible);
bool terminal_alternate(const Terminal *terminal); /* the alternate screen is on */

/* What the program wrote since the last terminal_forget(), and how much since its start. */
const char *terminal_output(const Terminal *terminal, size_t *length);
size_t terminal_bytes(const Terminal *terminal);
void terminal_forget(Terminal *terminal);

/* How the line discipline of the program's terminal is set. */
struct termios terminal_modes(const Terminal *terminal);

/* Prints the screen, with a frame around it, to standard error. */
void terminal_print(Terminal *terminal);

#endif
