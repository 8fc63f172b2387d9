/* The drawing of a list: columns, and the rows that are not as they should be. */
#include "base/memory.h"
#include "tui/widgets/list_view_internal.h"

#include <stdlib.h>
#include <string.h>

#define MARKER_WIDTH 3 /* the last column stays free */
#define COLUMN_GAP   2

static bool has_titles(const ListView *view)
{
    return view->columns[0].title[0] != '\0';
}

/* Gives each column its minimum, drops those that don't fit, and shares out what is left. */
static void lay_out(ListView *view, int width)
{
    int left;
    int worst = -1;
    for (size_t i = 0; i < view->column_count; i++) {
        int title = screen_text_width(view->columns[i].title, strlen(view->columns[i].title));
        view->widths[i] = title > view->columns[i].minimum ? title : view->columns[i].minimum;
        worst = view->columns[i].priority > worst ? view->columns[i].priority : worst;
    }
    for (;; worst--) {
        left = width - MARKER_WIDTH + COLUMN_GAP;
        for (size_t i = 0; i < view->column_count; i++) {
            if (view->widths[i] > 0)
                left -= view->widths[i] + COLUMN_GAP;
        }
        if (left >= 0 || worst <= 0)
            break;
        for (size_t i = 0; i < view->column_count; i++) {
            if (view->columns[i].priority == worst)
                view->widths[i] = 0;
        }
    }
    for (size_t i = 0; i < view->column_count && left > 0; i++) {
        const ListColumn *column = &view->columns[i];
        if (view->widths[i] == 0 || (column->maximum != 0 && column->maximum <= view->widths[i]))
            continue;
        int more = column->maximum == 0 ? left : column->maximum - view->widths[i];
        more = more < left ? more : left;
        view->widths[i] += more;
        left -= more;
    }
    if (left < 0 && view->widths[0] + left > 0)
        view->widths[0] += left;
}

/* Draws a text in a column of the list; returns where the next one begins. */
static int draw_cell(const ListView *view, Area area, int row, int at, size_t column, Style style,
                     const char *text)
{
    int width = view->widths[column];
    if (width == 0)
        return at;
    int indent = 0;
    if (view->columns[column].right) {
        int used = screen_text_width(text, strlen(text));
        indent = used < width ? width - used : 0;
    }
    int room = area.column + area.columns - at - indent;
    room = room < width - indent ? room : width - indent;
    if (room > 0)
        screen_text(row, at + indent, room, style, text);
    return at + width + COLUMN_GAP;
}

static bool is_marked(const ListView *view, size_t row)
{
    return view->source.marked && view->source.marked(view->source.data, row);
}

/* The text of a row's first column where a mark is told in words. */
static int draw_marked(const ListView *view, Area area, int row, int at, Style style,
                       const char *text)
{
    char *words = memory_format("%s%s", view->words.marked, text);
    at = draw_cell(view, area, row, at, 0, style, words);
    free(words);
    return at;
}

static void draw_row(ListView *view, Area area, int row, size_t index)
{
    screen_fill(row, area.column, area.columns, STYLE_NORMAL);
    if (index >= view->shown)
        return;
    bool chosen = index == view->selected;
    if (chosen)
        screen_text(row, area.column, MARKER_WIDTH - 1, STYLE_FOCUS, view->words.marker);
    size_t source_row = list_view_row(view, index);
    bool marked = is_marked(view, source_row), in_words = marked && screen_plain();
    if (marked && !in_words)
        screen_text(row, area.column + MARKER_WIDTH - 1, 1, STYLE_FOCUS, view->words.mark);
    int at = area.column + MARKER_WIDTH;
    for (size_t i = 0; i < view->column_count; i++) {
        if (view->widths[i] == 0)
            continue;
        Style style = STYLE_NORMAL;
        const char *text = view->source.cell(view->source.data, source_row, i, &style);
        at = i == 0 && in_words ? draw_marked(view, area, row, at, style, text)
                                : draw_cell(view, area, row, at, i, style, text);
    }
}

/* The title of a column, and how it is sorted. */
static int draw_title(const ListView *view, Area area, int row, int at, size_t column)
{
    const char *title = view->columns[column].title;
    int next = draw_cell(view, area, row, at, column, STYLE_LABEL, title);
    if (column != view->sorted || view->widths[column] == 0)
        return next;
    /* A full column has its sign in the gap behind it. */
    int width = view->widths[column], used = screen_text_width(title, strlen(title));
    int sign = view->columns[column].right || used >= width ? width : used + 1;
    if (at + sign < area.column + area.columns)
        screen_text(row, at + sign, 1, STYLE_LABEL,
                    view->downwards ? view->words.down : view->words.up);
    return next;
}

static void draw_titles(ListView *view, Area area, int row)
{
    screen_fill(row, area.column, area.columns, STYLE_NORMAL);
    int at = area.column + MARKER_WIDTH;
    for (size_t i = 0; i < view->column_count; i++)
        at = draw_title(view, area, row, at, i);
}

/* Returns the column behind the filter's text. */
static int draw_filter(ListView *view, Area area)
{
    screen_fill(area.row, area.column, area.columns, STYLE_NORMAL);
    int at = area.column;
    at += screen_text(area.row, at, area.columns, STYLE_LABEL, view->words.filter);
    int room = area.column + area.columns - at - 1;
    if (room > 0)
        at += screen_text(area.row, at, room, STYLE_FIELD, view->filter);
    if (view->words.count && view->filter_length > 0 && view->source.match) {
        char *count = view->words.count(view->shown, view->counted);
        int width = screen_text_width(count, strlen(count));
        int left = area.column + area.columns - width - 1;
        if (left > at + 1)
            screen_text(area.row, left, width, STYLE_HINT, count);
        free(count);
    }
    return at;
}

bool list_view_has_column(const ListView *view, size_t column)
{
    return view->widths[column] > 0;
}

static void scroll_to_selection(ListView *view)
{
    size_t rows = (size_t)view->body_rows;
    if (view->selected < view->top)
        view->top = view->selected;
    else if (view->selected >= view->top + rows)
        view->top = view->selected - rows + 1;
    if (view->top + rows > view->shown)
        view->top = view->shown > rows ? view->shown - rows : 0;
}

static void draw_nothing(const ListView *view, Area body)
{
    const char *words = view->filter_length > 0 ? view->words.no_match : view->words.empty;
    for (int i = 0; i < body.rows; i++)
        screen_fill(body.row + i, body.column, body.columns, STYLE_NORMAL);
    screen_text(body.row, body.column + MARKER_WIDTH, body.columns - MARKER_WIDTH, STYLE_HINT,
                words);
}

/* Draws the rows that are not as they should be. */
static void draw_body(ListView *view, Area body, bool all)
{
    scroll_to_selection(view);
    if (view->shown == 0) {
        draw_nothing(view, body);
        return;
    }
    all = all || view->top != view->drawn.top;
    for (int i = 0; i < body.rows; i++) {
        size_t index = view->top + (size_t)i;
        bool moved = (index == view->selected) != (index == view->drawn.selected);
        if (all || moved)
            draw_row(view, body, body.row + i, index);
    }
}

void list_view_draw(ListView *view, Area area, bool all)
{
    const Area *old = &view->drawn.area;
    all = all || view->damaged || !view->drawn.valid || old->row != area.row ||
          old->column != area.column || old->rows != area.rows || old->columns != area.columns;
    Area body = area;
    int filter_end = area.column;
    if (view->filtered && body.rows > 1) {
        if (all)
            filter_end = draw_filter(view, area);
        body.row++;
        body.rows--;
    }
    if (all)
        lay_out(view, area.columns);
    if (has_titles(view) && body.rows > 3) {
        if (all)
            draw_titles(view, area, body.row);
        body.row++;
        body.rows--;
    }
    view->body_rows = body.rows > 0 ? body.rows : 1;
    draw_body(view, body, all);
    if (view->cursor_in_filter && area.rows > 1) {
        if (!all)
            filter_end = area.column +
                         screen_text_width(view->words.filter, strlen(view->words.filter)) +
                         screen_text_width(view->filter, view->filter_length);
        screen_cursor(area.row, filter_end < area.column + area.columns
                                    ? filter_end
                                    : area.column + area.columns - 1);
    } else {
        int offset = view->shown == 0 ? 0 : (int)(view->selected - view->top);
        screen_cursor(body.row + offset, area.column + MARKER_WIDTH);
    }
    view->drawn.valid = true;
    view->drawn.area = area;
    view->drawn.body_row = body.row;
    view->drawn.top = view->top;
    view->drawn.selected = view->selected;
    view->damaged = false;
}

Area list_view_cell(const ListView *view, size_t column)
{
    int at = view->drawn.area.column + MARKER_WIDTH;
    for (size_t i = 0; i < column; i++)
        at += view->widths[i] > 0 ? view->widths[i] + COLUMN_GAP : 0;
    return (Area){.row = view->drawn.body_row + (int)(view->selected - view->top),
                  .column = at,
                  .rows = 1,
                  .columns = view->widths[column]};
}

size_t list_view_visible(const ListView *view, size_t *rows, size_t size)
{
    size_t count = 0;
    for (size_t index = view->top; index < view->shown && count < size; index++) {
        if (index >= view->top + (size_t)view->body_rows)
            break;
        rows[count++] = list_view_row(view, index);
    }
    return count;
}
