#include "mail/spool_watch.h"

#include "base/memory.h"
#include "base/monotonic.h"
#include "mail/signals.h"

#include <limits.h>
#include <stdalign.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

void spool_watch_open(SpoolWatch *watch, const char *path)
{
    size_t end = strlen(path);
    while (end > 1 && path[end - 1] == '/')
        end--;
    size_t start = end;
    while (start > 0 && path[start - 1] != '/')
        start--;
    *watch = (SpoolWatch){.fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC), .inside = -1};
    watch->name = memory_text_n(path + start, end - start);
    if (watch->fd < 0)
        return;
    watch->inside =
        inotify_add_watch(watch->fd, path, IN_MOVED_TO | IN_CREATE | IN_CLOSE_WRITE | IN_ONLYDIR);
    char *above = start > 0 ? memory_text_n(path, start) : memory_text(".");
    inotify_add_watch(watch->fd, above,
                      IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_ONLYDIR);
    free(above);
}

void spool_watch_close(SpoolWatch *watch)
{
    if (watch->fd >= 0)
        close(watch->fd);
    free(watch->name);
    *watch = (SpoolWatch){.fd = -1, .inside = -1};
}

/* Reads what has happened. False where all of it was to others in the directory above. */
static bool take_events(const SpoolWatch *watch)
{
    alignas(struct inotify_event) char events[4096];
    bool ours = false;
    ssize_t got;
    while ((got = read(watch->fd, events, sizeof events)) > 0) {
        for (const char *at = events; at < events + got;) {
            const struct inotify_event *event = (const void *)at;
            ours = ours || event->wd == watch->inside || (event->mask & IN_Q_OVERFLOW) ||
                   (event->len > 0 && strcmp(event->name, watch->name) == 0);
            at += sizeof *event + event->len;
        }
    }
    return ours;
}

void spool_watch_wait(const SpoolWatch *watch, int milliseconds)
{
    struct pollfd poller = {.fd = watch->fd, .events = POLLIN};
    int64_t until = monotonic_ms() + milliseconds, left = milliseconds;
    while (left > 0 && signals_poll(&poller, 1, (int)left) > 0 && !take_events(watch))
        left = until - monotonic_ms();
}
