#include "site/history.h"

#include "cli/commands.h"
#include "cli/open.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/revise.h"
#include "core/language.h"
#include "core/memory.h"
#include "core/visible.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

/* The version that is asked for. */
typedef struct Wanted {
    HistoryChange change; /* a copy; version 0: it was not found */
} Wanted;

static bool take(const HistoryChange *change, void *data)
{
    ((Wanted *)data)->change = site_history_copy(change);
    return false;
}

/* Finds what the subscription's security contact was with `version`. */
static bool find(Site *site, const Subscription *subscription, int64_t version, Contact *contact,
                 Error *error)
{
    History *history = site_history_open(site, subscription->id, error);
    char *file = site_history_file(subscription->id);
    HistoryQuery query = {.file = file, .version = version};
    Wanted wanted = {0};
    bool good = history && history_changes(history, &query, take, &wanted, error);
    free(file);
    if (good && wanted.change.version == 0)
        good = error_set(
            error, ERROR_DATA, "%lld is no version of \"%s\": seccontacts history %s lists them",
            (long long)version, visible_start(subscription->name, 80), subscription->id);
    else if (good && wanted.change.after == 0)
        good = error_set(error, ERROR_DATA,
                         "with version %lld the settings file was removed: there is nothing to "
                         "restore",
                         (long long)version);
    else if (good)
        good = site_history_contact(history, &wanted.change, false, contact, error);
    if (wanted.change.version != 0)
        site_history_copy_free(&wanted.change);
    history_close(history);
    return good;
}

static bool change(Contact *contact, const Subscription *subscription, const void *data,
                   Error *error)
{
    (void)subscription;
    (void)error;
    contact_clear(contact);
    contact_copy(contact, data);
    return true;
}

static int restore(Revise *revise, const char *operand, int64_t version, Error *error)
{
    SubscriptionList list;
    Contact contact;
    size_t index;
    int status = EX_DATAERR;
    if (!store_subscriptions_load(revise->site->store, &list, &(StoreSeen){0}, error))
        return EX_CONFIG;
    if (subscription_list_choose(&list, operand, &index, error) &&
        find(revise->site, &list.items[index], version, &contact, error)) {
        const Subscription *chosen = &list.items[index];
        revise->data = &contact;
        if (revise_check(revise, &chosen, 1, error))
            status = revise_save(revise, &chosen, 1, error);
        contact_clear(&contact);
    }
    subscription_list_clear(&list);
    return status;
}

static int run(const CommandContext *context, int argc, char **argv, Error *error)
{
    static const struct option options[] = {
        {"dry-run", no_argument, NULL, 'n'}, {"force", no_argument, NULL, 'f'}, OPTIONS_LAST};
    Revise revise = {.rule = change};
    int option;
    while ((option = options_next(argc, argv, options, error)) > 0) {
        revise.dry_run |= option == 'n';
        revise.force |= option == 'f';
    }
    if (option != OPTIONS_END)
        return options_status(option);
    if (!options_operands(argc, argv, 2, 2, N_("SUB VERSION"), error))
        return EX_USAGE;
    char *end;
    errno = 0;
    long long version = strtoll(argv[optind + 1], &end, 10);
    if (*argv[optind + 1] == '\0' || *end != '\0' || errno != 0 || version <= 0) {
        error_set(error, ERROR_USAGE,
                  "restore: \"%s\" is no version: seccontacts history lists them",
                  visible_start(argv[optind + 1], 40));
        return EX_USAGE;
    }
    revise.site = open_site(context, false, error);
    if (!revise.site)
        return EX_CONFIG;
    int status = restore(&revise, argv[optind], version, error);
    site_close(revise.site);
    return status;
}

const Command command_restore = {
    .name = "restore",
    .usage = "SUB VERSION [--dry-run] [--force]",
    .summary = "Make a security contact again what it was with a version",
    .help = "  SUB        the subscription: its id, name or start of its id\n"
            "  VERSION    the number that seccontacts history gives it\n"
            "  --dry-run  say what would change, and save nothing\n"
            "  --force    save also where comments in the settings file are lost\n"
            "\n"
            "Addresses, phone number and alerts become what they were; whatever else is in\n"
            "the file stays. It is a save like any other, and recorded as one.\n"
            "\n"
            "Exit status:\n"
            "  0   restored, or it is so already\n"
            "  65  no such subscription or version, or it was not valid\n"
            "  74  it could not be saved\n"
            "  78  a settings file is wrong\n"
            "\n"
            "Example:\n"
            "  seccontacts restore \"Contoso Production\" 17 --dry-run\n",
    .run = run,
};
