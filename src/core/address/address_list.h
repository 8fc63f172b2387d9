/* address_list.h: the addresses of a security contact, in their order, each mailbox once.
 *
 * The order means something: the first address is told first. Written for 1,000,000 addresses:
 * one block of text, few offsets, and a table of hashes that is made when first needed; a copy
 * shares all that until one of the two is changed. Several threads may read a list and its copies;
 * finding in them is for one at a time.
 */
#ifndef CORE_ADDRESS_ADDRESS_LIST_H
#define CORE_ADDRESS_ADDRESS_LIST_H

#include "core/address/address.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct AddressList AddressList; /* opaque: address_list_new(), address_list_free() */

#define ADDRESS_LIST_NONE ((size_t)-1)

AddressList *address_list_new(void);
void address_list_free(AddressList *list);               /* NULL is nothing to do */
AddressList *address_list_copy(const AddressList *list); /* at once, however long */

/* Likewise one that is to be found in while another thread may find in the list. */
AddressList *address_list_copy_indexed(const AddressList *list);

/* Gives each of two lists what the other one has. */
void address_list_swap(AddressList *a, AddressList *b);

/* An empty list, which is going to have most of the addresses of `other`, in about their order: it
 * shares their text. */
AddressList *address_list_new_delta(const AddressList *other);

/* How many addresses it has. */
size_t address_list_count(const AddressList *list);

/* The bytes of all addresses, a NUL behind each. */
size_t address_list_bytes(const AddressList *list);

/* The address at `index`, NUL-terminated, as it was added. Belongs to the list, and is good until
 * the list is changed. */
const char *address_list_get(const AddressList *list, size_t index);

/* Where the mailbox of `text` stands in the list, whatever its spelling; ADDRESS_LIST_NONE if it
 * does not. `text` must have passed address_check(). */
size_t address_list_find(const AddressList *list, const char *text, size_t length);

/* Adds a checked address at the end. A mailbox that is there already is not added: false. */
bool address_list_add(AddressList *list, const char *text, size_t length);

/* Makes room for `count` addresses of `bytes` bytes in all, so that adding them is quick. */
void address_list_reserve(AddressList *list, size_t count, size_t bytes);

/* Gives back the memory that only adding and finding need, which make it anew, unless copies share
 * it. */
void address_list_pack(AddressList *list);

/* Removes the address at `index`; the others keep their order. Linear: for many addresses there is
 * address_list_subtract(). */
void address_list_remove(AddressList *list, size_t index);

/* Removes every mailbox that `others` has too, in one go: how many. */
size_t address_list_subtract(AddressList *list, const AddressList *others);

/* Same spellings in the same order. */
bool address_list_equal(const AddressList *a, const AddressList *b);

/* The list as one text, `separator` (", " or ",\n") between two; parse of print is the identity.
 * The caller frees it. */
char *address_list_print(const AddressList *list, const char *separator);

/* One item of a text in which people have written addresses. Offsets are bytes of that text. */
typedef struct AddressItem {
    size_t start, length;           /* the item as written, without the space around it */
    size_t address, address_length; /* the address in it: without "Name <" and ">" */
    AddressProblem problem;
    size_t problem_at; /* where, if there is one */
} AddressItem;

/* The next item of `text` at or behind `*position`, which is moved behind it; false at the end.
 *
 * Items are separated by commas, semicolons (those of Chinese, Japanese and Arabic keyboards too)
 * and newlines (LF, CR LF, CR), outside quotes, and by a tab behind an @ (cells of a spreadsheet);
 * nothing between two separators is no item. White space around an item, of whatever script, does
 * not belong to it, and neither does what is not seen.
 * A newline ends an item always, and a quote that is not closed before it is no quote, so that a
 * text can be scanned from the start of any of its lines; and from that of any of its items.
 * `Name <a@b>`, `"Last, First" <a@b>` and `Last, First (IT) <a@b>` give a@b; so does `a@b <a@b>`,
 * and so does an address with what is surely none of it: a bullet or a number in front, the name
 * of a field (`To: a@b`), `mailto:`, quotes of any kind, brackets, comments, a full stop behind, a
 * name and a tab. */
bool address_next(const char *text, size_t length, size_t *position, AddressItem *item);

/* What was wrong in a text, in its order. */
typedef struct AddressFinding {
    AddressItem item;
    size_t line, column; /* of the problem, or of the duplicate, from 1; column in characters */
    bool one_line;       /* the text has no other line */
    size_t duplicate_of; /* index in the list that the same mailbox has; else ADDRESS_LIST_NONE */
} AddressFinding;

typedef struct AddressFindings {
    AddressFinding *items;
    size_t count, capacity;
    size_t invalid, duplicates; /* how many of each */
} AddressFindings;

void address_findings_clear(AddressFindings *findings);

/* Adds the valid addresses of `text` to `list`. The rest go to `findings` (initialised with {0};
 * clear it afterwards): what is not valid, and what was there already. */
void address_list_parse(AddressList *list, const char *text, size_t length,
                        AddressFindings *findings);

/* Where a text that comes in parts goes on. Initialise with {0}. */
typedef struct AddressPart {
    size_t offset, line; /* where the next part begins; the lines before it */
    bool broken, lines;  /* a line has ended; there is something behind such an end */
} AddressPart;

/* The same for the next part of a text. Each part is of whole lines: the last one may end without a
 * newline. */
void address_list_parse_part(AddressList *list, const char *text, size_t length, AddressPart *part,
                             AddressFindings *findings);

/* After the last part: completes the findings. */
void address_list_parse_end(const AddressPart *part, AddressFindings *findings);

/* "line 2, column 7: "a@b@c": a second @: ..." or "column 9: "A@b.c" is the same mailbox as
 * "a@b.c"". The line is named only where the text has several; a long item is cut. `text` is the
 * text that was parsed, `list` the list that it was parsed into. Made visible. The caller frees
 * it. */
char *address_finding_text(const AddressFinding *finding, const char *text, size_t length,
                           const AddressList *list);

#endif
