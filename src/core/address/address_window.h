/* address_window.h: items of a text that is read through a function, a part at a time. */
#ifndef CORE_ADDRESS_ADDRESS_WINDOW_H
#define CORE_ADDRESS_ADDRESS_WINDOW_H

#include "core/address/address_list.h"

#include <stdbool.h>
#include <stddef.h>

/* Copies up to `size` bytes of `text` from `at` on; returns how many. */
typedef size_t AddressRead(const void *text, size_t at, char *to, size_t size);

/* Whether an item of `text` has a quote that something behind it on its line may close. */
bool address_has_open_quote(const char *text, const AddressItem *item);

/* Whether the item, behind which address_next() went on at `end`, would be the same with more than
 * the `length` bytes of `text` in view: its end has been seen, the end of every quote
 * that may begin in it, and all that address_next() looks at behind its end. */
bool address_is_settled(const char *text, size_t length, const AddressItem *item, size_t end);

/* Where one item is read to. Initialise with {0}; free(bytes). */
typedef struct AddressWindow {
    char *bytes;
    size_t size;
} AddressWindow;

/* Reads the item that begins at `start`: its offsets count in window->bytes. False where there is
 * none. */
bool address_window_read(AddressWindow *window, AddressRead *read, const void *text, size_t start,
                         AddressItem *item);

#endif
