/* namespaces.h: mounts and more of a process's own, for what only root can do elsewhere. */
#ifndef TESTS_SUPPORT_NAMESPACES_H
#define TESTS_SUPPORT_NAMESPACES_H

#include <stdbool.h>
#include <sys/types.h>

/* Gives this process mounts of its own, of which none reaches others, and what `further` names
 * (CLONE_NEWNET). Who is not root is root in there. It has to have one thread. False and errno
 * where that is not allowed. Works in a root directory too that is no mount point, as chroot(8)
 * makes it. */
bool namespaces_part(int further);

/* Whether namespaces_part(further) works here, and directories of root are root's in there: not for
 * who is not root, since a user namespace knows of no other user. */
bool namespaces_allowed(int further);

/* The words for a shell that go in front of a command to run it in the place of the shell with what
 * the process `pid` has of its own (namespaces_part() with `further`), its root and its working
 * directory. The caller frees them. */
char *namespaces_enter(pid_t pid, int further);

#endif
