/* input_terminal.c: the keys of a terminal, by its terminfo entry. */
#include "tui/input/input_terminal.h"

#include "base/memory.h"
#include "tui/input/terminfo_keys.h"

#include <stdlib.h>

/* By the name of the capability. Where a VT220 has Find and Select, a PC has Home and End. */
static const struct {
    const char *name;
    Key key;
} capabilities[] = {
    {"kcuu1", {PRESS_UP, 0}},
    {"kcud1", {PRESS_DOWN, 0}},
    {"kcub1", {PRESS_LEFT, 0}},
    {"kcuf1", {PRESS_RIGHT, 0}},
    {"khome", {PRESS_HOME, 0}},
    {"kend", {PRESS_END, 0}},
    {"kfnd", {PRESS_HOME, 0}},
    {"kslt", {PRESS_END, 0}},
    {"kpp", {PRESS_PAGE_UP, 0}},
    {"knp", {PRESS_PAGE_DOWN, 0}},
    {"kich1", {PRESS_INSERT, 0}},
    {"kdch1", {PRESS_DELETE, 0}},
    {"kbs", {PRESS_BACKSPACE, 0}},
    {"kcbt", {PRESS_TAB, KEY_SHIFT}},
    {"kent", {PRESS_ENTER, 0}},
    {"khlp", {PRESS_F1, 0}},
    {"kLFT", {PRESS_LEFT, KEY_SHIFT}},
    {"kRIT", {PRESS_RIGHT, KEY_SHIFT}},
    {"kHOM", {PRESS_HOME, KEY_SHIFT}},
    {"kEND", {PRESS_END, KEY_SHIFT}},
    {"kPRV", {PRESS_PAGE_UP, KEY_SHIFT}},
    {"kNXT", {PRESS_PAGE_DOWN, KEY_SHIFT}},
    {"kIC", {PRESS_INSERT, KEY_SHIFT}},
    {"kDC", {PRESS_DELETE, KEY_SHIFT}},
    {"kf1", {PRESS_F1, 0}},
    {"kf2", {PRESS_F1 + 1, 0}},
    {"kf3", {PRESS_F1 + 2, 0}},
    {"kf4", {PRESS_F1 + 3, 0}},
    {"kf5", {PRESS_F1 + 4, 0}},
    {"kf6", {PRESS_F1 + 5, 0}},
    {"kf7", {PRESS_F1 + 6, 0}},
    {"kf8", {PRESS_F1 + 7, 0}},
    {"kf9", {PRESS_F1 + 8, 0}},
    {"kf10", {PRESS_F1 + 9, 0}},
    {"kf11", {PRESS_F1 + 10, 0}},
    {"kf12", {PRESS_F12, 0}},
};
enum { CAPABILITIES = sizeof capabilities / sizeof *capabilities };

TerminalKey *terminal_keys_new(const char *term, size_t *count)
{
    const char *names[CAPABILITIES];
    char *strings[CAPABILITIES];
    for (size_t i = 0; i < CAPABILITIES; i++)
        names[i] = capabilities[i].name;
    terminfo_key_strings(term, names, strings, CAPABILITIES);
    TerminalKey *keys = memory_array(CAPABILITIES, sizeof *keys);
    *count = 0;
    for (size_t i = 0; i < CAPABILITIES; i++) {
        if (strings[i] && strings[i][0] == '\033' && strings[i][1] != '\0')
            keys[(*count)++] = (TerminalKey){strings[i], capabilities[i].key};
        else
            free(strings[i]);
    }
    return keys;
}

void terminal_keys_free(TerminalKey *keys, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(keys[i].bytes);
    free(keys);
}
