/* transport.h: takes composed messages away: into the outbox, or to an SMTP server.
 *
 * An interface (a struct of functions) with two implementations, outbox.c and smtp.c. Messages are
 * submitted and their results collected in the same order; several may be under way, so that the
 * next one is composed while a server thinks. The caller has reserved each message in the ledger
 * before it submits it, begins it there before its content leaves (transport_allow()), and settles
 * it by its result.
 */
#ifndef MAIL_TRANSPORT_H
#define MAIL_TRANSPORT_H

#include "base/clock.h"
#include "base/error.h"
#include "site/mail_config.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef enum SendOutcome {
    OUTCOME_SENT,    /* accepted: the server has taken responsibility */
    OUTCOME_WRITTEN, /* it is in the outbox: a file, and mail to nobody */
    OUTCOME_REFUSED, /* the server said no, to this message or its recipient: a 4xx or 5xx reply */
    OUTCOME_FAILED,  /* it never came to the message's content: nothing can have been sent */
    OUTCOME_UNKNOWN, /* the content had begun to go out and there was no definite answer */
} SendOutcome;

typedef struct SendResult {
    uint64_t tag; /* of the message */
    SendOutcome outcome;
    bool server_wide; /* the failure is the server's or the network's, or it is us who are refused:
                       no other recipient would fare better */
    bool expired;     /* OUTCOME_FAILED since Outgoing.until had come: nothing is wrong with it */
    int stage;        /* by SMTP: the SmtpStage that it came to */
    int code;         /* the SMTP reply's; 0 where there was none */
    char text[512];   /* the server's words, or what went wrong; one line, made visible */
} SendResult;

/* A message to be sent. Everything belongs to the caller and is copied. */
typedef struct Outgoing {
    uint64_t tag;          /* any number that is not 0: comes back in the result */
    const char *name;      /* of the outbox's file, without ".eml": letters, digits, "-" and "." */
    const char *from, *to; /* addresses in their normal form (address_normal) */
    const char *envelope_id; /* ENVID (RFC 3461, 4.4), by which reports on delivery name it, of
                                letters and digits; NULL: none, and no reports are asked for */
    const char *bytes;       /* the message, lines ended by CR LF */
    size_t length;
    int64_t until; /* seconds since 1970: its content must not begin to go out later; 0: never */
} Outgoing;

/* One line of the dialogue with the server, made visible, passwords replaced. */
typedef void (*TransportLine)(bool from_server, const char *line, void *data);

typedef struct TransportOptions {
    const MailConfig *config; /* must outlive the transport */
    const char *state;        /* the site's directory for state */
    mode_t file_mode;         /* of the outbox's files */
    const Clock *clock;       /* for Outgoing.until; not owned. NULL will do where that is 0 */
    bool gated;               /* content leaves after transport_allow() only */
    TransportLine line;       /* may be NULL */
    void *line_data;
} TransportOptions;

typedef struct Transport Transport;

struct TransportOps {
    bool (*submit)(Transport *transport, const Outgoing *message, Error *error);
    uint64_t (*asking)(Transport *transport);                        /* NULL: nothing asks */
    void (*allow)(Transport *transport, uint64_t tag, bool allowed); /* likewise */
    bool (*collect)(Transport *transport, SendResult *result, bool wait);
    const char *(*broken)(Transport *transport); /* NULL: never */
    void (*finish)(Transport *transport);
    void (*close)(Transport *transport);
};

struct Transport {
    const struct TransportOps *ops; /* the implementation's own fields follow */
};

/* The transport that the configuration names. NULL and the error where it can't be opened (a
 * password that can't be read, an outbox that can't be made). transport_close() frees it. */
Transport *transport_open(const TransportOptions *options, Error *error);

/* Likewise, the one or the other. */
Transport *outbox_open(const TransportOptions *options, Error *error);
Transport *smtp_open(const TransportOptions *options, Error *error);

/* Hands a message over. False and the error where it can't even be tried: the message is hostile
 * (transport_check) or the system refuses; nothing has been sent then, and no result comes. */
bool transport_submit(Transport *transport, const Outgoing *message, Error *error);

/* Whether a message that is submitted asks, when the server is ready for its content, and waits for
 * transport_allow(). Where not, its content may leave during transport_submit(). */
bool transport_is_gated(const Transport *transport);

/* The tag of the message that asks, the first of those without a result; 0: none does. Of what has
 * come by the last transport_collect(). */
uint64_t transport_asking(Transport *transport);

/* The content of the message that asks may leave. Not `allowed`: it must not, and its result will
 * be OUTCOME_FAILED, `expired`. */
void transport_allow(Transport *transport, uint64_t tag, bool allowed);

/* The result of the message that was submitted first among those whose result was not collected
 * yet. False where there is none: nothing is under way, a message asks (transport_asking()) or,
 * without `wait`, it is not done yet. Never
 * waits longer than the configured deadline. */
bool transport_collect(Transport *transport, SendResult *result, bool wait);

/* What every message would fail by now, since one has just failed by it: no server, no sign-in.
 * NULL where nothing is known: then it is tried. It saves a reservation that would be released at
 * once. */
const char *transport_broken(Transport *transport);

/* No message follows for a while: says goodbye to the server, once everything under way is done.
 * Collect the results first, or afterwards; both are right. */
void transport_finish(Transport *transport);

/* Closes and frees; what was not collected is lost. NULL is nothing to do. */
void transport_close(Transport *transport);

/* Holds a message against what a transport relies on: addresses of printable ASCII of at most
 * 254 octets, without "<", ">", "\" and space but in a quoted local part; lines of at most 998
 * octets, ended by CR LF, without any other CR, LF or NUL, all ASCII. False and the error, a defect
 * of ours, where it doesn't hold. */
bool transport_check(const Outgoing *message, Error *error);

/* Whether it is later than `until` allows. */
bool transport_is_expired(const Clock *clock, int64_t until);

/* Copies `text`, which is visible, into the result; a longer one is cut between two characters. */
void send_result_say(SendResult *result, const char *text);

/* Connects, starts TLS, signs in, names the sender and, where it is not NULL, the recipient `to`,
 * and says goodbye, as the configuration has it; sends nothing. `result` says how it ended:
 * OUTCOME_SENT for good. False and the error where it can't be tried. */
bool smtp_check(const TransportOptions *options, const char *to, SendResult *result, Error *error);

#endif
