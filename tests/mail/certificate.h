/* certificate.h: certificates for servers on loopback, made for one test. */
#ifndef TESTS_CERTIFICATE_H
#define TESTS_CERTIFICATE_H

typedef struct CertificateWish {
    const char *name;      /* the DNS name or IPv4 address that it is for */
    int from_day, to_day;  /* valid, in days from now: -1 and 1 */
    const char *authority; /* directory and name of the CA's files, without ".crt"; NULL: itself */
} CertificateWish;

/* Writes DIRECTORY/NAME.crt and DIRECTORY/NAME.key: a certificate and its key. One without an
 * authority is a CA. */
void certificate_make(const char *directory, const char *name, const CertificateWish *wish);

#endif
