#include "mail/transport.h"

#include <string.h>

enum { ADDRESS_LIMIT = 254, LINE_LIMIT = 998, ENVELOPE_ID_LIMIT = 100 /* RFC 3461, 4.4 */ };

Transport *transport_open(const TransportOptions *options, Error *error)
{
    return options->config->transport == MAIL_SMTP ? smtp_open(options, error)
                                                   : outbox_open(options, error);
}

bool transport_submit(Transport *transport, const Outgoing *message, Error *error)
{
    return transport_check(message, error) && transport->ops->submit(transport, message, error);
}

bool transport_is_gated(const Transport *transport)
{
    return transport->ops->allow != NULL;
}

uint64_t transport_asking(Transport *transport)
{
    return transport->ops->asking != NULL ? transport->ops->asking(transport) : 0;
}

void transport_allow(Transport *transport, uint64_t tag, bool allowed)
{
    transport->ops->allow(transport, tag, allowed);
}

bool transport_collect(Transport *transport, SendResult *result, bool wait)
{
    return transport->ops->collect(transport, result, wait);
}

const char *transport_broken(Transport *transport)
{
    return transport->ops->broken ? transport->ops->broken(transport) : NULL;
}

void transport_finish(Transport *transport)
{
    transport->ops->finish(transport);
}

void transport_close(Transport *transport)
{
    if (transport)
        transport->ops->close(transport);
}

bool transport_is_expired(const Clock *clock, int64_t until)
{
    return until != 0 && clock_now(clock) >= until;
}

void send_result_say(SendResult *result, const char *text)
{
    size_t length = strlen(text);
    if (length >= sizeof result->text) {
        length = sizeof result->text - 1;
        while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80)
            length--;
    }
    memcpy(result->text, text, length);
    result->text[length] = '\0';
}

/* The octet at which the address could end its "<...>" in a command, or could not pass; NULL: none.
 * In a quoted local part (RFC 5321, 4.1.2: Quoted-string), all printable ones are text. */
static const char *find_unsafe(const char *address)
{
    const char *at = address;
    if (*at == '"') {
        for (at++; *at != '"'; at++) {
            if (*at == '\\')
                at++; /* a quoted-pair: the next one is text, whatever it is */
            if (*at < 0x20 || *at >= 0x7F)
                return at;
        }
        if (*++at != '@')
            return at;
    }
    for (; *at; at++)
        if (*at <= 0x20 || *at >= 0x7F || strchr("<>\"\\", *at))
            return at;
    return NULL;
}

static bool check_address(const char *what, const char *address, Error *error)
{
    size_t length = strlen(address);
    if (length == 0 || length > ADDRESS_LIMIT)
        return error_set(error, ERROR_SOFTWARE, "the %s's address has %zu octets, expected 1 to %d",
                         what, length, ADDRESS_LIMIT);
    const char *unsafe = find_unsafe(address);
    return !unsafe || error_set(error, ERROR_DATA,
                                "\"%s\" can't be the %s: octet %zu would not pass SMTP as it is",
                                address, what, (size_t)(unsafe - address) + 1);
}

static bool check_name(const char *name, Error *error)
{
    size_t good = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.");
    if (name[0] == '\0' || name[0] == '.' || name[good] != '\0' || good > 128)
        return error_set(error, ERROR_SOFTWARE, "\"%s\" is no name for a message's file", name);
    return true;
}

static bool check_envelope_id(const char *id, Error *error)
{
    size_t good = strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    return (good > 0 && good <= ENVELOPE_ID_LIMIT && id[good] == '\0') ||
           error_set(error, ERROR_SOFTWARE, "\"%s\" is no envelope identifier", id);
}

bool transport_check(const Outgoing *message, Error *error)
{
    if (!check_address("sender", message->from, error) ||
        !check_address("recipient", message->to, error) || !check_name(message->name, error) ||
        (message->envelope_id && !check_envelope_id(message->envelope_id, error)))
        return false;
    const char *line = message->bytes, *end = message->bytes + message->length;
    while (line < end) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        if (!stop || stop == line || stop[-1] != '\r')
            return error_set(error, ERROR_SOFTWARE, "a line of the message does not end by CR LF");
        if (stop - 1 - line > LINE_LIMIT)
            return error_set(error, ERROR_SOFTWARE, "a line of the message is over %d octets",
                             LINE_LIMIT);
        for (const char *at = line; at < stop - 1; at++)
            if (*at == '\r' || *at == '\0' || (unsigned char)*at >= 0x80)
                return error_set(error, ERROR_SOFTWARE,
                                 "octet %zu of the message must not be there",
                                 (size_t)(at - message->bytes) + 1);
        line = stop + 1;
    }
    if (message->length == 0)
        return error_set(error, ERROR_SOFTWARE, "the message is empty");
    return true;
}
