#include "store/drafts/watch.h"

#include "base/memory.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

struct Watch {
    char *path, *directory, *beside;
    int notify;
    bool directory_watched, beside_watched;
    bool exists;
    struct stat status; /* where it exists */
};

/* A directory may come later. */
static void add(const Watch *watch, const char *directory, bool *watched)
{
    static const unsigned events = IN_MOVED_TO | IN_MOVED_FROM | IN_CLOSE_WRITE | IN_DELETE |
                                   IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
    if (!*watched && directory && watch->notify >= 0)
        *watched = inotify_add_watch(watch->notify, directory, events) >= 0;
}

static void add_all(Watch *watch)
{
    add(watch, watch->directory, &watch->directory_watched);
    add(watch, watch->beside, &watch->beside_watched);
}

Watch *watch_new(const char *path, const char *beside)
{
    Watch *watch = memory_new(sizeof *watch);
    watch->path = memory_text(path);
    watch->directory = memory_text(path);
    watch->beside = memory_text(beside);
    char *slash = strrchr(watch->directory, '/');
    if (slash)
        *slash = '\0';
    watch->notify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    add_all(watch);
    watch->exists = lstat(path, &watch->status) == 0;
    return watch;
}

void watch_free(Watch *watch)
{
    if (!watch)
        return;
    if (watch->notify >= 0)
        close(watch->notify);
    free(watch->path);
    free(watch->directory);
    free(watch->beside);
    free(watch);
}

int watch_descriptor(const Watch *watch)
{
    return watch->notify;
}

/* Takes what there is to be read. A directory that is gone is watched anew once it is there. */
static void drain(Watch *watch)
{
    _Alignas(struct inotify_event) char events[16 * (sizeof(struct inotify_event) + NAME_MAX + 1)];
    ssize_t got;
    while ((got = read(watch->notify, events, sizeof events)) > 0) {
        for (ssize_t at = 0; at < got;) {
            struct inotify_event event;
            memcpy(&event, events + at, sizeof event);
            if (event.mask & (IN_IGNORED | IN_MOVE_SELF))
                watch->directory_watched = watch->beside_watched = false;
            at += (ssize_t)(sizeof event + event.len);
        }
    }
}

static bool same_time(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

bool watch_changed(Watch *watch)
{
    struct stat now;
    if (watch->notify >= 0)
        drain(watch);
    add_all(watch);
    bool exists = lstat(watch->path, &now) == 0;
    const struct stat *then = &watch->status;
    bool same =
        exists == watch->exists &&
        (!exists || (now.st_dev == then->st_dev && now.st_ino == then->st_ino &&
                     now.st_size == then->st_size && same_time(&now.st_mtim, &then->st_mtim) &&
                     same_time(&now.st_ctim, &then->st_ctim)));
    watch->exists = exists;
    if (exists)
        watch->status = now;
    return !same;
}
