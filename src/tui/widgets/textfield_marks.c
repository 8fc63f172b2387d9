#include "tui/widgets/textfield_marks.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

void textmarks_clear(TextMarks *marks)
{
    free(marks->ranges);
    *marks = (TextMarks){0};
}

void textmarks_set(TextMarks *marks, const TextRange *ranges, size_t count, size_t length)
{
    free(marks->ranges);
    marks->ranges = memory_array(count, sizeof *ranges);
    if (count > 0)
        memcpy(marks->ranges, ranges, count * sizeof *ranges);
    marks->capacity = marks->before = count;
    marks->behind = 0;
    marks->length = length;
}

size_t textmarks_count(const TextMarks *marks)
{
    return marks->before + marks->behind;
}

static TextRange *slot_behind(const TextMarks *marks)
{
    return &marks->ranges[marks->capacity - marks->behind];
}

TextRange textmarks_get(const TextMarks *marks, size_t index)
{
    if (index < marks->before)
        return marks->ranges[index];
    TextRange range = slot_behind(marks)[index - marks->before];
    return (TextRange){marks->length - range.start, marks->length - range.end};
}

static void move_gap_left(TextMarks *marks)
{
    TextRange range = marks->ranges[--marks->before];
    marks->behind++;
    *slot_behind(marks) = (TextRange){marks->length - range.start, marks->length - range.end};
}

static void move_gap_right(TextMarks *marks)
{
    TextRange range = textmarks_get(marks, marks->before);
    marks->behind--;
    marks->ranges[marks->before++] = range;
}

void textmarks_edit(TextMarks *marks, size_t at, size_t removed, size_t inserted)
{
    while (marks->before > 0 && marks->ranges[marks->before - 1].end > at)
        move_gap_left(marks);
    while (marks->behind > 0 && textmarks_get(marks, marks->before).end <= at)
        move_gap_right(marks);
    while (marks->behind > 0 && textmarks_get(marks, marks->before).start < at + removed)
        marks->behind--;
    /* An insertion within the first range behind. */
    if (marks->behind > 0 && textmarks_get(marks, marks->before).start < at)
        marks->behind--;
    marks->length += inserted - removed;
}

size_t textmarks_find(const TextMarks *marks, size_t at)
{
    size_t low = 0;
    size_t high = textmarks_count(marks);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (textmarks_get(marks, middle).end > at)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}
