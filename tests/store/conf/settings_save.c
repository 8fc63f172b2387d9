#include "store/conf/settings_save.h"

#include "store/fixture.h"

#include "base/memory.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#define NOBODY 65534
#define TEXT   "emails = [ \"ops@contoso.com\" ];\nalerts = false;\n"

static struct stat status_of(const Fixture *fixture, const char *name)
{
    char *path = temporary_path(fixture->directory, name);
    struct stat status;
    cr_assert_eq(stat(path, &status), 0, "%s", path);
    free(path);
    return status;
}

/* Turns alerts on in ONE's file and saves. */
static StoreSave turn_on(Fixture *fixture, Error *error)
{
    Contact contact;
    StoreVersionTag seen;
    fixture_load(fixture, &contact, &seen);
    contact.alerts = true;
    StoreSave result = store_contact_save(fixture->store, ONE, &contact, &seen, error);
    contact_clear(&contact);
    return result;
}

static void saves(Fixture *fixture)
{
    Error error = {0};
    cr_assert_eq(turn_on(fixture, &error), STORE_SAVED, "%s", error.text);
}

static void refuses(Fixture *fixture, const char *message)
{
    Error error = {0};
    cr_expect_eq(turn_on(fixture, &error), STORE_FAILED);
    char *found = fixture_message(fixture, &error);
    cr_expect_str_eq(found, message, "\n   found: %s\nexpected: %s", found, message);
    free(found);
}

static size_t files_in(const Fixture *fixture, const char *name)
{
    char *path = temporary_path(fixture->directory, name);
    DIR *directory = opendir(path);
    cr_assert(directory != NULL);
    size_t count = 0;
    while (readdir(directory))
        count++;
    closedir(directory);
    free(path);
    return count - 2;
}

Test(settings_save, new_files_have_the_mode_of_the_policy_whatever_the_umask)
{
    static const mode_t masks[] = {0, 022, 077, 0777};
    for (size_t i = 0; i < sizeof masks / sizeof *masks; i++) {
        Fixture fixture;
        fixture_open(&fixture);
        char *path = temporary_path(fixture.directory, "");
        cr_assert_eq(chmod(path, 02770), 0);
        umask(masks[i]);
        saves(&fixture);
        umask(022);
        cr_expect_eq(status_of(&fixture, ONE_FILE).st_mode & 07777, 0660);
        cr_expect_eq(status_of(&fixture, "contacts").st_mode & 07777, 02770);
        cr_expect_eq(status_of(&fixture, "contacts/" SETTINGS_LOCK).st_mode & 07777, 0660);
        free(path);
        fixture_close(&fixture);
    }
}

Test(settings_save, existing_files_keep_mode_and_owner)
{
    static const mode_t modes[] = {0600, 0640, 0664, 0606};
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        Fixture fixture;
        fixture_open(&fixture);
        temporary_write(fixture.directory, ONE_FILE, TEXT);
        char *path = temporary_path(fixture.directory, ONE_FILE);
        uid_t owner = geteuid();
        gid_t group = getegid();
        if (owner == 0) { /* only root can give files away */
            owner = 12345;
            group = 54321;
            cr_assert_eq(chown(path, owner, group), 0);
        }
        cr_assert_eq(chmod(path, modes[i]), 0);
        ino_t old = status_of(&fixture, ONE_FILE).st_ino;
        saves(&fixture);
        struct stat status = status_of(&fixture, ONE_FILE);
        cr_expect_neq(status.st_ino, old);
        cr_expect_eq(status.st_mode & 07777, modes[i]);
        cr_expect_eq(status.st_uid, owner);
        cr_expect_eq(status.st_gid, group);
        free(path);
        fixture_close(&fixture);
    }
}

/* An access list as the kernel keeps it: user::rw-, user:12345:rw-, group::r--, mask::rw-,
 * other::---. */
static const unsigned char acl[] = {
    2,    0, 0, 0,                         /* version */
    0x01, 0, 6, 0, 0xFF, 0xFF, 0xFF, 0xFF, /* owner */
    0x02, 0, 6, 0, 0x39, 0x30, 0,    0,    /* user 12345 */
    0x04, 0, 4, 0, 0xFF, 0xFF, 0xFF, 0xFF, /* group */
    0x10, 0, 6, 0, 0xFF, 0xFF, 0xFF, 0xFF, /* mask */
    0x20, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, /* others */
};

Test(settings_save, an_access_list_is_kept_and_none_is_inherited)
{
    static const char name[] = "system.posix_acl_access";
    Fixture fixture;
    fixture_open(&fixture);
    temporary_write(fixture.directory, ONE_FILE, TEXT);
    char *path = temporary_path(fixture.directory, ONE_FILE);
    char *folder = temporary_path(fixture.directory, "contacts");
    bool supported = setxattr(path, name, acl, sizeof acl, 0) == 0;
    cr_assert(supported || errno == ENOTSUP);
    saves(&fixture);
    unsigned char found[sizeof acl + 8];
    ssize_t size = getxattr(path, name, found, sizeof found);
    if (supported) {
        cr_expect_eq(size, (ssize_t)sizeof acl);
        cr_expect(memcmp(found, acl, sizeof acl) == 0);
        /* The same list as the directory's default must not come into a file that has none. */
        cr_assert_eq(removexattr(path, name), 0);
        cr_assert_eq(chmod(path, 0600), 0);
        cr_assert_eq(setxattr(folder, "system.posix_acl_default", acl, sizeof acl, 0), 0);
        Contact contact;
        StoreVersionTag seen;
        Error error = {0};
        fixture_load(&fixture, &contact, &seen);
        contact.alerts = false;
        cr_expect_eq(store_contact_save(fixture.store, ONE, &contact, &seen, &error), STORE_SAVED);
        contact_clear(&contact);
        cr_expect_lt(getxattr(path, name, found, sizeof found), 0);
        cr_expect_eq(status_of(&fixture, ONE_FILE).st_mode & 07777, 0600);
    } else {
        cr_expect_lt(size, 0);
    }
    free(folder);
    free(path);
    fixture_close(&fixture);
}

Test(settings_save, a_link_is_neither_followed_nor_replaced)
{
    Fixture fixture;
    fixture_open(&fixture);
    temporary_write(fixture.directory, "contacts/real.conf", TEXT);
    char *path = temporary_path(fixture.directory, ONE_FILE);
    cr_assert_eq(symlink("real.conf", path), 0);
    Contact contact;
    contact_init(&contact);
    contact.alerts = true;
    StoreVersionTag seen = {0};
    Error error = {0};
    cr_expect_eq(store_contact_save(fixture.store, ONE, &contact, &seen, &error), STORE_FAILED);
    char *found = fixture_message(&fixture, &error);
    cr_expect_str_eq(found, ONE_FILE ": is a symbolic link: expected the file itself");
    free(found);
    char *real = temporary_read(fixture.directory, "contacts/real.conf", NULL);
    cr_expect_str_eq(real, TEXT);
    free(real);
    free(path);
    contact_clear(&contact);
    fixture_close(&fixture);
}

Test(settings_save, what_another_has_saved_is_not_overwritten)
{
    Fixture fixture;
    fixture_open(&fixture);
    temporary_write(fixture.directory, ONE_FILE, TEXT);
    Contact contact;
    StoreVersionTag seen;
    fixture_load(&fixture, &contact, &seen);
    contact.alerts = true;
    static const char theirs[] = "emails = [ \"noc@contoso.com\" ];\nalerts = false;\n";
    temporary_write(fixture.directory, ONE_FILE, theirs);
    Error error = {0};
    cr_expect_eq(store_contact_save(fixture.store, ONE, &contact, &seen, &error), STORE_CONFLICT);
    fixture_file_is(&fixture, theirs);
    char *found = fixture_message(&fixture, &error);
    cr_expect_str_eq(found, ONE_FILE ": not saved: somebody else has changed it since it was read");
    free(found);
    /* Also where it was removed, or is broken now. */
    temporary_write(fixture.directory, ONE_FILE, "emails = [");
    cr_expect_eq(store_contact_save(fixture.store, ONE, &contact, &seen, &error), STORE_CONFLICT);
    char *path = temporary_path(fixture.directory, ONE_FILE);
    unlink(path);
    cr_expect_eq(store_contact_save(fixture.store, ONE, &contact, &seen, &error), STORE_CONFLICT);
    free(path);
    contact_clear(&contact);
    fixture_close(&fixture);
}

Test(settings_save, what_a_broken_save_left_is_swept)
{
    Fixture fixture;
    fixture_open(&fixture);
    temporary_write(fixture.directory, ONE_FILE, TEXT);
    temporary_write(fixture.directory, "contacts/" SETTINGS_TEMPORARY, "half of a f");
    saves(&fixture);
    cr_expect_eq(files_in(&fixture, "contacts"), 2); /* the file and the lock */
    fixture_close(&fixture);
}

/* A lock that another process holds, on the directory of the contacts. */
static pid_t hold_lock(const Fixture *fixture)
{
    char *path = temporary_path(fixture->directory, "contacts/" SETTINGS_LOCK);
    int ready[2];
    cr_assert_eq(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        int lock = open(path, O_RDWR | O_CREAT, 0600);
        char done = flock(lock, LOCK_EX) == 0 ? 'y' : 'n';
        (void)!write(ready[1], &done, 1);
        pause();
        _exit(0);
    }
    char done = 0;
    cr_assert_eq(read(ready[0], &done, 1), 1);
    cr_assert_eq(done, 'y');
    close(ready[0]);
    close(ready[1]);
    free(path);
    return child;
}

Test(settings_save, a_lock_that_is_held_is_waited_for_a_few_seconds_and_no_longer)
{
    Fixture fixture;
    fixture_open(&fixture);
    temporary_write(fixture.directory, ONE_FILE, TEXT);
    pid_t holder = hold_lock(&fixture);
    refuses(&fixture, "contacts: not saved: somebody else is saving here: try again");
    kill(holder, SIGKILL);
    waitpid(holder, NULL, 0);
    saves(&fixture);
    fixture_close(&fixture);
}

Test(settings_save, a_lock_file_that_was_removed_excludes_nobody_and_is_made_again)
{
    Fixture fixture;
    fixture_open(&fixture);
    temporary_write(fixture.directory, ONE_FILE, TEXT);
    pid_t holder = hold_lock(&fixture);
    char *path = temporary_path(fixture.directory, "contacts/" SETTINGS_LOCK);
    unlink(path);
    saves(&fixture);
    kill(holder, SIGKILL);
    waitpid(holder, NULL, 0);
    free(path);
    fixture_close(&fixture);
}

/* The rest runs as an ordinary user, for whom modes mean something. Exits with 0 where the save
 * ended as expected. */
static int save_as_nobody(Fixture *fixture, StoreSave expected, const char *message)
{
    pid_t child = fork();
    if (child == 0) {
        if (geteuid() == 0 &&
            (setgroups(0, NULL) != 0 || setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
            _exit(2);
        Contact contact;
        contact_init(&contact);
        contact.alerts = true;
        StoreVersionTag seen = {0};
        Error error = {0};
        char *text = temporary_read(fixture->directory, ONE_FILE, NULL);
        if (text)
            seen.version = settings_version(text, strlen(text));
        StoreSave result = store_contact_save(fixture->store, ONE, &contact, &seen, &error);
        char *found = fixture_message(fixture, &error);
        bool ok = result == expected && strcmp(found, message) == 0;
        if (!ok)
            fprintf(stderr, "ended with %d: %s\n", result, found);
        _exit(ok ? 0 : 1);
    }
    int status = -1;
    waitpid(child, &status, 0);
    return status;
}

static void mode(const Fixture *fixture, const char *name, mode_t to)
{
    char *path = temporary_path(fixture->directory, name);
    cr_assert_eq(chmod(path, to), 0);
    free(path);
}

Test(settings_save, a_file_that_may_not_be_written_is_not_replaced)
{
    Fixture fixture;
    fixture_open(&fixture);
    temporary_write(fixture.directory, ONE_FILE, TEXT);
    mode(&fixture, ".", 0777);
    mode(&fixture, "contacts", 0777);
    mode(&fixture, ONE_FILE, 0444);
    cr_expect_eq(save_as_nobody(&fixture, STORE_FAILED,
                                ONE_FILE ": not saved: you may not write it: Permission denied"),
                 0);
    fixture_file_is(&fixture, TEXT);
    mode(&fixture, ONE_FILE, 0666);
    if (geteuid() == 0) {
        cr_expect_eq(save_as_nobody(&fixture, STORE_FAILED,
                                    ONE_FILE ": not saved: keeping its owner and group: Operation "
                                             "not permitted"),
                     0);
        char *path = temporary_path(fixture.directory, ONE_FILE);
        cr_assert_eq(chown(path, 0, NOBODY), 0);
        free(path);
    }
    cr_expect_eq(save_as_nobody(&fixture, STORE_SAVED, ""), 0);
    struct stat status = status_of(&fixture, ONE_FILE);
    cr_expect_eq(status.st_mode & 07777, 0666);
    if (geteuid() == 0) { /* the group is kept; the owner is whoever saves */
        cr_expect_eq(status.st_uid, NOBODY);
        cr_expect_eq(status.st_gid, NOBODY);
    }
    fixture_close(&fixture);
}

Test(settings_save, a_directory_that_may_not_be_written_is_named)
{
    Fixture fixture;
    fixture_open(&fixture);
    temporary_write(fixture.directory, ONE_FILE, TEXT);
    mode(&fixture, ".", 0755);
    mode(&fixture, "contacts", 0555);
    mode(&fixture, ONE_FILE, 0666);
    cr_expect_eq(save_as_nobody(&fixture, STORE_FAILED,
                                "contacts: not saved: its lock file .lock cannot be opened: "
                                "Permission denied"),
                 0);
    mode(&fixture, "contacts", 0755);
    fixture_close(&fixture);
}
