/* address_order.h: the items of a text of addresses in alphabetical order: what is not valid first,
 * so that it is mended, then by address, letter case aside. Equal ones keep their order.
 *
 * Done in slices, since a million items take a second. Items are those of address_next(), and stay
 * as they are written, names included.
 */
#ifndef CORE_ADDRESS_ORDER_H
#define CORE_ADDRESS_ORDER_H

#include <stdbool.h>
#include <stddef.h>

typedef struct AddressOrder AddressOrder; /* opaque: address_order_new(), address_order_free() */

/* Of the `length` bytes of `text`, which is taken; `text[length]` exists. */
AddressOrder *address_order_new(char *text, size_t length);
void address_order_free(AddressOrder *order); /* NULL is nothing to do */

/* Does a part that takes about as long as looking at `steps` items. True once it is done. */
bool address_order_step(AddressOrder *order, size_t steps);
unsigned address_order_percent(const AddressOrder *order);

/* Once it is done: how many items there are, and whether the text has them in this order already.
 */
size_t address_order_count(const AddressOrder *order);
bool address_order_is_sorted(const AddressOrder *order);

/* Once it is done: the items in their order, a line each where the text had several lines. The
 * caller frees it. */
char *address_order_text(const AddressOrder *order, size_t *length);

#endif
