/* What a text field shows: scrolling and drawing. */
#include "tui/widgets/screen.h"
#include "tui/widgets/textfield_internal.h"

#include <string.h>
#include <xxhash.h>

/* In front of the text: the edge and a space. Behind it: a column for the cursor. */
enum { BEFORE = 2, BEHIND = 1 };

int textfield_text_width(const TextField *field)
{
    int width = field->width - BEFORE - BEHIND;
    return width > 0 ? width : 1;
}

static bool row_has(const TextRow *row, size_t at)
{
    return at >= row->start && (at < row->next || row->last);
}

static void fill_rows(TextField *field)
{
    int width = textfield_text_width(field);
    size_t at = field->top;
    field->shown = 0;
    while (field->shown < field->height) {
        TextRow *row = &field->rows[field->shown++];
        *row = textwrap_row(field->text, at, width);
        at = row->next;
        if (row->last)
            break;
    }
}

/* The cursor is above: the window goes up so that it is in the first row. */
static void go_up(TextField *field)
{
    int width = textfield_text_width(field);
    size_t count = (size_t)field->height;
    size_t at = textwrap_back(field->text, field->top, width, &count);
    if (field->cursor < at) {
        field->top = textwrap_row_of(field->text, field->cursor, width).start;
        return;
    }
    TextRow row = textwrap_row(field->text, at, width);
    while (!row_has(&row, field->cursor))
        row = textwrap_row(field->text, row.next, width);
    field->top = row.start;
}

/* The cursor is below: so that it is in the last row, or, from far away, in the middle. */
static void go_down(TextField *field)
{
    int width = textfield_text_width(field);
    TextRow *rows = field->rows;
    for (int i = field->height; i < 2 * field->height; i++) {
        rows[i] = textwrap_row(field->text, rows[i - 1].next, width);
        if (row_has(&rows[i], field->cursor)) {
            field->top = rows[i - field->height + 1].start;
            return;
        }
    }
    TextRow row = textwrap_row_of(field->text, field->cursor, width);
    size_t count = (size_t)field->height / 2;
    field->top = textwrap_back(field->text, row.start, width, &count);
}

static void view_rows(TextField *field)
{
    int width = textfield_text_width(field);
    if (field->top_unsure && textwrap_is_certain(field->text, field->top))
        field->top = textwrap_row_of(field->text, field->top, width).start;
    field->top_unsure = false;
    fill_rows(field);
    const TextRow *last = &field->rows[field->shown - 1];
    if (field->cursor < field->top) {
        go_up(field);
        fill_rows(field);
    } else if (!last->last && field->cursor >= last->next) {
        go_down(field);
        fill_rows(field);
    }
    if (field->shown < field->height && field->top > 0) {
        size_t count = (size_t)(field->height - field->shown);
        field->top = textwrap_back(field->text, field->top, width, &count);
        fill_rows(field);
    }
}

/* The place at most `columns` columns before `at`. */
static size_t columns_before(const Text *text, size_t at, int columns)
{
    while (at > 0) {
        size_t previous = text_previous(text, at);
        columns -= textwrap_columns(text, previous, at);
        if (columns < 0)
            break;
        at = previous;
    }
    return at;
}

static size_t columns_behind(const Text *text, size_t at, int columns)
{
    size_t length = text_length(text);
    while (at < length) {
        int used;
        size_t next = textwrap_next(text, at, &used);
        columns -= used;
        if (columns < 0)
            break;
        at = next;
    }
    return at;
}

static void view_one_line(TextField *field)
{
    const Text *text = field->text;
    int width = textfield_text_width(field);
    if (field->cursor < field->top)
        field->top = columns_before(text, field->cursor, width / 2);
    size_t end = columns_behind(text, field->top, width);
    if (field->cursor > end) {
        field->top = columns_before(text, field->cursor, width * 2 / 3);
        end = columns_behind(text, field->top, width);
    }
    field->rows[0] = (TextRow){field->top, end, end, end == text_length(text)};
    field->shown = 1;
}

void textfield_view(TextField *field)
{
    if (field->many_lines)
        view_rows(field);
    else
        view_one_line(field);
}

int textfield_cursor_row(const TextField *field)
{
    int row = 0;
    while (row + 1 < field->shown && !row_has(&field->rows[row], field->cursor))
        row++;
    return row;
}

typedef struct RowLook {
    const char *edge;
    bool focused;
    bool more_right;
    bool hint;
} RowLook;

static RowLook look_of(const TextField *field, int index, bool focused)
{
    const TextRow *last = &field->rows[field->shown - 1];
    RowLook look = {.edge = screen_plain() ? " " : focused ? "┃" : "│", .focused = focused};
    if (!field->many_lines) {
        if (field->top > 0)
            look.edge = "‹";
        look.more_right = index == 0 && !last->last;
    } else if (index == 0 && field->top > 0) {
        look.edge = "↑";
    } else if (index == field->height - 1 && !last->last) {
        look.edge = "↓";
    }
    look.hint = index == 0 && field->hint && text_length(field->text) == 0;
    return look;
}

/* Draws `length` bytes of the text, which are at offset `at`, in the styles of their ranges. */
static int draw_bytes(const TextField *field, int row, size_t at, size_t length)
{
    int column = field->column + BEFORE;
    int width = textfield_text_width(field);
    int used = 0;
    size_t count = textmarks_count(&field->problems);
    for (size_t done = 0; done < length && used < width;) {
        size_t here = at + done;
        size_t until = at + length;
        Style style = STYLE_FIELD;
        size_t index = textmarks_find(&field->problems, here);
        if (index < count) {
            TextRange range = textmarks_get(&field->problems, index);
            if (range.start <= here)
                style = STYLE_PROBLEM;
            size_t border = style == STYLE_PROBLEM ? range.end : range.start;
            if (border < until)
                until = border;
        }
        used += screen_text_n(row, column + used, width - used, style, field->line + done,
                              until - here, false);
        done = until - at;
    }
    return used;
}

static void draw_row(const TextField *field, int index, const RowLook *look, size_t at,
                     size_t length)
{
    int row = field->row + index;
    int column = field->column;
    screen_fill(row, column, BEFORE, STYLE_NORMAL);
    screen_text_n(row, column, 1, STYLE_NORMAL, look->edge, strlen(look->edge), false);
    int used = 0;
    if (look->hint)
        used =
            screen_text(row, column + BEFORE, textfield_text_width(field), STYLE_HINT, field->hint);
    else
        used = draw_bytes(field, row, at, length);
    screen_fill(row, column + BEFORE + used, field->width - BEFORE - used, STYLE_FIELD);
    if (look->more_right)
        screen_text(row, column + field->width - 1, 1, STYLE_FRAME, "›");
}

static uint64_t hash_row(const TextField *field, const RowLook *look, size_t at, size_t length)
{
    uint64_t flags = (uint64_t)(look->focused << 2 | look->more_right << 1 | look->hint);
    uint64_t seed = XXH3_64bits_withSeed(look->edge, strlen(look->edge), flags);
    uint64_t hash = XXH3_64bits_withSeed(field->line, length, seed);
    size_t count = textmarks_count(&field->problems);
    for (size_t i = textmarks_find(&field->problems, at); i < count; i++) {
        TextRange range = textmarks_get(&field->problems, i);
        if (range.start >= at + length)
            break;
        size_t relative[] = {range.start - at, range.end - at};
        hash = XXH3_64bits_withSeed(relative, sizeof relative, hash);
    }
    return hash ? hash : 1;
}

void textfield_draw(TextField *field, bool focused, bool all)
{
    textfield_view(field);
    for (int i = 0; i < field->height; i++) {
        RowLook look = look_of(field, i, focused);
        size_t at = text_length(field->text);
        size_t length = 0;
        if (i < field->shown) {
            at = field->rows[i].start;
            length = field->rows[i].end - at;
            length = text_read(field->text, at, field->line,
                               length < field->line_size ? length : field->line_size);
        }
        uint64_t hash = hash_row(field, &look, at, length);
        if (all || hash != field->drawn[i])
            draw_row(field, i, &look, at, length);
        field->drawn[i] = hash;
    }
    if (focused) {
        int index = textfield_cursor_row(field);
        int used = textwrap_columns(field->text, field->rows[index].start, field->cursor);
        int most = textfield_text_width(field);
        screen_cursor(field->row + index, field->column + BEFORE + (used < most ? used : most));
    }
}

void textfield_click(TextField *field, int row, int column)
{
    if (field->shown == 0)
        return;
    int index = row < field->row ? 0 : row - field->row;
    const TextRow *line = &field->rows[index < field->shown ? index : field->shown - 1];
    size_t at = line->end;
    if (index < field->shown)
        at = columns_behind(field->text, line->start, column - field->column - BEFORE);
    textfield_go(field, at < line->end ? at : line->end);
}
