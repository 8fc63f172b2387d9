#include "support/hang_limit.h"

#include "support/clock.h"

#include <stdlib.h>
#include <time.h>

int hang_limit_seconds(void)
{
    const char *wanted = getenv("SECCONTACTS_HANG_LIMIT");
    long seconds = wanted ? strtol(wanted, NULL, 10) : 0;
    return seconds > 0 && seconds < 100000 ? (int)seconds : HANG_LIMIT_SECONDS;
}

int hang_limit_ms(void)
{
    return hang_limit_seconds() * 1000;
}

bool hang_limit_wait(double since)
{
    nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
    return clock_seconds() - since < hang_limit_seconds();
}
