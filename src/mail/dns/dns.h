/* dns.h: asks the domain name system whether a domain takes mail, for many domains at once.
 *
 * A domain takes mail where it has an MX record, or without one an A or AAAA record (RFC 5321,
 * 5.1). A single MX record that names "." says that it takes none (RFC 7505). That there is no such
 * domain, or no such record, is an answer; that no server answered, or not in time, or with a
 * failure or with garbage, says nothing about the domain.
 *
 * By c-ares: many queries at once, timeouts in milliseconds, TCP where an answer was cut short, and
 * answers that are held against their questions. (glibc's resolver does one query at a time.)
 */
#ifndef MAIL_DNS_DNS_H
#define MAIL_DNS_DNS_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum DnsMail {
    DNS_MX,      /* a server takes its mail */
    DNS_ADDRESS, /* likewise: its own, without an MX record */
    DNS_NONE,    /* neither MX nor A nor AAAA, or no such domain */
    DNS_NULL_MX, /* it takes no mail, and says so */
    DNS_UNKNOWN, /* could not be found out */
} DnsMail;

typedef struct DnsAnswer {
    size_t number; /* as dns_ask() was given it */
    DnsMail mail;
    const char *reason; /* of DNS_UNKNOWN, in English; a constant */
} DnsAnswer;

typedef struct DnsOptions {
    const char *server;   /* see dns_servers_parse(); NULL: those of resolv.conf(5) */
    int timeout;          /* milliseconds for a query; in them each server is asked twice */
    size_t give_up_after; /* queries without an answer of any kind before the first answer: then
                             no server is there, and all others are unknown at once */
} DnsOptions;

typedef struct Dns Dns; /* opaque: dns_new(), dns_free() */

/* NULL and the error where the servers can't be told, or `server` is none. */
Dns *dns_new(const DnsOptions *options, Error *error);
void dns_free(Dns *dns); /* forgets what is under way; NULL is nothing to do */

/* Asks about `domain`, in its ASCII form without a dot at the end. */
void dns_ask(Dns *dns, const char *domain, size_t number);

/* How many are under way. */
size_t dns_pending(const Dns *dns);

/* Waits for the next answer, in no order. False where nothing is under way. */
bool dns_next(Dns *dns, DnsAnswer *answer);

#endif
