/* table.h: a list of any length, of which only the visible rows are asked for.
 *
 * The owner gives the number of rows and a function for a cell's text; the table keeps the chosen
 * row, scrolls, filters as one types, and draws no more than has changed: an arrow redraws two
 * rows. The hardware cursor stands on the chosen row, or in the filter while it is typed.
 */
#ifndef TUI_WIDGETS_TABLE_H
#define TUI_WIDGETS_TABLE_H

#include "tui/widgets/area.h"
#include "tui/widgets/bindings.h"
#include "tui/widgets/screen.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct Table Table; /* opaque: table_new(), table_free() */

#define TABLE_NONE ((size_t)-1)

typedef struct TableColumn {
    const char *title;    /* "" for all: no row of titles */
    int minimum, maximum; /* width in columns of the screen; maximum 0: what is left */
    int priority;         /* 0 always stays; the highest goes first where the window is narrow */
    bool right;           /* aligned on the right */
} TableColumn;

/* Where the rows come from. The table keeps no text of theirs. */
typedef struct TableSource {
    void *data;
    size_t (*count)(void *data);
    /* The text of a cell, good until the next call; `*style` is STYLE_NORMAL before. */
    const char *(*cell)(void *data, size_t row, size_t column, Style *style);
    /* Whether a row contains the text of the filter. NULL: there is no filter. */
    bool (*match)(void *data, size_t row, const char *filter);
} TableSource;

/* Words of the table. They must live as long as it. */
typedef struct TableWords {
    const char *filter;   /* in front of the filter's text */
    const char *no_match; /* where the filter leaves nothing */
    const char *empty;    /* where there is nothing at all */
    const char *marker;   /* in front of the chosen row: at most 2 columns */
} TableWords;

/* Commands for the keys of the list, and while the filter is typed; their data is the table. */
extern const BindingCommand table_commands[];
extern const BindingCommand table_filter_commands[];

Table *table_new(const TableColumn *columns, size_t column_count, const TableSource *source,
                 const TableWords *words);
void table_free(Table *table); /* NULL is nothing to do */

/* The chosen row, as the source counts; TABLE_NONE where there is none. */
size_t table_selected(const Table *table);
void table_select(Table *table, size_t row);

/* The source has other rows now: counts and filters anew, keeps the choice where it can. */
void table_reload(Table *table);

/* The source has more rows behind those that were there. */
void table_extend(Table *table);

/* The cells of all rows may have changed, but not which rows there are. */
void table_touch(Table *table);

/* True while there is a filter: table_filter_commands apply. */
bool table_filtered(const Table *table);

/* True while the filter is typed: characters go to table_type(). */
bool table_typing(const Table *table);
bool table_type(Table *table, Key key); /* false: no character */
void table_paste(Table *table, const char *text, size_t length);
void table_typing_end(Table *table); /* the filter stays */

/* "3 of 100" while there is a filter: the numbers. */
size_t table_shown(const Table *table);

/* Draws what has changed, or everything, and sets the cursor. */
void table_draw(Table *table, Area area, bool all);

/* The first row on the screen and how many there are, as the source counts, for reading ahead. */
size_t table_visible(const Table *table, size_t *rows, size_t size);

#endif
