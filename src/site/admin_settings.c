/* admin_settings.c: settings as texts: loads, checks and saves them. */
#include "site/admin_settings.h"

#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"
#include "site/config.h"
#include "site/config_files.h"
#include "site/directories.h"
#include "store/conf/settings_check.h"
#include "store/conf/settings_edit.h"
#include "store/conf/settings_print.h"
#include "store/conf/settings_save.h"
#include "store/drafts/identity.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char on[] = "on";

void admin_settings_clear(AdminSettings *settings)
{
    for (size_t i = 0; i < settings->form->field_count; i++)
        free(settings->texts[i]);
    free(settings->texts);
    free(settings->locked);
    free(settings->path);
    if (settings->saved)
        site_config_clear(settings->saved);
    free(settings->saved);
    *settings = (AdminSettings){0};
}

void admin_settings_set(AdminSettings *settings, size_t field, const char *text)
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

/* The group that the settings of a form are in; NULL: in none. */
static const char *group_name(const Form *form)
{
    return strcmp(form->name, "mail-delivery") == 0 ? "mail" : NULL;
}

/* Likewise, in a parsed file; NULL where it has no such group. */
static config_setting_t *group_in(const Settings *file, const Form *form)
{
    config_setting_t *root = config_root_setting(&file->config);
    const char *name = group_name(form);
    return name ? config_setting_get_member(root, name) : root;
}

/* Whether a file has one of the settings. */
static bool has_any(const Settings *file, const Form *form)
{
    if (group_name(form))
        return group_in(file, form) != NULL;
    for (size_t i = 0; i < form->field_count; i++) {
        if (site_config_has(file, NULL, form->fields[i].name))
            return true;
    }
    return false;
}

/* The file that the settings are in, or are to be in: it may decide for the administrator. */
typedef struct Target {
    SiteConfigFiles files;
    Settings *file; /* one of files */
    int directory;  /* of it */
    char *name;     /* in there */
    const char *record;
    char *temporary; /* of a save; NULL: the usual one of the site */
} Target;

static void target_close(Target *target)
{
    site_config_files_close(&target->files);
    free(target->name);
    free(target->temporary);
}

static void aim_beside(Target *target)
{
    SiteConfigFiles *files = &target->files;
    target->file = &files->beside;
    target->directory = files->above;
    target->name = memory_text(strrchr(files->beside_path, '/') + 1);
    target->record = files->beside_path;
    target->temporary = memory_format(".%s.saving.tmp", target->name);
    files->beside.temporary = target->temporary;
}

/* Reads and parses both files of the configuration and chooses. In either case target_close(). */
static bool target_open(Target *target, const Site *site, const Form *form, Error *error)
{
    SiteConfigFiles *files = &target->files;
    *target = (Target){0};
    if (!site_config_files_open(files, site->path, error) || !settings_parse(&files->own, error) ||
        !settings_parse(&files->beside, error))
        return false;
    if (files->beside_path &&
        (files->own_trust.why != TRUST_YES || has_any(&files->beside, form))) {
        aim_beside(target);
    } else {
        target->file = &files->own;
        target->directory = files->directory;
        target->name = memory_text(CONFIG_FILE);
        target->record = CONFIG_FILE;
    }
    return true;
}

/* Why these settings can't be saved; NULL: they can. The caller frees it. */
static char *why_locked(const Target *target, const Form *form)
{
    const Settings *file = target->file;
    const SiteConfigFiles *files = &target->files;
    if (!group_name(form) && file == &files->beside && files->own_trust.why == TRUST_YES &&
        has_any(&files->own, form))
        return memory_format(_("they are in two files, %s and %s: edit them there"),
                             files->beside_path, files->own.path);
    const Trust *trust =
        file == &target->files.own ? &target->files.own_trust : &target->files.beside_trust;
    if (trust->why != TRUST_YES || target->directory < 0)
        return trust_text(trust);
    bool exists = file->version.exists;
    struct stat above;
    if (faccessat(target->directory, ".", W_OK, AT_EACCESS) == 0 &&
        (!exists || faccessat(target->directory, target->name, W_OK, AT_EACCESS) == 0))
        return NULL;
    if (fstat(target->directory, &above) != 0)
        return memory_text(strerror(errno));
    const struct stat *status = exists ? &file->status : &above;
    char *owner = identity_name(status->st_uid);
    unsigned mode = (unsigned)status->st_mode & 07777;
    char *text =
        exists ? memory_format(_("only who may write %s can change them (owner %s, mode %04o)"),
                               file->path, owner, mode)
               : memory_format(_("they belong into %s, which does not exist yet, and which only "
                                 "%s can make (mode %04o of its directory)"),
                               file->path, owner, mode);
    free(owner);
    return text;
}

/* Whether all of the file is right; what it says goes to `config`, cleared by the caller. */
static bool check_file(const Settings *file, const Site *site, SiteConfig *config, Error *error)
{
    site_config_defaults(config, site->path);
    return site_config_take(config, file, NULL, NULL, error);
}

bool admin_settings_load(AdminSettings *settings, const Site *site, const Form *form, Error *error)
{
    Target target;
    SiteConfig config = {0};
    bool good =
        target_open(&target, site, form, error) && check_file(target.file, site, &config, error);
    if (good) {
        const Settings *file = target.file;
        const config_setting_t *group = group_in(file, form);
        *settings = (AdminSettings){.form = form, .seen = {file->version, file->scan.has_comments}};
        settings->locked = why_locked(&target, form);
        settings->path = memory_text(file->path);
        settings->texts = memory_array(form->field_count, sizeof *settings->texts);
        for (size_t i = 0; i < form->field_count; i++)
            settings->texts[i] = text_of(group, form->fields[i].name);
    }
    site_config_clear(&config);
    target_close(&target);
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

static bool put(config_setting_t *group, const FormField *field, const char *text, Error *error)
{
    const char *in = config_setting_is_root(group) ? "" : "mail: ";
    const config_setting_t *member = config_setting_get_member(group, field->name);
    bool initial = strcmp(text, field->initial) == 0;
    int number;
    if (!*text && member && config_setting_is_root(group))
        text = field->initial; /* a file without any setting would be refused */
    if (!*text && member)
        settings_remove(group, field->name);
    if (!*text || (!member && initial))
        return true;
    if (field->type == FORM_NUMBER) {
        if (!number_of(text, &number))
            return error_set(error, ERROR_CONFIG,
                             "%s%s: found \"%s\", expected a whole number from %ld to %ld", in,
                             field->name, visible_start(text, 40), field->minimum, field->maximum);
        settings_put_number(group, field->name, number);
    } else if (field->type == FORM_TOGGLE) {
        settings_put_bool(group, field->name, strcmp(text, on) == 0);
    } else {
        settings_put_text(group, field->name, text);
    }
    return true;
}

static bool edit(Settings *file, const AdminSettings *settings, Error *error)
{
    config_setting_t *group = group_in(file, settings->form);
    if (!group)
        group = config_setting_add(config_root_setting(&file->config), group_name(settings->form),
                                   CONFIG_TYPE_GROUP);
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
    if (config_setting_length(config_root_setting(&file->config)) == 0) { /* there is no file yet */
        site_config_defaults(config, site->path);
        return true;
    }
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
static size_t field_of(const AdminSettings *settings, const char *text)
{
    const char *group = group_name(settings->form);
    size_t count = settings->form->field_count, length = group ? strlen(group) : 0;
    if (group && (strncmp(text, group, length) != 0 || strncmp(text + length, ": ", 2) != 0))
        return count;
    text += group ? length + 2 : 0;
    for (size_t i = 0; i < count; i++) {
        const char *name = settings->form->fields[i].name;
        if (strncmp(text, name, strlen(name)) == 0 && text[strlen(name)] == ':')
            return i;
    }
    return count;
}

bool admin_settings_check(const AdminSettings *settings, const Site *site, size_t *field,
                          Error *error)
{
    Target target;
    SiteConfig config = {0};
    bool good = target_open(&target, site, settings->form, error) &&
                edit(target.file, settings, error) &&
                check_edited(target.file, site, &config, error);
    *field = good ? settings->form->field_count : field_of(settings, error->text);
    site_config_clear(&config);
    target_close(&target);
    return good;
}

/* The names of the settings that the file does not have already: "mail: server, port changed"; NULL
 * where it has them all. The caller frees it. */
static char *difference(const Settings *file, const AdminSettings *settings)
{
    const config_setting_t *group = group_in(file, settings->form);
    const char *in = group_name(settings->form);
    char *names = NULL;
    for (size_t i = 0; i < settings->form->field_count; i++) {
        const FormField *field = &settings->form->fields[i];
        char *text = text_of(group, field->name);
        if (strcmp(text, settings->texts[i]) != 0 &&
            (*text || strcmp(settings->texts[i], field->initial) != 0)) {
            char *more = names ? memory_format("%s, %s", names, field->name)
                         : in  ? memory_format("%s: %s", in, field->name)
                               : memory_text(field->name);
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
static void found(const Site *site, const Target *target)
{
    const Settings *file = target->file;
    StoreFound seen = {
        .file = target->record,
        .bytes = {.version = file->version, .text = file->text, .length = file->length},
        .status = &file->status,
        .locked = true};
    if (site->recorder)
        recorder_found(site->recorder, &seen);
}

static bool refuse_locked(const Target *target, char *why, Error *error)
{
    error_set_at(error, ERROR_PERMISSION, target->file->path, 0, "not saved: %s", why);
    free(why);
    return false;
}

/* A file beside the site is for all its members to read, and for one to write. */
static mode_t mode_of(const Target *target, const Site *site)
{
    return target->file == &target->files.beside ? 0644 : site->config.file_mode;
}

/* What was saved holds. What reads the ledger in the background may still read the old time zone,
 * which goes with the site. */
static void take(Site *site, const Form *form, SiteConfig *config)
{
    if (group_name(form)) {
        MailConfig before = site->config.mail;
        site->config.mail = config->mail;
        config->mail = before;
        return;
    }
    site->config.fan_out_each = config->fan_out_each;
    if (strcmp(site->config.day_zone, config->day_zone) == 0)
        return;
    site->former_zones = memory_reserve(site->former_zones, &site->former_zone_capacity,
                                        site->former_zone_count + 1, sizeof *site->former_zones);
    site->former_zones[site->former_zone_count++] = site->config.day_zone;
    site->config.day_zone = config->day_zone;
    config->day_zone = NULL;
}

/* Under the lock. */
static StoreSave save_locked(AdminSettings *settings, const Site *site, SiteConfig *config,
                             Error *error)
{
    Target target;
    char *what = NULL, *locked = NULL;
    StoreSave save = STORE_FAILED;
    bool good = target_open(&target, site, settings->form, error);
    if (good)
        found(site, &target);
    if (good && !store_version_equal(&target.file->version, &settings->seen.version)) {
        error_set_at(error, ERROR_RETRY, target.file->path, 0, "was changed by someone else");
        save = STORE_CONFLICT;
        good = false;
    }
    if (good && !(what = difference(target.file, settings))) {
        save = STORE_UNCHANGED;
        good = false;
    }
    if (good && (locked = why_locked(&target, settings->form)))
        good = refuse_locked(&target, locked, error);
    SettingsRecord record = {site->recorder, target.record, what};
    if (good && edit(target.file, settings, error) &&
        check_edited(target.file, site, config, error))
        save = settings_replace(target.file, target.directory, target.name, mode_of(&target, site),
                                &record, &settings->seen.version, error);
    if (save == STORE_SAVED || save == STORE_UNSURE) {
        if (settings->saved)
            site_config_clear(settings->saved);
        else
            settings->saved = memory_new(sizeof *settings->saved);
        *settings->saved = *config;
        *config = (SiteConfig){0};
        settings->seen.has_comments = false;
    }
    free(what);
    target_close(&target);
    return save;
}

StoreSave admin_settings_save(AdminSettings *settings, const Site *site, Error *error)
{
    SiteConfig config = {0};
    StoreSave save = STORE_FAILED;
    int directory = open(site->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0)
        directories_refuse(site->path, error);
    int lock = directory >= 0
                   ? settings_lock(directory, site->path, site->config.file_mode, NULL, error)
                   : -1;
    if (lock >= 0) {
        save = save_locked(settings, site, &config, error);
        close(lock);
    }
    site_config_clear(&config);
    if (directory >= 0)
        close(directory);
    return save;
}

void admin_settings_apply(AdminSettings *settings, Site *site)
{
    if (!settings->saved)
        return;
    take(site, settings->form, settings->saved);
    site_config_clear(settings->saved);
    free(settings->saved);
    settings->saved = NULL;
}
