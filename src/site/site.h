/* site.h: a site: its configuration (seccontacts.conf) and the store that it names. */
#ifndef SITE_SITE_H
#define SITE_SITE_H

#include "base/clock.h"
#include "base/error.h"
#include "base/theme.h"
#include "site/mail_config.h"
#include "store/store.h"

typedef struct SiteConfig {
    char *day_zone;    /* IANA name of the time zone whose calendar day the limits count: "UTC" */
    bool fan_out_each; /* fan_out = "each"; else "one" */
    char *state;       /* directory of what the program notes: ledger, drafts, outbox */
    mode_t file_mode;  /* widest mode of settings files: file_mode = "0660" */
    Theme theme;       /* of the editor: theme = "dark" */
    bool mouse;        /* the editor takes the mouse */
    bool syslog;       /* each save and each message sent is told to the system's log, too */
    MailConfig mail;   /* the group `mail` */
} SiteConfig;

typedef struct Site {
    char *path;         /* the directory */
    const Clock *clock; /* not owned */
    gid_t group;        /* of it */
    SiteConfig config;
    char **former_zones; /* that config.day_zone was: a thread may still read them */
    size_t former_zone_count, former_zone_capacity;
    Store *store;
    const struct StoreRecorder *recorder; /* of changes */
    struct SiteHistory *history;          /* history.h */
} Site;

/* The directory of the site, in this order: `option` (--site), $SECCONTACTS_SITE, /etc/seccontacts
 * where it exists, $XDG_CONFIG_HOME/seccontacts (~/.config/seccontacts). Need not exist. The caller
 * frees it. NULL and the error where there is no home directory either. */
char *site_locate(const char *option, Error *error);

/* Opens the site at `path`. `create` makes a directory that does not exist (mode 2770 for root's,
 * 0700 below a home directory). Without `create` that is an error which says how to begin.
 * `warn` is told of what is unsafe but does not stop: wide modes, unknown settings. `clock`, which
 * must outlive the site, is the time of what is recorded. NULL and the error where it can't be
 * opened. site_close() frees it. */
Site *site_open(const char *path, bool create, StoreWarn warn, void *warn_data, const Clock *clock,
                Error *error);
void site_close(Site *site); /* NULL is nothing to do */

#endif
