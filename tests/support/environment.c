#include "support/environment.h"

#include <stddef.h>
#include <stdlib.h>

void environment_reset(void)
{
    static const char *const kept[] = {
#include "support/environment.list" /* in_a_group.sh reads it, too */
    };
    enum { COUNT = sizeof kept / sizeof *kept };
    char *values[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        values[i] = getenv(kept[i]);
    clearenv(); /* frees no text */
    for (size_t i = 0; i < COUNT; i++) {
        if (values[i])
            setenv(kept[i], values[i], 1);
    }
    setenv("HOME", NO_SUCH_PATH, 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("TERM", "dumb", 1);
}
