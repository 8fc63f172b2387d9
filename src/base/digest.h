/* digest.h: SHA-256 (FIPS 180-4) of a row of values.
 *
 * Each value goes into it with its kind and, where it has one, its length, so that no two different
 * rows are the same bytes: ("ab", "c") is not ("a", "bc"), and NULL is not "".
 * By GLib's GChecksum, which is loaded when the first digest is made.
 */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

enum {
    DIGEST_SIZE = 32,      /* bytes of one */
    DIGEST_TEXT_SIZE = 65, /* its hexadecimal digits, with a NUL */
};

typedef struct Digest Digest; /* opaque: digest_new(), digest_free() */

/* A digest of no values yet. One thread's. */
Digest *digest_new(void);
void digest_free(Digest *digest); /* NULL is nothing to do */

/* Add a value: a number; a text, which may be NULL; bytes, that are `length` in all and follow by
 * any number of digest_part(). */
void digest_number(Digest *digest, int64_t number);
void digest_text(Digest *digest, const char *text);
void digest_bytes(Digest *digest, uint64_t length);
void digest_part(Digest *digest, const void *bytes, size_t length);

/* The digest of the values that were added; after it there are none again. */
void digest_end(Digest *digest, unsigned char hash[DIGEST_SIZE]);

/* "9f86d081..." in lower case, of DIGEST_SIZE bytes. */
void digest_words(const unsigned char hash[DIGEST_SIZE], char text[DIGEST_TEXT_SIZE]);

#endif
