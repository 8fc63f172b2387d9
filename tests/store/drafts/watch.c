#include "store/drafts/watch.h"

#include "support/hang_limit.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char *directory, *path, *beside;

static void setup(void)
{
    directory = temporary_new();
    path = temporary_path(directory, "contacts/one.conf");
    beside = temporary_path(directory, "contacts/.editing");
}

static void teardown(void)
{
    free(path);
    free(beside);
    temporary_remove(directory);
}

TestSuite(watch, .init = setup, .fini = teardown);

/* Whether the descriptor says so. */
static bool is_stirred(const Watch *watch)
{
    struct pollfd file = {watch_descriptor(watch), POLLIN, 0};
    return poll(&file, 1, hang_limit_ms()) > 0;
}

Test(watch, a_change_is_seen_once)
{
    temporary_write(directory, "contacts/one.conf", "a");
    Watch *watch = watch_new(path, beside);
    cr_expect_not(watch_changed(watch));
    temporary_write(directory, "contacts/one.conf", "bc");
    cr_expect(is_stirred(watch));
    cr_expect(watch_changed(watch));
    cr_expect_not(watch_changed(watch));
    watch_free(watch);
}

Test(watch, a_replaced_made_and_removed_file_is_seen)
{
    temporary_write(directory, "contacts/other", "a");
    Watch *watch = watch_new(path, beside);
    char *other = temporary_path(directory, "contacts/other");
    cr_assert_eq(rename(other, path), 0);
    cr_expect(is_stirred(watch));
    cr_expect(watch_changed(watch), "made");
    temporary_write(directory, "contacts/other", "a");
    cr_assert_eq(rename(other, path), 0);
    cr_expect(watch_changed(watch), "replaced");
    cr_assert_eq(unlink(path), 0);
    cr_expect(watch_changed(watch), "removed");
    cr_expect_not(watch_changed(watch));
    free(other);
    watch_free(watch);
}

Test(watch, other_files_change_nothing)
{
    temporary_write(directory, "contacts/one.conf", "a");
    Watch *watch = watch_new(path, beside);
    temporary_write(directory, "contacts/two.conf", "b");
    cr_expect(is_stirred(watch));
    cr_expect_not(watch_changed(watch));
    struct pollfd file = {watch_descriptor(watch), POLLIN, 0};
    cr_expect_eq(poll(&file, 1, 0), 0, "all was taken: nobody spins");
    watch_free(watch);
}

Test(watch, directories_that_come_later_are_watched)
{
    Watch *watch = watch_new(path, beside);
    cr_expect_not(watch_changed(watch));
    temporary_write(directory, "contacts/one.conf", "a");
    cr_expect(watch_changed(watch), "without a word from inotify");
    temporary_write(directory, "contacts/one.conf", "bc");
    cr_expect(is_stirred(watch), "with it from now on");
    cr_expect(watch_changed(watch));
    cr_assert_eq(mkdir(beside, 0700), 0);
    watch_changed(watch);
    temporary_write(directory, "contacts/.editing/x", "a");
    cr_expect(is_stirred(watch), "of notices too");
    watch_free(watch);
}
