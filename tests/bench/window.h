/* window.h: the editor in a window of its own, timed by what is seen. What never comes ends the
 * program. */
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

#endif
