/* The sorting of a list: a merge sort from short runs to long ones, which goes on whenever nothing
 * else is to be done, so that no key waits for 100,000 rows. */
#include "base/memory.h"
#include "base/monotonic.h"
#include "tui/widgets/list_view_internal.h"

#include <stdlib.h>

#define SLICE_NANOSECONDS 5000000L /* well below a frame */
#define BETWEEN_LOOKS     256      /* rows merged before a look at the clock */

void list_sort_stop(ListView *view)
{
    free(view->sort.from);
    free(view->sort.to);
    view->sort = (ListSort){0};
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Merges at most `rows` more rows of the two runs; returns how many it were. */
static size_t merge(const ListView *view, ListSort *sort, size_t rows)
{
    size_t middle = least(sort->start + sort->width, sort->count);
    size_t end = least(middle + sort->width, sort->count);
    size_t done = 0;
    for (; done < rows && (sort->left < middle || sort->right < end); done++) {
        size_t at = sort->left + sort->right - middle;
        bool from_left = sort->right == end;
        if (!from_left && sort->left < middle) {
            int order = view->source.compare(view->source.data, sort->from[sort->left],
                                             sort->from[sort->right], view->sorted);
            from_left = view->downwards ? order >= 0 : order <= 0;
        }
        sort->to[at] = sort->from[from_left ? sort->left++ : sort->right++];
    }
    if (sort->left == middle && sort->right == end) {
        sort->start = sort->left = end;
        sort->right = least(end + sort->width, sort->count);
    }
    return done;
}

/* The runs are twice as long now. */
static void next_width(ListSort *sort)
{
    size_t *from = sort->from;
    sort->from = sort->to;
    sort->to = from;
    sort->width *= 2;
    sort->start = sort->left = 0;
    sort->right = least(sort->width, sort->count);
}

bool list_view_work(ListView *view)
{
    ListSort *sort = &view->sort;
    if (!sort->from)
        return false;
    long long start = monotonic_ns();
    size_t since_look = 0;
    while (sort->width < sort->count) {
        since_look += merge(view, sort, BETWEEN_LOOKS);
        if (sort->start >= sort->count)
            next_width(sort);
        if (since_look < BETWEEN_LOOKS)
            continue;
        since_look = 0;
        if (monotonic_ns() - start >= SLICE_NANOSECONDS)
            return true;
    }
    size_t *order = sort->from;
    sort->from = NULL;
    list_sort_stop(view);
    list_view_take_order(view, order);
    return false;
}

void list_view_sort_again(ListView *view)
{
    list_sort_stop(view);
    if (view->sorted == LIST_NONE)
        return;
    ListSort *sort = &view->sort;
    sort->count = view->counted;
    sort->from = memory_array(sort->count, sizeof *sort->from);
    sort->to = memory_array(sort->count, sizeof *sort->to);
    for (size_t i = 0; i < sort->count; i++)
        sort->from[i] = i;
    sort->width = 1;
    sort->right = least(1, sort->count);
    list_view_work(view);
}

void list_view_sort(ListView *view, size_t column, bool downwards)
{
    view->sorted = view->source.compare ? column : LIST_NONE;
    view->downwards = downwards;
    view->damaged = true;
    list_view_sort_again(view);
    if (view->sorted == LIST_NONE && view->order)
        list_view_take_order(view, NULL);
}

size_t list_view_sorted(const ListView *view, bool *downwards)
{
    if (downwards)
        *downwards = view->downwards;
    return view->sorted;
}
