/* address_edit.c: whether two names are one slip of the fingers apart. */
#include "core/address/address_edit.h"

bool address_is_one_edit(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t longer = a_length > b_length ? a_length : b_length;
    size_t shorter = a_length + b_length - longer;
    if (longer - shorter > 1)
        return false;
    size_t front = 0, back = 0;
    while (front < shorter && a[front] == b[front])
        front++;
    while (back < shorter - front && a[a_length - 1 - back] == b[b_length - 1 - back])
        back++;
    if (longer - shorter == 1)
        return front + back == shorter;
    size_t differ = shorter - front - back;
    return differ == 1 || (differ == 2 && a[front] == b[front + 1] && a[front + 1] == b[front]);
}
