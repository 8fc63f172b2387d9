#include "cli/command.h"

#include "cli/commands.h"
#include "core/language.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

static const Command *const commands[] = {
    &command_import,
    &command_diff,
    &command_export,
    &command_subscriptions,
    &command_show,
    &command_set,
    &command_replace,
    &command_history,
    &command_restore,
    &command_check,
    &command_preview,
    &command_test,
    &command_notify,
    &command_sent,
    &command_ledger,
    &command_check_connection,
    &command_validate,
    &command_help,
    NULL,
};

const Command *const *command_all(void)
{
    return commands;
}

const Command *command_find(const char *name)
{
    for (const Command *const *command = commands; *command; command++)
        if (strcmp((*command)->name, name) == 0)
            return *command;
    return NULL;
}

enum { LONGEST_NAME = 32 };

/* How many characters to insert, remove or replace to get from `a` to `b` (Levenshtein). Both are
 * shorter than LONGEST_NAME. */
static size_t distance(const char *a, const char *b)
{
    size_t row[LONGEST_NAME + 1];
    size_t width = strlen(b);
    for (size_t j = 0; j <= width; j++)
        row[j] = j;
    for (size_t i = 1; *a; a++, i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= width; j++) {
            size_t best = diagonal + (*a != b[j - 1]);
            diagonal = row[j];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[width];
}

const char *command_nearest(const char *name)
{
    size_t length = strlen(name), least = LONGEST_NAME;
    const char *nearest = NULL;
    if (length < 2 || length >= LONGEST_NAME)
        return NULL;
    for (const Command *const *command = commands; *command; command++) {
        const char *other = (*command)->name;
        if (strncmp(other, name, length) == 0) /* cut short: "sub" */
            return other;
        size_t far = distance(name, other);
        if (far < least) {
            least = far;
            nearest = other;
        }
    }
    return least <= 1 + length / 4 ? nearest : NULL;
}

int command_unknown(const char *name, Error *error)
{
    const char *nearest = command_nearest(name);
    if (nearest)
        error_set(error, ERROR_USAGE, "unknown command \"%s\"; did you mean \"%s\"?", name,
                  nearest);
    else
        error_set(error, ERROR_USAGE, "unknown command \"%s\"; seccontacts --help lists them all",
                  name);
    return EX_USAGE;
}

void command_print_help(const Command *command)
{
    printf(_("Usage: seccontacts %s%s%s\n"), command->name, *command->usage ? " " : "",
           command->usage);
    printf("\n%s.\n", _(command->summary));
    char *help = language_help(command->help);
    if (*help)
        printf("\n%s", help);
    free(help);
}

void command_print_overview(void)
{
    fputs(_("Usage: seccontacts [--site DIR | --demo] [--ascii | --plain]\n"
            "       seccontacts [--site DIR | --demo] COMMAND [ARGUMENT ...]\n"
            "\n"
            "Settings editor for the security contacts of cloud subscriptions: who is\n"
            "e-mailed when one of them is attacked. Without a command it opens the editor.\n"
            "\n"
            "Commands:\n"),
          stdout);
    for (const Command *const *command = commands; *command; command++)
        printf("  %-16s %s\n", (*command)->name, _((*command)->summary));
    fputs(
        _("\n"
          "Options:\n"
          "  --site DIR      the directory of the settings; else $SECCONTACTS_SITE, else\n"
          "                  /etc/seccontacts where it exists, else\n"
          "                  $XDG_CONFIG_HOME/seccontacts (~/.config/seccontacts)\n"
          "  --demo          work on a throw-away copy of a demo site\n"
          "  --ascii         draw the editor without any character beyond ASCII\n"
          "  --plain         draw the editor without lines and colour, for screen readers\n"
          "  --help          say this; behind a command: how that is used\n"
          "  --version       say the version\n"
          "\n"
          "Exit status: 0, or one of sysexits(3). Details: seccontacts(1), seccontacts.conf(5).\n"),
        stdout);
}
