/* Loads and saves the settings file of a contact. */
#include "store/files/files.h"

#include "base/language.h"
#include "base/memory.h"
#include "store/conf/settings_check.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DIRECTORY FILES_CONTACTS
#define SUFFIX    FILES_SUFFIX

bool files_contact_place_of(const FilesStore *files, const char *id, FilesPlace *place,
                            Error *error)
{
    *place = (FilesPlace){.directory = -1};
    char *normal = subscription_id_normal(id);
    if (!normal) {
        error_set(error, ERROR_DATA, "\"%s\" is not the id of a subscription", id);
        return false;
    }
    place->directory_path = memory_format("%s/" DIRECTORY, files->path);
    place->path = memory_format("%s/%s" SUFFIX, place->directory_path, normal);
    place->name = strrchr(place->path, '/') + 1;
    free(normal);
    return true;
}

int files_contacts_directory(const FilesStore *files)
{
    return openat(files->directory, DIRECTORY, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

void files_contacts_warn(const FilesStore *files)
{
    int directory = files_contacts_directory(files);
    if (directory < 0)
        return; /* there is none yet, or the first load says what is wrong */
    char *path = memory_format("%s/" DIRECTORY, files->path);
    files_warn_directory(files, directory, path);
    free(path);
    close(directory);
}

bool files_contacts_refuse_link(const char *path, Error *error)
{
    return error_set_at(error, ERROR_CONFIG, path, 0,
                        "is a symbolic link, which is not followed, since anybody may have made "
                        "it: expected the directory itself");
}

static bool refuse_directory(const FilesPlace *place, const char *what, int number, Error *error)
{
    struct stat status;
    if (lstat(place->directory_path, &status) == 0 && S_ISLNK(status.st_mode))
        return files_contacts_refuse_link(place->directory_path, error);
    return error_set_at(error, number == EACCES || number == EPERM ? ERROR_PERMISSION : ERROR_IO,
                        place->directory_path, 0, "%s: %s", _(what), strerror(number));
}

/* Reads what lies at `place`. With `apart` false an address that is wrong is named. */
static bool read_place(FilesStore *files, const FilesPlace *place, bool apart, Settings *settings,
                       Contact *contact, StoreVersionTag *seen, FilesReview *review, Error *error)
{
    Progress *progress = settings->progress;
    settings_clear(settings);
    settings_init(settings, place->path);
    settings->apart = apart ? FILES_CONTACT_EMAILS : NULL;
    settings->progress = progress;
    if (!files_load(files, place, settings, error))
        return false;
    *seen = (StoreVersionTag){settings->version, settings->scan.has_comments};
    return files_contact_read(settings, contact, review, error);
}

/* Where a contact can't be read since their directory can't be opened, the error is of that. */
static void blame_directory(const FilesStore *files, const FilesPlace *place, Error *error)
{
    int directory = files_contacts_directory(files);
    if (directory >= 0)
        close(directory);
    else if (errno != ENOENT)
        refuse_directory(place, "cannot be opened", errno, error);
}

static void warn_of_owners(const FilesStore *files, const FilesPlace *place,
                           const Settings *settings)
{
    const config_setting_t *owners =
        config_setting_get_member(config_root_setting(&settings->config), "owners");
    if (owners && config_setting_get_bool(owners))
        files_warn(files, "%s:%d: owners: sending to subscription owners is not available yet",
                   place->path, settings_line(owners));
}

static bool load_contact(FilesStore *files, const char *id, Contact *contact, StoreVersionTag *seen,
                         FilesReview *review, Progress *progress, Error *error)
{
    FilesPlace place;
    if (!files_contact_place_of(files, id, &place, error))
        return false;
    /* From the site's directory: one file less to open for each of 100,000. */
    place.directory = files->directory;
    place.name = place.path + strlen(files->path) + 1;
    Settings settings;
    settings_init(&settings, place.path);
    settings.progress = progress;
    error_clear(error);
    bool ok = read_place(files, &place, !review, &settings, contact, seen, review, error);
    if (progress_is_cancelled(progress))
        error_set(error, ERROR_CANCELLED, "cancelled");
    else if (!ok && !review && error->kind == ERROR_NONE)
        ok = read_place(files, &place, false, &settings, contact, seen, review, error);
    if (ok)
        warn_of_owners(files, &place, &settings);
    else if (!settings.version.exists && !progress_is_cancelled(progress))
        blame_directory(files, &place, error);
    settings_clear(&settings);
    files_place_clear(&place);
    return ok;
}

bool files_contact_load(Store *store, const char *id, Contact *contact, StoreVersionTag *seen,
                        Progress *progress, Error *error)
{
    return load_contact((FilesStore *)store, id, contact, seen, NULL, progress, error);
}

bool files_contact_review(Store *store, const char *id, Contact *contact, StoreProblem tell,
                          void *data)
{
    FilesReview review = {.tell = tell, .data = data};
    Error error = {0};
    if (load_contact((FilesStore *)store, id, contact, &(StoreVersionTag){0}, &review, NULL,
                     &error))
        return true;
    if (error.kind != ERROR_NONE)
        files_review_goes_on(&review, &error);
    return false;
}

bool files_contact_version(Store *store, const char *id, StoreVersion *version, Error *error)
{
    const FilesStore *files = (FilesStore *)store;
    FilesPlace place;
    if (!files_contact_place_of(files, id, &place, error))
        return false;
    Settings settings;
    settings_init(&settings, place.path);
    place.directory = files_contacts_directory(files);
    bool ok = false;
    if (place.directory < 0 && errno != ENOENT)
        refuse_directory(&place, "cannot be opened", errno, error);
    else
        ok = place.directory < 0 ||
             settings_read_version(&settings, place.directory, place.name, error);
    *version = settings.version;
    if (place.directory >= 0)
        close(place.directory);
    settings_clear(&settings);
    files_place_clear(&place);
    return ok;
}

size_t files_contact_size(Store *store, const char *id)
{
    FilesPlace place;
    Error error;
    struct stat status;
    if (!files_contact_place_of((FilesStore *)store, id, &place, &error))
        return 0;
    bool found = stat(place.path, &status) == 0 && status.st_size > 0;
    files_place_clear(&place);
    return found ? (size_t)status.st_size : 0;
}

/* Lets us open the directory that we have just made, whatever the umask has left of its mode. */
static void let_us_in(int site)
{
    int made = openat(site, DIRECTORY, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct stat status;
    char itself[64];
    snprintf(itself, sizeof itself, "/proc/self/fd/%d", made);
    if (made >= 0 && fstat(made, &status) == 0 && status.st_uid == geteuid())
        (void)!chmod(itself, S_IRWXU); /* where that fails, opening it does */
    if (made >= 0)
        close(made);
}

bool files_contacts_open_or_make(const FilesStore *files, FilesPlace *place, Error *error)
{
    place->directory = files_contacts_directory(files);
    if (place->directory < 0 && errno == ENOENT) {
        struct stat site;
        if (fstat(files->directory, &site) != 0)
            return refuse_directory(place, "cannot be made", errno, error);
        mode_t mode = site.st_mode & 07777 & ~(mode_t)S_IWOTH;
        bool made = mkdirat(files->directory, DIRECTORY, mode & 0777) == 0;
        if (!made && errno != EEXIST)
            return refuse_directory(place, "cannot be made", errno, error);
        if (made)
            let_us_in(files->directory);
        place->directory = files_contacts_directory(files);
        if (place->directory >= 0 && made) {
            (void)!fchown(place->directory, (uid_t)-1, site.st_gid);
            if (fchmod(place->directory, mode) != 0 || fsync(files->directory) != 0)
                return refuse_directory(place, "cannot be made", errno, error);
        }
    }
    if (place->directory < 0)
        return refuse_directory(place, "cannot be opened", errno, error);
    return true;
}

StoreSave files_contact_save(Store *store, const char *id, const Contact *contact,
                             StoreVersionTag *seen, Progress *progress, Error *error)
{
    FilesStore *files = (FilesStore *)store;
    FilesPlace place;
    if (!files_contact_place_of(files, id, &place, error))
        return STORE_FAILED;
    StoreSave result = STORE_FAILED;
    SettingsSource like = files_contact_source(contact);
    FilesLong is_long = {FILES_CONTACT_EMAILS, &like, progress};
    if (files_contacts_open_or_make(files, &place, error))
        result = files_save(files, &place, is_long, files_contact_change, contact, seen, error);
    if (place.directory >= 0)
        close(place.directory);
    files_place_clear(&place);
    return result;
}

char *files_contact_place(Store *store, const char *id)
{
    FilesPlace place;
    Error error;
    if (!files_contact_place_of((FilesStore *)store, id, &place, &error))
        return memory_format("%s/" DIRECTORY, ((FilesStore *)store)->path);
    char *path = memory_text(place.path);
    files_place_clear(&place);
    return path;
}
