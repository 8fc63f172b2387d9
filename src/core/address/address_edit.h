/* address_edit.h: whether two names are one slip of the fingers apart. Used by address_doubt.c. */
#ifndef CORE_ADDRESS_ADDRESS_EDIT_H
#define CORE_ADDRESS_ADDRESS_EDIT_H

#include <stdbool.h>
#include <stddef.h>

/* True where one byte inserted, left out or replaced, or two neighbours exchanged, make one of the
 * other (Damerau-Levenshtein distance 1). Linear, and at once for lengths that differ by more. */
bool address_is_one_edit(const char *a, size_t a_length, const char *b, size_t b_length);

#endif
