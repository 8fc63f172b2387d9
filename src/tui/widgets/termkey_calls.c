/* libtermkey, which the first key that is an escape sequence needs. */
#include "core/library.h"

#include <termkey.h>

/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): ours are words */

#define CALL(type, name, parameters, arguments)                                                    \
    LIBRARY_CALL(SECCONTACTS_TERMKEY, type, name, parameters, arguments)

CALL(TermKey *, termkey_new_abstract, (const char *term, int flags), (term, flags))
CALL(void, termkey_destroy, (TermKey * termkey), (termkey))
CALL(size_t, termkey_push_bytes, (TermKey * termkey, const char *bytes, size_t length),
     (termkey, bytes, length))
CALL(size_t, termkey_get_buffer_size, (TermKey * termkey), (termkey))
CALL(size_t, termkey_get_buffer_remaining, (TermKey * termkey), (termkey))
CALL(TermKeyResult, termkey_getkey, (TermKey * termkey, TermKeyKey *key), (termkey, key))
CALL(TermKeyResult, termkey_getkey_force, (TermKey * termkey, TermKeyKey *key), (termkey, key))
CALL(TermKeyResult, termkey_interpret_mouse,
     (TermKey * termkey, const TermKeyKey *key, TermKeyMouseEvent *event, int *button, int *line,
      int *column),
     (termkey, key, event, button, line, column))

/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */
