#include "support/clock.h"

#include <stdatomic.h>
#include <time.h>

static _Atomic int64_t standing_ms = INT64_C(1795425240000);

static int64_t stand(void *data)
{
    (void)data;
    return standing_ms;
}

const Clock test_clock = {.ms = stand};

void test_clock_set(int64_t now)
{
    standing_ms = now * 1000;
}

double clock_seconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}
