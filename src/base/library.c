#include "base/library.h"

#include "base/memory.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <sysexits.h>

void *library_function(const char *library, const char *name)
{
    /* One that is loaded already is found again. */
    void *file = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    void *function = file ? dlsym(file, name) : NULL;
    if (!function) {
        char *words = memory_format("seccontacts: a library can't be used: %s\n", dlerror());
        fatal_exit(words, EX_OSFILE);
    }
    return function;
}
