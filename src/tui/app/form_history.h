/* form_history.h: undo and redo of a whole form: text fields, switches and choices in one history.
 *
 * Each text keeps its own edits (widgets/text.h); the history knows in which order the fields were
 * changed, and what the switches and choices were. A run of edits of one text is undone group by
 * group; what changed at once in several fields is undone at once.
 */
#ifndef TUI_APP_FORM_HISTORY_H
#define TUI_APP_FORM_HISTORY_H

#include "tui/widgets/form_view.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct FormHistory FormHistory;

/* Of the first `count` items of `view`, which must outlive it. */
FormHistory *form_history_new(FormView *view, size_t count);
void form_history_free(FormHistory *history); /* NULL is nothing to do */

/* What has changed since the last call is an edit. The first call, and the first one after
 * form_history_forget(), just looks at what there is: call it before an edit, and after it. */
void form_history_note(FormHistory *history);

/* Nothing that was done so far can be undone. */
void form_history_forget(FormHistory *history);

/* Undoes or redoes one step; `*item` is the one that it changed last. False where there is none. */
bool form_history_undo(FormHistory *history, size_t *item);
bool form_history_redo(FormHistory *history, size_t *item);

#endif
