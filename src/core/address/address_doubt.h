/* address_doubt.h: what of an address that is valid is probably a mistake.
 *
 * A doubt is a warning, which a user may override: nobody but the domain itself knows what it is
 * called. Domains are judged once each, by the domains that are used often beside it.
 */
#ifndef CORE_ADDRESS_ADDRESS_DOUBT_H
#define CORE_ADDRESS_ADDRESS_DOUBT_H

#include "core/address/address_list.h"

typedef enum AddressDoubt {
    ADDRESS_DOUBT_NONE = 0,
    ADDRESS_DOUBT_TYPO,   /* one edit away from a big provider's domain, or from one used often */
    ADDRESS_DOUBT_TLD,    /* no such top-level domain (Public Suffix List, as the system has it) */
    ADDRESS_DOUBT_DOT,    /* no dot in the domain */
    ADDRESS_DOUBT_IPV4,   /* an IPv4 address without brackets */
    ADDRESS_DOUBT_SCRIPT, /* letters of another script that look like those of another domain */
    ADDRESS_DOUBT_MARK,   /* a mark in front that was perhaps not meant: 'a@b.com */
} AddressDoubt;

/* Domains, and how often each is used. Not for several threads at once. */
typedef struct AddressDomains AddressDomains; /* opaque: address_domains_new(), _free() */

AddressDomains *address_domains_new(void);
void address_domains_free(AddressDomains *domains); /* NULL is nothing to do */

/* Counts the domains of the list's addresses. To be called before the first judgement. */
void address_domains_count(AddressDomains *domains, const AddressList *list);

/* What is doubtful about a checked address. `*domain`, where not NULL, is the text of its domain as
 * it is kept: the same pointer for each address of one domain; NULL where the doubt is not about
 * the domain. */
AddressDoubt address_doubt(AddressDomains *domains, const char *address, const char **domain);

/* The doubt in words: "did you mean soc@gmail.com?". Made visible. The caller frees it. */
char *address_doubt_text(AddressDomains *domains, const char *address);

/* What is doubtful in a list. */
typedef struct AddressDoubts {
    size_t *items; /* indexes in the list: of the first ADDRESS_DOUBTS_MOST */
    size_t count;  /* of all of them */
} AddressDoubts;

#define ADDRESS_DOUBTS_MOST 1000

/* Judges the addresses of `list` that are not in `known`, which may be NULL. Clear the result. */
AddressDoubts address_doubts_find(AddressDomains *domains, const AddressList *list,
                                  const AddressList *known);
void address_doubts_clear(AddressDoubts *doubts);

#endif
