/* What every command makes of files that are not what it wants, and of a standard output that takes
 * nothing: a sentence that names the place, a status of sysexits(3), and nothing is changed. */
#include "cli/helper.h"

#include "base/memory.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { LONG = 1000000, FILES = 5 };

static const char *const names[FILES] = {"missing", "dir", "junk", "long", "empty"};

/* A site and the files, in a new directory. */
static char *bad_files(void)
{
    char *directory = helper_site(), *path = temporary_path(directory, "dir");
    char *line = memory_new(LONG + 1);
    cr_assert_eq(mkdir(path, 0700), 0);
    memset(line, 'a', LONG);
    temporary_write(directory, "long", line);
    temporary_write(directory, "junk",
                    "\x7f"
                    "ELF\x02\x01\x80\xff\x1b[2J\x01");
    temporary_write(directory, "empty", "");
    helper_expect(helper_run(directory, NULL, "set", TWO, "--emails", "a@example.com", "--alerts",
                             "on", NULL),
                  0, NULL, "");
    free(line);
    free(path);
    return directory;
}

/* All of what a save would change. */
static char *state_of(const char *directory)
{
    char *list = temporary_read(directory, "site/subscriptions.conf", NULL);
    char *contact = temporary_read(directory, "site/contacts/" TWO ".conf", NULL);
    char *all = memory_format("%s%s", list, contact);
    free(list);
    free(contact);
    return all;
}

Test(cli_bad_input, a_file_that_is_not_what_was_wanted)
{
    static const char gone[] = "missing: can't be read: No such file or directory",
                      folder[] = "dir: can't be read: Is a directory";
    static const struct {
        const char *words[3];
        int status[FILES];
        const char *error[FILES]; /* how it begins, behind "seccontacts: "; NULL: none */
    } commands[] = {
        {{"import"},
         {66, 66, 65, 65, 65},
         {gone, folder, "junk:1: is no JSON array or object; expected what ",
          "long:1: is no JSON array or object; expected what ", "empty: is empty; expected what "}},
        {{"diff"},
         {66, 66, 65, 65, 65},
         {gone, folder, "junk:1: is no JSON array or object; expected what ",
          "long:1: is no JSON array or object; expected what ", "empty: is empty; expected what "}},
        {{"notify"}, {66, 66, 65, 65, 0}, {gone, folder, "junk:1: ", "long:1: ", NULL}},
        {{"notify", "--dry-run"},
         {66, 66, 65, 65, 0},
         {gone, folder, "junk:1: ", "long:1: ", NULL}},
        {{"validate", "emails"},
         {66, 66, 65, 65, 0},
         {gone, folder, NULL, "long:1: found a line", NULL}},
        {{"validate", "phones"},
         {66, 66, 65, 65, 0},
         {gone, folder, NULL, "long:1: found a line", NULL}},
        {{"preview", TWO, "--alert"},
         {66, 66, 65, 65, 65},
         {gone, folder, "junk:1: ", "long:1: ", "empty: found no alert, expected one\n"}},
        {{"test", TWO, "--alert"},
         {66, 66, 65, 65, 65},
         {gone, folder, "junk:1: ", "long:1: ", "empty: found no alert, expected one\n"}},
        {{"preview", TWO, "--contact"},
         {66, 66, 65, 65, 65},
         {gone, folder, "junk:1: ", "long:1: ",
          "empty:1: no contact as \"show --json\" prints it: found the end of the text, expected [ "
          "or {"}},
    };
    char *directory = bad_files(), *before = state_of(directory);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        for (size_t j = 0; j < FILES; j++) {
            const char *words[4] = {commands[i].words[0], commands[i].words[1],
                                    commands[i].words[2]};
            size_t count = 0;
            while (words[count])
                count++;
            words[count] = names[j];
            ProgramRun run =
                helper_run(directory, NULL, words[0], words[1], words[2], words[3], NULL);
            char *start = commands[i].error[j]
                              ? memory_format("seccontacts: %s", commands[i].error[j])
                              : memory_text("");
            cr_expect_eq(run.status, commands[i].status[j], "%s %s: %d", words[0], names[j],
                         run.status);
            size_t length = start[0] ? strlen(start) : run.err_length + 1;
            bool told = strncmp(run.err, start, length) == 0;
            cr_expect(told, "%s %s: %.200s", words[0], names[j], run.err);
            cr_expect_null(strchr(run.err, '\033'), "%s %s", words[0], names[j]);
            cr_expect_lt(run.err_length, 2000);
            free(start);
            program_run_clear(&run);
        }
    }
    char *after = state_of(directory);
    cr_expect_str_eq(after, before);
    free(after);
    free(before);
    temporary_remove(directory);
}

Test(cli_bad_input, what_is_printed_onto_a_full_disk)
{
    static const char *const commands[][4] = {{"help"},
                                              {"--version"},
                                              {"subscriptions"},
                                              {"show", TWO, "--json"},
                                              {"check", "--junit"},
                                              {"history"},
                                              {"export", "--format", "csv"},
                                              {"restore", "subscriptions.conf", "1", "--dry-run"},
                                              {"set", TWO, "--alerts=off", "--dry-run"},
                                              {"validate", "emails", "junk"},
                                              {"preview", TWO},
                                              {"preview", TWO, "--json"},
                                              {"preview", TWO, "--json-lines"},
                                              {"preview", TWO, "--raw"},
                                              {"check-connection"},
                                              {"check-connection", "--json"},
                                              {"test", TWO},
                                              {"test", TWO, "--json"},
                                              {"sent", "--json"}};
    char *directory = bad_files();
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        const char *argv[] = {PROGRAM,        commands[i][0], commands[i][1],
                              commands[i][2], commands[i][3], NULL};
        ProgramRun run = program_run(
            argv, &(ProgramInput){.home = directory, .site = "site", .out = "/dev/full"});
        cr_expect_eq(run.status, 74, "%s %s: %d", argv[1], argv[2], run.status);
        cr_expect_str_eq(run.err,
                         "seccontacts: can't write to standard output: No space left on device\n",
                         "%s %s: %s", argv[1], argv[2], run.err);
        program_run_clear(&run);
    }
    temporary_remove(directory);
}

/* Nobody is told that nothing was sent, or changed, where that is not known any more. */
Test(cli_bad_input, what_is_gone_is_not_taken_for_what_never_was)
{
    static const char *const commands[][4] = {
        {"history.db", "history"},     {"history.db", "restore", "subscriptions.conf", "1"},
        {"ledger.db", "sent"},         {"ledger.db", "check", "--proven"},
        {"ledger.db", "preview", TWO}, {"ledger.db", "test", TWO}};
    char *directory = bad_files(), *before = state_of(directory);
    helper_expect(helper_run(directory, NULL, "test", TWO, NULL), 0, NULL, "");
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        char *name = memory_format(".local/state/seccontacts/%s", commands[i][0]);
        char *path = temporary_path(directory, name);
        remove(path);
        ProgramRun run =
            helper_run(directory, NULL, commands[i][1], commands[i][2], commands[i][3], NULL);
        cr_expect_eq(run.status, 65, "%s: %d", commands[i][1], run.status);
        cr_expect_not_null(strstr(run.err, " is gone, but there was one: "), "%s: %s",
                           commands[i][1], run.err);
        cr_expect_str_eq(run.out, "");
        program_run_clear(&run);
        free(path);
        free(name);
    }
    char *after = state_of(directory);
    cr_expect_str_eq(after, before);
    free(after);
    free(before);
    temporary_remove(directory);
}
