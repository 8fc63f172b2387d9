#include "base/digest.h"

#include "base/memory.h"

#include <endian.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>

struct Digest {
    GChecksum *checksum;
};

enum { PART_MOST = 1 << 30 /* GLib counts bytes by signed numbers */ };

Digest *digest_new(void)
{
    Digest *digest = memory_new(sizeof *digest);
    digest->checksum = g_checksum_new(G_CHECKSUM_SHA256);
    return digest;
}

void digest_free(Digest *digest)
{
    if (!digest)
        return;
    g_checksum_free(digest->checksum);
    free(digest);
}

static void add_head(Digest *digest, char kind, uint64_t number)
{
    unsigned char head[1 + sizeof number];
    number = htobe64(number);
    head[0] = (unsigned char)kind;
    memcpy(head + 1, &number, sizeof number);
    g_checksum_update(digest->checksum, head, sizeof head);
}

void digest_number(Digest *digest, int64_t number)
{
    add_head(digest, 'i', (uint64_t)number);
}

void digest_text(Digest *digest, const char *text)
{
    add_head(digest, text ? 't' : 'n', text ? strlen(text) : 0);
    if (text)
        digest_part(digest, text, strlen(text));
}

void digest_bytes(Digest *digest, uint64_t length)
{
    add_head(digest, 'b', length);
}

void digest_part(Digest *digest, const void *bytes, size_t length)
{
    const unsigned char *at = bytes;
    while (length > 0) {
        size_t part = length < PART_MOST ? length : PART_MOST;
        g_checksum_update(digest->checksum, at, (gssize)part);
        at += part;
        length -= part;
    }
}

void digest_end(Digest *digest, unsigned char hash[DIGEST_SIZE])
{
    gsize length = DIGEST_SIZE;
    g_checksum_get_digest(digest->checksum, hash, &length);
    g_checksum_reset(digest->checksum);
}

void digest_words(const unsigned char hash[DIGEST_SIZE], char text[DIGEST_TEXT_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < DIGEST_SIZE; i++) {
        text[2 * i] = digits[hash[i] >> 4];
        text[2 * i + 1] = digits[hash[i] & 15];
    }
    text[DIGEST_TEXT_SIZE - 1] = '\0';
}
