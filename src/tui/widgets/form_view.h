/* form_view.h: a form: text fields, choices, switches and buttons below each other.
 *
 * Each item has a label, a note on its state, a hint, and problems, which stand in the place of the
 * hint as long as there are some. Tab, and the arrows at the edges of a field, move the focus. The
 * form scrolls so that the focused item and its first problem are on the screen.
 */
#ifndef TUI_WIDGETS_FORM_VIEW_H
#define TUI_WIDGETS_FORM_VIEW_H

#include "tui/input/mouse.h"
#include "tui/widgets/area.h"
#include "tui/widgets/bindings.h"
#include "tui/widgets/screen.h"
#include "tui/widgets/textfield.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct FormView FormView; /* opaque: form_view_new(), form_view_free() */

typedef enum FormItemKind {
    FORM_ITEM_TEXT,
    FORM_ITEM_TOGGLE,
    FORM_ITEM_CHOICE,
    FORM_ITEM_BUTTON
} FormItemKind;

/* Words of the form; they must live as long as it. */
typedef struct FormViewWords {
    const char *on, *off;            /* "[x] on", "[ ] off" */
    const char *choice, *choice_end; /* around the chosen one of several: "< ", " >" */
    const char *problem_mark;        /* in front of a problem: "! " */
    const char *notice_mark;         /* in front of a notice: "- " */
    const char *button, *button_end; /* around the label of a button */
} FormViewWords;

/* Commands for the keys of every form; their data is the view. */
extern const BindingCommand form_view_commands[];

FormView *form_view_new(const FormViewWords *words);
void form_view_free(FormView *view); /* NULL is nothing to do */

/* Labels stand beside their fields, where there is room for both, and the hint of the focused item
 * below all of them: for many short fields. */
void form_view_set_beside(FormView *view);

/* Without focus (it has it at first) nothing is marked, and the cursor is somebody else's. */
void form_view_set_active(FormView *view, bool active);

/* The rows it needs with the labels beside, without scrolling. */
int form_view_rows(FormView *view, Area area);

/* Each adds an item and returns its number, from 0. The texts must live as long as the form. */
size_t form_view_add_text(FormView *view, const char *label, const char *hint, int rows,
                          bool multiline);
/* `disabled` is the state in words of a toggle that can't be switched; NULL: it can. */
size_t form_view_add_toggle(FormView *view, const char *label, const char *hint,
                            const char *disabled);
/* One of `choices`, the first one at first. */
size_t form_view_add_choice(FormView *view, const char *label, const char *hint,
                            const char *const *choices, size_t count);
size_t form_view_add_button(FormView *view, const char *label, void (*run)(void *data), void *data);

/* The text field of an item of FORM_ITEM_TEXT. After changing it without a key: form_view_touch. */
TextField *form_view_field(const FormView *view, size_t item);
void form_view_touch(FormView *view, size_t item);

/* Whether a toggle is on. */
bool form_view_value(const FormView *view, size_t item); /* of a toggle */
void form_view_set_value(FormView *view, size_t item, bool value);

/* Which of its choices an item of FORM_ITEM_CHOICE has. */
size_t form_view_choice(const FormView *view, size_t item);
void form_view_set_choice(FormView *view, size_t item, size_t choice);

/* A note on the state of item `number`: "12 addresses"; "" for none. Copied. */
void form_view_set_note(FormView *view, size_t number, Style style, const char *note);

/* Something about an item: what is wrong, or with `notice` just worth knowing. */
typedef struct FormProblem {
    char *text;
    bool notice;
} FormProblem;

/* Its problems (of item `number`), shown in this order; copied. */
void form_view_set_problems(FormView *view, size_t number, const FormProblem *problems,
                            size_t count);

/* The item that has the focus, which is shown, and its kind. */
size_t form_view_focus(const FormView *view);
void form_view_set_focus(FormView *view, size_t item);
FormItemKind form_view_focus_kind(const FormView *view);

/* Switches the focused toggle, takes the next choice, or runs the focused button; false where the
 * toggle can't be switched.
 */
bool form_view_press(FormView *view);

/* A key that is not bound; false where it does nothing here. `more`: another one is waiting. */
bool form_view_key(FormView *view, Key key, bool more);

/* Takes a paste into the focused field. Returns how many control characters were left out. */
size_t form_view_paste(FormView *view, const char *text, size_t length);

/* A press of the mouse: gives the item there the focus, and puts the cursor of a text there. */
Click form_view_click(FormView *view, int row, int column);

/* Draws what has changed, or everything, and sets the cursor. */
void form_view_draw(FormView *view, Area area, bool all);

#endif
