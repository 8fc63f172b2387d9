#include "tui/widgets/lines.h"

#include "base/memory.h"
#include "base/visible.h"
#include "tui/widgets/wrap.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

typedef struct Paragraph {
    char *head, *text; /* visible; head NULL: none */
    Style head_style, style;
    int indent;
} Paragraph;

/* One row of the screen. */
typedef struct Row {
    size_t paragraph, start, length;
    bool first;
} Row;

struct Lines {
    Paragraph *paragraphs;
    size_t count, capacity;
    Row *rows;
    size_t row_count, row_capacity;
    int head_width; /* of the widest head */
    int head_least; /* asked for */
    int width;      /* for which `rows` was made */
    size_t top;
    int shown, drawn_width; /* rows and columns of the last drawing */
    size_t drawn_top;
};

Lines *lines_new(void)
{
    return memory_new(sizeof(Lines));
}

void lines_clear(Lines *lines)
{
    for (size_t i = 0; i < lines->count; i++) {
        free(lines->paragraphs[i].head);
        free(lines->paragraphs[i].text);
    }
    lines->count = lines->top = 0;
    lines->width = lines->head_width = 0;
}

void lines_to_end(Lines *lines)
{
    lines->top = INT_MAX; /* drawing brings it back */
}

void lines_free(Lines *lines)
{
    if (!lines)
        return;
    lines_clear(lines);
    free(lines->paragraphs);
    free(lines->rows);
    free(lines);
}

static void add(Lines *lines, Paragraph paragraph)
{
    lines->paragraphs = memory_reserve(lines->paragraphs, &lines->capacity, lines->count + 1,
                                       sizeof *lines->paragraphs);
    lines->paragraphs[lines->count++] = paragraph;
    lines->width = 0;
}

/* One paragraph for each line of the text: the newlines are ours, all else is made visible. */
void lines_add(Lines *lines, Style style, int indent, const char *text)
{
    for (;;) {
        size_t length = strcspn(text, "\n");
        add(lines,
            (Paragraph){.text = visible_text_n(text, length), .style = style, .indent = indent});
        text += length;
        if (*text == '\0' || text[1] == '\0')
            break;
        text++;
    }
}

void lines_add_pair(Lines *lines, Style head_style, const char *head, Style style, const char *text)
{
    Paragraph paragraph = {.head = visible_text(head),
                           .text = visible_text(text),
                           .head_style = head_style,
                           .style = style};
    int width = screen_text_width(paragraph.head, strlen(paragraph.head));
    lines->head_width = width > lines->head_width ? width : lines->head_width;
    add(lines, paragraph);
}

/* The column behind the heads and a gap. */
static int behind_heads(const Lines *lines)
{
    int asked = 2 + lines->head_least + 2, needed = 2 + lines->head_width + 2;
    return asked > needed && asked <= lines->width / 2 ? asked : needed;
}

static bool is_beside(const Lines *lines)
{
    return behind_heads(lines) <= lines->width / 2;
}

/* Where the text of a paragraph begins: behind the heads, or in narrow windows below them. */
static int indent_of(const Lines *lines, const Paragraph *paragraph)
{
    if (!paragraph->head)
        return paragraph->indent;
    return is_beside(lines) ? behind_heads(lines) : 4;
}

static void add_row(Lines *lines, Row row)
{
    lines->rows = memory_reserve(lines->rows, &lines->row_capacity, lines->row_count + 1,
                                 sizeof *lines->rows);
    lines->rows[lines->row_count++] = row;
}

static void wrap(Lines *lines, int width)
{
    if (lines->width == width)
        return;
    lines->width = width;
    lines->row_count = 0;
    for (size_t i = 0; i < lines->count; i++) {
        const Paragraph *paragraph = &lines->paragraphs[i];
        size_t at = 0, start, used, length = strlen(paragraph->text);
        int room = width - indent_of(lines, paragraph);
        bool first = true;
        if (length == 0 || (paragraph->head && !is_beside(lines))) {
            add_row(lines, (Row){.paragraph = i, .first = true});
            first = false;
        }
        while (wrap_line(paragraph->text, length, room > 1 ? room : 1, &at, &start, &used)) {
            add_row(lines, (Row){i, start, used, first});
            first = false;
        }
    }
}

size_t lines_rows(Lines *lines, int columns)
{
    wrap(lines, columns);
    return lines->row_count;
}

size_t lines_top(const Lines *lines)
{
    return lines->top;
}

/* What was added since the last drawing counts, too. */
static void wrap_as_drawn(Lines *lines)
{
    if (lines->drawn_width > 0)
        wrap(lines, lines->drawn_width);
}

static void scroll(Lines *lines, long rows)
{
    wrap_as_drawn(lines);
    long last = (long)lines->row_count - lines->shown;
    long top = (long)lines->top + rows;
    top = top > last ? last : top;
    lines->top = top > 0 ? (size_t)top : 0;
}

static void command_up(void *data)
{
    scroll(data, -1);
}

static void command_down(void *data)
{
    scroll(data, 1);
}

static void command_page_up(void *data)
{
    scroll(data, -(((Lines *)data)->shown - 1));
}

static void command_page_down(void *data)
{
    scroll(data, ((Lines *)data)->shown - 1);
}

static void command_first(void *data)
{
    scroll(data, -(long)((Lines *)data)->top);
}

static void command_last(void *data)
{
    Lines *lines = data;
    wrap_as_drawn(lines);
    scroll(lines, (long)lines->row_count);
}

const BindingCommand lines_commands[] = {
    {"up", command_up, 0},
    {"down", command_down, 0},
    {"page-up", command_page_up, 0},
    {"page-down", command_page_down, 0},
    {"first", command_first, 0},
    {"last", command_last, 0},
    {NULL, NULL, 0},
};

void lines_set_head_width(Lines *lines, int columns)
{
    lines->head_least = columns;
    lines->width = 0;
}

void lines_draw(Lines *lines, Area area, bool all)
{
    wrap(lines, area.columns);
    lines->shown = area.rows;
    lines->drawn_width = area.columns;
    scroll(lines, 0);
    screen_cursor(area.row, area.column);
    if (!all && lines->drawn_top == lines->top)
        return;
    lines->drawn_top = lines->top;
    for (int i = 0; i < area.rows; i++) {
        int row = area.row + i;
        screen_fill(row, area.column, area.columns, STYLE_NORMAL);
        if (lines->top + (size_t)i >= lines->row_count)
            continue;
        const Row *line = &lines->rows[lines->top + (size_t)i];
        const Paragraph *paragraph = &lines->paragraphs[line->paragraph];
        int indent = indent_of(lines, paragraph);
        if (paragraph->head && line->first)
            screen_text(row, area.column + 2, area.columns - 2, paragraph->head_style,
                        paragraph->head);
        if (line->length > 0 && area.columns > indent)
            screen_text_n(row, area.column + indent, area.columns - indent, paragraph->style,
                          paragraph->text + line->start, line->length, false);
    }
}

void lines_draw_text(Area area, Style style, const char *text)
{
    size_t length = strlen(text), at = 0, start, used;
    for (int i = 0; i < area.rows; i++) {
        screen_fill(area.row + i, area.column, area.columns, STYLE_NORMAL);
        if (!wrap_line(text, length, area.columns, &at, &start, &used))
            continue;
        char *line = memory_text_n(text + start, i == area.rows - 1 ? length - start : used);
        screen_text(area.row + i, area.column, area.columns, style, line);
        free(line);
    }
}
