/* skip.h: what can't run on this machine. It is counted as skipped, and why is told: `./dev test`
 * reads the line "test skipped: WHY" in what a test program prints, which a script may print too.
 */
#ifndef SUPPORT_SKIP_H
#define SUPPORT_SKIP_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

/* Ends this test, which neither passes nor fails. */
#define skip_test(why)                                                                             \
    do {                                                                                           \
        fprintf(stderr, "test skipped: %s\n", why);                                                \
        cr_skip_test("%s", why);                                                                   \
    } while (0)

/* Likewise where this command of a shell fails. */
#define need_command(command, why)                                                                 \
    do {                                                                                           \
        if (system("{ " command "; } >/dev/null 2>&1 </dev/null") != 0)                            \
            skip_test(why);                                                                        \
    } while (0)

#define need_strace() need_command("strace -o /dev/null true", "strace may trace no program here")

#endif
