#include "support/namespaces.h"

#include "base/memory.h"

#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

static bool put(const char *path, const char *text)
{
    FILE *file = fopen(path, "we");
    return file && fputs(text, file) >= 0 && fclose(file) == 0;
}

/* Makes the id 0 of the namespace ours outside it. */
static bool map(const char *path, unsigned id)
{
    char text[32];
    snprintf(text, sizeof text, "0 %u 1", id);
    return put(path, text);
}

/* Lets no mount reach the namespace that this one was copied from. The root directory that can be
 * told so is that of the namespace, which setns() goes to. (A user namespace needs none of it:
 * mounts never leave one.) */
static bool make_private(void)
{
    int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    int here = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    int own = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
    bool good = root >= 0 && here >= 0 && own >= 0 && setns(own, CLONE_NEWNS) == 0 &&
                mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 && fchdir(root) == 0 &&
                chroot(".") == 0 && fchdir(here) == 0;
    close(root);
    close(here);
    close(own);
    return good;
}

bool namespaces_part(int further)
{
    unsigned user = geteuid(), group = getegid();
    if (unshare((user == 0 ? 0 : CLONE_NEWUSER) | CLONE_NEWNS | further) != 0)
        return false;
    if (user == 0)
        return make_private();
    return put("/proc/self/setgroups", "deny") && map("/proc/self/uid_map", user) &&
           map("/proc/self/gid_map", group);
}

bool namespaces_allowed(int further)
{
    int status = -1;
    pid_t pid = geteuid() == 0 ? fork() : -1;
    if (pid == 0)
        _exit(namespaces_part(further) ? 0 : 1);
    return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

char *namespaces_enter(pid_t pid, int further)
{
    return memory_format("exec nsenter -t %d -m%s -r -w%s", (int)pid,
                         further & CLONE_NEWNET ? " -n" : "",
                         geteuid() == 0 ? "" : " -U --preserve-credentials");
}
