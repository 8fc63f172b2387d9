#include "core/address/address_window.h"

#include "base/memory.h"
#include "core/address/address_item.h"

#include <string.h>

#define USUAL 512 /* bytes in which an item and its end are found */

bool address_has_open_quote(const char *text, const AddressItem *item)
{
    const char *start = text + item->start, *end = start + item->length;
    const char *quote = memchr(start, '"', item->length);
    if (!quote)
        return false;
    size_t quotes = 0;
    for (; quote; quote = memchr(quote + 1, '"', (size_t)(end - quote - 1)))
        quotes++;
    return item->problem != ADDRESS_OK || quotes % 2 == 1 || memchr(start, '\\', item->length);
}

bool address_is_settled(const char *text, size_t length, const AddressItem *item, size_t end)
{
    if (end >= length || (address_has_open_quote(text, item) &&
                          !memchr(text + item->start, '\n', length - item->start)))
        return false;
    return length - end >= ADDRESS_LOOK || memchr(text + end, '\n', length - end);
}

bool address_window_read(AddressWindow *window, AddressRead *read, const void *text, size_t start,
                         AddressItem *item)
{
    for (size_t size = USUAL;; size *= 4) {
        window->bytes = memory_reserve(window->bytes, &window->size, size, 1);
        size_t length = read(text, start, window->bytes, size), position = 0;
        bool found = address_next(window->bytes, length, &position, item);
        if (length < size || (found && address_is_settled(window->bytes, length, item, position)))
            return found;
    }
}
