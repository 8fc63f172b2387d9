#include "site/directories.h"

#include "base/memory.h"
#include "site/trust.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
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

/* Whether both are the same directory, however each is written. */
static bool same_directory(const char *path, const char *other)
{
    struct stat one, two;
    return strcmp(path, other) == 0 || (stat(path, &one) == 0 && stat(other, &two) == 0 &&
                                        one.st_dev == two.st_dev && one.st_ino == two.st_ino);
}

char *directories_state(const char *path)
{
    if (same_directory(path, DIRECTORIES_ETC)) /* or one site would have two ledgers */
        return memory_text("/var/lib/seccontacts");
    char *state = directories_xdg("XDG_STATE_HOME", ".local/state");
    return state ? state : memory_format("%s/state", path);
}

static bool is_below(const char *path, const char *above)
{
    size_t length = strlen(above);
    return length > 1 && strncmp(path, above, length) == 0 && path[length] == '/';
}

static bool not_made(const char *path, Error *error)
{
    return error_set_at(error, ERROR_CANT_CREATE, path, 0, "cannot be made: %s", strerror(errno));
}

static bool refuse_above(const Trust *above, const char *path, Error *error)
{
    char *why = trust_text(above);
    error_set_at(error, ERROR_PERMISSION, path, 0,
                 "is not made where others could put something else in its place: %s", why);
    free(why);
    return false;
}

/* Makes `path` in `*above`, where it is missing, with an exact mode, whatever the umask; `*above`
 * is it afterwards, `trust` the judgement of it. */
static bool make_one(const char *path, mode_t mode, bool strict, int *above, Trust *trust,
                     Error *error)
{
    const char *name = strrchr(path, '/') + 1;
    Trust found;
    int file = trust_open(path, O_PATH | O_DIRECTORY, &found);
    if (file < 0 && errno == ENOENT && *above >= 0) {
        if (strict && trust->why != TRUST_YES)
            return refuse_above(trust, path, error);
        bool made = mkdirat(*above, name, mode & 0777) == 0;
        if ((!made && errno != EEXIST) || (made && fchmodat(*above, name, mode, 0) != 0))
            return not_made(path, error);
        file = trust_open(path, O_PATH | O_DIRECTORY, &found);
    }
    if (file < 0)
        return not_made(path, error);
    if (*above >= 0)
        close(*above);
    *above = file;
    *trust = found;
    return true;
}

bool directories_make(const char *path, bool strict, Error *error)
{
    char *home = directories_home();
    bool private = (home && is_below(path, home)) || geteuid() != 0;
    free(home);
    Trust trust;
    bool rooted = *path == '/';
    char *part = rooted ? memory_text(path) : memory_format("./%s", path);
    int above = trust_open(rooted ? "/" : ".", O_PATH | O_DIRECTORY, &trust);
    bool ok = above >= 0 || not_made(path, error);
    for (char *slash = strchr(part + 1, '/'); ok && slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (slash[-1] != '/' && strcmp(part, ".") != 0)
            ok = make_one(part, private ? 0700 : 0755, strict, &above, &trust, error);
        *slash = '/';
    }
    if (ok && part[strlen(part) - 1] != '/')
        ok = make_one(part, private ? 0700 : 02770, strict, &above, &trust, error);
    if (above >= 0)
        close(above);
    free(part);
    return ok;
}

bool directories_refuse(const char *path, Error *error)
{
    ErrorKind kind = errno == EACCES ? ERROR_PERMISSION : ERROR_NO_INPUT;
    struct stat status;
    const struct group *group = NULL;
    if (errno == EACCES && stat(path, &status) == 0 && (status.st_mode & 050) == 050)
        group = getgrgid(status.st_gid);
    if (group)
        return error_set_at(error, kind, path, 0,
                            "cannot be opened as a directory: only members of the group %s may",
                            group->gr_name);
    if (kind == ERROR_PERMISSION) /* which stat() may have changed */
        errno = EACCES;
    return error_set_at(error, kind, path, 0, "cannot be opened as a directory: %s",
                        strerror(errno));
}
