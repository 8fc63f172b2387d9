#include "tui/widgets/input_keys.h"

static uint32_t symbol(TermKeySym sym)
{
    switch (sym) {
    case TERMKEY_SYM_BACKSPACE:
    case TERMKEY_SYM_DEL:
        return PRESS_BACKSPACE;
    case TERMKEY_SYM_TAB:
        return PRESS_TAB;
    case TERMKEY_SYM_ENTER:
    case TERMKEY_SYM_KPENTER:
        return PRESS_ENTER;
    case TERMKEY_SYM_ESCAPE:
        return PRESS_ESCAPE;
    case TERMKEY_SYM_SPACE:
        return ' ';
    case TERMKEY_SYM_UP:
        return PRESS_UP;
    case TERMKEY_SYM_DOWN:
        return PRESS_DOWN;
    case TERMKEY_SYM_LEFT:
        return PRESS_LEFT;
    case TERMKEY_SYM_RIGHT:
        return PRESS_RIGHT;
    case TERMKEY_SYM_HOME:
    case TERMKEY_SYM_FIND: /* the VT220's key in this place */
        return PRESS_HOME;
    case TERMKEY_SYM_END:
    case TERMKEY_SYM_SELECT:
        return PRESS_END;
    case TERMKEY_SYM_PAGEUP:
        return PRESS_PAGE_UP;
    case TERMKEY_SYM_PAGEDOWN:
        return PRESS_PAGE_DOWN;
    case TERMKEY_SYM_INSERT:
        return PRESS_INSERT;
    case TERMKEY_SYM_DELETE:
        return PRESS_DELETE;
    case TERMKEY_SYM_HELP:
        return PRESS_F1;
    case TERMKEY_SYM_KPPLUS:
        return '+';
    case TERMKEY_SYM_KPMINUS:
        return '-';
    case TERMKEY_SYM_KPMULT:
        return '*';
    case TERMKEY_SYM_KPDIV:
        return '/';
    case TERMKEY_SYM_KPCOMMA:
        return ',';
    case TERMKEY_SYM_KPPERIOD:
        return '.';
    case TERMKEY_SYM_KPEQUALS:
        return '=';
    default:
        if (sym >= TERMKEY_SYM_KP0 && sym <= TERMKEY_SYM_KP9)
            return '0' + (uint32_t)(sym - TERMKEY_SYM_KP0);
        return PRESS_NONE;
    }
}

bool input_key_of_termkey(const TermKeyKey *pressed, Key *key)
{
    key->code = PRESS_NONE;
    key->modifiers = (unsigned)pressed->modifiers & (KEY_SHIFT | KEY_ALT | KEY_CONTROL);
    if (pressed->type == TERMKEY_TYPE_UNICODE && pressed->code.codepoint >= 0x20)
        key->code = (uint32_t)pressed->code.codepoint;
    else if (pressed->type == TERMKEY_TYPE_FUNCTION && pressed->code.number >= 1 &&
             pressed->code.number <= 12)
        key->code = PRESS_F1 + (uint32_t)pressed->code.number - 1;
    else if (pressed->type == TERMKEY_TYPE_KEYSYM)
        key->code = symbol(pressed->code.sym);
    *key = input_key_normal(*key);
    return key->code != PRESS_NONE;
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

bool input_mouse_of_termkey(const TermKeyKey *pressed, Mouse *mouse)
{
    int row, column, button;
    TermKeyMouseEvent event;
    if (pressed->type != TERMKEY_TYPE_MOUSE ||
        termkey_interpret_mouse(NULL, pressed, &event, &button, &row, &column) != TERMKEY_RES_KEY)
        return false;
    return event == TERMKEY_MOUSE_PRESS && row > 0 && column > 0 &&
           input_mouse(button < 4 ? button - 1 : button - 4 + 64, row - 1, column - 1, mouse);
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
