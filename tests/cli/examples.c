/* The worked examples of seccontacts(1), run as they are written. */
#include "cli/helper.h"

#include "base/memory.h"
#include "support/dns_server.h"
#include "support/namespaces.h"
#include "support/skip.h"
#include "support/terminal.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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
    static const char *const pairs[][2] = {{"\\e", "\\"},
                                           {"\\(aq", "'"},
                                           {"\\-", "-"},
                                           {"\\(dq", "\""},
                                           {"/home/ops/.config/seccontacts", "site"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        size_t from = strlen(pairs[i][0]), to = strlen(pairs[i][1]);
        for (char *at = text; (at = strstr(at, pairs[i][0])); at += to) {
            memmove(at + to, at + from, strlen(at + from) + 1);
            memcpy(at, pairs[i][1], to);
        }
    }
}

#define BLOCK ".Bd -literal -offset indent\n$ "
#define LINE  ".Dl $ "

/* The example that begins with the command `first`, a block or a line, from its first prompt on.
 * NULL: there is none. */
static char *cut_example(char *manual, const char *first)
{
    static const char *const heads[][2] = {{BLOCK, ".Ed\n"}, {LINE, "\n"}};
    for (size_t i = 0; i < 2; i++) {
        char *head = memory_format("%s%s", heads[i][0], first), *start = strstr(manual, head);
        free(head);
        if (!start)
            continue;
        start += strlen(heads[i][0]) - strlen("$ ");
        *strstr(start, heads[i][1]) = '\0';
        return start;
    }
    return NULL;
}

/* Splits the example that begins with the command `first` into what is typed and what is printed.
 * The caller frees both. */
static void find_example(const char *first, char **typed, char **printed)
{
    char *manual = temporary_read(TEST_DATA "/../../man", "seccontacts.1", NULL);
    char *start = cut_example(manual, first);
    cr_assert_not_null(start, "no example begins with %s", first);
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

static const char *enter = "exec"; /* where the examples run */

/* In which the programs of the examples are found. */
static char *script_of(const char *typed)
{
    return memory_format("PATH=$HOME/bin:${0%%/*}:$PATH\n%s", typed);
}

/* Runs the example in `directory`, on the site there. One of a line does not tell what it prints.
 */
static void runs(const char *directory, const char *first)
{
    char *typed, *printed;
    find_example(first, &typed, &printed);
    temporary_write(directory, "bin/az", az);
    char *program = temporary_path(directory, "bin/az");
    cr_assert_eq(chmod(program, 0700), 0);
    char *script = script_of(typed);
    char *start = memory_format("%s /bin/sh -c \"$0\" \"$1\"", enter);
    const char *argv[] = {"/bin/sh", "-c", start, script, PROGRAM, NULL};
    ProgramRun run = program_run(argv, &(ProgramInput){.home = directory, .site = "site"});
    forget_times(run.out);
    forget_times(printed);
    if (!*printed)
        cr_expect_eq(run.status, 0, "%s: %d", typed, run.status);
    else
        cr_expect_str_eq(run.out, printed, "%s\nprinted:\n%sexpected:\n%s", typed, run.out,
                         printed);
    cr_expect_str_eq(run.err, "", "%s: %s", typed, run.err);
    program_run_clear(&run);
    free(start);
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

Test(cli_examples, domains_are_asked_about)
{
    if (!namespaces_allowed(CLONE_NEWNET))
        skip_test("the name server of the host, for which root must be able to mount");
    char *directory = contacts_site();
    DnsServer server = dns_server_start_as_host(directory);
    enter = server.enter;
    runs(directory, "seccontacts check CONTOSO-COM-01 --dns");
    dns_server_stop(&server);
    temporary_remove(directory);
}

Test(cli_examples, the_history_of_a_contact_is_listed)
{
    char *directory = contacts_site();
    runs(directory, "seccontacts history \\(dqContoso Production");
    temporary_remove(directory);
}

/* Types the example of one line into a shell that has a terminal; the editor opens. */
static Terminal *opens(const char *directory, const char *first)
{
    char *typed, *printed;
    find_example(first, &typed, &printed);
    char *script = script_of(typed), *variable = memory_format("HOME=%s/home", directory);
    const char *const command[] = {"/bin/sh", "-c", script, PROGRAM, NULL};
    const char *const environment[] = {variable, NULL};
    Terminal *terminal =
        terminal_open(&(TerminalSetup){.command = command, .environment = environment});
    free(variable);
    free(script);
    free(printed);
    free(typed);
    return terminal;
}

Test(cli_examples, the_editor_is_tried_without_touching_anything)
{
    char *directory = temporary_new(), *home = temporary_path(directory, "home");
    int status;
    cr_assert_eq(mkdir(home, 0700), 0);
    Terminal *terminal = opens(directory, "seccontacts --demo");
    cr_expect(terminal_wait_text(terminal, "A demo: a throw-away copy", TERMINAL_PATIENCE));
    terminal_type(terminal, "<Ctrl-Q>");
    cr_expect(terminal_wait_exit(terminal, TERMINAL_PATIENCE, &status));
    cr_expect_eq(status, 0);
    terminal_close(terminal);
    cr_expect_eq(rmdir(home), 0, "something is left in the home directory");
    free(home);
    temporary_remove(directory);
}

/* Each example with a prompt is run by a test above, but for those of root, which need a system
 * with the package. */
Test(cli_examples, every_example_is_run)
{
    char *manual = temporary_read(TEST_DATA "/../../man", "seccontacts.1", NULL);
    char *source = temporary_read(TEST_DATA "/../cli", "examples.c", NULL);
    size_t count = 0;
    for (const char *line = manual; *line; line = strchr(line, '\n') + 1) {
        bool block = strncmp(line, BLOCK, strlen(BLOCK)) == 0;
        if (!block && strncmp(line, LINE, strlen(LINE)) != 0)
            continue;
        const char *at = line + (block ? strlen(BLOCK) : strlen(LINE));
        bool run = false;
        for (const char *call = source; (call = strstr(call, "s(directory, \""));) {
            char first[200] = "";
            call += strlen("s(directory, \"");
            for (size_t i = 0; *call != ')' && i < sizeof first - 1; call++)
                if (*call != '\\' || call[1] == '\\')
                    first[i++] = *call;
            first[strlen(first) - 1] = '\0'; /* the quote */
            run = run || strncmp(at, first, strlen(first)) == 0;
        }
        cr_expect(run, "no test runs: %.60s", at);
        count++;
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
