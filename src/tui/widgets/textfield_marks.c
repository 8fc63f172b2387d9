#include "tui/widgets/textfield_marks.h"

#include "core/memory.h"

#include <stdlib.h>
#include <string.h>

void marks_clear(Marks *marks)
{
    free(marks->ranges);
    *marks = (Marks){0};
}

void marks_set(Marks *marks, const TextRange *ranges, size_t count, size_t length)
{
    free(marks->ranges);
    marks->ranges = memory_array(count, sizeof *ranges);
    if (count > 0)
        memcpy(marks->ranges, ranges, count * sizeof *ranges);
    marks->capacity = marks->before = count;
    marks->behind = 0;
    marks->length = length;
}

size_t marks_count(const Marks *marks)
{
    return marks->before + marks->behind;
}

static TextRange *slot_behind(const Marks *marks)
{
    return &marks->ranges[marks->capacity - marks->behind];
}

TextRange marks_get(const Marks *marks, size_t index)
{
    if (index < marks->before)
        return marks->ranges[index];
    TextRange range = slot_behind(marks)[index - marks->before];
    return (TextRange){marks->length - range.start, marks->length - range.end};
}

static void move_gap_left(Marks *marks)
{
    TextRange range = marks->ranges[--marks->before];
    marks->behind++;
    *slot_behind(marks) = (TextRange){marks->length - range.start, marks->length - range.end};
}

static void move_gap_right(Marks *marks)
{
    TextRange range = marks_get(marks, marks->before);
    marks->behind--;
    marks->ranges[marks->before++] = range;
}

void marks_edit(Marks *marks, size_t at, size_t removed, size_t inserted)
{
    while (marks->before > 0 && marks->ranges[marks->before - 1].end > at)
        move_gap_left(marks);
    while (marks->behind > 0 && marks_get(marks, marks->before).end <= at)
        move_gap_right(marks);
    while (marks->behind > 0 && marks_get(marks, marks->before).start < at + removed)
        marks->behind--;
    /* An insertion within the first range behind. */
    if (marks->behind > 0 && marks_get(marks, marks->before).start < at)
        marks->behind--;
    marks->length += inserted - removed;
}

size_t marks_find(const Marks *marks, size_t at)
{
    size_t low = 0;
    size_t high = marks_count(marks);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (marks_get(marks, middle).end > at)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}
