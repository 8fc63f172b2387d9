/* area.h: a part of the screen, in rows and columns from 0. */
#ifndef TUI_WIDGETS_AREA_H
#define TUI_WIDGETS_AREA_H

typedef struct Area {
    int row, column, rows, columns;
} Area;

#endif
