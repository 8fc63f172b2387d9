/* list_view_parts.h: what list_view.c and its drawing share. */
#ifndef TUI_WIDGETS_LIST_VIEW_PARTS_H
#define TUI_WIDGETS_LIST_VIEW_PARTS_H

#include "tui/widgets/list_view.h"

#define LIST_FILTER_SIZE 128

struct ListView {
    ListColumn *columns;
    int *widths; /* 0: not shown */
    size_t column_count;
    ListSource source;
    ListWords words;
    size_t *matches; /* rows that the filter lets through; NULL: all */
    size_t shown;    /* their number */
    size_t selected; /* index among the shown; 0 where there is none */
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

#endif
