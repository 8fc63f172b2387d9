/* memory.h: allocation that does not fail.
 *
 * Out of memory ends the program with status 71 (EX_OSERR), after the hook has run: the editor's
 * hook gives the terminal back. Sizes that overflow count as out of memory.
 */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stdarg.h>
#include <stddef.h>

void *memory_new(size_t size);                             /* zeroed; free() it */
void *memory_array(size_t count, size_t size);             /* zeroed; free() it */
void *memory_resize(void *old, size_t count, size_t size); /* realloc, not zeroed */
char *memory_text(const char *text);                       /* a copy; NULL of NULL */
char *memory_text_n(const char *text, size_t length);      /* a copy with a NUL behind it */
char *memory_format(const char *format, ...) __attribute__((format(printf, 1, 2)));
char *memory_format_v(const char *format, va_list args) __attribute__((format(printf, 1, 0)));

/* Makes room for `count` items of `size` bytes in an array that has room for `*capacity`, growing
 * by half at least: returns the array, which may have moved. */
void *memory_reserve(void *array, size_t *capacity, size_t count, size_t size);

/* `hook` is called once before the program ends for want of memory. */
void memory_on_exhausted(void (*hook)(void));

/* Ends the program likewise for the want of something else: the hook, these words, this status. */
_Noreturn void fatal_exit(const char *words, int status);

#endif
