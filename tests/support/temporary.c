#include "support/temporary.h"

#include "base/memory.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

char *temporary_new(void)
{
    const char *base = getenv("TMPDIR");
    char *path = memory_format("%s/seccontacts-test-XXXXXX", base && *base ? base : "/tmp");
    if (!mkdtemp(path))
        abort();
    return path;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status;
    (void)type;
    (void)place;
    return remove(path);
}

void temporary_remove(char *directory)
{
    if (directory)
        nftw(directory, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(directory);
}

char *temporary_path(const char *directory, const char *name)
{
    return memory_format("%s/%s", directory, name);
}

void temporary_write(const char *directory, const char *name, const char *text)
{
    char *path = temporary_path(directory, name);
    for (char *slash = path + strlen(directory) + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        mkdir(path, 0700);
        *slash = '/';
    }
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
    if (!file || fputs(text, file) < 0 || fclose(file) != 0)
        abort();
    free(path);
}

int temporary_lock(const char *directory, const char *name)
{
    char *path = temporary_path(directory, name);
    int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0 || flock(lock, LOCK_EX) != 0)
        abort();
    free(path);
    return lock;
}

char *temporary_read(const char *directory, const char *name, size_t *length)
{
    char *path = temporary_path(directory, name);
    FILE *file = fopen(path, "re");
    free(path);
    if (!file)
        return NULL;
    char *text = NULL;
    size_t size = 0, used = 0;
    for (;;) {
        text = memory_reserve(text, &size, used + 4096, 1);
        size_t got = fread(text + used, 1, size - used - 1, file);
        if (got == 0)
            break;
        used += got;
    }
    fclose(file);
    text[used] = '\0';
    if (length)
        *length = used;
    return text;
}
