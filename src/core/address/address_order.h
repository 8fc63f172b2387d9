/* address_order.h: the items of a text of addresses in alphabetical order: what is not valid first,
 * so that it is mended, then by address, letter case aside. Equal ones keep their order.
 *
 * A million items take a second: work for a thread of its own. Written for little memory: 12 bytes
 * an item, and 4 once they are in order. Items are those of address_next(), and stay as they are
 * written, names included; in a text of less than 4 GB.
 */
#ifndef CORE_ADDRESS_ADDRESS_ORDER_H
#define CORE_ADDRESS_ADDRESS_ORDER_H

#include "base/progress.h"
#include "core/address/address_window.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct AddressOrder AddressOrder; /* opaque: address_order_new(), address_order_free() */

/* Of a text of `length` bytes, which must stay as it is. */
AddressOrder *address_order_new(AddressRead *read, const void *text, size_t length);
void address_order_free(AddressOrder *order); /* NULL is nothing to do */

/* Finds the order. False where it was given up; nobody may ask it anything then. */
bool address_order_run(AddressOrder *order, Progress *progress);

/* Then: how many items there are, and whether the text has them in this order already. */
size_t address_order_count(const AddressOrder *order);
bool address_order_is_sorted(const AddressOrder *order);

/* What is to stand between two of them: a new line too where the text has several lines. */
const char *address_order_gap(const AddressOrder *order);

/* Calls `take` for each item, in order: `length` bytes of the text, from `start` on. False where it
 * was given up. */
typedef void AddressOrderTake(void *to, size_t start, size_t length);
bool address_order_each(AddressOrder *order, AddressOrderTake *take, void *to, Progress *progress);

#endif
