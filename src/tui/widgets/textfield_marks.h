/* textfield_marks.h: ranges of a text that move with it.
 *
 * A gap buffer: the ranges before the last edit count from the text's beginning, those behind it
 * from its end, so that an edit costs nothing for the ranges that it moves.
 */
#ifndef TUI_WIDGETS_TEXTFIELD_MARKS_H
#define TUI_WIDGETS_TEXTFIELD_MARKS_H

#include "tui/widgets/textfield.h"

#include <stddef.h>

typedef struct Marks {
    TextRange *ranges;
    size_t capacity;
    size_t before, behind; /* how many are at the beginning, and at the end, of the array */
    size_t length;         /* of the text */
} Marks;

void marks_clear(Marks *marks); /* frees what it holds; it is empty then, and can be used */

/* Ascending ranges of a text of `length` bytes. */
void marks_set(Marks *marks, const TextRange *ranges, size_t count, size_t length);

/* `removed` bytes at `at` have become `inserted`: a range that they were in is dropped. */
void marks_edit(Marks *marks, size_t at, size_t removed, size_t inserted);

size_t marks_count(const Marks *marks);
TextRange marks_get(const Marks *marks, size_t index);

/* The first range that ends behind `at`; marks_count() where there is none. */
size_t marks_find(const Marks *marks, size_t at);

#endif
