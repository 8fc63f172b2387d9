#include "tui/widgets/table.h"

#include "core/memory.h"
#include "core/visible.h"

#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#define FILTER_SIZE  128
#define MARKER_WIDTH 2
#define COLUMN_GAP   2

struct Table {
    TableColumn *columns;
    int *widths; /* 0: not shown */
    size_t column_count;
    TableSource source;
    TableWords words;
    size_t *matches; /* rows that the filter lets through; NULL: all */
    size_t shown;    /* their number */
    size_t selected; /* index among the shown; 0 where there is none */
    size_t top;
    char filter[FILTER_SIZE];
    size_t filter_length;
    bool filtered, typing, cursor_in_filter;
    int body_rows; /* of the last drawing */
    struct {
        bool valid;
        Area area;
        size_t top, selected;
    } drawn;
    bool damaged; /* all rows */
};

static bool has_titles(const Table *table)
{
    return table->columns[0].title[0] != '\0';
}

Table *table_new(const TableColumn *columns, size_t column_count, const TableSource *source,
                 const TableWords *words)
{
    Table *table = memory_new(sizeof *table);
    table->columns = memory_array(column_count, sizeof *columns);
    memcpy(table->columns, columns, column_count * sizeof *columns);
    table->widths = memory_array(column_count, sizeof *table->widths);
    table->column_count = column_count;
    table->source = *source;
    table->words = *words;
    table->body_rows = 1;
    table_reload(table);
    return table;
}

void table_free(Table *table)
{
    if (!table)
        return;
    free(table->columns);
    free(table->widths);
    free(table->matches);
    free(table);
}

static size_t row_of(const Table *table, size_t index)
{
    return table->matches ? table->matches[index] : index;
}

size_t table_selected(const Table *table)
{
    return table->selected < table->shown ? row_of(table, table->selected) : TABLE_NONE;
}

size_t table_shown(const Table *table)
{
    return table->shown;
}

bool table_filtered(const Table *table)
{
    return table->filtered;
}

bool table_typing(const Table *table)
{
    return table->typing;
}

/* The index among the shown of the first row at or behind `row`; the last one where there is none.
 */
static size_t index_of(const Table *table, size_t row)
{
    if (table->shown == 0)
        return 0;
    if (!table->matches)
        return row < table->shown ? row : table->shown - 1;
    size_t low = 0, high = table->shown - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (table->matches[middle] < row)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void table_select(Table *table, size_t row)
{
    table->selected = index_of(table, row);
}

/* Looks for rows that match from `from` on; `within` are rows to look at, NULL for all. */
static void collect(Table *table, const size_t *within, size_t from, size_t count)
{
    for (size_t i = from; i < count; i++) {
        size_t row = within ? within[i] : i;
        if (table->source.match(table->source.data, row, table->filter))
            table->matches[table->shown++] = row;
    }
}

static void refilter(Table *table, bool narrower)
{
    size_t chosen = table_selected(table);
    if (table->filter_length == 0) {
        free(table->matches);
        table->matches = NULL;
        table->shown = table->source.count(table->source.data);
    } else if (narrower && table->matches) {
        size_t count = table->shown;
        table->shown = 0;
        collect(table, table->matches, 0, count); /* in place: never ahead of what is read */
    } else {
        size_t count = table->source.count(table->source.data);
        free(table->matches);
        table->matches = memory_array(count, sizeof *table->matches);
        table->shown = 0;
        collect(table, NULL, 0, count);
    }
    table->selected = 0;
    if (chosen != TABLE_NONE)
        table_select(table, chosen);
    table->damaged = true;
}

void table_reload(Table *table)
{
    refilter(table, false);
}

void table_extend(Table *table)
{
    if (!table->matches) {
        table->shown = table->source.count(table->source.data);
        table->damaged = true;
    } else {
        refilter(table, false);
    }
}

void table_touch(Table *table)
{
    table->damaged = true;
}

static void move_to(Table *table, size_t index)
{
    table->selected = table->shown == 0 ? 0 : index < table->shown ? index : table->shown - 1;
    table->cursor_in_filter = false;
}

static void move_by(Table *table, size_t rows, bool down)
{
    size_t up_to = table->selected < rows ? 0 : table->selected - rows;
    move_to(table, down ? table->selected + rows : up_to);
}

static size_t screenful(const Table *table)
{
    return table->body_rows > 1 ? (size_t)table->body_rows - 1 : 1;
}

static void command_up(void *data)
{
    move_by(data, 1, false);
}

static void command_down(void *data)
{
    move_by(data, 1, true);
}

static void command_page_up(void *data)
{
    move_by(data, screenful(data), false);
}

static void command_page_down(void *data)
{
    move_by(data, screenful(data), true);
}

static void command_first(void *data)
{
    move_to(data, 0);
}

static void command_last(void *data)
{
    Table *table = data;
    move_to(table, table->shown);
}

static void command_filter(void *data)
{
    Table *table = data;
    if (!table->source.match)
        return;
    table->filtered = table->typing = table->cursor_in_filter = true;
    table->drawn.valid = false;
}

static void command_filter_clear(void *data)
{
    Table *table = data;
    table->filter[0] = '\0';
    table->filter_length = 0;
    table->filtered = table->typing = table->cursor_in_filter = false;
    table->drawn.valid = false;
    refilter(table, false);
}

static void set_filter_length(Table *table, size_t length, bool narrower)
{
    table->filter[length] = '\0';
    table->filter_length = length;
    table->cursor_in_filter = true;
    refilter(table, narrower);
}

static void command_filter_delete(void *data)
{
    Table *table = data;
    if (table->filter_length == 0) {
        command_filter_clear(table);
        return;
    }
    size_t length = table->filter_length - 1;
    while (length > 0 && ((unsigned char)table->filter[length] & 0xC0) == 0x80)
        length--;
    table->typing = true;
    set_filter_length(table, length, false);
}

static void command_filter_empty(void *data)
{
    Table *table = data;
    table->typing = true;
    set_filter_length(table, 0, false);
}

const BindingCommand table_commands[] = {
    {"up", command_up},           {"down", command_down},
    {"page-up", command_page_up}, {"page-down", command_page_down},
    {"first", command_first},     {"last", command_last},
    {"filter", command_filter},   {NULL, NULL},
};

const BindingCommand table_filter_commands[] = {
    {"filter-clear", command_filter_clear},
    {"filter-delete", command_filter_delete},
    {"filter-empty", command_filter_empty},
    {NULL, NULL},
};

/* Puts what is safe to show of `text` behind the filter. */
static void filter_add(Table *table, const char *text, size_t length)
{
    size_t filled = table->filter_length;
    for (size_t at = 0, used; at < length; at += used) {
        bool safe;
        used = visible_next(text + at, length - at, &safe);
        if (!safe)
            continue;
        if (filled + used >= FILTER_SIZE)
            break;
        memcpy(table->filter + filled, text + at, used);
        filled += used;
    }
    if (filled > table->filter_length)
        set_filter_length(table, filled, true);
}

bool table_type(Table *table, Key key)
{
    if (!table->typing || !key_is_text(key))
        return false;
    uint8_t bytes[6];
    int length = u8_uctomb(bytes, key.code, sizeof bytes);
    if (length > 0)
        filter_add(table, (const char *)bytes, (size_t)length);
    return true;
}

void table_paste(Table *table, const char *text, size_t length)
{
    if (table->typing)
        filter_add(table, text, length);
}

void table_typing_end(Table *table)
{
    table->typing = table->cursor_in_filter = false;
    if (table->filter_length == 0)
        table->filtered = false;
    table->drawn.valid = false;
}

/* Gives each column its minimum, drops those that don't fit, and shares out what is left. */
static void lay_out(Table *table, int width)
{
    int left;
    int worst = -1;
    for (size_t i = 0; i < table->column_count; i++) {
        table->widths[i] = table->columns[i].minimum;
        worst = table->columns[i].priority > worst ? table->columns[i].priority : worst;
    }
    for (;; worst--) {
        left = width - MARKER_WIDTH + COLUMN_GAP;
        for (size_t i = 0; i < table->column_count; i++) {
            if (table->widths[i] > 0)
                left -= table->widths[i] + COLUMN_GAP;
        }
        if (left >= 0 || worst <= 0)
            break;
        for (size_t i = 0; i < table->column_count; i++) {
            if (table->columns[i].priority == worst)
                table->widths[i] = 0;
        }
    }
    for (size_t i = 0; i < table->column_count && left > 0; i++) {
        const TableColumn *column = &table->columns[i];
        if (table->widths[i] == 0 || (column->maximum != 0 && column->maximum <= column->minimum))
            continue;
        int more = column->maximum == 0 ? left : column->maximum - column->minimum;
        more = more < left ? more : left;
        table->widths[i] += more;
        left -= more;
    }
    if (left < 0 && table->widths[0] + left > 0)
        table->widths[0] += left;
}

/* Draws a text in a column of the table; returns where the next one begins. */
static int draw_cell(const Table *table, Area area, int row, int at, size_t column, Style style,
                     const char *text)
{
    int width = table->widths[column];
    if (width == 0)
        return at;
    int indent = 0;
    if (table->columns[column].right) {
        int used = screen_text_width(text, strlen(text));
        indent = used < width ? width - used : 0;
    }
    int room = area.column + area.columns - at - indent;
    room = room < width - indent ? room : width - indent;
    if (room > 0)
        screen_text(row, at + indent, room, style, text);
    return at + width + COLUMN_GAP;
}

static void draw_row(Table *table, Area area, int row, size_t index)
{
    screen_fill(row, area.column, area.columns, STYLE_NORMAL);
    if (index >= table->shown)
        return;
    bool chosen = index == table->selected;
    if (chosen)
        screen_text(row, area.column, MARKER_WIDTH, STYLE_FOCUS, table->words.marker);
    int at = area.column + MARKER_WIDTH;
    for (size_t i = 0; i < table->column_count; i++) {
        if (table->widths[i] == 0)
            continue;
        Style style = STYLE_NORMAL;
        const char *text = table->source.cell(table->source.data, row_of(table, index), i, &style);
        at = draw_cell(table, area, row, at, i, chosen && i == 0 ? STYLE_FOCUS : style, text);
    }
}

static void draw_titles(Table *table, Area area, int row)
{
    screen_fill(row, area.column, area.columns, STYLE_NORMAL);
    int at = area.column + MARKER_WIDTH;
    for (size_t i = 0; i < table->column_count; i++)
        at = draw_cell(table, area, row, at, i, STYLE_LABEL, table->columns[i].title);
}

/* Returns the column behind the filter's text. */
static int draw_filter(Table *table, Area area)
{
    screen_fill(area.row, area.column, area.columns, STYLE_NORMAL);
    int at = area.column;
    at += screen_text(area.row, at, area.columns, STYLE_LABEL, table->words.filter);
    int room = area.column + area.columns - at - 1;
    if (room > 0)
        at += screen_text(area.row, at, room, STYLE_FIELD, table->filter);
    return at;
}

static void scroll_to_selection(Table *table)
{
    size_t rows = (size_t)table->body_rows;
    if (table->selected < table->top)
        table->top = table->selected;
    else if (table->selected >= table->top + rows)
        table->top = table->selected - rows + 1;
    if (table->top + rows > table->shown)
        table->top = table->shown > rows ? table->shown - rows : 0;
}

static void draw_nothing(const Table *table, Area body)
{
    const char *words = table->filter_length > 0 ? table->words.no_match : table->words.empty;
    for (int i = 0; i < body.rows; i++)
        screen_fill(body.row + i, body.column, body.columns, STYLE_NORMAL);
    screen_text(body.row, body.column, body.columns, STYLE_HINT, words);
}

/* Draws the rows that are not as they should be. */
static void draw_body(Table *table, Area body, bool all)
{
    scroll_to_selection(table);
    if (table->shown == 0) {
        draw_nothing(table, body);
        return;
    }
    all = all || table->top != table->drawn.top;
    for (int i = 0; i < body.rows; i++) {
        size_t index = table->top + (size_t)i;
        bool moved = (index == table->selected) != (index == table->drawn.selected);
        if (all || moved)
            draw_row(table, body, body.row + i, index);
    }
}

void table_draw(Table *table, Area area, bool all)
{
    const Area *old = &table->drawn.area;
    all = all || table->damaged || !table->drawn.valid || old->row != area.row ||
          old->column != area.column || old->rows != area.rows || old->columns != area.columns;
    Area body = area;
    int filter_end = area.column;
    if (table->filtered && body.rows > 1) {
        if (all)
            filter_end = draw_filter(table, area);
        body.row++;
        body.rows--;
    }
    if (all)
        lay_out(table, area.columns);
    if (has_titles(table) && body.rows > 3) {
        if (all)
            draw_titles(table, area, body.row);
        body.row++;
        body.rows--;
    }
    table->body_rows = body.rows > 0 ? body.rows : 1;
    draw_body(table, body, all);
    if (table->cursor_in_filter && area.rows > 1) {
        if (!all)
            filter_end = area.column +
                         screen_text_width(table->words.filter, strlen(table->words.filter)) +
                         screen_text_width(table->filter, table->filter_length);
        screen_cursor(area.row, filter_end < area.column + area.columns
                                    ? filter_end
                                    : area.column + area.columns - 1);
    } else {
        int offset = table->shown == 0 ? 0 : (int)(table->selected - table->top);
        screen_cursor(body.row + offset, area.column + (table->shown == 0 ? 0 : MARKER_WIDTH));
    }
    table->drawn.valid = true;
    table->drawn.area = area;
    table->drawn.top = table->top;
    table->drawn.selected = table->selected;
    table->damaged = false;
}

size_t table_visible(const Table *table, size_t *rows, size_t size)
{
    size_t count = 0;
    for (size_t index = table->top; index < table->shown && count < size; index++) {
        if (index >= table->top + (size_t)table->body_rows)
            break;
        rows[count++] = row_of(table, index);
    }
    return count;
}
