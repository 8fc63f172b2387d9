#include "base/clock.h"

#include <time.h>

static int64_t system_ms(void *data)
{
    struct timespec now;
    (void)data;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

const Clock clock_system = {.ms = system_ms};

int64_t clock_now_ms(const Clock *clock)
{
    return clock->ms(clock->data);
}

int64_t clock_now(const Clock *clock)
{
    int64_t ms = clock_now_ms(clock);
    return ms / 1000 - (ms % 1000 < 0); /* before 1970, too */
}
