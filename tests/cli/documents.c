/* The man page and the completions against what the program says of itself. */
#include "cli/helper.h"

#include "base/memory.h"
#include "cli/commands.h"
#include "form/form.h"
#include "site/mail_config.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define MAN TEST_DATA "/../../man"

/* What `script` prints, run by `shell`. */
static char *output_of(const char *shell, const char *script)
{
    const char *argv[] = {shell, "-c", script, PROGRAM, NULL};
    ProgramRun run = program_run(argv, NULL);
    cr_assert_eq(run.status, 0, "%s: status %d: %s", script, run.status, run.err);
    cr_expect_str_eq(run.err, "");
    char *text = memory_text(run.out);
    program_run_clear(&run);
    return text;
}

/* seccontacts(1) as text of one very long line a paragraph. */
static char *manual(void)
{
    char *text = output_of("/bin/sh", "mandoc -Tascii -Owidth=999 " MAN "/seccontacts.1");
    char *to = text;
    for (const char *from = text; *from; from++) { /* bold is X, backspace, X */
        if (*from == '\b')
            to--;
        else
            *to++ = *from;
    }
    *to = '\0';
    return text;
}

/* The section of the manual in which the command `name` is described: up to the next command. */
static char *section(const char *text, const char *name)
{
    char *head = memory_format("\n     %s ", name);
    const char *start = strstr(text, "\nCOMMANDS\n");
    start = start ? strstr(start, head) : NULL;
    cr_assert(start != NULL, "seccontacts(1) does not describe %s", name);
    const char *end = start + 1;
    do {
        end = strchr(end, '\n') + 1;
    } while (strncmp(end, "      ", 6) == 0 || *end == '\n');
    free(head);
    return memory_text_n(start, (size_t)(end - start));
}

/* Is the option, such as "--json", in the text as a whole word? */
static bool mentions(const char *text, const char *option, size_t length)
{
    for (const char *at = text; (at = memmem(at, strlen(at), option, length)); at += length) {
        if ((at == text || at[-1] != '-') && !isalnum((unsigned char)at[length]) &&
            at[length] != '-')
            return true;
    }
    return false;
}

/* Every option in `text` must be in `other`. */
static void all_options_in(const char *text, const char *other, const char *what)
{
    for (const char *at = text; (at = strstr(at, "--"));) {
        size_t length = 2 + strcspn(at + 2, " \n\t,;:.|[]()'\"\\=");
        if (length > 2 && at[-1] != '-')
            cr_expect(mentions(other, at, length), "%.*s is missing in %s", (int)length, at, what);
        at += length;
    }
}

static char *help_of(const char *command)
{
    ProgramRun run = helper_run("/", NULL, command, command[0] == '-' ? NULL : "--help", NULL);
    char *text = memory_text(run.out);
    program_run_clear(&run);
    return text;
}

Test(documents, the_manual_has_every_command_and_option_of_the_help)
{
    char *text = manual();
    for (const Command *const *command = cli_commands; *command; command++) {
        char *described = section(text, (*command)->name);
        char *help = help_of((*command)->name);
        all_options_in(help, described, (*command)->name);
        free(help);
        free(described);
    }
    char *help = help_of("--help");
    all_options_in(help, text, "seccontacts(1)");
    free(help);
    free(text);
}

Test(documents, the_help_has_every_option_of_the_manual)
{
    char *text = manual();
    for (const Command *const *command = cli_commands; *command; command++) {
        char *described = section(text, (*command)->name);
        char *az = strstr(described, "--allow-no-subscriptions"); /* of another program */
        if (az)
            memset(az, ' ', strlen("--allow-no-subscriptions"));
        char *help = help_of((*command)->name);
        all_options_in(described, help, (*command)->name);
        free(help);
        free(described);
    }
    char *help = help_of("--help");
    char *end = strstr(text, "\nEDITOR\n");
    cr_assert(end != NULL);
    *end = '\0';
    all_options_in(text, help, "--help");
    free(help);
    free(text);
}

Test(documents, the_manual_has_no_command_that_is_not_there)
{
    char *text = manual();
    const char *start = strstr(text, "\nCOMMANDS\n");
    char *end = strstr(text, "\nENVIRONMENT\n");
    cr_assert(start && end);
    *end = '\0';
    size_t found = 0;
    for (const char *line = start; (line = strchr(line, '\n')); line++) {
        if (strncmp(line + 1, "     ", 5) != 0 || !islower((unsigned char)line[6]))
            continue;
        size_t length = strspn(line + 6, "abcdefghijklmnopqrstuvwxyz-");
        char *name = memory_text_n(line + 6, length);
        cr_expect_not_null(command_find(cli_commands, name), "%s", name);
        found++;
        free(name);
    }
    size_t count = 0;
    while (cli_commands[count])
        count++;
    cr_expect_eq(found, count);
    free(text);
}

Test(documents, manuals_are_sound)
{
    char *text = output_of("/bin/sh", "mandoc -Tlint " MAN "/seccontacts.1 " MAN
                                      "/seccontacts.conf.5 | grep -v 'referenced manual not found'"
                                      " || true");
    cr_expect_str_eq(text, "");
    free(text);
}

/* The example that stands behind ".Pa NAME :" in seccontacts.conf(5). */
static void write_example(const char *manual, const char *directory, const char *name)
{
    char *head = memory_format("\n.Pa %s :\n.Bd -literal -offset indent\n", name);
    const char *start = strstr(manual, head);
    cr_assert(start != NULL, "no example of %s", name);
    start += strlen(head);
    char *text = memory_text_n(start, (size_t)(strstr(start, ".Ed\n") - start));
    temporary_write(directory, name, text);
    free(text);
    free(head);
}

Test(documents, the_examples_of_settings_files_are_right)
{
    char *directory = temporary_new();
    char *text = temporary_read(MAN, "seccontacts.conf.5", NULL);
    write_example(text, directory, "seccontacts.conf");
    write_example(text, directory, "subscriptions.conf");
    write_example(text, directory, "contacts/" ONE ".conf");
    static const char shown[] = "Contoso Production\n"
                                "  Id               " ONE "\n"
                                "  Tenant           72f988bf-0000-41af-91ab-2d7cd011db47\n"
                                "  State            Enabled\n"
                                "  Contacts         soc@example.com\n"
                                "                   on-call@example.net\n"
                                "  Phone            +1 425-555-0100 · United States\n"
                                "  Alerts           on\n"
                                "  Owners           off, not available yet\n"
                                "  Resource groups  web, inherits these settings\n"
                                "                   db, inherits these settings\n";
    helper_expect(helper_run(directory, NULL, "--site", directory, "show", ONE, NULL), 0, shown,
                  "");
    free(text);
    text = temporary_read(MAN, "seccontacts.conf", NULL);
    temporary_write(directory, "seccontacts.conf", text);
    helper_expect(helper_run(directory, NULL, "--site", directory, "show", ONE, NULL), 0, shown,
                  "");
    free(text);
    temporary_remove(directory);
}

Test(documents, every_setting_of_the_examples_is_described)
{
    char *manual = temporary_read(MAN, "seccontacts.conf.5", NULL);
    static const char *const names[] = {"day_zone", "fan_out",      "state", "file_mode",
                                        "mail",     "emails",       "phone", "alerts",
                                        "owners",   "id",           "name",  "resource_groups",
                                        "tenant",   "subscriptions"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *item = memory_format("\n.It Ic %s No = ", names[i]);
        cr_expect_not_null(strstr(manual, item), "%s", names[i]);
        free(item);
    }
    const Form *form = form_get("email-notifications");
    for (size_t i = 0; i < form->field_count; i++) {
        char *item = memory_format("\n.It Ic %s No = ", form->fields[i].name);
        cr_expect_not_null(strstr(manual, item), "%s", form->fields[i].name);
        free(item);
    }
    free(manual);
}

/* What seccontacts.conf(5) calls a setting of the group mail is one. */
Test(documents, the_settings_of_mail_are_known)
{
    char *manual = temporary_read(MAN, "seccontacts.conf.5", NULL);
    const char *at = strstr(manual, "\n.Sh MAIL\n");
    char *end = strstr(manual, "\n.Sh SUBSCRIPTIONS.CONF\n");
    cr_assert(at && end);
    *end = '\0';
    size_t found = 0;
    while ((at = strstr(at, "\n.It Ic "))) {
        at += strlen("\n.It Ic ");
        char *name = memory_text_n(at, strcspn(at, " "));
        cr_expect(mail_config_find(name) != NULL, "%s", name);
        found++;
        free(name);
    }
    cr_expect_eq(found, 13);
    free(manual);
}

Test(documents, completions_can_be_read_by_their_shells)
{
    free(output_of("/bin/bash", "bash -n " MAN "/completions/seccontacts.bash"));
    free(output_of("/bin/sh", "zsh -n " MAN "/completions/_seccontacts"));
    free(output_of("/bin/sh", "fish -n " MAN "/completions/seccontacts.fish"));
}

Test(documents, completions_have_every_command_and_option)
{
    static const char *const files[] = {"seccontacts.bash", "_seccontacts", "seccontacts.fish"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char *text = temporary_read(MAN "/completions", files[i], NULL);
        cr_assert(text != NULL);
        for (const Command *const *command = cli_commands; *command; command++) {
            cr_expect_not_null(strstr(text, (*command)->name), "%s: %s", files[i],
                               (*command)->name);
            char *help = help_of((*command)->name);
            for (const char *at = help; (at = strstr(at, "--"));) {
                size_t length = 2 + strcspn(at + 2, " \n\t,;:.|[]()'\"");
                char *fish = memory_format("-l %.*s", (int)length - 2, at + 2);
                if (length > 2)
                    cr_expect(mentions(text, at, length) || strstr(text, fish), "%s: %.*s",
                              files[i], (int)length, at);
                free(fish);
                at += length;
            }
            free(help);
        }
        free(text);
    }
}

/* What bash offers for the words, the last of which is being typed. */
static void offers(const char *words, const char *expected)
{
    char *script = memory_format(
        "PATH=$(dirname \"$0\"):$PATH; . " MAN "/completions/seccontacts.bash; "
        "COMP_WORDS=(seccontacts %s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _seccontacts; "
        "printf '%%s\\n' \"${COMPREPLY[@]}\"",
        words);
    char *text = output_of("/bin/bash", script);
    cr_expect_str_eq(text, expected, "%s: %s", words, text);
    free(text);
    free(script);
}

Test(documents, bash_completes_commands_options_and_subscriptions)
{
    offers("s", "subscriptions\nshow\nset\nsent\n");
    offers("--d", "--demo\n");
    offers("show --", "--json\n--help\n");
    offers("set x --al", "--all\n--alerts\n");
    offers("set x --alerts o", "on\noff\n");
    offers("validate ''", "emails\nphones\n");
    offers("help imp", "import\n");
    offers("--demo show Contoso", "Contoso\\ Retail\\ Production\nContoso\\ Retail\\ Staging\n");
    offers("--demo show 'Contoso\\ Retail\\ S'", "Contoso\\ Retail\\ Staging\n");
    offers("--demo show '\"Fab'", "Fabrikam Payments\n");
    offers("--demo set 36f6", "36f675cc-81e7-4ef5-a8e2-5d940ed90475\n");
    offers("--demo set Hack", "Hackathon\\ 2018\\ \\(Pay-As-You-Go\\)\n");
}

Test(documents, a_hostile_name_runs_nothing_when_it_is_completed)
{
    char *directory = temporary_new();
    temporary_write(directory, "subscriptions.conf",
                    "subscriptions = ( { id = \"" ONE "\"; name = \"x$(touch /tmp/x); `id`\"; } );"
                    "\n");
    char *words = memory_format("--site %s show x", directory);
    offers(words, "x\\$\\(touch\\ /tmp/x\\)\\;\\ \\`id\\`\n");
    free(words);
    words = memory_format("--site %s show '\"x'", directory);
    offers(words, "\n");
    free(words);
    temporary_remove(directory);
}

Test(documents, fish_completes_commands_options_and_subscriptions)
{
    char *text = output_of("/bin/bash",
                           "export HOME=$(mktemp -d) PATH=$(dirname \"$0\"):$PATH; "
                           "for words in sub '--demo show Fab' '--demo show 36f6' "
                           "'set x --alerts o' 'help imp'; do fish -c 'source " MAN
                           "/completions/seccontacts.fish; complete -C \"seccontacts $argv\"' -- "
                           "\"$words\"; done | cut -f1; rm -r \"$HOME\"");
    cr_expect_str_eq(text, "subscriptions\nFabrikam Payments\n"
                           "36f675cc-81e7-4ef5-a8e2-5d940ed90475\noff\non\nimport\n");
    free(text);
}
