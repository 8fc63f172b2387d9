/* check.h: what the files of `seccontacts check` share: check.c reads, check_print.c and
 * check_junit.c print, check_scanner.c judges as another program would, check_proven.c asks the
 * ledger, check_state.c verifies ledger and history, check_domains.c asks the domain name system,
 * check_delivery.c whether alerts reach anybody.
 */
#ifndef CLI_CHECK_CHECK_H
#define CLI_CHECK_CHECK_H

#include "site/delivery/delivery.h"
#include "site/findings/findings.h"
#include "site/findings/findings_scanners.h"
#include "site/site.h"

#include <jansson.h>

typedef enum CheckFormat { CHECK_TEXT, CHECK_JSON, CHECK_JUNIT } CheckFormat;

/* The exit status where something was found. */
enum { CHECK_FOUND = 1 };

/* What the ledger says of addresses: check_proofs_new(), check_proofs_free() */
typedef struct CheckProofs CheckProofs;

/* What the domain name system says: check_domains_ask(), check_domains_free() */
typedef struct CheckDomains CheckDomains;

/* What is asked for, and what of. */
typedef struct Check {
    CheckFormat format;
    const Scanner *scanner;               /* --as; NULL: not given */
    bool proven;                          /* --proven */
    const char *max_age;                  /* --max-age, as given; NULL: not */
    CheckProofs *proofs;                  /* with --proven */
    bool dns;                             /* --dns */
    const char *dns_server, *dns_timeout; /* as given; NULL: not */
    CheckDomains *domains;                /* with --dns */
    DeliveryStatus delivery;              /* where the site could be opened */
    bool mail;                            /* --mail */
    bool summary;                         /* --summary */

    const char *path; /* of the site */
    Store *store;
    Site *site;            /* NULL where seccontacts.conf is wrong */
    SubscriptionList list; /* as far as it can be read */
    bool whole;            /* all of the site, not some subscriptions */
    const Subscription **chosen;
    size_t count;
    Findings findings;
} Check;

/* Print the findings, and a line that counts them. */
void check_print_text(const Check *check);
json_t *check_json(const Check *check);
void check_print_junit(const Check *check);

/* Judges what is chosen as `scanner` would, and prints the verdicts. Returns the exit status. */
int check_as_scanner(const Check *check);

/* Reads from the ledger of the site, at `now`, for whom a message was accepted in the last
 * `max_age` days. NULL and the error where it can't be read. */
CheckProofs *check_proofs_new(const Site *site, int64_t now, int max_age, Error *error);
void check_proofs_free(CheckProofs *proofs); /* NULL is nothing to do */

/* Adds what is wrong with the ledger and the history. On a terminal standard error says how far it
 * is. */
void check_state(Check *check, int64_t now);

/* A FindingsProven; `proofs` remembers the address, too. */
bool check_proofs_ask(const char *address, void *proofs);

/* The addresses that have been asked for, each with the time of the last message that was accepted,
 * and in how many subscriptions it is. */
void check_proofs_print(const CheckProofs *proofs);
json_t *check_proofs_json(const CheckProofs *proofs);

/* Reads how alerts are delivered, and gives the findings what became of messages to addresses:
 * before any contact is taken. What can't be read is of check_state(). */
void check_delivery_read(Check *check, int64_t now);

/* Adds what is wrong with the delivery, when the contacts have been taken; with --mail, also what
 * the mail server says. */
void check_delivery(Check *check);

/* Asks about the domains of all addresses of what is chosen, each once, and gives the findings the
 * answers. Returns the exit status: where it is not 0, `error` is filled, or the mail program has
 * said why. */
int check_domains_ask(Check *check, Error *error);
void check_domains_free(CheckDomains *domains); /* NULL is nothing to do */

/* A FindingsDomain. */
FindingKind check_domains_judge(const char *address, void *data);

/* Says on standard error which domains could not be checked. */
void check_domains_print(const CheckDomains *domains);

/* All domains, each with "mail": "taken", "none", "null-mx" or "unknown", with the reason. */
json_t *check_domains_json(const CheckDomains *domains);

/* One test case of a JUnit report, in the order of the report. */
typedef struct JunitCase {
    const char *class_name, *name;
    const char *skipped;        /* why it was not run; NULL: it was */
    const char *type, *message; /* of the failure; `message` NULL: it passed */
    const char *text;           /* all about the failure */
    bool error;                 /* it could not be judged */
} JunitCase;

/* A JUnit report, as continuous integration servers read it: junit_new(), junit_print() */
typedef struct Junit Junit;

/* A report of one suite. */
Junit *junit_new(const char *suite);

/* Adds a case. Texts are copied, and made visible: XML has no room for controls. */
void junit_add(Junit *junit, const JunitCase *one);

/* Prints it on standard output, and frees it. */
void junit_print(Junit *junit);

#endif
