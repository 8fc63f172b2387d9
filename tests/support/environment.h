/* environment.h: the environment of what a test starts, whatever that of the machine is. */
#ifndef SUPPORT_ENVIRONMENT_H
#define SUPPORT_ENVIRONMENT_H

/* A path that no machine has: nothing can be made in /proc. */
#define NO_SUCH_PATH "/proc/nonexistent"

/* For a child before exec(): leaves of the environment what environment.list names, which is what
 * watches the tests, or says what time it is; with LC_ALL=C.UTF-8, TERM=dumb and a HOME that does
 * not exist. */
void environment_reset(void);

#endif
