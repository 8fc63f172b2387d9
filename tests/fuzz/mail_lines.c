/* Any bytes as what the mail program writes for the editor, in parts of any size. */
#include "base/memory.h"
#include "tui/pages/mail/mail_line.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void count(const MailLine *line, void *data)
{
    static const char *const names[] = {"text", "hold.reason", "hold", "line", ".", "", "a.b.c"};
    size_t *sum = data;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        *sum = *sum * 31 + strlen(mail_line_text(line, names[i])) +
               (size_t)mail_line_number(line, names[i]) + mail_line_true(line, names[i]) * 2 +
               mail_line_has(line, names[i]);
}

static size_t take(const char *bytes, size_t size, size_t step, bool *garbled)
{
    MailLines lines = {0};
    size_t sum = 0;
    for (size_t at = 0; at < size; at += step)
        mail_lines_take(&lines, bytes + at, step < size - at ? step : size - at, count, &sum);
    *garbled = lines.garbled;
    sum = sum * 31 + lines.length;
    free(lines.bytes);
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bool whole_garbled, parts_garbled;
    size_t whole = take((const char *)data, size, size + 1, &whole_garbled);
    size_t parts = take((const char *)data, size, 7, &parts_garbled);
    if (whole != parts || whole_garbled != parts_garbled)
        abort();
    return 0;
}
