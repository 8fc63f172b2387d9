#include "mail/dns/dns_servers.h"

#include "base/memory.h"
#include "mail/dns/dns_cares.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "127.0.0.1:5353" taken apart; false where it is no address. */
static bool parse(const char *text, DnsServerAddress *server)
{
    unsigned long number = NAMESERVER_PORT;
    const char *colon = strrchr(text, ':'), *end = text + strlen(text), *port = NULL;
    bool bracket = *text == '[';
    const char *close = bracket ? strchr(text, ']') : NULL;
    if (bracket) {
        if (!close || (close[1] != '\0' && close[1] != ':'))
            return false;
        text++;
        end = close;
        port = close[1] == ':' ? close + 2 : NULL;
    } else if (colon && strchr(text, ':') == colon) {
        end = colon;
        port = colon + 1;
    }
    if (port) {
        char *rest;
        errno = 0;
        number = strtoul(port, &rest, 10);
        if (*port < '0' || *port > '9' || *rest || errno != 0 || number < 1 || number > 65535)
            return false;
    }
    char *address = memory_text_n(text, (size_t)(end - text));
    unsigned char bytes[sizeof(struct in6_addr)];
    bool ipv4 = !bracket && inet_pton(AF_INET, address, bytes) == 1;
    bool good = ipv4 || inet_pton(AF_INET6, address, bytes) == 1;
    if (good)
        snprintf(server->text, sizeof server->text, ipv4 ? "%s:%lu" : "[%s]:%lu", address, number);
    free(address);
    return good;
}

size_t dns_servers_parse(DnsServerAddress servers[DNS_SERVERS_MAX], const char *text, Error *error)
{
    size_t count = 0;
    char *copy = memory_text(text);
    for (char *rest = copy, *one; (one = strsep(&rest, ","));) {
        if (count == DNS_SERVERS_MAX) {
            error_set(error, ERROR_USAGE, "too many DNS servers; expected %d at most",
                      DNS_SERVERS_MAX);
            count = 0;
            break;
        }
        if (!parse(one, &servers[count])) {
            error_set(error, ERROR_USAGE,
                      "the DNS server \"%s\" is no address; expected one such as 192.0.2.53, "
                      "192.0.2.53:5353 or [2001:db8::53]:5353",
                      one);
            count = 0;
            break;
        }
        count++;
    }
    free(copy);
    return count;
}

size_t dns_servers_find(DnsServerAddress servers[DNS_SERVERS_MAX], Error *error)
{
    ares_channel channel;
    char *all = NULL;
    size_t count = 0;
    int failed = ares_init_options(&channel, NULL, 0);
    if (failed == ARES_SUCCESS) {
        all = dns_cares_servers(channel);
        ares_destroy(channel);
    }
    for (char *rest = all, *one; count < DNS_SERVERS_MAX && (one = strsep(&rest, ","));)
        snprintf(servers[count++].text, sizeof servers->text, "%s", one);
    free(all);
    if (failed != ARES_SUCCESS)
        error_set(error, ERROR_UNAVAILABLE, "no DNS server is known: %s", ares_strerror(failed));
    else if (count == 0)
        error_set(error, ERROR_UNAVAILABLE, "no DNS server is known: resolv.conf names none");
    return count;
}
