#include "mail/dns_servers.h"

#include "core/memory.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { DNS_PORT = 53 };

/* "127.0.0.1:5353" taken apart; false where it is no address. */
static bool parse(const char *text, struct ares_addr_port_node *server)
{
    *server = (struct ares_addr_port_node){.udp_port = DNS_PORT, .tcp_port = DNS_PORT};
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
        unsigned long number = strtoul(port, &rest, 10);
        if (*port < '0' || *port > '9' || *rest || errno != 0 || number < 1 || number > 65535)
            return false;
        server->udp_port = server->tcp_port = (int)number;
    }
    char *address = memory_text_n(text, (size_t)(end - text));
    bool good = false;
    if (!bracket && inet_pton(AF_INET, address, &server->addr.addr4) == 1) {
        server->family = AF_INET;
        good = true;
    } else if (inet_pton(AF_INET6, address, &server->addr.addr6) == 1) {
        server->family = AF_INET6;
        good = true;
    }
    free(address);
    return good;
}

size_t dns_servers_parse(struct ares_addr_port_node servers[DNS_SERVERS_MAX], const char *text,
                         Error *error)
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

size_t dns_servers_find(struct ares_addr_port_node servers[DNS_SERVERS_MAX], Error *error)
{
    ares_channel channel;
    struct ares_addr_port_node *first = NULL;
    size_t count = 0;
    int failed = ares_init(&channel);
    if (failed == ARES_SUCCESS) {
        failed = ares_get_servers_ports(channel, &first);
        ares_destroy(channel);
    }
    for (const struct ares_addr_port_node *server = first; server && count < DNS_SERVERS_MAX;
         server = server->next) {
        servers[count] = *server;
        servers[count].next = NULL;
        servers[count].udp_port = server->udp_port ? server->udp_port : DNS_PORT;
        servers[count].tcp_port = server->tcp_port ? server->tcp_port : DNS_PORT;
        count++;
    }
    ares_free_data(first);
    if (failed != ARES_SUCCESS)
        error_set(error, ERROR_UNAVAILABLE, "no DNS server is known: %s", ares_strerror(failed));
    else if (count == 0)
        error_set(error, ERROR_UNAVAILABLE, "no DNS server is known: resolv.conf names none");
    return count;
}
