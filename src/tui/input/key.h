/* key.h: a key press as a value, and its name. */
#ifndef TUI_INPUT_KEY_H
#define TUI_INPUT_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    KEY_SHIFT = 1,
    KEY_ALT = 2,
    KEY_CONTROL = 4,
};

/* Keys that are no character stand above Unicode. Names begin with PRESS_ since ncurses has KEY_.
 */
enum {
    PRESS_NONE = 0x110000,
    PRESS_UP,
    PRESS_DOWN,
    PRESS_LEFT,
    PRESS_RIGHT,
    PRESS_HOME,
    PRESS_END,
    PRESS_PAGE_UP,
    PRESS_PAGE_DOWN,
    PRESS_INSERT,
    PRESS_DELETE,
    PRESS_BACKSPACE,
    PRESS_TAB,
    PRESS_ENTER,
    PRESS_ESCAPE,
    PRESS_F1, /* PRESS_F1 + n is F(n + 1), up to F12 */
    PRESS_F12 = PRESS_F1 + 11,
};

/* `code`: a Unicode character, or PRESS_...; Ctrl-A is 'a' with KEY_CONTROL, Shift-Tab PRESS_TAB
 * with KEY_SHIFT; Shift of a character is in the character. */
typedef struct Key {
    uint32_t code;
    unsigned modifiers;
} Key;

/* The same key with the same modifiers. */
bool input_key_equal(Key a, Key b);

/* The one form of a key that can be written in two: a letter with Ctrl or Alt is in lower case, and
 * no character has KEY_SHIFT. Keys of input_next() and input_key_parse() have it. */
Key input_key_normal(Key key);

/* True for a key that types a character: no Ctrl, no Alt, no PRESS_. */
bool input_key_is_text(Key key);

/* A key by its name, as forms/ has it: "Ctrl-S", "Alt-F", "F1", "?", "Shift-Tab", "PageDown",
 * "Enter", "Esc", "Space"; letter case does not count, but in a character alone ("a" is not "A").
 * False where it is no key's name. */
bool input_key_parse(const char *name, Key *key);

/* The name, as in the legend. The caller frees it. */
char *input_key_name(Key key);

#endif
