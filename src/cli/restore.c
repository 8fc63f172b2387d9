/* The command restore: a contact as it was. */
#include "site/restore.h"

#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"
#include "cli/bulk_apply.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "command/options.h"
#include "command/output.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

enum { ATTEMPTS = 5 };

/* The version that is asked for. */
typedef struct Wanted {
    HistoryChange change; /* a copy; version 0: it was not found */
} Wanted;

static bool take(const HistoryChange *change, void *data)
{
    ((Wanted *)data)->change = site_history_copy(change);
    return false;
}

/* What was wrong then is no settings file that is wrong now. */
static bool not_valid(Error *error)
{
    if (error->kind == ERROR_CONFIG)
        error->kind = ERROR_DATA;
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
        good = site_history_contact(history, &wanted.change, false, contact, error) ||
               not_valid(error);
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

/* The subscription that `operand` means. Of one that the site had, it says how it comes back. */
static bool choose(const SubscriptionList *list, const char *operand, size_t *index, Error *error)
{
    size_t other;
    char *id = subscription_id_normal(operand);
    bool gone = id && subscription_list_find(list, id, index, &other) == SUBSCRIPTION_UNKNOWN;
    if (gone)
        error_set(error, ERROR_DATA,
                  "the site does not have the subscription %s: restore a version of "
                  "subscriptions.conf that has it, or contacts/%s.conf",
                  id, id);
    free(id);
    return !gone && subscription_list_choose(list, operand, index, error);
}

static int restore_contact(BulkApply *bulk_apply, const char *operand, int64_t version,
                           Error *error)
{
    SubscriptionList list;
    Contact contact;
    size_t index;
    int status = EX_DATAERR;
    if (!store_subscriptions_load(bulk_apply->site->store, &list, &(StoreVersionTag){0}, error))
        return EX_CONFIG;
    if (choose(&list, operand, &index, error) &&
        find(bulk_apply->site, &list.items[index], version, &contact, error)) {
        const Subscription *chosen = &list.items[index];
        bulk_apply->data = &contact;
        if (bulk_apply_check(bulk_apply, &chosen, 1, error))
            status = bulk_apply_save(bulk_apply, &chosen, 1, error);
        else if (error->kind == ERROR_CONFIG)
            output_note("the settings file of %s is wrong as it is now: seccontacts restore "
                        "contacts/%s.conf %lld brings all of it back",
                        chosen->name, chosen->id, (long long)version);
        contact_clear(&contact);
    }
    subscription_list_clear(&list);
    return status;
}

static void report(const SiteRestore *restore, bool dry_run)
{
    if (!site_restore_changes(restore)) {
        printf(_("%s: no changes\n"), restore->file);
        return;
    }
    char *what = site_restore_what(restore);
    printf(dry_run ? _("Would save %s: %s\n") : _("Saved %s: %s\n"), restore->file, what);
    free(what);
    char *lines = dry_run ? site_restore_lines(restore) : NULL;
    for (char *rest = lines, *line; rest && (line = strsep(&rest, "\n"));)
        if (*line)
            printf("  %s\n", line);
    free(lines);
}

/* Reads and saves; again where somebody else has saved in between. */
static int restore_file(Site *site, const char *file, int64_t version, bool dry_run, Error *error)
{
    StoreSave saved = STORE_CONFLICT;
    for (int attempt = 0; saved == STORE_CONFLICT && attempt < ATTEMPTS; attempt++) {
        SiteRestore restore;
        if (!site_restore_init(&restore, site, file, version, error))
            return EX_DATAERR;
        saved = dry_run ? STORE_UNCHANGED : site_restore_save(&restore, site, error);
        if (saved != STORE_CONFLICT && saved != STORE_FAILED)
            report(&restore, dry_run);
        site_restore_clear(&restore);
    }
    int status =
        saved == STORE_SAVED || saved == STORE_UNCHANGED ? EX_OK : error_exit_status(error);
    if (saved == STORE_UNSURE) {
        char *words = error_message(error);
        output_note("warning: %s", words);
        free(words);
        error_clear(error);
    }
    return status;
}

static int restore(BulkApply *bulk_apply, const char *operand, int64_t version, Error *error)
{
    char *file = site_history_named(operand);
    int status = file ? restore_file(bulk_apply->site, file, version, bulk_apply->dry_run, error)
                      : restore_contact(bulk_apply, operand, version, error);
    free(file);
    return status;
}

static const struct option options[] = {
    {"dry-run", no_argument, NULL, 'n'}, {"force", no_argument, NULL, 'f'}, OPTIONS_LAST};

static int run(const CommandContext *context, int argc, char **argv, Error *error)
{
    BulkApply bulk_apply = {.rule = change};
    int option;
    while ((option = options_next(context, argc, argv, error)) > 0) {
        bulk_apply.dry_run |= option == 'n';
        bulk_apply.force |= option == 'f';
    }
    if (option != OPTIONS_END)
        return options_status(option);
    char *end;
    errno = 0;
    long long version = strtoll(argv[optind + 1], &end, 10);
    if (*argv[optind + 1] == '\0' || *end != '\0' || errno != 0 || version <= 0) {
        error_set(error, ERROR_USAGE,
                  "restore: \"%s\" is no version: seccontacts history lists them",
                  visible_start(argv[optind + 1], 40));
        return EX_USAGE;
    }
    bulk_apply.site = open_site(context, false, error);
    if (!bulk_apply.site)
        return EX_CONFIG;
    int status = restore(&bulk_apply, argv[optind], version, error);
    site_close(bulk_apply.site);
    return status;
}

const Command command_restore = {
    .name = "restore",
    .usage = "SUB|FILE VERSION [--dry-run] [--force]",
    .summary = "Make settings again what they were with a version",
    .help = "  SUB        the subscription whose security contact it is: its id, name or\n"
            "             start of its id\n"
            "  FILE       subscriptions.conf, seccontacts.conf or contacts/ID.conf: all of it\n"
            "  VERSION    the number that seccontacts history gives it\n"
            "  --dry-run  say what would change, and save nothing\n"
            "  --force    save also where comments in the settings file are lost\n"
            "\n"
            "Of a SUB, addresses, phone number and alerts become what they were; whatever\n"
            "else is in the file stays. A FILE becomes what it was as a whole, comments\n"
            "included, whatever is in it now. It is a save like any other, and recorded as\n"
            "one.\n"
            "\n"
            "Exit status:\n"
            "  0   restored, or it is so already\n"
            "  65  no such subscription or version, or it was not valid\n"
            "  74  it could not be saved\n"
            "  78  a settings file is wrong\n"
            "\n"
            "Example:\n"
            "  seccontacts restore \"Contoso Production\" 17 --dry-run\n"
            "  seccontacts restore subscriptions.conf 12\n",
    .options = options,
    .operands = {2, 2, N_("SUB VERSION or FILE VERSION")},
    .run = run,
};
