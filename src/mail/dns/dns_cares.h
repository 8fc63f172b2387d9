/* dns_cares.h: what the versions of c-ares do in different ways: 1.18 of Debian 12 has calls
 * that 1.34 of Debian 13 has no more use for, and the other way round. Used by dns.c and
 * dns_servers.c; all else of c-ares that they call is the same in both.
 */
#ifndef MAIL_DNS_DNS_CARES_H
#define MAIL_DNS_DNS_CARES_H

#include "mail/dns/dns.h"

#include <ares.h>

/* The end of a query, on the thread that called c-ares. `status` is one of ARES_: ARES_SUCCESS
 * where the answer has a record of the type that was asked for (an alias alone has none, which is
 * ARES_ENODATA); `mail` is then what the MX records say, else undefined. */
typedef void (*DnsCaresEnd)(void *data, int status, DnsMail mail);

/* A query under way. It has to stay where it is until `end` was called. */
typedef struct DnsCaresQuery {
    int type; /* ns_t_mx, ns_t_a or ns_t_aaaa */
    DnsCaresEnd end;
    void *data;
} DnsCaresQuery;

/* Asks the server of `channel` about `domain`. ares_destroy(channel) ends it with ARES_EDESTRUCTION
 * where it is still under way. */
void dns_cares_ask(ares_channel channel, const char *domain, DnsCaresQuery *query);

/* The servers of `channel`, in their order, as "ADDR:PORT" or "[IPV6]:PORT" with commas between
 * them. NULL where there is none. The caller frees it. */
char *dns_cares_servers(ares_channel channel);

#endif
