#include "tui/widgets/screen.h"

#include "base/visible.h"
#include "tui/widgets/screen_internal.h"

#include <curses.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ASCII_RUN = 128 };

static bool is_open;
static bool plain;
static int cursor_row;
static int cursor_column;

bool screen_open(const ScreenOptions *options, Error *error)
{
    if (!screen_terminal_open(options->mouse, error))
        return false;
    is_open = true;
    plain = options->theme == THEME_PLAIN;
    screen_text_set_ascii(options->ascii || plain);
    screen_theme_open(options->theme);
    idlok(stdscr, TRUE);
    cursor_row = cursor_column = 0;
    return true;
}

void screen_close(void)
{
    if (!is_open)
        return;
    is_open = false;
    screen_terminal_close();
}

void screen_suspend(void)
{
    screen_terminal_suspend();
}

void screen_resume(void)
{
    screen_terminal_resume();
    screen_resize();
}

void screen_resize(void)
{
    screen_terminal_check_modes();
    int rows;
    int columns;
    if (screen_terminal_size(&rows, &columns) && (rows != LINES || columns != COLS))
        resizeterm(rows, columns);
    clearok(curscr, TRUE);
}

int screen_rows(void)
{
    return LINES;
}

int screen_columns(void)
{
    return COLS;
}

void screen_erase(void)
{
    werase(stdscr);
}

bool screen_plain(void)
{
    return plain;
}

/* The part of `width` columns from `column` on that is on the screen; 0 where none is. */
static int clip(int row, int column, int width)
{
    if (row < 0 || row >= LINES || column < 0 || column >= COLS || width <= 0)
        return 0;
    return width < COLS - column ? width : COLS - column;
}

void screen_fill(int row, int column, int width, Style style)
{
    width = clip(row, column, width);
    if (width <= 0)
        return;
    wattr_set(stdscr, screen_attributes(style), screen_pair(style), NULL);
    mvhline(row, column, ' ', width);
    wattr_set(stdscr, A_NORMAL, 0, NULL);
}

static void put_cell(int row, int column, Style style, const Cell *cell)
{
    cchar_t character;
    if (setcchar(&character, cell->characters, screen_attributes(style), screen_pair(style),
                 NULL) == OK)
        mvadd_wch(row, column, &character);
}

/* Plain ASCII in one go: it is most of what is drawn. */
static void put_ascii(int row, int column, Style style, const char *text, int width)
{
    cchar_t cells[ASCII_RUN];
    cchar_t blank;
    if (setcchar(&blank, L" ", screen_attributes(style), screen_pair(style), NULL) != OK)
        return;
    for (int i = 0; i < width; i++) {
        cells[i] = blank;
        cells[i].chars[0] = (wchar_t)text[i];
    }
    mvadd_wchnstr(row, column, cells, width);
}

/* How many of the bytes are printable ASCII that nothing combines with. */
static int ascii_run(const char *text, size_t length, int most)
{
    int run = 0;
    while (run < most && (size_t)run < length && text[run] >= 0x20 && text[run] < 0x7F)
        run++;
    bool combined = (size_t)run < length && (unsigned char)text[run] >= 0x80;
    return combined && run > 0 ? run - 1 : run;
}

/* Draws what fits whole into `width` columns; returns the columns, and in `*rest` whether something
 * did not fit. */
static int put_text(int row, int column, int width, Style style, const char *text, size_t length,
                    bool *rest)
{
    int used = 0;
    size_t at = 0;
    while (at < length) {
        int left = width - used;
        int run = ascii_run(text + at, length - at, left < ASCII_RUN ? left : ASCII_RUN);
        if (run > 0) {
            put_ascii(row, column + used, style, text + at, run);
            used += run;
            at += (size_t)run;
            continue;
        }
        Cell cell;
        size_t size = screen_cell(text + at, length - at, &cell);
        if (used + cell.columns > width)
            break;
        put_cell(row, column + used, style, &cell);
        used += cell.columns;
        at += size;
    }
    *rest = at < length;
    return used;
}

static bool fits(const char *text, size_t length, int width)
{
    int used = 0;
    for (size_t at = 0; at < length;) {
        Cell cell;
        at += screen_cell(text + at, length - at, &cell);
        used += cell.columns;
        if (used > width)
            return false;
    }
    return true;
}

/* More bytes than this for a column are not looked at: nobody's text may take long to clip. */
enum { BYTES_PER_COLUMN = 64 };

int screen_text_n(int row, int column, int width, Style style, const char *text, size_t length,
                  bool cut)
{
    width = clip(row, column, width);
    if (width <= 0)
        return 0;
    size_t most = ((size_t)width + 1) * BYTES_PER_COLUMN;
    bool rest = length > most;
    if (rest)
        length = most;
    char *visible = NULL;
    if (!visible_is_plain(text, length)) {
        visible = visible_text_n(text, length);
        text = visible;
        length = strlen(visible);
    }
    bool mark = cut && (rest || !fits(text, length, width));
    int used = put_text(row, column, mark ? width - 1 : width, style, text, length, &rest);
    if (mark) {
        Cell cell = {{screen_ascii() ? L'>' : 0x2026, 0}, 1};
        put_cell(row, column + used, style, &cell);
        used++;
    }
    free(visible);
    return used;
}

int screen_text(int row, int column, int width, Style style, const char *text)
{
    return screen_text_n(row, column, width, style, text, strlen(text), true);
}

void screen_line(int row, int column, int width)
{
    width = clip(row, column, width);
    if (width <= 0 || plain)
        return;
    cchar_t dash;
    setcchar(&dash, L"-", screen_attributes(STYLE_FRAME), 0, NULL);
    const cchar_t *line = &dash;
    cchar_t drawn;
    if (!screen_text_ascii_asked()) {
        drawn = *WACS_HLINE;
        drawn.attr |= screen_attributes(STYLE_FRAME);
        line = &drawn;
    }
    mvhline_set(row, column, line, width);
}

void screen_cursor(int row, int column)
{
    cursor_row = row < LINES ? row : LINES - 1;
    cursor_column = column < COLS ? column : COLS - 1;
    if (cursor_row < 0)
        cursor_row = 0;
    if (cursor_column < 0)
        cursor_column = 0;
}

void screen_flush(void)
{
    screen_cursor(cursor_row, cursor_column);
    screen_send_ahead(cursor_row, cursor_column);
    wmove(stdscr, cursor_row, cursor_column);
    wrefresh(stdscr);
}

void screen_bell(void)
{
    beep();
}
