/* input_terminal.h: what a terminal sends for its keys, as its terminfo entry has it. */
#ifndef TUI_INPUT_INPUT_TERMINAL_H
#define TUI_INPUT_INPUT_TERMINAL_H

#include "tui/input/key.h"

#include <stddef.h>

/* A key and the escape sequence that it sends. */
typedef struct TerminalKey {
    char *bytes; /* begins with Esc; NUL-terminated */
    Key key;
} TerminalKey;

/* The keys of terminal type `term` that send an escape sequence (terminfo(5), key_...; the strings
 * that begin with another byte are control characters). An array of `*count`, which the caller
 * frees by terminal_keys_free(); it is empty for a type that is not known. */
TerminalKey *terminal_keys_new(const char *term, size_t *count);
void terminal_keys_free(TerminalKey *keys, size_t count);

#endif
