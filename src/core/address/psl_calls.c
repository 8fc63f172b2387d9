/* libpsl, for a top-level domain that is not one of the usual ones. */
#include "base/library.h"

#include <libpsl.h>

/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): ours are words */

LIBRARY_CALL(SECCONTACTS_PSL, psl_ctx_t *, psl_latest, (const char *file), (file))
LIBRARY_CALL(SECCONTACTS_PSL, int, psl_is_public_suffix2,
             (const psl_ctx_t *list, const char *domain, int type), (list, domain, type))

/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */
