#include "mail/smtp/smtp_tls.h"

#include "base/language.h"
#include "site/trust.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void name_text(const X509_NAME *name, char *text, size_t size)
{
    BIO *bio = BIO_new(BIO_s_mem());
    text[0] = '\0';
    if (!bio)
        return;
    if (X509_NAME_print_ex(bio, name, 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB) >= 0) {
        int got = BIO_read(bio, text, (int)size - 1);
        text[got > 0 ? got : 0] = '\0';
    }
    BIO_free(bio);
}

/* The names that a certificate is for: DNS names, else its subject. */
static void names_text(X509 *certificate, char *text, size_t size)
{
    GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    size_t used = 0;
    text[0] = '\0';
    for (int i = 0; i < sk_GENERAL_NAME_num(names) && used < size - 1; i++) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
        if (name->type != GEN_DNS)
            continue;
        int put = snprintf(text + used, size - used, "%s%.*s", used > 0 ? ", " : "",
                           ASN1_STRING_length(name->d.dNSName),
                           (const char *)ASN1_STRING_get0_data(name->d.dNSName));
        used += put > 0 ? (size_t)put : 0;
    }
    GENERAL_NAMES_free(names);
    if (text[0] == '\0')
        name_text(X509_get_subject_name(certificate), text, size);
}

static void date_text(const ASN1_TIME *date, char *text, size_t size)
{
    struct tm when = {0};
    if (!ASN1_TIME_to_tm(date, &when) || strftime(text, size, "%Y-%m-%d %H:%M UTC", &when) == 0)
        snprintf(text, size, _("an unreadable date"));
}

static void describe(TlsProblem *problem, int code, X509 *certificate)
{
    const MailConfig *config = problem->config;
    char name[200] = "", date[40] = "";
    int put;
    switch (code) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        names_text(certificate, name, sizeof name);
        put = snprintf(problem->text, sizeof problem->text, _("is for \"%s\", not for \"%s\""),
                       name, config->host);
        break;
    case X509_V_ERR_CERT_HAS_EXPIRED:
        date_text(X509_get0_notAfter(certificate), date, sizeof date);
        put = snprintf(problem->text, sizeof problem->text, _("expired on %s"), date);
        break;
    case X509_V_ERR_CERT_NOT_YET_VALID:
        date_text(X509_get0_notBefore(certificate), date, sizeof date);
        put = snprintf(problem->text, sizeof problem->text, _("is not valid before %s"), date);
        break;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        name_text(X509_get_issuer_name(certificate), name, sizeof name);
        put = snprintf(problem->text, sizeof problem->text,
                       _("was issued by \"%s\", which is not among the trusted certificates of %s"),
                       name, config->ca_file ? config->ca_file : _("this system"));
        break;
    default:
        name_text(X509_get_subject_name(certificate), name, sizeof name);
        put = snprintf(problem->text, sizeof problem->text, _("(\"%s\") is not acceptable: %s"),
                       name, X509_verify_cert_error_string(code));
    }
    problem->found = put > 0;
}

static int on_verify(int good, X509_STORE_CTX *store)
{
    const SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    TlsProblem *problem = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
    X509 *certificate = X509_STORE_CTX_get_current_cert(store);
    if (!good && !problem->found && certificate)
        describe(problem, X509_STORE_CTX_get_error(store), certificate);
    return good;
}

/* Whose certificates are trusted is for nobody else to say. A file that can't be opened is left to
 * OpenSSL, which says why. */
static bool check_ca_file(const char *path, Error *error)
{
    Trust trust;
    int file = trust_open(path, O_RDONLY, &trust);
    if (file < 0)
        return true;
    close(file);
    if (trust.why == TRUST_YES)
        return true;
    char *why = trust_text(&trust);
    error_set_at(error, ERROR_PERMISSION, path, 0,
                 "mail.ca_file is not trusted: %s: expected that only root or you can write there",
                 why);
    free(why);
    return false;
}

static bool trust(SSL_CTX *context, const MailConfig *config, Error *error)
{
    if (!config->ca_file)
        return SSL_CTX_set_default_verify_paths(context) == 1 ||
               error_set(error, ERROR_CONFIG,
                         "the system's trusted certificates can't be read: set mail.ca_file");
    if (!check_ca_file(config->ca_file, error))
        return false;
    if (SSL_CTX_load_verify_file(context, config->ca_file) == 1)
        return true;
    const char *reason = ERR_reason_error_string(ERR_peek_last_error());
    return error_set_at(error, ERROR_CONFIG, config->ca_file, 0,
                        "no trusted certificates can be read from here: %s (mail.ca_file expects "
                        "a PEM file)",
                        reason ? reason : "it can't be opened");
}

SSL_CTX *smtp_tls_new(const MailConfig *config, TlsProblem *problem, Error *error)
{
    *problem = (TlsProblem){.config = config};
    ERR_clear_error();
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    if (!context) {
        error_set(error, ERROR_SYSTEM, "OpenSSL can't be set up");
        return NULL;
    }
    struct in_addr ipv4;
    X509_VERIFY_PARAM *param = SSL_CTX_get0_param(context);
    bool by_address = inet_pton(AF_INET, config->host, &ipv4) == 1;
    bool good = SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
                SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION) == 1 &&
                (by_address ? X509_VERIFY_PARAM_set1_ip_asc(param, config->host) == 1
                            : X509_VERIFY_PARAM_set1_host(param, config->host, 0) == 1);
    if (!good)
        error_set(error, ERROR_SYSTEM, "OpenSSL does not take the name \"%s\"", config->host);
    if (!good || !trust(context, config, error)) {
        SSL_CTX_free(context);
        return NULL;
    }
    X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    SSL_CTX_set_app_data(context, problem);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, on_verify);
    return context;
}

void smtp_tls_reason(const TlsProblem *problem, char *text, size_t size)
{
    if (problem->found) {
        snprintf(text, size, _("its certificate %s"), problem->text);
        return;
    }
    unsigned long code = ERR_peek_last_error();
    const char *reason = code ? ERR_reason_error_string(code) : NULL;
    snprintf(text, size, _("TLS 1.2 could not be agreed with it: %s"),
             reason ? reason : _("the connection was closed"));
}
