/* files_whole.c: files of the site as they are, byte for byte. */
#include "base/memory.h"
#include "store/files/files.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The id in "contacts/ID.conf"; NULL: it is another file. The caller frees it. */
static char *id_of(const char *file)
{
    static const char before[] = FILES_CONTACTS "/", after[] = FILES_SUFFIX;
    size_t length = strlen(file), around = sizeof before - 1 + sizeof after - 1;
    if (length <= around || strncmp(file, before, sizeof before - 1) != 0 ||
        strcmp(file + length - (sizeof after - 1), after) != 0)
        return NULL;
    return memory_text_n(file + sizeof before - 1, length - around);
}

/* Where `file` lies: never outside the site. The descriptor is to be closed unless it is that of
 * the site; files_place_clear(), after success only. */
static bool find_place(const FilesStore *files, const char *file, FilesPlace *place, Error *error)
{
    char *id = id_of(file);
    if (id) {
        bool good = files_contact_place_of(files, id, place, error);
        free(id);
        return good;
    }
    *place = (FilesPlace){.directory = -1};
    if (strchr(file, '/') || *file == '.' || *file == '\0')
        return error_set(error, ERROR_DATA, "\"%s\" is no settings file of a site", file);
    *place = (FilesPlace){.directory = files->directory,
                          .directory_path = memory_text(files->path),
                          .path = memory_format("%s/%s", files->path, file)};
    place->name = strrchr(place->path, '/') + 1;
    return true;
}

bool files_whole_load(Store *store, const char *file, char **text, size_t *length,
                      StoreVersion *version, Error *error)
{
    const FilesStore *files = (FilesStore *)store;
    FilesPlace place;
    if (!find_place(files, file, &place, error))
        return false;
    Settings settings;
    settings_init(&settings, place.path);
    bool good = settings_read(&settings, files->directory, file, error);
    if (good) {
        *text = settings.version.exists ? memory_text_n(settings.text, settings.length) : NULL;
        *length = settings.length;
        *version = settings.version;
    }
    settings_clear(&settings);
    files_place_clear(&place);
    return good;
}

/* What is to be written. */
typedef struct Whole {
    const char *text;
    size_t length;
    const char *what;
} Whole;

static bool change_whole(Settings *settings, const void *value, FilesEdit *edit, Error *error)
{
    (void)error;
    const Whole *whole = value;
    StoreVersion wanted = settings_version(whole->text, whole->length);
    edit->changed = !store_version_equal(&settings->version, &wanted);
    edit->what = whole->what ? memory_text(whole->what) : NULL;
    settings->instead = whole->text;
    settings->instead_length = whole->length;
    return true;
}

StoreSave files_whole_save(Store *store, const char *file, const char *text, size_t length,
                           const char *what, StoreVersion *version, Error *error)
{
    const FilesStore *files = (FilesStore *)store;
    FilesPlace place;
    StoreSave result = STORE_FAILED;
    StoreVersionTag seen = {.version = *version};
    if (!find_place(files, file, &place, error))
        return result;
    if (place.directory >= 0 || files_contacts_open_or_make(files, &place, error))
        result = files_save(files, &place, (FilesLong){0}, change_whole,
                            &(Whole){text, length, what}, &seen, error);
    *version = seen.version;
    if (place.directory >= 0 && place.directory != files->directory)
        close(place.directory);
    files_place_clear(&place);
    return result;
}
