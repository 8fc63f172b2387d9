/* slow_disk.c: a disk that is as slow as a test wants, for an editor with LD_PRELOAD. Any thread
 * that opens, looks at, renames or removes a file with the text in ~/slow in its name waits while a
 * test holds the lock of ~/slow; ~/held is there once one waits. */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int open_in_home(const char *name, int flags)
{
    char path[4200];
    const char *home = getenv("HOME");
    snprintf(path, sizeof path, "%s/%s", home ? home : "", name);
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags | O_CLOEXEC, 0600);
}

static void wait_for_disk(const char *path)
{
    char slow[256];
    int gate = path ? open_in_home("slow", O_RDONLY) : -1;
    if (gate < 0)
        return;
    ssize_t length = read(gate, slow, sizeof slow - 1);
    slow[length > 0 ? length : 0] = '\0';
    if (length > 0 && strstr(path, slow) && flock(gate, LOCK_SH | LOCK_NB) != 0) {
        int held = open_in_home("held", O_WRONLY | O_CREAT);
        if (held >= 0)
            close(held);
        flock(gate, LOCK_SH);
    }
    close(gate);
}

/* The function that this library stands before. */
static void *next_of(const char *name)
{
    void *function = dlsym(RTLD_NEXT, name);
    if (!function)
        abort();
    return function;
}

static mode_t mode_of(int flags, va_list arguments)
{
    bool given = flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE;
    return given ? (mode_t)va_arg(arguments, int) : 0;
}

#define OPEN(NAME)                                                                                 \
    int NAME(const char *path, int flags, ...)                                                     \
    {                                                                                              \
        va_list arguments;                                                                         \
        va_start(arguments, flags);                                                                \
        mode_t mode = mode_of(flags, arguments);                                                   \
        va_end(arguments);                                                                         \
        int (*next)(const char *, int, ...);                                                       \
        *(void **)&next = next_of(#NAME);                                                          \
        wait_for_disk(path);                                                                       \
        return next(path, flags, mode);                                                            \
    }

#define OPENAT(NAME)                                                                               \
    int NAME(int directory, const char *path, int flags, ...)                                      \
    {                                                                                              \
        va_list arguments;                                                                         \
        va_start(arguments, flags);                                                                \
        mode_t mode = mode_of(flags, arguments);                                                   \
        va_end(arguments);                                                                         \
        int (*next)(int, const char *, int, ...);                                                  \
        *(void **)&next = next_of(#NAME);                                                          \
        wait_for_disk(path);                                                                       \
        return next(directory, path, flags, mode);                                                 \
    }

#define STAT(NAME, STATUS)                                                                         \
    int NAME(const char *path, struct STATUS *status)                                              \
    {                                                                                              \
        int (*next)(const char *, struct STATUS *);                                                \
        *(void **)&next = next_of(#NAME);                                                          \
        wait_for_disk(path);                                                                       \
        return next(path, status);                                                                 \
    }

#undef open
#undef openat
#undef stat
#undef lstat
#undef open64
#undef openat64
int open64(const char *path, int flags, ...);
int openat64(int directory, const char *path, int flags, ...);

OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)
STAT(stat, stat)
STAT(lstat, stat)
STAT(stat64, stat64)
STAT(lstat64, stat64)

int access(const char *path, int mode)
{
    int (*next)(const char *, int);
    *(void **)&next = next_of("access");
    wait_for_disk(path);
    return next(path, mode);
}

int renameat2(int from, const char *old, int to, const char *new, unsigned flags)
{
    int (*next)(int, const char *, int, const char *, unsigned);
    *(void **)&next = next_of("renameat2");
    wait_for_disk(new);
    return next(from, old, to, new, flags);
}

int fstatat(int directory, const char *restrict path, struct stat *restrict status, int flags)
{
    int (*next)(int, const char *, struct stat *, int);
    *(void **)&next = next_of("fstatat");
    wait_for_disk(path);
    return next(directory, path, status, flags);
}

int unlinkat(int directory, const char *path, int flags)
{
    int (*next)(int, const char *, int);
    *(void **)&next = next_of("unlinkat");
    wait_for_disk(path);
    return next(directory, path, flags);
}

int renameat(int from, const char *old, int to, const char *new)
{
    int (*next)(int, const char *, int, const char *);
    *(void **)&next = next_of("renameat");
    wait_for_disk(new);
    return next(from, old, to, new);
}
