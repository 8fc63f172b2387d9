#include "site/site.h"

#include "base/memory.h"
#include "support/clock.h"
#include "support/environment.h"
#include "support/temporary.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Warnings {
    size_t count;
    char last[512];
} Warnings;

static void note(const char *text, void *data)
{
    Warnings *warnings = data;
    warnings->count++;
    snprintf(warnings->last, sizeof warnings->last, "%s", text);
}

static void plain_environment(const char *home)
{
    unsetenv("SECCONTACTS_SITE");
    unsetenv("XDG_CONFIG_HOME");
    unsetenv("XDG_STATE_HOME");
    setenv("HOME", home, 1);
}

static void located(const char *option, const char *expected)
{
    Error error = {0};
    char *path = site_locate(option, &error);
    cr_assert(path != NULL, "%s", error.text);
    cr_expect_str_eq(path, expected);
    free(path);
}

Test(site, is_located_by_option_variable_or_home)
{
    plain_environment("/home/ann");
    if (access("/etc/seccontacts", F_OK) == 0) {
        located(NULL, "/etc/seccontacts");
    } else {
        located(NULL, "/home/ann/.config/seccontacts");
        setenv("XDG_CONFIG_HOME", "/home/ann/cfg", 1);
        located(NULL, "/home/ann/cfg/seccontacts");
        setenv("XDG_CONFIG_HOME", "relative", 1); /* to be ignored, by the specification */
        located(NULL, "/home/ann/.config/seccontacts");
    }
    setenv("SECCONTACTS_SITE", "/srv/site//", 1);
    located(NULL, "/srv/site");
    located("/other", "/other");
    Error error = {0};
    cr_expect(site_locate("", &error) == NULL);
    cr_expect_eq(error.kind, ERROR_USAGE);
    cr_expect_str_eq(error.text, "--site is empty: expected a directory");
}

Test(site, that_is_not_there_says_how_to_begin)
{
    plain_environment("/home/ann");
    Error error = {0};
    cr_expect(site_open(NO_SUCH_PATH "/site", false, NULL, NULL, &test_clock, &error) == NULL);
    char *message = error_message(&error);
    cr_expect_str_eq(message,
                     NO_SUCH_PATH "/site: there is no site here: begin one with \"seccontacts "
                                  "import FILE\", or name another with --site DIR");
    free(message);
}

static void refuses(const char *path, bool create, ErrorKind kind, const char *words)
{
    Error error = {0};
    cr_expect(site_open(path, create, NULL, NULL, &test_clock, &error) == NULL, "%s", path);
    cr_expect_eq(error.kind, kind, "%s: %d", path, error.kind);
    char *message = error_message(&error);
    cr_expect_str_eq(message, words);
    free(message);
}

Test(site, that_is_something_else_or_out_of_reach_is_not_called_missing)
{
    plain_environment("/home/ann");
    refuses("/dev/null", false, ERROR_NO_INPUT,
            "/dev/null: is no directory: expected that of the settings files");
    refuses("/dev/null", true, ERROR_NO_INPUT,
            "/dev/null: is no directory: expected that of the settings files");
    refuses("/dev/null/site", true, ERROR_NO_INPUT,
            "/dev/null/site: cannot be opened as a directory: Not a directory");
    char *directory = temporary_new();
    char *site = memory_format("%s/locked/site", directory);
    char *words = memory_format("%s: cannot be opened as a directory: Permission denied", site);
    temporary_write(directory, "locked/site/subscriptions.conf", "subscriptions = ( );\n");
    char *locked = memory_format("%s/locked", directory);
    cr_assert_eq(chmod(locked, 0), 0);
    /* To root nothing is locked. */
    cr_assert(geteuid() != 0 || (chmod(directory, 0755) == 0 && seteuid(65534) == 0));
    refuses(site, true, ERROR_PERMISSION, words);
    cr_assert(getuid() != 0 || seteuid(0) == 0);
    cr_assert_eq(chmod(locked, 0700), 0);
    free(locked);
    free(words);
    free(site);
    temporary_remove(directory);
}

Test(site, of_a_group_that_one_is_not_in_names_the_group)
{
    struct stat status;
    plain_environment("/home/ann");
    char *directory = temporary_new();
    char *site = temporary_path(directory, "site");
    cr_assert(mkdir(site, 0700) == 0 && stat(site, &status) == 0 && chmod(site, 0070) == 0);
    const struct group *group = getgrgid(status.st_gid);
    cr_assert_not_null(group);
    char *words =
        memory_format("%s: cannot be opened as a directory: only members of the group %s may", site,
                      group->gr_name);
    cr_assert(geteuid() != 0 || (chmod(directory, 0755) == 0 && setgroups(0, NULL) == 0 &&
                                 setegid(65534) == 0 && seteuid(65534) == 0));
    refuses(site, true, ERROR_PERMISSION, words);
    cr_assert(getuid() != 0 || (seteuid(0) == 0 && setegid(0) == 0));
    cr_assert_eq(chmod(site, 0700), 0);
    free(words);
    free(site);
    temporary_remove(directory);
}

static mode_t mode_of(const char *directory, const char *name)
{
    char *path = temporary_path(directory, name);
    struct stat status;
    cr_assert_eq(stat(path, &status), 0, "%s", path);
    free(path);
    return status.st_mode & 07777;
}

Test(site, is_made_with_exact_modes_whatever_the_umask)
{
    char *home = temporary_new();
    plain_environment(home);
    char *path = temporary_path(home, ".config/seccontacts");
    Error error = {0};
    umask(0);
    Site *site = site_open(path, true, NULL, NULL, &test_clock, &error);
    cr_assert(site != NULL, "%s", error.text);
    cr_expect_eq(mode_of(home, ".config"), 0700);
    cr_expect_eq(mode_of(home, ".config/seccontacts"), 0700);
    char *state = temporary_path(home, ".local/state/seccontacts");
    cr_expect_str_eq(site->config.state, state);
    free(state);
    site_close(site);
    free(path);
    if (geteuid() == 0) {
        plain_environment("/home/ann");
        umask(077);
        path = temporary_path(home, "shared/site");
        site = site_open(path, true, NULL, NULL, &test_clock, &error);
        cr_assert(site != NULL, "%s", error.text);
        cr_expect_eq(mode_of(home, "shared"), 0755);
        cr_expect_eq(mode_of(home, "shared/site"), 02770);
        site_close(site);
        free(path);
    }
    temporary_remove(home);
}

Test(site, a_wrong_configuration_stops_it)
{
    char *home = temporary_new();
    plain_environment(home);
    temporary_write(home, "site/seccontacts.conf", "fan_out = \"all\";\n");
    char *path = temporary_path(home, "site");
    Error error = {0};
    cr_expect(site_open(path, false, NULL, NULL, &test_clock, &error) == NULL);
    char *message = error_message(&error);
    char *expected = memory_format(
        "%s/seccontacts.conf:1: fan_out: found \"all\", expected \"one\" or \"each\"", path);
    cr_expect_str_eq(message, expected);
    free(expected);
    free(message);
    free(path);
    temporary_remove(home);
}

Test(site, what_is_unsafe_is_told)
{
    char *home = temporary_new();
    plain_environment(home);
    temporary_write(home, "site/seccontacts.conf", "file_mode = \"0600\";\n");
    char *path = temporary_path(home, "site");
    char *file = temporary_path(home, "site/seccontacts.conf");
    cr_assert_eq(chmod(file, 0640), 0);
    Warnings warnings = {0};
    Error error = {0};
    Site *site = site_open(path, false, note, &warnings, &test_clock, &error);
    cr_assert(site != NULL, "%s", error.text);
    cr_expect_eq(warnings.count, 1);
    char *expected = memory_format(
        "%s: its mode 0640 is wider than the site's file_mode 0600: chmod 0600 it", file);
    cr_expect_str_eq(warnings.last, expected);
    free(expected);
    site_close(site);
    free(file);
    free(path);
    temporary_remove(home);
}

Test(site, the_example_configuration_is_one_and_says_the_defaults)
{
    char *home = temporary_new();
    plain_environment(home);
    char *example = temporary_read(TEST_DATA "/../../man", "seccontacts.conf", NULL);
    cr_assert(example != NULL);
    temporary_write(home, "site/seccontacts.conf", example);
    temporary_write(home, "bare/x", "");
    free(example);
    Warnings warnings = {0};
    Error error = {0};
    char *path = temporary_path(home, "site");
    Site *site = site_open(path, false, note, &warnings, &test_clock, &error);
    cr_assert(site != NULL, "%s", error.text);
    free(path);
    path = temporary_path(home, "bare");
    Site *bare = site_open(path, false, note, &warnings, &test_clock, &error);
    cr_assert(bare != NULL, "%s", error.text);
    free(path);
    cr_expect_eq(warnings.count, 0, "%s", warnings.last);
    cr_expect_str_eq(site->config.day_zone, bare->config.day_zone);
    cr_expect_str_eq(site->config.state, bare->config.state);
    cr_expect_eq(site->config.fan_out_each, bare->config.fan_out_each);
    cr_expect_eq(site->config.file_mode, bare->config.file_mode);
    const MailConfig *said = &site->config.mail, *initial = &bare->config.mail;
    cr_expect(said->transport == initial->transport && said->tls == initial->tls);
    cr_expect(said->timeout == initial->timeout && said->deadline == initial->deadline);
    site_close(bare);
    site_close(site);
    temporary_remove(home);
}
