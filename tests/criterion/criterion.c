/* Part of each test program. */
#include "support/hang_limit.h"

#include <criterion/options.h>
#include <stdlib.h>

/* A test that hangs is ended, and fails; whoever runs the program can say `--timeout` all the same.
 */
__attribute__((constructor)) static void limit_each_test(void)
{
    criterion_options.timeout = 5 * hang_limit_seconds();
}

int __lsan_is_turned_off(void);

/* Asked by LeakSanitizer. Criterion's first process leaks what it allocates for a timeout; the
 * tests run in others, which boxfort gives this variable. */
int __lsan_is_turned_off(void)
{
    return getenv("BXFI_MAP") == NULL;
}
