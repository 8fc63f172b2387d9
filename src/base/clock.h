/* clock.h: the time of day, handed down by the outermost caller.
 *
 * The main functions alone take the system's clock. What they call is given a time, or, where it
 * goes on for long, a Clock that it asks anew; and so a test says what day it is. For how long
 * something takes there is monotonic.h. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

typedef struct Clock {
    int64_t (*ms)(void *data); /* milliseconds since 1970-01-01 00:00:00 UTC; from any thread */
    void *data;
} Clock;

/* The system's (clock_gettime(2), CLOCK_REALTIME). */
extern const Clock clock_system;

/* Seconds since 1970-01-01 00:00:00 UTC, as time(2) counts. */
int64_t clock_now(const Clock *clock);

/* Likewise, milliseconds. */
int64_t clock_now_ms(const Clock *clock);

#endif
