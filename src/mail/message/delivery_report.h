/* delivery_report.h: what a mail server reports on the delivery of a message: a "bounce", a delay,
 * a success (RFC 3464).
 *
 * Reports come from anywhere, by the very mail that anybody can send: what is read here says only
 * what somebody claims. Who uses it asks whether the message that it names is known (the ledger):
 * its Message-ID and its envelope identifier (RFC 3461, 4.4) can't be guessed.
 */
#ifndef MAIL_MESSAGE_DELIVERY_REPORT_H
#define MAIL_MESSAGE_DELIVERY_REPORT_H

#include <stdbool.h>
#include <stddef.h>

/* From the best to the worst: of several recipients in one report, the worst one counts. */
typedef enum DeliveryAction {
    DELIVERY_NONE = 0,
    DELIVERY_DELIVERED, /* to the mailbox */
    DELIVERY_RELAYED,   /* to a server that sends no reports, or on to a list: nothing more comes */
    DELIVERY_DELAYED,   /* it is still tried */
    DELIVERY_FAILED,    /* it bounced: nothing more is tried */
} DeliveryAction;

enum { DELIVERY_ENVELOPE_ID_SIZE = 104 };

/* The envelope identifier of a message: the left side of its Message-ID, "<LEFT@...>", which is
 * random. */
void delivery_envelope_id(const char *message_id, char id[DELIVERY_ENVELOPE_ID_SIZE]);

/* "delivered", "relayed", "delayed", "failed". */
const char *delivery_action_name(DeliveryAction action);

/* Texts are "" where the report does not have them. All are made visible (base/visible.h), on one
 * line and cut. */
typedef struct DeliveryReport {
    DeliveryAction action;
    char envelope_id[DELIVERY_ENVELOPE_ID_SIZE]; /* ENVID, of printable ASCII without spaces */
    char message_id[320]; /* "<...@...>" of the message that it is about, likewise */
    char recipient[320];  /* whom it is about: the original recipient, else the final one */
    char status[12];      /* "5.1.1" (RFC 3463) */
    int code;             /* the SMTP reply's, 200 to 599; 0: none */
    char text[512];       /* the server's words */
} DeliveryReport;

/* What is behind so many bytes of a message is not looked at. */
enum { DELIVERY_REPORT_LIMIT = 512 * 1024 };

/* Reads a message: a multipart/report as of RFC 3464 (Postfix, Exim, Exchange, Gmail), or plain
 * text that returns the headers of the message, of qmail (QSBMF) and of an Exim without MIME. A
 * "From " line of an mbox in front of it is skipped. False where it is no report on the delivery of
 * a message, or names none: a reply, a notice of absence, a receipt of reading. */
bool delivery_report_read(const char *bytes, size_t length, DeliveryReport *report);

#endif
