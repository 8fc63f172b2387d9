/* seccontacts restore of whole files. */
#include "cli/helper.h"

#include "base/memory.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LIST   "subscriptions.conf"
#define CONFIG "seccontacts.conf"

static char *directory;

static void expect_file(const char *file, const char *text)
{
    char *path = memory_format("site/%s", file), *now = temporary_read(directory, path, NULL);
    cr_assert_not_null(now);
    cr_expect_str_eq(now, text, "%s:\n%s", file, now);
    free(now);
    free(path);
}

static void run(const char *version_or_option, const char *file, int status, const char *out,
                const char *err)
{
    helper_expect(helper_run(directory, NULL, "restore", file, version_or_option, NULL), status,
                  out, err);
}

static void other_subscription(void)
{
    temporary_write(
        directory, "other.json",
        "[{\"id\": \"11111111-2222-3333-4444-555555555555\", \"name\": \"Other\", "
        "\"tenantId\": \"72f988bf-0000-41af-91ab-2d7cd011db47\", \"state\": \"Enabled\"}]");
    helper_expect(helper_run(directory, NULL, "import", "other.json", NULL), 0, NULL, "");
}

Test(cli_restore, subscriptions_and_their_resource_groups_come_back)
{
    directory = helper_site();
    char *before = temporary_read(directory, "site/" LIST, NULL);
    other_subscription();
    char *after = temporary_read(directory, "site/" LIST, NULL);
    helper_expect(helper_run(directory, NULL, "restore", LIST, "1", "--dry-run", NULL), 0,
                  "Would save subscriptions.conf: 1 subscription removed\n"
                  "  - }, {\n"
                  "  - id = \"11111111-2222-3333-4444-555555555555\";\n"
                  "  - name = \"Other\";\n"
                  "  - tenant = \"72f988bf-0000-41af-91ab-2d7cd011db47\";\n"
                  "  - state = \"Enabled\";\n",
                  "");
    expect_file(LIST, after);
    run("1", LIST, 0, "Saved subscriptions.conf: 1 subscription removed\n", "");
    expect_file(LIST, before);
    run("1", LIST, 0, "subscriptions.conf: no changes\n", "");
    run("2", LIST, 0, "Saved subscriptions.conf: 1 subscription added\n", "");
    expect_file(LIST, after);
    ProgramRun list = helper_run(directory, NULL, "history", LIST, "--limit", "1", NULL);
    cr_expect_not_null(strstr(list.out, "\n4        "), "%s", list.out);
    cr_expect_not_null(strstr(list.out, "  restore  1 subscription added\n"), "%s", list.out);
    program_run_clear(&list);
    free(after);
    free(before);
    temporary_remove(directory);
}

/* A file that nothing can read any more is what one wants an older version of. */
Test(cli_restore, a_file_that_was_spoilt_by_hand_comes_back_with_its_comments)
{
    static const char good[] =
        "# ours\nsubscriptions = (\n  { id = \"" ONE "\"; name = \"A\"; note = "
        "\"kept\"; }\n);\n";
    directory = helper_site();
    temporary_write(directory, "site/" LIST, good);
    helper_expect(helper_run(directory, NULL, "subscriptions", NULL), 0, NULL, "");
    temporary_write(directory, "site/" LIST, "subscriptions = ( nonsense\n");
    helper_expect(helper_run(directory, NULL, "subscriptions", NULL), 78, "", NULL);
    ProgramRun list = helper_run(directory, NULL, "history", LIST, NULL);
    cr_expect_eq(list.status, 0);
    cr_expect_eq(strncmp(list.err, "seccontacts: warning: site/subscriptions.conf:1: ", 49), 0,
                 "%s", list.err);
    cr_expect_not_null(strstr(list.out, "\n2        "), "%s", list.out);
    program_run_clear(&list);
    helper_expect(helper_run(directory, NULL, "history", "Contoso", NULL), 78, "", NULL);
    run("2", LIST, 0, NULL, "");
    expect_file(LIST, good);
    run("3", LIST, 65, "",
        "seccontacts: version 3 of subscriptions.conf:1: cannot be understood here or just before: "
        "found \"subscriptions = ( nonsense\", expected NAME = VALUE;\n");
    expect_file(LIST, good);
    temporary_remove(directory);
}

Test(cli_restore, a_contact_that_was_spoilt_by_hand_comes_back_as_a_file)
{
    directory = helper_site();
    helper_expect(helper_run(directory, NULL, "set", ONE, "--emails", "a@x.com", NULL), 0, NULL,
                  "");
    char *good = temporary_read(directory, "site/contacts/" ONE ".conf", NULL);
    temporary_write(directory, "site/contacts/" ONE ".conf", "emails = [\n");
    run("2", ONE, 78, "",
        "seccontacts: the settings file of Contoso Production is wrong as it is now: seccontacts "
        "restore contacts/" ONE ".conf 2 brings all of it back\n"
        "seccontacts: site/contacts/" ONE ".conf:1: cannot be understood here or just before: "
        "found \"emails = [\", expected NAME = VALUE;\n");
    run("2", "contacts/" ONE ".conf", 0, NULL, "");
    expect_file("contacts/" ONE ".conf", good);
    free(good);
    temporary_remove(directory);
}

Test(cli_restore, the_configuration_comes_back)
{
    static const char dark[] = "# which theme\ntheme = \"dark\";\n", none[] = "theme = \"mono\";\n";
    directory = helper_site();
    temporary_write(directory, "site/" CONFIG, dark);
    helper_expect(helper_run(directory, NULL, "subscriptions", NULL), 0, NULL, "");
    temporary_write(directory, "site/" CONFIG, none);
    helper_expect(helper_run(directory, NULL, "restore", CONFIG, "2", "--dry-run", NULL), 0,
                  "Would save seccontacts.conf: 2 lines added, 1 removed\n"
                  "  - theme = \"mono\";\n"
                  "  + # which theme\n"
                  "  + theme = \"dark\";\n",
                  "");
    run("2", CONFIG, 0, "Saved seccontacts.conf: 2 lines added, 1 removed\n", "");
    expect_file(CONFIG, dark);
    temporary_remove(directory);
}

Test(cli_restore, the_contact_of_a_subscription_that_is_gone)
{
    directory = helper_site();
    helper_expect(helper_run(directory, NULL, "set", TWO, "--emails", "a@example.com", NULL), 0,
                  NULL, "");
    helper_expect(helper_run(directory, NULL, "set", TWO, "--emails", "b@example.com", NULL), 0,
                  NULL, "");
    char *second = temporary_read(directory, "site/contacts/" TWO ".conf", NULL);
    temporary_write(directory, "site/" LIST, "subscriptions = ( );\n");
    run("2", TWO, 65, "",
        "seccontacts: the site does not have the subscription " TWO
        ": restore a version of subscriptions.conf that has it, or contacts/" TWO ".conf\n");
    expect_file("contacts/" TWO ".conf", second);
    run("2", "contacts/" TWO ".conf", 0,
        "Saved contacts/" TWO ".conf: 1 address added, 1 removed\n", "");
    run("3", "contacts/" TWO ".conf", 0,
        "Saved contacts/" TWO ".conf: 1 address added, 1 removed\n", "");
    expect_file("contacts/" TWO ".conf", second);
    char *path = temporary_path(directory, "site/contacts");
    char *away = temporary_path(directory, "away");
    cr_assert_eq(rename(path, away), 0); /* the directory is made again */
    run("3", "contacts/" TWO ".conf", 0, "Saved contacts/" TWO ".conf: 1 address added\n", "");
    expect_file("contacts/" TWO ".conf", second);
    free(away);
    free(path);
    free(second);
    temporary_remove(directory);
}

Test(cli_restore, what_is_no_version_of_the_file_says_so)
{
    directory = helper_site();
    char *before = temporary_read(directory, "site/" LIST, NULL);
    helper_expect(helper_run(directory, NULL, "set", ONE, "--emails", "a@example.com", NULL), 0,
                  NULL, "");
    run("2", LIST, 65, "",
        "seccontacts: 2 is no version of subscriptions.conf: seccontacts history "
        "subscriptions.conf lists them\n");
    run("1", CONFIG, 65, "",
        "seccontacts: 1 is no version of seccontacts.conf: seccontacts history "
        "seccontacts.conf lists them\n");
    run("1", "../" LIST, 65, "",
        "seccontacts: no subscription \"../subscriptions.conf\"; expected an id, a name or the "
        "start of an id: seccontacts subscriptions lists them\n");
    expect_file(LIST, before);
    char *path = temporary_path(directory, "site/" LIST);
    cr_assert_eq(remove(path), 0);
    helper_expect(helper_run(directory, NULL, "subscriptions", NULL), 0, NULL, NULL);
    run("3", LIST, 65, "",
        "seccontacts: with version 3 subscriptions.conf was removed: there is nothing to "
        "restore\n");
    cr_expect_eq(access(path, F_OK), -1);
    run("1", LIST, 0, "Saved subscriptions.conf: 5 subscriptions added\n", "");
    expect_file(LIST, before);
    free(path);
    free(before);
    temporary_remove(directory);
}
