/* output.c: prints for people and for programs, and finds out whether that worked. */
#include "command/output.h"

#include "base/language.h"
#include "base/memory.h"
#include "base/monotonic.h"
#include "base/visible.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool progress_shown; /* the cursor stands behind it */
static int broken;          /* the errno of the first flush that failed; 0: none */

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

void output_json_line(json_t *json)
{
    json_dumpf(json, stdout, JSON_COMPACT | JSON_ENSURE_ASCII);
    putchar('\n');
    json_decref(json);
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
    output_flush(); /* so that both come in order where they go to one place */
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

void output_flush(void)
{
    errno = 0;
    if (fflush(stdout) != 0 && broken == 0)
        broken = errno;
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

/* Says why standard output can't be written. A reader that went away needs no words. */
static bool fail(bool gone, Error *error)
{
    if (gone || broken == EPIPE)
        *error = (Error){.kind = ERROR_IO};
    else if (broken != 0)
        error_set_errno(error, ERROR_IO, broken, "can't write to standard output");
    else
        error_set(error, ERROR_IO, "can't write to standard output");
    return false;
}

bool output_check(Error *error)
{
    return output_works() || fail(reader_is_gone(), error);
}

bool output_finish(Error *error)
{
    output_flush();
    bool works = output_works(), gone = !works && reader_is_gone();
    errno = 0;
    if (fclose(stdout) != 0) {
        works = false;
        broken = broken != 0 ? broken : errno;
    }
    return works || fail(gone, error);
}
