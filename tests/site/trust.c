#include "site/trust.h"

#include "base/memory.h"
#include "support/skip.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

/* Users and groups that nobody has, and two of each Debian system: a user with a group of the same
 * name, and a group of another name. */
enum { STRANGER = 54321, NO_GROUP = 54321, DAEMON = 1, USERS = 100 };

static Trust judged(const char *path)
{
    Trust trust;
    int file = trust_open(path, O_RDONLY, &trust);
    cr_assert(file >= 0, "%s: %s", path, strerror(errno));
    close(file);
    return trust;
}

static void expect(const char *path, TrustWhy why, const char *spoilt)
{
    Trust trust = judged(path);
    cr_expect_eq(trust.why, why, "%s: %d, expected %d", path, (int)trust.why, (int)why);
    if (spoilt)
        cr_expect_str_eq(trust.path, spoilt);
    char *text = trust_text(&trust);
    cr_expect_eq(*text == '\0', why == TRUST_YES);
    if (spoilt)
        cr_expect(strstr(text, spoilt), "%s", text);
    free(text);
}

/* Below /tmp, which everybody can write: it has the sticky bit. */
Test(trust, needs_no_root_for_own_files)
{
    char *home = temporary_new(), *path = temporary_path(home, "a/b/file");
    temporary_write(home, "a/b/file", "text\n");
    expect(path, TRUST_YES, NULL);

    cr_assert_eq(chmod(path, 0644), 0);
    expect(path, TRUST_YES, NULL);
    cr_assert_eq(chmod(path, 0602), 0);
    expect(path, TRUST_ANYONE, path);
    cr_assert_eq(chmod(path, 0600), 0);

    char *above = temporary_path(home, "a");
    cr_assert_eq(chmod(above, 0777), 0);
    expect(path, TRUST_ANYONE, above);
    Trust trust = judged(path);
    cr_expect(trust.above);
    cr_assert_eq(chmod(above, 0755), 0);
    trust = judged(path);
    cr_expect_eq(trust.why, TRUST_YES);
    cr_expect_str_eq(trust.real, path);
    free(above);
    free(path);
    temporary_remove(home);
}

Test(trust, follows_dots_and_links_and_tells_the_real_path)
{
    static const char *const ways[] = {"a/./b//file", "a/../a/b/file", "link/file", "a/far", "up"};
    char *home = temporary_new(), *path = temporary_path(home, "a/b/file");
    temporary_write(home, "a/b/file", "text\n");
    char *link = temporary_path(home, "link"), *far = temporary_path(home, "a/far"),
         *up = temporary_path(home, "up");
    cr_assert(symlink("a/b", link) == 0 && symlink(path, far) == 0 &&
              symlink("a/b/../b/file", up) == 0);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        char *way = temporary_path(home, ways[i]);
        Trust trust = judged(way);
        cr_expect_eq(trust.why, TRUST_YES, "%s", way);
        cr_expect_str_eq(trust.real, path);
        free(way);
    }
    cr_assert_eq(chdir(home), 0);
    Trust trust = judged("a/b/file");
    cr_expect_str_eq(trust.real, path);

    /* The directory that a link leads through counts. */
    char *open_one = temporary_path(home, "open"), *through = temporary_path(home, "open/far");
    cr_assert(mkdir(open_one, 0700) == 0 && symlink(path, through) == 0 &&
              chmod(open_one, 0777) == 0);
    expect(through, TRUST_ANYONE, open_one);
    free(through);
    free(open_one);
    free(up);
    free(far);
    free(link);
    free(path);
    temporary_remove(home);
}

Test(trust, opens_no_loop_and_waits_for_no_pipe)
{
    Trust trust;
    char *home = temporary_new(), *loop = temporary_path(home, "loop"),
         *pipe = temporary_path(home, "pipe"), *none = temporary_path(home, "none/file"),
         *below = temporary_path(home, "pipe/file");
    cr_assert(symlink("loop", loop) == 0 && mkfifo(pipe, 0600) == 0);
    cr_expect(trust_open(loop, O_RDONLY, &trust) < 0 && errno == ELOOP);
    cr_expect(trust_open(none, O_RDONLY, &trust) < 0 && errno == ENOENT);
    cr_expect(trust_open(below, O_RDONLY, &trust) < 0 && errno == ENOTDIR);
    int file = trust_open(pipe, O_RDONLY, &trust);
    cr_expect(file >= 0);
    close(file);
    file = trust_open("/", O_RDONLY, &trust);
    cr_expect(file >= 0);
    cr_expect_str_eq(trust.real, "/");
    close(file);
    free(below);
    free(none);
    free(pipe);
    free(loop);
    temporary_remove(home);
}

/* One more than a link may be long, and a name that no file has. */
Test(trust, does_not_cut_long_names)
{
    Trust trust;
    char name[400], *long_name;
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    long_name = memory_format("/tmp/%s", name);
    cr_expect(trust_open(long_name, O_RDONLY, &trust) < 0);
    free(long_name);
}

typedef struct Case {
    uid_t directory_owner;
    gid_t directory_group;
    mode_t directory_mode;
    uid_t owner;
    gid_t group;
    mode_t mode;
    uid_t user; /* who asks */
    TrustWhy why;
    bool above;
} Case;

/* clang-format off */
static const Case cases[] = {
    {0, 0, 0700, 0, 0, 0600, 0, TRUST_YES, false},
    {0, 0, 0755, 0, 0, 0664, 0, TRUST_YES, false}, /* root's group: named root, nobody else in it */
    {0, 0, 02770, 0, 0, 0660, 0, TRUST_YES, false},
    {0, 0, 0755, 0, 0, 0666, 0, TRUST_ANYONE, false},
    {0, 0, 0755, 0, USERS, 0640, 0, TRUST_YES, false},
    {0, 0, 0755, 0, USERS, 0660, 0, TRUST_GROUP, false},
    {0, 0, 0755, 0, NO_GROUP, 0660, 0, TRUST_GROUP, false},
    {0, 0, 0755, 0, DAEMON, 0660, 0, TRUST_GROUP, false}, /* of daemon, who is not root */
    {0, 0, 0755, STRANGER, 0, 0600, 0, TRUST_OWNER, false},
    {0, 0, 0755, DAEMON, 0, 0644, 0, TRUST_OWNER, false},
    {0, USERS, 02770, 0, 0, 0644, 0, TRUST_GROUP, true},
    {0, NO_GROUP, 0770, 0, 0, 0644, 0, TRUST_GROUP, true},
    {0, 0, 0777, 0, 0, 0644, 0, TRUST_ANYONE, true},
    {0, 0, 01777, 0, 0, 0644, 0, TRUST_YES, false},
    {0, USERS, 01770, 0, 0, 0644, 0, TRUST_YES, false},
    {0, 0, 01777, STRANGER, 0, 0600, 0, TRUST_OWNER, false},
    {STRANGER, 0, 0755, 0, 0, 0644, 0, TRUST_OWNER, true},
    {STRANGER, 0, 01777, 0, 0, 0644, 0, TRUST_OWNER, true},
    {0, 0, 0755, 0, 0, 0644, DAEMON, TRUST_YES, false},
    {0, 0, 0755, DAEMON, DAEMON, 0664, DAEMON, TRUST_YES, false}, /* a user private group */
    {0, 0, 0755, 0, DAEMON, 0664, DAEMON, TRUST_YES, false},
    {0, 0, 0755, DAEMON, USERS, 0664, DAEMON, TRUST_GROUP, false},
    {DAEMON, DAEMON, 02775, DAEMON, DAEMON, 0664, DAEMON, TRUST_YES, false},
    {DAEMON, USERS, 02775, DAEMON, DAEMON, 0644, DAEMON, TRUST_GROUP, true},
    {DAEMON, DAEMON, 01777, DAEMON, DAEMON, 0644, DAEMON, TRUST_ANYONE, true}, /* not root's */
    {0, 0, 0755, STRANGER, DAEMON, 0644, DAEMON, TRUST_OWNER, false},
    {0, 0, 0755, STRANGER, NO_GROUP, 0660, STRANGER, TRUST_GROUP, false}, /* without any entry */
    {0, 0, 0755, STRANGER, NO_GROUP, 0640, STRANGER, TRUST_YES, false},
};
/* clang-format on */

/* Whether the system has what the table says of Debian's. */
static bool is_as_expected(void)
{
    const struct passwd *user = getpwuid(DAEMON);
    bool named = user && user->pw_gid == DAEMON && strcmp(user->pw_name, "daemon") == 0;
    const struct group *group = getgrgid(DAEMON);
    return named && group && strcmp(group->gr_name, "daemon") == 0 && !*group->gr_mem &&
           getgrgid(USERS) && !getgrgid(NO_GROUP) && !getpwuid(STRANGER);
}

Test(trust, judges_by_owner_mode_and_directory)
{
    if (geteuid() != 0 || !is_as_expected())
        skip_test("it takes root, who can give files away, and Debian's users");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const Case *one = &cases[i];
        char *home = temporary_new(), *directory = temporary_path(home, "dir"),
             *path = temporary_path(directory, "file");
        temporary_write(home, "dir/file", "text\n");
        cr_assert(chmod(home, 0755) == 0 && chown(path, one->owner, one->group) == 0 &&
                  chmod(path, one->mode) == 0 &&
                  chown(directory, one->directory_owner, one->directory_group) == 0 &&
                  chmod(directory, one->directory_mode) == 0);
        cr_assert_eq(seteuid(one->user), 0);
        prctl(PR_SET_DUMPABLE, 1); /* else not even its own /proc/self is its own */
        Trust trust = judged(path);
        cr_assert_eq(seteuid(0), 0);
        cr_expect_eq(trust.why, one->why, "case %zu: %d, expected %d", i, (int)trust.why,
                     (int)one->why);
        if (trust.why != TRUST_YES)
            cr_expect_str_eq(trust.path, one->above ? directory : path, "case %zu", i);
        cr_expect_eq(trust.above, one->above, "case %zu", i);
        free(path);
        free(directory);
        temporary_remove(home);
    }
}

/* In a directory such as /tmp anybody can make a link to what is another's. */
Test(trust, judges_who_made_a_link)
{
    if (geteuid() != 0)
        skip_test("it takes root, who can give files away");
    char *home = temporary_new(), *path = temporary_path(home, "file"),
         *link = temporary_path(home, "link");
    temporary_write(home, "file", "text\n");
    cr_assert(symlink(path, link) == 0 && lchown(link, STRANGER, NO_GROUP) == 0 &&
              chmod(home, 01777) == 0);
    expect(link, TRUST_OWNER, link);
    cr_assert_eq(lchown(link, 0, 0), 0);
    expect(link, TRUST_YES, NULL);
    free(link);
    free(path);
    temporary_remove(home);
}

/* What is opened is what was judged, though the name is another's meanwhile. */
Test(trust, judges_the_file_that_is_open)
{
    Trust trust;
    struct stat one, other;
    char *home = temporary_new(), *path = temporary_path(home, "file"),
         *instead = temporary_path(home, "instead");
    temporary_write(home, "file", "good\n");
    temporary_write(home, "instead", "evil\n");
    cr_assert_eq(chmod(instead, 0666), 0);
    int file = trust_open(path, O_RDONLY, &trust);
    cr_assert(file >= 0 && rename(instead, path) == 0);
    cr_assert(fstat(file, &one) == 0 && stat(path, &other) == 0);
    cr_expect_eq(trust.why, TRUST_YES);
    cr_expect_neq(one.st_ino, other.st_ino);
    cr_expect_eq(one.st_mode & 07777, 0600);
    close(file);
    expect(path, TRUST_ANYONE, path);
    free(instead);
    free(path);
    temporary_remove(home);
}

/* With an access list the group's bits are its mask: they say nothing of the group. */
Test(trust, does_not_take_an_access_list_for_a_private_group)
{
    static const unsigned char list[] = {
        2,    0, 0, 0,                         /* version 2 */
        1,    0, 6, 0, 0xFF, 0xFF, 0xFF, 0xFF, /* user::rw- */
        2,    0, 6, 0, 0x31, 0xD4, 0,    0,    /* user:54321:rw- */
        4,    0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, /* group::--- */
        0x10, 0, 6, 0, 0xFF, 0xFF, 0xFF, 0xFF, /* mask::rw- */
        0x20, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, /* other::--- */
    };
    char *home = temporary_new(), *path = temporary_path(home, "file");
    temporary_write(home, "file", "text\n");
    bool listed = setxattr(path, "system.posix_acl_access", list, sizeof list, 0) == 0;
    if (geteuid() == 0 && listed)
        expect(path, TRUST_LIST, path);
    else if (listed)
        cr_expect_neq(judged(path).why, TRUST_YES);
    free(path);
    temporary_remove(home);
    if (!listed)
        skip_test("the file system has no access lists");
}
