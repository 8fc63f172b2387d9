/* fold.h: texts compared as people search: letter case and accents do not count. */
#ifndef BASE_FOLD_H
#define BASE_FOLD_H

#include <stddef.h>

/* `text` without letter case and accents, for strstr() with another one: case-folded, compatibility
 * decomposed (UAX #15, NFKD), combining marks left out. Bytes that are no UTF-8 stay as they are.
 * The caller frees it. */
char *fold_text(const char *text);

#endif
