/* input_keys.c: numbers and control characters, as keys. */
#include "tui/input/input_keys.h"

/* Of kitty's functional keys, which have numbers of the Private Use Area (kitty's "Comprehensive
 * keyboard handling in terminals"): the keypad's. */
enum {
    FUNCTIONAL_FIRST = 0xE000,
    FUNCTIONAL_LAST = 0xF8FF,
    KEYPAD_0 = 57399,
    KEYPAD_9 = KEYPAD_0 + 9,
    KEYPAD_DECIMAL = 57409, /* and what follows in keypad[] */
};

static const uint32_t keypad[] = {
    '.',        '/',        '*',          '-',          '+',        PRESS_ENTER,   '=',
    ',',        PRESS_LEFT, PRESS_RIGHT,  PRESS_UP,     PRESS_DOWN, PRESS_PAGE_UP, PRESS_PAGE_DOWN,
    PRESS_HOME, PRESS_END,  PRESS_INSERT, PRESS_DELETE,
};
enum { KEYPAD = sizeof keypad / sizeof *keypad };

static uint32_t functional(uint32_t number)
{
    if (number >= KEYPAD_0 && number <= KEYPAD_9)
        return '0' + (number - KEYPAD_0);
    if (number >= KEYPAD_DECIMAL && number < KEYPAD_DECIMAL + KEYPAD)
        return keypad[number - KEYPAD_DECIMAL];
    return PRESS_NONE;
}

uint32_t input_code_of_number(uint32_t number)
{
    switch (number) {
    case 0x08:
    case 0x7F:
        return PRESS_BACKSPACE;
    case 0x09:
        return PRESS_TAB;
    case 0x0D:
        return PRESS_ENTER;
    case 0x1B:
        return PRESS_ESCAPE;
    default:
        break;
    }
    if (number >= FUNCTIONAL_FIRST && number <= FUNCTIONAL_LAST)
        return functional(number);
    bool control = number < 0x20 || (number >= 0x80 && number < 0xA0);
    bool surrogate = number >= 0xD800 && number < 0xE000;
    return control || surrogate || number > 0x10FFFF ? PRESS_NONE : number;
}

/* As xterm numbers them: 64 is the wheel. */
bool input_mouse(int button, int row, int column, Mouse *mouse)
{
    enum { MODIFIERS = 4 | 8 | 16, WHEEL_UP = 64, WHEEL_DOWN = 65 };
    button &= ~MODIFIERS;
    if (button != 0 && button != WHEEL_UP && button != WHEEL_DOWN)
        return false;
    mouse->kind = button == WHEEL_UP     ? MOUSE_WHEEL_UP
                  : button == WHEEL_DOWN ? MOUSE_WHEEL_DOWN
                                         : MOUSE_PRESS;
    mouse->row = row;
    mouse->column = column;
    return true;
}

Key input_key_of_control(unsigned char byte)
{
    switch (byte) {
    case 0x00:
        return (Key){' ', KEY_CONTROL};
    case 0x08:
    case 0x7F:
        return (Key){PRESS_BACKSPACE, 0};
    case 0x09:
        return (Key){PRESS_TAB, 0};
    case 0x0A: /* what a paste that is not bracketed has for Enter */
    case 0x0D:
        return (Key){PRESS_ENTER, 0};
    case 0x1B:
        return (Key){PRESS_ESCAPE, 0};
    default:
        return input_key_normal((Key){byte + 0x40U, KEY_CONTROL});
    }
}
