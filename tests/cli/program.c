/* What stands in front of the command, and what holds for all commands. */
#include "cli/helper.h"

#include "base/memory.h"
#include "cli/commands.h"
#include "support/environment.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

Test(cli_program, version_and_help)
{
    helper_expect(helper_run("/", NULL, "--version", NULL), 0,
                  "seccontacts " SECCONTACTS_VERSION "\n", "");
    ProgramRun run = helper_run("/", NULL, "--help", NULL);
    ProgramRun same = helper_run("/", NULL, "help", NULL);
    cr_expect_eq(run.status, 0);
    static const char usage[] = "Usage: seccontacts [--site DIR | --demo] [--ascii | --plain]\n";
    cr_expect(strncmp(run.out, usage, sizeof usage - 1) == 0, "%s", run.out);
    cr_expect_str_eq(run.out, same.out);
    program_run_clear(&same);
    program_run_clear(&run);
}

Test(cli_program, every_command_has_help_that_tells_the_same_everywhere)
{
    for (const Command *const *command = cli_commands; *command; command++) {
        const char *name = (*command)->name;
        ProgramRun run = helper_run("/", NULL, name, "--help", NULL);
        ProgramRun same = helper_run("/", NULL, "help", name, NULL);
        char *usage = memory_format("Usage: seccontacts %s ", name);
        cr_expect_eq(run.status, 0, "%s", name);
        cr_expect(strncmp(run.out, usage, strlen(usage)) == 0, "%s", run.out);
        cr_expect_str_eq(run.err, "");
        cr_expect_str_eq(run.out, same.out);
        cr_expect_not_null(strstr(run.out, "Example:\n"), "%s", name);
        for (char *rest = run.out, *line; (line = strsep(&rest, "\n"));)
            cr_expect(le(sz, strlen(line), 80), "%s", line);
        free(usage);
        program_run_clear(&same);
        program_run_clear(&run);
    }
}

Test(cli_program, a_slip_gets_a_suggestion)
{
    static const struct {
        char given[24], meant[24];
    } slips[] = {{"shwo", "show"},
                 {"sub", "subscriptions"},
                 {"subscription", "subscriptions"},
                 {"imprt", "import"},
                 {"valdate", "validate"},
                 {"Set", "set"},
                 {"subscirptions", "subscriptions"}};
    for (size_t i = 0; i < sizeof slips / sizeof *slips; i++) {
        char *message = memory_format("seccontacts: unknown command \"%s\"; did you mean \"%s\"?\n",
                                      slips[i].given, slips[i].meant);
        helper_expect(helper_run("/", NULL, slips[i].given, NULL), 64, "", message);
        free(message);
    }
    helper_expect(
        helper_run("/", NULL, "frobnicate", NULL), 64, "",
        "seccontacts: unknown command \"frobnicate\"; seccontacts --help lists them all\n");
    helper_expect(helper_run("/", NULL, "help", "shwo", NULL), 64, "",
                  "seccontacts: unknown command \"shwo\"; did you mean \"show\"?\n");
}

Test(cli_program, wrong_options)
{
    helper_expect(helper_run("/", NULL, "--stie", "x", NULL), 64, "",
                  "seccontacts: unknown option \"--stie\"; see seccontacts --help\n");
    helper_expect(helper_run("/", NULL, "--site", NULL), 64, "",
                  "seccontacts: --site needs a value; see seccontacts --help\n");
    helper_expect(helper_run("/", NULL, "--demo", "--site", "x", "subscriptions", NULL), 64, "",
                  "seccontacts: --demo has a site of its own: --site does not go with it\n");
}

Test(cli_program, without_a_terminal_the_editor_names_the_commands)
{
    char *directory = temporary_new();
    ProgramRun run = helper_run(directory, NULL, NULL);
    static const char begin[] = "seccontacts: the editor needs a terminal; without one use a "
                                "command: import, ";
    cr_expect_eq(run.status, 64);
    cr_expect_str_eq(run.out, "");
    cr_expect(strncmp(run.err, begin, sizeof begin - 1) == 0, "%s", run.err);
    cr_expect_eq(strchr(run.err, '\n')[1], '\0');
    for (const Command *const *command = cli_commands; *command; command++)
        cr_expect_not_null(strstr(run.err, (*command)->name));
    program_run_clear(&run);
    char *site = temporary_path(directory, "site");
    cr_expect(access(site, F_OK) != 0);
    free(site);
    temporary_remove(directory);
}

Test(cli_program, the_option_names_the_site_before_the_environment)
{
    char *directory = helper_site();
    helper_expect(helper_run(directory, NULL, "--site", "other", "subscriptions", NULL), 66, "",
                  "seccontacts: other: there is no site here: begin one with \"seccontacts import "
                  "FILE\", or name another with --site DIR\n");
    helper_expect(helper_run(directory, NULL, "--site=site/", "show", ONE, NULL), 0, NULL, "");
    temporary_remove(directory);
}

/* With no option and no variable the site is in the home directory. */
Test(cli_program, the_first_import_makes_the_site_in_the_home_directory)
{
    char *directory = temporary_new();
    char *accounts = temporary_read(TEST_DATA, "accounts/az-account-list.json", NULL);
    const char *import[] = {PROGRAM, "import", "-", NULL};
    char *report =
        memory_format("standard input: 5 added\nSaved in %s/.config/seccontacts\n", directory);
    helper_expect(program_run(import, &(ProgramInput){.text = accounts, .home = directory}), 0,
                  report, "");
    const char *show[] = {PROGRAM, "show", ONE, NULL};
    helper_expect(program_run(show, &(ProgramInput){.home = directory}), 0, NULL, "");
    free(report);
    free(accounts);
    temporary_remove(directory);
}

Test(cli_program, a_write_that_fails_is_noticed)
{
    char *directory = helper_site();
    static const char *const commands[] = {"--help", "--version", "subscriptions", "help"};
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        const char *argv[] = {PROGRAM, "--site", "site", commands[i], NULL};
        const char *short_argv[] = {PROGRAM, commands[i], NULL};
        helper_expect(program_run(commands[i][0] == '-' ? short_argv : argv,
                                  &(ProgramInput){.home = directory, .out = "/dev/full"}),
                      74, "",
                      "seccontacts: can't write to standard output: No space left on device\n");
    }
    const char *validate[] = {PROGRAM, "validate", "emails", NULL};
    helper_expect(program_run(validate, &(ProgramInput){.text = "a@b.com\n", .out = "/dev/full"}),
                  74, "", "seccontacts: can't write to standard output: No space left on device\n");
    temporary_remove(directory);
}

static void shell(const char *directory, const char *script, int status, const char *out,
                  const char *err)
{
    const char *argv[] = {"/bin/bash", "-c", script, PROGRAM, NULL};
    helper_expect(program_run(argv, &(ProgramInput){.home = directory, .site = "site"}), status,
                  out, err);
}

Test(cli_program, a_reader_that_went_away_ends_it_quietly)
{
    char *directory = helper_site();
    shell(directory, "yes a@b.com | \"$0\" validate emails | head -n 1; echo ${PIPESTATUS[1]}", 0,
          "ok\ta@b.com\ta@b.com\n74\n", "");
    /* (What is loaded before the program, such as libfaketime, opens files in their place.) */
    shell(directory, "unset LD_PRELOAD; \"$0\" subscriptions >&-", 74, "",
          "seccontacts: can't write to standard output: Bad file descriptor\n");
    shell(directory, "unset LD_PRELOAD; \"$0\" validate emails <&-", 66, "",
          "seccontacts: standard input: can't be read: Bad file descriptor\n");
    /* (Whose semaphore a subshell removes that is over before the program is there.) */
    shell(directory, "unset LD_PRELOAD; \"$0\" import <(echo '[]') <(echo '[]') | tail -n 1", 0,
          "total: nothing to import\n", "");
    temporary_remove(directory);
}

static size_t entries(const char *directory)
{
    DIR *dir = opendir(directory);
    size_t count = 0;
    cr_assert(dir != NULL);
    while (readdir(dir))
        count++;
    closedir(dir);
    return count - 2;
}

Test(cli_program, the_demo_site_is_thrown_away)
{
    char *directory = temporary_new();
    shell(directory,
          "export TMPDIR=$HOME; \"$0\" --demo subscriptions --json | grep -c '\"id\"'; "
          "\"$0\" --demo set 上海生产环境 --add x@example.com; "
          "\"$0\" --demo show 上海生产环境 --json | grep -c example.com; "
          "\"$0\" --demo show nobody 2>/dev/null; echo $?",
          0, "6\nSaved 上海生产环境: 1 address added\n1\n65\n", "");
    cr_expect_eq(entries(directory), 0);
    shell(directory, "TMPDIR=" NO_SUCH_PATH " \"$0\" --demo subscriptions", 73, "",
          "seccontacts: can't make a directory for the demo in " NO_SUCH_PATH
          ": No such file or directory\n");
    temporary_remove(directory);
}

Test(cli_program, the_demo_site_shows_what_there_is)
{
    shell("/", "\"$0\" --demo subscriptions", 0,
          "NAME                             ID                                    STATE     "
          "CONTACTS  ALERTS\n"
          "Contoso Retail Production        36f675cc-81e7-4ef5-a8e2-5d940ed90475  Enabled   3     "
          "    on\n"
          "Contoso Retail Staging           6b0d549b-6f03-475a-a600-a35a099950d8  Enabled   none  "
          "    off\n"
          "Fabrikam Payments                8d116ece-1738-47d9-ad9c-172411e20b8f  Enabled   60    "
          "    on\n"
          "上海生产环境                     90c192cf-d3ac-44af-af21-ddb66cad4a26  Enabled   1     "
          "    on\n"
          "Zürich – Geschäftskunden (Test)  a170b338-3926-4059-a28c-105d1fb17c23  Warned    1     "
          "    off\n"
          "Hackathon 2018 (Pay-As-You-Go)   0fd630f1-f29d-4da9-a53f-48f1a09f76b5  Disabled  none  "
          "    off\n",
          "");
    shell("/",
          "for id in 36f6 8d11 90c1; do "
          "\"$0\" --demo show $id --json | sed -nE 's/ *\"phone\": \"(.*)\",/\\1/p'; done | "
          "\"$0\" validate phones | cut -f1 | sort | uniq -c | tr -s ' '",
          0, " 3 ok\n", "");
}
