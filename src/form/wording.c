/* wording.c: fills the texts of forms with counts and lists. */
#include "form/wording.h"

#include "base/language.h"
#include "base/memory.h"

#include <stdlib.h>

char *words_count(const Form *form, const char *name, size_t count, bool none)
{
    if (count == 0 && none) {
        char *text = memory_format("%s_none", name);
        char *nothing = memory_text(form_text(form, text));
        free(text);
        return nothing;
    }
    char *number = words_number(count);
    char *filled = words_plural(form, name, count, number);
    free(number);
    return filled;
}

char *words_list(const char *const *words, size_t count)
{
    char *list = memory_text("");
    for (size_t i = 0; i < count; i++) {
        const char *between = i == 0 ? "" : i + 1 < count ? ", " : _(" or ");
        char *longer = memory_format("%s%s\"%s\"", list, between, words[i]);
        free(list);
        list = longer;
    }
    return list;
}
