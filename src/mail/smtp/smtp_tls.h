/* smtp_tls.h: TLS for libESMTP, which can't be left to itself with it.
 *
 * A context of our own for each session; TLS 1.2 alone (with 1.3, session tickets hang libESMTP);
 * the certificate checked by OpenSSL against the configured name (libESMTP checks the DNS canonical
 * name, which an attacker of DNS chooses).
 */
#ifndef MAIL_SMTP_SMTP_TLS_H
#define MAIL_SMTP_SMTP_TLS_H

#include "base/error.h"
#include "site/mail_config.h"

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>

/* What was wrong with the server's certificate. */
typedef struct TlsProblem {
    const MailConfig *config;
    bool found;
    char text[400]; /* a sentence, not made visible */
} TlsProblem;

/* A context that trusts the configured CAs and no others. `problem` must outlive it, and is filled
 * when a certificate is refused. NULL and the error where the CA file is not usable. */
SSL_CTX *smtp_tls_new(const MailConfig *config, TlsProblem *problem, Error *error);

/* Why the handshake failed, for a person: of the certificate, else what OpenSSL says. */
void smtp_tls_reason(const TlsProblem *problem, char *text, size_t size);

#endif
