/* The command set: changes contacts. */
#include "base/memory.h"
#include "cli/bulk_apply.h"
#include "cli/change.h"
#include "cli/choose.h"
#include "cli/commands.h"
#include "cli/doubts.h"
#include "cli/open.h"
#include "command/options.h"
#include "command/output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

typedef struct Set {
    SubscriptionList list;
    const Subscription **chosen; /* of `list`, each once */
    size_t chosen_count;
    Change change;
    BulkApply bulk_apply;
    bool all;
    bool missing; /* only contacts without an address are changed */
} Set;

/* Leaves those of the chosen that have no address. */
static bool keep_missing(Set *set, Error *error)
{
    size_t kept = 0;
    for (size_t i = 0; i < set->chosen_count; i++) {
        Contact contact;
        if (!store_contact_load(set->bulk_apply.site->store, set->chosen[i]->id, &contact,
                                &(StoreVersionTag){0}, error))
            return false;
        if (!contact_is_configured(&contact))
            set->chosen[kept++] = set->chosen[i];
        contact_clear(&contact);
    }
    set->chosen_count = kept;
    if (kept == 0)
        output_note("none of the subscriptions is without security contacts");
    return true;
}

static bool choose(Set *set, char **operands, size_t count, Error *error)
{
    set->change.many = set->all || set->missing;
    for (size_t i = 0; i < count; i++)
        set->change.many = set->change.many || choose_is_pattern(operands[i]);
    set->bulk_apply.brief = set->change.many;
    set->chosen = choose_subscriptions(&set->list, operands, count, &set->chosen_count, error);
    return set->chosen && (!set->missing || keep_missing(set, error));
}

static bool apply(Contact *contact, const Subscription *subscription, const void *data,
                  Error *error)
{
    const Set *set = data;
    if (set->missing && contact_is_configured(contact))
        return true; /* somebody was faster */
    return change_apply(&set->change, contact, subscription->name, error);
}

/* Whether the new addresses are as they were meant. Those that the contact has already are. */
static bool check_doubts(const Set *set, Error *error)
{
    const ContactChange *what = &set->change.what;
    Contact contact;
    bool single = set->chosen_count == 1;
    if (!what->emails && !what->add)
        return true;
    if (single && !store_contact_load(set->bulk_apply.site->store, set->chosen[0]->id, &contact,
                                      &(StoreVersionTag){0}, error))
        return false;
    const AddressList *known = single ? contact.emails : NULL;
    AddressDomains *domains = doubts_domains(set->bulk_apply.site->store, &set->list);
    bool good =
        (!what->emails ||
         doubts_tell(domains, what->emails, known, "--emails", set->change.force, error)) &&
        (!what->add || doubts_tell(domains, what->add, known, "--add", set->change.force, error));
    address_domains_free(domains);
    if (single)
        contact_clear(&contact);
    return good;
}

/* Finds out whether all can be changed, before the first is. */
static bool check(const Set *set, Error *error)
{
    if (!check_doubts(set, error))
        return false;
    if (!bulk_apply_check(&set->bulk_apply, set->chosen, set->chosen_count, error))
        return false;
    const char *unmet = set->change.many && !set->change.force && set->chosen_count > 0
                            ? change_unmet(&set->change)
                            : NULL;
    return !unmet || error_set(error, ERROR_DATA,
                               "--remove: \"%s\" is no contact of any of these subscriptions; "
                               "nothing is saved (--force passes over it)",
                               unmet);
}

enum {
    OPTION_ADD = 'a',
    OPTION_REMOVE = 'r',
    OPTION_FORCE = 'f',
    OPTION_DRY_RUN = 'n',
    OPTION_ALL = 'l',
    OPTION_MISSING = 'm',
};

static const struct option options[] = {{"add", required_argument, NULL, OPTION_ADD},
                                        {"remove", required_argument, NULL, OPTION_REMOVE},
                                        {"all", no_argument, NULL, OPTION_ALL},
                                        {"missing", no_argument, NULL, OPTION_MISSING},
                                        {"force", no_argument, NULL, OPTION_FORCE},
                                        {"dry-run", no_argument, NULL, OPTION_DRY_RUN},
                                        OPTIONS_LAST};

/* One option that changes something. Kept until all are read: --force may stand behind them. */
typedef struct Wish {
    int option;
    const char *text;
} Wish;

static bool take(Set *set, const Wish *wishes, size_t count, Error *error)
{
    Change *change = &set->change;
    for (size_t i = 0; i < count; i++) {
        const Wish *wish = &wishes[i];
        bool good =
            wish->option == OPTION_ADD ? change_add(change, wish->text, error)
            : wish->option == OPTION_REMOVE
                ? change_remove(change, wish->text, error)
                : change_field(change, (size_t)(wish->option - OPTIONS_FIELD), wish->text, error);
        if (!good)
            return false;
    }
    if (contact_change_is_empty(&change->what))
        return error_set(error, ERROR_USAGE, "set: nothing to set; see seccontacts set --help");
    if (change->what.emails && (change->what.add || change->what.remove))
        return error_set(error, ERROR_USAGE,
                         "set: --emails gives the whole list: --add and --remove don't go with it");
    return true;
}

static int parse(Set *set, const CommandContext *context, int argc, char **argv, Error *error)
{
    Wish *wishes = memory_array((size_t)argc, sizeof *wishes);
    size_t count = 0;
    int option, status = EX_USAGE;
    while ((option = options_next(context, argc, argv, error)) > 0) {
        if (option == OPTION_FORCE)
            set->change.force = set->bulk_apply.force = true;
        else if (option == OPTION_DRY_RUN)
            set->bulk_apply.dry_run = true;
        else if (option == OPTION_ALL)
            set->all = true;
        else if (option == OPTION_MISSING)
            set->missing = true;
        else
            wishes[count++] = (Wish){option, optarg};
    }
    if (option != OPTIONS_END)
        status = options_status(option);
    else if (set->all && optind < argc)
        error_set(error, ERROR_USAGE, "set: --all means every subscription: no SUB goes with it");
    else if (options_need(context, argc, set->all || set->missing ? 0 : 1, error) &&
             take(set, wishes, count, error))
        status = -1;
    free(wishes);
    return status;
}

static int run(const CommandContext *context, int argc, char **argv, Error *error)
{
    Set set = {.bulk_apply = {.rule = apply}};
    set.bulk_apply.data = &set;
    int status = parse(&set, context, argc, argv, error);
    if (status < 0) {
        status = EX_CONFIG;
        Site *site = set.bulk_apply.site = open_site(context, false, error);
        if (site &&
            store_subscriptions_load(site->store, &set.list, &(StoreVersionTag){0}, error)) {
            if (choose(&set, argv + optind, (size_t)(argc - optind), error) && check(&set, error))
                status = bulk_apply_save(&set.bulk_apply, set.chosen, set.chosen_count, error);
            subscription_list_clear(&set.list);
        }
    }
    free(set.chosen);
    change_clear(&set.change);
    site_close(set.bulk_apply.site);
    return status;
}

const Command command_set = {
    .name = "set",
    .usage = "[SUB ...] [--all] [--missing]\n"
             "       [--emails LIST | --add LIST | --remove LIST] [--phone NUMBER]\n"
             "       [--alerts on|off] [--dry-run] [--force]",
    .summary = "Change the security contact of subscriptions",
    .help = "  SUB             a subscription: its id, its name, the start of its id, or a\n"
            "                  pattern such as \"Contoso *\", quoted from the shell, that\n"
            "                  fits names\n"
            "  --all           every subscription\n"
            "  --missing       only those without an address: of SUB, or of all\n"
            "  --emails LIST   the e-mail addresses from now on; \"\" for none\n"
            "  --add LIST      addresses to add at the end\n"
            "  --remove LIST   addresses to remove\n"
            "  --phone NUMBER  international phone number; \"\" or none removes it\n"
            "  --alerts on|off e-mails about alerts\n"
            "  --dry-run       say what would change, and save nothing\n"
            "  --force         take a phone number that its country's plan has not, and\n"
            "                  addresses that are perhaps mistyped; pass over addresses to\n"
            "                  remove that are not there; save also where comments in the\n"
            "                  settings file are lost\n"
            "\n"
            "LIST is addresses with commas, semicolons or new lines between them, \"@FILE\" for\n"
            "those of a file, or \"-\" for those of standard input. Their order counts: the\n"
            "first one is told first. Nothing is saved unless all of it is valid, for all of\n"
            "the subscriptions. If one then can't be saved, those that are not are named.\n"
            "With a pattern, --all or --missing only those that change are listed, and an\n"
            "address to remove must be there in one of them.\n"
            "\n"
            "Exit status:\n"
            "  0   saved, or there was nothing to change\n"
            "  65  something given is not valid, and nothing is saved\n"
            "  74  not all could be saved\n"
            "  75  somebody else saves all the time: try again\n"
            "  78  a settings file is wrong\n"
            "\n"
            "Example:\n"
            "  seccontacts set 20ff7fc3 --add soc@example.com --phone \"+1 425-555-0100\"\n"
            "  seccontacts set \"Contoso *\" --missing --emails soc@example.com --alerts on\n",
    .flags = COMMAND_FIELDS,
    .options = options,
    .operands = {0, COMMAND_ANY, "SUB"},
    .run = run,
};
