/* slice.h: long work, done in idle moments in slices so short that no key waits. */
#ifndef TUI_APP_SLICE_H
#define TUI_APP_SLICE_H

#include <stdbool.h>

/* A slice that begins now: its beginning. */
long long slice_begin(void);

/* True once the slice has lasted as long as it may. */
bool slice_is_over(long long begin);

/* Whether it is time to show how far the work is, as it is a few times a second, for a slow line
 * has no room for more, and when it is `done`. `*told` is when that was last so. */
bool slice_tell(long long *told, bool done);

#endif
