#include "mail/spool_folder.h"

#include "base/language.h"
#include "base/memory.h"
#include "mail/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define LOCK  ".lock"
#define ASIDE "aside"

enum { SETTLES_MS = 1000 };

static bool failed(const SpoolFolder *folder, const char *what, int number, Error *error)
{
    ErrorKind kind = number == EACCES || number == EPERM ? ERROR_PERMISSION : ERROR_IO;
    return error_set_at(error, kind, folder->path, 0, "%s: %s", _(what), strerror(number));
}

static bool lock(SpoolFolder *folder, Error *error)
{
    struct stat above;
    int flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
    folder->lock = openat(folder->directory, LOCK, flags, 0600);
    if (folder->lock < 0)
        return failed(folder, "its lock file can't be opened", errno, error);
    /* Whoever may write the directory may take turns here. */
    if (fstat(folder->directory, &above) == 0)
        (void)!fchmod(folder->lock, 0600 | (above.st_mode & 0060));
    if (flock(folder->lock, LOCK_EX | LOCK_NB) == 0)
        return true;
    return errno == EWOULDBLOCK ? error_set_at(error, ERROR_RETRY, folder->path, 0,
                                               "another program takes the alerts from here")
                                : failed(folder, "it can't be locked", errno, error);
}

bool spool_folder_open(SpoolFolder *folder, const char *path, Error *error)
{
    *folder = (SpoolFolder){.path = memory_text(path), .lock = -1};
    folder->directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder->directory < 0)
        return error_set_at(error, errno == EACCES ? ERROR_PERMISSION : ERROR_NO_INPUT, path, 0,
                            "can't be opened as a directory: %s", strerror(errno));
    return lock(folder, error);
}

SpoolPlace spool_folder_place(const SpoolFolder *folder)
{
    struct stat opened, named;
    if (stat(folder->path, &named) != 0 || !S_ISDIR(named.st_mode))
        return SPOOL_GONE;
    bool is_same = fstat(folder->directory, &opened) == 0 && opened.st_dev == named.st_dev &&
                   opened.st_ino == named.st_ino;
    return is_same ? SPOOL_SAME : SPOOL_REPLACED;
}

void spool_folder_close(SpoolFolder *folder)
{
    if (folder->lock >= 0)
        close(folder->lock);
    if (folder->directory >= 0)
        close(folder->directory);
    free(folder->path);
    *folder = (SpoolFolder){.directory = -1, .lock = -1};
}

static int compare_files(const void *a, const void *b)
{
    const SpoolFile *one = a, *other = b;
    const struct timespec *x = &one->status.st_mtim, *y = &other->status.st_mtim;
    if (x->tv_sec != y->tv_sec)
        return x->tv_sec < y->tv_sec ? -1 : 1;
    if (x->tv_nsec != y->tv_nsec)
        return x->tv_nsec < y->tv_nsec ? -1 : 1;
    return strcmp(one->name, other->name);
}

bool spool_folder_list(const SpoolFolder *folder, SpoolFile **files, size_t *count, Error *error)
{
    size_t capacity = 0;
    *files = NULL;
    *count = 0;
    int copy = openat(folder->directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *listing = copy >= 0 ? fdopendir(copy) : NULL;
    if (!listing) {
        failed(folder, "it can't be listed", errno, error);
        if (copy >= 0)
            close(copy);
        return false;
    }
    const struct dirent *entry;
    while ((entry = readdir(listing))) {
        SpoolFile file;
        if (entry->d_name[0] == '.' ||
            fstatat(folder->directory, entry->d_name, &file.status, AT_SYMLINK_NOFOLLOW) != 0 ||
            (S_ISDIR(file.status.st_mode) && strcmp(entry->d_name, ASIDE) == 0))
            continue;
        file.name = memory_text(entry->d_name);
        *files = memory_reserve(*files, &capacity, *count + 1, sizeof **files);
        (*files)[(*count)++] = file;
    }
    closedir(listing);
    if (*count > 0)
        qsort(*files, *count, sizeof **files, compare_files);
    return true;
}

void spool_files_free(SpoolFile *files, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(files[i].name);
    free(files);
}

int spool_file_settles(const SpoolFile *file, int64_t now_ms)
{
    const struct timespec *changed = &file->status.st_mtim;
    int64_t age = now_ms - ((int64_t)changed->tv_sec * 1000 + changed->tv_nsec / 1000000);
    return age >= 0 && age < SETTLES_MS ? SETTLES_MS - (int)age : 0; /* or by another clock */
}

int spool_folder_read(const SpoolFolder *folder, const SpoolFile *file, const char **why,
                      bool *for_good)
{
    struct stat status;
    int fd = openat(folder->directory, file->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    bool is_file = fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
    if (is_file && status.st_size <= SPOOL_FILE_LIMIT)
        return fd;
    *for_good = fd >= 0 || errno == ELOOP || errno == EACCES || errno == EPERM || errno == ENXIO;
    *why = is_file ? _("it is larger than 16 MiB: put its alerts into several files")
           : fd >= 0 || errno == ENXIO ? _("it is not a regular file")
           : errno == ELOOP            ? _("it is a symbolic link")
           : errno == ENOENT           ? NULL
                                       : strerror(errno);
    if (fd >= 0)
        close(fd);
    return -1;
}

static bool same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

bool spool_folder_same(const SpoolFolder *folder, const SpoolFile *file, int fd)
{
    struct stat opened, named;
    return fstat(fd, &opened) == 0 &&
           fstatat(folder->directory, file->name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
           same(&opened, &file->status) && same(&named, &file->status);
}

/* The directory of what was set aside, where it is there; else -1. */
static int open_aside(const SpoolFolder *folder)
{
    return openat(folder->directory, ASIDE, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* Removes the note about a file, which is not that about one of the same name in `aside`. */
static void remove_note(int aside, const char *name)
{
    struct stat status;
    if (fstatat(aside, name, &status, AT_SYMLINK_NOFOLLOW) == 0)
        return;
    char *note = memory_format("%s.why", name);
    unlinkat(aside, note, 0);
    free(note);
}

bool spool_folder_remove(const SpoolFolder *folder, const SpoolFile *file, Error *error)
{
    int aside = open_aside(folder);
    if (aside >= 0) {
        remove_note(aside, file->name);
        close(aside);
    }
    if (unlinkat(folder->directory, file->name, 0) == 0 || errno == ENOENT)
        return true;
    return failed(folder, "what has been dealt with can't be removed", errno, error);
}

/* Writes NAME.why in `aside`, a new file. False where that name, or NAME, is taken. */
static bool write_why(const SpoolFolder *folder, int aside, const char *name, const char *why)
{
    struct stat status;
    char *beside = memory_format("%s.why", name);
    bool free_name = fstatat(aside, name, &status, AT_SYMLINK_NOFOLLOW) != 0;
    int fd = free_name ? openat(aside, beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;
    bool taken = !free_name || (fd < 0 && errno == EEXIST);
    free(beside);
    if (fd >= 0) {
        if (fstat(folder->directory, &status) == 0)
            (void)!fchmod(fd, 0600 | (status.st_mode & 0060));
        (void)!write(fd, why, strlen(why)); /* it has been told, too: a help, no more */
        close(fd);
    }
    return !taken;
}

/* Opens `aside`, and makes it where it is not there. */
static int make_aside(const SpoolFolder *folder, Error *error)
{
    struct stat status;
    mode_t mode = 0600;
    if (fstat(folder->directory, &status) == 0)
        mode |= status.st_mode & 0060;
    char *path = memory_format("%s/" ASIDE, folder->path);
    int aside = folder_open(folder->directory, ASIDE, path, mode, error);
    free(path);
    return aside;
}

void spool_folder_note(const SpoolFolder *folder, const SpoolFile *file, const char *text)
{
    Error ignored; /* it has been reported, too: a help, no more */
    int aside = make_aside(folder, &ignored);
    if (aside < 0)
        return;
    remove_note(aside, file->name);
    write_why(folder, aside, file->name, text);
    close(aside);
}

bool spool_folder_set_aside(const SpoolFolder *folder, const SpoolFile *file, const char *why,
                            char **where, Error *error)
{
    int aside = make_aside(folder, error);
    if (aside >= 0)
        remove_note(aside, file->name);
    char *name = memory_text(file->name);
    for (int number = 2; aside >= 0 && !write_why(folder, aside, name, why) && number < 10000;
         number++) {
        free(name);
        name = memory_format("%s.%d", file->name, number);
    }
    bool good = aside >= 0;
    if (good && renameat(folder->directory, file->name, aside, name) != 0)
        good = failed(folder, "it can't be set aside", errno, error);
    *where = good ? memory_format("%s/" ASIDE "/%s", folder->path, name) : NULL;
    if (aside >= 0)
        close(aside);
    free(name);
    return good;
}
