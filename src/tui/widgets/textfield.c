#include "tui/widgets/textfield.h"

#include "base/memory.h"
#include "tui/widgets/textfield_internal.h"

#include <stdlib.h>
#include <string.h>

enum { BYTES_PER_COLUMN = 64, LONGEST_COUNTED = 4096 };

static void on_changed(void *context, size_t at, size_t removed, size_t inserted)
{
    TextField *field = context;
    textmarks_edit(&field->problems, at, removed, inserted);
    if (field->cursor >= at + removed)
        field->cursor += inserted - removed;
    else if (field->cursor > at)
        field->cursor = at + inserted;
    if (!field->shown || at <= field->rows[0].next)
        field->top_unsure = true;
    if (field->top > at)
        field->top = field->top >= at + removed ? field->top + inserted - removed : at;
}

TextField *textfield_new(bool many_lines)
{
    TextField *field = memory_new(sizeof *field);
    field->many_lines = many_lines;
    field->goal = -1;
    field->text = text_new();
    text_watch(field->text, on_changed, field);
    textfield_place(field, 0, 0, 80, 1);
    return field;
}

void textfield_free(TextField *field)
{
    if (!field)
        return;
    text_free(field->text);
    textmarks_clear(&field->problems);
    free(field->hint);
    free(field->rows);
    free(field->drawn);
    free(field->line);
    free(field);
}

Text *textfield_text(TextField *field)
{
    return field->text;
}

void textfield_set_hint(TextField *field, const char *hint)
{
    free(field->hint);
    field->hint = memory_text(hint);
    field->drawn[0] = 0;
}

void textfield_place(TextField *field, int row, int column, int width, int height)
{
    if (width < 4)
        width = 4;
    if (height < 1 || !field->many_lines)
        height = 1;
    bool same = field->rows && field->row == row && field->column == column &&
                field->width == width && field->height == height;
    if (same)
        return;
    field->top_unsure = true;
    field->row = row;
    field->column = column;
    field->width = width;
    field->height = height;
    field->rows = memory_resize(field->rows, 2 * (size_t)height, sizeof *field->rows);
    field->shown = 0;
    field->line_size = (size_t)width * BYTES_PER_COLUMN;
    field->line = memory_resize(field->line, field->line_size, 1);
    free(field->drawn);
    field->drawn = memory_array((size_t)height, sizeof *field->drawn);
}

/* Bytes of a character that is not to be in a text: a control, and U+0080 to U+009F. */
static size_t control_length(const char *bytes, size_t length)
{
    unsigned char first = (unsigned char)bytes[0];
    if (first < 0x20 || first == 0x7F)
        return 1;
    return first == 0xC2 && length > 1 && ((unsigned char)bytes[1] & 0xE0) == 0x80 ? 2 : 0;
}

/* What is kept of pasted bytes, in `kept`, which has room for all: returns its length. */
static size_t clean(char *kept, const char *bytes, size_t length, bool many_lines, size_t *dropped)
{
    size_t count = 0;
    *dropped = 0;
    if (!many_lines) {
        while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r'))
            length--;
    }
    for (size_t at = 0; at < length;) {
        char byte = bytes[at];
        size_t control = control_length(bytes + at, length - at);
        if (byte == '\r' || byte == '\n') {
            kept[count++] = many_lines ? '\n' : ' ';
            if (byte == '\r' && at + 1 < length && bytes[at + 1] == '\n')
                at++;
        } else if (byte == '\t') {
            kept[count++] = ' ';
        } else if (control > 0) {
            (*dropped)++;
            at += control - 1;
        } else {
            kept[count++] = byte;
        }
        at++;
    }
    return count;
}

size_t textfield_insert(TextField *field, const char *bytes, size_t length)
{
    size_t dropped;
    char *kept = memory_array(length + 1, 1);
    length = clean(kept, bytes, length, field->many_lines, &dropped);
    text_undo_boundary(field->text);
    text_replace(field->text, field->cursor, 0, kept, length);
    text_undo_boundary(field->text);
    free(kept);
    return dropped;
}

size_t textfield_paste(TextField *field, const char *bytes, size_t length)
{
    field->killing = false;
    field->goal = -1;
    textfield_burst_begin(field, true);
    size_t dropped = textfield_insert(field, bytes, length);
    textfield_burst_end(field);
    return dropped;
}

size_t textfield_cursor(const TextField *field)
{
    return field->cursor;
}

TextFieldWhere textfield_where(const TextField *field)
{
    TextFieldWhere where = {.line = text_line_of(field->text, field->cursor) + 1};
    size_t at = text_line_start(field->text, where.line - 1);
    char bytes[LONGEST_COUNTED];
    if (field->cursor - at > sizeof bytes)
        return where;
    size_t length = text_read(field->text, at, bytes, field->cursor - at);
    where.column = 1;
    for (size_t i = 0; i < length; where.column++) {
        bool plain = (unsigned char)bytes[i] < 0x80 &&
                     (i + 1 == length || (unsigned char)bytes[i + 1] < 0x80);
        i = plain ? i + 1 : text_next(field->text, at + i) - at;
    }
    return where;
}

void textfield_go(TextField *field, size_t at)
{
    size_t length = text_length(field->text);
    field->cursor = at < length ? at : length;
    field->goal = -1;
    field->killing = false;
    text_undo_boundary(field->text);
}

void textfield_set_problems(TextField *field, const TextRange *ranges, size_t count)
{
    textmarks_set(&field->problems, ranges, count, text_length(field->text));
}

bool textfield_next_problem(TextField *field)
{
    size_t count = textmarks_count(&field->problems);
    if (count == 0)
        return false;
    size_t index = textmarks_find(&field->problems, field->cursor);
    if (index < count && textmarks_get(&field->problems, index).start <= field->cursor)
        index++;
    textfield_go(field, textmarks_get(&field->problems, index < count ? index : 0).start);
    return true;
}
