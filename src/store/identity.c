#include "store/identity.h"

#include "core/memory.h"

#include <pwd.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

char *identity_user(void)
{
    const char *caller = getenv("SUDO_USER");
    if (geteuid() == 0 && caller && *caller)
        return memory_text(caller);
    char buffer[4096];
    struct passwd entry, *user = NULL;
    if (getpwuid_r(geteuid(), &entry, buffer, sizeof buffer, &user) == 0 && user && *user->pw_name)
        return memory_text(user->pw_name);
    return memory_format("%ju", (uintmax_t)geteuid());
}

char *identity_host(void)
{
    char host[256] = "";
    gethostname(host, sizeof host - 1);
    return memory_text(*host ? host : "localhost");
}
