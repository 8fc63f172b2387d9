/* address_index.h: the items of a text in which addresses are edited, as rows: where each begins,
 * whether it is valid, and which mailbox it is.
 *
 * Follows the edits of the text: an edit costs what it changes, not what the list has. A long text
 * is read in slices, from where it was changed on; meanwhile the rows behind are those from before.
 * The text itself stays with its owner, and is read through a function. Written for 1,000,000 rows:
 * 12 bytes a row, and 10 a place of the table of mailboxes. Items are those of address_next(), in a
 * text of less than 4 GB.
 */
#ifndef CORE_ADDRESS_ADDRESS_INDEX_H
#define CORE_ADDRESS_ADDRESS_INDEX_H

#include "core/address/address_window.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct AddressIndex AddressIndex; /* opaque: address_index_new(), address_index_free() */

/* Rows of a text of `length` bytes; nothing is read yet. */
AddressIndex *address_index_new(AddressRead *read, const void *text, size_t length);
void address_index_free(AddressIndex *rows); /* NULL is nothing to do */

/* `removed` bytes at `at` have become `inserted` bytes, and the text can be read as it is now. What
 * is short is read at once. */
void address_index_edit(AddressIndex *rows, size_t at, size_t removed, size_t inserted);

/* Reads about `bytes` more. True once all is read. */
bool address_index_scan(AddressIndex *rows, size_t bytes);
bool address_index_complete(const AddressIndex *rows);
size_t address_index_unread(const AddressIndex *rows); /* bytes */

typedef struct AddressCounts {
    size_t rows;    /* all items */
    size_t invalid; /* of them */
    size_t
        mailboxes; /* different ones: what a save keeps; rows - invalid - mailboxes are repeated */
} AddressCounts;

/* Of what is read so far. */
AddressCounts address_index_counts(const AddressIndex *rows);
size_t address_index_count(const AddressIndex *rows);

/* What is known of row `index` without a look at the text. */
typedef struct AddressRow {
    size_t start; /* of the item */
    bool valid;
    uint64_t mailbox; /* mailbox_hash() where it is valid, else 0 */
    size_t times;     /* so many rows have this mailbox; 0 where it is not valid */
    bool saved;       /* the mailbox is one of address_index_save() */
} AddressRow;

/* Row `index`, from 0. */
AddressRow address_index_get(const AddressIndex *rows, size_t index);

/* The row that `at` belongs to: the last one that begins at or before it; 0 where there is none. */
size_t address_index_at(const AddressIndex *rows, size_t at);

/* The first invalid row behind `index`, or from the first row on; ADDRESS_LIST_NONE where all are
 * valid. With `index` == ADDRESS_LIST_NONE the first of all. Linear, some ms for a million. */
size_t address_index_next_invalid(const AddressIndex *rows, size_t index);

/* For each of `count` rows (ascending) the first row with the same mailbox: itself, where it is the
 * first. One pass for all of them. */
void address_index_firsts(const AddressIndex *rows, const size_t *indexes, size_t count,
                          size_t *firsts);

/* The bytes of the item, and behind it the item: its offsets count in these bytes. The caller frees
 * them. */
char *address_index_read(const AddressIndex *rows, size_t index, AddressItem *item);

/* Remembers a checked address as saved; forgets all of them. */
void address_index_save(AddressIndex *rows, const char *address, size_t length);
void address_index_forget_saved(AddressIndex *rows);

#endif
