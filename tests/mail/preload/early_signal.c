/* early_signal.c: for LD_PRELOAD: SIGTERM comes at the worst moment, right before the program
 * begins to wait without a time limit: after it has looked whether a signal has come. */
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

int poll(struct pollfd *pollers, nfds_t count, int milliseconds)
{
    if (milliseconds < 0)
        raise(SIGTERM);
    return (int)syscall(SYS_poll, pollers, count, milliseconds);
}

int ppoll(struct pollfd *pollers, nfds_t count, const struct timespec *limit, const sigset_t *mask)
{
    struct timespec left = limit ? *limit : (struct timespec){0}; /* the kernel writes to it */
    if (!limit)
        raise(SIGTERM);
    return (int)syscall(SYS_ppoll, pollers, count, limit ? &left : NULL, mask,
                        mask ? _NSIG / 8 : 0);
}
