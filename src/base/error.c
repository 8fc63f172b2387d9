#include "base/error.h"

#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

/* Copies `from` to the `size` bytes at `to`, visible, cut between two characters. */
static void copy_visible(char *to, size_t size, const char *from)
{
    char *safe = visible_text(from);
    size_t length = strlen(safe);
    if (length >= size) {
        length = size - 1;
        while (length > 0 && ((unsigned char)safe[length] & 0xC0) == 0x80)
            length--;
    }
    memcpy(to, safe, length);
    to[length] = '\0';
    free(safe);
}

static void fill(Error *error, ErrorKind kind, const char *file, int line, const char *text)
{
    error->kind = kind;
    error->line = line;
    copy_visible(error->file, sizeof error->file, file);
    copy_visible(error->text, sizeof error->text, text);
}

bool error_set(Error *error, ErrorKind kind, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = memory_format_v(_(format), args);
    va_end(args);
    fill(error, kind, "", 0, text);
    free(text);
    return false;
}

bool error_set_at(Error *error, ErrorKind kind, const char *file, int line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = memory_format_v(_(format), args);
    va_end(args);
    fill(error, kind, file, line, text);
    free(text);
    return false;
}

bool error_set_errno(Error *error, ErrorKind kind, int number, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = memory_format_v(_(format), args);
    va_end(args);
    char *whole = memory_format("%s: %s", text, strerror(number));
    fill(error, kind, "", 0, whole);
    free(whole);
    free(text);
    return false;
}

void error_clear(Error *error)
{
    /* Not all of its 1.5 kB: readers clear it for each piece of their input. */
    error->kind = ERROR_NONE;
    error->line = 0;
    error->file[0] = error->text[0] = '\0';
}

int error_exit_status(const Error *error)
{
    switch (error->kind) {
    case ERROR_NONE:
        return EX_OK;
    case ERROR_USAGE:
        return EX_USAGE;
    case ERROR_DATA:
        return EX_DATAERR;
    case ERROR_NO_INPUT:
        return EX_NOINPUT;
    case ERROR_UNAVAILABLE:
        return EX_UNAVAILABLE;
    case ERROR_SOFTWARE:
        return EX_SOFTWARE;
    case ERROR_SYSTEM:
        return EX_OSERR;
    case ERROR_CANT_CREATE:
        return EX_CANTCREAT;
    case ERROR_IO:
        return EX_IOERR;
    case ERROR_RETRY:
        return EX_TEMPFAIL;
    case ERROR_PERMISSION:
        return EX_NOPERM;
    case ERROR_CONFIG:
        return EX_CONFIG;
    case ERROR_UNHEARD:
        return EX_NOUSER;
    case ERROR_CANCELLED:
        return 130;
    }
    return EX_SOFTWARE;
}

char *error_message(const Error *error)
{
    if (error->file[0] == '\0')
        return memory_text(error->text);
    if (error->line == 0)
        return memory_format("%s: %s", error->file, error->text);
    return memory_format("%s:%d: %s", error->file, error->line, error->text);
}
