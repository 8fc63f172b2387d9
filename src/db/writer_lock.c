#include "db/writer_lock.h"

#include "base/monotonic.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE = 30 /* seconds */, SHORTEST = 200000, LONGEST = 2000000 /* nanoseconds */ };

int writer_lock_open(const char *path, mode_t mode, Error *error)
{
    int writer_lock = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, mode);
    struct stat seen;
    if (writer_lock < 0) {
        error_set_errno(error, errno == EACCES ? ERROR_PERMISSION : ERROR_CANT_CREATE, errno,
                        "%s can't be opened", path);
        return -1;
    }
    if (fstat(writer_lock, &seen) != 0 || !S_ISREG(seen.st_mode)) {
        error_set(error, ERROR_CANT_CREATE, "%s is not a regular file", path);
        close(writer_lock);
        return -1;
    }
    return writer_lock;
}

bool writer_lock_enter_now(int writer_lock)
{
    return flock(writer_lock, LOCK_EX | LOCK_NB) == 0;
}

bool writer_lock_enter(int writer_lock, const char *name, Error *error)
{
    int64_t since = 0;
    while (flock(writer_lock, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            return error_set_errno(error, ERROR_IO, errno, "%s can't be locked", name);
        if (since == 0)
            since = monotonic_ms();
        if (monotonic_ms() - since > PATIENCE * 1000L)
            return error_set(error, ERROR_RETRY,
                             "another program has kept %s locked for %d seconds: is one "
                             "stopped?",
                             name, PATIENCE);
        unsigned random = 0;
        (void)!getrandom(&random, sizeof random, GRND_NONBLOCK);
        struct timespec pause = {.tv_nsec = SHORTEST + (long)(random % (LONGEST - SHORTEST))};
        nanosleep(&pause, NULL);
    }
    return true;
}

void writer_lock_leave(int writer_lock)
{
    flock(writer_lock, LOCK_UN);
}

bool writer_lock_is_marked(int writer_lock)
{
    struct stat seen;
    return fstat(writer_lock, &seen) == 0 && seen.st_size > 0;
}

bool writer_lock_mark(int writer_lock)
{
    static const char mark[] = "a database was made beside this file\n";
    return pwrite(writer_lock, mark, strlen(mark), 0) == (ssize_t)strlen(mark) &&
           fsync(writer_lock) == 0;
}

void writer_lock_share(int file, const char *directory, mode_t mode)
{
    struct stat folder, seen;
    if (fstat(file, &seen) != 0)
        return;
    if ((mode & 070) != 0 && stat(directory, &folder) == 0 && folder.st_gid != seen.st_gid)
        (void)!fchown(file, (uid_t)-1, folder.st_gid); /* not ours to give: the mode still holds */
    if ((seen.st_mode & 0777) != mode)
        (void)!fchmod(file, mode);
}
