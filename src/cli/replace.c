/* The command replace: one address for another, in all contacts. */
#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"
#include "cli/bulk_apply.h"
#include "cli/choose.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "command/options.h"
#include "command/output.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

typedef struct Replace {
    ContactChange change; /* checked addresses */
    bool some;            /* not all subscriptions are meant */
    SubscriptionList list;
    const Subscription **chosen; /* of `list`: those that have the old one */
    size_t count;
    BulkApply bulk_apply;
} Replace;

static size_t find(const AddressList *list, const char *address)
{
    return address_list_find(list, address, strlen(address));
}

/* The one address that `text` is, as people write it: "a@b.c" or "Name <a@b.c>". NULL and the error
 * where it is none, or several. The caller frees it. */
static char *take_address(const char *text, Error *error)
{
    size_t length = strlen(text), position = 0;
    AddressItem item, more;
    if (!address_next(text, length, &position, &item)) {
        error_set(error, ERROR_USAGE, "replace: \"%s\": expected an address",
                  visible_start(text, 80));
        return NULL;
    }
    if (address_next(text, length, &position, &more)) {
        error_set(error, ERROR_USAGE,
                  "replace: \"%s\": expected one address, found several; replace them one by "
                  "one",
                  visible_start(text, 80));
        return NULL;
    }
    const char *address = text + item.address;
    if (item.problem == ADDRESS_OK)
        return memory_text_n(address, item.address_length);
    char *words = address_problem_words(item.problem, text, length, item.problem_at);
    error_set(error, ERROR_DATA, "replace: \"%s\": %s", visible_start(text, 80), words);
    free(words);
    return NULL;
}

/* Leaves those of the chosen that have the old address, and tells which have the new one too. */
static bool keep_those(Replace *replace, Error *error)
{
    size_t kept = 0;
    for (size_t i = 0; i < replace->count; i++) {
        const Subscription *subscription = replace->chosen[i];
        Contact contact;
        if (!store_contact_load(replace->bulk_apply.site->store, subscription->id, &contact,
                                &(StoreVersionTag){0}, error))
            return false;
        size_t at = find(contact.emails, replace->change.old);
        size_t there = find(contact.emails, replace->change.new);
        if (at != ADDRESS_LIST_NONE) {
            replace->chosen[kept++] = subscription;
            if (there != ADDRESS_LIST_NONE && there != at)
                output_note("%s: \"%s\" is there already: \"%s\" is only removed",
                            subscription->name, replace->change.new, replace->change.old);
        }
        contact_clear(&contact);
    }
    replace->count = kept;
    return kept > 0 ||
           error_set(error, ERROR_DATA,
                     replace->some
                         ? N_("\"%s\" is no contact of these subscriptions; nothing is saved")
                         : N_("\"%s\" is no contact of any subscription; nothing is saved"),
                     replace->change.old);
}

static int replace_all(Replace *replace, char **operands, size_t operand_count, Error *error)
{
    int status = EX_DATAERR;
    if (!store_subscriptions_load(replace->bulk_apply.site->store, &replace->list,
                                  &(StoreVersionTag){0}, error))
        return EX_CONFIG;
    replace->chosen =
        choose_subscriptions(&replace->list, operands, operand_count, &replace->count, error);
    if (replace->chosen && keep_those(replace, error) &&
        bulk_apply_check(&replace->bulk_apply, replace->chosen, replace->count, error))
        status = bulk_apply_save(&replace->bulk_apply, replace->chosen, replace->count, error);
    free(replace->chosen);
    subscription_list_clear(&replace->list);
    return status;
}

static const struct option options[] = {{"all", no_argument, NULL, 'a'},
                                        {"dry-run", no_argument, NULL, 'n'},
                                        {"force", no_argument, NULL, 'f'},
                                        OPTIONS_LAST};

/* Reads the command line; -1, or the status with which the command is done. */
static int parse(Replace *replace, const CommandContext *context, int argc, char **argv,
                 Error *error)
{
    bool all = false;
    int option;
    while ((option = options_next(context, argc, argv, error)) > 0) {
        all |= option == 'a';
        replace->bulk_apply.dry_run |= option == 'n';
        replace->bulk_apply.force |= option == 'f';
    }
    if (option != OPTIONS_END)
        return options_status(option);
    replace->some = argc - optind > 2;
    if (all && replace->some) {
        error_set(error, ERROR_USAGE,
                  "replace: --all means every subscription: no SUB goes with it");
        return EX_USAGE;
    }
    replace->change.old = take_address(argv[optind], error);
    replace->change.new = replace->change.old ? take_address(argv[optind + 1], error) : NULL;
    return replace->change.new ? -1 : error_exit_status(error);
}

static int run(const CommandContext *context, int argc, char **argv, Error *error)
{
    Replace replace = {.bulk_apply = {.brief = true, .rule = revision_rule_change}};
    replace.bulk_apply.data = &replace.change;
    int status = parse(&replace, context, argc, argv, error);
    if (status < 0) {
        status = EX_CONFIG;
        replace.bulk_apply.site = open_site(context, false, error);
        if (replace.bulk_apply.site)
            status = replace_all(&replace, argv + optind + 2, (size_t)(argc - optind - 2), error);
    }
    site_close(replace.bulk_apply.site);
    contact_change_clear(&replace.change);
    return status;
}

const Command command_replace = {
    .name = "replace",
    .usage = "OLD NEW [SUB ... | --all] [--dry-run] [--force]",
    .summary = "Put one e-mail address into the place of another, everywhere",
    .help = "  OLD        the address that goes, in any spelling of it\n"
            "  NEW        the address that takes its place in the order\n"
            "  SUB        in these subscriptions only: id, name, start of an id, or a\n"
            "             pattern such as \"Contoso *\", quoted from the shell, that fits\n"
            "             names\n"
            "  --all      in every subscription; so it is without SUB too\n"
            "  --dry-run  say what would change, and save nothing\n"
            "  --force    save also where comments in a settings file are lost\n"
            "\n"
            "Where NEW is in a list already, OLD is only removed, and that is told. Nothing\n"
            "is saved unless all of it can be. If one then can't be saved, those that are not\n"
            "are named; the same command again does the rest.\n"
            "\n"
            "Exit status:\n"
            "  0   saved\n"
            "  65  an address is not valid, or OLD is nowhere; nothing is saved\n"
            "  74  not all could be saved\n"
            "  75  somebody else saves all the time: try again\n"
            "  78  a settings file is wrong; nothing is saved\n"
            "\n"
            "Example:\n"
            "  seccontacts replace maria@example.com james@example.com --dry-run\n",
    .options = options,
    .operands = {2, COMMAND_ANY, N_("OLD and NEW")},
    .run = run,
};
