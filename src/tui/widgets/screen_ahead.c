/* What is sent ahead of ncurses' frame, because it would take many more bytes for it. Its picture
 * of the terminal (curscr) is changed likewise, so that it finds nothing left to do there. */
#include "tui/widgets/screen_internal.h"

#include <curses.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>

enum { WIDEST = 512, WORTH_INSERTING = 4, MOST_RUNS = 2, LONGEST_RUN = 32 };

static bool is_blank(const cchar_t *cell)
{
    return cell->chars[0] == L' ' && cell->attr == A_NORMAL && cell->ext_color == 0;
}

/* ncurses sends the rest of a row again after each character that is typed in its middle. Where the
 * rest has only moved by a column, the terminal is told to insert one: what is left to send is the
 * character. */
static void insert_column(int cursor_row, int cursor_column)
{
    const char *insert = screen_terminal_insert();
    int row;
    int column;
    getyx(curscr, row, column);
    int rest = COLS - column;
    if (!insert || row != cursor_row || column + 1 != cursor_column || rest < 4 || rest > WIDEST ||
        is_cleared(curscr))
        return;
    cchar_t was[WIDEST + 1];
    cchar_t is[WIDEST + 1];
    /* At the end of the text there is nothing to move. */
    bool blank = mvwin_wchnstr(curscr, row, column, was, 2) == ERR ||
                 (is_blank(&was[0]) && is_blank(&was[1]));
    if (blank || mvwin_wchnstr(curscr, row, column, was, rest) == ERR ||
        mvwin_wchnstr(stdscr, row, column, is, rest) == ERR) {
        wmove(curscr, row, column);
        return;
    }
    int text = rest - 2;
    bool moved = is_blank(&was[rest - 1]) && is_blank(&was[rest - 2]) &&
                 memcmp(is + 1, was, (size_t)text * sizeof *is) == 0;
    while (text > 0 && is_blank(&was[text - 1]))
        text--;
    if (moved && text > WORTH_INSERTING) {
        screen_terminal_send(insert);
        wmove(curscr, row, column);
        winsch(curscr, ' ');
    }
    wmove(curscr, row, column);
}

/* Cells side by side that are to become reversed, and are nothing else. */
typedef struct Run {
    int row, column, width;
    cchar_t cells[LONGEST_RUN + 1]; /* ends with 0 */
} Run;

static bool becomes_reversed(const cchar_t *is, const cchar_t *was)
{
    return is->attr == A_REVERSE && is->ext_color == 0 && is->chars[1] == 0 &&
           memcmp(is, was, sizeof *is) != 0;
}

/* Adds those of a row. False where there are more than are worth it. */
static bool find_runs(int row, Run *runs, size_t *count)
{
    cchar_t was[WIDEST + 1];
    cchar_t is[WIDEST + 1];
    if (mvwin_wchnstr(curscr, row, 0, was, COLS) == ERR ||
        mvwin_wchnstr(stdscr, row, 0, is, COLS) == ERR)
        return false;
    for (int column = 0; column < COLS; column++) {
        if (!becomes_reversed(&is[column], &was[column]))
            continue;
        int end = column + 1;
        while (end < COLS && becomes_reversed(&is[end], &was[end]))
            end++;
        /* At the end of a row the cursor would be who knows where. */
        if (*count == MOST_RUNS || end - column > LONGEST_RUN || end == COLS)
            return false;
        Run *run = &runs[(*count)++];
        *run = (Run){.row = row, .column = column, .width = end - column};
        memcpy(run->cells, is + column, (size_t)run->width * sizeof *is);
        column = end;
    }
    return true;
}

static void put_place(FILE *out, int row, int column)
{
    fputs(tiparm(screen_terminal_place(), row, column), out);
}

static void put_run(FILE *out, const Run *run)
{
    put_place(out, run->row, run->column);
    fputs(SCREEN_REVERSE_ON, out);
    for (int i = 0; i < run->width; i++) {
        char bytes[MB_LEN_MAX];
        mbstate_t state = {0};
        size_t length = wcrtomb(bytes, run->cells[i].chars[0], &state);
        fwrite(bytes, 1, length == (size_t)-1 ? 0 : length, out);
    }
    fputs(SCREEN_REVERSE_OFF, out);
}

/* On a background of its own ncurses sends the colours again, 29 bytes, wherever an attribute
 * begins or ends. The few cells that become reversed, as the marker of a list does, are sent with
 * what leaves the colours alone. */
static void send_reversed(void)
{
    Run runs[MOST_RUNS];
    size_t count = 0;
    int row;
    int column;
    getyx(curscr, row, column);
    if (!screen_theme_has_background() || !screen_terminal_place() || COLS > WIDEST ||
        is_cleared(curscr) || is_cleared(stdscr))
        return;
    bool few = true;
    for (int i = 0; few && i < LINES; i++)
        few = !is_linetouched(stdscr, i) || find_runs(i, runs, &count);
    char *bytes = NULL;
    size_t length;
    FILE *out = few && count > 0 ? open_memstream(&bytes, &length) : NULL;
    if (out) {
        for (size_t i = 0; i < count; i++) {
            put_run(out, &runs[i]);
            mvwadd_wchnstr(curscr, runs[i].row, runs[i].column, runs[i].cells, runs[i].width);
        }
        put_place(out, row, column);
        fclose(out);
        screen_terminal_send(bytes);
    }
    free(bytes);
    wmove(curscr, row, column);
}

void screen_send_ahead(int cursor_row, int cursor_column)
{
    insert_column(cursor_row, cursor_column);
    send_reversed();
}
