/* trust.h: whether anybody but root and the running user can change a file: its strict modes.
 *
 * The rules are those of OpenSSH (auth_secure_path() in misc.c) with Debian's patch for user
 * private groups: the file, and every directory from it up to /, belongs to root or to the
 * effective user, and nobody else can write it. Group-write is allowed only for a private group:
 * one that is named after its owner (or the running user) and has nobody else in it, neither by
 * gr_mem nor as a primary group; and only without a POSIX access list, whose mask those bits then
 * are. A directory of root with the sticky bit, such as /tmp, is safe: what lies in it is judged by
 * its own owner.
 *
 * The path is walked from / by descriptors, symbolic links included (the owner of a link counts,
 * too), so that what is judged is what is opened, whatever is renamed meanwhile.
 */
#ifndef SITE_TRUST_H
#define SITE_TRUST_H

#include <limits.h>
#include <stdbool.h>
#include <sys/stat.h>

typedef enum TrustWhy {
    TRUST_YES,
    TRUST_OWNER,  /* it belongs to neither root nor the running user */
    TRUST_ANYONE, /* others can write it */
    TRUST_GROUP,  /* members of its group can write it */
    TRUST_LIST,   /* its access list lets others write it */
} TrustWhy;

/* What is known of a path that was walked. */
typedef struct Trust {
    TrustWhy why;        /* of the first thing that spoils it */
    char path[PATH_MAX]; /* of that thing */
    struct stat status;  /* of it */
    bool above;          /* it is a directory above the one that was opened, or a link */
    char real[PATH_MAX]; /* the path that was opened, without links, "." and ".." */
} Trust;

/* Opens `path`, which may be relative to the current directory, with the open(2) `flags` and
 * O_CLOEXEC, O_NONBLOCK, O_NOCTTY, and judges it. Returns the descriptor, which is to be closed,
 * whatever the judgement; -1 and errno where it can't be opened: then trust->why is of what was
 * passed on the way. May be called by any thread. */
int trust_open(const char *path, int flags, Trust *trust);

/* Judges one more file, which was opened as `path` in what was judged before; keeps an earlier
 * reason. */
void trust_add(Trust *trust, const char *path, int file);

/* Why it is not trusted: "members of the group ops can write /srv/site (owner root, mode 2770)".
 * The caller frees it. */
char *trust_text(const Trust *trust);

#endif
