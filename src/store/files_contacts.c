#include "store/files.h"

#include "core/language.h"
#include "core/memory.h"
#include "store/settings_check.h"
#include "store/settings_edit.h"
#include "store/settings_texts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DIRECTORY "contacts"
#define SUFFIX    ".conf"
#define EMAILS    "emails"

#define WORDS_MOST 20000 /* addresses whose differences are put into words with a save */

/* E.164: a plus and 7 to 15 digits, of which the first is not 0. Whether a country has such numbers
 * is not for the reading of a file to say. */
static bool is_e164(const char *text)
{
    size_t digits = strspn(text + 1, "0123456789");
    return text[0] == '+' && text[1] != '0' && digits >= 7 && digits <= 15 &&
           text[1 + digits] == '\0';
}

static bool email_from_settings(const Settings *settings, const config_setting_t *array, size_t i,
                                AddressList *emails, Error *error)
{
    const char *text = settings_entry(array, i);
    size_t length = strlen(text);
    AddressProblem problem = address_check(text, length, NULL);
    const config_setting_t *entry = config_setting_get_elem(array, (unsigned)i);
    if (problem != ADDRESS_OK)
        return settings_refuse(settings, entry, error, "\"%s\": %s", text,
                               address_problem_text(problem));
    if (address_list_add(emails, text, length))
        return true;
    const char *same = address_list_get(emails, address_list_find(emails, text, length));
    size_t first = 0; /* in the file, which may have entries that are not in the list */
    while (strcmp(settings_entry(array, first), same) != 0)
        first++;
    return settings_refuse(settings, entry, error,
                           "\"%s\" is the same mailbox as entry %zu, \"%s\": remove one", text,
                           first + 1, same);
}

/* The addresses of an array that is apart. False where one is wrong, and libconfig's tree is needed
 * to say which, or where it was cancelled. */
static bool emails_apart(const Settings *settings, AddressList *emails)
{
    const SettingsArray *array = &settings->scan.array;
    enum { STEP = 1024 };
    size_t count = 0;
    SettingsTexts texts = settings_texts_begin(settings);
    bool good = true;
    progress_begin(settings->progress, array->end);
    address_list_reserve(emails, array->count, array->bytes);
    while (good && settings_texts_next(&texts)) {
        good = address_check(texts.text, texts.length, NULL) == ADDRESS_OK &&
               address_list_add(emails, texts.text, texts.length) &&
               (++count % STEP != 0 || progress_at(settings->progress, texts.at));
    }
    settings_texts_end(&texts);
    address_list_pack(emails);
    return good;
}

static bool emails_from_settings(const Settings *settings, AddressList *emails, FilesReview *review,
                                 Error *error)
{
    if (settings_is_apart(settings))
        return emails_apart(settings, emails);
    const config_setting_t *root = config_root_setting(&settings->config);
    const config_setting_t *array;
    if (!settings_texts(settings, root, "emails",
                        "an array such as [ \"ops@example.com\", \"noc@example.com\" ]", &array,
                        error))
        return false;
    size_t count = array ? (size_t)config_setting_length(array) : 0;
    for (size_t i = 0; i < count; i++) {
        if (!email_from_settings(settings, array, i, emails, error) &&
            !files_review_goes_on(review, error))
            return false;
    }
    return true;
}

static bool phone_from_settings(const Settings *settings, char **phone, Error *error)
{
    const config_setting_t *root = config_root_setting(&settings->config);
    const char *text;
    if (!settings_text(settings, root, "phone", "a quoted text such as \"+14255550100\"", &text,
                       error))
        return false;
    if (!text || *text == '\0')
        return true;
    if (!is_e164(text))
        return settings_refuse_value(settings, config_setting_get_member(root, "phone"),
                                     "+ and 7 to 15 digits, such as \"+14255550100\"", error);
    *phone = memory_text(text);
    return true;
}

static bool alerts_from_settings(const Settings *settings, bool *alerts, Error *error)
{
    const config_setting_t *root = config_root_setting(&settings->config);
    /* It is the last setting that we write: without it the file may have been cut short. */
    if (!config_setting_get_member(root, "alerts"))
        return error_set_at(error, ERROR_CONFIG, settings->path, settings->scan.lines,
                            "alerts: missing: if nothing else is, add alerts = true; or "
                            "alerts = false; at the end");
    return settings_bool(settings, root, "alerts", alerts, error);
}

static bool read_contact(const Settings *settings, Contact *contact, FilesReview *review,
                         Error *error)
{
    contact_init(contact);
    if (!settings->version.exists)
        return true;
    bool ok = (emails_from_settings(settings, contact->emails, review, error) ||
               files_review_goes_on(review, error)) &&
              (phone_from_settings(settings, &contact->phone, error) ||
               files_review_goes_on(review, error)) &&
              (alerts_from_settings(settings, &contact->alerts, error) ||
               files_review_goes_on(review, error));
    ok = ok && (!review || review->count == 0);
    if (!ok)
        contact_clear(contact);
    return ok;
}

bool contact_from_settings(const Settings *settings, Contact *contact, Error *error)
{
    return read_contact(settings, contact, NULL, error);
}

static const char *get_email(const void *emails, size_t index)
{
    return address_list_get(emails, index);
}

static SettingsSource source_of(const Contact *contact)
{
    return (SettingsSource){address_list_count(contact->emails), get_email, contact->emails};
}

void contact_to_settings(Settings *settings, const Contact *contact)
{
    config_setting_t *root = config_root_setting(&settings->config);
    SettingsSource source = source_of(contact);
    settings_put_apart(settings, EMAILS, &source);
    if (contact->phone)
        settings_put_text(root, "phone", contact->phone);
    else
        config_setting_remove(root, "phone");
    settings_put_bool(root, "alerts", contact->alerts);
    const config_setting_t *emails = config_setting_get_member(root, "emails");
    const config_setting_t *phone = config_setting_get_member(root, "phone");
    int alerts = config_setting_index(config_setting_get_member(root, "alerts"));
    if (alerts < config_setting_index(emails) || (phone && alerts < config_setting_index(phone)))
        settings_move_last(root, "alerts");
}

/* Whether the file says all that already. Its addresses have been checked when it was loaded; its
 * types are checked here, since they are about to be relied on. */
static bool compare_contact(const Settings *settings, const Contact *contact, bool *same,
                            Error *error)
{
    const config_setting_t *root = config_root_setting(&settings->config);
    const config_setting_t *emails;
    const char *phone;
    bool alerts = false;
    if (!settings_texts(settings, root, EMAILS, "an array [ ]", &emails, error) ||
        !settings_text(settings, root, "phone", "a quoted text", &phone, error) ||
        !settings_bool(settings, root, "alerts", &alerts, error))
        return false;
    *same = alerts == contact->alerts &&
            strcmp(phone ? phone : "", contact->phone ? contact->phone : "") == 0;
    if (settings_is_apart(settings)) {
        SettingsSource source = source_of(contact);
        *same = *same && settings_texts_equal(settings, &source);
        return true;
    }
    size_t count = emails ? (size_t)config_setting_length(emails) : 0;
    *same = *same && count == address_list_count(contact->emails);
    for (size_t i = 0; *same && i < count; i++)
        *same = strcmp(settings_entry(emails, i), address_list_get(contact->emails, i)) == 0;
    return true;
}

/* The differences in words, for the record; NULL where the old ones are not valid. Those of very
 * many addresses would take longer than the save. */
static char *words_of(const Settings *settings, const Contact *contact)
{
    Contact before;
    Error ignored;
    const config_setting_t *emails =
        config_setting_get_member(config_root_setting(&settings->config), EMAILS);
    size_t old = settings_is_apart(settings) ? settings->scan.array.count
                 : emails                    ? (size_t)config_setting_length(emails)
                                             : 0;
    size_t new = address_list_count(contact->emails);
    if (old + new > WORDS_MOST)
        return memory_format("%zu addresses, before it %zu", new, old);
    Settings unwatched = *settings;
    unwatched.progress = NULL;
    if (!contact_from_settings(&unwatched, &before, &ignored))
        return NULL;
    char *words = contact_difference(&before, contact);
    contact_clear(&before);
    return words;
}

static bool change_contact(Settings *settings, const void *value, FilesEdit *edit, Error *error)
{
    const Contact *contact = value;
    bool same;
    if (!compare_contact(settings, contact, &same, error))
        return false;
    edit->changed = !same;
    if (same)
        return true;
    if (contact->phone && !is_e164(contact->phone))
        return error_set(error, ERROR_DATA,
                         "phone: found \"%s\", expected + and 7 to 15 digits, such as "
                         "\"+14255550100\"",
                         contact->phone);
    edit->what = words_of(settings, contact);
    contact_to_settings(settings, contact);
    return true;
}

/* Fills all of `place` but the descriptor. */
static bool place_of(const FilesStore *files, const char *id, FilesPlace *place, Error *error)
{
    *place = (FilesPlace){.directory = -1};
    char *normal = subscription_id_normal(id);
    if (!normal)
        return error_set(error, ERROR_DATA, "\"%s\" is not the id of a subscription", id);
    place->directory_path = memory_format("%s/" DIRECTORY, files->path);
    place->path = memory_format("%s/%s" SUFFIX, place->directory_path, normal);
    place->name = strrchr(place->path, '/') + 1;
    free(normal);
    return true;
}

static int open_directory(const FilesStore *files)
{
    return openat(files->directory, DIRECTORY, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

void files_contacts_warn(const FilesStore *files)
{
    int directory = open_directory(files);
    if (directory < 0)
        return; /* there is none yet, or the first load says what is wrong */
    char *path = memory_format("%s/" DIRECTORY, files->path);
    files_warn_directory(files, directory, path);
    free(path);
    close(directory);
}

static bool refuse_directory(const FilesPlace *place, const char *what, int number, Error *error)
{
    return error_set_at(error, number == EACCES || number == EPERM ? ERROR_PERMISSION : ERROR_IO,
                        place->directory_path, 0, "%s: %s", _(what), strerror(number));
}

/* Reads what lies at `place`, whose descriptor may be -1 for a directory that is not there. With
 * `apart` false an address that is wrong is named. */
static bool read_place(FilesStore *files, const FilesPlace *place, bool apart, Settings *settings,
                       Contact *contact, StoreSeen *seen, FilesReview *review, Error *error)
{
    Progress *progress = settings->progress;
    settings_clear(settings);
    settings_init(settings, place->path);
    settings->apart = apart ? EMAILS : NULL;
    settings->progress = progress;
    if (place->directory < 0)
        files_found(files, place, settings, false);
    else if (!files_load(files, place, settings, error))
        return false;
    *seen = (StoreSeen){settings->version, settings->scan.has_comments};
    return read_contact(settings, contact, review, error);
}

static void warn_of_owners(const FilesStore *files, const FilesPlace *place,
                           const Settings *settings)
{
    const config_setting_t *owners =
        config_setting_get_member(config_root_setting(&settings->config), "owners");
    if (owners && config_setting_get_bool(owners))
        files_warn(files, "%s:%d: owners: sending to subscription owners is not available yet",
                   place->path, settings_line(settings, owners));
}

static bool load_contact(FilesStore *files, const char *id, Contact *contact, StoreSeen *seen,
                         FilesReview *review, Progress *progress, Error *error)
{
    FilesPlace place;
    if (!place_of(files, id, &place, error))
        return false;
    Settings settings;
    settings_init(&settings, place.path);
    settings.progress = progress;
    place.directory = open_directory(files);
    bool ok = false;
    if (place.directory < 0 && errno != ENOENT) {
        refuse_directory(&place, "cannot be opened", errno, error);
    } else {
        error_clear(error);
        ok = read_place(files, &place, !review, &settings, contact, seen, review, error);
        if (progress_is_cancelled(progress))
            error_set(error, ERROR_CANCELLED, "cancelled");
        else if (!ok && error->kind == ERROR_NONE)
            ok = read_place(files, &place, false, &settings, contact, seen, review, error);
    }
    if (ok)
        warn_of_owners(files, &place, &settings);
    if (place.directory >= 0)
        close(place.directory);
    settings_clear(&settings);
    files_place_clear(&place);
    return ok;
}

bool files_contact_load(Store *store, const char *id, Contact *contact, StoreSeen *seen,
                        Progress *progress, Error *error)
{
    return load_contact((FilesStore *)store, id, contact, seen, NULL, progress, error);
}

bool files_contact_review(Store *store, const char *id, Contact *contact, StoreProblem tell,
                          void *data)
{
    FilesReview review = {.tell = tell, .data = data};
    Error error = {0};
    if (load_contact((FilesStore *)store, id, contact, &(StoreSeen){0}, &review, NULL, &error))
        return true;
    if (error.kind != ERROR_NONE)
        files_review_goes_on(&review, &error);
    return false;
}

bool files_contacts_each(Store *store, StoreContact each, void *data, Error *error)
{
    const FilesStore *files = (const FilesStore *)store;
    int descriptor = open_directory(files);
    if (descriptor < 0 && errno == ENOENT)
        return true;
    DIR *directory = descriptor < 0 ? NULL : fdopendir(descriptor);
    if (!directory) {
        error_set_errno(error, ERROR_IO, errno, "%s/contacts cannot be listed", files->path);
        if (descriptor >= 0)
            close(descriptor);
        return false;
    }
    const struct dirent *entry;
    while ((entry = readdir(directory))) {
        size_t length = strlen(entry->d_name), end = strlen(SUFFIX);
        if (entry->d_name[0] == '.' || length <= end ||
            strcmp(entry->d_name + length - end, SUFFIX) != 0)
            continue;
        char *path = memory_format("%s/" DIRECTORY "/%s", files->path, entry->d_name);
        char *id = memory_text_n(entry->d_name, length - end);
        char *normal = subscription_id_normal(id);
        each(normal && strcmp(normal, id) == 0 ? id : NULL, path, data);
        free(normal);
        free(id);
        free(path);
    }
    closedir(directory);
    return true;
}

bool files_contact_version(Store *store, const char *id, StoreVersion *version, Error *error)
{
    const FilesStore *files = (FilesStore *)store;
    FilesPlace place;
    if (!place_of(files, id, &place, error))
        return false;
    Settings settings;
    settings_init(&settings, place.path);
    place.directory = open_directory(files);
    bool ok = false;
    if (place.directory < 0 && errno != ENOENT)
        refuse_directory(&place, "cannot be opened", errno, error);
    else
        ok = place.directory < 0 || settings_read(&settings, place.directory, place.name, error);
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
    if (!place_of((FilesStore *)store, id, &place, &error))
        return 0;
    bool found = stat(place.path, &status) == 0 && status.st_size > 0;
    files_place_clear(&place);
    return found ? (size_t)status.st_size : 0;
}

/* Opens the directory of the contacts; makes it, as wide as the site's, where there is none. */
static bool open_or_make(const FilesStore *files, FilesPlace *place, Error *error)
{
    place->directory = open_directory(files);
    if (place->directory < 0 && errno == ENOENT) {
        struct stat site;
        if (fstat(files->directory, &site) != 0)
            return refuse_directory(place, "cannot be made", errno, error);
        mode_t mode = site.st_mode & 07777 & ~(mode_t)S_IWOTH;
        bool made = mkdirat(files->directory, DIRECTORY, mode & 0777) == 0;
        if (!made && errno != EEXIST)
            return refuse_directory(place, "cannot be made", errno, error);
        place->directory = open_directory(files);
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

StoreSave files_contact_save(Store *store, const char *id, const Contact *contact, StoreSeen *seen,
                             Progress *progress, Error *error)
{
    FilesStore *files = (FilesStore *)store;
    FilesPlace place;
    if (!place_of(files, id, &place, error))
        return STORE_FAILED;
    StoreSave result = STORE_FAILED;
    if (open_or_make(files, &place, error))
        result = files_save(files, &place, (FilesLong){EMAILS, progress}, change_contact, contact,
                            seen, error);
    if (place.directory >= 0)
        close(place.directory);
    files_place_clear(&place);
    return result;
}

char *files_contact_place(Store *store, const char *id)
{
    FilesPlace place;
    Error error;
    if (!place_of((FilesStore *)store, id, &place, &error))
        return memory_format("%s/" DIRECTORY, ((FilesStore *)store)->path);
    char *path = memory_text(place.path);
    files_place_clear(&place);
    return path;
}
