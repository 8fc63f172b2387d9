#include "base/markup.h"

#include "base/memory.h"

#include <string.h>

static const char *reference(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    default:
        return NULL;
    }
}

char *markup_text(const char *text)
{
    enum { LONGEST = sizeof "&quot;" - 1 };
    char *markup = memory_array(strlen(text) * LONGEST + 1, 1);
    char *end = markup;
    for (; *text; text++) {
        const char *written = reference(*text);
        if (written)
            end = stpcpy(end, written);
        else
            *end++ = *text;
    }
    *end = '\0';
    return markup;
}
