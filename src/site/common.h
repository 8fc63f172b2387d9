/* common.h: what many security contacts have in common, and how many different values there are of
 * what they have not. */
#ifndef SITE_COMMON_H
#define SITE_COMMON_H

#include "core/contact.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Common {
    Contact first;                         /* of those added; nobody's before the first one */
    size_t count;                          /* contacts that were added */
    size_t on[CONTACT_FIELD_COUNT];        /* of them with this toggle on */
    uint64_t *values[CONTACT_FIELD_COUNT]; /* a hash of each one's value: of the addresses and
                                              their order, of a text */
    size_t capacity[CONTACT_FIELD_COUNT];
} Common;

void common_init(Common *common);
void common_clear(Common *common);

/* Adds the values of one more contact. */
void common_add(Common *common, const Contact *contact);

/* How many different values of the field (none is one, too) they have: 1 where all are as `first`;
 * 0 without contacts. */
size_t common_values(const Common *common, size_t field);

#endif
