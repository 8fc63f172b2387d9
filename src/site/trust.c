/* trust.c: strict modes, see trust.h. */
#include "site/trust.h"

#include "base/language.h"
#include "base/memory.h"
#include "store/drafts/identity.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

enum { LINKS_MAX = 40, GROUP_BYTES_MAX = 1 << 24 };

#define ACL "system.posix_acl_access"

static bool is_ours(uid_t owner)
{
    return owner == 0 || owner == geteuid();
}

/* The entry of the group, whose texts are in `*buffer`, to be freed; false where there is none. */
static bool find_group(gid_t number, struct group *entry, char **buffer)
{
    struct group *found = NULL;
    *buffer = NULL;
    for (size_t size = 4096; size <= GROUP_BYTES_MAX; size *= 4) {
        *buffer = memory_resize(*buffer, size, 1);
        int failed = getgrgid_r(number, entry, *buffer, size, &found);
        if (failed != ERANGE)
            break;
    }
    return found != NULL;
}

/* False where the name is nobody's or that of somebody else. */
static bool is_our_name(const char *name)
{
    char buffer[16384];
    struct passwd entry, *found = NULL;
    return getpwnam_r(name, &entry, buffer, sizeof buffer, &found) == 0 && found &&
           is_ours(found->pw_uid);
}

/* Whether somebody else has the group as the primary one. */
static bool is_primary_of_others(gid_t number)
{
    static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER; /* getpwent() has one place for all */
    bool found = false;
    const struct passwd *entry;
    pthread_mutex_lock(&turn);
    setpwent();
    while (!found && (entry = getpwent()))
        found = entry->pw_gid == number && !is_ours(entry->pw_uid);
    endpwent();
    pthread_mutex_unlock(&turn);
    return found;
}

/* Named after one of us, since not every database of users can be listed: a group of all the users
 * of a directory service is not. */
static bool is_named_as(const char *name, uid_t user)
{
    char *owner = identity_name(user);
    bool same = strcmp(name, owner) == 0;
    free(owner);
    return same;
}

static bool is_private(gid_t number, uid_t owner)
{
    struct group entry;
    char *buffer;
    bool good = find_group(number, &entry, &buffer) &&
                (is_named_as(entry.gr_name, owner) || is_named_as(entry.gr_name, geteuid()));
    for (size_t i = 0; good && entry.gr_mem[i]; i++)
        good = is_our_name(entry.gr_mem[i]);
    good = good && !is_primary_of_others(number);
    free(buffer);
    return good;
}

/* Whether it has an access list; what can't be found out counts as one. By its name in /proc, since
 * the descriptor may be one of O_PATH. */
static bool has_list(int file)
{
    char name[64];
    snprintf(name, sizeof name, "/proc/self/fd/%d", file);
    return getxattr(name, ACL, NULL, 0) >= 0 || (errno != ENODATA && errno != ENOTSUP);
}

static TrustWhy judge(int file, const struct stat *status)
{
    if (!is_ours(status->st_uid))
        return TRUST_OWNER;
    if (S_ISLNK(status->st_mode) ||
        (S_ISDIR(status->st_mode) && (status->st_mode & S_ISVTX) && status->st_uid == 0))
        return TRUST_YES;
    if (status->st_mode & S_IWOTH)
        return TRUST_ANYONE;
    if (!(status->st_mode & S_IWGRP))
        return TRUST_YES;
    if (!is_private(status->st_gid, status->st_uid))
        return TRUST_GROUP;
    return has_list(file) ? TRUST_LIST : TRUST_YES;
}

static void note(Trust *trust, const char *path, int file, const struct stat *status, bool above)
{
    if (trust->why != TRUST_YES)
        return;
    trust->why = judge(file, status);
    if (trust->why == TRUST_YES)
        return;
    snprintf(trust->path, sizeof trust->path, "%s", path);
    trust->status = *status;
    trust->above = above;
}

/* The way that is still to go, and where it has led. */
typedef struct Walk {
    Trust *trust;
    char *rest; /* components that are left */
    char name[NAME_MAX + 1];
    int directory; /* O_PATH; trust->real names it, "" being / */
    int links;
} Walk;

/* Takes the next component, which is no ".", into walk->name; false where there is none. */
static bool next_name(Walk *walk)
{
    for (;;) {
        char *start = walk->rest + strspn(walk->rest, "/");
        size_t length = strcspn(start, "/");
        if (length == 0)
            return false;
        snprintf(walk->name, sizeof walk->name, "%.*s", (int)length, start);
        bool fits = length < sizeof walk->name;
        memmove(walk->rest, start + length, strlen(start + length) + 1);
        if (!fits)
            walk->name[0] = '\0'; /* which can't be opened */
        if (strcmp(walk->name, ".") != 0)
            return true;
    }
}

static bool is_last(const Walk *walk)
{
    return walk->rest[strspn(walk->rest, "/")] == '\0';
}

/* Makes `file` the directory that the walk is in. */
static void go_to(Walk *walk, int file)
{
    if (walk->directory >= 0)
        close(walk->directory);
    walk->directory = file;
}

static bool go_to_root(Walk *walk)
{
    struct stat status;
    int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (root < 0 || fstat(root, &status) != 0)
        return false;
    note(walk->trust, "/", root, &status, true);
    walk->trust->real[0] = '\0';
    go_to(walk, root);
    return true;
}

/* The directory above; that of / is /. It has been judged. */
static bool go_up(Walk *walk)
{
    char *slash = strrchr(walk->trust->real, '/');
    int above = openat(walk->directory, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (above < 0)
        return false;
    if (slash)
        *slash = '\0';
    go_to(walk, above);
    return true;
}

/* Goes on with what the link says. */
static bool follow(Walk *walk, int link)
{
    char target[PATH_MAX];
    ssize_t length = readlinkat(link, "", target, sizeof target - 1);
    if (length < 0)
        return false;
    target[length] = '\0';
    if (++walk->links > LINKS_MAX || length == 0) {
        errno = length == 0 ? ENOENT : ELOOP;
        return false;
    }
    char *rest = memory_format("%s/%s", target, walk->rest);
    free(walk->rest);
    walk->rest = rest;
    return target[0] != '/' || go_to_root(walk);
}

static bool append_name(Walk *walk)
{
    char *real = walk->trust->real;
    size_t length = strlen(real);
    int more = snprintf(real + length, PATH_MAX - length, "/%s", walk->name);
    if (more > 0 && length + (size_t)more < PATH_MAX)
        return true;
    real[length] = '\0';
    errno = ENAMETOOLONG;
    return false;
}

/* Takes one component: a directory is gone into, a link followed. `*file` is the last one, opened;
 * else it stays -1. */
static bool step(Walk *walk, int flags, int *file)
{
    struct stat status;
    Trust *trust = walk->trust;
    if (strcmp(walk->name, "..") == 0)
        return go_up(walk);
    int next = openat(walk->directory, walk->name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    size_t length = strlen(trust->real);
    bool good = next >= 0 && fstat(next, &status) == 0 && append_name(walk);
    if (good && S_ISLNK(status.st_mode)) {
        note(trust, trust->real, next, &status, true);
        trust->real[length] = '\0';
        good = follow(walk, next);
    } else if (good && is_last(walk)) {
        *file = openat(walk->directory, walk->name,
                       flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
        good = *file >= 0 && fstat(*file, &status) == 0;
        if (good)
            note(trust, trust->real, *file, &status, false);
    } else if (good && S_ISDIR(status.st_mode)) {
        note(trust, trust->real, next, &status, true);
        go_to(walk, next);
        next = -1;
    } else if (good) {
        errno = ENOTDIR;
        good = false;
    }
    int number = errno;
    if (next >= 0)
        close(next);
    errno = number;
    return good;
}

/* The whole way of `path`, to be freed; NULL and errno. */
static char *whole_path(const char *path)
{
    if (*path == '/')
        return memory_text(path);
    char *here = getcwd(NULL, 0);
    char *whole = here ? memory_format("%s/%s", here, path) : NULL;
    free(here);
    return whole;
}

/* What was opened is the directory that the walk is in: "/", "a/..", a link to one of them. */
static int open_here(const Walk *walk, int flags)
{
    struct stat status;
    Trust *trust = walk->trust;
    int file = openat(walk->directory, ".", flags | O_DIRECTORY | O_CLOEXEC);
    if (file >= 0 && fstat(file, &status) == 0)
        note(trust, *trust->real ? trust->real : "/", file, &status, false);
    if (!*trust->real)
        snprintf(trust->real, sizeof trust->real, "/");
    return file;
}

int trust_open(const char *path, int flags, Trust *trust)
{
    int file = -1;
    memset(trust, 0, sizeof *trust);
    Walk walk = {.trust = trust, .rest = whole_path(path), .directory = -1};
    bool good = walk.rest && go_to_root(&walk);
    while (good && file < 0 && next_name(&walk))
        good = step(&walk, flags, &file);
    if (good && file < 0)
        file = open_here(&walk, flags);
    int number = errno;
    if (!good && file >= 0) {
        close(file);
        file = -1;
    }
    if (walk.directory >= 0)
        close(walk.directory);
    free(walk.rest);
    errno = number;
    return file;
}

void trust_add(Trust *trust, const char *path, int file)
{
    struct stat status;
    if (fstat(file, &status) == 0)
        note(trust, path, file, &status, false);
}

char *trust_text(const Trust *trust)
{
    struct group entry;
    char *buffer, *text = NULL, *owner = identity_name(trust->status.st_uid);
    unsigned mode = (unsigned)trust->status.st_mode & 07777;
    bool named = find_group(trust->status.st_gid, &entry, &buffer);
    char *group = named ? memory_text(entry.gr_name)
                        : memory_format("%lu", (unsigned long)trust->status.st_gid);
    switch (trust->why) {
    case TRUST_YES:
        text = memory_text("");
        break;
    case TRUST_OWNER:
        text = memory_format(_("%s belongs to %s, who is neither root nor you (mode %04o)"),
                             trust->path, owner, mode);
        break;
    case TRUST_ANYONE:
        text =
            memory_format(_("anyone can write %s (owner %s, mode %04o)"), trust->path, owner, mode);
        break;
    case TRUST_GROUP:
        text = memory_format(_("members of the group %s can write %s (owner %s, mode %04o)"), group,
                             trust->path, owner, mode);
        break;
    case TRUST_LIST:
        text = memory_format(_("the access list of %s lets others write it (owner %s, mode %04o)"),
                             trust->path, owner, mode);
        break;
    }
    free(group);
    free(buffer);
    free(owner);
    return text;
}
