/* findings.h: what is missing or wrong in the security contacts of a site.
 *
 * A list that is filled a contact at a time, in the order of the subscriptions, by whoever reads
 * the contacts: findings_review() at once, a page as it goes. What a contact is found to lack is a
 * pure function of it.
 */
#ifndef SITE_FINDINGS_FINDINGS_H
#define SITE_FINDINGS_FINDINGS_H

#include "base/error.h"
#include "core/address/address_doubt.h"
#include "core/contact.h"
#include "core/subscription.h"
#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum FindingKind {
    FINDING_SETTINGS,       /* a settings file is wrong, or can't be read */
    FINDING_STRAY,          /* a file of settings that nothing reads */
    FINDING_ORPHAN,         /* a contact of a subscription that the site does not have */
    FINDING_NO_CONTACT,     /* no address: "Provide security contact details" */
    FINDING_ONE_RECIPIENT,  /* a single point of failure */
    FINDING_NO_PHONE,       /* nobody can be called */
    FINDING_PHONE,          /* a number that its country's plan does not have */
    FINDING_DOUBTFUL,       /* addresses that are probably mistyped */
    FINDING_ALERTS_OFF,     /* nobody is e-mailed, whoever is in the list */
    FINDING_UNPROVEN,       /* addresses for which no message was accepted of late */
    FINDING_NO_MAIL_SERVER, /* addresses whose domain has no server that takes mail */
    FINDING_NULL_MX,        /* addresses whose domain says that it takes no mail */
    FINDING_SAME_RECIPIENT, /* one person alone everywhere */
    FINDING_LEDGER,         /* the ledger is damaged, or not as it was written */
    FINDING_LEDGER_DAY,     /* its day is so far ahead of the clock that nothing is sent */
    FINDING_HISTORY,        /* the history is damaged, or not as it was written */
    FINDING_OUTBOX,         /* alerts are on, and mail does not leave the host */
    FINDING_MAIL,           /* what the mail settings name can't be used, or the server */
    FINDING_REFUSED,        /* addresses that a server refused, and none has accepted since */
    FINDING_BOUNCED,        /* addresses that are passed over since mail to them bounced */
    FINDING_SECOND,         /* only the first address was ever sent anything */
    FINDING_UNHEARD,        /* High alerts of which nobody was told */
    FINDING_UNKNOWN,        /* messages of which it is not known how they ended */
    FINDING_NOTIFY,         /* nothing takes the files of a spool */
    FINDING_SPOOL_WAITS,    /* files of a spool wait for too long */
    FINDING_SPOOL_ASIDE,    /* files of a spool were set aside */
    FINDING_STATE,          /* the state directory is on a network file system */
    FINDING_KINDS
} FindingKind;

#define FINDING_SITE ((size_t)-1)

/* Kinds of findings: the bits FINDING_BIT(kind). */
typedef unsigned FindingSet;
#define FINDING_BIT(kind) (1U << (kind))

typedef struct Finding {
    FindingKind kind;
    size_t subscription; /* index in the list; FINDING_SITE: of the whole site */
    char *text;          /* what is wrong, made visible, no full stop */
    char *mend;          /* what to do about it, made visible */
} Finding;

/* What was found out about a phone number. */
typedef struct FindingsPhone {
    char *phone; /* E.164; NULL: the place is free */
    char *wrong; /* what is wrong with it, made visible; NULL: nothing */
} FindingsPhone;

/* Whether a server has accepted a message for this address, lately enough. */
typedef bool (*FindingsProven)(const char *address, void *data);

/* What became of messages to an address. */
typedef struct FindingsMail {
    bool accepted;       /* a server has accepted one */
    const char *refused; /* the server's answer, where it has refused one since; else NULL */
    const char *bounced; /* what was reported, where it is passed over since; else NULL */
} FindingsMail;

typedef FindingsMail (*FindingsMailed)(const char *address, void *data);

/* What is wrong with the domain of an address: FINDING_NO_MAIL_SERVER, FINDING_NULL_MX;
 * FINDING_KINDS: nothing, as far as is known. */
typedef FindingKind (*FindingsDomain)(const char *address, void *data);

typedef struct Findings {
    Finding *items;
    size_t count, capacity;
    size_t checked;        /* subscriptions */
    size_t healthy;        /* of them */
    size_t left_out;       /* subscriptions that are disabled or deleted */
    size_t problems;       /* how many FINDING_SETTINGS there are */
    bool unreadable;       /* the directory of the contacts is, which is one finding of the site: */
    size_t unreadable_at;  /* its index */
    size_t unread;         /* of `checked`: those whose contacts could not be read for that */
    bool phones_unchecked; /* a number could not be held against the plans */

    FindingsProven proven; /* NULL: that is not asked. Set it before the first contact */
    void *proven_data;
    FindingsDomain domain; /* likewise */
    void *domain_data;
    FindingsMailed mailed; /* likewise */
    void *mailed_data;
    bool only_first;        /* fan_out is "one": the others are told where the first can't be */
    AddressList *addresses; /* gets each address of what is taken, once; not owned; NULL: none */
    size_t alerting;        /* of `checked`: those that have addresses, and alerts on */

    char *sole;        /* address_key() of the only recipient of `sole_count` contacts */
    size_t sole_count; /* contacts that have one recipient only, this one */
    size_t configured; /* contacts that have any */

    AddressDomains *domains; /* that the contacts so far use; NULL before the first */
    FindingsPhone *phones;   /* the last ones: to ask for a number's plan takes long, and many
                                subscriptions share one */
} Findings;

/* {0} is a list without findings. */
void findings_clear(Findings *findings);

/* "no-contact": the kind, for programs. */
const char *finding_name(FindingKind kind);

/* Whether it is of the whole site, or of a file, and never of a subscription. */
bool finding_is_of_site(FindingKind kind);

/* The setting that mends it: "emails", "phone", "alerts"; "" where it is none of them. */
const char *finding_field(FindingKind kind);

/* Adds one. Takes over `text` and `mend`. */
void findings_add(Findings *findings, FindingKind kind, size_t index, char *text, char *mend);

/* The kinds that the contact alone shows, without a text of any. */
FindingSet findings_look(Findings *findings, const Contact *contact);

/* What the finding of one of these kinds about `contact` says, and how it is mended. The caller
 * frees both. */
char *findings_text(Findings *findings, FindingKind kind, const Contact *contact);
char *findings_mend(FindingKind kind, const char *id);

/* False for a subscription that is disabled or deleted: nobody attacks it. */
bool findings_concern(const Subscription *subscription);

/* Adds what the contact of subscription `index` is found to lack, and counts it. */
void findings_take(Findings *findings, size_t index, const Subscription *subscription,
                   const Contact *contact);

/* Adds what is wrong with a settings file: of subscription `index`, or of the site. */
void findings_take_problem(Findings *findings, size_t index, const Error *problem);

/* Adds what is wrong with the directory of the contacts, where that has not been added already, in
 * front of what is found of subscriptions; and counts the subscription whose contact it hides. */
void findings_take_unread(Findings *findings, const Subscription *subscription,
                          const Error *problem);

/* Counts a subscription whose settings can't be used; their problems have been taken. */
void findings_take_unreadable(Findings *findings, const Subscription *subscription);

/* Adds what only all contacts together show, when all of the site have been taken. */
void findings_finish(Findings *findings);

/* Adds the contacts of `store` that nobody has: of no subscription of `list`, or in a file that
 * nothing reads. In the order of their paths. */
void findings_take_orphans(Findings *findings, Store *store, const SubscriptionList *list);

/* Reads the contacts of the `count` subscriptions `chosen`, which are of `list`, and takes them. */
void findings_review(Findings *findings, Store *store, const SubscriptionList *list,
                     const Subscription *const *chosen, size_t count);

#endif
