/* command.c: finds a command by its name, and prints its help. */
#include "command/command.h"

#include "base/language.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

const Command *command_find(const Command *const *table, const char *name)
{
    for (; *table; table++)
        if (strcmp((*table)->name, name) == 0)
            return *table;
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

const char *command_nearest(const Command *const *table, const char *name)
{
    size_t length = strlen(name), least = LONGEST_NAME;
    const char *nearest = NULL;
    if (length < 2 || length >= LONGEST_NAME)
        return NULL;
    for (; *table; table++) {
        const char *other = (*table)->name;
        if ((*table)->flags & COMMAND_INTERNAL)
            continue;
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

int command_unknown(const Command *const *table, const char *name, Error *error)
{
    const char *nearest = command_nearest(table, name);
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

void command_print_summaries(const Command *const *table)
{
    for (; *table; table++)
        if (!((*table)->flags & COMMAND_INTERNAL))
            printf("  %-16s %s\n", (*table)->name, _((*table)->summary));
}
