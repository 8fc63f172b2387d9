/* What the screen shows. */
#include "support/terminal_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Writes the characters of a cell as UTF-8 behind the `length` bytes at `to`. */
static size_t put_cell(const VTermScreenCell *cell, char *to, size_t length)
{
    for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell->chars[i]; i++) {
        uint32_t c = cell->chars[i];
        if (c < 0x80) {
            to[length++] = (char)c;
        } else if (c < 0x800) {
            to[length++] = (char)(0xC0 | c >> 6);
            to[length++] = (char)(0x80 | (c & 0x3F));
        } else if (c < 0x10000) {
            to[length++] = (char)(0xE0 | c >> 12);
            to[length++] = (char)(0x80 | (c >> 6 & 0x3F));
            to[length++] = (char)(0x80 | (c & 0x3F));
        } else {
            to[length++] = (char)(0xF0 | c >> 18);
            to[length++] = (char)(0x80 | (c >> 12 & 0x3F));
            to[length++] = (char)(0x80 | (c >> 6 & 0x3F));
            to[length++] = (char)(0x80 | (c & 0x3F));
        }
    }
    return length;
}

static bool get_cell(const Terminal *terminal, int row, int column, VTermScreenCell *cell)
{
    int rows, columns;
    vterm_get_size(terminal->vterm, &rows, &columns);
    VTermPos at = {.row = row, .col = column};
    if (row < 0 || row >= rows || column < 0 || column >= columns ||
        !vterm_screen_get_cell(terminal->screen, at, cell))
        return false;
    if (cell->chars[0] == (uint32_t)-1) /* the second half of a wide character */
        cell->chars[0] = 0;
    return true;
}

/* The row's text; `*starts`, where not NULL, gets the offset of each column in it. */
static const char *read_row(Terminal *terminal, int row, size_t *starts)
{
    int rows, columns;
    size_t length = 0, end = 0;
    bool wide = false;
    VTermScreenCell cell;
    vterm_get_size(terminal->vterm, &rows, &columns);
    terminal_make_room(&terminal->row, &terminal->row_capacity, 0,
                       (size_t)columns * 4 * VTERM_MAX_CHARS_PER_CELL);
    for (int column = 0; get_cell(terminal, row, column, &cell); column++) {
        if (starts)
            starts[column] = length;
        if (cell.chars[0])
            end = length = put_cell(&cell, terminal->row, length);
        else if (!wide)
            terminal->row[length++] = ' ';
        wide = cell.chars[0] && cell.width == 2;
        if (end == length && end > 0 && terminal->row[end - 1] == ' ')
            end = length - 1;
    }
    while (end > 0 && terminal->row[end - 1] == ' ')
        end--;
    terminal->row[end] = '\0';
    return terminal->row;
}

const char *terminal_row(Terminal *terminal, int row)
{
    return read_row(terminal, row, NULL);
}

int terminal_find(Terminal *terminal, const char *text, int *column)
{
    int rows, columns;
    vterm_get_size(terminal->vterm, &rows, &columns);
    size_t *starts = calloc((size_t)columns + 1, sizeof *starts);
    int found = -1;
    for (int row = 0; row < rows && found < 0; row++) {
        const char *whole = read_row(terminal, row, starts);
        const char *at = strstr(whole, text);
        if (!at)
            continue;
        found = row;
        for (int i = 0; i < columns && column; i++) {
            if (starts[i] <= (size_t)(at - whole))
                *column = i;
        }
    }
    free(starts);
    return found;
}

static int colour_of(const VTermColor *colour, bool own)
{
    return own ? -1 : VTERM_COLOR_IS_INDEXED(colour) ? colour->indexed.idx : 256;
}

TerminalCell terminal_cell(Terminal *terminal, int row, int column)
{
    TerminalCell result = {0};
    VTermScreenCell cell;
    if (!get_cell(terminal, row, column, &cell))
        return result;
    result.text[put_cell(&cell, result.text, 0)] = '\0';
    result.bold = cell.attrs.bold;
    result.underline = cell.attrs.underline != VTERM_UNDERLINE_OFF;
    result.reverse = cell.attrs.reverse;
    result.struck = cell.attrs.strike;
    result.foreground = colour_of(&cell.fg, VTERM_COLOR_IS_DEFAULT_FG(&cell.fg));
    result.background = colour_of(&cell.bg, VTERM_COLOR_IS_DEFAULT_BG(&cell.bg));
    result.coloured = result.foreground != -1 || result.background != -1;
    return result;
}

void terminal_cursor(Terminal *terminal, int *row, int *column, bool *visible)
{
    VTermPos at;
    vterm_state_get_cursorpos(vterm_obtain_state(terminal->vterm), &at);
    *row = at.row;
    *column = at.col;
    *visible = terminal->cursor_visible;
}

bool terminal_alternate(const Terminal *terminal)
{
    return terminal->alternate;
}

void terminal_print(Terminal *terminal)
{
    int rows, columns, row, column;
    bool visible;
    vterm_get_size(terminal->vterm, &rows, &columns);
    terminal_cursor(terminal, &row, &column, &visible);
    for (int i = 0; i < rows; i++)
        fprintf(stderr, "%s|%s\n", i == row && visible ? ">" : " ", terminal_row(terminal, i));
    fprintf(stderr, "%dx%d, cursor %s at column %d of row %d\n", columns, rows,
            visible ? "shown" : "hidden", column, row);
}
