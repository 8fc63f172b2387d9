/* The command import: subscriptions and contacts from JSON of Azure. */
#include "azure/import.h"

#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"
#include "cli/bulk_apply.h"
#include "cli/cloud.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "command/options.h"
#include "command/output.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

enum { ATTEMPTS = 5 };

typedef struct Import {
    char **names; /* of the files: the operands */
    FILE **files;
    ImportCounts *counts; /* of each file */
    size_t count;
    Cloud cloud;
    bool dry_run, force;
} Import;

static bool open_files(Import *import, Error *error)
{
    for (size_t i = 0; i < import->count; i++) {
        for (size_t j = 0; j < i; j++)
            if (strcmp(import->names[i], "-") == 0 && strcmp(import->names[j], "-") == 0)
                return error_set(error, ERROR_USAGE, "import: \"-\" is given twice");
        import->files[i] = open_input(import->names[i], error);
        if (!import->files[i])
            return false;
    }
    return true;
}

/* Brings all files into `list`, and their security contacts together; may be called again. */
static bool read_files(Import *import, SubscriptionList *list, Error *error)
{
    Cloud *cloud = &import->cloud;
    contacts_clear(&cloud->contacts);
    bool good = true;
    for (size_t i = 0; i < import->count && good; i++) {
        cloud_resolve(cloud, list);
        rewind(import->files[i]);
        import->counts[i] = (ImportCounts){0};
        good = import_read(import->files[i], open_input_name(import->names[i]), list,
                           &cloud->contacts, &import->counts[i], error);
    }
    if (good)
        cloud_resolve(cloud, list);
    if (!cloud_is_resolved(cloud, list, error))
        return false;
    if (good)
        contacts_finish(&cloud->contacts);
    return good;
}

/* Takes over `part`, which is left out where `count` is 0. */
static void add_part(FILE *out, const char **between, size_t count, char *part)
{
    if (count > 0) {
        fprintf(out, "%s%s", *between, part);
        *between = ", ";
    }
    free(part);
}

#define PART(out, between, count, one, many)                                                       \
    add_part(out, between, count, memory_format(n_(one, many, count), count))

static void print_counts(const char *name, const ImportCounts *counts)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return;
    const char *between = "";
    PART(out, &between, counts->added, "%zu added", "%zu added");
    PART(out, &between, counts->updated, "%zu updated", "%zu updated");
    PART(out, &between, counts->unchanged, "%zu unchanged", "%zu unchanged");
    PART(out, &between, counts->tenants, "%zu tenant without subscriptions left out",
         "%zu tenants without subscriptions left out");
    if (*between)
        between = "; ";
    PART(out, &between, counts->contacts, "%zu security contact", "%zu security contacts");
    if (*between)
        between = "; ";
    PART(out, &between, counts->groups_added, "%zu resource group added",
         "%zu resource groups added");
    PART(out, &between, counts->groups_unchanged, "%zu resource group unchanged",
         "%zu resource groups unchanged");
    PART(out, &between, counts->groups_unknown,
         "%zu resource group of a subscription that the site does not have left out",
         "%zu resource groups of subscriptions that the site does not have left out");
    fclose(out);
    output_visible(name);
    printf(": %s\n", *text ? text : _("nothing to import"));
    free(text);
}

static void add_counts(ImportCounts *total, const ImportCounts *counts)
{
    total->added += counts->added;
    total->updated += counts->updated;
    total->unchanged += counts->unchanged;
    total->tenants += counts->tenants;
    total->contacts += counts->contacts;
    total->groups_added += counts->groups_added;
    total->groups_unchanged += counts->groups_unchanged;
    total->groups_unknown += counts->groups_unknown;
}

static void report(const Import *import, const char *place, bool saved)
{
    ImportCounts total = {0};
    for (size_t i = 0; i < import->count; i++) {
        print_counts(open_input_name(import->names[i]), &import->counts[i]);
        add_counts(&total, &import->counts[i]);
    }
    if (import->count > 1)
        print_counts(_("total"), &total);
    if (saved) {
        char *shown = visible_text(place);
        printf(_("Saved in %s\n"), shown);
        free(shown);
    }
    if (total.groups_unknown > 0)
        output_note("import \"az account list\" first, then \"az group list\" again");
}

static StoreSave save(Import *import, Site *site, const SubscriptionList *list,
                      StoreVersionTag *seen, Error *error)
{
    if (import->dry_run || !site)
        return STORE_UNCHANGED;
    if (seen->has_comments && !import->force) {
        error_set_at(error, ERROR_DATA, site->path, 0,
                     "the list of subscriptions has comments, which saving removes; "
                     "--force saves all the same");
        return STORE_FAILED;
    }
    return store_subscriptions_save(site->store, list, seen, error);
}

static bool change(Contact *contact, const Subscription *subscription, const void *cloud,
                   Error *error)
{
    (void)error;
    contacts_apply(contacts_find(&((const Cloud *)cloud)->contacts, subscription->id), contact);
    return true;
}

/* Saves the security contacts, or says what would be saved; the list of subscriptions is. `chosen`
 * are those of it that have one. */
static int save_contacts(Import *import, const BulkApply *bulk_apply, const SubscriptionList *list,
                         const Subscription *const *chosen, size_t count, Error *error)
{
    cloud_tell_losses(&import->cloud);
    cloud_tell_doubts(&import->cloud);
    if (cloud_tell_unknown(&import->cloud, list,
                           N_("subscription %s is not in the site: its security contact is left "
                              "out")) > 0)
        output_note("import \"az account list\" first, then the security contacts again");
    int status = bulk_apply_save(bulk_apply, chosen, count, error);
    if (import->dry_run)
        puts(_("Nothing is saved: this was a dry run"));
    return status;
}

/* Finds out whether all can be saved; saves the list, then the contacts. */
static StoreSave save_all(Import *import, Site *site, const SubscriptionList *list,
                          StoreVersionTag *seen, int *status, Error *error)
{
    BulkApply bulk_apply = {.site = site,
                            .dry_run = import->dry_run,
                            .force = import->force,
                            .rule = change,
                            .data = &import->cloud};
    size_t count;
    const Subscription **chosen = cloud_known(&import->cloud, list, &count);
    StoreSave saved = STORE_FAILED;
    if (bulk_apply_check(&bulk_apply, chosen, count, error))
        saved = save(import, site, list, seen, error);
    if (saved != STORE_FAILED && saved != STORE_CONFLICT) {
        int unsure = error_exit_status(error);
        if (unsure != EX_OK) {
            char *words = error_message(error);
            output_note("warning: %s", words);
            free(words);
            error_clear(error);
        }
        report(import, site ? site->path : "", saved != STORE_UNCHANGED);
        *status = save_contacts(import, &bulk_apply, list, chosen, count, error);
        if (*status == EX_OK)
            *status = unsure;
    }
    free(chosen);
    return saved;
}

/* Loads, merges and saves; again where somebody else has saved in between. */
static int merge(Import *import, Site *site, Error *error)
{
    StoreSave saved = STORE_CONFLICT;
    int status = EX_IOERR;
    for (int attempt = 0; saved == STORE_CONFLICT && attempt < ATTEMPTS; attempt++) {
        SubscriptionList list;
        StoreVersionTag seen = {0};
        if (!store_subscriptions_load(site->store, &list, &seen, error))
            return EX_CONFIG;
        saved = read_files(import, &list, error)
                    ? save_all(import, site, &list, &seen, &status, error)
                    : STORE_FAILED;
        subscription_list_clear(&list);
    }
    if (saved == STORE_CONFLICT)
        error_set_at(error, ERROR_RETRY, site->path, 0,
                     "the list of subscriptions changes all the time; nothing is imported: try "
                     "again");
    return status;
}

/* True where the site is not there yet: a dry run makes none. */
static bool is_new(const CommandContext *context)
{
    Error ignored = {0};
    char *path = site_locate(context->site, &ignored);
    bool new = path &&access(path, F_OK) != 0 && errno == ENOENT;
    free(path);
    return new;
}

/* Makes no directory for what can't be read or is no JSON of Azure's: the files of a new site are
 * tried first. */
static int import_files(Import *import, const CommandContext *context, Error *error)
{
    bool new = is_new(context);
    if (!open_files(import, error))
        return EX_NOINPUT;
    if (new) {
        SubscriptionList trial = {0};
        int status = EX_OK;
        if (!read_files(import, &trial, error))
            status = EX_DATAERR;
        else if (import->dry_run)
            save_all(import, NULL, &trial, &(StoreVersionTag){0}, &status, error);
        subscription_list_clear(&trial);
        if (status != EX_OK || import->dry_run)
            return status;
    }
    Site *site = open_site(context, new, error);
    int status = site ? merge(import, site, error) : EX_CANTCREAT;
    site_close(site);
    return status;
}

static const struct option options[] = {{"dry-run", no_argument, NULL, 'n'},
                                        {"force", no_argument, NULL, 'f'},
                                        {"region", required_argument, NULL, 'r'},
                                        {"subscription", required_argument, NULL, 's'},
                                        OPTIONS_LAST};

/* Reads the options; -1, or the status with which the command is done. */
static int parse(Import *import, const CommandContext *context, int argc, char **argv, Error *error)
{
    int option;
    while ((option = options_next(context, argc, argv, error)) > 0) {
        import->dry_run |= option == 'n';
        import->force |= option == 'f';
        if (option == 's')
            import->cloud.given = optarg;
        if (option == 'r' && !cloud_take_region(&import->cloud, argv[0], optarg, error))
            return EX_USAGE;
    }
    if (option != OPTIONS_END)
        return options_status(option);
    return -1;
}

static int run(const CommandContext *context, int argc, char **argv, Error *error)
{
    Import import = {0};
    int status = parse(&import, context, argc, argv, error);
    if (status >= 0)
        return status;
    import.names = argv + optind;
    import.count = (size_t)(argc - optind);
    import.files = memory_array(import.count, sizeof *import.files);
    import.counts = memory_array(import.count, sizeof *import.counts);
    status = import_files(&import, context, error);
    for (size_t i = 0; i < import.count; i++)
        if (import.files[i] && import.files[i] != stdin)
            fclose(import.files[i]);
    free(import.files);
    free(import.counts);
    cloud_clear(&import.cloud);
    return status;
}

const Command command_import = {
    .name = "import",
    .usage = "FILE|- ... [--dry-run] [--force] [--region COUNTRY]\n"
             "       [--subscription SUB]",
    .summary = "Bring in subscriptions, resource groups and security contacts",
    .help =
        "  FILE                what \"az account list\", \"az account show\", \"az group list\"\n"
        "                      or \"az security contact list\" prints with -o json, or\n"
        "                      security contacts as the REST API writes them; \"-\" is\n"
        "                      standard input. Its shape says which it is\n"
        "  --dry-run           say what would change, and save nothing\n"
        "  --force             save also where comments in settings files are lost\n"
        "  --region COUNTRY    take phone numbers without + and country code as those of\n"
        "                      this country, such as US; else they are left out\n"
        "  --subscription SUB  whose the security contacts are, where no id says it\n"
        "\n"
        "New subscriptions are added; those that are there get the name, tenant and\n"
        "state of the file. None is removed. A security contact in the file replaces that\n"
        "of its subscription; what Azure has and seccontacts has not, is told on standard\n"
        "error, a line each. Either all files are imported, or none. The directory of the\n"
        "site is made where it is missing.\n"
        "\n"
        "Exit status:\n"
        "  0   imported\n"
        "  65  a file is not what was expected, and nothing is imported\n"
        "  66  a file can't be read\n"
        "  75  somebody else saves all the time: try again\n"
        "  78  a settings file is wrong\n"
        "\n"
        "Example:\n"
        "  az account list -o json | seccontacts import -\n"
        "  az group list -o json | seccontacts import -\n"
        "  az security contact list -o json | seccontacts import --dry-run -\n",
    .options = options,
    .operands = {1, COMMAND_ANY, "FILE"},
    .run = run,
};
