#include "cli/change.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "cli/options.h"
#include "cli/revise.h"
#include "core/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

typedef struct Set {
    SubscriptionList list;
    const Subscription **chosen; /* of `list`, each once */
    size_t chosen_count;
    Change change;
    Revise revise;
} Set;

static bool apply(Contact *contact, const Subscription *subscription, const void *change,
                  Error *error)
{
    return change_apply(change, contact, subscription->name, error);
}

/* The options of the form's fields, and those of `set` alone. */
enum {
    OPTION_ADD = 'a',
    OPTION_REMOVE = 'r',
    OPTION_FORCE = 'f',
    OPTION_DRY_RUN = 'n',
    FIELD = 256
};

static struct option *make_options(const Form *form)
{
    static const struct option own[] = {{"add", required_argument, NULL, OPTION_ADD},
                                        {"remove", required_argument, NULL, OPTION_REMOVE},
                                        {"force", no_argument, NULL, OPTION_FORCE},
                                        {"dry-run", no_argument, NULL, OPTION_DRY_RUN},
                                        OPTIONS_LAST};
    struct option *options =
        memory_array(form->field_count + sizeof own / sizeof *own, sizeof *options);
    for (size_t i = 0; i < form->field_count; i++)
        options[i] = (struct option){form->fields[i].name, required_argument, NULL, FIELD + (int)i};
    memcpy(options + form->field_count, own, sizeof own);
    return options;
}

/* One option that changes something. Kept until all are read: --force may stand behind them. */
typedef struct Wish {
    int option;
    const char *text;
} Wish;

static bool take(Set *set, const Form *form, const Wish *wishes, size_t count, Error *error)
{
    Change *change = &set->change;
    for (size_t i = 0; i < count; i++) {
        const Wish *wish = &wishes[i];
        bool good =
            wish->option == OPTION_ADD ? change_add(change, wish->text, error)
            : wish->option == OPTION_REMOVE
                ? change_remove(change, wish->text, error)
                : change_field(change, &form->fields[wish->option - FIELD], wish->text, error);
        if (!good)
            return false;
    }
    if (change_is_empty(change))
        return error_set(error, ERROR_USAGE, "set: nothing to set; see seccontacts set --help");
    if (change->emails && (change->add || change->remove))
        return error_set(error, ERROR_USAGE,
                         "set: --emails gives the whole list: --add and --remove don't go with it");
    return true;
}

static int parse(Set *set, int argc, char **argv, Error *error)
{
    const Form *form = form_get("email-notifications");
    struct option *options = make_options(form);
    Wish *wishes = memory_array((size_t)argc, sizeof *wishes);
    size_t count = 0;
    int option, status = EX_USAGE;
    while ((option = options_next(argc, argv, options, error)) > 0) {
        if (option == OPTION_FORCE)
            set->change.force = set->revise.force = true;
        else if (option == OPTION_DRY_RUN)
            set->revise.dry_run = true;
        else
            wishes[count++] = (Wish){option, optarg};
    }
    if (option != OPTIONS_END)
        status = options_status(option);
    else if (options_operands(argc, argv, 1, OPTIONS_ANY, "SUB", error) &&
             take(set, form, wishes, count, error))
        status = -1;
    free(wishes);
    free(options);
    return status;
}

static int run(const CommandContext *context, int argc, char **argv, Error *error)
{
    Set set = {.revise = {.change = apply}};
    set.revise.data = &set.change;
    int status = parse(&set, argc, argv, error);
    if (status < 0) {
        status = EX_CONFIG;
        Site *site = set.revise.site = open_site(context, false, error);
        if (site && store_subscriptions_load(site->store, &set.list, &(StoreSeen){0}, error)) {
            set.chosen = open_chosen(&set.list, argv + optind, (size_t)(argc - optind),
                                     &set.chosen_count, error);
            if (set.chosen && revise_check(&set.revise, set.chosen, set.chosen_count, error))
                status = revise_save(&set.revise, set.chosen, set.chosen_count, error);
            subscription_list_clear(&set.list);
        }
    }
    free(set.chosen);
    change_clear(&set.change);
    site_close(set.revise.site);
    return status;
}

const Command command_set = {
    .name = "set",
    .usage = "SUB ... [--emails LIST | --add LIST | --remove LIST]\n"
             "       [--phone NUMBER] [--alerts on|off] [--dry-run] [--force]",
    .summary = "Change the security contact of subscriptions",
    .help = "  SUB             a subscription: its id, its name, or the start of its id\n"
            "  --emails LIST   the e-mail addresses from now on; \"\" for none\n"
            "  --add LIST      addresses to add at the end\n"
            "  --remove LIST   addresses to remove\n"
            "  --phone NUMBER  international phone number; \"\" or none removes it\n"
            "  --alerts on|off e-mails about alerts\n"
            "  --dry-run       say what would change, and save nothing\n"
            "  --force         take a phone number that its country's plan has not; pass\n"
            "                  over addresses to remove that are not there; save also where\n"
            "                  comments in the settings file are lost\n"
            "\n"
            "LIST is addresses with commas, semicolons or new lines between them, \"@FILE\" for\n"
            "those of a file, or \"-\" for those of standard input. Their order counts: the\n"
            "first one is told first. Nothing is saved unless all of it is valid, for all of\n"
            "the subscriptions.\n"
            "\n"
            "Exit status:\n"
            "  0   saved, or there was nothing to change\n"
            "  65  something given is not valid, and nothing is saved\n"
            "  75  somebody else saves all the time: try again\n"
            "  78  a settings file is wrong\n"
            "\n"
            "Example:\n"
            "  seccontacts set 20ff7fc3 --add soc@example.com --phone \"+1 425-555-0100\"\n",
    .run = run,
};
