/* spool_status.c: counts the files of a spool. Only names and times are looked at. */
#include "site/delivery/spool_status.h"

#include "base/memory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static DIR *open_at(int above, const char *name)
{
    int fd = openat(above, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *directory = fd >= 0 ? fdopendir(fd) : NULL;
    if (!directory && fd >= 0)
        close(fd);
    return directory;
}

/* Whether an entry of `aside` is a note, NAME.why, about a file: one that is there, or one that
 * waits. A file of that name has a note of its own. */
static bool is_note(int aside, const char *name)
{
    struct stat status;
    size_t length = strlen(name);
    if (length <= 4 || strcmp(name + length - 4, ".why") != 0)
        return false;
    char *own = memory_format("%s.why", name);
    bool has_own = fstatat(aside, own, &status, AT_SYMLINK_NOFOLLOW) == 0;
    free(own);
    return !has_own;
}

static size_t count_aside(int spool)
{
    size_t count = 0;
    const struct dirent *entry;
    DIR *aside = open_at(spool, "aside");
    while (aside && (entry = readdir(aside)))
        count += entry->d_name[0] != '.' && !is_note(dirfd(aside), entry->d_name);
    if (aside)
        closedir(aside);
    return count;
}

SpoolStatus spool_status_read(const Heartbeat *heartbeat)
{
    SpoolStatus status = {.heartbeat = *heartbeat};
    DIR *spool = open_at(AT_FDCWD, heartbeat->spool);
    status.gone = !spool && (errno == ENOENT || errno == ENOTDIR || errno == ELOOP);
    status.unread = !spool && !status.gone;
    if (!spool)
        return status;
    struct dirent *entry;
    struct stat file;
    while ((entry = readdir(spool))) {
        if (entry->d_name[0] == '.' ||
            fstatat(dirfd(spool), entry->d_name, &file, AT_SYMLINK_NOFOLLOW) != 0 ||
            S_ISDIR(file.st_mode))
            continue;
        status.waiting++;
        if (status.oldest == 0 || file.st_ctim.tv_sec < status.oldest)
            status.oldest = file.st_ctim.tv_sec; /* a rename is a change of the status, too */
    }
    status.aside = count_aside(dirfd(spool));
    closedir(spool);
    return status;
}

bool spool_status_is_left(const SpoolStatus *status, int64_t now)
{
    int64_t age = now - status->heartbeat.time;
    return status->gone ? !status->heartbeat.once
                        : age > (status->heartbeat.once ? SPOOL_LATE_ONCE : SPOOL_LATE);
}
