/* input_keys.h: keys as libtermkey and terminals have them, as keys of ours; for the decoder. */
#ifndef TUI_WIDGETS_INPUT_KEYS_H
#define TUI_WIDGETS_INPUT_KEYS_H

#include "tui/widgets/key.h"

#include <stdbool.h>
#include <termkey.h>

/* False for what is no key of ours: a mouse, an answer, an unknown sequence. */
bool input_key_of_termkey(const TermKeyKey *pressed, Key *key);

/* The key of a control character (0x00 to 0x1F, and 0x7F). */
Key input_key_of_control(unsigned char byte);

#endif
