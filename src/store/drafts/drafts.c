#include "store/drafts/drafts_internal.h"

#include "base/language.h"
#include "base/memory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#define TEMPORARY   ".tmp"
#define MOST_NUMBER 999
#define STALE       3600                /* seconds: a temporary file that old is nobody's */
#define LARGEST     ((off_t)1024 << 20) /* bytes of a draft that is read */

Drafts *drafts_new(const char *state, const char *site)
{
    Drafts *drafts = memory_new(sizeof *drafts);
    char *real = realpath(site, NULL);
    const char *path = real ? real : site;
    drafts->state = memory_text(state);
    drafts->path = memory_format("%s/drafts", state);
    drafts->tail = memory_format(".%ju.%016" PRIx64 ".", (uintmax_t)geteuid(),
                                 (uint64_t)XXH3_64bits(path, strlen(path)));
    free(real);
    return drafts;
}

void drafts_free(Drafts *drafts)
{
    if (!drafts)
        return;
    free(drafts->state);
    free(drafts->path);
    free(drafts->tail);
    free(drafts);
}

int drafts_open_directory(const Drafts *drafts)
{
    return open(drafts->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* As wide as the state directory, which may be shared; but nobody removes the draft of another. */
static int open_or_make_directory(const Drafts *drafts)
{
    int directory = drafts_open_directory(drafts);
    struct stat above;
    if (directory >= 0 || errno != ENOENT || stat(drafts->state, &above) != 0)
        return directory;
    mode_t mode = above.st_mode & 02770;
    if (mkdir(drafts->path, 0700) != 0 && errno != EEXIST)
        return -1;
    directory = drafts_open_directory(drafts);
    struct stat made;
    if (directory >= 0 && fstat(directory, &made) == 0 && made.st_uid == geteuid()) {
        (void)!fchown(directory, (uid_t)-1, above.st_gid);
        (void)!fchmod(directory, mode & S_IWGRP ? mode | S_ISVTX : mode & 0700);
    }
    return directory;
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

/* The length of the id in the name of one of our drafts, which ends with `suffix`; 0 for what is
 * none. */
static size_t id_length_of(const Drafts *drafts, const char *name, const char *suffix)
{
    const char *tail = strstr(name, drafts->tail);
    if (!tail || tail == name || !ends_with(name, suffix))
        return 0;
    const char *number = tail + strlen(drafts->tail);
    size_t digits = strspn(number, "0123456789");
    return digits > 0 && strcmp(number + digits, suffix) == 0 ? (size_t)(tail - name) : 0;
}

static size_t id_length(const Drafts *drafts, const char *name)
{
    return id_length_of(drafts, name, SUFFIX);
}

/* Opens what is a file of ours, whatever lies there. -1 and errno where it is none. */
static int open_own(int directory, const char *name, struct stat *status)
{
    int file = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (file >= 0 && fstat(file, status) == 0 && S_ISREG(status->st_mode) &&
        status->st_uid == geteuid())
        return file;
    if (file >= 0) {
        close(file);
        errno = EPERM;
    }
    return -1;
}

/* Whether `file` still is what has the name. */
static bool is_named(int directory, const char *name, const struct stat *status)
{
    struct stat now;
    return fstatat(directory, name, &now, AT_SYMLINK_NOFOLLOW) == 0 &&
           now.st_dev == status->st_dev && now.st_ino == status->st_ino;
}

/* Whether no editor is at work on it. */
static bool is_left(int directory, const char *name, struct stat *status)
{
    int file = open_own(directory, name, status);
    if (file < 0)
        return false;
    bool left = flock(file, LOCK_SH | LOCK_NB) == 0 && is_named(directory, name, status);
    close(file);
    return left;
}

/* What a write that was killed has left. */
static void sweep(int directory, const char *name, int64_t now)
{
    struct stat status;
    if (*name == '.' && ends_with(name, TEMPORARY) && is_left(directory, name, &status) &&
        now - status.st_mtime > STALE)
        unlinkat(directory, name, 0);
}

static int later_first(const void *a, const void *b)
{
    const DraftFound *one = a, *other = b;
    return (one->time < other->time) - (one->time > other->time);
}

size_t drafts_find_named(const Drafts *drafts, const char *subscription, const char *suffix,
                         int64_t now, DraftFound **found)
{
    size_t count = 0, capacity = 0;
    *found = NULL;
    int directory = drafts_open_directory(drafts);
    DIR *listing = directory >= 0 ? fdopendir(directory) : NULL;
    if (!listing && directory >= 0)
        close(directory);
    const struct dirent *entry;
    while (listing && (entry = readdir(listing))) {
        struct stat status;
        size_t id = id_length_of(drafts, entry->d_name, suffix);
        if (id == 0)
            sweep(directory, entry->d_name, now);
        if (id == 0 || (subscription && (strlen(subscription) != id ||
                                         strncmp(subscription, entry->d_name, id) != 0)))
            continue;
        if (!is_left(directory, entry->d_name, &status))
            continue;
        *found = memory_reserve(*found, &capacity, count + 1, sizeof **found);
        (*found)[count++] = (DraftFound){memory_text(entry->d_name),
                                         memory_text_n(entry->d_name, id), status.st_mtime};
    }
    if (listing)
        closedir(listing);
    if (count > 0)
        qsort(*found, count, sizeof **found, later_first);
    return count;
}

size_t drafts_find(const Drafts *drafts, const char *subscription, int64_t now, DraftFound **found)
{
    return drafts_find_named(drafts, subscription, SUFFIX, now, found);
}

void drafts_found_free(DraftFound *found, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(found[i].name);
        free(found[i].subscription);
    }
    free(found);
}

DraftSlot *draft_slot_new(const Drafts *drafts, const char *subscription)
{
    DraftSlot *slot = memory_new(sizeof *slot);
    *slot = (DraftSlot){drafts, memory_text(subscription), NULL, -1};
    return slot;
}

bool draft_slot_refuse(const DraftSlot *slot, const char *name, const char *what, int number,
                       Error *error)
{
    char *path = memory_format("%s/%s", slot->drafts->path, name);
    ErrorKind kind = number == EACCES || number == EPERM ? ERROR_PERMISSION : ERROR_IO;
    error_set_at(error, kind, path, 0, "%s: %s", _(what), strerror(number));
    free(path);
    return false;
}

DraftSlot *draft_slot_open(const Drafts *drafts, const char *name, Error *error)
{
    size_t id = id_length(drafts, name);
    char *subscription = memory_text_n(name, id);
    DraftSlot *slot = draft_slot_new(drafts, subscription);
    free(subscription);
    int directory = drafts_open_directory(drafts);
    struct stat status;
    int file = directory >= 0 && id > 0 ? open_own(directory, name, &status) : -1;
    int number = errno;
    bool locked = file >= 0 && flock(file, LOCK_EX | LOCK_NB) == 0;
    bool good = locked && is_named(directory, name, &status);
    if (file < 0)
        draft_slot_refuse(slot, name, "the draft can't be opened", number, error);
    else if (!good)
        error_set(error, ERROR_RETRY, "another editor has just taken this draft");
    if (good) {
        slot->name = memory_text(name);
        slot->file = file;
    } else {
        if (file >= 0)
            close(file);
        draft_slot_free(slot);
        slot = NULL;
    }
    if (directory >= 0)
        close(directory);
    return slot;
}

void draft_slot_free(DraftSlot *slot)
{
    if (!slot)
        return;
    if (slot->file >= 0)
        close(slot->file);
    free(slot->name);
    free(slot->subscription);
    free(slot);
}

static bool read_all(int file, char *bytes, size_t length)
{
    size_t done = 0;
    while (done < length) {
        ssize_t got = pread(file, bytes + done, length - done, (off_t)done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            errno = got == 0 ? EIO : errno;
            return false;
        }
        done += (size_t)got;
    }
    return true;
}

bool draft_slot_read(DraftSlot *slot, Draft *draft, Error *error)
{
    struct stat status;
    if (fstat(slot->file, &status) != 0)
        return draft_slot_refuse(slot, slot->name, "the draft can't be read", errno, error);
    if (status.st_size > LARGEST)
        return draft_slot_refuse(slot, slot->name, "the draft can't be read", EFBIG, error);
    size_t length = (size_t)status.st_size;
    char *bytes = memory_new(length + 1);
    char *path = memory_format("%s/%s", slot->drafts->path, slot->name);
    bool good = read_all(slot->file, bytes, length)
                    ? draft_parse(draft, path, bytes, length, error)
                    : draft_slot_refuse(slot, slot->name, "the draft can't be read", errno, error);
    if (good && strcmp(draft->subscription, slot->subscription) != 0) {
        good = error_set_at(error, ERROR_DATA, path, 0,
                            "this draft is damaged: it is of the subscription \"%s\"",
                            draft->subscription);
        draft_clear(draft);
    }
    free(path);
    free(bytes);
    return good;
}

char *drafts_name_file(const Drafts *drafts, const char *subscription, int directory,
                       const char *temporary)
{
    for (int number = 1; number <= MOST_NUMBER; number++) {
        char *name = memory_format("%s%s%d" SUFFIX, subscription, drafts->tail, number);
        bool good = renameat2(directory, temporary, directory, name, RENAME_NOREPLACE) == 0;
        if (!good && (errno == EINVAL || errno == ENOSYS)) { /* not every file system has it */
            good = linkat(directory, temporary, directory, name, 0) == 0;
            if (good)
                unlinkat(directory, temporary, 0);
        }
        if (good)
            return name;
        free(name);
        if (errno != EEXIST)
            return NULL;
    }
    return NULL;
}

static bool write_file(DraftSlot *slot, int directory, const char *temporary, int file,
                       const Draft *draft)
{
    if (flock(file, LOCK_EX | LOCK_NB) != 0 || fchmod(file, 0600) != 0 ||
        !draft_write(draft, file) || fdatasync(file) != 0)
        return false;
    if (slot->name && renameat(directory, temporary, directory, slot->name) != 0)
        return false;
    if (!slot->name)
        slot->name = drafts_name_file(slot->drafts, slot->subscription, directory, temporary);
    if (!slot->name)
        return false;
    (void)!fsync(directory);
    return true;
}

bool draft_slot_write(DraftSlot *slot, const Draft *draft, Error *error)
{
    static const char failed[] = N_("the draft can't be written");
    char *temporary =
        memory_format(".%s%s%ld" TEMPORARY, slot->subscription, slot->drafts->tail, (long)getpid());
    int directory = open_or_make_directory(slot->drafts);
    int file = -1;
    if (directory >= 0) {
        unlinkat(directory, temporary, 0); /* of a process that had our number once */
        file =
            openat(directory, temporary, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    }
    bool good = file >= 0 && write_file(slot, directory, temporary, file, draft);
    if (!good)
        draft_slot_refuse(slot, slot->name ? slot->name : "", failed, errno, error);
    if (good) {
        if (slot->file >= 0)
            close(slot->file);
        slot->file = file;
    } else if (file >= 0) {
        unlinkat(directory, temporary, 0);
        close(file);
    }
    if (directory >= 0)
        close(directory);
    free(temporary);
    return good;
}

const char *draft_slot_name(const DraftSlot *slot)
{
    return slot->subscription;
}

size_t draft_slot_size(const DraftSlot *slot)
{
    struct stat status;
    bool found = slot->file >= 0 && fstat(slot->file, &status) == 0 && status.st_size > 0;
    return found ? (size_t)status.st_size : 0;
}

bool draft_slot_is_kept(const DraftSlot *slot)
{
    return slot->name;
}

void draft_slot_empty(DraftSlot *slot)
{
    close(slot->file);
    slot->file = -1;
    free(slot->name);
    slot->name = NULL;
}

bool draft_slot_remove(DraftSlot *slot, Error *error)
{
    if (!slot->name)
        return true;
    int directory = drafts_open_directory(slot->drafts);
    bool good = (directory >= 0 && unlinkat(directory, slot->name, 0) == 0) || errno == ENOENT;
    if (!good)
        draft_slot_refuse(slot, slot->name, "the draft can't be removed", errno, error);
    if (directory >= 0)
        close(directory);
    if (good)
        draft_slot_empty(slot);
    return good;
}
