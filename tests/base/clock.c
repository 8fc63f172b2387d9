#include "base/clock.h"

#include "support/clock.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <time.h>

static int64_t given(void *data)
{
    return *(const int64_t *)data;
}

Test(clock, seconds_are_rounded_down)
{
    static const int64_t cases[][2] = {{0, 0},   {999, 0},    {1000, 1},
                                       {-1, -1}, {-1000, -1}, {INT64_C(2177452800999), 2177452800}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t ms = cases[i][0];
        const Clock clock = {.ms = given, .data = &ms};
        cr_expect_eq(clock_now_ms(&clock), cases[i][0]);
        cr_expect_eq(clock_now(&clock), cases[i][1], "%lld ms", (long long)ms);
    }
}

Test(clock, that_of_the_system_is_the_systems)
{
    struct timespec before, after;
    clock_gettime(CLOCK_REALTIME, &before);
    int64_t now = clock_now(&clock_system), ms = clock_now_ms(&clock_system);
    clock_gettime(CLOCK_REALTIME, &after);
    if (after.tv_sec < before.tv_sec)
        return; /* it was set back meanwhile */
    cr_expect(before.tv_sec <= now && now <= after.tv_sec);
    cr_expect(before.tv_sec <= ms / 1000 && ms / 1000 <= after.tv_sec);
}

Test(clock, that_of_the_tests_stands_where_it_is_put)
{
    cr_expect_eq(clock_now(&test_clock), 1795425240, "2026-11-23 09:14:00 UTC");
    test_clock_set(2147483648);
    cr_expect_eq(clock_now(&test_clock), 2147483648);
}
