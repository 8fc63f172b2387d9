/* hang_limit.h: how long a test waits for what must come, before it says that it hangs.
 *
 * It is the one limit of time in the tests, since nobody knows how busy a machine is. A single wait
 * takes no longer than this; a test as a whole five times that (criterion.c), and a test program
 * thirty times (in_a_group.sh). SECCONTACTS_HANG_LIMIT in the environment is another number of
 * seconds, for slower machines.
 */
#ifndef SUPPORT_HANG_LIMIT_H
#define SUPPORT_HANG_LIMIT_H

#include <stdbool.h>

#define HANG_LIMIT_SECONDS 120

/* The limit, in seconds and in milliseconds. */
int hang_limit_seconds(void);
int hang_limit_ms(void);

/* For a wait that nothing tells of its end: `while (!CONDITION) cr_assert(hang_limit_wait(since))`
 * with `since` = clock_seconds() (clock.h) before. Sleeps for some milliseconds; false where the
 * limit is over. */
bool hang_limit_wait(double since);

#endif
