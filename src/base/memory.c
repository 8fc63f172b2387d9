#include "base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

static void (*exhausted_hook)(void);

void memory_on_exhausted(void (*hook)(void))
{
    exhausted_hook = hook;
}

_Noreturn void fatal_exit(const char *words, int status)
{
    void (*hook)(void) = exhausted_hook;
    exhausted_hook = NULL;
    if (hook)
        hook();
    ssize_t written = write(STDERR_FILENO, words, strlen(words));
    (void)written;
    exit(status);
}

static _Noreturn void exhausted(void)
{
    fatal_exit("seccontacts: out of memory\n", EX_OSERR);
}

static void *checked(void *memory)
{
    if (!memory)
        exhausted();
    return memory;
}

void *memory_new(size_t size)
{
    return checked(calloc(1, size ? size : 1));
}

void *memory_array(size_t count, size_t size)
{
    return checked(calloc(count ? count : 1, size ? size : 1));
}

void *memory_resize(void *old, size_t count, size_t size)
{
    return checked(reallocarray(old, count ? count : 1, size ? size : 1));
}

char *memory_text(const char *text)
{
    return text ? checked(strdup(text)) : NULL;
}

char *memory_text_n(const char *text, size_t length)
{
    if (length == SIZE_MAX)
        exhausted();
    char *copy = checked(malloc(length + 1));
    if (length > 0)
        memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

char *memory_format_v(const char *format, va_list args)
{
    char *text = NULL;
    if (vasprintf(&text, format, args) < 0)
        exhausted();
    return text;
}

char *memory_format(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = memory_format_v(format, args);
    va_end(args);
    return text;
}

void *memory_reserve(void *array, size_t *capacity, size_t count, size_t size)
{
    if (count <= *capacity)
        return array;
    size_t larger = *capacity + *capacity / 2 + 8;
    if (larger < count)
        larger = count;
    array = memory_resize(array, larger, size);
    *capacity = larger;
    return array;
}
