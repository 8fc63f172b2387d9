/* monotonic.h: time that passes, for deadlines and pauses: no clock that is set moves it. */
#ifndef BASE_MONOTONIC_H
#define BASE_MONOTONIC_H

#include <stdint.h>

/* Milliseconds, nanoseconds since some moment (clock_gettime(2), CLOCK_MONOTONIC). */
int64_t monotonic_ms(void);
int64_t monotonic_ns(void);

#endif
