/* address_table.h: addresses in a table: CSV (RFC 4180), tab-separated values, Markdown.
 *
 * A text is a table where all its lines have as many cells, more than one, and one column alone is
 * that of the addresses: the only one with an @, or the only one whose heading says so. What is not
 * surely one stays a text in which people have written addresses.
 */
#ifndef CORE_ADDRESS_ADDRESS_TABLE_H
#define CORE_ADDRESS_ADDRESS_TABLE_H

#include "core/address/address_list.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct AddressTable {
    size_t column; /* of the addresses, from 1 */
    size_t columns;
    bool header;    /* the first line has the names of the columns */
    size_t rows;    /* lines with an address */
    size_t without; /* lines without one; the header is none of them */
    size_t skipped; /* cells of other columns that are not empty; those of the header are none */
} AddressTable;

/* The cells of the addresses, each in the line in which it is in `text`, the other lines empty;
 * NULL where the text is no table. The caller frees it. */
char *address_table_extract(const char *text, size_t length, AddressTable *found);

/* Parses a text as address_list_parse() does, and where that finds what is no address, as a table.
 * `*taken` is the text of the findings then, for the caller to free, or NULL where it is `text`. */
void address_table_parse(AddressList *list, const char *text, size_t length, char **taken,
                         AddressTable *table, AddressFindings *findings);

/* What was taken of it and what was not: "a table: the addresses are those of column 2 of 3; 4
 * other cells are left out". The caller frees it. */
char *address_table_words(const AddressTable *table);

#endif
