/* list_view.h: a list of any length, of which only the visible rows are asked for.
 *
 * The owner gives the number of rows and a function for a cell's text; the list keeps the chosen
 * row, scrolls, filters as one types, sorts, and draws no more than has changed: an arrow redraws
 * two rows. The hardware cursor stands on the chosen row, or in the filter while it is typed.
 */
#ifndef TUI_WIDGETS_LIST_VIEW_H
#define TUI_WIDGETS_LIST_VIEW_H

#include "tui/input/mouse.h"
#include "tui/widgets/area.h"
#include "tui/widgets/bindings.h"
#include "tui/widgets/screen.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct ListView ListView; /* opaque: list_view_new(), list_view_free() */

#define LIST_NONE ((size_t)-1)

typedef struct ListColumn {
    const char *title;    /* "" for all: no row of titles */
    int minimum, maximum; /* width in columns of the screen; maximum 0: what is left */
    int priority;         /* 0 always stays; the highest goes first where the window is narrow */
    bool right;           /* aligned on the right */
} ListColumn;

/* Where the rows come from. The list keeps no text of theirs. */
typedef struct ListSource {
    void *data;
    size_t (*count)(void *data);
    /* The text of a cell, good until the next call; `*style` is STYLE_NORMAL before. */
    const char *(*cell)(void *data, size_t row, size_t column, Style *style);
    /* Whether a row contains the text of the filter. NULL: there is no filter. */
    bool (*match)(void *data, size_t row, const char *filter);
    /* Less than, equal to, or greater than 0, as `a` comes before, with, or after `b` in a column
     * that is sorted upwards. NULL: there is no sorting. */
    int (*compare)(void *data, size_t a, size_t b, size_t column);
    /* Whether a row is marked. NULL: none is. */
    bool (*marked)(void *data, size_t row);
    /* In place of match(): the owner filters by itself, in its own time, and gives only the rows
     * that its filter lets through. Called with the text ("": none) before they are counted. */
    void (*filter)(void *data, const char *text);
} ListSource;

/* Words of the list. They must live as long as it. */
typedef struct ListWords {
    const char *filter;    /* in front of the filter's text */
    const char *no_match;  /* where the filter leaves nothing */
    const char *empty;     /* where there is nothing at all */
    const char *marker;    /* in front of the chosen row: at most 2 columns */
    const char *mark;      /* in front of the text of a marked row: 1 column */
    const char *marked;    /* the same in words, for screen_plain() */
    const char *up, *down; /* behind the title of the column that is sorted: 1 column */
    /* "3 of 100", behind the filter: the caller frees it. NULL: nothing. */
    char *(*count)(size_t shown, size_t all);
} ListWords;

/* Commands for the keys of the list, and while the filter is typed; their data is the list. */
extern const BindingCommand list_view_commands[];
extern const BindingCommand list_view_filter_commands[];

ListView *list_view_new(const ListColumn *columns, size_t column_count, const ListSource *source,
                        const ListWords *words);
void list_view_free(ListView *view); /* NULL is nothing to do */

/* The chosen row, as the source counts; LIST_NONE where there is none. */
size_t list_view_selected(const ListView *view);
void list_view_select(ListView *view, size_t row);

/* The source has other rows now: counts and filters anew, keeps the choice where it can. */
void list_view_reload(ListView *view);

/* The source has more rows behind those that were there. They stand last until the list is sorted
 * anew. */
void list_view_extend(ListView *view);

/* Sorts by a column, upwards or downwards; LIST_NONE: in the order of the source. Rows that compare
 * equal stand in the order of the source. The chosen row stays the chosen one, but for the first
 * row: there the cursor stays at the top. Many rows are sorted by and by: see list_view_work(). The
 * order survives filters and reloads. */
void list_view_sort(ListView *view, size_t column, bool downwards);

/* Sorts again, since what is compared has changed. */
void list_view_sort_again(ListView *view);

/* The column that is sorted; LIST_NONE. `downwards` may be NULL. */
size_t list_view_sorted(const ListView *view, bool *downwards);

/* Another width of a column that has one. */
void list_view_set_width(ListView *view, size_t column, int width);

/* Whether a column was shown when the list was last drawn. */
bool list_view_has_column(const ListView *view, size_t column);

/* Goes on with sorting for a few milliseconds, if there is more to do: true while there is. */
bool list_view_work(ListView *view);

/* The cells of all rows may have changed, but not which rows there are. */
void list_view_touch(ListView *view);

/* True while there is a filter: list_view_filter_commands apply. */
bool list_view_filtered(const ListView *view);

/* True while the filter is typed: characters go to list_view_type(). */
bool list_view_typing(const ListView *view);
bool list_view_type(ListView *view, Key key); /* false: no character */
void list_view_paste(ListView *view, const char *text, size_t length);
void list_view_typing_end(ListView *view); /* the filter stays; an empty one goes */

/* How many rows there are that the filter shows, and which they are. */
size_t list_view_shown(const ListView *view);
size_t list_view_at(const ListView *view, size_t index);

/* Whether a command of the list, or with NULL what is to be done with the chosen row, would be
 * about another row than once the rows are there: while they are sorted, before the first drawing,
 * or with `more` where some are still to come behind the others. */
bool list_view_must_wait(const ListView *view, const char *command, bool more);

/* One row down, where there is one. */
void list_view_next(ListView *view);

/* A press of the mouse: chooses the row that is drawn there; in the filter's row, goes on typing.
 */
Click list_view_click(ListView *view, int row, int column);

/* Draws what has changed, or everything, and sets the cursor. */
void list_view_draw(ListView *view, Area area, bool all);

/* Where the cell of the chosen row is on the screen, as of the last drawing; without columns where
 * that column is not shown. */
Area list_view_cell(const ListView *view, size_t column);

/* The first row on the screen and how many there are, as the source counts, for reading ahead. */
size_t list_view_visible(const ListView *view, size_t *rows, size_t size);

#endif
