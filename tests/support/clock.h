/* clock.h: the time of day that a test gives, and how long something took. */
#ifndef SUPPORT_CLOCK_H
#define SUPPORT_CLOCK_H

#include "base/clock.h"

/* A clock that stands: at 2026-11-23 09:14:00 UTC, or where test_clock_set() has put it. */
extern const Clock test_clock;

/* Seconds since 1970-01-01 00:00:00 UTC. */
void test_clock_set(int64_t now);

/* Seconds since some moment in the past; no change of the time of day moves it. */
double clock_seconds(void);

#endif
