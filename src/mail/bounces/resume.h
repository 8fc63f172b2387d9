/* resume.h: alerts whose message bounced go on to the next address of their list, under the limits,
 * as if they had come just now: whom a rule holds back is passed over, the address that bounced
 * first of all. However many programs do that at once, the ledger lets one of them send. */
#ifndef MAIL_RESUME_H
#define MAIL_RESUME_H

#include "core/alert.h"
#include "mail/mail_context.h"

#include <stddef.h>

typedef struct Resumed {
    size_t unheard; /* alerts of which nobody was told: there is no further address */
    size_t again;   /* alerts that may yet be delivered, when tried again: they still wait */
    Alert last;     /* the last of both */
} Resumed;

/* Delivers all that wait in the ledger of `mail_context`, which is open to send, and tells of each
 * message. False and the error where nothing more can be done. resumed_clear() in either case.
 * signals_catch() before. */
bool resume_alerts(Resumed *resumed, MailContext *mail_context, Error *error);
void resumed_clear(Resumed *resumed);

#endif
