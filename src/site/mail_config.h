/* mail_config.h: how alert e-mail leaves: the group `mail` of seccontacts.conf. */
#ifndef SITE_MAIL_CONFIG_H
#define SITE_MAIL_CONFIG_H

#include "base/error.h"
#include "site/config_table.h"
#include "store/conf/settings_read.h"

#include <stdbool.h>

typedef enum MailTransport {
    MAIL_OUTBOX, /* (in the order of the choices of the form) each message a file in state/outbox */
    MAIL_SMTP,
} MailTransport;

typedef struct MailConfig {
    MailTransport transport;
    char *host;             /* of `server = "host:port"`: a name or an IPv4 address; NULL: none */
    int port;               /* 1 to 65535 */
    bool tls;               /* tls = "required"; else "none" */
    bool clear_text;        /* tls = "none" is meant for a server on another host, too */
    char *ca_file;          /* PEM file of the CAs that are trusted; NULL: the system's */
    char *user;             /* NULL: no sign-in */
    char *password_file;    /* the password is its first line; NULL: none */
    char *password_command; /* or the first line that this prints, run by /bin/sh -c; NULL: none */
    char *from;             /* the sender, an address in its normal form */
    char *reverse_path; /* where reports on delivery go (RFC 5321, 4.4), likewise; NULL: `from` */
    char *hello;        /* what EHLO says */
    int timeout;        /* seconds that a reply may take */
    int deadline;       /* seconds that a message may take in all */
} MailConfig;

/* Octets of a user's name or a password: libESMTP's PLAIN has room for no more. */
enum { MAIL_SECRET_LIMIT = 250 };

/* The defaults: the outbox, sender and greeting after the name of this host. */
void mail_config_init(MailConfig *config);
void mail_config_clear(MailConfig *config);

/* The address of MAIL FROM. It belongs to `config`. */
const char *mail_config_reverse_path(const MailConfig *config);

/* Whether a name of a host has a dot, or is an address literal: many servers refuse others in HELO
 * and MAIL FROM. */
bool mail_config_is_full_name(const char *host);

/* Likewise of what is behind the @ of an address. */
bool mail_config_has_full_domain(const char *address);

/* For SMTP: whether the sender and the reverse path have a full domain, as a server on another host
 * needs it; one on this host completes it. False and the error, which says what to set, where not.
 */
bool mail_config_check_senders(const MailConfig *config, Error *error);

/* The row of a setting of the group; NULL where there is none of this name. */
const ConfigRow *mail_config_find(const char *name);

/* Takes the values of the group over the defaults; `group` may be NULL. False, with file, line,
 * setting, found and expected, where a value is wrong. */
bool mail_config_take(MailConfig *config, const Settings *settings, const config_setting_t *group,
                      Error *error);

/* What is right by itself may be wrong together: false, likewise, where it is. Without a group all
 * is at its default, which is right. */
bool mail_config_check(const MailConfig *config, const Settings *settings,
                       const config_setting_t *group, Error *error);

#endif
