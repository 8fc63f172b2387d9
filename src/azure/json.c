#include "azure/json.h"

#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* Jansson counts bytes in an int. */
static const size_t largest = (size_t)1 << 30;

static bool read_all(JsonItems *items, FILE *in, Error *error)
{
    size_t capacity = 0;
    for (;;) {
        items->text = memory_reserve(items->text, &capacity, items->length + 65536, 1);
        size_t got = fread(items->text + items->length, 1, capacity - items->length, in);
        if (got == 0)
            break;
        items->length += got;
        if (items->length > largest)
            return error_set_at(error, ERROR_DATA, items->name, 0, "larger than 1 GiB");
    }
    if (ferror(in))
        return error_set_at(error, ERROR_NO_INPUT, items->name, 0, "can't be read: %s",
                            strerror(errno));
    return true;
}

static bool starts_with(const JsonItems *items, const char *bytes, size_t count)
{
    return items->length >= count && memcmp(items->text, bytes, count) == 0;
}

static void skip_space(JsonItems *items)
{
    for (; items->at < items->length; items->at++) {
        switch (items->text[items->at]) {
        case '\n':
            items->at_line++;
            break;
        case ' ':
        case '\t':
        case '\r':
            break;
        default:
            return;
        }
    }
}

/* The character at the reading position; -1 at the end of the text. */
static int peek(const JsonItems *items)
{
    return items->at < items->length ? (unsigned char)items->text[items->at] : -1;
}

/* The column of the byte at `at`, in characters from 1. */
static size_t column_of(const JsonItems *items, size_t at)
{
    size_t column = 1;
    for (; at > 0 && items->text[at - 1] != '\n'; at--)
        column += ((unsigned char)items->text[at - 1] & 0xC0) != 0x80;
    return column;
}

static int newlines(const char *text, size_t length)
{
    int count = 0;
    const char *end = text + length;
    while ((text = memchr(text, '\n', (size_t)(end - text)))) {
        count++;
        text++;
    }
    return count;
}

static bool wrong_here(const JsonItems *items, Error *error, const char *what)
{
    return error_set_at(error, ERROR_DATA, items->name, items->at_line, "column %zu: %s",
                        column_of(items, items->at), _(what));
}

/* Jansson tells where the token ends that it can't use, and what it is: goes back to its start. */
static void to_token(JsonItems *items, const json_error_t *wrong)
{
    const char *near = strstr(wrong->text, " near '");
    if (!near || json_error_code(wrong) == json_error_invalid_utf8)
        return;
    near += strlen(" near '");
    size_t length = strlen(near) - 1;
    if (items->at >= length && memcmp(items->text + items->at - length, near, length) == 0)
        items->at -= length;
}

/* Does a line further down begin as JSON does? */
static bool json_comes_later(const JsonItems *items)
{
    const char *end = items->text + items->length;
    for (const char *at = items->text + items->at; at < end; at++) {
        at = memchr(at, '\n', (size_t)(end - at));
        if (!at)
            return false;
        if (at + 1 < end && (at[1] == '[' || at[1] == '{'))
            return true;
    }
    return false;
}

/* What a text is that is no JSON, where that is easily told: what export writes, and az in other
 * formats; else NULL. */
static const char *look_of_text(const char *text, size_t length)
{
    static const struct {
        const char *part, *what;
    } looks[] = {
        {"az security contact create", N_("commands of az, such as \"export --format az\" writes")},
        {"azurerm_security_center_contact",
         N_("Terraform, such as \"export --format terraform\" writes")},
        {"'Microsoft.Security/securityContacts@",
         N_("Bicep, such as \"export --format bicep\" writes")},
        {"id,name,email,phone", N_("CSV, such as \"export --format csv\" writes")},
        {"\n- cloudName:", N_("YAML, as az writes it with -o yaml")},
        {"- cloudName:", N_("YAML, as az writes it with -o yaml")},
        {"CloudName ", N_("a table, as az writes it with -o table")},
        {"SubscriptionId ",
         N_("a table, as PowerShell shows it; ConvertTo-Json turns it into JSON")},
        {"TenantId", N_("a table, as PowerShell shows it; ConvertTo-Json turns it into JSON")},
    };
    size_t begin = length < 4096 ? length : 4096;
    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++) {
        if (memmem(text, begin, looks[i].part, strlen(looks[i].part)))
            return _(looks[i].what);
    }
    return NULL;
}

/* The text begins with something else: often what a program has to say to a person. */
static bool refuse_beginning(const JsonItems *items, const char *expected, Error *error)
{
    if (json_comes_later(items))
        return error_set_at(error, ERROR_DATA, items->name, items->at_line,
                            "other text stands before the JSON, such as warnings that az writes on "
                            "standard error; expected the JSON alone");
    const char *looks = look_of_text(items->text, items->length);
    if (looks)
        return error_set_at(error, ERROR_DATA, items->name, items->at_line,
                            "looks like %s; expected %s", looks, _(expected));
    return error_set_at(error, ERROR_DATA, items->name, items->at_line,
                        "is no JSON array or object; expected %s", _(expected));
}

bool json_items_open(JsonItems *items, FILE *in, const char *name, const char *expected,
                     Error *error)
{
    *items = (JsonItems){.name = name, .at_line = 1};
    if (!read_all(items, in, error))
        return false;
    if (json_is_utf_16(items->text, items->length))
        return error_set_at(error, ERROR_DATA, name, 0,
                            "is UTF-16, as \">\" writes it in Windows PowerShell; expected UTF-8: "
                            "iconv -f UTF-16 -t UTF-8 turns it");
    if (json_is_coloured(items->text, items->length))
        return error_set_at(error, ERROR_DATA, name, 0, JSON_COLOURED);
    if (starts_with(items, "\xEF\xBB\xBF", 3))
        items->at = 3;
    skip_space(items);
    if (peek(items) < 0)
        return error_set_at(error, ERROR_DATA, name, 0, "is empty; expected %s", _(expected));
    if (peek(items) != '[' && peek(items) != '{')
        return refuse_beginning(items, expected, error);
    items->array = peek(items) == '[';
    items->at += items->array;
    return true;
}

/* Goes to where the next item begins; false where there is none. */
static bool to_item(JsonItems *items, Error *error)
{
    skip_space(items);
    if (!items->array)
        return !items->item;
    if (peek(items) == ']') {
        items->at++;
        return false;
    }
    if (!items->item)
        return true;
    if (peek(items) != ',')
        return wrong_here(items, error,
                          peek(items) < 0 ? N_("the text ends within the array; expected \"]\"")
                                          : N_("expected \",\" or \"]\" behind an item"));
    items->at++;
    skip_space(items);
    return true;
}

static bool check_end(JsonItems *items, Error *error)
{
    items->ended = true;
    skip_space(items);
    if (peek(items) >= 0)
        wrong_here(items, error, "more text behind the end; expected one JSON text a file");
    return false;
}

bool json_items_next(JsonItems *items, Error *error)
{
    if (items->ended)
        return false;
    error_clear(error);
    if (!to_item(items, error))
        return error->kind == ERROR_NONE ? check_end(items, error) : false;
    json_decref(items->item);
    const char *start = items->text + items->at;
    json_error_t wrong;
    items->item =
        json_loadb(start, items->length - items->at,
                   JSON_REJECT_DUPLICATES | JSON_DISABLE_EOF_CHECK | JSON_DECODE_ANY, &wrong);
    size_t used = wrong.position > 0 ? (size_t)wrong.position : 0;
    if (used > items->length - items->at)
        used = items->length - items->at;
    items->line = items->at_line;
    items->at += used;
    items->at_line += newlines(start, used);
    if (!items->item) {
        to_token(items, &wrong);
        char *words = json_words(&wrong);
        wrong_here(items, error, words);
        free(words);
        return false;
    }
    items->number += items->array;
    return true;
}

void json_items_clear(JsonItems *items)
{
    json_decref(items->item);
    free(items->text);
    *items = (JsonItems){0};
}

bool json_items_error(const JsonItems *items, Error *error, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = memory_format_v(_(format), args);
    va_end(args);
    if (items->array)
        error_set_at(error, ERROR_DATA, items->name, items->line, "item %zu: %s", items->number,
                     text);
    else
        error_set_at(error, ERROR_DATA, items->name, items->line, "%s", text);
    free(text);
    return false;
}

json_t *json_text(const char *text)
{
    if (!text)
        return json_null();
    json_t *string = json_string(text);
    if (string)
        return string;
    char *visible = visible_text(text);
    string = json_string(visible);
    free(visible);
    return string;
}

const char *json_kind(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return _("an object");
    case JSON_ARRAY:
        return _("an array");
    case JSON_STRING:
        return _("a string");
    case JSON_INTEGER:
    case JSON_REAL:
        return _("a number");
    case JSON_TRUE:
        return "true";
    case JSON_FALSE:
        return "false";
    case JSON_NULL:
        return "null";
    }
    return _("something else");
}
