#include "site/site.h"

#include "base/memory.h"
#include "site/config.h"
#include "site/config_files.h"
#include "site/directories.h"
#include "site/history.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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

/* Reads seccontacts.conf and what is beside the site, where there are any. */
static bool read_config(Site *site, StoreWarn warn, void *warn_data, Error *error)
{
    SiteConfigFiles files;
    bool ok = site_config_files_open(&files, site->path, error) &&
              site_config_files_take(&files, &site->config, warn, warn_data, error);
    if (ok) {
        site->group = files.group;
        settings_warn_mode(&files.own, site->config.file_mode, warn, warn_data);
        site->history = site_history_new(site);
        site_history_found(site, &files.own);
    }
    site_config_files_close(&files);
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
        return directories_refuse(path, error);
    if (create)
        return directories_make(path, false, error);
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
    for (size_t i = 0; i < site->former_zone_count; i++)
        free(site->former_zones[i]);
    free(site->former_zones);
    site_config_clear(&site->config);
    free(site->path);
    free(site);
}
