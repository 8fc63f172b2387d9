/* dialog.h: a question with choices, at the bottom of the screen.
 *
 * The choices are bindings: each has its key, arrows and Tab move between them, Enter and Space
 * take the one that has the cursor. That is at first the one which changes and loses nothing: the
 * one of Esc. The letter of a choice moves the cursor there, and takes it once no other letter has
 * come behind it: it may be the first one of a text that is typed for something else. Enter takes
 * it at once, and so does a key that is no text, and not for the dialog. Nobody answers a question
 * that he has not seen: AnswerGuard.
 */
#ifndef TUI_WIDGETS_DIALOG_H
#define TUI_WIDGETS_DIALOG_H

#include "tui/input/mouse.h"
#include "tui/widgets/area.h"
#include "tui/widgets/bindings.h"

#include <stdbool.h>
#include <stdint.h>

/* Keeps what was typed for something else from being an answer: what came before the question was
 * on the screen, and letters that are part of a text. Initialise with {0}. */
typedef struct AnswerGuard {
    bool seen;     /* the question is on the screen */
    bool typing;   /* somebody types a text */
    int64_t typed; /* monotonic_ms() of its last letter */
} AnswerGuard;

/* The question is being sent to the screen. Returns whether it was not there before. */
bool answer_guard_seen(AnswerGuard *guard);

/* Whether a key may answer. `bound`: it is the key of a choice; `early`: it came before the
 * question was seen; `more`: a letter came at once with it, behind it (input.h). A letter that is
 * no choice's, or that has more behind it, is part of a text, and then no letter, Space or Enter
 * answers until none has come for a second, or another key has. */
bool answer_guard_takes(AnswerGuard *guard, Key key, bool bound, bool early, bool more);

typedef struct Dialog Dialog; /* opaque: dialog_new(), dialog_free() */

/* `choices` belongs to the caller and lives as long as the dialog. */
Dialog *dialog_new(const char *question, const Bindings *choices);
void dialog_free(Dialog *dialog); /* NULL is nothing to do */

/* Called when the screen is about to be flushed. Returns whether the dialog comes with it: what
 * waits now was typed before (input_mark()). */
bool dialog_seen(Dialog *dialog);

/* The choice that the key takes; NULL where it takes none (it may have moved the cursor). `early`
 * and `more` are as for answer_guard_takes(). */
const Binding *dialog_key(Dialog *dialog, Key key, bool early, bool more);

/* The milliseconds until a choice is taken by its letter; -1: none is; 0: `*taken` is now. */
int dialog_wait(Dialog *dialog, const Binding **taken);

/* The choice whose letter is pending, where `key`, which came behind it, is for what the answer
 * leads to; else NULL. */
const Binding *dialog_pending(const Dialog *dialog, Key key);

/* A press of the mouse where the dialog is drawn in `area`: moves the cursor to a choice. */
Click dialog_click(Dialog *dialog, Area area, int row, int column);

/* How many rows it likes to have, of at most `most`. */
int dialog_rows(const Dialog *dialog, int columns, int most);

/* Draws it and sets the cursor. */
void dialog_draw(const Dialog *dialog, Area area);

#endif
