/* address_literal.c: `[192.0.2.1]` and `[IPv6:2001:db8::1]` (RFC 5321, 4.1.3).
 *
 * Not inet_pton(3) alone: the RFC allows leading zeros in a decimal number, and "::" only where it
 * stands for two groups at least.
 */
#include "core/address/address_domain.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int hex_value(char c)
{
    if (is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* IPv4-address-literal = Snum 3("."  Snum); Snum = 1*3DIGIT, 0 to 255, decimal. */
static bool parse_ipv4(const char *text, size_t length, uint8_t bytes[4])
{
    size_t at = 0;
    for (int i = 0; i < 4; i++) {
        if (i > 0 && (at == length || text[at++] != '.'))
            return false;
        unsigned value = 0;
        size_t start = at;
        while (at < length && at - start < 3 && is_digit(text[at]))
            value = value * 10 + (unsigned)(text[at++] - '0');
        if (at == start || value > 255)
            return false;
        bytes[i] = (uint8_t)value;
    }
    return at == length;
}

/* Groups of an IPv6 address as they are read. */
typedef struct Groups {
    uint16_t values[8];
    size_t count;
    size_t gap; /* how many groups stand before the "::" */
    bool has_gap;
} Groups;

static bool add_group(Groups *groups, unsigned value)
{
    if (groups->count == 8)
        return false;
    groups->values[groups->count++] = (uint16_t)value;
    return true;
}

/* Reads one group of 1 to 4 hexadecimal digits. */
static bool read_group(const char *text, size_t length, size_t *at, Groups *groups)
{
    unsigned value = 0;
    size_t start = *at;
    while (*at < length && *at - start < 4 && hex_value(text[*at]) >= 0)
        value = value * 16 + (unsigned)hex_value(text[(*at)++]);
    return *at > start && add_group(groups, value);
}

static bool read_groups(const char *text, size_t length, Groups *groups)
{
    size_t at = 0;
    bool after_group = false;
    while (at < length) {
        if (length - at >= 2 && text[at] == ':' && text[at + 1] == ':') {
            if (groups->has_gap)
                return false;
            groups->has_gap = true;
            groups->gap = groups->count;
            after_group = false;
            at += 2;
            continue;
        }
        if (after_group && text[at++] != ':')
            return false;
        uint8_t v4[4];
        const char *colon = memchr(text + at, ':', length - at);
        if (!colon && memchr(text + at, '.', length - at))
            return parse_ipv4(text + at, length - at, v4) &&
                   add_group(groups, (unsigned)v4[0] << 8 | v4[1]) &&
                   add_group(groups, (unsigned)v4[2] << 8 | v4[3]);
        if (!read_group(text, length, &at, groups))
            return false;
        after_group = true;
    }
    return true;
}

static bool parse_ipv6(const char *text, size_t length, struct in6_addr *address)
{
    Groups groups = {0};
    if (!read_groups(text, length, &groups))
        return false;
    if (groups.has_gap ? groups.count > 6 : groups.count != 8)
        return false;
    if (!groups.has_gap)
        groups.gap = 8;
    size_t behind = groups.count - (groups.has_gap ? groups.gap : groups.count);
    memset(address, 0, sizeof *address);
    for (size_t i = 0; i < groups.count; i++) {
        size_t place = i < groups.gap ? i : 8 - behind + (i - groups.gap);
        address->s6_addr[2 * place] = (uint8_t)(groups.values[i] >> 8);
        address->s6_addr[2 * place + 1] = (uint8_t)(groups.values[i] & 0xFF);
    }
    return true;
}

AddressProblem address_literal_check(const char *text, size_t length,
                                     char ascii[ADDRESS_DOMAIN_SIZE], size_t *offset)
{
    static const char tag[] = "IPv6:";
    const size_t tag_length = sizeof tag - 1;
    *offset = 0;
    const char *close = memchr(text, ']', length);
    if (!close) {
        *offset = length;
        return ADDRESS_LITERAL_OPEN;
    }
    if (close != text + length - 1) {
        *offset = (size_t)(close - text) + 1;
        return ADDRESS_LITERAL_TEXT;
    }
    const char *inside = text + 1;
    size_t size = length - 2;
    char number[INET6_ADDRSTRLEN];
    uint8_t v4[4];
    struct in6_addr v6;
    if (parse_ipv4(inside, size, v4)) {
        inet_ntop(AF_INET, v4, number, sizeof number);
        snprintf(ascii, ADDRESS_DOMAIN_SIZE, "[%s]", number);
        return ADDRESS_OK;
    }
    if (size > tag_length && strncasecmp(inside, tag, tag_length) == 0 &&
        parse_ipv6(inside + tag_length, size - tag_length, &v6)) {
        inet_ntop(AF_INET6, &v6, number, sizeof number);
        snprintf(ascii, ADDRESS_DOMAIN_SIZE, "[%s%s]", tag, number);
        return ADDRESS_OK;
    }
    return ADDRESS_LITERAL;
}
