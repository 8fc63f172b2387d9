/* interrupt.c: catches a signal, so that what is under way can be ended first. */
#include "cli/interrupt.h"

#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t came;
static Progress step;

static void remember(int number)
{
    came = number;
    progress_cancel(&step); /* an atomic exchange: safe here */
}

/* Where it is `before`, the handler becomes `after`. */
static void change_handlers(void (*before)(int), void (*after)(int))
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = after, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct sigaction now;
        if (sigaction(signals[i], NULL, &now) == 0 && now.sa_handler == before)
            sigaction(signals[i], &action, NULL);
    }
}

void interrupt_begin(void)
{
    change_handlers(SIG_DFL, remember);
}

Progress *interrupt_next(void)
{
    step = (Progress){0};
    return came == 0 ? &step : NULL; /* asked last: a signal from here on cancels the step */
}

int interrupt_end(void)
{
    change_handlers(remember, SIG_DFL);
    return came;
}
