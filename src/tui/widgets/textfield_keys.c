/* The keys of a text field. */
#include "tui/widgets/textfield_internal.h"

#include <time.h>
#include <unistr.h>

static const struct {
    Key key;
    const char *command;
} keys[] = {
    {{PRESS_LEFT, 0}, "left"},
    {{PRESS_RIGHT, 0}, "right"},
    {{PRESS_UP, 0}, "up"},
    {{PRESS_DOWN, 0}, "down"},
    {{PRESS_LEFT, KEY_CONTROL}, "word-left"},
    {{PRESS_RIGHT, KEY_CONTROL}, "word-right"},
    {{PRESS_LEFT, KEY_ALT}, "word-left"},
    {{PRESS_RIGHT, KEY_ALT}, "word-right"},
    {{'b', KEY_ALT}, "word-left"},
    {{'f', KEY_ALT}, "word-right"},
    {{PRESS_HOME, 0}, "home"},
    {{PRESS_END, 0}, "end"},
    {{PRESS_HOME, KEY_CONTROL}, "text-start"},
    {{PRESS_END, KEY_CONTROL}, "text-end"},
    {{'a', KEY_CONTROL}, "line-start"},
    {{'e', KEY_CONTROL}, "line-end"},
    {{PRESS_PAGE_UP, 0}, "page-up"},
    {{PRESS_PAGE_DOWN, 0}, "page-down"},
    {{PRESS_BACKSPACE, 0}, "erase-left"},
    {{PRESS_DELETE, 0}, "erase-right"},
    {{'d', KEY_CONTROL}, "erase-right"},
    {{'w', KEY_CONTROL}, "kill-item"},
    {{PRESS_BACKSPACE, KEY_ALT}, "kill-word-left"},
    {{'d', KEY_ALT}, "kill-word-right"},
    {{'k', KEY_CONTROL}, "kill-to-end"},
    {{'u', KEY_CONTROL}, "kill-to-start"},
    {{'y', KEY_CONTROL}, "yank"},
    {{'_', KEY_CONTROL}, "undo"},
    {{'u', KEY_ALT}, "undo"},
    {{'^', KEY_CONTROL}, "redo"},
    {{'e', KEY_ALT}, "redo"},
    {{PRESS_ENTER, 0}, "newline"},
};

enum { KEYS = sizeof keys / sizeof keys[0] };

static TextFieldDid type(TextField *field, uint32_t code)
{
    uint8_t bytes[6];
    int length = u8_uctomb(bytes, code, sizeof bytes);
    if (length <= 0)
        return TEXTFIELD_HANDLED;
    text_replace(field->text, field->cursor, 0, (const char *)bytes, (size_t)length);
    field->killing = false;
    field->goal = -1;
    return TEXTFIELD_CHANGED;
}

static TextFieldDid press(TextField *field, Key key)
{
    if (input_key_is_text(key))
        return type(field, key.code);
    for (size_t i = 0; i < KEYS; i++) {
        if (input_key_equal(keys[i].key, key))
            return textfield_command(field, keys[i].command);
    }
    return TEXTFIELD_IGNORED;
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* A network brings a paste in pieces: a silence (ms) that a person's key would not keep is part of
 * it, and a longer one between two pieces that nobody can have typed. A key that was there already
 * came without one, however long the program was at the key before. */
enum { SILENCE = 50, SILENCE_PIECES = 500 };

void textfield_burst_begin(TextField *field, bool more)
{
    int64_t silence = now_ms() - field->last_event;
    bool goes_on = field->burst &&
                   (field->followed || silence < (more ? SILENCE_PIECES : SILENCE)) &&
                   text_state(field->text) == field->burst_state;
    if (goes_on)
        text_group_continue(field->text);
    else if (more)
        text_group_begin(field->text);
    field->burst = goes_on || more;
}

void textfield_burst_end(TextField *field)
{
    if (field->burst)
        text_group_end(field->text);
    field->burst_state = text_state(field->text);
    field->last_event = now_ms();
    field->followed = false;
}

/* A command is no part of a paste, however soon it comes. */
static bool may_be_pasted(Key key)
{
    return input_key_is_text(key) ||
           (key.modifiers == 0 && (key.code == PRESS_ENTER || key.code == PRESS_TAB));
}

TextFieldDid textfield_key(TextField *field, Key key, bool more)
{
    if (!may_be_pasted(key)) {
        field->burst = false;
        return press(field, key);
    }
    textfield_burst_begin(field, more);
    TextFieldDid did = press(field, key);
    textfield_burst_end(field);
    field->followed = more;
    return did;
}
