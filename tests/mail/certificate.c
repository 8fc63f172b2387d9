#include "mail/certificate.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static FILE *open_file(const char *path, const char *suffix, const char *mode)
{
    char whole[4096];
    snprintf(whole, sizeof whole, "%s%s", path, suffix);
    FILE *file = fopen(whole, mode);
    if (!file)
        abort();
    return file;
}

static void extend(X509 *certificate, int id, const char *value)
{
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, id, value);
    if (!extension || !X509_add_ext(certificate, extension, -1))
        abort();
    X509_EXTENSION_free(extension);
}

static void name_it(X509 *certificate, const char *name)
{
    X509_NAME *subject = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, (const unsigned char *)name, -1, -1,
                               0);
}

static void sign(X509 *certificate, EVP_PKEY *own, const char *authority)
{
    if (!authority) {
        X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
        X509_sign(certificate, own, EVP_sha256());
        return;
    }
    FILE *file = open_file(authority, ".crt", "r");
    X509 *issuer = PEM_read_X509(file, NULL, NULL, NULL);
    fclose(file);
    file = open_file(authority, ".key", "r");
    EVP_PKEY *key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
    fclose(file);
    X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
    X509_sign(certificate, key, EVP_sha256());
    X509_free(issuer);
    EVP_PKEY_free(key);
}

void certificate_make(const char *directory, const char *name, const CertificateWish *wish)
{
    enum { DAY = 86400 };
    char path[4096], alternative[300];
    unsigned serial = 0;
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = X509_new();
    RAND_bytes((unsigned char *)&serial, sizeof serial);
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate), (long)wish->from_day * DAY);
    X509_gmtime_adj(X509_getm_notAfter(certificate), (long)wish->to_day * DAY);
    X509_set_pubkey(certificate, key);
    name_it(certificate, wish->name);
    if (wish->authority) {
        int is_address = strspn(wish->name, "0123456789.") == strlen(wish->name);
        snprintf(alternative, sizeof alternative, "%s:%s", is_address ? "IP" : "DNS", wish->name);
        extend(certificate, NID_subject_alt_name, alternative);
    } else {
        extend(certificate, NID_basic_constraints, "critical,CA:TRUE");
        extend(certificate, NID_key_usage, "critical,digitalSignature,keyCertSign");
    }
    sign(certificate, key, wish->authority);
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = open_file(path, ".crt", "w");
    PEM_write_X509(file, certificate);
    fclose(file);
    file = open_file(path, ".key", "w");
    PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL);
    fclose(file);
    X509_free(certificate);
    EVP_PKEY_free(key);
}
