/* json_repair.h: JSON that is nearly right, made right.
 *
 * What writes alerts cuts texts in the middle of a character, or puts raw control characters and
 * paths with single backslashes into them; an attacker may make it. The alert must not be lost for
 * that.
 */
#ifndef AZURE_JSON_REPAIR_H
#define AZURE_JSON_REPAIR_H

#include <stddef.h>

/* A copy of a JSON text in whose strings what no JSON string may hold is replaced: bytes that are
 * no UTF-8 and half surrogates by U+FFFD, control characters by their escapes, a backslash that
 * begins no escape by two. Brackets are left as they are. `*length` is the copy's. The caller frees
 * it. */
char *json_repair(const char *text, size_t *length);

#endif
