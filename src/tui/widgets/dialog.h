/* dialog.h: a question with choices, at the bottom of the screen.
 *
 * The choices are bindings: each has its key, arrows and Tab move between them, Enter takes the one
 * that has the cursor. The owner looks up keys in dialog_bindings() first.
 */
#ifndef TUI_WIDGETS_DIALOG_H
#define TUI_WIDGETS_DIALOG_H

#include "tui/widgets/area.h"
#include "tui/widgets/bindings.h"
#include "tui/widgets/mouse.h"

#include <stdbool.h>

typedef struct Dialog Dialog; /* opaque: dialog_new(), dialog_free() */

/* `choices` belongs to the caller and lives as long as the dialog. */
Dialog *dialog_new(const char *question, const Bindings *choices);
void dialog_free(Dialog *dialog); /* NULL is nothing to do */

/* The choice that the key takes; NULL where it takes none (it may have moved the cursor). */
const Binding *dialog_key(Dialog *dialog, Key key);

/* A press of the mouse where the dialog is drawn in `area`: moves the cursor to a choice. */
Click dialog_click(Dialog *dialog, Area area, int row, int column);

/* How many rows it likes to have, of at most `most`. */
int dialog_rows(const Dialog *dialog, int columns, int most);

/* Draws it and sets the cursor. */
void dialog_draw(const Dialog *dialog, Area area);

#endif
