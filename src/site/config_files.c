/* config_files.c: which file may decide what, see config_files.h. */
#include "site/config_files.h"

#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"
#include "site/config.h"
#include "site/directories.h"
#include "store/conf/settings_check.h"
#include "store/drafts/identity.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Judges the file that is being read, then reads it. */
static bool take_judged(Settings *settings, int file, const void *data, Error *error)
{
    Trust *trust = *(Trust *const *)data;
    trust_add(trust, settings->path, file);
    return settings_read_file(settings, file, NULL, error);
}

/* Says what a command of a shell takes `path` for, whatever is in it. The caller frees it. */
static char *quoted(const char *path)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-+@%:,=";
    if (path[strspn(path, plain)] == '\0')
        return memory_text(path);
    char *text = memory_text("'");
    for (const char *c = path; *c; c++) {
        char *longer =
            *c == '\'' ? memory_format("%s'\\''", text) : memory_format("%s%c", text, *c);
        free(text);
        text = longer;
    }
    char *whole = memory_format("%s'", text);
    free(text);
    return whole;
}

/* "sudo " where we may not write in the directory ourselves. */
static const char *sudo_for(int directory)
{
    bool ours = directory >= 0 && faccessat(directory, ".", W_OK, AT_EACCESS) == 0;
    return ours || geteuid() == 0 ? "" : "sudo ";
}

static bool is_in(const char *path, const char *directory)
{
    size_t length = strlen(directory);
    return strncmp(path, directory, length) == 0 && path[length] == '/';
}

/* Who may write above the site: then no file of it, nor beside it, is safe. */
static char *advice_above(const Trust *trust)
{
    char *owner = identity_name(trust->status.st_uid), *path = quoted(trust->path), *text;
    if (trust->why == TRUST_OWNER)
        text = memory_format(_("run it as %s, with sudo -u %s, or name a site of your own with "
                               "--site DIR"),
                             owner, owner);
    else
        text = memory_format(_("take that right away, with chmod go-w %s, or move the site to "
                               "where nobody else has it"),
                             path);
    free(path);
    free(owner);
    return text;
}

/* The commands make a new file, since somebody may still have the old one open. */
static char *advice_copy(const char *from, const char *to, int directory)
{
    char *old = quoted(from), *new = quoted(to), *text;
    const char *sudo = sudo_for(directory);
    if (strcmp(from, to) == 0)
        text = memory_format(_("read a copy: %scp -P %s %s.new; if all of it is what you want: "
                               "%smv %s.new %s && %schmod 644 %s"),
                             sudo, old, new, sudo, new, new, sudo, new);
    else
        text = memory_format(_("read a copy: %scp -P %s %s.new; if all of it is what you want: "
                               "%smv %s.new %s && %schmod 644 %s && %srm %s"),
                             sudo, old, new, sudo, new, new, sudo, new, sudo, old);
    free(new);
    free(old);
    return text;
}

/* Whether it is the directory that spoils the file. */
static bool is_of_directory(const SiteConfigFiles *files)
{
    return strcmp(files->own_trust.path, files->own.path) != 0;
}

/* What is to be done about an administrator's setting in SITE/seccontacts.conf. */
static char *advice(const SiteConfigFiles *files)
{
    const Trust *trust = &files->own_trust;
    if (trust->above || (is_of_directory(files) && !files->beside_path))
        return advice_above(trust);
    if (is_of_directory(files) && files->beside.version.exists)
        return memory_format(_("remove it here; who may write %s can set it there"),
                             files->beside_path);
    char *path = memory_format("%s/" CONFIG_FILE, trust->real), *text;
    if (is_of_directory(files))
        text = advice_copy(path, files->beside_path, files->above);
    else
        text = advice_copy(path, path, files->directory);
    free(path);
    return text;
}

static bool refuse_setting(const SiteConfigFiles *files, const Settings *settings,
                           const config_setting_t *setting, Error *error)
{
    const Trust *trust = &files->own_trust;
    char *why = trust_text(trust), *what = advice(files);
    char *owner = identity_name(files->own.status.st_uid);
    if (!is_of_directory(files) || !files->own.version.exists)
        settings_refuse(settings, setting, error, "only the administrator may set this, but %s: %s",
                        why, what);
    else
        settings_refuse(settings, setting, error,
                        "only the administrator may set this, but %s, so that others can have "
                        "put this file there (owner %s, mode %04o): %s",
                        why, owner, (unsigned)files->own.status.st_mode & 07777, what);
    free(owner);
    free(what);
    free(why);
    return false;
}

typedef struct Check {
    const SiteConfigFiles *files;
    const Settings *settings;
    StoreWarn warn;
    void *warn_data;
    Error *error;
} Check;

static void warn_of_decided(const Check *check, const config_setting_t *setting)
{
    char *name = settings_name(setting);
    char *text = memory_format(_("%s:%d: %s: %s decides that: this line has no effect"),
                               check->settings->path, settings_line(setting), name,
                               check->files->beside_path);
    char *visible = visible_text(text);
    check->warn(visible, check->warn_data);
    free(visible);
    free(text);
    free(name);
}

static bool check_setting(const config_setting_t *setting, const char *group, const char *name,
                          void *data)
{
    const Check *check = data;
    if (!site_config_has(&check->files->beside, group, name))
        return refuse_setting(check->files, check->settings, setting, check->error);
    if (check->warn)
        warn_of_decided(check, setting);
    return true;
}

static bool check_settings(const SiteConfigFiles *files, const Settings *settings, StoreWarn warn,
                           void *warn_data, Error *error)
{
    Check check = {files, settings, warn, warn_data, error};
    return files->own_trust.why == TRUST_YES ||
           site_config_visit_administrators(settings, check_setting, &check);
}

static bool refuse_restore(const config_setting_t *setting, const char *group, const char *name,
                           void *data)
{
    const Check *check = data;
    (void)group;
    (void)name;
    char *why = trust_text(&check->files->own_trust);
    settings_refuse(check->settings, setting, check->error,
                    "only the administrator may set this, but %s, so that others can have put it "
                    "into the file or its history: set it by hand",
                    why);
    free(why);
    return false;
}

bool site_config_files_allow_restore(const SiteConfigFiles *files, const Settings *settings,
                                     Error *error)
{
    Check check = {files, settings, NULL, NULL, error};
    return files->own_trust.why == TRUST_YES ||
           site_config_visit_administrators(settings, refuse_restore, &check);
}

/* SITE.conf is there, and anybody may have written it. */
static bool refuse_beside(const SiteConfigFiles *files, Error *error)
{
    const Trust *trust = &files->beside_trust;
    char *why = trust_text(trust);
    bool in_it = trust->above || is_in(files->beside_path, trust->path);
    char *what = in_it ? advice_above(trust)
                       : advice_copy(files->beside_path, files->beside_path, files->above);
    error_set_at(error, ERROR_CONFIG, files->beside_path, 0,
                 "this file decides for the administrator, but %s: %s", why, what);
    free(what);
    free(why);
    return false;
}

/* "/etc/seccontacts.conf" of "/etc/seccontacts". */
static char *path_beside(const char *real)
{
    return strcmp(real, "/") == 0 ? NULL : memory_format("%s.conf", real);
}

static bool read_beside(SiteConfigFiles *files, Error *error)
{
    char *directory = memory_text(files->beside_path);
    char *slash = strrchr(directory, '/');
    const char *name = strrchr(files->beside_path, '/') + 1;
    const Trust *trust = &files->beside_trust;
    *slash = '\0';
    files->above =
        trust_open(*directory ? directory : "/", O_RDONLY | O_DIRECTORY, &files->beside_trust);
    bool good = true;
    if (files->above < 0 && errno != EACCES)
        good = error_set_at(error, ERROR_NO_INPUT, directory, 0,
                            "cannot be opened as a directory: %s", strerror(errno));
    else if (files->above < 0) /* one that can't be listed */
        files->above =
            trust_open(*directory ? directory : "/", O_PATH | O_DIRECTORY, &files->beside_trust);
    free(directory);
    return good && (files->above < 0 || settings_take_file(&files->beside, files->above, name,
                                                           take_judged, &trust, error));
}

bool site_config_files_open(SiteConfigFiles *files, const char *site, Error *error)
{
    struct stat status;
    memset(files, 0, sizeof *files);
    files->directory = files->above = -1;
    char *path = memory_format("%s/" CONFIG_FILE, site);
    settings_init(&files->own, path);
    free(path);
    files->directory = trust_open(site, O_RDONLY | O_DIRECTORY, &files->own_trust);
    int number = errno;
    files->beside_path = files->directory >= 0 ? path_beside(files->own_trust.real) : NULL;
    settings_init(&files->beside, files->beside_path ? files->beside_path : "");
    if (files->directory < 0 || fstat(files->directory, &status) != 0) {
        errno = files->directory < 0 ? number : errno;
        return directories_refuse(site, error);
    }
    files->group = status.st_gid;
    const Trust *trust = &files->own_trust;
    if (!settings_take_file(&files->own, files->directory, CONFIG_FILE, take_judged, &trust, error))
        return false;
    if (!files->beside_path)
        return true;
    if (!read_beside(files, error))
        return false;
    return !files->beside.version.exists || files->beside_trust.why == TRUST_YES ||
           refuse_beside(files, error);
}

void site_config_files_close(SiteConfigFiles *files)
{
    settings_clear(&files->own);
    settings_clear(&files->beside);
    free(files->beside_path);
    if (files->directory >= 0)
        close(files->directory);
    if (files->above >= 0)
        close(files->above);
}

bool site_config_files_take(SiteConfigFiles *files, SiteConfig *config, StoreWarn warn,
                            void *warn_data, Error *error)
{
    return settings_parse(&files->own, error) && settings_parse(&files->beside, error) &&
           check_settings(files, &files->own, warn, warn_data, error) &&
           site_config_take_values(config, &files->own, warn, warn_data, error) &&
           site_config_take_values(config, &files->beside, warn, warn_data, error) &&
           site_config_check_together(
               config, site_config_has_mail(&files->beside) ? &files->beside : &files->own, error);
}
