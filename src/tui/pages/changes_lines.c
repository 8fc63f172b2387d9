#include "core/memory.h"
#include "form/wording.h"
#include "tui/pages/changes.h"

#include <stdlib.h>
#include <string.h>

#define MOST_LINES 500

void changes_add(Lines *lines, const Contact *before, const Contact *after)
{
    const Form *form = form_get("changes");
    char *changes = contact_changes(before, after);
    size_t shown = 0, left = 0;
    char *end = changes;
    for (char *at = strchr(changes, '\n'); at; at = strchr(at + 1, '\n')) {
        if (shown < MOST_LINES) {
            shown++;
            end = at;
        } else {
            left++;
        }
    }
    *end = '\0';
    lines_add(lines, STYLE_NORMAL, 2, *changes ? changes : form_text(form, "none"));
    if (left > 0) {
        char *more = words_count(form, "more", left, false);
        lines_add(lines, STYLE_HINT, 2, more);
        free(more);
    }
    free(changes);
}
