#include "site/site.h"

#include "core/memory.h"
#include "site/config.h"
#include "site/directories.h"
#include "site/history.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Without slashes at the end: the path is compared, and shown. */
static char *tidy(const char *path)
{
    char *copy = memory_text(path);
    for (size_t length = strlen(copy); length > 1 && copy[length - 1] == '/'; length--)
        copy[length - 1] = '\0';
    return copy;
}

static bool is_directory(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

char *site_locate(const char *option, Error *error)
{
    if (option) {
        if (*option)
            return tidy(option);
        error_set(error, ERROR_USAGE, "--site is empty: expected a directory");
        return NULL;
    }
    const char *variable = getenv("SECCONTACTS_SITE");
    if (variable && *variable)
        return tidy(variable);
    if (is_directory(DIRECTORIES_ETC))
        return memory_text(DIRECTORIES_ETC);
    char *path = directories_xdg("XDG_CONFIG_HOME", ".config");
    if (!path)
        error_set(error, ERROR_CONFIG,
                  "no site and no home directory: name a site with --site DIR");
    return path;
}

static bool refuse_directory(const char *path, Error *error)
{
    ErrorKind kind = errno == EACCES ? ERROR_PERMISSION : ERROR_NO_INPUT;
    struct stat status;
    const struct group *group = NULL;
    if (errno == EACCES && stat(path, &status) == 0 && (status.st_mode & 050) == 050)
        group = getgrgid(status.st_gid);
    if (group)
        return error_set_at(error, kind, path, 0,
                            "cannot be opened as a directory: only members of the group %s may",
                            group->gr_name);
    if (kind == ERROR_PERMISSION) /* which stat() may have changed */
        errno = EACCES;
    return error_set_at(error, kind, path, 0, "cannot be opened as a directory: %s",
                        strerror(errno));
}

/* Reads seccontacts.conf, where there is one. */
static bool read_config(Site *site, StoreWarn warn, void *warn_data, Error *error)
{
    int directory = open(site->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0)
        return refuse_directory(site->path, error);
    char *path = memory_format("%s/" CONFIG_FILE, site->path);
    Settings settings;
    settings_init(&settings, path);
    bool ok = settings_read(&settings, directory, CONFIG_FILE, error) &&
              settings_parse(&settings, error) &&
              site_config_take(&site->config, &settings, warn, warn_data, error);
    if (ok) {
        settings_warn_mode(&settings, site->config.file_mode, warn, warn_data);
        site->history = site_history_new(site);
        site_history_found(site, &settings);
    }
    settings_clear(&settings);
    free(path);
    close(directory);
    return ok;
}

static bool find_directory(const char *path, bool create, Error *error)
{
    struct stat status;
    if (stat(path, &status) == 0)
        return S_ISDIR(status.st_mode) ||
               error_set_at(error, ERROR_NO_INPUT, path, 0,
                            "is no directory: expected that of the settings files");
    if (errno != ENOENT)
        return refuse_directory(path, error);
    if (create)
        return directories_make(path, error);
    return error_set_at(error, ERROR_NO_INPUT, path, 0,
                        "there is no site here: begin one with \"seccontacts import FILE\", or "
                        "name another with --site DIR");
}

Site *site_open(const char *path, bool create, StoreWarn warn, void *warn_data, const Clock *clock,
                Error *error)
{
    Site *site = memory_new(sizeof *site);
    site->path = tidy(path);
    site->clock = clock;
    site_config_defaults(&site->config, site->path);
    if (find_directory(site->path, create, error) && read_config(site, warn, warn_data, error)) {
        StorePolicy policy = {.file_mode = site->config.file_mode,
                              .warn = warn,
                              .warn_data = warn_data,
                              .recorder = site->recorder};
        site->store = store_open_files(site->path, &policy, error);
    }
    if (!site->store) {
        site_close(site);
        return NULL;
    }
    return site;
}

void site_close(Site *site)
{
    if (!site)
        return;
    store_close(site->store);
    site_history_free(site->history);
    site_config_clear(&site->config);
    free(site->path);
    free(site);
}
