#include "tui/input/key.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistr.h>

static const struct {
    uint32_t code;
    const char *name;
} names[] = {
    {PRESS_UP, "Up"},          {PRESS_DOWN, "Down"},           {PRESS_LEFT, "Left"},
    {PRESS_RIGHT, "Right"},    {PRESS_HOME, "Home"},           {PRESS_END, "End"},
    {PRESS_PAGE_UP, "PageUp"}, {PRESS_PAGE_DOWN, "PageDown"},  {PRESS_INSERT, "Insert"},
    {PRESS_DELETE, "Delete"},  {PRESS_BACKSPACE, "Backspace"}, {PRESS_TAB, "Tab"},
    {PRESS_ENTER, "Enter"},    {PRESS_ESCAPE, "Esc"},          {' ', "Space"},
};

static const struct {
    unsigned bit;
    const char *prefix;
} modifiers[] = {
    {KEY_CONTROL, "Ctrl-"},
    {KEY_ALT, "Alt-"},
    {KEY_SHIFT, "Shift-"},
};

enum { NAMES = sizeof names / sizeof names[0], MODIFIERS = sizeof modifiers / sizeof modifiers[0] };

bool input_key_equal(Key a, Key b)
{
    return a.code == b.code && a.modifiers == b.modifiers;
}

bool input_key_is_text(Key key)
{
    return key.code >= 0x20 && key.code != 0x7F && key.code < PRESS_NONE &&
           (key.modifiers & (KEY_CONTROL | KEY_ALT)) == 0;
}

Key input_key_normal(Key key)
{
    if (key.code >= PRESS_NONE)
        return key;
    key.modifiers &= ~(unsigned)KEY_SHIFT;
    if (key.modifiers && key.code >= 'A' && key.code <= 'Z')
        key.code += 'a' - 'A';
    return key;
}

static uint32_t function_key(const char *name)
{
    if ((name[0] != 'F' && name[0] != 'f') || name[1] < '1' || name[1] > '9')
        return PRESS_NONE;
    char *end;
    unsigned long number = strtoul(name + 1, &end, 10);
    return *end == '\0' && number <= 12 ? PRESS_F1 + (uint32_t)number - 1 : PRESS_NONE;
}

static uint32_t code_of(const char *name)
{
    for (size_t i = 0; i < NAMES; i++) {
        if (strcasecmp(name, names[i].name) == 0)
            return names[i].code;
    }
    uint32_t code = function_key(name);
    if (code != PRESS_NONE)
        return code;
    size_t length = strlen(name);
    ucs4_t character;
    if (length == 0 || u8_mbtoucr(&character, (const uint8_t *)name, length) != (int)length)
        return PRESS_NONE;
    return character > 0x20 && character != 0x7F ? character : PRESS_NONE;
}

bool input_key_parse(const char *name, Key *key)
{
    unsigned found = 0;
    for (size_t i = 0; i < MODIFIERS; i++) {
        size_t length = strlen(modifiers[i].prefix);
        if (strncasecmp(name, modifiers[i].prefix, length) == 0 && name[length] != '\0' &&
            !(found & modifiers[i].bit)) {
            found |= modifiers[i].bit;
            name += length;
            i = (size_t)-1;
        }
    }
    uint32_t code = code_of(name);
    if (code == PRESS_NONE || (found == KEY_SHIFT && code < PRESS_NONE))
        return false;
    *key = input_key_normal((Key){code, found});
    return true;
}

char *input_key_name(Key key)
{
    char base[16] = "";
    for (size_t i = 0; i < NAMES; i++) {
        if (key.code == names[i].code)
            snprintf(base, sizeof base, "%s", names[i].name);
    }
    if (!base[0] && key.code >= PRESS_F1 && key.code <= PRESS_F12)
        snprintf(base, sizeof base, "F%u", (unsigned)(key.code - PRESS_F1 + 1));
    if (!base[0] && key.code < PRESS_NONE) {
        uint32_t code = key.code;
        if (key.modifiers && code >= 'a' && code <= 'z')
            code -= 'a' - 'A';
        int length = u8_uctomb((uint8_t *)base, code, sizeof base - 1);
        base[length > 0 ? length : 0] = '\0';
    }
    return memory_format("%s%s%s%s", key.modifiers & KEY_CONTROL ? "Ctrl-" : "",
                         key.modifiers & KEY_ALT ? "Alt-" : "",
                         key.modifiers & KEY_SHIFT ? "Shift-" : "", base);
}
