#include "site/mail_settings.h"

#include "core/memory.h"
#include "core/visible.h"
#include "site/config.h"
#include "store/settings_check.h"
#include "store/settings_edit.h"
#include "store/settings_print.h"
#include "store/settings_save.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GROUP "mail"

static const char on[] = "on";

void mail_settings_clear(MailSettings *settings)
{
    for (size_t i = 0; i < settings->form->field_count; i++)
        free(settings->texts[i]);
    free(settings->texts);
    *settings = (MailSettings){0};
}

void mail_settings_set(MailSettings *settings, size_t field, const char *text)
{
    char *copy = memory_text(text);
    free(settings->texts[field]);
    settings->texts[field] = copy;
}

/* What a setting of a checked file has; "" where it is missing. The caller frees it. */
static char *text_of(const config_setting_t *group, const char *name)
{
    const config_setting_t *member = group ? config_setting_get_member(group, name) : NULL;
    switch (member ? config_setting_type(member) : CONFIG_TYPE_NONE) {
    case CONFIG_TYPE_STRING:
        return memory_text(config_setting_get_string(member));
    case CONFIG_TYPE_BOOL:
        return memory_text(config_setting_get_bool(member) ? on : "off");
    case CONFIG_TYPE_INT:
        return memory_format("%d", config_setting_get_int(member));
    case CONFIG_TYPE_INT64:
        return memory_format("%lld", config_setting_get_int64(member));
    default:
        return memory_text("");
    }
}

/* Reads seccontacts.conf into `file`, which is cleared by the caller in either case. Returns the
 * directory's descriptor, -1 where it can't be read. */
static int open_file(const Site *site, Settings *file, Error *error)
{
    char *path = memory_format("%s/" CONFIG_FILE, site->path);
    settings_init(file, path);
    free(path);
    int directory = open(site->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0)
        error_set_at(error, ERROR_NO_INPUT, site->path, 0, "cannot be opened as a directory: %s",
                     strerror(errno));
    return directory;
}

/* Whether all of the file is right; what it says goes to `config`, cleared by the caller. */
static bool check_file(const Settings *file, const Site *site, SiteConfig *config, Error *error)
{
    site_config_defaults(config, site->path);
    return site_config_take(config, file, NULL, NULL, error);
}

bool mail_settings_load(MailSettings *settings, const Site *site, const Form *form, Error *error)
{
    Settings file;
    SiteConfig config = {0};
    int directory = open_file(site, &file, error);
    bool good = directory >= 0 && settings_read(&file, directory, CONFIG_FILE, error) &&
                settings_parse(&file, error) && check_file(&file, site, &config, error);
    if (good) {
        const config_setting_t *group =
            config_setting_get_member(config_root_setting(&file.config), GROUP);
        *settings = (MailSettings){.form = form, .seen = {file.version, file.scan.has_comments}};
        settings->texts = memory_array(form->field_count, sizeof *settings->texts);
        for (size_t i = 0; i < form->field_count; i++)
            settings->texts[i] = text_of(group, form->fields[i].name);
    }
    site_config_clear(&config);
    settings_clear(&file);
    if (directory >= 0)
        close(directory);
    return good;
}

/* A whole number that libconfig takes. */
static bool number_of(const char *text, int *number)
{
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    *number = (int)value;
    return *text != '\0' && *end == '\0' && errno == 0 && value >= INT_MIN && value <= INT_MAX;
}

static void put_number(config_setting_t *group, const char *name, int number)
{
    config_setting_t *member = config_setting_get_member(group, name);
    if (member && config_setting_type(member) != CONFIG_TYPE_INT) {
        config_setting_remove(group, name);
        member = NULL;
    }
    if (!member)
        member = config_setting_add(group, name, CONFIG_TYPE_INT);
    config_setting_set_int(member, number);
}

static bool put(config_setting_t *group, const FormField *field, const char *text, Error *error)
{
    const config_setting_t *member = config_setting_get_member(group, field->name);
    bool initial = strcmp(text, field->initial) == 0;
    int number;
    if (!*text && member)
        config_setting_remove(group, field->name);
    if (!*text || (!member && initial))
        return true;
    if (field->type == FORM_NUMBER) {
        if (!number_of(text, &number))
            return error_set(error, ERROR_CONFIG,
                             "mail: %s: found \"%s\", expected a whole number from %ld to %ld",
                             field->name, visible_start(text, 40), field->minimum, field->maximum);
        put_number(group, field->name, number);
    } else if (field->type == FORM_TOGGLE) {
        settings_put_bool(group, field->name, strcmp(text, on) == 0);
    } else {
        settings_put_text(group, field->name, text);
    }
    return true;
}

static bool edit(Settings *file, const MailSettings *settings, Error *error)
{
    config_setting_t *root = config_root_setting(&file->config);
    config_setting_t *group = config_setting_get_member(root, GROUP);
    if (!group)
        group = config_setting_add(root, GROUP, CONFIG_TYPE_GROUP);
    for (size_t i = 0; i < settings->form->field_count; i++) {
        if (!put(group, &settings->form->fields[i], settings->texts[i], error))
            return false;
    }
    return true;
}

/* Holds the edited tree against the rules, as the text that it will be. */
static bool check_edited(const Settings *file, const Site *site, SiteConfig *config, Error *error)
{
    size_t length;
    char *text = settings_print(file, &length, error);
    if (!text)
        return false;
    Settings written;
    settings_init(&written, file->path);
    settings_take(&written, text, length);
    bool good = settings_parse(&written, error) && check_file(&written, site, config, error);
    settings_clear(&written);
    free(text);
    return good;
}

/* "mail: server: found ...": which field that is about. */
static size_t field_of(const MailSettings *settings, const char *text)
{
    static const char prefix[] = GROUP ": ";
    size_t count = settings->form->field_count;
    if (strncmp(text, prefix, sizeof prefix - 1) != 0)
        return count;
    text += sizeof prefix - 1;
    for (size_t i = 0; i < count; i++) {
        const char *name = settings->form->fields[i].name;
        if (strncmp(text, name, strlen(name)) == 0 && text[strlen(name)] == ':')
            return i;
    }
    return count;
}

bool mail_settings_check(const MailSettings *settings, const Site *site, size_t *field,
                         Error *error)
{
    Settings file;
    SiteConfig config = {0};
    int directory = open_file(site, &file, error);
    bool good = directory >= 0 && settings_read(&file, directory, CONFIG_FILE, error) &&
                settings_parse(&file, error) && edit(&file, settings, error) &&
                check_edited(&file, site, &config, error);
    *field = good ? settings->form->field_count : field_of(settings, error->text);
    site_config_clear(&config);
    settings_clear(&file);
    if (directory >= 0)
        close(directory);
    return good;
}

/* The names of the settings that the file does not have already: "mail: server, port changed"; NULL
 * where it has them all. The caller frees it. */
static char *difference(const Settings *file, const MailSettings *settings)
{
    const config_setting_t *group =
        config_setting_get_member(config_root_setting(&file->config), GROUP);
    char *names = NULL;
    for (size_t i = 0; i < settings->form->field_count; i++) {
        const FormField *field = &settings->form->fields[i];
        char *text = text_of(group, field->name);
        if (strcmp(text, settings->texts[i]) != 0 &&
            (*text || strcmp(settings->texts[i], field->initial) != 0)) {
            char *more = names ? memory_format("%s, %s", names, field->name)
                               : memory_format(GROUP ": %s", field->name);
            free(names);
            names = more;
        }
        free(text);
    }
    char *what = names ? memory_format("%s changed", names) : NULL;
    free(names);
    return what;
}

/* Says to the record what was read under the lock. */
static void found(const Site *site, const Settings *file)
{
    StoreFound seen = {
        .file = CONFIG_FILE,
        .bytes = {.version = file->version, .text = file->text, .length = file->length},
        .status = &file->status,
        .locked = true};
    if (site->recorder)
        recorder_found(site->recorder, &seen);
}

/* Under the lock. */
static StoreSave save_locked(MailSettings *settings, Site *site, Settings *file, int directory,
                             SiteConfig *config, Error *error)
{
    if (!settings_read(file, directory, CONFIG_FILE, error))
        return STORE_FAILED;
    found(site, file);
    if (!store_version_equal(&file->version, &settings->seen.version)) {
        error_set_at(error, ERROR_RETRY, file->path, 0, "was changed by someone else");
        return STORE_CONFLICT;
    }
    if (!settings_parse(file, error))
        return STORE_FAILED;
    char *what = difference(file, settings);
    if (!what)
        return STORE_UNCHANGED;
    StoreSave save = STORE_FAILED;
    SettingsRecord record = {site->recorder, CONFIG_FILE, what};
    if (edit(file, settings, error) && check_edited(file, site, config, error))
        save = settings_replace(file, directory, CONFIG_FILE, site->config.file_mode, &record,
                                &settings->seen.version, error);
    free(what);
    if (save == STORE_SAVED || save == STORE_UNSURE) {
        MailConfig before = site->config.mail;
        site->config.mail = config->mail;
        config->mail = before;
        settings->seen.has_comments = false;
    }
    return save;
}

StoreSave mail_settings_save(MailSettings *settings, Site *site, Error *error)
{
    Settings file;
    SiteConfig config = {0};
    StoreSave save = STORE_FAILED;
    int directory = open_file(site, &file, error);
    int lock = directory >= 0
                   ? settings_lock(directory, site->path, site->config.file_mode, NULL, error)
                   : -1;
    if (lock >= 0) {
        save = save_locked(settings, site, &file, directory, &config, error);
        close(lock);
    }
    site_config_clear(&config);
    settings_clear(&file);
    if (directory >= 0)
        close(directory);
    return save;
}
