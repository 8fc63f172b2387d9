/* libidn2, for a domain that is not plain ASCII. */
#include "base/library.h"

#include <idn2.h>

/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): ours are words */

LIBRARY_CALL(SECCONTACTS_IDN2, int, idn2_lookup_u8,
             (const uint8_t *source, uint8_t **ascii, int flags), (source, ascii, flags))

/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */
