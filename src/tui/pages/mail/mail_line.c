/* The lines of JSON that the mail program writes for the editor. */
#include "tui/pages/mail/mail_line.h"

#include "base/memory.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define LINE_LIMIT ((size_t)64 << 20)

static void take_line(MailLines *lines, const char *text, size_t length, MailLineEach each,
                      void *data)
{
    json_t *object = json_loadb(text, length, 0, NULL);
    if (json_is_object(object))
        each((const MailLine *)object, data);
    else
        lines->garbled = true;
    json_decref(object);
}

bool mail_lines_take(MailLines *lines, const char *bytes, size_t length, MailLineEach each,
                     void *data)
{
    size_t start = 0, scanned = lines->length;
    char *end;
    lines->bytes = memory_reserve(lines->bytes, &lines->capacity, lines->length + length + 1, 1);
    memcpy(lines->bytes + lines->length, bytes, length);
    lines->length += length;
    while ((end = memchr(lines->bytes + scanned, '\n', lines->length - scanned))) {
        take_line(lines, lines->bytes + start, (size_t)(end - lines->bytes) - start, each, data);
        start = scanned = (size_t)(end - lines->bytes) + 1;
    }
    lines->length -= start;
    if (start > 0)
        memmove(lines->bytes, lines->bytes + start, lines->length);
    lines->garbled = lines->garbled || lines->length > LINE_LIMIT;
    return lines->length <= LINE_LIMIT;
}

/* "hold.reason" is the member `reason` of the member `hold`. */
static const json_t *member(const MailLine *line, const char *name)
{
    const json_t *object = (const json_t *)line;
    const char *dot = strchr(name, '.');
    if (dot) {
        char *outer = memory_text_n(name, (size_t)(dot - name));
        object = json_object_get(object, outer);
        free(outer);
    }
    return json_object_get(object, dot ? dot + 1 : name);
}

const char *mail_line_text(const MailLine *line, const char *name)
{
    const char *text = json_string_value(member(line, name));
    return text ? text : "";
}

long mail_line_number(const MailLine *line, const char *name)
{
    return (long)json_integer_value(member(line, name));
}

bool mail_line_true(const MailLine *line, const char *name)
{
    return json_is_true(member(line, name));
}

bool mail_line_has(const MailLine *line, const char *name)
{
    const json_t *found = member(line, name);
    return found && !json_is_null(found);
}
