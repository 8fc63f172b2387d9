#include "site/demo.h"

#include "base/memory.h"
#include "site/demo_files.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct Demo {
    char *path;
};

/* The directory to remove when the program ends without demo_free(). */
static char *leftover;

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status;
    (void)type;
    (void)place;
    return remove(path);
}

static void remove_leftover(void)
{
    if (leftover)
        nftw(leftover, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
    leftover = NULL;
}

static bool write_bytes(int directory, const char *name, const void *bytes, size_t length)
{
    int fd = openat(directory, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
    if (!file) {
        if (fd >= 0)
            close(fd);
        return false;
    }
    bool written = fwrite(bytes, 1, length, file) == length;
    return fclose(file) == 0 && written;
}

/* `text` between quotes as libconfig reads it. The caller frees it. */
static char *quoted(const char *text)
{
    char *result = memory_array(strlen(text) * 2 + 3, 1);
    char *to = result;
    *to++ = '"';
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            *to++ = '\\';
        *to++ = *text;
    }
    *to = '"';
    return result;
}

/* The configuration of the demo names a directory of state that only this copy has. */
static bool write_configuration(int directory, const char *path)
{
    char *state = memory_format("%s/state", path);
    char *value = quoted(state);
    char *text = memory_format("state = %s;\n", value);
    bool good = write_bytes(directory, "seccontacts.conf", text, strlen(text)) &&
                mkdirat(directory, "state", 0700) == 0;
    free(text);
    free(value);
    free(state);
    return good;
}

static bool write_files(const char *path)
{
    int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (directory < 0)
        return false;
    bool good = mkdirat(directory, "contacts", 0700) == 0 && write_configuration(directory, path);
    for (const DemoFile *file = demo_files; good && file->name; file++)
        good = write_bytes(directory, file->name, file->bytes, file->length);
    int reason = errno;
    close(directory);
    errno = reason;
    return good;
}

Demo *demo_new(Error *error)
{
    static bool registered;
    const char *base = getenv("TMPDIR");
    if (!base || *base != '/')
        base = "/tmp";
    char *path = memory_format("%s/seccontacts-demo-XXXXXX", base);
    if (!mkdtemp(path)) {
        error_set_errno(error, ERROR_CANT_CREATE, errno,
                        "can't make a directory for the demo in %s", base);
        free(path);
        return NULL;
    }
    leftover = path;
    if (!registered)
        registered = atexit(remove_leftover) == 0;
    if (!write_files(path)) {
        error_set_errno(error, ERROR_CANT_CREATE, errno, "can't write the demo site in %s", path);
        remove_leftover();
        free(path);
        return NULL;
    }
    Demo *demo = memory_new(sizeof *demo);
    demo->path = path;
    return demo;
}

void demo_free(Demo *demo)
{
    if (!demo)
        return;
    remove_leftover();
    free(demo->path);
    free(demo);
}

const char *demo_path(const Demo *demo)
{
    return demo->path;
}
