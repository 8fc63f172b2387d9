#include "site/history.h"

#include "core/memory.h"
#include "site/config.h"
#include "site/directories.h"
#include "site/journal.h"
#include "store/identity.h"
#include "store/settings_save.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define DATABASE "history.db"
#define CONTACTS "contacts/"
#define SUFFIX   ".conf"

struct SiteHistory {
    Site *site;
    StoreRecorder recorder;
    History *history;  /* NULL: not opened */
    bool tried;        /* to open it for what is found: in vain */
    bool reading;      /* it was opened for reading alone */
    HistoryWho who;    /* texts are owned; user is NULL until it is asked for */
    char *file, *what; /* of the save that is under way */
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
                              .who = *who(own)};
    History *history = history_open(own->site->config.state, &options, error);
    free(path);
    return history;
}

/* The history for writing, where there is one that we may write. */
static History *existing(SiteHistory *own)
{
    if (own->history)
        return own->reading ? NULL : own->history;
    if (own->tried)
        return NULL;
    own->tried = true;
    Error ignored;
    char *path = memory_format("%s/" DATABASE, own->site->config.state);
    if (access(path, R_OK | W_OK) == 0 && access(own->site->config.state, W_OK) == 0)
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

static bool intend(void *data, const StoreChange *change, int64_t *record, Error *error)
{
    SiteHistory *own = data;
    if (own->reading) {
        history_close(own->history);
        own->history = NULL;
        own->reading = false;
    }
    if (!own->history && directories_make(own->site->config.state, error))
        own->history = open_history(own, false, error);
    if (!own->history || !history_intend(own->history, change, (int64_t)time(NULL), record, error))
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
    history_settle(own->history, record, made);
    if (made && own->site->config.syslog)
        journal_save(own->file, record, own->what, who(own));
}

static bool found(void *data, const StoreFound *seen)
{
    SiteHistory *own = data;
    History *history = existing(own);
    return !history || history_found(history, seen, (int64_t)time(NULL));
}

SiteHistory *site_history_new(Site *site)
{
    SiteHistory *own = memory_new(sizeof *own);
    own->site = site;
    own->recorder = (StoreRecorder){own, intend, settle, found};
    site->recorder = &own->recorder;
    return own;
}

void site_history_free(SiteHistory *own)
{
    if (!own)
        return;
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
    SiteHistory *own = site->history;
    StoreFound seen = {.file = CONFIG_FILE,
                       .bytes = {settings->version, settings->text, settings->length},
                       .status = &settings->status};
    if (found(own, &seen))
        return;
    int directory = open(site->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int lock = directory >= 0 ? settings_lock_now(directory, site->config.file_mode) : -1;
    Settings again;
    Error ignored;
    settings_init(&again, settings->path);
    if (lock >= 0 && settings_read(&again, directory, CONFIG_FILE, &ignored)) {
        seen.bytes = (StoreBytes){again.version, again.text, again.length};
        seen.status = &again.status;
        seen.locked = true;
        found(own, &seen);
    }
    settings_clear(&again);
    if (lock >= 0)
        close(lock);
    if (directory >= 0)
        close(directory);
}

/* Reads a file, so that found() is told of it. */
static void look_at(const char *file, void *data)
{
    const Site *site = ((SiteHistory *)data)->site;
    Error ignored;
    StoreSeen seen;
    Contact contact;
    SubscriptionList list;
    char *id = site_history_subscription(file);
    if (id && store_contact_load(site->store, id, &contact, &seen, &ignored))
        contact_clear(&contact);
    if (strcmp(file, "subscriptions.conf") == 0 &&
        store_subscriptions_load(site->store, &list, &seen, &ignored))
        subscription_list_clear(&list);
    free(id);
}

History *site_history(Site *site, const char *id, Error *error)
{
    SiteHistory *own = site->history;
    own->tried = false; /* there may be one by now */
    if (own->reading) {
        history_close(own->history);
        own->history = NULL;
        own->reading = false;
    }
    if (existing(own)) {
        char *file = id ? site_history_file(id) : memory_text("subscriptions.conf");
        look_at(file, own);
        free(file);
        history_flush(own->history);
        if (!history_open_files(own->history, look_at, own, error))
            return NULL;
        history_flush(own->history);
        return own->history;
    }
    own->history = open_history(own, true, error);
    own->reading = own->history != NULL;
    return own->history;
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
