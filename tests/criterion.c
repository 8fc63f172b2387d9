/* Part of each test program. */
#include <stdlib.h>

int __lsan_is_turned_off(void);

/* Asked by LeakSanitizer. Criterion's first process leaks what it allocates for a timeout; the
 * tests run in others, which boxfort gives this variable. */
int __lsan_is_turned_off(void)
{
    return getenv("BXFI_MAP") == NULL;
}
