/* heartbeat.c: a line of its own file for each spool: "00000000001795305600 service /var/spool/x".
 * The time has a fixed width, so that a beat is one short write in place. */
#include "site/delivery/heartbeat.h"

#include "base/memory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#define DIRECTORY "spools"

enum { TIME_WIDTH = 20, LONGEST = 8192 };

/* The directory of the heartbeats, made where it is missing; -1 and the error. */
static int open_directory(const char *state, mode_t mode, Error *error)
{
    char *path = memory_format("%s/" DIRECTORY, state);
    mode_t wanted = 0700 | (mode & 0666) | (mode & 0444) >> 2;
    bool made = mkdir(path, wanted) == 0;
    int directory = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct stat status;
    if (directory >= 0 && made && fstat(directory, &status) == 0) /* whatever the umask */
        (void)!fchmod(directory, wanted | (status.st_mode & S_ISGID));
    if (directory < 0)
        error_set_errno(error, ERROR_CANT_CREATE, errno, "the directory \"%s\" can't be made",
                        path);
    free(path);
    return directory;
}

bool heartbeat_beat(const char *state, mode_t mode, const char *spool, bool once, int64_t now,
                    Error *error)
{
    char *real = realpath(spool, NULL);
    const char *path = real ? real : spool;
    int directory = open_directory(state, mode, error);
    char *name = memory_format("%016" PRIx64, (uint64_t)XXH3_64bits(path, strlen(path)));
    char *line =
        memory_format("%0*" PRId64 " %s %s\n", TIME_WIDTH, now, once ? "once" : "service", path);
    int file = directory >= 0
                   ? openat(directory, name,
                            O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, mode & 0666)
                   : -1;
    size_t length = strlen(line);
    struct stat status;
    bool good = file >= 0 && fstat(file, &status) == 0 && S_ISREG(status.st_mode);
    if (good && status.st_size == 0)
        (void)!fchmod(file, mode & 0666);
    good = good && pwrite(file, line, length, 0) == (ssize_t)length &&
           ((size_t)status.st_size <= length || ftruncate(file, (off_t)length) == 0);
    if (!good && directory >= 0)
        error_set_errno(error, ERROR_IO, errno, "%s/" DIRECTORY "/%s can't be written", state,
                        name);
    if (file >= 0)
        close(file);
    if (directory >= 0)
        close(directory);
    free(line);
    free(name);
    free(real);
    return good;
}

/* Reads the line of a heartbeat. False where it is none. */
static bool parse(char *text, Heartbeat *heartbeat)
{
    char *end, *kind = text + TIME_WIDTH + 1;
    if (strlen(text) <= TIME_WIDTH + 1 || text[TIME_WIDTH] != ' ')
        return false;
    errno = 0;
    heartbeat->time = strtoll(text, &end, 10);
    char *path = strchr(kind, ' ');
    if (errno != 0 || end != text + TIME_WIDTH || !path || path[1] != '/')
        return false;
    *path++ = '\0';
    path[strcspn(path, "\n")] = '\0';
    heartbeat->once = strcmp(kind, "once") == 0;
    heartbeat->spool = memory_text(path);
    return true;
}

static void read_one(Heartbeats *heartbeats, int directory, const char *state, const char *name)
{
    char text[LONGEST];
    struct stat status;
    Heartbeat heartbeat = {0};
    int file = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    ssize_t length = file >= 0 && fstat(file, &status) == 0 && S_ISREG(status.st_mode)
                         ? read(file, text, sizeof text - 1)
                         : -1;
    if (file >= 0)
        close(file);
    if (length <= 0)
        return;
    text[length] = '\0';
    if (!parse(text, &heartbeat))
        return;
    heartbeat.file = memory_format("%s/" DIRECTORY "/%s", state, name);
    heartbeats->items = memory_reserve(heartbeats->items, &heartbeats->capacity,
                                       heartbeats->count + 1, sizeof *heartbeats->items);
    heartbeats->items[heartbeats->count++] = heartbeat;
}

static int compare(const void *a, const void *b)
{
    return strcmp(((const Heartbeat *)a)->spool, ((const Heartbeat *)b)->spool);
}

void heartbeats_read(Heartbeats *heartbeats, const char *state)
{
    char *path = memory_format("%s/" DIRECTORY, state);
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *directory = fd >= 0 ? fdopendir(fd) : NULL;
    const struct dirent *entry;
    while (directory && (entry = readdir(directory)))
        if (entry->d_name[0] != '.')
            read_one(heartbeats, dirfd(directory), state, entry->d_name);
    if (directory)
        closedir(directory);
    else if (fd >= 0)
        close(fd);
    free(path);
    if (heartbeats->count > 0)
        qsort(heartbeats->items, heartbeats->count, sizeof *heartbeats->items, compare);
}

void heartbeats_clear(Heartbeats *heartbeats)
{
    for (size_t i = 0; i < heartbeats->count; i++) {
        free(heartbeats->items[i].spool);
        free(heartbeats->items[i].file);
    }
    free(heartbeats->items);
    *heartbeats = (Heartbeats){0};
}
