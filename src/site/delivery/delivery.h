/* delivery.h: whether alerts reach anybody: what the configuration, the ledger and the spools of a
 * site say of it. For `check`, `metrics` and the editor.
 *
 * All that is read here is read at once, from disks: in the editor, in the background. What is said
 * of it are findings (findings.h) of the site.
 */
#ifndef SITE_DELIVERY_DELIVERY_H
#define SITE_DELIVERY_DELIVERY_H

#include "ledger/ledger.h"
#include "site/delivery/spool_status.h"
#include "site/findings/findings.h"
#include "site/site.h"

/* How far back messages are looked at, in days, today included. */
enum { DELIVERY_DAYS = 90, DELIVERY_RULES = 7 };

/* What became of the messages to one recipient. */
typedef struct DeliveryRecipient {
    int64_t accepted, refused; /* when one was last; 0: none was */
    char *answer;              /* the server's, of that refusal; NULL: none */
    char
        *bounced; /* what was reported, where it is passed over since mail to it bounced; or NULL */
} DeliveryRecipient;

typedef struct DeliveryStatus {
    const SiteConfig *config; /* of the site, which outlives this */
    int64_t now;
    bool read;                    /* the ledger was, or there is none; else all of it is zeros */
    Day today;                    /* of the ledger */
    bool ahead;                   /* the ledger is so far ahead of the clock that nothing is sent */
    size_t messages[SEND_STATES]; /* of today */
    size_t held[DELIVERY_RULES];  /* what was held back today, by rule: R0 to R6 */
    size_t unknown;               /* of the last LEDGER_RECENT_DAYS: outcomes that are not known */
    size_t unheard;               /* likewise, High alerts of which nobody was told */
    AddressList *addresses;       /* that a server has accepted or refused, by address_key() */
    DeliveryRecipient *recipients;
    size_t recipient_capacity;
    size_t bounced; /* how many recipients are passed over since mail to them bounced, ever */
    size_t refused; /* how many of them were refused, and not accepted since */
    Heartbeats heartbeats;
    SpoolStatus *spools; /* one for each heartbeat */
} DeliveryStatus;        /* initialise with {0} */

/* Reads it as it is at `now`. A ledger that can't be read is left out, and is the error: false.
 * delivery_clear() in either case. */
bool delivery_read(DeliveryStatus *status, const Site *site, int64_t now, Error *error);
void delivery_clear(DeliveryStatus *status);

/* Adds the findings of the site; `alerting` says whether any subscription wants to be told. */
void delivery_add_findings(const DeliveryStatus *status, bool alerting, Findings *findings);

/* A FindingsMailed, whose `data` is a DeliveryStatus. */
FindingsMail delivery_mail_to(const char *address, void *data);

#endif
