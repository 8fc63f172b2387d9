#include "tui/app/crumbs.h"

#include "tui/widgets/screen.h"

#include <string.h>

static int width_of(const char *text)
{
    return screen_text_width(text, strlen(text));
}

/* The first crumb from which on all fit into `room`. */
static size_t first_fitting(const Form *words, char *const *crumbs, size_t count, int room)
{
    int separator = width_of(form_text(words, "separator"));
    int needed = width_of(crumbs[count - 1]);
    int front = width_of(form_text(words, "cut")) + separator;
    size_t first = count - 1;
    while (first > 0) {
        int more = needed + separator + width_of(crumbs[first - 1]);
        if (more + (first > 1 ? front : 0) > room)
            break;
        needed = more;
        first--;
    }
    return first;
}

void crumbs_draw(const Form *words, char *const *crumbs, size_t count, const char *mark, int row,
                 int columns)
{
    int left = columns >= 30 ? 1 : 0;
    int mark_width = *mark ? width_of(mark) + 2 : 0;
    if (mark_width > columns / 2)
        mark_width = 0;
    int room = columns - left - mark_width;
    screen_fill(row, 0, columns, STYLE_NORMAL);
    if (mark_width > 0)
        screen_text(row, columns - mark_width, mark_width, STYLE_HINT, mark);
    if (count == 0)
        return;
    const char *separator = form_text(words, "separator");
    size_t first = first_fitting(words, crumbs, count, room);
    int at = left;
    if (first > 0 && room > width_of(crumbs[count - 1]) / 2 + 4) {
        at += screen_text(row, at, room, STYLE_HINT, form_text(words, "cut"));
        at += screen_text(row, at, room, STYLE_HINT, separator);
    }
    for (size_t i = first; i < count && at < left + room; i++) {
        Style style = i + 1 == count ? STYLE_TITLE : STYLE_NORMAL;
        at += screen_text(row, at, left + room - at, style, crumbs[i]);
        if (i + 1 < count && at < left + room)
            at += screen_text(row, at, left + room - at, STYLE_HINT, separator);
    }
}
