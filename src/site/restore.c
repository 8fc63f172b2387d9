#include "site/restore.h"

#include "base/language.h"
#include "base/memory.h"
#include "site/config.h"
#include "site/config_files.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool take(const HistoryChange *change, void *data)
{
    *(HistoryChange *)data = site_history_copy(change);
    return false;
}

/* The history can be written by all who can write the state. */
static void judge_history(const Site *site, Trust *trust)
{
    Trust state;
    int directory = trust_open(site->config.state, O_PATH | O_DIRECTORY, &state);
    if (directory >= 0)
        close(directory);
    if (trust->why == TRUST_YES)
        *trust = state;
}

/* Whether it would be taken if it were SITE/seccontacts.conf; what only the administrator may set
 * is not, where somebody else may have written the file or the record. */
static bool config_is_valid(const Site *site, const char *text, size_t length, const char *name,
                            Error *error)
{
    Settings settings;
    SiteConfig config;
    SiteConfigFiles files;
    settings_init(&settings, name);
    settings_take(&settings, text, length);
    site_config_defaults(&config, site->path);
    bool good = site_config_files_open(&files, site->path, error);
    if (good)
        judge_history(site, &files.own_trust);
    good = good && settings_parse(&settings, error) &&
           site_config_take(&config, &settings, NULL, NULL, error) &&
           site_config_files_allow_restore(&files, &settings, error);
    site_config_files_close(&files);
    site_config_clear(&config);
    settings_clear(&settings);
    return good;
}

/* Whether the file could be read, were it what it was. */
static bool is_valid(const SiteRestore *restore, const Site *site, int64_t version, Error *error)
{
    char *name = memory_format(_("version %lld of %s"), (long long)version, restore->file);
    const char *text = restore->then;
    size_t length = restore->then_length;
    Contact contact;
    SubscriptionList list;
    bool good;
    if (strcmp(restore->file, CONFIG_FILE) == 0) {
        good = config_is_valid(site, text, length, name, error);
    } else if (strcmp(restore->file, SITE_HISTORY_LIST) == 0) {
        good = store_subscriptions_parse(text, length, name, &list, error);
        if (good)
            subscription_list_clear(&list);
    } else {
        good = store_contact_parse(text, length, name, &contact, error);
        if (good)
            contact_clear(&contact);
    }
    free(name);
    if (!good)
        error->kind = ERROR_DATA; /* the settings that there are may be right */
    return good;
}

/* What the file was with the version: restore->then. */
static bool find(SiteRestore *restore, Site *site, int64_t version, Error *error)
{
    char *id = site_history_subscription(restore->file);
    History *history = site_history_open(site, id, error);
    HistoryQuery query = {.file = restore->file, .version = version};
    HistoryChange change = {0};
    bool good = history && history_changes(history, &query, take, &change, error);
    free(id);
    if (good && change.version == 0)
        good = error_set(error, ERROR_DATA,
                         "%lld is no version of %s: seccontacts history %s lists them",
                         (long long)version, restore->file, restore->file);
    else if (good && change.after == 0)
        good = error_set(error, ERROR_DATA,
                         "with version %lld %s was removed: there is nothing to restore",
                         (long long)version, restore->file);
    if (good)
        restore->then = history_content(history, change.after, &restore->then_length, error);
    good = good && restore->then;
    if (change.version != 0)
        site_history_copy_free(&change);
    history_close(history);
    return good && is_valid(restore, site, version, error);
}

bool site_restore_init(SiteRestore *restore, Site *site, const char *file, int64_t version,
                       Error *error)
{
    *restore = (SiteRestore){.file = memory_text(file)};
    if (*file == '/')
        error_set_at(error, ERROR_PERMISSION, file, 0,
                     "is the administrator's, and is not restored from the history: seccontacts "
                     "history %s VERSION shows what it was",
                     file);
    else if (find(restore, site, version, error) &&
             store_file_load_raw(site->store, file, &restore->now, &restore->now_length,
                                 &restore->seen, error))
        return true;
    site_restore_clear(restore);
    return false;
}

void site_restore_clear(SiteRestore *restore)
{
    free(restore->file);
    free(restore->now);
    free(restore->then);
    *restore = (SiteRestore){0};
}

bool site_restore_changes(const SiteRestore *restore)
{
    return !restore->now || restore->now_length != restore->then_length ||
           memcmp(restore->now, restore->then, restore->now_length) != 0;
}

static SiteHistoryTexts texts_of(const SiteRestore *restore)
{
    return (SiteHistoryTexts){restore->file, restore->now, restore->then, restore->now_length,
                              restore->then_length};
}

char *site_restore_what(const SiteRestore *restore)
{
    SiteHistoryTexts texts = texts_of(restore);
    return site_history_texts_what(&texts);
}

char *site_restore_lines(const SiteRestore *restore)
{
    SiteHistoryTexts texts = texts_of(restore);
    return site_history_texts_lines(&texts);
}

StoreSave site_restore_save(SiteRestore *restore, Site *site, Error *error)
{
    bool before = language_pause(); /* the record is for others, too */
    char *what = site_restore_what(restore);
    language_resume(before);
    StoreSave saved = store_file_save_raw(site->store, restore->file, restore->then,
                                          restore->then_length, what, &restore->seen, error);
    free(what);
    return saved;
}
