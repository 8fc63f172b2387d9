#include "cli/output.h"

#include "core/language.h"
#include "core/memory.h"
#include "core/monotonic.h"
#include "core/visible.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WIDEST = 64 }; /* one longer name does not push the columns of all others away */

static bool progress_shown; /* the cursor stands behind it */

struct Table {
    size_t columns;
    size_t *widths;
    char **cells;
    size_t count, capacity; /* of cells */
};

Table *table_new(size_t columns, const char *const *header)
{
    Table *table = memory_new(sizeof *table);
    table->columns = columns;
    table->widths = memory_array(columns, sizeof *table->widths);
    if (header) {
        const char **translated = memory_array(columns, sizeof *translated);
        for (size_t i = 0; i < columns; i++)
            translated[i] = _(header[i]);
        table_add(table, translated);
        free(translated);
    }
    return table;
}

void table_free(Table *table)
{
    if (!table)
        return;
    for (size_t i = 0; i < table->count; i++)
        free(table->cells[i]);
    free(table->cells);
    free(table->widths);
    free(table);
}

void table_add(Table *table, const char *const *cells)
{
    table->cells = memory_reserve(table->cells, &table->capacity, table->count + table->columns,
                                  sizeof *table->cells);
    for (size_t i = 0; i < table->columns; i++) {
        char *cell = visible_text(cells[i]);
        size_t width = visible_width(cell, strlen(cell));
        if (width > table->widths[i] && width <= WIDEST)
            table->widths[i] = width;
        table->cells[table->count++] = cell;
    }
}

void table_print(const Table *table)
{
    for (size_t at = 0; at < table->count; at += table->columns) {
        size_t owed = 0; /* spaces, printed only if something follows */
        for (size_t i = 0; i < table->columns; i++) {
            const char *cell = table->cells[at + i];
            if (*cell) {
                printf("%*s%s", (int)owed, "", cell);
                owed = 0;
            }
            size_t width = visible_width(cell, strlen(cell));
            owed += (width < table->widths[i] ? table->widths[i] - width : 0) + 2;
        }
        putchar('\n');
    }
}

void output_visible(const char *text)
{
    char *visible = visible_text(text);
    fputs(visible, stdout);
    free(visible);
}

/* Writes the character of `length` bytes at `text` as JSON escapes. */
static void put_escaped(const char *text, size_t length)
{
    static const unsigned char lead[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    unsigned code = (unsigned char)text[0] & lead[length];
    for (size_t i = 1; i < length; i++)
        code = code << 6 | ((unsigned char)text[i] & 0x3F);
    if (code < 0x10000)
        printf("\\u%04X", code);
    else
        printf("\\u%04X\\u%04X", 0xD800 + ((code - 0x10000) >> 10),
               0xDC00 + ((code - 0x10000) & 0x3FF));
}

void output_json(json_t *json)
{
    char *text = json_dumps(json, JSON_INDENT(2) | JSON_ENCODE_ANY);
    json_decref(json);
    size_t length = text ? strlen(text) : 0;
    for (size_t at = 0; at < length;) {
        bool safe;
        size_t used = visible_next(text + at, length - at, &safe);
        if (safe || text[at] == '\n')
            fwrite(text + at, 1, used, stdout);
        else
            put_escaped(text + at, used);
        at += used;
    }
    putchar('\n');
    free(text);
}

static void forget_progress(void)
{
    if (progress_shown)
        fputs("\r\033[K", stderr);
    progress_shown = false;
}

void output_note(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = memory_format_v(_(format), args);
    va_end(args);
    char *visible = visible_text(text);
    forget_progress();
    fflush(stdout); /* so that both come in order where they go to one place */
    fprintf(stderr, "seccontacts: %s\n", visible);
    free(visible);
    free(text);
}

static void show_progress(size_t done, size_t all, bool wanted)
{
    enum { EVERY_MS = 200 };
    static int64_t shown_at;
    int64_t now = monotonic_ms();
    if (done >= all) {
        forget_progress();
    } else if (now - shown_at >= EVERY_MS && wanted && isatty(STDERR_FILENO)) {
        fputc('\r', stderr);
        fprintf(stderr, _("%zu of %zu done"), done, all);
        fputs("\033[K", stderr);
        progress_shown = true;
        shown_at = now;
    }
}

void output_progress(size_t done, size_t all)
{
    show_progress(done, all, !isatty(STDOUT_FILENO));
}

void output_progress_alone(size_t done, size_t all)
{
    show_progress(done, all, true);
}

bool output_works(void)
{
    return !ferror(stdout);
}

/* The error of a write that failed long ago is not known any more; this one can be asked for. */
static bool reader_is_gone(void)
{
    struct pollfd out = {STDOUT_FILENO, POLLOUT, 0};
    return poll(&out, 1, 0) == 1 && (out.revents & POLLERR);
}

bool output_finish(Error *error)
{
    bool failed = ferror(stdout), gone = failed && reader_is_gone();
    errno = 0;
    failed = fclose(stdout) != 0 || failed;
    if (!failed)
        return true;
    if (gone || errno == EPIPE)
        *error = (Error){.kind = ERROR_IO};
    else if (errno != 0)
        error_set_errno(error, ERROR_IO, errno, "can't write to standard output");
    else
        error_set(error, ERROR_IO, "can't write to standard output");
    return false;
}
