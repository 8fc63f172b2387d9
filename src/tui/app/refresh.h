/* refresh.h: how often long work shows how far it is. */
#ifndef TUI_APP_REFRESH_H
#define TUI_APP_REFRESH_H

#include <stdbool.h>

/* Whether it is time to show how far the work is, as it is a few times a second, for a slow line
 * has no room for more, and when it is `done`. `*shown` is when that was last so, as monotonic_ns()
 * has it. */
bool refresh_is_due(long long *shown, bool done);

#endif
