/* message.h: an alert as an e-mail message: one alert, one recipient (rule R4).
 *
 * multipart/alternative of text/plain at 72 columns and text/html for a phone; UTF-8, quoted-
 * printable, so all octets are ASCII; lines of at most 998 octets, ended by CR LF (RFC 5322, 2.1.1
 * and 2.3). The bytes are a pure function of what goes in. Every text of an alert and every name is
 * made visible (base/visible.h) and cut to a length before it is used: none can end a header, hide
 * or reorder anything.
 */
#ifndef MAIL_MESSAGE_MESSAGE_H
#define MAIL_MESSAGE_MESSAGE_H

#include "core/alert.h"
#include "core/day.h"
#include "core/limits.h"

#include <stddef.h>
#include <stdint.h>

/* In place of a Message-ID that the ledger has not given yet. */
#define MESSAGE_ID_PREVIEW "<not-sent-yet@localhost>"

typedef struct MessageParts {
    const Alert *alert;
    const char *subscription; /* its name; "" unknown */
    const char *from, *to;    /* addresses in their normal form */
    const char *message_id;   /* "<...@...>": of the reservation */
    int64_t now;              /* goes into Date */
    DayZone *zone;            /* the time of the alert is told in UTC and in this zone */
    FanOut fan_out;           /* for the words on the limits */
    unsigned number;          /* which of the recipient's messages of the day this is, from 1 */
} MessageParts;

/* The message's bytes, with a NUL behind them. The caller frees them. */
char *message_compose(const MessageParts *parts, size_t *length);

/* The subject as a person reads it, at most about 250 characters: "TEST [High] RDP brute force: vm1
 * (Contoso Production)". The caller frees it. */
char *message_subject(const MessageParts *parts);

#endif
