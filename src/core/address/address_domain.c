#include "core/address/address_domain.h"

#include "base/memory.h"

#include <idn2.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>
#include <unistr.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

enum {
    LABEL_MAX = 63,
    DOMAIN_MAX = 255,
    /* No name that long becomes one of 255 octets: an A-label of 63 stands for fewer than 60
     * characters of at most 4 bytes. Spares libidn2 the rest. */
    UNICODE_MAX = 2048,
};

static bool is_let_dig(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Domain = sub-domain *("." sub-domain), of letters, digits and hyphens. Bytes from 0x80 pass for
 * letters, and no length is checked, where `unicode`. */
static AddressProblem check_ldh(const char *text, size_t length, bool unicode, size_t *offset)
{
    size_t label = 0;
    for (size_t at = 0; at <= length; at++) {
        *offset = at;
        if (at < length && (is_let_dig(text[at]) || (unicode && (unsigned char)text[at] >= 0x80)))
            continue;
        if (at < length && text[at] == '-') {
            if (at == label)
                return ADDRESS_DOMAIN_HYPHEN;
            continue;
        }
        if (at < length && text[at] != '.')
            return ADDRESS_DOMAIN_CHARACTER;
        if (at == label) {
            *offset = at == length ? at - 1 : at; /* the dot at the end, or the one too many */
            return ADDRESS_DOMAIN_DOT;
        }
        if (text[at - 1] == '-') {
            *offset = at - 1;
            return ADDRESS_DOMAIN_HYPHEN;
        }
        if (!unicode && at - label > LABEL_MAX) {
            *offset = label + LABEL_MAX;
            return ADDRESS_LABEL_LONG;
        }
        label = at + 1;
    }
    if (!unicode && length > DOMAIN_MAX) {
        *offset = DOMAIN_MAX;
        return ADDRESS_DOMAIN_LONG;
    }
    return ADDRESS_OK;
}

static void lower(const char *text, size_t length, char *to)
{
    for (size_t i = 0; i < length; i++)
        to[i] = (char)(text[i] >= 'A' && text[i] <= 'Z' ? text[i] | 0x20 : text[i]);
    to[length] = '\0';
}

/* Turns a name or one label of it into A-labels, which the caller frees.
 * Without libidn2's own STD3 rules: 2.3.3 deletes what they forbid instead of refusing it, so that
 * "a_b" would become "ab". check_ldh() of the result enforces them. */
static AddressProblem to_ascii(const char *name, char **ascii)
{
    uint8_t *result = NULL;
    size_t unused;
    int status = idn2_lookup_u8((const uint8_t *)name, &result, IDN2_NONTRANSITIONAL);
    *ascii = (char *)result;
    if (status == IDN2_TOO_BIG_LABEL || status == IDN2_PUNYCODE_BIG_OUTPUT)
        return ADDRESS_LABEL_LONG;
    if (status == IDN2_TOO_BIG_DOMAIN)
        return ADDRESS_DOMAIN_LONG;
    if (status != IDN2_OK)
        return ADDRESS_DOMAIN_IDN;
    AddressProblem problem = check_ldh(*ascii, strlen(*ascii), false, &unused);
    return problem == ADDRESS_DOMAIN_CHARACTER ? ADDRESS_DOMAIN_IDN : problem;
}

/* The bytes of the label at `text`: up to a full stop of any of the four kinds that UTS #46 takes
 * for one. `*dot` is the length of that. */
static size_t label_length(const char *text, size_t length, size_t *dot)
{
    for (size_t at = 0; at < length;) {
        ucs4_t character;
        int used = u8_mbtouc(&character, (const uint8_t *)text + at, length - at);
        *dot = (size_t)used;
        if (character == '.' || character == 0x3002 || character == 0xFF0E || character == 0xFF61)
            return at;
        at += (size_t)used;
    }
    *dot = 0;
    return length;
}

/* Which label of a name is at fault, and why; `whole` where none is by itself. */
static AddressProblem blame_label(const char *text, size_t length, AddressProblem whole,
                                  size_t *offset)
{
    char label[UNICODE_MAX + 1];
    *offset = 0;
    size_t dot = 0;
    for (size_t at = 0; at <= length;) {
        if (at == length) {
            *offset = at - dot;
            return ADDRESS_DOMAIN_DOT;
        }
        size_t size = label_length(text + at, length - at, &dot);
        if (size == 0) {
            *offset = at;
            return ADDRESS_DOMAIN_DOT;
        }
        memcpy(label, text + at, size);
        label[size] = '\0';
        char *ascii;
        AddressProblem problem = to_ascii(label, &ascii);
        free(ascii);
        if (problem != ADDRESS_OK) {
            *offset = at;
            return problem;
        }
        if (dot == 0)
            break;
        at += size + dot;
    }
    return whole;
}

/* The names converted last, in sets of four: libidn2 needs 4 us for one, and long lists have few
 * domains. */
typedef struct Known {
    size_t length; /* 0: none */
    char name[120];
    char ascii[ADDRESS_DOMAIN_SIZE];
} Known;

enum { KNOWN_SETS = 128, KNOWN_WAYS = 4 };

static pthread_key_t known_key;

static void make_key(void)
{
    if (pthread_key_create(&known_key, free) != 0)
        fatal_exit("seccontacts: too many keys of threads\n", EX_OSERR);
}

/* Those of this thread, made with its first name: as a thread's own storage they would cost each
 * thread their size at its start. */
static Known *known_set(const char *name, size_t length)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    static _Thread_local Known(*known)[KNOWN_WAYS];
    if (!known) {
        pthread_once(&once, make_key);
        known = memory_array(KNOWN_SETS, sizeof *known);
        pthread_setspecific(known_key, known);
    }
    return known[XXH3_64bits(name, length) % KNOWN_SETS];
}

static const Known *known_find(const char *name, size_t length)
{
    const Known *set = known_set(name, length);
    for (size_t way = 0; way < KNOWN_WAYS; way++) {
        if (set[way].length == length && memcmp(set[way].name, name, length) == 0)
            return &set[way];
    }
    return NULL;
}

/* In place of whichever comes next of its set. */
static void known_add(const char *name, size_t length, const char *ascii)
{
    static _Thread_local size_t turn;
    if (length > sizeof((Known *)NULL)->name)
        return;
    Known *known = known_set(name, length) + turn++ % KNOWN_WAYS;
    known->length = length;
    memcpy(known->name, name, length);
    memcpy(known->ascii, ascii, strlen(ascii) + 1);
}

static AddressProblem check_idn(const char *text, size_t length, char ascii[ADDRESS_DOMAIN_SIZE],
                                size_t *offset)
{
    char name[UNICODE_MAX + 1];
    if (length > UNICODE_MAX) {
        *offset = DOMAIN_MAX;
        return ADDRESS_DOMAIN_LONG;
    }
    lower(text, length, name);
    const Known *known = known_find(name, length);
    if (known) {
        memcpy(ascii, known->ascii, sizeof known->ascii);
        return ADDRESS_OK;
    }
    char *result;
    AddressProblem problem = to_ascii(name, &result);
    if (problem == ADDRESS_OK) {
        memcpy(ascii, result, strlen(result) + 1);
        known_add(name, length, result);
    } else {
        problem = blame_label(name, length, problem, offset);
    }
    free(result);
    return problem;
}

static bool needs_idn(const char *text, size_t length)
{
    bool label_start = true;
    for (size_t at = 0; at < length; at++) {
        if ((unsigned char)text[at] >= 0x80)
            return true;
        if (label_start && (text[at] | 0x20) == 'x' && length - at >= 4 &&
            strncasecmp(text + at, "xn--", 4) == 0)
            return true;
        label_start = text[at] == '.';
    }
    return false;
}

AddressProblem address_domain_check(const char *text, size_t length,
                                    char ascii[ADDRESS_DOMAIN_SIZE], size_t *offset)
{
    if (length > 0 && text[0] == '[')
        return address_literal_check(text, length, ascii, offset);
    bool idn = needs_idn(text, length);
    AddressProblem problem = check_ldh(text, length, idn, offset);
    if (problem != ADDRESS_OK)
        return problem;
    if (idn)
        return check_idn(text, length, ascii, offset);
    lower(text, length, ascii);
    return ADDRESS_OK;
}
