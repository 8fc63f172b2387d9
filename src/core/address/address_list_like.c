/* A list of addresses that has most of them in common with another one, and shares their text. */
#include "base/memory.h"
#include "core/address/address_list_internal.h"

#include <stdlib.h>
#include <string.h>

#define OWN    0x80000000U /* of a ref: it is in the text of the list itself */
#define AHEAD  16          /* so many of the other list are looked at for one */
#define ASTRAY 64 /* after so many that were not there, one is looked for in all of the list */

/* Where in the other list it is. */
struct AddressLike {
    AddressList *list;   /* the other one, with a table of its own */
    size_t next, missed; /* the address that is likely to be next; how many were not there */
};

AddressList *address_list_new_delta(const AddressList *other)
{
    AddressList *list = address_list_new();
    const AddressBody *from = other->body->owner ? other->body->owner : other->body;
    AddressBody *base = from->refs           ? from->base
                        : other->body->owner ? other->body->owner
                                             : other->body;
    if (from->count == 0 || base->text_size >= OWN)
        return list;
    AddressBody *body = list->body;
    atomic_fetch_add(&base->users, 1);
    body->base = base;
    body->like = memory_new(sizeof *body->like);
    body->like->list = address_list_copy_indexed(other);
    body->refs = memory_reserve(NULL, &body->ref_capacity, from->count, sizeof *body->refs);
    return list;
}

const char *address_ref_get(const AddressBody *body, uint32_t ref)
{
    return ref & OWN ? body->text + (ref & ~OWN) : body->base->text + ref;
}

void address_refs_end(AddressBody *body)
{
    if (body->like)
        address_list_free(body->like->list);
    free(body->like);
    body->like = NULL;
}

void address_refs_resolve(AddressBody *body)
{
    if (!body->refs)
        return;
    address_refs_end(body);
    AddressBody plain = {.slots = body->slots, .slot_bits = body->slot_bits};
    for (size_t i = 0; i < body->count; i++) {
        const char *text = address_ref_get(body, body->refs[i]);
        address_body_append(&plain, text, strlen(text));
    }
    address_body_leave(body->base);
    free(body->refs);
    free(body->text);
    atomic_init(&plain.users, atomic_load(&body->users));
    *body = plain;
}

static bool is_at(const AddressBody *other, size_t index, const char *text, size_t length)
{
    if (index >= other->count)
        return false;
    const char *there = address_body_get(other, index);
    return strncmp(there, text, length) == 0 && there[length] == '\0';
}

/* Where the other list has this address, in this spelling: at the place that is likely, or, once
 * the two have parted, anywhere. */
static size_t find_there(struct AddressLike *like, const char *text, size_t length)
{
    const AddressBody *other = like->list->body;
    for (size_t i = like->next; i < like->next + AHEAD; i++) {
        if (is_at(other, i, text, length)) {
            like->missed /= 2;
            return i;
        }
    }
    if (like->missed++ < ASTRAY)
        return ADDRESS_LIST_NONE;
    size_t index = address_list_find(like->list, text, length);
    return index != ADDRESS_LIST_NONE && is_at(other, index, text, length) ? index
                                                                           : ADDRESS_LIST_NONE;
}

/* Puts it into the text of the body itself: its ref. */
static uint32_t keep(AddressBody *body, const char *text, size_t length)
{
    size_t at = body->text_size;
    body->text = memory_reserve(body->text, &body->text_capacity, at + length + 1, 1);
    memcpy(body->text + at, text, length);
    body->text[at + length] = '\0';
    body->text_size += length + 1;
    return (uint32_t)at | OWN;
}

/* Where the text of the body itself has become a good part of all, sharing is not worth it. */
static bool is_different(const AddressBody *body)
{
    enum { FEW = 1 << 16 };
    return body->text_size > body->base->text_size / 4 + FEW || !body->like;
}

void address_ref_append(AddressBody *body, const char *text, size_t length)
{
    if (is_different(body)) {
        address_refs_resolve(body);
        address_body_append(body, text, length);
        return;
    }
    struct AddressLike *like = body->like;
    const AddressBody *other = like->list->body;
    size_t index = find_there(like, text, length);
    uint32_t ref = OWN;
    if (index != ADDRESS_LIST_NONE) {
        like->next = index + 1;
        ref = other->refs ? other->refs[index]
                          : (uint32_t)(address_body_get(other, index) - other->text);
    }
    if (ref & OWN)
        ref = keep(body, text, length);
    else
        body->base_size += length + 1;
    body->refs =
        memory_reserve(body->refs, &body->ref_capacity, body->count + 1, sizeof *body->refs);
    body->refs[body->count++] = ref;
}
