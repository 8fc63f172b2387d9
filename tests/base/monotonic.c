#include "base/monotonic.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

Test(monotonic, both_tell_the_same_time_and_none_goes_back)
{
    int64_t before = monotonic_ms(), between = monotonic_ns() / 1000000, after = monotonic_ms();
    cr_expect_gt(before, 0);
    cr_expect_leq(before, between);
    cr_expect_leq(between, after);
}
