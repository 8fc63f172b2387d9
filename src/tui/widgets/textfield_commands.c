/* The commands of a text field. */
#include "base/memory.h"
#include "tui/widgets/textfield_internal.h"

#include <string.h>

/* What was killed last, for all fields. */
static struct {
    char *bytes;
    size_t length, capacity;
} killed;

static TextFieldDid go(TextField *field, size_t at)
{
    field->cursor = at;
    text_undo_boundary(field->text);
    return TEXTFIELD_HANDLED;
}

static TextFieldDid left(TextField *field)
{
    return go(field, text_previous(field->text, field->cursor));
}

static TextFieldDid right(TextField *field)
{
    return go(field, text_next(field->text, field->cursor));
}

static TextFieldDid word_left(TextField *field)
{
    return go(field, text_previous_word(field->text, field->cursor));
}

static TextFieldDid word_right(TextField *field)
{
    return go(field, text_next_word(field->text, field->cursor));
}

static TextFieldDid text_start(TextField *field)
{
    return go(field, 0);
}

static TextFieldDid text_end(TextField *field)
{
    return go(field, text_length(field->text));
}

static size_t line_begin(const TextField *field)
{
    return field->many_lines
               ? text_line_start(field->text, text_line_of(field->text, field->cursor))
               : 0;
}

static size_t line_finish(const TextField *field)
{
    size_t line = text_line_of(field->text, field->cursor);
    return field->many_lines && line + 1 < text_lines(field->text)
               ? text_line_start(field->text, line + 1) - 1
               : text_length(field->text);
}

static const TextRow *cursor_row(TextField *field)
{
    textfield_view(field);
    return &field->rows[textfield_cursor_row(field)];
}

/* Home and End go to the end of the row first, then to that of its line. */
static TextFieldDid home(TextField *field)
{
    if (!field->many_lines)
        return go(field, 0);
    const TextRow *row = cursor_row(field);
    return go(field, field->cursor > row->start ? row->start : line_begin(field));
}

static TextFieldDid end(TextField *field)
{
    if (!field->many_lines)
        return text_end(field);
    size_t last = textwrap_row_last(field->text, cursor_row(field));
    return go(field, field->cursor < last ? last : line_finish(field));
}

static TextFieldDid line_start(TextField *field)
{
    return go(field, line_begin(field));
}

static TextFieldDid line_end(TextField *field)
{
    return go(field, line_finish(field));
}

/* Moves the cursor, and with it the window where it is a page, by so many rows. */
static TextFieldDid vertical(TextField *field, int rows, bool page)
{
    if (!field->many_lines)
        return TEXTFIELD_IGNORED;
    TextRow row = *cursor_row(field);
    int goal =
        field->goal >= 0 ? field->goal : textwrap_columns(field->text, row.start, field->cursor);
    int width = textfield_text_width(field);
    size_t moved = 0;
    if (rows < 0) {
        moved = (size_t)-rows;
        row =
            textwrap_row(field->text, textwrap_back(field->text, row.start, width, &moved), width);
    } else {
        for (; moved < (size_t)rows && !row.last; moved++)
            row = textwrap_row(field->text, row.next, width);
    }
    if (moved == 0 && !page)
        return TEXTFIELD_IGNORED;
    if (page && rows < 0) {
        field->top = textwrap_back(field->text, field->top, width, &moved);
    } else if (page) {
        TextRow top = textwrap_row(field->text, field->top, width);
        for (; moved > 0 && !top.last; moved--)
            top = textwrap_row(field->text, top.next, width);
        field->top = top.start;
    }
    go(field, textwrap_at_column(field->text, &row, goal));
    field->goal = goal;
    return TEXTFIELD_HANDLED;
}

static TextFieldDid up(TextField *field)
{
    return vertical(field, -1, false);
}

static TextFieldDid down(TextField *field)
{
    return vertical(field, 1, false);
}

static int page_rows(const TextField *field)
{
    return field->height > 1 ? field->height - 1 : 1;
}

static TextFieldDid page_up(TextField *field)
{
    return vertical(field, -page_rows(field), true);
}

static TextFieldDid page_down(TextField *field)
{
    return vertical(field, page_rows(field), true);
}

static TextFieldDid erase(TextField *field, size_t from, size_t to)
{
    if (from == to)
        return TEXTFIELD_HANDLED;
    text_replace(field->text, from, to - from, NULL, 0);
    field->cursor = from;
    return TEXTFIELD_CHANGED;
}

static TextFieldDid erase_left(TextField *field)
{
    return erase(field, text_previous(field->text, field->cursor), field->cursor);
}

static TextFieldDid erase_right(TextField *field)
{
    return erase(field, field->cursor, text_next(field->text, field->cursor));
}

/* What is killed right after another kill joins it, on the side where it was. */
static TextFieldDid kill(TextField *field, size_t from, size_t to)
{
    if (from == to)
        return TEXTFIELD_HANDLED;
    size_t length = to - from;
    if (!field->killing)
        killed.length = 0;
    killed.bytes = memory_reserve(killed.bytes, &killed.capacity, killed.length + length, 1);
    bool before = to == field->cursor;
    if (before)
        memmove(killed.bytes + length, killed.bytes, killed.length);
    text_read(field->text, from, before ? killed.bytes : killed.bytes + killed.length, length);
    killed.length += length;
    text_undo_boundary(field->text);
    erase(field, from, to);
    text_undo_boundary(field->text);
    field->killing = true;
    return TEXTFIELD_CHANGED;
}

static TextFieldDid kill_item(TextField *field)
{
    return kill(field, text_previous_item(field->text, field->cursor), field->cursor);
}

static TextFieldDid kill_word_left(TextField *field)
{
    return kill(field, text_previous_word(field->text, field->cursor), field->cursor);
}

static TextFieldDid kill_word_right(TextField *field)
{
    return kill(field, field->cursor, text_next_word(field->text, field->cursor));
}

static TextFieldDid kill_to_end(TextField *field)
{
    size_t until = line_finish(field);
    if (until == field->cursor)
        until = text_next(field->text, until);
    return kill(field, field->cursor, until);
}

static TextFieldDid kill_to_start(TextField *field)
{
    return kill(field, line_begin(field), field->cursor);
}

static TextFieldDid yank(TextField *field)
{
    if (killed.length == 0)
        return TEXTFIELD_HANDLED;
    textfield_insert(field, killed.bytes, killed.length);
    return TEXTFIELD_CHANGED;
}

static TextFieldDid undo(TextField *field)
{
    size_t at;
    if (!text_undo(field->text, &at))
        return TEXTFIELD_HANDLED;
    field->cursor = at;
    return TEXTFIELD_CHANGED;
}

static TextFieldDid redo(TextField *field)
{
    size_t at;
    if (!text_redo(field->text, &at))
        return TEXTFIELD_HANDLED;
    field->cursor = at;
    return TEXTFIELD_CHANGED;
}

static TextFieldDid newline(TextField *field)
{
    if (!field->many_lines)
        return TEXTFIELD_IGNORED;
    text_replace(field->text, field->cursor, 0, "\n", 1);
    return TEXTFIELD_CHANGED;
}

/* What a command leaves as it is: else the next kill starts anew, and Up and Down keep to the
 * column where the cursor is then. */
typedef enum Keeps { KEEPS_NOTHING, KEEPS_KILL, KEEPS_GOAL } Keeps;

static const struct {
    const char *name;
    TextFieldDid (*run)(TextField *field);
    Keeps keeps;
} commands[] = {
    {"left", left, KEEPS_NOTHING},
    {"right", right, KEEPS_NOTHING},
    {"up", up, KEEPS_GOAL},
    {"down", down, KEEPS_GOAL},
    {"word-left", word_left, KEEPS_NOTHING},
    {"word-right", word_right, KEEPS_NOTHING},
    {"home", home, KEEPS_NOTHING},
    {"end", end, KEEPS_NOTHING},
    {"line-start", line_start, KEEPS_NOTHING},
    {"line-end", line_end, KEEPS_NOTHING},
    {"text-start", text_start, KEEPS_NOTHING},
    {"text-end", text_end, KEEPS_NOTHING},
    {"page-up", page_up, KEEPS_GOAL},
    {"page-down", page_down, KEEPS_GOAL},
    {"erase-left", erase_left, KEEPS_NOTHING},
    {"erase-right", erase_right, KEEPS_NOTHING},
    {"kill-item", kill_item, KEEPS_KILL},
    {"kill-word-left", kill_word_left, KEEPS_KILL},
    {"kill-word-right", kill_word_right, KEEPS_KILL},
    {"kill-to-end", kill_to_end, KEEPS_KILL},
    {"kill-to-start", kill_to_start, KEEPS_KILL},
    {"yank", yank, KEEPS_NOTHING},
    {"undo", undo, KEEPS_NOTHING},
    {"redo", redo, KEEPS_NOTHING},
    {"newline", newline, KEEPS_NOTHING},
};

enum { COMMANDS = sizeof commands / sizeof commands[0] };

TextFieldDid textfield_command(TextField *field, const char *command)
{
    size_t i = 0;
    while (i < COMMANDS && strcmp(commands[i].name, command) != 0)
        i++;
    if (i == COMMANDS)
        return TEXTFIELD_IGNORED;
    if (commands[i].keeps != KEEPS_KILL)
        field->killing = false;
    if (commands[i].keeps != KEEPS_GOAL)
        field->goal = -1;
    return commands[i].run(field);
}

const char *const *textfield_commands(void)
{
    static const char *names[COMMANDS + 1];
    for (size_t i = 0; i < COMMANDS; i++)
        names[i] = commands[i].name;
    return names;
}
