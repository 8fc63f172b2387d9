#include "store/conf/settings_save.h"

#include "base/language.h"
#include "base/memory.h"
#include "base/monotonic.h"
#include "store/conf/hash.h"
#include "store/conf/settings_print.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

#define LOCK_WAIT_MS 5000
#define LOCK_POLL_MS 5
#define ACL          "system.posix_acl_access"

static bool is_denied(int number)
{
    return number == EACCES || number == EPERM || number == EROFS;
}

/* "PATH: not saved: WHAT: the system's words". */
static bool failed(const char *path, const char *what, int number, Error *error)
{
    return error_set_at(error, is_denied(number) ? ERROR_PERMISSION : ERROR_IO, path, 0,
                        "not saved: %s: %s", _(what), strerror(number));
}

static bool same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

static int open_lock(int directory, mode_t mode)
{
    int flags = O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
    int lock = openat(directory, SETTINGS_LOCK, O_RDWR | flags, mode);
    if (lock < 0 && errno == EACCES) { /* somebody else's: reading is enough for a local flock() */
        lock = openat(directory, SETTINGS_LOCK, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
        if (lock < 0)
            errno = EACCES;
    }
    return lock;
}

/* Takes the lock that was opened, where it is free. False with errno 0: somebody has removed its
 * file, and what we hold excludes nobody. */
static bool take_lock(int lock, int directory, mode_t mode)
{
    if (flock(lock, LOCK_EX | LOCK_NB) != 0)
        return false;
    struct stat held;
    struct stat named;
    errno = 0;
    if (fstat(lock, &held) != 0 ||
        fstatat(directory, SETTINGS_LOCK, &named, AT_SYMLINK_NOFOLLOW) != 0 ||
        !same_file(&held, &named)) {
        errno = 0;
        return false;
    }
    /* Of no consequence where it fails: the others may then have to ask. */
    if ((held.st_mode & 07777) != mode && held.st_uid == geteuid())
        (void)!fchmod(lock, mode);
    return true;
}

int settings_lock_now(int directory, mode_t mode)
{
    int lock = open_lock(directory, mode);
    if (lock >= 0 && !take_lock(lock, directory, mode)) {
        close(lock);
        lock = -1;
    }
    return lock;
}

int settings_lock(int directory, const char *place, mode_t mode, Progress *progress, Error *error)
{
    int64_t deadline = monotonic_ms() + LOCK_WAIT_MS;
    for (;;) {
        int lock = open_lock(directory, mode);
        if (lock < 0) {
            failed(place, "its lock file .lock cannot be opened", errno, error);
            return -1;
        }
        if (take_lock(lock, directory, mode))
            return lock;
        if (errno != 0 && errno != EWOULDBLOCK && errno != EINTR) {
            failed(place, "its lock file .lock cannot be locked", errno, error);
            close(lock);
            return -1;
        }
        close(lock);
        if (progress_is_cancelled(progress)) {
            error_set(error, ERROR_CANCELLED, "cancelled");
            return -1;
        }
        if (monotonic_ms() >= deadline) {
            error_set_at(error, ERROR_RETRY, place, 0,
                         "not saved: somebody else is saving here: try again");
            return -1;
        }
        nanosleep(&(struct timespec){.tv_nsec = LOCK_POLL_MS * 1000000L}, NULL);
    }
}

/* How far something from `from` to `to` of SETTINGS_WHOLE is after `done` of `all` bytes. */
static size_t part(size_t from, size_t to, size_t done, size_t all)
{
    return from + (size_t)((double)(to - from) * (double)done / (double)(all ? all : 1));
}

static bool write_all(int file, const char *text, size_t length)
{
    while (length > 0) {
        ssize_t put = write(file, text, length);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0) {
            if (put == 0)
                errno = ENOSPC;
            return false;
        }
        text += put;
        length -= (size_t)put;
    }
    return true;
}

static bool goes_on(const Settings *settings, size_t from, size_t to, size_t done, size_t all)
{
    if (progress_at(settings->progress, part(from, to, done, all)))
        return true;
    errno = ECANCELED;
    return false;
}

/* Writes all of it; `written` has its version and length then. */
static bool write_pieces(const SettingsPrinted *printed, int file, StoreBytes *written,
                         Error *error)
{
    const Settings *settings = printed->settings;
    SettingsPieces pieces = settings_pieces_begin(printed);
    StoreHash *hash = store_hash_new();
    const char *piece;
    size_t length;
    bool good = true;
    written->length = 0;
    while (good && settings_pieces_next(&pieces, &piece, &length, error)) {
        store_hash_add(hash, piece, length);
        written->length += length;
        good = goes_on(settings, SETTINGS_PRINTED, SETTINGS_WRITTEN, pieces.next,
                       settings->source.count) &&
               write_all(file, piece, length);
        if (!good)
            failed(settings->path, "writing", errno, error);
    }
    good = good && !pieces.failed;
    written->version = store_hash_end(hash);
    settings_pieces_end(&pieces);
    return good;
}

/* True where the file has exactly what was written, as the system gives it back. */
static bool reads_back(const Settings *settings, int file, const StoreBytes *written)
{
    char block[65536];
    size_t done = 0;
    StoreHash *hash = store_hash_new();
    ssize_t got = 1;
    while (got != 0 && done <= written->length &&
           goes_on(settings, SETTINGS_WRITTEN, SETTINGS_CHECKED, done, written->length)) {
        got = pread(file, block, sizeof block, (off_t)done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            break;
        store_hash_add(hash, block, (size_t)got);
        done += (size_t)got;
    }
    StoreVersion version = store_hash_end(hash);
    if (got != 0 && done <= written->length)
        return false; /* errno says why */
    errno = EIO;
    return done == written->length && store_version_equal(&version, &written->version);
}

/* Gives `to` the access list of `from`, or none. */
static bool copy_acl(int from, int to)
{
    ssize_t size = fgetxattr(from, ACL, NULL, 0);
    if (size <= 0) {
        if (size < 0 && errno != ENODATA && errno != ENOTSUP)
            return false;
        /* It may have got one from its directory. */
        return fremovexattr(to, ACL) == 0 || errno == ENODATA || errno == ENOTSUP;
    }
    char *list = memory_new((size_t)size);
    size = fgetxattr(from, ACL, list, (size_t)size);
    bool ok = size > 0 && fsetxattr(to, ACL, list, (size_t)size, 0) == 0;
    int number = errno;
    free(list);
    errno = number;
    return ok;
}

/* Owner, mode and access list of the old file. */
static bool dress_as(int file, int old, const char *path, Error *error)
{
    struct stat want;
    struct stat have;
    if (fstat(old, &want) != 0 || fstat(file, &have) != 0)
        return failed(path, "looking at the file", errno, error);
    if ((have.st_uid != want.st_uid || have.st_gid != want.st_gid) &&
        fchown(file, want.st_uid, want.st_gid) != 0) {
        /* Only root may give files away; the group is what the others need. */
        if (errno != EPERM ||
            (have.st_gid != want.st_gid && fchown(file, (uid_t)-1, want.st_gid) != 0))
            return failed(path, "keeping its owner and group", errno, error);
    }
    if (fchmod(file, want.st_mode & 07777) != 0)
        return failed(path, "keeping its mode", errno, error);
    if (!copy_acl(old, file))
        return failed(path, "keeping its access list", errno, error);
    return true;
}

static bool dress_new(int file, int directory, mode_t mode, const char *path, Error *error)
{
    struct stat parent;
    if (fstat(directory, &parent) != 0)
        return failed(path, "looking at the directory", errno, error);
    /* Those who share the directory share its group; where that is not ours, ours has to do. */
    (void)!fchown(file, (uid_t)-1, parent.st_gid);
    if (fchmod(file, mode) != 0)
        return failed(path, "setting its mode", errno, error);
    return true;
}

static bool write_temporary(const SettingsPrinted *printed, int directory, int old, int file,
                            mode_t mode, StoreBytes *written, Error *error)
{
    const Settings *settings = printed->settings;
    const char *path = settings->path;
    if (!write_pieces(printed, file, written, error))
        return false;
    if (old >= 0 ? !dress_as(file, old, path, error)
                 : !dress_new(file, directory, mode, path, error))
        return false;
    if (fsync(file) != 0)
        return failed(path, "writing to the disk", errno, error);
    if (!reads_back(settings, file, written))
        return failed(path, "reading back what was written", errno, error);
    return true;
}

/* True where `name` is still the file that was read, or still not there. */
static bool is_still(const Settings *settings, int directory, const char *name)
{
    struct stat now;
    if (fstatat(directory, name, &now, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT && !settings->version.exists;
    const struct stat *then = &settings->status;
    return settings->version.exists && same_file(&now, then) && now.st_size == then->st_size &&
           now.st_mtim.tv_sec == then->st_mtim.tv_sec &&
           now.st_mtim.tv_nsec == then->st_mtim.tv_nsec;
}

/* Opens the old file, for its owner, mode and access list: -1 and true where there is none. It must
 * be one that we might write ourselves: a rename would not ask. */
static bool open_old(const Settings *settings, int directory, const char *name, int *old,
                     Error *error)
{
    *old = -1;
    if (!settings->version.exists)
        return true;
    if (faccessat(directory, name, W_OK, AT_EACCESS) != 0)
        return failed(settings->path, "you may not write it", errno, error);
    *old = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    return *old >= 0 || failed(settings->path, "opening the old file", errno, error);
}

/* What is in the old file: from memory, where it is still there. */
static StoreBytes old_bytes(const Settings *settings, int old)
{
    return (StoreBytes){settings->version, settings->text, settings->length, old};
}

static bool record_intended(const SettingsRecord *record, const Settings *settings, int old,
                            const StoreBytes *after, int64_t *number, Error *error)
{
    if (!record->recorder)
        return true;
    StoreChange change = {.file = record->file,
                          .what = record->what,
                          .before = old_bytes(settings, old),
                          .after = *after};
    return recorder_intend(record->recorder, &change, number, error);
}

static const char *temporary_of(const Settings *settings)
{
    return settings->temporary ? settings->temporary : SETTINGS_TEMPORARY;
}

/* Puts the temporary file in its place, on record. */
static StoreSave rename_recorded(const Settings *settings, int directory, const char *name, int old,
                                 const StoreBytes *after, const SettingsRecord *record,
                                 Error *error)
{
    StoreSave result = STORE_FAILED;
    int64_t number = 0;
    if (!progress_commit(settings->progress)) {
        error_set(error, ERROR_CANCELLED, "cancelled");
        return result;
    }
    if (!record_intended(record, settings, old, after, &number, error))
        return is_still(settings, directory, name) ? STORE_FAILED : STORE_CONFLICT;
    if (!is_still(settings, directory, name))
        result = STORE_CONFLICT;
    else if (renameat(directory, temporary_of(settings), directory, name) != 0)
        failed(settings->path, "putting the new file in its place", errno, error);
    else
        result = STORE_SAVED;
    if (result == STORE_SAVED && fsync(directory) != 0) {
        error_set_at(error, ERROR_IO, settings->path, 0,
                     "saved, but the disk has not confirmed it, so a power failure now may undo "
                     "it: %s",
                     strerror(errno));
        result = STORE_UNSURE;
    }
    if (record->recorder)
        recorder_settle(record->recorder, number, result == STORE_SAVED || result == STORE_UNSURE);
    return result;
}

static StoreSave replace(const SettingsPrinted *printed, int directory, const char *name, int old,
                         mode_t mode, const SettingsRecord *record, StoreVersion *version,
                         Error *error)
{
    const Settings *settings = printed->settings;
    const char *path = settings->path;
    if (unlinkat(directory, temporary_of(settings), 0) != 0 && errno != ENOENT) {
        failed(path, "removing what a broken save left, .saving.tmp", errno, error);
        return STORE_FAILED;
    }
    int file = openat(directory, temporary_of(settings),
                      O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0) {
        failed(path, "creating the new file beside it", errno, error);
        return STORE_FAILED;
    }
    StoreSave result = STORE_FAILED;
    StoreBytes after = {.file = -1};
    bool ok = write_temporary(printed, directory, old, file, mode, &after, error);
    if (ok && record->recorder) /* which reads it once what close() may find is known */
        after.file = fcntl(file, F_DUPFD_CLOEXEC, 0);
    if (ok && record->recorder && after.file < 0)
        ok = failed(path, "opening the new file", errno, error);
    if (close(file) != 0 && ok)
        ok = failed(path, "closing", errno, error);
    if (ok)
        result = rename_recorded(settings, directory, name, old, &after, record, error);
    if (after.file >= 0)
        close(after.file);
    if (result == STORE_SAVED || result == STORE_UNSURE)
        *version = after.version;
    else
        unlinkat(directory, temporary_of(settings), 0);
    return result;
}

StoreSave settings_replace(const Settings *settings, int directory, const char *name, mode_t mode,
                           const SettingsRecord *record, StoreVersion *version, Error *error)
{
    SettingsPrinted printed;
    StoreSave result = STORE_FAILED;
    int old;
    if (settings_printed_init(&printed, settings, error) &&
        settings_goes_on(settings, SETTINGS_PRINTED, error) &&
        open_old(settings, directory, name, &old, error)) {
        result = replace(&printed, directory, name, old, mode, record, version, error);
        if (old >= 0)
            close(old);
    }
    if (progress_is_cancelled(settings->progress))
        error_set(error, ERROR_CANCELLED, "cancelled");
    settings_printed_clear(&printed);
    return result;
}
