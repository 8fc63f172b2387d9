/* clock.h: how long something took. */
#ifndef SUPPORT_CLOCK_H
#define SUPPORT_CLOCK_H

/* Seconds since some moment in the past; no change of the time of day moves it. */
double clock_seconds(void);

#endif
