/* common.h: what many security contacts have in common, and how many different values there are of
 * what they have not. */
#ifndef SITE_COMMON_H
#define SITE_COMMON_H

#include "core/contact.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Common {
    Contact first;    /* of those added; nobody's before the first one */
    size_t count;     /* contacts that were added */
    size_t alerts;    /* of them with alerts on */
    uint64_t *emails; /* a hash of each one's addresses and their order */
    uint64_t *phones; /* and of its phone number */
    size_t email_capacity, phone_capacity;
} Common;

void common_init(Common *common);
void common_clear(Common *common);

/* Adds the values of one more contact. */
void common_add(Common *common, const Contact *contact);

/* How many different lists of addresses, phone numbers (none is one, too) they have: 1 where all
 * are as `first`; 0 without contacts. */
size_t common_emails(const Common *common);
size_t common_phones(const Common *common);

#endif
