/* form_view_internal.h: what form_view.c, its layout and its drawing share. */
#ifndef TUI_WIDGETS_FORM_VIEW_INTERNAL_H
#define TUI_WIDGETS_FORM_VIEW_INTERNAL_H

#include "tui/widgets/form_view.h"

#define FORM_INDENT 2 /* of what stands below a label */

typedef struct FormItem {
    FormItemKind kind;
    const char *label, *hint, *disabled;
    TextField *field;
    int rows; /* that it likes to have */
    bool value;
    const char *const *choices;
    size_t choice_count, choice;
    void (*run)(void *data);
    void *data;
    char *note;
    Style note_style;
    FormProblem *problems;
    size_t problem_count;
    bool field_dirty, dirty; /* to be drawn: the inside of the field; all of the item */
} FormItem;

typedef enum FormPart {
    PART_LABEL, /* with the note behind it, where that fits */
    PART_FIELD,
    PART_NOTE,
    PART_PROBLEM,
    PART_HINT,
    PART_TOGGLE, /* or a choice */
    PART_BUTTON,
    PART_GAP,
} FormPart;

/* A row of the form. */
typedef struct FormRow {
    size_t item;
    FormPart part;
    int offset;           /* row of the field, or which problem */
    size_t start, length; /* of a wrapped text */
} FormRow;

struct FormView {
    FormViewWords words;
    FormItem *items;
    size_t count, capacity;
    size_t focus;
    FormRow *rows;
    size_t row_count, row_capacity;
    bool laid_out; /* `rows` is right for `area` */
    Area area;
    size_t top; /* first row on the screen */
    int toggle_column;
    bool beside;      /* asked for */
    int field_column; /* labels stand beside: where the fields begin; 0: they stand above */
    bool active;
    int spare_rows;   /* that fields may grow into */
    bool all;         /* draw everything */
    size_t hinted;    /* of the hint below: whose it is that is on the screen, */
    bool hint_active; /* and whether it is shown */
};

/* Makes the rows anew for `area`, and scrolls to the focus. Returns whether rows are now elsewhere
 * than they were. */
bool form_view_lay_out(FormView *view, Area area);

/* The state of a toggle or a choice in words; good until the next call. */
const char *form_view_state(const FormView *view, const FormItem *item);

/* The rows at the bottom that have the hint of the focused item, with labels beside. */
int form_view_hint_rows(const FormView *view);

#endif
