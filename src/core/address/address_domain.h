/* address_domain.h: the part of an address behind the @. Used by address.c and address_key.c. */
#ifndef CORE_ADDRESS_ADDRESS_DOMAIN_H
#define CORE_ADDRESS_ADDRESS_DOMAIN_H

#include "core/address/address.h"

/* Room for the ASCII form of any domain that is accepted, with a NUL. */
#define ADDRESS_DOMAIN_SIZE 256

/* Checks a domain or an address literal, without the @. Writes its normal form to `ascii`, with a
 * NUL: lower case, internationalised labels as A-labels, IP addresses as inet_ntop(3) writes them.
 * `*offset` is the byte of the problem in `text`, if there is one. */
AddressProblem address_domain_check(const char *text, size_t length,
                                    char ascii[ADDRESS_DOMAIN_SIZE], size_t *offset);

/* The same for an address literal: `text` begins with "[". (address_literal.c) */
AddressProblem address_literal_check(const char *text, size_t length,
                                     char ascii[ADDRESS_DOMAIN_SIZE], size_t *offset);

#endif
