/* input_meaning.c: the sequences of keys and of the mouse, taken apart. */
#include "tui/input/input_keys.h"

#include <string.h>
#include <unicase.h>

enum {
    MOST_PARAMETERS = 4,
    MOST_PARTS = INPUT_TEXT, /* of one parameter, between colons */
    LARGEST = 0x110000,      /* more is no key */
};

/* "1:3;5" as numbers; what is not there is -1. */
typedef struct Parameters {
    int64_t value[MOST_PARAMETERS][MOST_PARTS];
    size_t count; /* may be more than there is room for */
} Parameters;

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* False where there is something else than digits, ";" and ":". */
static bool read_parameters(const char *text, size_t length, Parameters *parameters)
{
    size_t part = 0;
    memset(parameters->value, -1, sizeof parameters->value);
    parameters->count = length > 0;
    for (size_t i = 0; i < length; i++) {
        size_t at = parameters->count - 1;
        bool room = at < MOST_PARAMETERS && part < MOST_PARTS;
        if (text[i] == ';') {
            parameters->count++;
            part = 0;
        } else if (text[i] == ':') {
            part++;
        } else if (!is_digit(text[i])) {
            return false;
        } else if (room) {
            int64_t *value = &parameters->value[at][part];
            int64_t longer = (*value < 0 ? 0 : *value) * 10 + (text[i] - '0');
            *value = longer < LARGEST ? longer : LARGEST;
        }
    }
    return true;
}

/* The modifiers and the kind of event that a parameter tells; false for the release of a key, and
 * for a modifier that none of our keys has. Caps Lock and Num Lock make no difference. */
static bool read_modifiers(const int64_t *parts, bool meta_is_alt, unsigned *modifiers)
{
    enum { PRESSED = 1, REPEATED = 2, META = 8, LOCKS = 64 | 128, MOST = 256 };
    int64_t bits = parts[0] < 1 ? 0 : parts[0] - 1;
    int64_t event = parts[1] < 0 ? PRESSED : parts[1];
    if (bits >= MOST || (event != PRESSED && event != REPEATED))
        return false;
    bits &= ~LOCKS;
    if (meta_is_alt && (bits & META))
        bits = (bits & ~META) | KEY_ALT;
    *modifiers = (unsigned)bits;
    return bits <= (KEY_SHIFT | KEY_ALT | KEY_CONTROL);
}

static Meant key(uint32_t code, unsigned modifiers)
{
    if (code == PRESS_NONE)
        return (Meant){.kind = MEANT_NOTHING};
    return (Meant){.kind = MEANT_KEY, .key = input_key_normal((Key){code, modifiers})};
}

/* ---- Keys that have a letter of their own ---- */

static uint32_t code_of_letter(char letter)
{
    switch (letter) {
    case 'A':
        return PRESS_UP;
    case 'B':
        return PRESS_DOWN;
    case 'C':
        return PRESS_RIGHT;
    case 'D':
        return PRESS_LEFT;
    case 'H':
        return PRESS_HOME;
    case 'F':
        return PRESS_END;
    case 'P':
    case 'Q':
    case 'R':
    case 'S':
        return PRESS_F1 + (uint32_t)(letter - 'P');
    case 'Z':
        return PRESS_TAB;
    default:
        return PRESS_NONE;
    }
}

/* rxvt's arrows with Shift (CSI) or Ctrl (SS3). */
static uint32_t code_of_small_letter(char letter)
{
    return letter >= 'a' && letter <= 'd' ? code_of_letter((char)(letter - 'a' + 'A')) : PRESS_NONE;
}

/* "ESC [ 1 ; 5 A", or "ESC [ 5 A" as of an old xterm. With two numbers in front of its letter, F3
 * is a report of the cursor's place (CPR). */
static Meant meant_by_letter(char letter, const Parameters *parameters)
{
    unsigned modifiers = 0;
    bool alone = parameters->count <= 1;
    const int64_t *first = parameters->value[0];
    if (parameters->count > 2 || (letter == 'R' && parameters->count > 0) ||
        (alone ? first[0] > 8 : first[0] > 1) ||
        !read_modifiers(alone ? first : parameters->value[1], true, &modifiers))
        return (Meant){.kind = MEANT_NOTHING};
    if (letter == 'Z')
        modifiers |= KEY_SHIFT;
    return key(code_of_letter(letter), modifiers);
}

/* ---- Keys that have a number ---- */

static uint32_t code_of_tilde(int64_t number)
{
    static const uint32_t codes[] = {
        [1] = PRESS_HOME,    [2] = PRESS_INSERT,    [3] = PRESS_DELETE,   [4] = PRESS_END,
        [5] = PRESS_PAGE_UP, [6] = PRESS_PAGE_DOWN, [7] = PRESS_HOME,     [8] = PRESS_END,
        [11] = PRESS_F1,     [12] = PRESS_F1 + 1,   [13] = PRESS_F1 + 2,  [14] = PRESS_F1 + 3,
        [15] = PRESS_F1 + 4, [17] = PRESS_F1 + 5,   [18] = PRESS_F1 + 6,  [19] = PRESS_F1 + 7,
        [20] = PRESS_F1 + 8, [21] = PRESS_F1 + 9,   [23] = PRESS_F1 + 10, [24] = PRESS_F12,
    };
    bool known = number > 0 && number < (int64_t)(sizeof codes / sizeof *codes);
    return known && codes[number] ? codes[number] : PRESS_NONE;
}

/* A character with Ctrl or Alt is that of the key, one without is what was typed with it: with
 * Shift, the other one. */
static Meant meant_by_character(const int64_t *codes, unsigned modifiers)
{
    uint32_t code = codes[0] < 0 ? PRESS_NONE : input_code_of_number((uint32_t)codes[0]);
    /* On a keyboard of another script, by the place of the key: Ctrl-S is there, too. */
    if ((modifiers & (KEY_CONTROL | KEY_ALT)) && code >= 0x80 && code < PRESS_NONE && codes[2] > 0)
        code = input_code_of_number((uint32_t)codes[2]);
    if (modifiers == KEY_SHIFT && code < PRESS_NONE)
        code = codes[1] > 0 ? input_code_of_number((uint32_t)codes[1]) : uc_toupper(code);
    return key(code, modifiers);
}

/* The text that kitty says was typed. */
static Meant meant_by_text(const int64_t *codes)
{
    Meant meant = {.kind = MEANT_TEXT};
    for (size_t i = 0; i < INPUT_TEXT && codes[i] >= 0; i++) {
        uint32_t code = input_code_of_number((uint32_t)codes[i]);
        if (code < PRESS_NONE)
            meant.text[meant.text_count++] = code;
    }
    return meant;
}

/* CSI CODE:SHIFTED:PLACE ; MODIFIERS:EVENT ; TEXT u */
static Meant meant_by_kitty(const Parameters *parameters)
{
    unsigned modifiers;
    const int64_t *codes = parameters->value[0];
    if (parameters->count > 3 || !read_modifiers(parameters->value[1], false, &modifiers))
        return (Meant){.kind = MEANT_NOTHING};
    bool typed = parameters->value[2][0] >= 0 && !(modifiers & (KEY_CONTROL | KEY_ALT));
    bool character = codes[0] <= 0 || input_code_of_number((uint32_t)codes[0]) < PRESS_NONE;
    return typed && character ? meant_by_text(parameters->value[2])
                              : meant_by_character(codes, modifiers);
}

/* CSI 27 ; MODIFIERS ; CODE ~ */
static Meant meant_by_other_key(const Parameters *parameters)
{
    unsigned modifiers;
    if (!read_modifiers(parameters->value[1], true, &modifiers))
        return (Meant){.kind = MEANT_NOTHING};
    /* The character is what Shift has made of it already. */
    const int64_t *codes = parameters->value[2];
    bool letter = codes[0] >= 'a' && codes[0] <= 'z';
    bool shifted = modifiers == KEY_SHIFT && codes[0] > ' ' && codes[0] != 0x7F && !letter;
    return meant_by_character(codes, shifted ? 0 : modifiers);
}

static Meant meant_by_tilde(const Parameters *parameters, unsigned more)
{
    unsigned modifiers;
    if (parameters->count == 3 && parameters->value[0][0] == 27)
        return meant_by_other_key(parameters);
    if (parameters->count > 2 || !read_modifiers(parameters->value[1], true, &modifiers))
        return (Meant){.kind = MEANT_NOTHING};
    return key(code_of_tilde(parameters->value[0][0]), modifiers | more);
}

/* ---- The mouse ---- */

static Meant mouse(int64_t button, int64_t column, int64_t row)
{
    Meant meant = {.kind = MEANT_NOTHING};
    if (button >= 0 && column > 0 && row > 0 &&
        input_mouse((int)button, (int)row - 1, (int)column - 1, &meant.mouse))
        meant.kind = MEANT_MOUSE;
    return meant;
}

/* "ESC [ M" and three bytes, 32 above what they mean; or, of rxvt, three numbers before the M. */
static Meant meant_by_old_mouse(const char *body, size_t length, const Parameters *parameters)
{
    enum { ABOVE = 32 };
    const unsigned char *bytes = (const unsigned char *)body;
    if (parameters->count == 3)
        return mouse(parameters->value[0][0] - ABOVE, parameters->value[1][0],
                     parameters->value[2][0]);
    if (length != 4)
        return (Meant){.kind = MEANT_NOTHING};
    return mouse(bytes[1] - ABOVE, bytes[2] - ABOVE, bytes[3] - ABOVE);
}

/* ---- All together ---- */

Meant input_meant_by_csi(const char *body, size_t length)
{
    Meant nothing = {.kind = MEANT_NOTHING};
    Parameters parameters;
    if (length == 0)
        return nothing;
    if (length == 2 && body[0] == '[') /* the Linux console */
        return body[1] >= 'A' && body[1] <= 'E' ? key(PRESS_F1 + (uint32_t)(body[1] - 'A'), 0)
                                                : nothing;
    if (body[0] == 'M')
        return meant_by_old_mouse(body, length, &(Parameters){.count = 0});
    char last = body[length - 1];
    bool sgr_mouse = body[0] == '<';
    if (!read_parameters(body + sgr_mouse, length - 1 - sgr_mouse, &parameters))
        return nothing; /* with a private prefix, or intermediate bytes, as answers have them */
    if (sgr_mouse)      /* xterm's mode 1006: "M" is pressed, "m" let go */
        return last == 'M' && parameters.count == 3
                   ? mouse(parameters.value[0][0], parameters.value[1][0], parameters.value[2][0])
                   : nothing;
    switch (last) {
    case '~':
        return meant_by_tilde(&parameters, 0);
    case '^': /* rxvt's keys with Ctrl, and with Shift as well */
        return meant_by_tilde(&parameters, KEY_CONTROL);
    case '@':
        return meant_by_tilde(&parameters, KEY_CONTROL | KEY_SHIFT);
    case 'u':
        return meant_by_kitty(&parameters);
    case 'M':
        return meant_by_old_mouse(body, length, &parameters);
    default:
        break;
    }
    if (parameters.count == 0 && code_of_small_letter(last) != PRESS_NONE)
        return key(code_of_small_letter(last), KEY_SHIFT);
    return meant_by_letter(last, &parameters);
}

/* The keypad of a VT100 in its application mode. */
static uint32_t code_of_keypad(char letter)
{
    if (letter >= 'p' && letter <= 'y')
        return '0' + (uint32_t)(letter - 'p');
    if (letter >= 'j' && letter <= 'o')
        return (uint32_t) "*+,-./"[letter - 'j'];
    switch (letter) {
    case 'M':
        return PRESS_ENTER;
    case 'I':
        return PRESS_TAB;
    case 'X':
        return '=';
    default:
        return PRESS_NONE;
    }
}

Meant input_meant_by_ss3(const char *body, size_t length)
{
    Parameters parameters;
    if (length == 0 || !read_parameters(body, length - 1, &parameters))
        return (Meant){.kind = MEANT_NOTHING};
    char letter = body[length - 1];
    if (code_of_small_letter(letter) != PRESS_NONE)
        return key(code_of_small_letter(letter), KEY_CONTROL);
    if (code_of_keypad(letter) != PRESS_NONE)
        return key(code_of_keypad(letter), 0);
    if (letter == 'Z')
        return (Meant){.kind = MEANT_NOTHING};
    return meant_by_letter(letter, &parameters);
}
