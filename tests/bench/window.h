/* window.h: a program in a window of its own, timed by what is seen. What never comes ends the
 * measuring program. */
#ifndef BENCH_WINDOW_H
#define BENCH_WINDOW_H

#include "support/terminal.h"

enum { PATIENCE = 60000 }; /* milliseconds */

/* Says that `what` never came, and ends the program. */
_Noreturn void window_stop(const char *what);

/* Starts the editor on the site in `directory`, which is its home too: 100 columns, 30 rows. */
Terminal *window_start(const char *directory);

/* Milliseconds from typing `keys`, which may be "", to seeing `text`. */
double window_until(Terminal *terminal, const char *keys, const char *text);

/* Milliseconds from typing `keys` to the last byte of what is drawn for it: after that, nothing
 * comes for `quiet` milliseconds. 0 where nothing comes for a second. */
double window_answer(Terminal *terminal, const char *keys, int quiet);

/* Waits until the program has nothing left to do: for a fifth of a second it has drawn nothing, and
 * used no time of the CPU. */
void window_idle(Terminal *terminal);

#endif
