#include "screenshots/picture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CELL_WIDTH = 9, CELL_HEIGHT = 20, BASELINE = 15, MARGIN = 16 };

static bool same_look(const TerminalCell *a, const TerminalCell *b)
{
    return a->bold == b->bold && a->underline == b->underline && a->reverse == b->reverse &&
           a->struck == b->struck && a->foreground == b->foreground &&
           a->background == b->background;
}

static bool is_plain(const TerminalCell *cell)
{
    const TerminalCell plain = {.foreground = -1, .background = -1};
    return same_look(cell, &plain);
}

static FILE *memory_file(char **text)
{
    static size_t size;
    FILE *out = open_memstream(text, &size);
    if (!out)
        abort();
    return out;
}

/* ---- As a text ---- */

enum { MOST_LOOKS = 26 };
typedef struct Looks {
    TerminalCell looks[MOST_LOOKS];
    int count;
} Looks;

static char letter_of(Looks *looks, const TerminalCell *cell)
{
    int number = 0;
    if (is_plain(cell))
        return ' ';
    while (number < looks->count && !same_look(&looks->looks[number], cell))
        number++;
    if (number == MOST_LOOKS)
        return '?';
    if (number == looks->count)
        looks->looks[looks->count++] = *cell;
    return (char)('a' + number);
}

/* A row of letters, or nothing where all is plain. */
static void put_letters(FILE *out, Terminal *terminal, Looks *looks, int columns, int row)
{
    char *letters = calloc((size_t)columns + 1, 1);
    int used = 0;
    if (!letters)
        abort();
    for (int column = 0; column < columns; column++) {
        TerminalCell cell = terminal_cell(terminal, row, column);
        letters[column] = letter_of(looks, &cell);
        if (letters[column] != ' ')
            used = column + 1;
    }
    letters[used] = '\0';
    fprintf(out, "%s\n", letters);
    free(letters);
}

static void put_looks(FILE *out, const Looks *looks)
{
    for (int i = 0; i < looks->count; i++) {
        const TerminalCell *look = &looks->looks[i];
        fprintf(out, "%c:%s%s%s%s", 'a' + i, look->bold ? " bold" : "", look->struck ? " dim" : "",
                look->underline ? " underlined" : "", look->reverse ? " reverse" : "");
        if (look->foreground >= 0)
            fprintf(out, " colour %d", look->foreground);
        if (look->background >= 0)
            fprintf(out, " on %d", look->background);
        fputc('\n', out);
    }
}

char *picture_text(Terminal *terminal, int columns, int rows)
{
    char *text = NULL;
    FILE *out = memory_file(&text);
    Looks looks = {.count = 0};
    int row, column;
    bool visible;
    for (int i = 0; i < rows; i++)
        fprintf(out, "%s\n", terminal_row(terminal, i));
    fputs("\n---- attributes ----\n", out);
    for (int i = 0; i < rows; i++)
        put_letters(out, terminal, &looks, columns, i);
    put_looks(out, &looks);
    terminal_cursor(terminal, &row, &column, &visible);
    if (visible)
        fprintf(out, "The cursor is in row %d, column %d, of %dx%d.\n", row, column, columns, rows);
    else
        fprintf(out, "The cursor is hidden, of %dx%d.\n", columns, rows);
    fclose(out);
    return text;
}

/* ---- As a drawing ---- */

static unsigned colour_value(int colour)
{
    static const unsigned first[16] = {0x000000, 0xcd3131, 0x0dbc79, 0xe5e510, 0x2472c8, 0xbc3fbc,
                                       0x11a8cd, 0xe5e5e5, 0x666666, 0xf14c4c, 0x23d18b, 0xf5f543,
                                       0x3b8eea, 0xd670d6, 0x29b8db, 0xffffff};
    static const unsigned steps[6] = {0x00, 0x5f, 0x87, 0xaf, 0xd7, 0xff};
    if (colour < 16)
        return first[colour];
    if (colour >= 232)
        return (unsigned)(8 + (colour - 232) * 10) * 0x010101;
    colour -= 16;
    return steps[colour / 36] << 16 | steps[colour / 6 % 6] << 8 | steps[colour % 6];
}

typedef struct Drawing {
    FILE *out;
    unsigned text, background; /* where a cell has none of its own */
} Drawing;

static void put_escaped(FILE *out, const char *text, size_t length)
{
    for (const char *end = text + length; text < end; text++) {
        if (*text == '<')
            fputs("&lt;", out);
        else if (*text == '&')
            fputs("&amp;", out);
        else
            fputc(*text, out);
    }
}

/* `textLength` for viewers that know it (librsvg does not): the text has the width of its cells. */
static void put_text(const Drawing *drawing, const TerminalCell *look, int x, int y, int width,
                     unsigned ink, const char *text, size_t length)
{
    fprintf(drawing->out, "<text x=\"%d\" y=\"%d\" textLength=\"%d\" fill=\"#%06x\"%s%s>", x,
            y + BASELINE, width * CELL_WIDTH, ink, look->bold ? " font-weight=\"bold\"" : "",
            look->struck ? " opacity=\"0.65\"" : "");
    put_escaped(drawing->out, text, length);
    fputs("</text>\n", drawing->out);
}

/* Cells of one look, from `column` on. */
static void put_run(const Drawing *drawing, int row, int column, int width,
                    const TerminalCell *look, const char *text)
{
    unsigned fore = look->foreground < 0 ? drawing->text : colour_value(look->foreground);
    unsigned back = look->background < 0 ? drawing->background : colour_value(look->background);
    unsigned ink = look->reverse ? back : fore, paper = look->reverse ? fore : back;
    int x = MARGIN + column * CELL_WIDTH, y = MARGIN + row * CELL_HEIGHT;
    const char *start = text;
    if (paper != drawing->background)
        fprintf(drawing->out,
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#%06x\"/>\n", x, y,
                width * CELL_WIDTH, CELL_HEIGHT, paper);
    if (look->underline)
        fprintf(drawing->out,
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"1\" fill=\"#%06x\"/>\n", x,
                y + BASELINE + 2, width * CELL_WIDTH, ink);
    if (strlen(text) >
        (size_t)width) { /* not of ASCII alone: spaces among it are kept by attribute */
        put_text(drawing, look, x, y, width, ink, text, strlen(text));
        return;
    }
    while (*(text += strspn(text, " "))) { /* each word by its cell, whatever the viewer's font */
        size_t length = strcspn(text, " ");
        put_text(drawing, look, x + (int)(text - start) * CELL_WIDTH, y, (int)length, ink, text,
                 length);
        text += length;
    }
}

/* A wide character stands alone, so that it takes two columns in any font. */
static void put_row(const Drawing *drawing, Terminal *terminal, int columns, int row)
{
    char *text = calloc((size_t)columns + 1, sizeof((TerminalCell *)0)->text);
    if (!text)
        abort();
    for (int column = 0; column < columns;) {
        TerminalCell look = terminal_cell(terminal, row, column), cell = look;
        int start = column;
        text[0] = '\0';
        do {
            strcat(text, *cell.text ? cell.text : " ");
            column++;
            cell = terminal_cell(terminal, row, column);
        } while (column < columns && same_look(&cell, &look) && strlen(cell.text) < 3 &&
                 strlen(look.text) < 3);
        if (strlen(look.text) >= 3 && column < columns && !*cell.text)
            column++; /* perhaps its second half */
        put_run(drawing, row, start, column - start, &look, text);
    }
    free(text);
}

char *picture_svg(Terminal *terminal, int columns, int rows, const char *title, bool light)
{
    char *text = NULL;
    Drawing drawing = {memory_file(&text), light ? 0x24292f : 0xd7dbe0,
                       light ? 0xffffff : 0x1b1f27};
    int width = columns * CELL_WIDTH + 2 * MARGIN, height = rows * CELL_HEIGHT + 2 * MARGIN;
    int row, column;
    bool visible;
    fprintf(drawing.out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
            "viewBox=\"0 0 %d %d\" xml:space=\"preserve\" font-size=\"15\" "
            "font-family=\"'DejaVu Sans Mono', Menlo, monospace\">\n<title>",
            width, height, width, height);
    put_escaped(drawing.out, title, strlen(title));
    fprintf(drawing.out,
            "</title>\n"
            "<rect width=\"%d\" height=\"%d\" rx=\"8\" fill=\"#%06x\"/>\n",
            width, height, drawing.background);
    for (int i = 0; i < rows; i++)
        put_row(&drawing, terminal, columns, i);
    terminal_cursor(terminal, &row, &column, &visible);
    if (visible)
        fprintf(
            drawing.out,
            "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#%06x\" opacity=\"0.5\"/>\n",
            MARGIN + column * CELL_WIDTH, MARGIN + row * CELL_HEIGHT, CELL_WIDTH, CELL_HEIGHT,
            drawing.text);
    fputs("</svg>\n", drawing.out);
    fclose(drawing.out);
    return text;
}
