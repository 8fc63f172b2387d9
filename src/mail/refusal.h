/* refusal.h: whom a mail server's refusal is about. */
#ifndef MAIL_REFUSAL_H
#define MAIL_REFUSAL_H

#include <stdbool.h>

/* Whether a refusal (4xx or 5xx) of RCPT TO, DATA or a message's content is about the one who
 * sends: its greeting, its host, its sender or its sign-in. Then no other recipient would fare
 * better, and what mends it is here. `text` is what follows the code: an enhanced status code (RFC
 * 3463 and the IANA registry of them) tells, or words that Postfix, Exim, Exchange and others use.
 * In doubt it is about the recipient. */
bool refusal_is_ours(int code, const char *text);

#endif
