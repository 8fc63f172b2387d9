/* wire.h: records between the mail program and the process that it sends from. */
#ifndef MAIL_SMTP_WIRE_H
#define MAIL_SMTP_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum WireKind {
    WIRE_MESSAGE = 1, /* to the child: from, NUL, to, NUL, the message */
    WIRE_LINE,        /* to the parent: '<' (from the server) or '>', and a line */
    WIRE_RESULT,      /* to the parent: a SendResult */
    WIRE_ASK,         /* to the parent: the server waits for the content of the message */
} WireKind;

typedef struct WireHead {
    uint32_t kind;
    uint32_t length; /* of what follows */
    uint64_t tag;    /* of the message */
    int64_t until;   /* of WIRE_MESSAGE: as of Outgoing */
} WireHead;

/* Reads or writes all of it on a blocking descriptor; false at the end or on an error. */
bool wire_read(int fd, void *bytes, size_t length);
bool wire_write(int fd, const WireHead *head, const void *bytes);

#endif
