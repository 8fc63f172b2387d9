/* address_item.h: one item of a text in which people have written addresses. Used by the files that
 * read such texts. */
#ifndef CORE_ADDRESS_ADDRESS_ITEM_H
#define CORE_ADDRESS_ADDRESS_ITEM_H

#include "core/address/address_list.h"

#include <stdbool.h>
#include <stddef.h>

/* What a character means between addresses. */
typedef enum AddressMeaning {
    ADDRESS_TEXT,
    ADDRESS_BLANK, /* white space, or what is not seen */
    ADDRESS_SEPARATOR,
    ADDRESS_NEWLINE,
} AddressMeaning;

/* No decision about an item looks further than so many bytes behind the character on which it is
 * made, nor beyond the end of a line; a quote is the only exception (address_window.h). */
#define ADDRESS_LOOK 256

/* The length in bytes of the character at `text`, of which there is one at least, and its meaning.
 */
size_t address_read_character(const char *text, size_t length, AddressMeaning *meaning);

/* The bytes of the quoted string that begins at `text`, with its quotes; 0 where it does not end
 * on its line. */
size_t address_quoted_length(const char *text, size_t length);

/* The bytes of what stands in round brackets, or in quotes of another kind than ", at `text`, with
 * them: a comma there separates nothing. 0 where no such begins there, where it does not end
 * within ADDRESS_LOOK bytes and its line, and where it has an @. */
size_t address_group_length(const char *text, size_t length);

/* Takes the blanks off both ends of the `*length` bytes at text + *start. */
void address_trim(const char *text, size_t *start, size_t *length);

/* The first `wanted` byte outside quotes; `length` where there is none. */
size_t address_find_unquoted(const char *text, size_t length, char wanted);

/* Reads the address in the item whose `start` and `length` are set: what stands around it, where
 * it is surely none of it (a bullet, a number, the name of a field, a comment, brackets, a full
 * stop), is left out; what is not sure is a problem. */
void address_item_read(const char *text, AddressItem *item);

#endif
