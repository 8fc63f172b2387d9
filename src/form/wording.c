#include "form/wording.h"

#include "core/memory.h"
#include "core/visible.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The argument that a placeholder at `*at` (behind its %) asks for, which it is moved behind; NULL
 * where it asks for none. */
static const char *argument_at(const char **at, const char *const *arguments, size_t count,
                               size_t *next)
{
    const char *end = *at;
    size_t number = 0;
    while (*end >= '0' && *end <= '9')
        number = number * 10 + (size_t)(*end++ - '0');
    bool numbered = end > *at && *end == '$';
    if (numbered)
        end++;
    if (*end != 's' || (end > *at && !numbered))
        return NULL;
    size_t index = numbered ? number - 1 : (*next)++;
    *at = end + 1;
    return index < count ? arguments[index] : "";
}

char *words_fill(const char *format, const char *const *arguments)
{
    size_t count = 0, next = 0, size = 0;
    while (arguments[count])
        count++;
    char *filled = NULL;
    FILE *out = open_memstream(&filled, &size);
    if (!out)
        return memory_text("");
    for (const char *at = format; *at;) {
        if (*at != '%') {
            fputc(*at++, out);
            continue;
        }
        at++;
        const char *argument = argument_at(&at, arguments, count, &next);
        if (argument) {
            char *visible = visible_text(argument);
            fputs(visible, out);
            free(visible);
        } else {
            fputc('%', out);
            at += *at == '%';
        }
    }
    fclose(out);
    return filled;
}

char *words_count(const Form *form, const char *name, size_t count, bool none)
{
    const char *ending = count == 1 ? "one" : count == 0 && none ? "none" : "many";
    char *text = memory_format("%s_%s", name, ending);
    char *number = words_number(count);
    char *filled = words(form, text, number);
    free(number);
    free(text);
    return filled;
}

char *words_number(size_t number)
{
    char *plain = memory_format("%zu", number);
    size_t length = strlen(plain);
    char *parted = memory_new(length + length / 3 + 1);
    for (size_t i = 0, to = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            parted[to++] = ',';
        parted[to++] = plain[i];
    }
    free(plain);
    return parted;
}
