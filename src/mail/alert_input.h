/* alert_input.h: the alerts of a file or a pipe, each delivered to the contact of its subscription
 * as soon as it is read. */
#ifndef MAIL_ALERT_INPUT_H
#define MAIL_ALERT_INPUT_H

#include "mail/mail_context.h"
#include "mail/output.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct AlertInput {
    const char *name;    /* of the input, for messages */
    bool one_by_one;     /* an alert is dealt with before the next one is begun: only then are
                            problem_texts, `again`, `lost` and `reason` kept; after a signal no further
                            recipient is tried, since the input is taken again later */
    size_t limit;        /* so many octets are read at most; 0: all */
    size_t alerts;       /* that were read */
    size_t problems;     /* alerts that are malformed or of unknown subscriptions */
    char *problem_texts; /* what was wrong with the first of them, and why messages were not
                            delivered, a line each; NULL: none */
    size_t unheard;      /* High alerts of which nobody was told, without those of `problems` */
    size_t undelivered;  /* alerts that were not delivered as they should have been: of these, */
    size_t again;        /* those that may yet be delivered, when tried again, and */
    size_t lost;         /* those that will not: refused for good, or nobody knows */
    size_t waiting;      /* those that only wait for the end of another program's message */
    size_t sent;         /* messages that the server, or the outbox, has taken */
    char *reason;        /* why the last message that was not delivered was not: the server's words,
                            what failed, or the rule's reason; NULL: none */
    bool server_wide;    /* and so would any other one be */
} AlertInput;

/* Delivers all alerts of `fd`, reading until its end, a signal
 * (signals_catch), or an error. What is malformed or
 * of an unknown subscription is told, counted, and no error. `feed` has its name, and zeros. False
 * and the error where nothing more can be done: the input can't be read, the ledger not asked, the
 * output not written. alert_input_clear() in either case. */
bool alert_input_run(AlertInput *input, MailContext *mail_context, int fd, Error *error);
void alert_input_clear(AlertInput *input);

#endif
