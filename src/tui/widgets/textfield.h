/* textfield.h: the one widget to edit text in: of one line, or of as many as there are.
 *
 * On the screen: an edge in the first column, a column free, the text, and a last column for the
 * cursor behind it. The edge tells by a mark that there is more above ("↑"), below ("↓") or to the
 * left ("‹"); the last column of a field of one line that there is more to the right ("›").
 * Nothing else is drawn, and no attribute is used, so that a typed character costs a byte.
 *
 * Lines are wrapped behind commas, semicolons and spaces, else at the edge. Only what is near the
 * window is looked at, whatever the length of the text or of a line.
 *
 * Editing keys, which textfield_key() knows by itself:
 *
 *   arrows, Home, End, PageUp, PageDown    Ctrl-Home, Ctrl-End: the text's beginning, end
 *   Ctrl-A, Ctrl-E                         beginning, end of the line
 *   Ctrl-Left, Ctrl-Right, Alt-B, Alt-F    words
 *   Backspace, Ctrl-H, Delete, Ctrl-D      erase a character
 *   Ctrl-W, Alt-Backspace, Alt-D           kill the item before; the word before, behind
 *   Ctrl-K, Ctrl-U                         kill to the end, to the beginning of the line
 *   Ctrl-Y                                 yank what was killed last, in whatever field
 *   Ctrl-_, Alt-U; Ctrl-^, Alt-E           undo; redo
 *   Enter                                  a newline, in a field of many lines
 *
 * For undo and redo Ctrl-G and Ctrl-R are proposed as the keys of the form: every terminal and
 * keyboard has them, which is not so of Ctrl-_. They are commands: textfield_command().
 */
#ifndef TUI_WIDGETS_TEXTFIELD_H
#define TUI_WIDGETS_TEXTFIELD_H

#include "tui/input/key.h"
#include "tui/text/text.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct TextField TextField;

typedef enum TextFieldDid {
    TEXTFIELD_IGNORED, /* no key of the field's, or it leads out of it (Up in the first row) */
    TEXTFIELD_HANDLED, /* the text is as it was */
    TEXTFIELD_CHANGED,
} TextFieldDid;

/* Bytes from `start` up to `end`. */
typedef struct TextRange {
    size_t start, end;
} TextRange;

typedef struct TextFieldWhere {
    size_t line;   /* from 1 */
    size_t column; /* in characters, from 1; 0 where the line is too long to count at each key */
} TextFieldWhere;

TextField *textfield_new(bool many_lines);
void textfield_free(TextField *field); /* NULL is nothing to do */

/* The text. It may be changed through text.h as well: the field follows. */
Text *textfield_text(TextField *field);

/* What stands in the empty field; copied. */
void textfield_set_hint(TextField *field, const char *hint);

/* Where it is on the screen, in rows and columns: at least 4 columns and 1 row. */
void textfield_place(TextField *field, int row, int column, int width, int height);

/* Draws the rows that are not as they were drawn last; all of them with `all` (after
 * screen_erase()). Where it has the focus its edge is strong and the cursor is put into it. */
void textfield_draw(TextField *field, bool focused, bool all);

/* Takes a key. `more`: another event is waiting (input_pending()): what is typed so fast is a paste
 * into a terminal without bracketed paste, and undone at once. */
TextFieldDid textfield_key(TextField *field, Key key, bool more);

/* Does "undo", "redo", or any other command of textfield_commands(), for the keys that a form
 * gives. TEXTFIELD_IGNORED for an unknown one. */
TextFieldDid textfield_command(TextField *field, const char *command);

/* The names of the commands, NULL behind the last. */
const char *const *textfield_commands(void);

/* Inserts what was pasted, as one edit; a piece that follows within 500 ms belongs to it. CR and
 * CR LF become newlines, tabs spaces; in a field of one line newlines become spaces, and are left
 * out at its end. Other control characters are left out: returns how many, for the caller to say
 * so. */
size_t textfield_paste(TextField *field, const char *bytes, size_t length);

/* Where the cursor is, as an offset, and as line and column. */
size_t textfield_cursor(const TextField *field);
TextFieldWhere textfield_where(const TextField *field);

/* Puts the cursor at `at`, and the window there where needed. */
void textfield_go(TextField *field, size_t at);

/* Puts the cursor to the character that is drawn there, of the screen. */
void textfield_click(TextField *field, int row, int column);

/* The ranges to draw as problems: ascending, not overlapping; copied. They move with the text; one
 * in which the text changes is dropped. */
void textfield_set_problems(TextField *field, const TextRange *ranges, size_t count);

/* Moves the cursor to the next problem behind it, then to the first. False where there is none. */
bool textfield_next_problem(TextField *field);

#endif
