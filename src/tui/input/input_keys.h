/* input_keys.h: what the sequences of terminals mean: keys and moves of the mouse; for the decoder.
 *
 * Knows xterm's and rxvt's forms, those of the VT220 and the Linux console, modifyOtherKeys and the
 * keyboard protocol of kitty, all at once: a terminal does not say which it uses, and a program
 * that ended badly may have left one of them on. All else, answers above all, is nothing.
 */
#ifndef TUI_INPUT_INPUT_KEYS_H
#define TUI_INPUT_INPUT_KEYS_H

#include "tui/input/key.h"
#include "tui/input/mouse.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { INPUT_TEXT = 16 }; /* characters that one key types at most */

typedef enum MeantKind { MEANT_NOTHING, MEANT_KEY, MEANT_TEXT, MEANT_MOUSE } MeantKind;

typedef struct Meant {
    MeantKind kind;
    Key key;
    Mouse mouse;
    uint32_t text[INPUT_TEXT]; /* MEANT_TEXT: typed by one key */
    size_t text_count;
} Meant;

/* What the control sequence means whose parameters, intermediate bytes and final byte are the
 * `length` bytes at `body`: all that stands behind "ESC [". */
Meant input_meant_by_csi(const char *body, size_t length);

/* Likewise of what stands behind "ESC O". */
Meant input_meant_by_ss3(const char *body, size_t length);

/* What the mouse does by a button as xterm numbers them; false where that is nothing to us. */
bool input_mouse(int button, int row, int column, Mouse *mouse);

/* The key of a control character (0x00 to 0x1F, and 0x7F). */
Key input_key_of_control(unsigned char byte);

/* The key of a number in kitty's protocol or modifyOtherKeys, without modifiers: a character, or a
 * functional key; PRESS_NONE for what is neither (the Shift key itself, F13). */
uint32_t input_code_of_number(uint32_t number);

#endif
