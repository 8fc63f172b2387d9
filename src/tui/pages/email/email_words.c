/* Email notifications: how many addresses there are, in words. */
#include "base/memory.h"
#include "tui/pages/email/email_internal.h"

#include <stdlib.h>

static char *join(char *text, char *more)
{
    char *longer = memory_format("%s, %s", text, more);
    free(text);
    free(more);
    return longer;
}

char *email_counts_words(size_t count, size_t invalid, size_t duplicates)
{
    const Form *form = form_get("email-notifications");
    if (count == 0 && invalid > 0)
        return words_count(form, "problems", invalid, false);
    char *text = count == 0 ? memory_text(form_text(form, "empty"))
                            : words_count(form, "count", count, false);
    if (invalid > 0)
        text = join(text, words_count(form, "problems", invalid, false));
    if (duplicates > 0)
        text = join(text, words_count(form, "duplicates", duplicates, false));
    return text;
}
