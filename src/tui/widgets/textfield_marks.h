/* textfield_marks.h: ranges of a text that move with it.
 *
 * A gap buffer: the ranges before the last edit count from the text's beginning, those behind it
 * from its end, so that an edit costs nothing for the ranges that it moves.
 */
#ifndef TUI_WIDGETS_TEXTFIELD_MARKS_H
#define TUI_WIDGETS_TEXTFIELD_MARKS_H

#include "tui/widgets/textfield.h"

#include <stddef.h>

typedef struct TextMarks {
    TextRange *ranges;
    size_t capacity;
    size_t before, behind; /* how many are at the beginning, and at the end, of the array */
    size_t length;         /* of the text */
} TextMarks;

void textmarks_clear(TextMarks *marks); /* frees what it holds; it is empty then, and can be used */

/* Ascending ranges of a text of `length` bytes. */
void textmarks_set(TextMarks *marks, const TextRange *ranges, size_t count, size_t length);

/* `removed` bytes at `at` have become `inserted`: a range that they were in is dropped. */
void textmarks_edit(TextMarks *marks, size_t at, size_t removed, size_t inserted);

/* How many there are, and range `index` of them, as it is now. */
size_t textmarks_count(const TextMarks *marks);
TextRange textmarks_get(const TextMarks *marks, size_t index);

/* The first range that ends behind `at`; textmarks_count() where there is none. */
size_t textmarks_find(const TextMarks *marks, size_t at);

#endif
