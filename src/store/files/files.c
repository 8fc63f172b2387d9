#include "store/files/files.h"

#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"
#include "store/conf/settings_save.h"
#include "store/conf/settings_stream.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void files_place_clear(FilesPlace *place)
{
    free(place->directory_path);
    free(place->path);
    *place = (FilesPlace){.directory = -1};
}

void files_warn(const FilesStore *files, const char *format, ...)
{
    if (!files->policy.warn)
        return;
    va_list args;
    va_start(args, format);
    char *text = memory_format_v(_(format), args);
    va_end(args);
    char *visible = visible_text(text);
    files->policy.warn(visible, files->policy.warn_data);
    free(visible);
    free(text);
}

void files_warn_directory(const FilesStore *files, int descriptor, const char *path)
{
    struct stat status;
    if (fstat(descriptor, &status) == 0 && (status.st_mode & (S_IWOTH | S_ISVTX)) == S_IWOTH)
        files_warn(files, "%s: everybody can write into this directory (mode %04o): chmod o-w it",
                   path, (unsigned)status.st_mode & 07777);
}

static void warn_of_new(FilesStore *files, const Settings *settings)
{
    if (files->warned_count == FILES_WARNED_MAX)
        return;
    for (size_t i = 0; i < files->warned_count; i++) {
        if (strcmp(files->warned[i], settings->path) == 0)
            return;
    }
    const StorePolicy *policy = &files->policy;
    if (!settings_warn_mode(settings, policy->file_mode, policy->warn, policy->warn_data))
        return;
    files->warned[files->warned_count++] = memory_text(settings->path);
    if (files->warned_count == FILES_WARNED_MAX)
        files_warn(files, "%s: more files with modes that are too wide are not named", files->path);
}

/* The name of the file in the site. */
static const char *file_of(const FilesStore *files, const FilesPlace *place)
{
    return place->path + strlen(files->path) + 1;
}

/* Locks the directory of `place`, if nobody else has; -1. */
static int lock_now(const FilesStore *files, const FilesPlace *place)
{
    if (!strchr(place->name, '/'))
        return settings_lock_now(place->directory, files->policy.file_mode);
    int directory = files_contacts_directory(files);
    int lock = directory >= 0 ? settings_lock_now(directory, files->policy.file_mode) : -1;
    if (directory >= 0)
        close(directory);
    return lock;
}

void files_found(const FilesStore *files, const FilesPlace *place, const Settings *settings,
                 bool locked)
{
    const StoreRecorder *recorder = files->policy.recorder;
    if (!recorder)
        return;
    StoreFound found = {.file = file_of(files, place),
                        .bytes = {settings->version, settings->text, settings->length, -1},
                        .status = &settings->status,
                        .locked = locked};
    if (recorder_found(recorder, &found) || locked)
        return;
    int lock = lock_now(files, place);
    if (lock < 0)
        return; /* whoever saves there settles it */
    Settings again;
    Error ignored;
    settings_init(&again, place->path);
    if (settings_read(&again, place->directory, place->name, &ignored))
        files_found(files, place, &again, true);
    settings_clear(&again);
    close(lock);
}

/* Once a file, and not for each of 100,000. */
static void warn_mode(FilesStore *files, const Settings *settings)
{
    pthread_mutex_lock(&files->warning);
    warn_of_new(files, settings);
    pthread_mutex_unlock(&files->warning);
}

bool files_take(FilesStore *files, const FilesPlace *place, Settings *settings, Error *error)
{
    if (!settings_read(settings, place->directory, place->name, error))
        return false;
    files_found(files, place, settings, false);
    warn_mode(files, settings);
    return true;
}

bool files_load(FilesStore *files, const FilesPlace *place, Settings *settings, Error *error)
{
    return files_take(files, place, settings, error) && settings_parse(settings, error);
}

/* The part of a save that the lock protects. */
static StoreSave save_locked(const FilesStore *files, const FilesPlace *place, FilesLong is_long,
                             FilesChange change, const void *value, StoreVersionTag *seen,
                             Error *error)
{
    Settings settings;
    settings_init(&settings, place->path);
    settings.apart = is_long.apart;
    settings.progress = is_long.progress;
    StoreSave result = STORE_FAILED;
    FilesEdit edit = {0};
    bool read = is_long.like ? settings_read_like(&settings, place->directory, place->name,
                                                  is_long.like, error)
                             : settings_read(&settings, place->directory, place->name, error);
    if (read && settings.left_out.count == 0) /* else the record of the save does it */
        files_found(files, place, &settings, true);
    if (read && !store_version_equal(&settings.version, &seen->version)) {
        result = STORE_CONFLICT;
    } else if (read && change(&settings, value, &edit, error) &&
               settings_goes_on(&settings, SETTINGS_CHANGED, error)) {
        SettingsRecord record = {files->policy.recorder, file_of(files, place), edit.what};
        settings_forget_text(&settings);
        result = !edit.changed
                     ? STORE_UNCHANGED
                     : settings_replace(&settings, place->directory, place->name,
                                        files->policy.file_mode, &record, &seen->version, error);
    }
    free(edit.what);
    if (result == STORE_SAVED || result == STORE_UNSURE)
        seen->has_comments = false;
    if (result == STORE_CONFLICT)
        error_set_at(error, ERROR_RETRY, place->path, 0,
                     "not saved: somebody else has changed it since it was read");
    settings_clear(&settings);
    return result;
}

StoreSave files_save(const FilesStore *files, const FilesPlace *place, FilesLong is_long,
                     FilesChange change, const void *value, StoreVersionTag *seen, Error *error)
{
    progress_begin(is_long.progress, SETTINGS_WHOLE);
    int lock = settings_lock(place->directory, place->directory_path, files->policy.file_mode,
                             is_long.progress, error);
    if (lock < 0)
        return STORE_FAILED;
    StoreSave result = save_locked(files, place, is_long, change, value, seen, error);
    close(lock);
    return result;
}

bool files_review_goes_on(FilesReview *review, Error *error)
{
    if (!review)
        return false;
    review->count++;
    review->tell(error, review->data);
    error_clear(error);
    return true;
}

static void files_close(Store *store)
{
    FilesStore *files = (FilesStore *)store;
    for (size_t i = 0; i < files->warned_count; i++)
        free(files->warned[i]);
    pthread_mutex_destroy(&files->warning);
    close(files->directory);
    free(files->path);
    free(files);
}

static const struct StoreOps files_ops = {
    .close = files_close,
    .subscriptions_load = files_subscriptions_load,
    .subscriptions_read = files_subscriptions_read,
    .subscriptions_save = files_subscriptions_save,
    .contact_load = files_contact_load,
    .contact_save = files_contact_save,
    .contact_size = files_contact_size,
    .contact_version = files_contact_version,
    .contact_place = files_contact_place,
    .whole_load = files_whole_load,
    .whole_save = files_whole_save,
    .subscriptions_review = files_subscriptions_review,
    .contact_review = files_contact_review,
    .contacts_open = files_contacts_open,
    .contacts_next = files_contacts_next,
    .contacts_close = files_contacts_close,
};

Store *store_open_files(const char *path, const StorePolicy *policy, Error *error)
{
    int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) {
        ErrorKind kind = errno == EACCES ? ERROR_PERMISSION : ERROR_NO_INPUT;
        error_set_at(error, kind, path, 0, "cannot be opened as a directory: %s", strerror(errno));
        return NULL;
    }
    FilesStore *files = memory_new(sizeof *files);
    files->store.ops = &files_ops;
    files->path = memory_text(path);
    files->directory = directory;
    files->policy = *policy;
    pthread_mutex_init(&files->warning, NULL);
    files_warn_directory(files, directory, path);
    files_contacts_warn(files);
    return &files->store;
}
