#include "site/history.h"

#include "base/memory.h"
#include "site/config.h"
#include "site/journal.h"
#include "site/state.h"
#include "store/conf/settings_save.h"
#include "store/drafts/identity.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DATABASE "history.db"
#define CONTACTS "contacts/"
#define SUFFIX   ".conf"

/* The configuration as it was read, until it is held against the record. */
typedef struct Config {
    bool waits;
    char *text;
    size_t length;
    StoreVersion version;
    struct stat status;
} Config;

struct SiteHistory {
    Site *site;
    StoreRecorder recorder;
    History *history;  /* for writing; NULL: not opened */
    bool tried;        /* to open it for what is found: in vain */
    HistoryWho who;    /* texts are owned; user is NULL until it is asked for */
    char *file, *what; /* of the save that is under way */
    Config config;
};

static const char *program_part = "";

void site_history_via(const char *name)
{
    program_part = name;
}

static const HistoryWho *who(SiteHistory *own)
{
    if (!own->who.user)
        own->who = (HistoryWho){.uid = (int64_t)getuid(),
                                .user = identity_name(getuid()),
                                .login = identity_login(),
                                .claimed = identity_claimed(),
                                .address = identity_address(),
                                .host = identity_host(),
                                .via = program_part};
    return &own->who;
}

static History *open_history(SiteHistory *own, bool read_only, Error *error)
{
    char *path = realpath(own->site->path, NULL);
    HistoryOptions options = {.site = path ? path : own->site->path,
                              .file_mode = own->site->config.file_mode,
                              .read_only = read_only,
                              .who = read_only ? (HistoryWho){0} : *who(own)};
    History *history = history_open(own->site->config.state, &options, error);
    free(path);
    return history;
}

/* The history for writing, where there is one that we may write. */
static History *existing(SiteHistory *own)
{
    if (own->history || own->tried)
        return own->history;
    own->tried = true;
    Error ignored;
    char *path = memory_format("%s/" DATABASE, own->site->config.state);
    if (access(path, R_OK | W_OK) == 0 && access(own->site->config.state, W_OK) == 0 &&
        site_state_check(own->site, &ignored))
        own->history = open_history(own, false, &ignored);
    free(path);
    return own->history;
}

static bool unrecorded(Error *error)
{
    char *why = error_message(error);
    ErrorKind kind = error->kind;
    error_set(error, kind, "not saved, since it can't be recorded who saves it: %s", why);
    free(why);
    return false;
}

static void forget_config(SiteHistory *own)
{
    free(own->config.text);
    own->config = (Config){0};
}

/* Under the lock, the configuration as it is. */
static void record_config_locked(SiteHistory *own, History *history, int directory)
{
    char *path = memory_format("%s/" CONFIG_FILE, own->site->path);
    Settings settings;
    Error ignored;
    settings_init(&settings, path);
    if (settings_read(&settings, directory, CONFIG_FILE, &ignored)) {
        StoreFound seen = {.file = CONFIG_FILE,
                           .bytes = {settings.version, settings.text, settings.length, -1},
                           .status = &settings.status,
                           .locked = true};
        history_found(history, &seen, clock_now(own->site->clock));
    }
    settings_clear(&settings);
    free(path);
}

static void record_config(SiteHistory *own, History *history)
{
    const Config *config = &own->config;
    StoreFound seen = {.file = CONFIG_FILE,
                       .bytes = {config->version, config->text, config->length, -1},
                       .status = &config->status};
    if (!config->waits)
        return;
    if (!history_found(history, &seen, clock_now(own->site->clock))) {
        int directory = open(own->site->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        int lock = directory >= 0 ? settings_lock_now(directory, own->site->config.file_mode) : -1;
        if (lock >= 0) {
            record_config_locked(own, history, directory);
            close(lock);
        }
        if (directory >= 0)
            close(directory);
    }
    forget_config(own);
}

static bool intend(void *data, const StoreChange *change, int64_t *record, Error *error)
{
    SiteHistory *own = data;
    if (own->history)
        record_config(own, own->history);
    forget_config(own); /* it may be what is saved */
    if (!own->history && site_state_make(own->site, error))
        own->history = open_history(own, false, error);
    if (!own->history ||
        !history_intend(own->history, change, clock_now(own->site->clock), record, error))
        return unrecorded(error);
    free(own->file);
    free(own->what);
    own->file = memory_text(change->file);
    own->what = memory_text(change->what);
    return true;
}

static void settle(void *data, int64_t record, bool made)
{
    SiteHistory *own = data;
    const ChainHead head = *history_head(own->history); /* on the disk: of the intention */
    history_settle(own->history, record, made);
    if (made && own->site->config.syslog)
        journal_save(own->file, record, own->what, who(own));
    if (made)
        journal_head("history", &head);
}

static bool found(void *data, const StoreFound *seen)
{
    SiteHistory *own = data;
    History *history = existing(own);
    if (history)
        record_config(own, history);
    return !history || history_found(history, seen, clock_now(own->site->clock));
}

static void flush(void *data)
{
    SiteHistory *own = data;
    own->tried = false; /* there may be one by now */
    if (own->history)
        history_flush(own->history);
}

SiteHistory *site_history_new(Site *site)
{
    SiteHistory *own = memory_new(sizeof *own);
    own->site = site;
    own->recorder = (StoreRecorder){own, intend, settle, found, flush};
    site->recorder = &own->recorder;
    return own;
}

void site_history_free(SiteHistory *own)
{
    if (!own)
        return;
    History *history = own->config.waits ? existing(own) : NULL;
    if (history)
        record_config(own, history);
    forget_config(own);
    history_close(own->history);
    free((char *)own->who.user);
    free((char *)own->who.login);
    free((char *)own->who.claimed);
    free((char *)own->who.address);
    free((char *)own->who.host);
    free(own->file);
    free(own->what);
    free(own);
}

void site_history_found(Site *site, const Settings *settings)
{
    site->history->config =
        (Config){.waits = true,
                 .text = settings->text ? memory_text_n(settings->text, settings->length) : NULL,
                 .length = settings->length,
                 .version = settings->version,
                 .status = settings->status};
}

/* Reads a file, so that found() is told of it. */
static void look_at(const char *file, void *data)
{
    const Site *site = ((SiteHistory *)data)->site;
    Error ignored;
    StoreVersionTag seen;
    Contact contact;
    SubscriptionList list;
    char *id = site_history_subscription(file);
    if (id && store_contact_load(site->store, id, &contact, &seen, &ignored))
        contact_clear(&contact);
    if (strcmp(file, SITE_HISTORY_LIST) == 0 &&
        store_subscriptions_load(site->store, &list, &seen, &ignored))
        subscription_list_clear(&list);
    free(id);
}

void site_history_look(Site *site, const char *id)
{
    char *file = id ? site_history_file(id) : memory_text(SITE_HISTORY_LIST);
    recorder_flush(site->recorder);
    look_at(file, site->history);
    free(file);
    recorder_flush(site->recorder);
}

History *site_history_open(Site *site, const char *id, Error *error)
{
    site_history_look(site, id);
    History *history =
        site_state_check(site, error) ? open_history(site->history, true, error) : NULL;
    if (history && !history_open_files(history, look_at, site->history, error)) {
        history_close(history);
        history = NULL;
    }
    recorder_flush(site->recorder);
    return history;
}

char *site_history_file(const char *id)
{
    return memory_format(CONTACTS "%s" SUFFIX, id);
}

char *site_history_subscription(const char *file)
{
    size_t length = strlen(file), before = strlen(CONTACTS), after = strlen(SUFFIX);
    if (length <= before + after || strncmp(file, CONTACTS, before) != 0 ||
        strcmp(file + length - after, SUFFIX) != 0)
        return NULL;
    return memory_text_n(file + before, length - before - after);
}

char *site_history_named(const char *name)
{
    size_t length = strlen(name), end = strlen(SUFFIX);
    bool beside = *name == '/' && length > end && strcmp(name + length - end, SUFFIX) == 0;
    if (strcmp(name, SITE_HISTORY_LIST) == 0 || strcmp(name, CONFIG_FILE) == 0 || beside)
        return memory_text(name);
    char *id = site_history_subscription(name), *normal = id ? subscription_id_normal(id) : NULL;
    char *file = normal ? site_history_file(normal) : NULL;
    free(normal);
    free(id);
    return file;
}
