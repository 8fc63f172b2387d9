#include "tui/widgets/wrap.h"

#include "base/visible.h"

#include <string.h>

/* The columns of the character at `text`, and its bytes. Most are plain ASCII. */
static size_t next_width(const char *text, size_t length, size_t *bytes)
{
    bool ascii = text[0] >= 0x20 && text[0] < 0x7F;
    if (ascii) {
        *bytes = 1;
        return 1;
    }
    bool safe;
    *bytes = visible_next(text, length, &safe);
    return visible_width(text, *bytes);
}

bool wrap_line(const char *text, size_t length, int width, size_t *at, size_t *start, size_t *used)
{
    if (*at >= length)
        return false;
    *start = *at;
    size_t columns = 0, end = *at;
    size_t space = 0, behind_space = 0; /* where the last space of the line begins and ends */
    while (end < length && text[end] != '\n') {
        size_t bytes;
        columns += next_width(text + end, length - end, &bytes);
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

int wrap_rows(const char *text, int width, int most)
{
    size_t rows = wrap_count(text, strlen(text), width > 0 ? width : 1);
    return most <= 0 ? 0 : rows < (size_t)most ? (int)rows : most;
}
