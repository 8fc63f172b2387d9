/* textfield_internal.h: what the files of the text field share; nobody else includes it. */
#ifndef TUI_WIDGETS_TEXTFIELD_INTERNAL_H
#define TUI_WIDGETS_TEXTFIELD_INTERNAL_H

#include "tui/widgets/textfield.h"
#include "tui/widgets/textfield_marks.h"
#include "tui/widgets/textfield_wrap.h"

#include <stdint.h>

struct TextField {
    Text *text;
    bool many_lines;
    char *hint;
    int row, column, width, height;

    size_t cursor;
    int goal;     /* the column that Up and Down keep to; -1: none */
    bool killing; /* the last command killed: the next kill adds to it */
    /* What is typed too fast for a person is one group, as long as keys follow in time. */
    bool burst;
    bool followed;             /* the next key was there already when the last one came */
    int64_t last_event;        /* when its work was done, ms */
    unsigned long burst_state; /* of the text, after it */

    /* Many lines: where the first row starts that is shown; one line: the first character. */
    size_t top;
    bool top_unsure; /* the text has changed so that no row may start there any more */
    TextRow *rows;   /* `height` and as many again for looking ahead; the first `shown` are shown */
    int shown;
    uint64_t *drawn; /* hashes of the rows as drawn last; 0: not known */
    char *line;      /* a row's bytes */
    size_t line_size;
    TextMarks problems;
};

/* textfield_view.c: brings the rows that are shown up to date, the cursor among them. */
void textfield_view(TextField *field);
/* The index of the shown row with the cursor. */
int textfield_cursor_row(const TextField *field);
int textfield_text_width(const TextField *field);

/* textfield_keys.c: around what one event changes: it belongs to the group before where it comes so
 * soon that nobody can have typed it. With `more` the next event may. */
void textfield_burst_begin(TextField *field, bool more);
void textfield_burst_end(TextField *field);

/* textfield.c: puts bytes at the cursor, as a paste is. */
size_t textfield_insert(TextField *field, const char *bytes, size_t length);

#endif
