/* list_view.c: which rows of its source a list shows, and which one is the chosen one. */
#include "tui/widgets/list_view.h"

#include "base/memory.h"
#include "tui/widgets/list_view_internal.h"

#include <stdlib.h>
#include <string.h>

ListView *list_view_new(const ListColumn *columns, size_t column_count, const ListSource *source,
                        const ListWords *words)
{
    ListView *view = memory_new(sizeof *view);
    view->columns = memory_array(column_count, sizeof *columns);
    memcpy(view->columns, columns, column_count * sizeof *columns);
    view->widths = memory_array(column_count, sizeof *view->widths);
    view->column_count = column_count;
    view->source = *source;
    view->words = *words;
    view->sorted = LIST_NONE;
    list_view_reload(view);
    return view;
}

void list_view_free(ListView *view)
{
    if (!view)
        return;
    list_sort_stop(view);
    free(view->columns);
    free(view->widths);
    free(view->order);
    free(view->matches);
    free(view);
}

size_t list_view_row(const ListView *view, size_t index)
{
    return view->matches ? view->matches[index] : view->order ? view->order[index] : index;
}

size_t list_view_at(const ListView *view, size_t index)
{
    return list_view_row(view, index);
}

size_t list_view_selected(const ListView *view)
{
    return view->selected < view->shown ? list_view_row(view, view->selected) : LIST_NONE;
}

size_t list_view_shown(const ListView *view)
{
    return view->shown;
}

bool list_view_filtered(const ListView *view)
{
    return view->filtered;
}

bool list_view_typing(const ListView *view)
{
    return view->typing;
}

/* The index among the shown of the first row at or behind `row`; the last one where there is none.
 * In a sorted list that of the row, or the first one. */
static size_t index_of(const ListView *view, size_t row)
{
    if (view->shown == 0)
        return 0;
    if (view->order) {
        for (size_t i = 0; i < view->shown; i++) {
            if (list_view_row(view, i) == row)
                return i;
        }
        return 0;
    }
    if (!view->matches)
        return row < view->shown ? row : view->shown - 1;
    size_t low = 0, high = view->shown - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (view->matches[middle] < row)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void list_view_select(ListView *view, size_t row)
{
    view->selected = index_of(view, row);
    view->at_end = false;
}

/* Looks for rows that match among the `count` of `within`; NULL: all of the source. */
static void collect(ListView *view, const size_t *within, size_t from, size_t count)
{
    for (size_t i = from; i < count; i++) {
        size_t row = within ? within[i] : i;
        if (view->source.match(view->source.data, row, view->filter))
            view->matches[view->shown++] = row;
    }
}

static void keep_at_end(ListView *view)
{
    if (view->at_end && view->shown > 0)
        view->selected = view->shown - 1;
}

void list_view_refilter(ListView *view, bool narrower)
{
    size_t chosen = list_view_selected(view);
    bool at_end = view->at_end;
    if (view->filter_length == 0 || !view->source.match) {
        free(view->matches);
        view->matches = NULL;
        view->shown = view->counted;
    } else if (narrower && view->matches) {
        size_t count = view->shown;
        view->shown = 0;
        collect(view, view->matches, 0, count); /* in place: never ahead of what is read */
    } else {
        free(view->matches);
        view->matches = memory_array(view->counted, sizeof *view->matches);
        view->shown = 0;
        collect(view, view->order, 0, view->counted);
    }
    view->selected = 0;
    if (chosen != LIST_NONE)
        list_view_select(view, chosen);
    view->at_end = at_end;
    keep_at_end(view);
    view->damaged = true;
}

void list_view_take_order(ListView *view, size_t *order)
{
    size_t chosen = view->selected == 0 ? LIST_NONE : list_view_selected(view);
    free(view->order);
    view->order = order;
    view->shown = 0;
    list_view_refilter(view, false);
    if (chosen != LIST_NONE)
        list_view_select(view, chosen);
}

/* The order holds for other rows too, as long as there are as many, until it is made anew. */
void list_view_reload(ListView *view)
{
    size_t count = view->source.count(view->source.data);
    if (count != view->counted) {
        free(view->order);
        view->order = NULL;
    }
    list_sort_stop(view);
    view->counted = count;
    list_view_refilter(view, false);
    list_view_sort_again(view);
}

size_t list_view_screenful(const ListView *view)
{
    return view->body_rows > 1 ? (size_t)view->body_rows - 1 : 1;
}

void list_view_extend(ListView *view)
{
    size_t before = view->counted, count = view->source.count(view->source.data);
    if (count < before) {
        list_view_reload(view);
        return;
    }
    list_sort_stop(view);
    view->counted = count;
    view->damaged = true;
    if (view->order) {
        view->order = memory_resize(view->order, count, sizeof *view->order);
        for (size_t row = before; row < count; row++)
            view->order[row] = row;
    }
    if (view->matches) {
        view->matches = memory_resize(view->matches, count, sizeof *view->matches);
        collect(view, NULL, before, count);
    } else {
        view->shown = count;
    }
    keep_at_end(view);
}

bool list_view_must_wait(const ListView *view, const char *command, bool more)
{
    static const char *const others[] = {"first", "filter",  "last",     "down",
                                         "up",    "page-up", "page-down"};
    enum { FIRST, FILTER, LAST, DOWN, UP, PAGE_UP, PAGE_DOWN, COUNT } which = 0;
    while (which < COUNT && (!command || strcmp(others[which], command) != 0))
        which++;
    if (which == FIRST || which == FILTER)
        return false;
    bool sorting = view->sort.from || (more && view->sorted != LIST_NONE);
    if (sorting || ((which == PAGE_UP || which == PAGE_DOWN) && view->body_rows == 0))
        return true;
    if (!more || which == LAST)
        return false;
    size_t rows = which == DOWN ? 1 : which == PAGE_DOWN ? list_view_screenful(view) : 0;
    return view->shown == 0 || view->at_end || view->selected + rows >= view->shown;
}

void list_view_set_width(ListView *view, size_t column, int width)
{
    ListColumn *set = &view->columns[column];
    view->damaged = view->damaged || set->minimum != width;
    set->minimum = set->maximum = width;
}

void list_view_touch(ListView *view)
{
    view->damaged = true;
}
