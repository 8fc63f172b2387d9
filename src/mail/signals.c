#include "mail/signals.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <time.h>

static const int ending[] = {SIGTERM, SIGINT, SIGHUP};

enum { ENDING = sizeof ending / sizeof *ending };

static volatile sig_atomic_t came;

static void on_signal(int number)
{
    came = number;
}

void signals_catch(void)
{
    struct sigaction action = {.sa_handler = on_signal}, before;
    for (size_t i = 0; i < ENDING; i++)
        if (sigaction(ending[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(ending[i], &action, NULL);
}

int signals_stopped(void)
{
    return came;
}

int signals_poll(struct pollfd *pollers, nfds_t count, int milliseconds)
{
    struct timespec limit = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
    sigset_t set, before;
    int ready = -1;
    sigemptyset(&set);
    for (size_t i = 0; i < ENDING; i++)
        sigaddset(&set, ending[i]);
    sigprocmask(SIG_BLOCK, &set, &before);
    errno = EINTR;
    while (!came && ready < 0 && errno == EINTR)
        ready = ppoll(pollers, count, milliseconds < 0 ? NULL : &limit, &before);
    int number = errno;
    sigprocmask(SIG_SETMASK, &before, NULL);
    errno = number;
    return ready;
}
