/* legend.h: the line at the bottom that says which keys there are just now. */
#ifndef TUI_WIDGETS_LEGEND_H
#define TUI_WIDGETS_LEGEND_H

#include "tui/widgets/area.h"
#include "tui/widgets/bindings.h"

/* How many rows of at most `most` the legend of `chain` needs in `columns`. */
int legend_rows(const BindingChain *chain, int columns, int most);

/* Draws it. Where there is too little room, what is rare goes first, then the rest, each from the
 * end; the first two keys of the outermost set (back, help) stay. */
void legend_draw(const BindingChain *chain, Area area);

/* The key whose entry stands at a place of the screen; false where none does. */
bool legend_key_at(const BindingChain *chain, Area area, int row, int column, Key *key);

#endif
