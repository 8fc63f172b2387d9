/* `seccontacts set` on many subscriptions at once. */
#include "base/memory.h"
#include "cli/helper.h"
#include "support/clock.h"
#include "support/hang_limit.h"
#include "support/terminal.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CONF(id) "site/contacts/" id ".conf"

static void file_is(const char *directory, const char *name, const char *expected)
{
    char *text = temporary_read(directory, name, NULL);
    cr_assert(text != NULL, "no %s", name);
    cr_expect_str_eq(text, expected);
    free(text);
}

Test(cli_set_many, a_pattern_stands_for_the_names_that_fit)
{
    char *directory = helper_site();
    helper_expect(
        helper_run(directory, NULL, "set", "contoso?*", "Z*", "--emails", "a@x.com", NULL), 0,
        "Saved Contoso Production: 1 address added\n"
        "Saved CONTOSO-COM-01: 1 address added\n"
        "Saved Zürich – Geschäftskunden (Test): 1 address added\n"
        "3 of 3 subscriptions changed\n",
        "");
    helper_expect(helper_run(directory, NULL, "set", "*", "--emails", "a@x.com", NULL), 0,
                  "Saved 上海生产环境: 1 address added\n"
                  "Saved Pay-As-You-Go: 1 address added\n"
                  "2 of 5 subscriptions changed\n",
                  "");
    helper_expect(helper_run(directory, NULL, "set", "Fabrikam*", "--alerts", "on", NULL), 65, "",
                  "seccontacts: no name of a subscription fits \"Fabrikam*\": seccontacts "
                  "subscriptions lists them\n");
    temporary_remove(directory);
}

Test(cli_set_many, a_name_that_reads_like_a_pattern_is_a_name)
{
    char *directory = temporary_new();
    temporary_write(directory, "site/subscriptions.conf",
                    "subscriptions = ( { id = \"" ONE "\"; name = \"Web [a-z]*\"; }, { id = \"" TWO
                    "\"; name = \"Web b\"; } );\n");
    helper_expect(helper_run(directory, NULL, "set", "Web [a-z]*", "--emails", "a@x.com", NULL), 0,
                  "Saved Web [a-z]*: 1 address added\n1 of 1 subscription changed\n", "");
    temporary_remove(directory);
}

Test(cli_set_many, all_of_them_once_each)
{
    char *directory = helper_site();
    helper_expect(
        helper_run(directory, NULL, "set", "--all", "--emails", "a@x.com", "--dry-run", NULL), 0,
        "Would save Contoso Production: 1 address added\n  + a@x.com\n"
        "Would save CONTOSO-COM-01: 1 address added\n  + a@x.com\n"
        "Would save Zürich – Geschäftskunden (Test): 1 address added\n  + a@x.com\n"
        "Would save 上海生产环境: 1 address added\n  + a@x.com\n"
        "Would save Pay-As-You-Go: 1 address added\n  + a@x.com\n"
        "5 of 5 subscriptions would change: nothing is saved\n",
        "");
    char *text = temporary_read(directory, CONF(ONE), NULL);
    cr_expect(text == NULL);
    free(text);
    helper_expect(helper_run(directory, NULL, "set", "--all", ONE, "--alerts", "on", NULL), 64, "",
                  "seccontacts: set: --all means every subscription: no SUB goes with it\n");
    helper_expect(helper_run(directory, NULL, "set", "--alerts", "on", NULL), 64, "",
                  "seccontacts: set: no SUB given; see seccontacts set --help\n");
    helper_expect(
        helper_run(directory, NULL, "set", ONE, "contoso*", ONE, "--emails", "a@x.com", NULL), 0,
        "Saved Contoso Production: 1 address added\n"
        "Saved CONTOSO-COM-01: 1 address added\n"
        "2 of 2 subscriptions changed\n",
        "");
    temporary_remove(directory);
}

Test(cli_set_many, the_missing_alone)
{
    char *directory = helper_site();
    temporary_write(directory, CONF(ONE), "emails = [ \"old@x.com\" ];\nalerts = true;\n");
    helper_expect(
        helper_run(directory, NULL, "set", "Contoso*", "--missing", "--emails", "new@x.com",
                   "--alerts", "on", NULL),
        0, "Saved CONTOSO-COM-01: 1 address added, alerts on\n1 of 1 subscription changed\n", "");
    file_is(directory, CONF(ONE), "emails = [ \"old@x.com\" ];\nalerts = true;\n");
    helper_expect(helper_run(directory, NULL, "set", "--missing", "--emails", "new@x.com", NULL), 0,
                  "Saved Zürich – Geschäftskunden (Test): 1 address added\n"
                  "Saved 上海生产环境: 1 address added\n"
                  "Saved Pay-As-You-Go: 1 address added\n"
                  "3 of 3 subscriptions changed\n",
                  "");
    helper_expect(helper_run(directory, NULL, "set", "--missing", "--emails", "new@x.com", NULL), 0,
                  "0 of 0 subscriptions changed\n",
                  "seccontacts: none of the subscriptions is without security contacts\n");
    temporary_remove(directory);
}

Test(cli_set_many, somebody_who_leaves_is_removed_where_they_are)
{
    char *directory = helper_site();
    temporary_write(directory, CONF(ONE),
                    "emails = [ \"a@x.com\", \"b@x.com\" ];\nalerts = true;\n");
    temporary_write(directory, CONF(FIVE), "emails = [ \"b@x.com\" ];\nalerts = true;\n");
    helper_expect(helper_run(directory, NULL, "set", "--all", "--remove", "A@X.com, c@x.com", NULL),
                  65, "",
                  "seccontacts: --remove: \"c@x.com\" is no contact of any of these subscriptions; "
                  "nothing is saved (--force passes over it)\n");
    helper_expect(helper_run(directory, NULL, "set", "--all", "--remove", "A@X.com", NULL), 0,
                  "Saved Contoso Production: 1 address removed\n1 of 5 subscriptions changed\n",
                  "");
    file_is(directory, CONF(ONE), "emails = [ \"b@x.com\" ];\nalerts = true;\n");
    temporary_remove(directory);
}

Test(cli_set_many, one_wrong_file_and_nothing_is_saved)
{
    char *directory = helper_site();
    temporary_write(directory, CONF(FIVE), "emails = 5;\nalerts = true;\n");
    helper_expect(helper_run(directory, NULL, "set", "--all", "--alerts", "on", NULL), 78, "",
                  "seccontacts: site/contacts/" FIVE
                  ".conf:1: emails: found the number 5, expected "
                  "an array such as [ \"ops@example.com\", \"noc@example.com\" ]\n");
    char *text = temporary_read(directory, CONF(ONE), NULL);
    cr_expect(text == NULL);
    free(text);
    temporary_remove(directory);
}

/* An array of 20,000 addresses: more than a file may have in the test below, and the history can.
 */
static char *large_contact(void)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    fputs("emails = [ \"first@example.com\"", out);
    for (int i = 0; i < 20000; i++)
        fprintf(out, ", \"address%d@example.com\"", i);
    fputs(" ];\nalerts = false;\n", out);
    fclose(out);
    return text;
}

Test(cli_set_many, a_failure_in_the_middle_says_what_is_saved_and_can_be_repeated)
{
    char *directory = helper_site();
    char *large = large_contact();
    temporary_write(directory, CONF(THREE), large);
    const char *argv[] = {"/bin/sh", "-c",
                          "trap '' XFSZ; ulimit -f 800; exec \"$0\" set --all --alerts on", PROGRAM,
                          NULL};
    ProgramInput input = {.home = directory, .site = "site"};
    ProgramRun run = program_run(argv, &input);
    cr_expect_eq(run.status, 74, "%d: %s", run.status, run.err);
    cr_expect_str_eq(run.out, "Saved Contoso Production: alerts on\n"
                              "Saved CONTOSO-COM-01: alerts on\n");
    cr_expect_not_null(
        strstr(run.err, "seccontacts: not saved: Zürich – Geschäftskunden (Test) (" THREE ")\n"
                        "seccontacts: not saved: 上海生产环境 (" FOUR ")\n"
                        "seccontacts: not saved: Pay-As-You-Go (" FIVE ")\n"
                        "seccontacts: 2 of 5 are done; try again for those that are not saved\n"
                        "seccontacts: site/contacts/" THREE ".conf: "),
        "%s", run.err);
    cr_expect_not_null(strstr(run.err, "File too large"), "%s", run.err);
    program_run_clear(&run);
    file_is(directory, CONF(THREE), large);
    run = helper_run(directory, NULL, "set", "--all", "--alerts", "on", NULL);
    cr_expect_eq(run.status, 0);
    cr_expect_str_eq(run.out, "Saved Zürich – Geschäftskunden (Test): alerts on\n"
                              "Saved 上海生产环境: alerts on\n"
                              "Saved Pay-As-You-Go: alerts on\n"
                              "3 of 5 subscriptions changed\n");
    program_run_clear(&run);
    free(large);
    temporary_remove(directory);
}

/* A shell on a terminal, which runs the command when a line has been typed. */
static Terminal *shell(const char *directory, const char *command)
{
    char *script = memory_format("read line; %s", command);
    char *home = memory_format("HOME=%s", directory);
    const char *const argv[] = {"/bin/sh", "-c", script, PROGRAM, NULL};
    const char *const environment[] = {home, "SECCONTACTS_SITE=site", NULL};
    Terminal *terminal = terminal_open(
        &(TerminalSetup){.command = argv, .environment = environment, .directory = directory});
    free(home);
    free(script);
    return terminal;
}

Test(cli_set_many, ctrl_c_stops_between_two_and_says_how_many_are_saved)
{
    static const char stop[] = "\023", go_on[] = "\021"; /* Ctrl-S, Ctrl-Q: of the terminal */
    char *directory = helper_site(), *first = temporary_path(directory, CONF(ONE));
    Terminal *terminal = shell(directory, "exec \"$0\" set --all --alerts on");
    terminal_send(terminal, stop, 1); /* so it can't go on behind the first line that it prints */
    terminal_send(terminal, "\n", 1);
    double since = clock_seconds();
    while (access(first, F_OK) != 0)
        cr_assert(hang_limit_wait(since), "%s was never saved", first);
    kill(terminal_pid(terminal), SIGINT);
    terminal_send(terminal, go_on, 1);
    int status;
    cr_expect(terminal_wait_exit(terminal, TERMINAL_PATIENCE, &status));
    cr_expect_eq(status, 128 + SIGINT);
    cr_expect_geq(terminal_find(terminal, "Saved Contoso Production: alerts on", NULL), 0);
    cr_expect_geq(terminal_find(terminal,
                                "seccontacts: stopped: 1 of 5 are done; the others are as they "
                                "were",
                                NULL),
                  0);
    terminal_close(terminal);
    helper_expect(helper_run(directory, NULL, "set", "--all", "--alerts", "on", NULL), 0,
                  "Saved CONTOSO-COM-01: alerts on\n"
                  "Saved Zürich – Geschäftskunden (Test): alerts on\n"
                  "Saved 上海生产环境: alerts on\n"
                  "Saved Pay-As-You-Go: alerts on\n"
                  "4 of 5 subscriptions changed\n",
                  NULL);
    free(first);
    temporary_remove(directory);
}

Test(cli_set_many, what_goes_into_a_file_is_counted_on_the_terminal)
{
    char *directory = helper_site();
    Terminal *terminal =
        shell(directory, "\"$0\" set --all --emails a@x.com >out; echo it ended with $?");
    terminal_send(terminal, "\n", 1);
    cr_expect(terminal_wait_output(terminal, "1 of 5 done", TERMINAL_PATIENCE));
    cr_expect(terminal_wait_text(terminal, "it ended with 0", TERMINAL_PATIENCE));
    cr_expect_eq(terminal_find(terminal, "of 5 done", NULL), -1, "it is taken off again");
    terminal_close(terminal);
    temporary_remove(directory);
}
