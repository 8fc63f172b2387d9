/* input_keys.h: keys as libtermkey and terminals have them, as keys of ours; for the decoder. */
#ifndef TUI_WIDGETS_INPUT_KEYS_H
#define TUI_WIDGETS_INPUT_KEYS_H

#include "tui/widgets/key.h"
#include "tui/widgets/mouse.h"

#include <stdbool.h>
#include <termkey.h>

/* False for what is no key of ours: an answer, an unknown sequence. */
bool input_key_of_termkey(const TermKeyKey *pressed, Key *key);

/* What the mouse does by a button as xterm numbers them; false where that is nothing to us. */
bool input_mouse(int button, int row, int column, Mouse *mouse);
bool input_mouse_of_termkey(const TermKeyKey *pressed, Mouse *mouse);

/* The key of a control character (0x00 to 0x1F, and 0x7F). */
Key input_key_of_control(unsigned char byte);

#endif
