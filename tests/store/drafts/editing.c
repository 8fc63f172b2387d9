#include "store/drafts/editing.h"

#include "base/memory.h"
#include "store/drafts/identity.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOW 1795420800 /* 2026-11-23 08:00:00 UTC */

static char *directory, *path;

static void setup(void)
{
    directory = temporary_new();
    path = temporary_path(directory, "contacts/one.conf");
    temporary_write(directory, "contacts/one.conf", "");
}

static void teardown(void)
{
    free(path);
    temporary_remove(directory);
}

TestSuite(editing, .init = setup, .fini = teardown);

/* How many notices there are, whatever they say. */
static size_t notices(void)
{
    char *folder = editing_folder(path);
    size_t count = 0;
    DIR *listing = opendir(folder);
    const struct dirent *entry;
    while (listing && (entry = readdir(listing)))
        count += entry->d_name[0] != '.';
    if (listing)
        closedir(listing);
    free(folder);
    return count;
}

Test(editing, two_see_each_other_until_one_leaves)
{
    Editing *one = editing_new(path, 0660, NOW), *two = editing_new(path, 0660, NOW);
    EditingOther other;
    cr_assert_eq(editing_others(one, NOW, &other, 1), 1);
    char *user = identity_user(), *host = identity_host();
    cr_expect_str_eq(other.user, user);
    cr_expect_str_eq(other.host, host);
    cr_expect_eq(other.since, NOW);
    editing_other_clear(&other);
    cr_assert_eq(editing_others(two, NOW, &other, 1), 1);
    editing_other_clear(&other);
    editing_free(two);
    cr_expect_eq(editing_others(one, NOW, &other, 1), 0);
    cr_expect_eq(notices(), 1);
    editing_free(one);
    cr_expect_eq(notices(), 0);
    free(user);
    free(host);
}

Test(editing, other_contacts_are_other_forms)
{
    char *elsewhere = temporary_path(directory, "contacts/one-more.conf");
    Editing *one = editing_new(path, 0660, NOW), *two = editing_new(elsewhere, 0660, NOW);
    EditingOther other;
    cr_expect_eq(editing_others(one, NOW, &other, 1), 0);
    editing_free(one);
    editing_free(two);
    free(elsewhere);
}

Test(editing, the_notice_is_as_wide_as_the_contacts)
{
    char *contacts = temporary_path(directory, "contacts");
    cr_assert_eq(chmod(contacts, 02770), 0);
    Editing *one = editing_new(path, 0660, NOW);
    char *folder = editing_folder(path);
    struct stat status;
    cr_assert_eq(stat(folder, &status), 0);
    cr_expect_eq(status.st_mode & 07777, 02770);
    editing_free(one);
    free(folder);
    free(contacts);
}

Test(editing, one_that_was_killed_is_not_there_any_more)
{
    Editing *one = editing_new(path, 0660, NOW);
    int ready[2];
    cr_assert_eq(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        editing_new(path, 0660, NOW);
        (void)!write(ready[1], "x", 1);
        pause();
        _exit(0);
    }
    char byte;
    EditingOther other;
    cr_assert_eq(read(ready[0], &byte, 1), 1);
    cr_expect_eq(editing_others(one, NOW, &other, 1), 1);
    editing_other_clear(&other);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    cr_expect_eq(editing_others(one, NOW, &other, 1), 0);
    cr_expect_eq(notices(), 1, "what it left is removed");
    editing_free(one);
}

/* A notice as another host puts it, `age` seconds after its last heartbeat, by the clock that the
 * files go by. */
static void put_notice(const char *name, const char *text, int age)
{
    char *inside = memory_format("contacts/.editing/%s", name);
    temporary_write(directory, inside, text);
    char *whole = temporary_path(directory, inside);
    struct stat status;
    cr_assert_eq(stat(whole, &status), 0);
    struct timespec times[2] = {{.tv_sec = status.st_mtime - age},
                                {.tv_sec = status.st_mtime - age}};
    cr_assert_eq(utimensat(AT_FDCWD, whole, times, 0), 0);
    free(whole);
    free(inside);
}

Test(editing, another_host_counts_as_long_as_its_heart_beats)
{
    Editing *one = editing_new(path, 0660, NOW);
    put_notice("one.far.1.1.editor", "user eve\nhost far\npid 1\nsince 1795420800\n", 5);
    EditingOther other;
    cr_assert_eq(editing_others(one, NOW, &other, 1), 1);
    cr_expect_str_eq(other.user, "eve");
    cr_expect_str_eq(other.host, "far");
    cr_expect_eq(other.since, 1795420800);
    editing_other_clear(&other);
    cr_expect_eq(editing_others(one, NOW + EDITING_DEAD, &other, 1), 0, "none since");
    put_notice("one.far.1.1.editor", "user eve\nhost far\npid 1\nsince 1795420800\n",
               EDITING_DEAD + 60);
    cr_expect_eq(editing_others(one, NOW, &other, 1), 0);
    editing_free(one);
}

Test(editing, the_earliest_comes_first)
{
    Editing *one = editing_new(path, 0660, NOW);
    put_notice("one.a.1.1.editor", "user a\nhost far\npid 1\nsince 300\n", 0);
    put_notice("one.b.1.1.editor", "user b\nhost far\npid 1\nsince 100\n", 0);
    put_notice("one.c.1.1.editor", "user c\nhost far\npid 1\nsince 200\n", 0);
    EditingOther others[2];
    cr_expect_eq(editing_others(one, NOW, others, 2), 3);
    cr_expect_str_eq(others[0].user, "b");
    cr_expect_str_eq(others[1].user, "c");
    editing_other_clear(&others[0]);
    editing_other_clear(&others[1]);
    editing_free(one);
}

Test(editing, what_is_no_notice_is_passed_over)
{
    Editing *one = editing_new(path, 0660, NOW);
    char *folder = editing_folder(path);
    char *link = memory_format("%s/one.link.1.1.editor", folder);
    char *pipe_path = memory_format("%s/one.pipe.1.1.editor", folder);
    char *long_text = memory_new(2000);
    memset(long_text, 'x', 1999);
    char *large = memory_format("user %s\nhost far\nsince 100\n", long_text);
    put_notice("one.empty.1.1.editor", "", 0);
    put_notice("one.half.1.1.editor", "user eve\n", 0);
    put_notice("one.time.1.1.editor", "user eve\nhost far\nsince soon\n", 0);
    put_notice("one.large.1.1.editor", large, 0);
    put_notice("elsewhere", "user eve\nhost far\nsince 100\n", 0);
    char *target = temporary_path(directory, "contacts/.editing/elsewhere");
    cr_assert_eq(symlink(target, link), 0);
    cr_assert_eq(mkfifo(pipe_path, 0600), 0);
    EditingOther other;
    cr_expect_eq(editing_others(one, NOW, &other, 1), 0);
    editing_free(one);
    free(target);
    free(large);
    free(long_text);
    free(pipe_path);
    free(link);
    free(folder);
}

Test(editing, without_a_directory_there_is_nobody_until_it_is_made)
{
    char *later = temporary_path(directory, "later/one.conf");
    Editing *one = editing_new(later, 0660, NOW);
    EditingOther other;
    cr_expect_eq(editing_others(one, NOW, &other, 1), 0);
    temporary_write(directory, "later/one.conf", "");
    editing_beat(one, NOW);
    Editing *two = editing_new(later, 0660, NOW);
    cr_expect_eq(editing_others(two, NOW, &other, 1), 1);
    editing_other_clear(&other);
    editing_free(one);
    editing_free(two);
    free(later);
}
