#include "core/install.h"

#include "core/memory.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

char *install_path(const char *name)
{
    char program[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program);
    if (length <= 0 || (size_t)length == sizeof program)
        return NULL;
    const char *slash = memrchr(program, '/', (size_t)length);
    if (!slash)
        return NULL;
    int folder = (int)(slash - program);
    return memory_format("%.*s/" SECCONTACTS_LIBEXEC "/%s", folder, program, name);
}
