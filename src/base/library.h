/* library.h: functions of a shared library that is loaded when the first of them is called.
 *
 * What the first frame does not need costs it neither time nor memory, and what a run never needs
 * costs nothing. A module that uses such a library is linked with functions of the same names and
 * types (its file *_calls.c), made by LIBRARY_CALL(), in the place of the library: who calls them
 * includes the library's own header, and knows nothing of it.
 *
 * A library is found by the name that it has for the dynamic loader, as if the program were linked
 * with it. A program that needs it anyway is linked with it before the module, and then all is as
 * usual.
 */
#ifndef BASE_LIBRARY_H
#define BASE_LIBRARY_H

/* The function `name` of the library called `library` ("libidn2.so.0"), which is loaded where it is
 * not yet, and stays. By any thread. Where there is none the program ends with status 72
 * (EX_OSFILE), as it does where there is no memory (memory_on_exhausted()). */
void *library_function(const char *library, const char *name);

/* Defines the function `name`, which its header declares, as a call of that of `library`. */
#define LIBRARY_CALL(library, type, name, parameters, arguments)                                   \
    type name parameters                                                                           \
    {                                                                                              \
        static void *known;                                                                        \
        void *function = __atomic_load_n(&known, __ATOMIC_ACQUIRE);                                \
        if (!function) {                                                                           \
            function = library_function(library, #name);                                           \
            __atomic_store_n(&known, function, __ATOMIC_RELEASE);                                  \
        }                                                                                          \
        /* NOLINTNEXTLINE(bugprone-macro-parentheses): these are no expressions */                 \
        return ((__typeof__(&name))function)arguments;                                             \
    }

#endif
