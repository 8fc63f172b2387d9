/* dns_server.h: a name server on loopback whose answer depends on the first label of the name that
 * it is asked about, in any domain:
 *
 *   mx         an MX record                      null       a null MX (RFC 7505)
 *   a, aaaa    an address, no MX                 bothnull   a null MX, and another one
 *   cname      an alias of a name that has an MX none       no record of any type
 *   alias      an alias of a name without any    gone       NXDOMAIN
 *   servfail   SERVFAIL                          refused    REFUSED
 *   silent     nothing at all                    truncated  by UDP the bit TC, by TCP an MX
 *   tcpsilent  by UDP the bit TC, by TCP nothing tcpcut     likewise, by TCP half an answer
 *   wrongid    the answer to another query       wrongname  the answer to another question
 *   loop       names that point at themselves    short      five bytes
 *   count      65,535 records, and none there    noise      random bytes behind a right header
 *   example    a null MX, as example.com, example.net and example.org have on the Internet
 */
#ifndef SUPPORT_DNS_SERVER_H
#define SUPPORT_DNS_SERVER_H

#include <stddef.h>
#include <sys/types.h>

enum { DNS_SEEN_BYTES = 1 << 20 };

/* What it was asked, in memory shared with it: "NAME TYPE udp\n" a query. */
typedef struct DnsSeen {
    volatile size_t length;
    char text[DNS_SEEN_BYTES];
} DnsSeen;

typedef struct DnsServer {
    pid_t pid;
    int port; /* of UDP and TCP */
    DnsSeen *seen;
    char enter[80]; /* of dns_server_start_as_host() */
} DnsServer;

/* Starts it in a process of its own. dns_server_stop() ends it. */
DnsServer dns_server_start(void);

void dns_server_stop(DnsServer *server);

/* Likewise as the server that /etc/resolv.conf names, on a network where there is nothing else: in
 * there run commands of a shell that begin with server.enter, in `directory`. */
DnsServer dns_server_start_as_host(const char *directory);

/* How often the line was asked for. */
size_t dns_server_count(const DnsServer *server, const char *line);

#endif
