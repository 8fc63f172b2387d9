#include "mail/dns/dns_cares.h"

#include "base/memory.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <stdlib.h>
#include <string.h>

/* Null MX (RFC 7505): the only one, and its name is the root. True for another. */
static bool takes_mail(const char *host)
{
    return *host != '\0' && strcmp(host, ".") != 0;
}

#if ARES_VERSION >= 0x011C00 /* 1.28: an answer comes taken apart */

static void take(void *data, ares_status_t status, size_t timeouts, const ares_dns_record_t *answer)
{
    const DnsCaresQuery *query = data;
    DnsMail mail = DNS_NULL_MX;
    size_t found = 0, count = 0;
    (void)timeouts;
    if (status == ARES_SUCCESS)
        count = ares_dns_record_rr_cnt(answer, ARES_SECTION_ANSWER);
    for (size_t i = 0; i < count; i++) {
        const ares_dns_rr_t *record = ares_dns_record_rr_get_const(answer, ARES_SECTION_ANSWER, i);
        if ((int)ares_dns_rr_get_type(record) != query->type)
            continue;
        found++;
        if (query->type == ns_t_mx && takes_mail(ares_dns_rr_get_str(record, ARES_RR_MX_EXCHANGE)))
            mail = DNS_MX;
    }
    query->end(query->data, status == ARES_SUCCESS && found == 0 ? ARES_ENODATA : (int)status,
               mail);
}

void dns_cares_ask(ares_channel channel, const char *domain, DnsCaresQuery *query)
{
    /* Where it can't be asked, `take` is called with why. */
    (void)ares_query_dnsrec(channel, domain, ARES_CLASS_IN, (ares_dns_rec_type_t)query->type, take,
                            query, NULL);
}

char *dns_cares_servers(ares_channel channel)
{
    char *all = ares_get_servers_csv(channel), *text = memory_text(all);
    ares_free_string(all);
    return text;
}

#else

/* What an answer of type MX says. */
static int read_mx(const unsigned char *bytes, int length, DnsMail *mail)
{
    struct ares_mx_reply *first = NULL;
    int status = ares_parse_mx_reply(bytes, length, &first);
    *mail = DNS_NULL_MX;
    for (const struct ares_mx_reply *mx = first; mx; mx = mx->next)
        if (takes_mail(mx->host))
            *mail = DNS_MX;
    if (status == ARES_SUCCESS && !first)
        status = ARES_ENODATA;
    ares_free_data(first);
    return status;
}

static void take(void *data, int status, int timeouts, unsigned char *bytes, int length)
{
    const DnsCaresQuery *query = data;
    DnsMail mail = DNS_NULL_MX;
    struct ares_addrttl ipv4;
    struct ares_addr6ttl ipv6;
    int count = 1;
    (void)timeouts;
    if (status == ARES_SUCCESS && query->type == ns_t_a)
        status = ares_parse_a_reply(bytes, length, NULL, &ipv4, &count);
    else if (status == ARES_SUCCESS && query->type == ns_t_aaaa)
        status = ares_parse_aaaa_reply(bytes, length, NULL, &ipv6, &count);
    else if (status == ARES_SUCCESS)
        status = read_mx(bytes, length, &mail);
    query->end(query->data, status == ARES_SUCCESS && count == 0 ? ARES_ENODATA : status, mail);
}

void dns_cares_ask(ares_channel channel, const char *domain, DnsCaresQuery *query)
{
    ares_query(channel, domain, ns_c_in, query->type, take, query);
}

char *dns_cares_servers(ares_channel channel)
{
    struct ares_addr_port_node *first = NULL;
    char *text = NULL;
    if (ares_get_servers_ports(channel, &first) != ARES_SUCCESS)
        return NULL;
    for (const struct ares_addr_port_node *one = first; one; one = one->next) {
        char address[INET6_ADDRSTRLEN] = "";
        bool ipv6 = one->family == AF_INET6;
        inet_ntop(one->family, &one->addr, address, sizeof address);
        char *longer = memory_format("%s%s%s%s%s:%d", text ? text : "", text ? "," : "",
                                     ipv6 ? "[" : "", address, ipv6 ? "]" : "",
                                     one->udp_port ? one->udp_port : NAMESERVER_PORT);
        free(text);
        text = longer;
    }
    ares_free_data(first);
    return text;
}

#endif
