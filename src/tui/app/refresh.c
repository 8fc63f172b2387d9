#include "tui/app/refresh.h"

#include "base/monotonic.h"

#define BETWEEN_NANOSECONDS 200000000LL

bool refresh_is_due(long long *shown, bool done)
{
    long long now = monotonic_ns();
    if (!done && now - *shown < BETWEEN_NANOSECONDS)
        return false;
    *shown = now;
    return true;
}
