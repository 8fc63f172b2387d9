/* gate.c: a libidn2 in place of the system's, for an editor with LD_LIBRARY_PATH. Whatever
 * looks at an address whose domain is not ASCII waits in it while a test holds the lock of ~/gate,
 * but for the thread that reads the keys: what takes long takes as long as a test wants, on any
 * machine. Where
 * ~/gate has the name of a domain, only those wait that look at this one. */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

int idn2_lookup_u8(const uint8_t *source, uint8_t **ascii, int flags);

static void wait_at_the_gate(const char *domain)
{
    char path[4200];
    const char *home = getenv("HOME");
    snprintf(path, sizeof path, "%s/gate", home ? home : "");
    int gate = gettid() == getpid() ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    if (gate < 0)
        return;
    char only[256];
    ssize_t length = read(gate, only, sizeof only - 1);
    only[length > 0 ? length : 0] = '\0';
    if (length <= 0 || strcmp(only, domain) == 0)
        flock(gate, LOCK_SH);
    close(gate);
}

int idn2_lookup_u8(const uint8_t *source, uint8_t **ascii, int flags)
{
    static int (*lookup)(const uint8_t *, uint8_t **, int);
    wait_at_the_gate((const char *)source);
    if (!lookup) {
        void *library = dlopen(LIBIDN2, RTLD_NOW | RTLD_LOCAL);
        void *function = library ? dlsym(library, "idn2_lookup_u8") : NULL;
        if (!function)
            abort();
        *(void **)&lookup = function;
    }
    return lookup(source, ascii, flags);
}
