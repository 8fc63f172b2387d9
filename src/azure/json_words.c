/* json_words.c: what is wrong with a JSON text, in the person's language, for what Jansson says of
 * it in its own words. */
#include "azure/json.h"
#include "base/memory.h"

#include <string.h>
#include <strings.h>

/* What was expected where Jansson says this. */
static const struct {
    const char *said, *expected;
} wishes[] = {
    {"'[' or '{' expected", N_("[ or {")},
    {"string or '}' expected", N_("a name in quotes, or }")},
    {"':' expected", ":"},
    {"'}' expected", N_(", or }")},
    {"']' expected", N_(", or ]")},
    {"end of file expected", N_("the end of the text")},
    {"unexpected token", N_("a value")},
    {"invalid token", N_("a value")},
};

static const char *expected_of(const char *said)
{
    for (size_t i = 0; i < sizeof wishes / sizeof *wishes; i++)
        if (strncmp(said, wishes[i].said, strlen(wishes[i].said)) == 0)
            return _(wishes[i].expected);
    return NULL;
}

char *json_words(const json_error_t *wrong)
{
    static const char before[] = " near ";
    switch (json_error_code(wrong)) {
    case json_error_null_character:
        return memory_text(_("a NUL (\\u0000) in a text"));
    case json_error_duplicate_key:
        return memory_text(_("this name is in the object already"));
    case json_error_stack_overflow:
        return memory_text(_("nested too deeply"));
    case json_error_invalid_utf8:
        return memory_text(_("a byte that is no UTF-8"));
    default:
        break;
    }
    const char *expected = expected_of(wrong->text), *near = strstr(wrong->text, before);
    if (!expected)
        return memory_text(wrong->text);
    if (!near)
        return memory_format(_("expected %s"), expected);
    near += strlen(before);
    bool end = strcmp(near, "end of file") == 0;
    return memory_format(_("found %s, expected %s"), end ? _("the end of the text") : near,
                         expected);
}

bool json_is_cut(const char *text)
{
    return text && (strncmp(text, "@{", 2) == 0 || strncmp(text, "System.Object[]", 15) == 0 ||
                    strncmp(text, "System.Collections.", 19) == 0);
}

bool json_has_cut(const json_t *object)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)object, name, value)
    {
        const json_t *first = json_is_array(value) ? json_array_get(value, 0) : value;
        if (json_is_cut(json_string_value(first)))
            return true;
        if (strcasecmp(name, "properties") == 0 && json_has_cut(value))
            return true;
    }
    return false;
}

bool json_is_coloured(const char *text, size_t length)
{
    const char *end = text + length, *at = text;
    size_t count = 0; /* one alone may be a text of somebody else */
    while ((at = memmem(at, (size_t)(end - at), "\033[", 2))) {
        at += 2;
        while (at < end && ((*at >= '0' && *at <= '9') || *at == ';'))
            at++;
        count += at < end && *at == 'm';
    }
    return count > 1;
}

bool json_is_utf_16(const char *text, size_t length)
{
    /* JSON begins with ASCII, which UTF-16 writes with a NUL beside it. */
    return length >= 2 && (memcmp(text, "\xFF\xFE", 2) == 0 || memcmp(text, "\xFE\xFF", 2) == 0 ||
                           (text[0] == '\0') != (text[1] == '\0'));
}
