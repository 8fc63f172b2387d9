/* dns_servers.h: which name servers are asked. Used by dns.c. */
#ifndef MAIL_DNS_DNS_SERVERS_H
#define MAIL_DNS_DNS_SERVERS_H

#include "base/error.h"

#include <stddef.h>

enum { DNS_SERVERS_MAX = 8 }; /* resolv.conf(5) has 3 */

/* A server as ares_set_servers_ports_csv() takes it: "ADDR:PORT" or "[IPV6]:PORT", where the IPv6
 * address of a link is followed by '%' and the name of its interface. */
typedef struct DnsServerAddress {
    char text[96];
} DnsServerAddress;

/* Takes a text of servers: each is "ADDR", "ADDR:PORT" or "[IPV6]:PORT", with commas between them.
 * Returns how many there are; 0 and the error where one is none of these, or where there are too
 * many. */
size_t dns_servers_parse(DnsServerAddress servers[DNS_SERVERS_MAX], const char *text, Error *error);

/* The servers of resolv.conf(5), in their order. Returns how many there are; 0 and the error where
 * there is none. */
size_t dns_servers_find(DnsServerAddress servers[DNS_SERVERS_MAX], Error *error);

#endif
