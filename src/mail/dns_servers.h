/* dns_servers.h: which name servers are asked. Used by dns.c. */
#ifndef MAIL_DNS_SERVERS_H
#define MAIL_DNS_SERVERS_H

#include "core/error.h"

#include <ares.h>
#include <stddef.h>

enum { DNS_SERVERS_MAX = 8 }; /* resolv.conf(5) has 3 */

/* Takes a text of servers: each is "ADDR", "ADDR:PORT" or "[IPV6]:PORT", with commas between them.
 * Returns how many there are; 0 and the error where one is none of these, or where there are too
 * many. */
size_t dns_servers_parse(struct ares_addr_port_node servers[DNS_SERVERS_MAX], const char *text,
                         Error *error);

/* The servers of resolv.conf(5), in their order. Returns how many there are; 0 and the error where
 * there is none. */
size_t dns_servers_find(struct ares_addr_port_node servers[DNS_SERVERS_MAX], Error *error);

#endif
