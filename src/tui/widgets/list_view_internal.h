/* list_view_internal.h: what list_view.c, its keys, its sorting and its drawing share. */
#ifndef TUI_WIDGETS_LIST_VIEW_INTERNAL_H
#define TUI_WIDGETS_LIST_VIEW_INTERNAL_H

#include "tui/widgets/list_view.h"

#define LIST_FILTER_SIZE 128

/* A merge sort that can be left and taken up again. */
typedef struct ListSort {
    size_t *from, *to; /* NULL: nothing is being sorted */
    size_t count;
    size_t width;              /* runs of this length are sorted */
    size_t start, left, right; /* two runs that are being merged, and what is next of each */
} ListSort;

struct ListView {
    ListColumn *columns;
    int *widths; /* 0: not shown */
    size_t column_count;
    ListSource source;
    ListWords words;
    size_t counted;  /* rows of the source, of which `order` and `matches` are */
    size_t *order;   /* all rows as they are sorted; NULL: as the source has them */
    size_t *matches; /* rows that the filter lets through; NULL: all */
    size_t shown;    /* their number */
    size_t sorted;   /* the column; LIST_NONE */
    bool downwards;
    ListSort sort;
    size_t selected; /* index among the shown; 0 where there is none */
    bool at_end;     /* the last row was wanted: that of all, once they are there */
    size_t top;
    char filter[LIST_FILTER_SIZE];
    size_t filter_length;
    bool filtered, typing, cursor_in_filter;
    int body_rows; /* of the last drawing */
    struct {
        bool valid;
        Area area;
        int body_row; /* of the screen, where the rows begin */
        size_t top, selected;
    } drawn;
    bool damaged; /* all rows */
};

/* The row of the source that is at `index` of those shown. */
size_t list_view_row(const ListView *view, size_t index);

/* Another order of all rows (NULL: that of the source), which is taken. The chosen row stays the
 * chosen one, but for the first. */
void list_view_take_order(ListView *view, size_t *order);

/* Finds the rows that the filter lets through; `narrower`: among those that it let through before.
 */
void list_view_refilter(ListView *view, bool narrower);

/* How many rows a page up or down goes. */
size_t list_view_screenful(const ListView *view);

/* list_sort.c: gives up what is being sorted. */
void list_sort_stop(ListView *view);

#endif
