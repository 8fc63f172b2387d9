#include "store/conf/settings_read.h"

#include "store/fixture.h"

#include "base/memory.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void parse_fails(const char *text, size_t length, const char *message)
{
    Settings settings;
    Error error = {0};
    settings_init(&settings, "x.conf");
    settings_take(&settings, text, length);
    cr_expect_not(settings_parse(&settings, &error), "taken: %s", text);
    char *found = error_message(&error);
    cr_expect_str_eq(found, message, "\n   found: %s\nexpected: %s", found, message);
    free(found);
    settings_clear(&settings);
}

static void refused(const char *text, const char *message)
{
    parse_fails(text, strlen(text), message);
}

Test(settings_read, bytes_that_are_no_text_are_refused)
{
    refused("", "x.conf: is empty: expected settings");
    parse_fails("a = 1;\nb\0= 2;\n", 14, "x.conf:2: a NUL byte: expected text");
    refused("a = 1;\nb = \"\xFF\";\n", "x.conf:2: bytes that are not UTF-8: expected UTF-8 text");
    refused("\xEF\xBB\xBF"
            "a = 1;\n",
            "x.conf:1: begins with a byte order mark: expected UTF-8 without one");
}

Test(settings_read, what_cannot_be_parsed_names_its_line)
{
    refused("a = 1;\nb 2;\n", "x.conf:2: cannot be understood here or just before: found \"b 2;\", "
                              "expected NAME = VALUE;");
    refused("a = ( { b = 1;\n\n\n",
            "x.conf:3: cannot be understood here or just before: found nothing, expected NAME = "
            "VALUE;");
    refused("a = 1;\n\na = 2;\n", "x.conf:3: this setting stands here for the second time: found "
                                  "\"a = 2;\", expected each name once");
    refused("a = 1;\nb = [ 1, \"x\" ];\n", "x.conf:2: an array of different kinds: found \"b = [ "
                                           "1, \"x\" ];\", expected entries of one kind");
    refused("a = 1;\n@include \"/etc/passwd\"\n",
            "x.conf:2: @include is not allowed: a settings file must not read other files");
    refused("a =", "x.conf:1: cannot be understood here or just before: found \"a =\", expected "
                   "NAME = VALUE;");
}

Test(settings_read, deep_nesting_is_refused_and_not_a_crash)
{
    size_t depth = 100000;
    char *text = memory_new(depth * 4 + 1);
    for (size_t i = 0; i < depth; i++)
        memcpy(text + i * 4, "a={ ", 4);
    refused(text, "x.conf:1: cannot be understood here or just before: found \"a={ a={ a={ a={ a={ "
                  "a={ a={ a={ a={ a={ a={ a={ a={ a={ a={ ...\", expected NAME = VALUE;");
    free(text);
}

/* Reads `name` of `directory`, expecting an error. */
static void read_fails(const char *directory, const char *name, const char *message)
{
    int descriptor = open(directory, O_RDONLY | O_DIRECTORY);
    Settings settings;
    Error error = {0};
    settings_init(&settings, "x.conf");
    cr_expect_not(settings_read(&settings, descriptor, name, &error));
    char *found = error_message(&error);
    cr_expect_str_eq(found, message);
    free(found);
    settings_clear(&settings);
    close(descriptor);
}

Test(settings_read, only_regular_files_are_read)
{
    char *directory = temporary_new();
    temporary_write(directory, "real.conf", "a = 1;\n");
    char *link = temporary_path(directory, "link.conf");
    cr_assert_eq(symlink("real.conf", link), 0);
    char *fifo = temporary_path(directory, "fifo.conf");
    cr_assert_eq(mkfifo(fifo, 0600), 0);
    char *folder = temporary_path(directory, "folder.conf");
    cr_assert_eq(mkdir(folder, 0700), 0);
    read_fails(directory, "link.conf", "x.conf: is a symbolic link: expected the file itself");
    read_fails(directory, "fifo.conf", "x.conf: is not a regular file");
    read_fails(directory, "folder.conf", "x.conf: is not a regular file");
    free(folder);
    free(fifo);
    free(link);
    temporary_remove(directory);
}

Test(settings_read, a_file_that_is_too_large_is_not_read)
{
    char *directory = temporary_new();
    temporary_write(directory, "large.conf", "a = 1;\n");
    char *path = temporary_path(directory, "large.conf");
    cr_assert_eq(truncate(path, (off_t)SETTINGS_MAX + 1), 0);
    read_fails(directory, "large.conf", "x.conf: is too large: expected 256 MiB at most");
    free(path);
    temporary_remove(directory);
}

Test(settings_read, versions_tell_bytes_apart)
{
    StoreVersion none = {0};
    StoreVersion a = settings_version("a = 1;\n", 7);
    StoreVersion same = settings_version("a = 1;\n", 7);
    StoreVersion b = settings_version("a = 2;\n", 7);
    cr_expect(store_version_equal(&none, &none));
    cr_expect(store_version_equal(&a, &same));
    cr_expect_not(store_version_equal(&a, &b));
    cr_expect_not(store_version_equal(&a, &none));
    cr_expect_not(store_version_equal(&none, &a));
}
