/* list_view_keys.c: the keys and the mouse on a list, and typing its filter. */
#include "base/visible.h"
#include "tui/widgets/list_view_internal.h"

#include <string.h>
#include <unistr.h>

static void move_to(ListView *view, size_t index)
{
    view->selected = view->shown == 0 ? 0 : index < view->shown ? index : view->shown - 1;
    view->cursor_in_filter = view->at_end = false;
}

static void move_by(ListView *view, size_t rows, bool down)
{
    size_t up_to = view->selected < rows ? 0 : view->selected - rows;
    move_to(view, down ? view->selected + rows : up_to);
}

void list_view_next(ListView *view)
{
    move_by(view, 1, true);
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
    move_by(data, list_view_screenful(data), false);
}

static void command_page_down(void *data)
{
    move_by(data, list_view_screenful(data), true);
}

static void command_first(void *data)
{
    move_to(data, 0);
}

static void command_last(void *data)
{
    ListView *view = data;
    move_to(view, view->shown);
    view->at_end = true;
}

static void command_filter(void *data)
{
    ListView *view = data;
    if (!view->source.match && !view->source.filter)
        return;
    view->filtered = view->typing = view->cursor_in_filter = true;
    view->drawn.valid = false;
}

static void filter_changed(ListView *view, bool narrower)
{
    if (view->source.filter) {
        view->source.filter(view->source.data, view->filter);
        view->counted = view->source.count(view->source.data);
    }
    view->at_end = false;
    list_view_refilter(view, narrower);
}

static void command_filter_clear(void *data)
{
    ListView *view = data;
    view->filter[0] = '\0';
    view->filter_length = 0;
    view->filtered = view->typing = view->cursor_in_filter = false;
    view->drawn.valid = false;
    filter_changed(view, false);
}

static void set_filter_length(ListView *view, size_t length, bool narrower)
{
    view->filter[length] = '\0';
    view->filter_length = length;
    view->cursor_in_filter = true;
    filter_changed(view, narrower);
}

static void command_filter_delete(void *data)
{
    ListView *view = data;
    if (view->filter_length == 0) {
        command_filter_clear(view);
        return;
    }
    size_t length = view->filter_length - 1;
    while (length > 0 && ((unsigned char)view->filter[length] & 0xC0) == 0x80)
        length--;
    view->typing = true;
    set_filter_length(view, length, false);
}

static void command_filter_empty(void *data)
{
    ListView *view = data;
    view->typing = true;
    set_filter_length(view, 0, false);
}

static void command_filter_keep(void *data)
{
    list_view_typing_end(data);
}

const BindingCommand list_view_commands[] = {
    {"up", command_up, NEEDS_MOVE},
    {"down", command_down, NEEDS_MOVE},
    {"page-up", command_page_up, NEEDS_MOVE},
    {"page-down", command_page_down, NEEDS_MOVE},
    {"first", command_first, 0},
    {"last", command_last, NEEDS_SORTED},
    {"filter", command_filter, 0},
    {NULL, NULL, 0},
};

const BindingCommand list_view_filter_commands[] = {
    {"filter-clear", command_filter_clear, 0},
    {"filter-delete", command_filter_delete, 0},
    {"filter-empty", command_filter_empty, 0},
    {"filter-keep", command_filter_keep, 0},
    {NULL, NULL, 0},
};

/* Puts what is safe to show of `text` behind the filter. */
static void filter_add(ListView *view, const char *text, size_t length)
{
    size_t filled = view->filter_length;
    for (size_t at = 0, used; at < length; at += used) {
        bool safe;
        used = visible_next(text + at, length - at, &safe);
        if (!safe)
            continue;
        if (filled + used >= LIST_FILTER_SIZE)
            break;
        memcpy(view->filter + filled, text + at, used);
        filled += used;
    }
    if (filled > view->filter_length)
        set_filter_length(view, filled, true);
}

bool list_view_type(ListView *view, Key key)
{
    if (!view->typing || !input_key_is_text(key))
        return false;
    uint8_t bytes[6];
    int length = u8_uctomb(bytes, key.code, sizeof bytes);
    if (length > 0)
        filter_add(view, (const char *)bytes, (size_t)length);
    return true;
}

void list_view_paste(ListView *view, const char *text, size_t length)
{
    if (view->typing)
        filter_add(view, text, length);
}

void list_view_typing_end(ListView *view)
{
    view->typing = view->cursor_in_filter = false;
    if (view->filter_length == 0)
        view->filtered = false;
    view->drawn.valid = false;
}

Click list_view_click(ListView *view, int row, int column)
{
    const Area *area = &view->drawn.area;
    if (!view->drawn.valid || row < area->row || row >= area->row + area->rows ||
        column < area->column || column >= area->column + area->columns)
        return CLICK_NOWHERE;
    if (view->filtered && row == area->row && view->drawn.body_row > area->row) {
        command_filter(view);
        return CLICK_TAKEN;
    }
    int offset = row - view->drawn.body_row;
    size_t index = view->drawn.top + (size_t)offset;
    if (offset < 0 || offset >= view->body_rows || index >= view->shown)
        return CLICK_NOWHERE;
    bool again = index == view->selected && !view->cursor_in_filter;
    move_to(view, index);
    return again ? CLICK_AGAIN : CLICK_TAKEN;
}
