#include "base/progress.h"

enum { RUNNING = 0, CANCELLED, COMMITTED };

void progress_begin(Progress *progress, size_t whole)
{
    if (!progress)
        return;
    atomic_store(&progress->done, 0);
    atomic_store(&progress->whole, whole);
}

bool progress_at(Progress *progress, size_t done)
{
    if (!progress)
        return true;
    atomic_store_explicit(&progress->done, done, memory_order_relaxed);
    return atomic_load_explicit(&progress->state, memory_order_relaxed) != CANCELLED;
}

static bool leave_running(Progress *progress, int state)
{
    int expected = RUNNING;
    return atomic_compare_exchange_strong(&progress->state, &expected, state) || expected == state;
}

bool progress_commit(Progress *progress)
{
    return !progress || leave_running(progress, COMMITTED);
}

bool progress_cancel(Progress *progress)
{
    return leave_running(progress, CANCELLED);
}

bool progress_is_cancelled(const Progress *progress)
{
    return progress && atomic_load(&progress->state) == CANCELLED;
}

int progress_percent(const Progress *progress)
{
    size_t whole = atomic_load(&progress->whole), done = atomic_load(&progress->done);
    if (whole == 0)
        return 0;
    size_t percent = (size_t)((double)done * 100 / (double)whole);
    return percent < 99 ? (int)percent : 99;
}
