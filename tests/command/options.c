/* What all commands of both programs have in common: each row of the table is tried. */
#include "cli/helper.h"

#include "base/memory.h"
#include "cli/commands.h"
#include "command/options.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

/* `seccontacts WORDS` must end as a wrong command line does, with just `message`, which is freed.
 */
static void refused(const char *const words[4], char *message)
{
    char *line = memory_format("seccontacts: %s\n", message);
    helper_expect(helper_run("/", NULL, words[0], words[1], words[2], words[3], NULL), 64, "",
                  line);
    free(line);
    free(message);
}

static void refused_by(const char *name, const char *first, const char *second, char *what)
{
    char *message = memory_format("%s: %s; see seccontacts %s --help", name, what, name);
    refused((const char *[]){name, first, second, NULL}, message);
    free(what);
}

Test(options, what_no_command_has_is_named)
{
    for (const Command *const *command = cli_commands; *command; command++) {
        const char *name = (*command)->name;
        refused_by(name, "--xyzzy", NULL, memory_text("unknown option \"--xyzzy\""));
        refused_by(name, "--xyzzy=1", NULL, memory_text("unknown option \"--xyzzy=1\""));
        refused_by(name, "-xy", NULL, memory_text("unknown option \"-x\""));
        refused_by(name, "operand", "-x", memory_text("unknown option \"-x\""));
    }
}

/* The letters of getopt_long() are not those of the row: "-j" is not --json. */
Test(options, a_letter_is_named_behind_any_option)
{
    for (const Command *const *command = cli_commands; *command; command++) {
        for (const struct option *option = options_of(*command); option->name; option++) {
            char letters[] = {'-', (char)('a' + option->val % 7), 'z', '\0'};
            char *word = option->has_arg ? memory_format("--%s=value", option->name)
                                         : memory_format("--%s", option->name);
            /* A value is judged when it is read, but by set. */
            bool judged_at_once = option->has_arg && strcmp((*command)->name, "set") != 0;
            if (option->val > ' ' && option->val < 0x7F)
                letters[1] = (char)option->val;
            if (!judged_at_once && option->val != 'h')
                refused_by((*command)->name, word, letters,
                           memory_format("unknown option \"-%c\"", letters[1]));
            free(word);
        }
    }
}

Test(options, a_value_is_needed_or_not_taken)
{
    for (const Command *const *command = cli_commands; *command; command++) {
        for (const struct option *option = options_of(*command); option->name; option++) {
            char *word = memory_format("--%s%s", option->name, option->has_arg ? "" : "=1");
            refused_by((*command)->name, word, NULL,
                       memory_format("--%s %s", option->name,
                                     option->has_arg ? "needs a value" : "takes no value"));
            free(word);
        }
    }
}

Test(options, operands_are_counted)
{
    static const char *const operands[] = {"one", "two", "three", NULL};
    for (const Command *const *command = cli_commands; *command; command++) {
        const char *name = (*command)->name;
        int most = (*command)->operands.most;
        if ((*command)->operands.least > 0)
            refused_by(name, NULL, NULL, memory_format("no %s given", (*command)->operands.name));
        if (most == COMMAND_ANY)
            continue;
        const char *words[4] = {name};
        for (int i = 0; i <= most; i++)
            words[i + 1] = operands[i];
        refused(words, memory_format("%s: \"%s\" is one too many; see seccontacts %s --help", name,
                                     operands[most], name));
    }
}

Test(options, what_goes_before_the_command_is_told)
{
    for (const Command *const *command = cli_commands; *command; command++) {
        const char *name = (*command)->name;
        refused(
            (const char *[]){name, "--demo", NULL, NULL},
            memory_format("%s: --demo goes before the command: seccontacts --demo %s", name, name));
        refused((const char *[]){name, "--site=x", NULL, NULL},
                memory_format("%s: --site goes before the command: seccontacts --site DIR %s", name,
                              name));
    }
}

/* Is the option "--NAME" in the text as a whole word? */
static bool has_option(const char *text, const char *name, size_t length)
{
    for (const char *at = text; (at = strstr(at, "--")); at += 2) {
        size_t found = strspn(at + 2, "abcdefghijklmnopqrstuvwxyz-");
        if (found == length && strncmp(at + 2, name, length) == 0)
            return true;
    }
    return false;
}

Test(options, the_help_has_the_options_of_the_row)
{
    for (const Command *const *command = cli_commands; *command; command++) {
        const char *name = (*command)->name;
        ProgramRun run = helper_run("/", NULL, name, "--help", NULL);
        ProgramRun first = helper_run("/", NULL, name, "operand", "--help", "--xyzzy", NULL);
        cr_expect_eq(run.status, 0, "%s", name);
        cr_expect_str_eq(run.err, "");
        cr_expect_str_eq(run.out, first.out);
        for (const struct option *option = options_of(*command); option->name; option++)
            cr_expect(option->val == 'h' || strcmp(option->name, "owners") == 0 || /* not yet */
                          has_option(run.out, option->name, strlen(option->name)),
                      "%s --help does not have --%s", name, option->name);
        for (const char *at = run.out; (at = strstr(at, "\n  --")); at += 5) {
            size_t length = strspn(at + 5, "abcdefghijklmnopqrstuvwxyz-");
            bool known = false;
            for (const struct option *option = options_of(*command); option->name; option++)
                known = known || (strlen(option->name) == length &&
                                  strncmp(option->name, at + 5, length) == 0);
            cr_expect(known, "%s has no --%.*s", name, (int)length, at + 5);
        }
        program_run_clear(&first);
        program_run_clear(&run);
    }
}

/* `PROGRAM WORDS` must end with the status and print just this; NULL: whatever. */
static void program_expect(const char *program, const char *first, const char *second, int status,
                           const char *out, const char *err)
{
    const char *words[] = {program, first, second, NULL};
    helper_expect(program_run(words, &(ProgramInput){.home = "/"}), status, out, err);
}

Test(options, both_programs_read_theirs_alike)
{
    static const char *const programs[] = {PROGRAM, MAIL_PROGRAM};
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
        program_expect(programs[i], "-xy", NULL, 64, "",
                       "seccontacts: unknown option \"-x\"; see seccontacts --help\n");
        program_expect(programs[i], "--xyzzy", NULL, 64, "",
                       "seccontacts: unknown option \"--xyzzy\"; see seccontacts --help\n");
        program_expect(programs[i], "--version=1", NULL, 64, "",
                       "seccontacts: --version takes no value; see seccontacts --help\n");
        program_expect(programs[i], "--site", NULL, 64, "",
                       "seccontacts: --site needs a value; see seccontacts --help\n");
        program_expect(programs[i], "previw", NULL, 64, "",
                       "seccontacts: unknown command \"previw\"; did you mean \"preview\"?\n");
    }
}

/* The command that is for seccontacts, and not for users. */
Test(options, the_mail_programs_own_command)
{
    program_expect(MAIL_PROGRAM, "domains", "-xy", 64, "",
                   "seccontacts: domains: unknown option \"-x\"; see seccontacts domains --help\n");
    program_expect(
        MAIL_PROGRAM, "domains", "--dns-server", 64, "",
        "seccontacts: domains: --dns-server needs a value; see seccontacts domains --help\n");
    program_expect(MAIL_PROGRAM, "domains", "operand", 64, "",
                   "seccontacts: domains: \"operand\" is one too many; see seccontacts domains "
                   "--help\n");
    const char *words[] = {MAIL_PROGRAM, "--help", NULL};
    ProgramRun run = program_run(words, &(ProgramInput){.home = "/"});
    cr_expect_eq(run.status, 0);
    cr_expect_not_null(strstr(run.out, "\n  check-connection "), "%s", run.out);
    cr_expect_null(strstr(run.out, "\n  domains "), "%s", run.out);
    program_run_clear(&run);
}
