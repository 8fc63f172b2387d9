/* terminal_keys.c: what a person does at the terminal: typing, pasting, the mouse. */
#include "support/terminal_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    VTermKey key;
    VTermModifier modifier;
} named_keys[] = {
    {"Enter", VTERM_KEY_ENTER, VTERM_MOD_NONE},
    {"Tab", VTERM_KEY_TAB, VTERM_MOD_NONE},
    {"Shift-Tab", VTERM_KEY_TAB, VTERM_MOD_SHIFT},
    {"Esc", VTERM_KEY_ESCAPE, VTERM_MOD_NONE},
    {"Up", VTERM_KEY_UP, VTERM_MOD_NONE},
    {"Down", VTERM_KEY_DOWN, VTERM_MOD_NONE},
    {"Left", VTERM_KEY_LEFT, VTERM_MOD_NONE},
    {"Right", VTERM_KEY_RIGHT, VTERM_MOD_NONE},
    {"Home", VTERM_KEY_HOME, VTERM_MOD_NONE},
    {"End", VTERM_KEY_END, VTERM_MOD_NONE},
    {"PageUp", VTERM_KEY_PAGEUP, VTERM_MOD_NONE},
    {"PageDown", VTERM_KEY_PAGEDOWN, VTERM_MOD_NONE},
    {"Delete", VTERM_KEY_DEL, VTERM_MOD_NONE},
    {"Backspace", VTERM_KEY_BACKSPACE, VTERM_MOD_NONE},
    {"F1", VTERM_KEY_FUNCTION(1), VTERM_MOD_NONE},
    {"Ctrl-Home", VTERM_KEY_HOME, VTERM_MOD_CTRL},
    {"Ctrl-End", VTERM_KEY_END, VTERM_MOD_CTRL},
    {"Ctrl-Left", VTERM_KEY_LEFT, VTERM_MOD_CTRL},
    {"Ctrl-Right", VTERM_KEY_RIGHT, VTERM_MOD_CTRL},
};

/* Puts the key called by the `length` bytes at `name` into the output of the emulator. */
static bool press(Terminal *terminal, const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof named_keys / sizeof *named_keys; i++) {
        if (strlen(named_keys[i].name) == length && memcmp(named_keys[i].name, name, length) == 0) {
            vterm_keyboard_key(terminal->vterm, named_keys[i].key, named_keys[i].modifier);
            return true;
        }
    }
    if (length == 5 && memcmp(name, "Space", 5) == 0) {
        terminal_put(" ", 1, terminal);
        return true;
    }
    char control[] = {'\033', name[length - 1], '\0'};
    if (length == 6 && memcmp(name, "Ctrl-", 5) == 0) {
        control[1] &= 0x1f;
        terminal_put(control + 1, 1, terminal);
        return true;
    }
    if (length == 5 && memcmp(name, "Alt-", 4) == 0) {
        terminal_put(control, 2, terminal);
        return true;
    }
    return false;
}

/* A Tab or Enter behind a text that comes at once with it would be a paste. */
static void part_from_text(Terminal *terminal, bool text)
{
    if (!text)
        return;
    terminal_send(terminal, "", 0);
    terminal_wait_taken(terminal, TERMINAL_PATIENCE);
}

static void type(Terminal *terminal, const char *keys, bool at_once)
{
    bool text = false;
    while (*keys) {
        const char *end = keys[0] == '<' && keys[1] != '<' ? strchr(keys, '>') : NULL;
        if (end) {
            bool is_break = strncmp(keys, "<Tab>", 5) == 0 || strncmp(keys, "<Enter>", 7) == 0;
            part_from_text(terminal, text && is_break && !at_once);
            if (!press(terminal, keys + 1, (size_t)(end - keys - 1))) {
                fprintf(stderr, "terminal_type: no such key: %.*s\n", (int)(end - keys + 1), keys);
                abort();
            }
            bool escape = end - keys == 4 && memcmp(keys, "<Esc", 4) == 0;
            keys = end + 1;
            if (escape && *keys) {
                fprintf(stderr, "terminal_type: \"%s\" right behind <Esc>\n", keys);
                abort();
            }
        } else {
            keys += keys[0] == '<';
            terminal_put(keys, 1, terminal);
            keys++;
            text = true;
        }
    }
    terminal_send(terminal, "", 0);
}

void terminal_type(Terminal *terminal, const char *keys)
{
    type(terminal, keys, false);
}

void terminal_type_at_once(Terminal *terminal, const char *keys)
{
    type(terminal, keys, true);
}

bool terminal_paste(Terminal *terminal, const char *text, size_t length)
{
    size_t before = terminal->unsent_length;
    vterm_keyboard_start_paste(terminal->vterm);
    bool bracketed = terminal->unsent_length > before;
    terminal_put(text, length, terminal);
    vterm_keyboard_end_paste(terminal->vterm);
    terminal_send(terminal, "", 0);
    return bracketed;
}

bool terminal_click(Terminal *terminal, int button, int row, int column)
{
    if (!terminal->mouse)
        return false;
    vterm_mouse_move(terminal->vterm, row, column, VTERM_MOD_NONE);
    vterm_mouse_button(terminal->vterm, button, true, VTERM_MOD_NONE);
    vterm_mouse_button(terminal->vterm, button, false, VTERM_MOD_NONE);
    terminal_send(terminal, "", 0);
    return true;
}
