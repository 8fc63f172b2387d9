#include "site/directories.h"

#include "core/memory.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *absolute(const char *variable)
{
    const char *path = getenv(variable);
    return path && *path == '/' ? path : NULL;
}

char *directories_home(void)
{
    const char *home = absolute("HOME");
    if (!home) {
        const struct passwd *user = getpwuid(getuid());
        home = user && user->pw_dir && *user->pw_dir == '/' ? user->pw_dir : NULL;
    }
    return memory_text(home);
}

char *directories_xdg(const char *variable, const char *fallback)
{
    const char *base = absolute(variable);
    if (base)
        return memory_format("%s/seccontacts", base);
    char *home = directories_home();
    char *path = home ? memory_format("%s/%s/seccontacts", home, fallback) : NULL;
    free(home);
    return path;
}

char *directories_state(const char *path)
{
    if (strcmp(path, DIRECTORIES_ETC) == 0)
        return memory_text("/var/lib/seccontacts");
    char *state = directories_xdg("XDG_STATE_HOME", ".local/state");
    return state ? state : memory_format("%s/state", path);
}

static bool is_below(const char *path, const char *above)
{
    size_t length = strlen(above);
    return length > 1 && strncmp(path, above, length) == 0 && path[length] == '/';
}

/* An exact mode, whatever the umask. */
static bool make_one(const char *path, mode_t mode, Error *error)
{
    struct stat status;
    if (stat(path, &status) == 0)
        return true;
    if (mkdir(path, mode & 0777) != 0)
        return errno == EEXIST || error_set_at(error, ERROR_CANT_CREATE, path, 0,
                                               "cannot be made: %s", strerror(errno));
    return chmod(path, mode) == 0 ||
           error_set_at(error, ERROR_CANT_CREATE, path, 0, "cannot be made: %s", strerror(errno));
}

bool directories_make(const char *path, Error *error)
{
    char *home = directories_home();
    bool private = (home && is_below(path, home)) || geteuid() != 0;
    free(home);
    char *part = memory_text(path);
    bool ok = true;
    for (char *slash = strchr(part + 1, '/'); ok && slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        ok = make_one(part, private ? 0700 : 0755, error);
        *slash = '/';
    }
    if (ok)
        ok = make_one(part, private ? 0700 : 02770, error);
    free(part);
    return ok;
}
