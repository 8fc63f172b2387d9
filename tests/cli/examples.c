/* The worked examples of seccontacts(1), run as they are written. */
#include "cli/helper.h"

#include "core/memory.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define CONTACT(PROPERTIES)                                                                        \
    "[{\"id\": \"/subscriptions/" ONE                                                              \
    "/providers/Microsoft.Security/securityContacts/default\", " PROPERTIES "}]"

/* Stands in for the Azure CLI: prints what the test has put into files. */
static const char az[] = "#!/bin/sh\n"
                         "case \"$1 $2 $3\" in\n"
                         "'account list '*) cat \"$HOME/accounts.json\" ;;\n"
                         "'group list '*) cat \"$HOME/groups.json\" ;;\n"
                         "'security contact list') cat \"$HOME/cloud.json\" ;;\n"
                         "'security contact create') ;;\n"
                         "*) exit 64 ;;\n"
                         "esac\n";

/* Takes roff's escapes and the home of the manual's user out of `text`. */
static void plain(char *text)
{
    static const char *const pairs[][2] = {
        {"\\e", "\\"}, {"\\(aq", "'"}, {"\\-", "-"}, {"/home/ops/.config/seccontacts", "site"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        size_t from = strlen(pairs[i][0]), to = strlen(pairs[i][1]);
        for (char *at = text; (at = strstr(at, pairs[i][0])); at += to) {
            memmove(at + to, at + from, strlen(at + from) + 1);
            memcpy(at, pairs[i][1], to);
        }
    }
}

/* Splits the example that begins with the command `first` into what is typed and what is printed.
 * The caller frees both. */
static void find_example(const char *first, char **typed, char **printed)
{
    char *manual = temporary_read(TEST_DATA "/../../man", "seccontacts.1", NULL);
    char *head = memory_format(".Bd -literal -offset indent\n$ %s", first);
    char *start = strstr(manual, head);
    cr_assert_not_null(start, "no example begins with %s", first);
    start = strchr(start, '\n') + 1;
    *strstr(start, ".Ed\n") = '\0';
    plain(start);
    *typed = memory_new(strlen(start) + 1);
    *printed = memory_new(strlen(start) + 1);
    bool typing = false, more = false;
    for (char *rest = start, *line; (line = strsep(&rest, "\n"));) {
        typing = more || strncmp(line, "$ ", 2) == 0;
        char *to = typing ? *typed : *printed;
        strcat(strcat(to, typing && !more ? line + 2 : line), rest ? "\n" : "");
        more = typing && *line && strchr("\\|", line[strlen(line) - 1]);
    }
    free(head);
    free(manual);
}

static void copy(const char *directory, const char *from, const char *to)
{
    char *text = temporary_read(TEST_DATA, from, NULL);
    cr_assert_not_null(text);
    temporary_write(directory, to, text);
    free(text);
}

/* Whether `text` begins like `pattern`, in which a 0 is any digit. */
static bool is_like(const char *text, const char *pattern)
{
    for (; *pattern; text++, pattern++)
        if (*pattern == '0' ? *text < '0' || *text > '9' : *text != *pattern)
            return false;
    return true;
}

/* Makes all days and times of day the same. */
static void forget_times(char *text)
{
    static const char day[] = "0000-00-00", clock[] = "00:00";
    for (char *c = text; *c; c++) {
        if (is_like(c, day))
            memcpy(c, day, sizeof day - 1);
        else if (is_like(c, clock))
            memcpy(c, clock, sizeof clock - 1);
    }
}

/* Runs the example in `directory`, on the site there. */
static void runs(const char *directory, const char *first)
{
    char *typed, *printed;
    find_example(first, &typed, &printed);
    temporary_write(directory, "bin/az", az);
    char *program = temporary_path(directory, "bin/az");
    cr_assert_eq(chmod(program, 0700), 0);
    char *script = memory_format("PATH=$HOME/bin:${0%%/*}:$PATH\n%s", typed);
    const char *argv[] = {"/bin/sh", "-c", script, PROGRAM, NULL};
    ProgramRun run = program_run(argv, &(ProgramInput){.home = directory, .site = "site"});
    forget_times(run.out);
    forget_times(printed);
    cr_expect_str_eq(run.out, printed, "%s\nprinted:\n%sexpected:\n%s", typed, run.out, printed);
    cr_expect_str_eq(run.err, "", "%s: %s", typed, run.err);
    program_run_clear(&run);
    free(script);
    free(program);
    free(printed);
    free(typed);
}

Test(cli_examples, subscriptions_and_groups_are_brought_in)
{
    char *directory = temporary_new();
    copy(directory, "accounts/az-account-list.json", "accounts.json");
    copy(directory, "accounts/az-group-list.json", "groups.json");
    runs(directory, "az account list");
    temporary_remove(directory);
}

Test(cli_examples, security_contacts_are_brought_in)
{
    char *directory = helper_site();
    temporary_write(directory, "cloud.json",
                    CONTACT("\"emails\": \"john@contoso.com\", \"alerts\": \"On\""));
    runs(directory, "az security contact list -o json >contacts.json");
    temporary_remove(directory);
}

Test(cli_examples, two_people_are_told)
{
    char *directory = helper_site();
    runs(directory, "seccontacts set \"Contoso Production\"");
    temporary_remove(directory);
}

/* The site of most examples: two subscriptions have the same two contacts. */
static char *contacts_site(void)
{
    char *directory = helper_site();
    helper_expect(helper_run(directory, NULL, "set", ONE, TWO, "--alerts", "on", "--emails",
                             "soc@example.com, on-call@example.net", NULL),
                  0, NULL, "");
    return directory;
}

Test(cli_examples, several_subscriptions_get_the_same_contacts)
{
    char *directory = helper_site();
    runs(directory, "seccontacts set \"contoso*\"");
    runs(directory, "seccontacts subscriptions");
    temporary_remove(directory);
}

Test(cli_examples, one_person_takes_the_place_of_another)
{
    char *directory = contacts_site();
    runs(directory, "seccontacts replace");
    temporary_remove(directory);
}

Test(cli_examples, the_settings_are_checked_in_several_ways)
{
    char *directory = contacts_site();
    runs(directory, "seccontacts check CONTOSO-COM-01");
    temporary_remove(directory);
}

Test(cli_examples, alerts_are_tested_and_delivered)
{
    char *directory = contacts_site();
    temporary_write(directory, "alerts.json",
                    "{\"id\": \"/subscriptions/" TWO "/providers/Microsoft.Security/locations/we/"
                    "alerts/1\", \"properties\": {\"alertType\": \"VM_Brute\", "
                    "\"alertDisplayName\": \"Successful brute force attack\", "
                    "\"severity\": \"High\"}}\n");
    runs(directory, "seccontacts check-connection");
    runs(directory, "seccontacts preview");
    temporary_remove(directory);
}

Test(cli_examples, phone_numbers_are_checked)
{
    char *directory = helper_site();
    runs(directory, "printf");
    temporary_remove(directory);
}

Test(cli_examples, contacts_are_kept_in_every_format_and_compared)
{
    char *directory = contacts_site();
    runs(directory, "seccontacts export --format az CONTOSO-COM-01");
    temporary_remove(directory);
}

/* Each example with a prompt is run by a test above, but for those that start the editor, ask the
 * network, or need a system with the package. */
Test(cli_examples, every_example_is_run)
{
    char *manual = temporary_read(TEST_DATA "/../../man", "seccontacts.1", NULL);
    char *source = temporary_read(TEST_DATA "/../cli", "examples.c", NULL);
    static const char head[] = ".Bd -literal -offset indent\n$ ";
    size_t count = 0;
    for (const char *at = manual; (at = strstr(at, head)); count++) {
        at += sizeof head - 1;
        bool run = false;
        for (const char *call = source; (call = strstr(call, "runs(directory, \""));) {
            char first[200] = "";
            call += strlen("runs(directory, \"");
            for (size_t i = 0; *call != ')' && i < sizeof first - 1; call++)
                if (*call != '\\')
                    first[i++] = *call;
            first[strlen(first) - 1] = '\0'; /* the quote */
            run = run || strncmp(at, first, strlen(first)) == 0;
        }
        cr_expect(run, "no test runs: %.60s", at);
    }
    cr_expect_gt(count, 10);
    free(source);
    free(manual);
}

Test(cli_examples, a_spreadsheet_is_checked)
{
    char *directory = helper_site();
    temporary_write(directory, "people.csv", "1,A,a@example.com\n2,B,ops@example..com\n");
    runs(directory, "cut -d, -f3");
    temporary_remove(directory);
}

Test(cli_examples, site_and_cloud_are_compared_and_made_the_same)
{
    char *directory = helper_site();
    helper_expect(helper_run(directory, NULL, "set", ONE, "--emails",
                             "soc@example.com, on-call@example.net", "--alerts", "on", NULL),
                  0, NULL, "");
    temporary_write(directory, "cloud.json",
                    CONTACT("\"emails\": \"soc@example.com\", \"alerts\": \"On\""));
    runs(directory, "az security contact list -o json | seccontacts diff");
    temporary_remove(directory);
}

Test(cli_examples, a_contact_is_again_what_it_was)
{
    char *directory = helper_site();
    helper_expect(helper_run(directory, NULL, "set", ONE, "--emails", "soc@example.com", "--phone",
                             "+14255550100", NULL),
                  0, NULL, "");
    helper_expect(helper_run(directory, NULL, "set", ONE, "--add", "temp@example.com", "--phone",
                             "none", NULL),
                  0, NULL, "");
    runs(directory, "seccontacts restore \"Contoso Production\"");
    temporary_remove(directory);
}

Test(cli_examples, a_list_of_subscriptions_is_again_what_it_was)
{
    char *directory = helper_site();
    temporary_write(
        directory, "wrong.json",
        "[{\"id\": \"11111111-2222-3333-4444-555555555555\", \"name\": \"Other\", "
        "\"tenantId\": \"72f988bf-0000-41af-91ab-2d7cd011db47\", \"state\": \"Enabled\"}]");
    helper_expect(helper_run(directory, NULL, "import", "wrong.json", NULL), 0, NULL, "");
    runs(directory, "seccontacts history subscriptions.conf");
    temporary_remove(directory);
}
