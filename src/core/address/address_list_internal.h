/* address_list_internal.h: what the files of the list of addresses share; nobody else includes it.
 */
#ifndef CORE_ADDRESS_ADDRESS_LIST_INTERNAL_H
#define CORE_ADDRESS_ADDRESS_LIST_INTERNAL_H

#include "core/address/address_list.h"

#include <stdatomic.h>
#include <stdint.h>

/* What copies of a list share until one of them is changed. */
typedef struct AddressBody {
    atomic_size_t users;
    struct AddressBody *owner; /* whose text and offsets it has; NULL: they are its own */
    char *text;                /* addresses, a NUL behind each */
    size_t text_size, text_capacity;
    size_t *offsets; /* in `text`, of some addresses; NULL where there are refs */
    size_t count, offset_capacity;
    /* The table of mailboxes: open addressing, linear probing; NULL until needed. A slot is 0 when
     * free, else index + 1 in the lowest `slot_bits` bits, and above them a part of the hash. */
    uint32_t *slots;
    unsigned slot_bits;
    /* Of a list like another one: where each address is, in `text` or in that of `base`. */
    uint32_t *refs;                 /* NULL: all are in `text`, one behind the other */
    size_t ref_capacity, base_size; /* bytes that are in the base, NULs included */
    struct AddressBody *base;
    struct AddressLike *like; /* while it is being made */
} AddressBody;

struct AddressList {
    AddressBody *body;
};

/* address_list.c */
AddressBody *address_body_new(void);
void address_body_leave(AddressBody *body);
const char *address_body_get(const AddressBody *body, size_t index);
/* Puts `text`, of which `length` bytes are the address, behind the others. */
void address_body_append(AddressBody *body, const char *text, size_t length);

/* address_list_like.c: the address that a ref stands for. */
const char *address_ref_get(const AddressBody *body, uint32_t ref);
/* Likewise puts an address behind the others of a body with refs, which it may lose by that. */
void address_ref_append(AddressBody *body, const char *text, size_t length);
/* The body has refs no more. */
void address_refs_resolve(AddressBody *body);
/* No address follows: gives back what only appending needs. */
void address_refs_end(AddressBody *body);

#endif
