#include "tui/app/slice.h"

#include "base/monotonic.h"

#define SLICE_NANOSECONDS 6000000LL /* well below a frame */
#define TELL_NANOSECONDS  200000000LL

long long slice_begin(void)
{
    return monotonic_ns();
}

bool slice_is_over(long long begin)
{
    return slice_begin() - begin >= SLICE_NANOSECONDS;
}

bool slice_tell(long long *told, bool done)
{
    long long now = slice_begin();
    if (!done && now - *told < TELL_NANOSECONDS)
        return false;
    *told = now;
    return true;
}
