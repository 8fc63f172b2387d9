#include "base/install.h"

#include "base/memory.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The folder of the running program; the caller frees it. NULL where the system does not tell. */
static char *program_folder(void)
{
    char program[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program);
    if (length <= 0 || (size_t)length == sizeof program)
        return NULL;
    const char *slash = memrchr(program, '/', (size_t)length);
    return slash ? memory_text_n(program, (size_t)(slash - program)) : NULL;
}

char *install_path(const char *name)
{
    char *folder = program_folder();
    char *path = folder ? memory_format("%s/../" SECCONTACTS_LIBEXEC "/%s", folder, name) : NULL;
    free(folder);
    return path;
}

char *install_catalogues(void)
{
    static const char libexec[] = "/" SECCONTACTS_LIBEXEC;
    char *folder = program_folder();
    if (!folder)
        return NULL;
    size_t length = strlen(folder), size = sizeof libexec - 1;
    bool inside = length >= size && strcmp(folder + length - size, libexec) == 0;
    char *path = inside ? memory_format("%.*s/" SECCONTACTS_LOCALE, (int)(length - size), folder)
                        : memory_format("%s/../" SECCONTACTS_LOCALE, folder);
    free(folder);
    return path;
}
