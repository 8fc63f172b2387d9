#include "tui/widgets/wrap.h"

#include "core/visible.h"

bool wrap_line(const char *text, size_t length, int width, size_t *at, size_t *start, size_t *used)
{
    if (*at >= length)
        return false;
    *start = *at;
    size_t columns = 0, end = *at;
    size_t space = 0, behind_space = 0; /* where the last space of the line begins and ends */
    while (end < length && text[end] != '\n') {
        bool safe;
        size_t bytes = visible_next(text + end, length - end, &safe);
        columns += visible_width(text + end, bytes);
        if (columns > (size_t)width && end > *start) {
            if (text[end] == ' ') {
                space = end;
                behind_space = end + 1;
            }
            if (behind_space > 0) {
                end = space;
                *at = behind_space;
            } else {
                *at = end;
            }
            while (end > *start && text[end - 1] == ' ')
                end--;
            *used = end - *start;
            while (*at < length && text[*at] == ' ')
                (*at)++;
            return true;
        }
        end += bytes;
        if (text[end - 1] == ' ') {
            space = end - 1;
            behind_space = end;
        }
    }
    *used = end - *start;
    *at = end < length ? end + 1 : end;
    return true;
}

size_t wrap_count(const char *text, size_t length, int width)
{
    size_t count = 0, at = 0, start, used;
    while (wrap_line(text, length, width, &at, &start, &used))
        count++;
    return count;
}
