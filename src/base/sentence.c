#include "base/sentence.h"

#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"

#include <stdlib.h>
#include <string.h>

enum { ARGUMENTS = 8 };

static bool is_conversion(char letter)
{
    return letter == 's' || letter == 'u' || letter == 'd';
}

/* The argument that a conversion at `*at` (behind its %) asks for, which it is moved behind; NULL
 * where it is none. */
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
    if (!is_conversion(*end) || (end > *at && !numbered))
        return NULL;
    size_t index = numbered ? number - 1 : (*next)++;
    *at = end + 1;
    return index < count ? arguments[index] : "";
}

typedef struct Filled {
    char *text;
    size_t length, capacity;
} Filled;

static void add(Filled *filled, const char *bytes, size_t length)
{
    filled->text = memory_reserve(filled->text, &filled->capacity, filled->length + length + 1, 1);
    memcpy(filled->text + filled->length, bytes, length);
    filled->length += length;
    filled->text[filled->length] = '\0';
}

char *sentence_fill(const char *format, const char *const *arguments)
{
    size_t count = 0, next = 0;
    while (arguments[count])
        count++;
    Filled filled = {0};
    add(&filled, "", 0);
    for (const char *at = format; *at;) {
        size_t literal = strcspn(at, "%");
        add(&filled, at, literal);
        at += literal;
        if (*at != '%')
            continue;
        at++;
        const char *argument = argument_at(&at, arguments, count, &next);
        if (argument) {
            char *visible = visible_text(argument);
            add(&filled, visible, strlen(visible));
            free(visible);
        } else {
            add(&filled, "%", 1);
            at += *at == '%';
        }
    }
    return filled.text;
}

/* The arguments with which `format` gives `text`: each ends where what stands behind it in the
 * format is found next, the last one where it is found last. False where it can't be. The caller
 * frees them. */
static bool take_apart(const char *format, const char *text, char *arguments[ARGUMENTS + 1])
{
    size_t count = 0;
    const char *gap = strchr(format, '%');
    size_t lead = gap ? (size_t)(gap - format) : strlen(format);
    bool good = strncmp(format, text, lead) == 0 && (gap || text[lead] == '\0');
    text += good ? lead : 0;
    while (good && gap) {
        const char *literal = gap + 2, *next = strchr(literal, '%'), *end = NULL;
        size_t length = next ? (size_t)(next - literal) : strlen(literal);
        if (count == ARGUMENTS || !is_conversion(gap[1])) {
            good = false;
        } else if (next) {
            end = length > 0 ? memmem(text, strlen(text), literal, length) : NULL;
        } else if (strlen(text) >= length) {
            end = text + strlen(text) - length;
            end = strcmp(end, literal) == 0 ? end : NULL;
        }
        good = good && end;
        if (good) {
            arguments[count++] = memory_text_n(text, (size_t)(end - text));
            text = end + length;
        }
        gap = next;
    }
    arguments[count] = NULL;
    return good;
}

static const char *name_or_text(const char *text, const char *const *names)
{
    while (names && *names && strcmp(*names, text) != 0)
        names++;
    return names && *names ? _(*names) : text;
}

char *sentence_translate(const char *english, const char *const *formats, const char *const *names)
{
    char *translated = NULL;
    for (; *formats && !translated; formats++) {
        char *arguments[ARGUMENTS + 1];
        const char *shown[ARGUMENTS + 1] = {NULL};
        bool fits = take_apart(*formats, english, arguments);
        for (size_t i = 0; fits && arguments[i]; i++)
            shown[i] = name_or_text(arguments[i], names);
        if (fits)
            translated = sentence_fill(_(*formats), shown);
        for (size_t i = 0; arguments[i]; i++)
            free(arguments[i]);
    }
    return translated ? translated : memory_text(english);
}
