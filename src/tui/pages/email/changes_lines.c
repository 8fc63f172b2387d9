/* The lines of the page Changes. */
#include "base/memory.h"
#include "form/wording.h"
#include "tui/pages/email/changes.h"

#include <stdlib.h>
#include <string.h>

#define MOST_LINES 500

char *changes_write(const Contact *before, const Contact *after, size_t *left)
{
    char *changes = contact_changes(before, after);
    size_t shown = 0;
    char *end = changes;
    *left = 0;
    for (char *at = strchr(changes, '\n'); at; at = strchr(at + 1, '\n')) {
        if (shown < MOST_LINES) {
            shown++;
            end = at;
        } else {
            ++*left;
        }
    }
    char *text = memory_text_n(changes, (size_t)(end - changes));
    free(changes);
    return text;
}

void changes_add_written(Lines *lines, const char *changes, size_t left)
{
    const Form *form = form_get("changes");
    lines_add(lines, STYLE_NORMAL, 2, *changes ? changes : form_text(form, "none"));
    if (left > 0) {
        char *more = words_count(form, "more", left, false);
        lines_add(lines, STYLE_HINT, 2, more);
        free(more);
    }
}

void changes_add(Lines *lines, const Contact *before, const Contact *after)
{
    size_t left;
    char *changes = changes_write(before, after, &left);
    changes_add_written(lines, changes, left);
    free(changes);
}
