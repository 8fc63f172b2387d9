/* send_text.h: what the mail program says became of a message, where it is not the server's words.
 *
 * These sentences go into the ledger, and to programs, in English; send_text_translate() turns what
 * was written there for a person.
 */
#ifndef BASE_SEND_TEXT_H
#define BASE_SEND_TEXT_H

#include "base/language.h"

#define SEND_TEXT_WRITTEN   N_("written to a file, not mailed: %s")
#define SEND_TEXT_OUTBOX    N_("in the outbox: %s") /* the same, of before */
#define SEND_TEXT_UNSYNCED  N_("not known to be on the disk: %s: %s")
#define SEND_TEXT_UNWRITTEN N_("can't be written to %s: %s")
#define SEND_TEXT_UNMOVED   N_("can't be moved to %s: %s")
#define SEND_TEXT_LATE      N_("its day was over before it could be sent")
#define SEND_TEXT_TAKEN_BACK                                                                       \
    N_("this program was taken for gone, and the place of the message given up")

/* Of trying the connection, and nothing else. */
#define SEND_TEXT_WORKS N_("the connection works")
#define SEND_TEXT_WRITABLE                                                                         \
    N_("messages are written to files in the outbox, which can be written, and not mailed")

/* Each begins with the server, "mail.example.com:25"; a stage is one of the four below, or a
 * command of SMTP. */
#define SEND_TEXT_UNREACHED N_("%s can't be reached: %s")
#define SEND_TEXT_UNASKED                                                                          \
    N_("%s sent more than it was asked for, after its answer to %s: it can't be trusted")
#define SEND_TEXT_AUTH_REFUSED N_("%s refused to sign in \"%s\": %d %s")
#define SEND_TEXT_AUTH_MISSING N_("%s offers no way to sign in that works here (PLAIN or LOGIN)")
#define SEND_TEXT_NO_STARTTLS  N_("%s does not offer STARTTLS, and mail.tls is \"required\"")
#define SEND_TEXT_UNTRUSTED    N_("%s can't be trusted: %s")
#define SEND_TEXT_NO_SMTP      N_("%s answered %s with \"%s\", which is no SMTP")
#define SEND_TEXT_ANSWERED     N_("%s answered %s with %d %s")
#define SEND_TEXT_REFUSES      N_("%s refuses what is sent from here: %d %s")
#define SEND_TEXT_SILENT       N_("%s did not answer %s within %d s")
#define SEND_TEXT_CLOSED       N_("%s closed the connection without an answer to %s")
#define SEND_TEXT_HUNG         N_("%s brought no end to it within %d s: it hung at %s")

#define SEND_STAGE_CONNECT  N_("the connection")
#define SEND_STAGE_GREETING N_("the greeting")
#define SEND_STAGE_TLS      N_("the TLS handshake")
#define SEND_STAGE_MESSAGE  N_("the message")

/* The sentence in the person's language where it is one of these, else as it is. The caller frees
 * it. */
char *send_text_translate(const char *text);

#endif
