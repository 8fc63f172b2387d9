/* options.c: reads the options of a command, and says which one is wrong, and how. */
#include "command/options.h"

#include "base/language.h"
#include "core/contact_field.h"

#include <string.h>
#include <sysexits.h>

const struct option options_of_program[] = {
    {"site", required_argument, NULL, 's'}, {"demo", no_argument, NULL, 'd'},
    {"ascii", no_argument, NULL, 'a'},      {"plain", no_argument, NULL, 'p'},
    {"version", no_argument, NULL, 'V'},    OPTIONS_LAST};

const struct option *options_of(const Command *command)
{
    enum { OWN_MOST = 32 };
    static struct option all[CONTACT_FIELD_COUNT + OWN_MOST]; /* made once; one command has them */
    if (!(command->flags & COMMAND_FIELDS))
        return command->options;
    for (size_t i = 0; i < CONTACT_FIELD_COUNT; i++)
        all[i] = (struct option){contact_fields[i].name, required_argument, NULL,
                                 OPTIONS_FIELD + (int)i};
    for (size_t i = 0; i < OWN_MOST - 1 && command->options[i].name; i++)
        all[CONTACT_FIELD_COUNT + i] = command->options[i];
    return all;
}

/* The option that `word`, such as "--json=1", means exactly or by its beginning, and whose value is
 * `val`; 0: any value, but then exactly. NULL where there is none. */
static const struct option *find(const struct option *options, const char *word, int val)
{
    if (strncmp(word, "--", 2) != 0)
        return NULL;
    size_t length = strcspn(word + 2, "=");
    for (; options->name; options++) {
        bool meant = strncmp(options->name, word + 2, length) == 0;
        if (meant && (val != 0 ? options->val == val : strlen(options->name) == length))
            return options;
    }
    return NULL;
}

static bool needs_value(const Command *command, const char *word, Error *error)
{
    if (command->flags & COMMAND_PROGRAM)
        return error_set(error, ERROR_USAGE, "%s needs a value; see seccontacts --help", word);
    return error_set(error, ERROR_USAGE, "%s: %s needs a value; see seccontacts %s --help",
                     command->name, word, command->name);
}

static bool takes_no_value(const Command *command, const char *word, Error *error)
{
    int length = (int)strcspn(word, "=");
    if (command->flags & COMMAND_PROGRAM)
        return error_set(error, ERROR_USAGE, "%.*s takes no value; see seccontacts --help", length,
                         word);
    return error_set(error, ERROR_USAGE, "%s: %.*s takes no value; see seccontacts %s --help",
                     command->name, length, word, command->name);
}

static bool unknown(const Command *command, const char *word, Error *error)
{
    if (command->flags & COMMAND_PROGRAM)
        return error_set(error, ERROR_USAGE, "unknown option \"%s\"; see seccontacts --help", word);
    const struct option *other = find(options_of_program, word, 0);
    if (other)
        return error_set(error, ERROR_USAGE,
                         "%s: --%s goes before the command: seccontacts --%s%s %s", command->name,
                         other->name, other->name, other->has_arg ? " DIR" : "", command->name);
    return error_set(error, ERROR_USAGE, "%s: unknown option \"%s\"; see seccontacts %s --help",
                     command->name, word, command->name);
}

/* Says what is wrong with the option that getopt_long() has just refused with `kind`. That is in
 * argv[optind - 1] where it is a long one. Of a short one getopt_long() tells the letter in
 * `optopt`, but not in which argument it is: in "-xy" it does not go on to the next before the
 * last letter. */
static int refuse(const Command *command, int kind, char **argv, Error *error)
{
    const char *word = argv[optind - 1];
    char letter[3] = {'-', (char)optopt};
    const struct option *known = optopt != 0 ? find(options_of(command), word, optopt) : NULL;
    if (kind == ':')
        needs_value(command, word, error);
    else if (known && known->has_arg == no_argument && strchr(word, '='))
        takes_no_value(command, word, error);
    else
        unknown(command, optopt != 0 ? letter : word, error);
    return OPTIONS_WRONG;
}

/* What is printed for programs is in English. */
static bool is_for_programs(const char *name)
{
    return strncmp(name, "json", strlen("json")) == 0 || strcmp(name, "junit") == 0;
}

static bool check_operands(const CommandContext *context, int argc, char **argv, Error *error)
{
    const Command *command = context->command;
    int most = command->operands.most;
    if (!options_need(context, argc, command->operands.least, error))
        return false;
    return most == COMMAND_ANY || argc - optind <= most ||
           error_set(error, ERROR_USAGE, "%s: \"%s\" is one too many; see seccontacts %s --help",
                     command->name, argv[optind + most], command->name);
}

int options_next(const CommandContext *context, int argc, char **argv, Error *error)
{
    const Command *command = context->command;
    const struct option *options = options_of(command);
    bool program = command->flags & COMMAND_PROGRAM;
    int index = -1;
    opterr = 0;
    int option = getopt_long(argc, argv, program ? "+:hV" : ":h", options, &index);
    if (index >= 0 && is_for_programs(options[index].name) && !context->for_person)
        language_close();
    if (option == '?' || option == ':')
        return refuse(command, option, argv, error);
    if (option == 'h' && !program) {
        command_print_help(command);
        return OPTIONS_HELP;
    }
    if (option != -1)
        return option;
    return program || check_operands(context, argc, argv, error) ? OPTIONS_END : OPTIONS_WRONG;
}

int options_status(int result)
{
    return result == OPTIONS_HELP ? EX_OK : EX_USAGE;
}

bool options_need(const CommandContext *context, int argc, int least, Error *error)
{
    const Command *command = context->command;
    return argc - optind >= least ||
           error_set(error, ERROR_USAGE, "%s: no %s given; see seccontacts %s --help",
                     command->name, _(command->operands.name), command->name);
}
