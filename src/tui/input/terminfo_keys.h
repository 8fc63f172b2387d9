/* terminfo_keys.h: what the terminfo database says of a terminal's keys. */
#ifndef TUI_INPUT_TERMINFO_KEYS_H
#define TUI_INPUT_TERMINFO_KEYS_H

#include <stdbool.h>
#include <stddef.h>

/* The strings that a terminal of type `term` sends for the `count` keys that terminfo(5) calls
 * `names` ("kcuu1"): strings[i] is that of names[i], which the caller frees, or NULL where it has
 * none. False, and all of them NULL, for a type that is not known. The terminal that ncurses has
 * open stays as it is. */
bool terminfo_key_strings(const char *term, const char *const *names, char **strings, size_t count);

#endif
