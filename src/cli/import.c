#include "azure/import.h"

#include "cli/commands.h"
#include "cli/open.h"
#include "cli/options.h"
#include "cli/output.h"
#include "core/memory.h"

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

/* Brings all files into `list`; may be called again. */
static bool read_files(Import *import, SubscriptionList *list, Error *error)
{
    for (size_t i = 0; i < import->count; i++) {
        rewind(import->files[i]);
        import->counts[i] = (ImportCounts){0};
        if (!import_read(import->files[i], open_input_name(import->names[i]), list,
                         &import->counts[i], error))
            return false;
    }
    return true;
}

static void add_part(FILE *out, const char **between, size_t count, const char *one,
                     const char *many)
{
    if (count == 0)
        return;
    fprintf(out, "%s%zu %s", *between, count, count == 1 ? one : many);
    *between = ", ";
}

static void print_counts(const char *name, const ImportCounts *counts)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return;
    const char *between = "";
    add_part(out, &between, counts->added, "added", "added");
    add_part(out, &between, counts->updated, "updated", "updated");
    add_part(out, &between, counts->unchanged, "unchanged", "unchanged");
    add_part(out, &between, counts->tenants, "tenant without subscriptions left out",
             "tenants without subscriptions left out");
    if (*between)
        between = "; ";
    add_part(out, &between, counts->groups_added, "resource group added", "resource groups added");
    add_part(out, &between, counts->groups_unchanged, "resource group unchanged",
             "resource groups unchanged");
    add_part(out, &between, counts->groups_unknown,
             "resource group of a subscription that the site does not have left out",
             "resource groups of subscriptions that the site does not have left out");
    fclose(out);
    output_visible(name);
    printf(": %s\n", *text ? text : "nothing to import");
    free(text);
}

static void add_counts(ImportCounts *total, const ImportCounts *counts)
{
    total->added += counts->added;
    total->updated += counts->updated;
    total->unchanged += counts->unchanged;
    total->tenants += counts->tenants;
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
        print_counts("total", &total);
    if (import->dry_run) {
        puts("Nothing is saved: this was a dry run");
    } else if (saved) {
        fputs("Saved in ", stdout);
        output_visible(place);
        putchar('\n');
    }
    if (total.groups_unknown > 0)
        output_note("import \"az account list\" first, then \"az group list\" again");
}

static StoreSave save(Import *import, Site *site, const SubscriptionList *list, StoreSeen *seen,
                      Error *error)
{
    if (import->dry_run)
        return STORE_UNCHANGED;
    if (seen->has_comments && !import->force) {
        error_set_at(error, ERROR_DATA, site->path, 0,
                     "the list of subscriptions has comments, which saving removes; "
                     "--force saves all the same");
        return STORE_FAILED;
    }
    return store_subscriptions_save(site->store, list, seen, error);
}

/* Loads, merges and saves; again where somebody else has saved in between. */
static int merge(Import *import, Site *site, Error *error)
{
    StoreSave saved = STORE_CONFLICT;
    for (int attempt = 0; saved == STORE_CONFLICT && attempt < ATTEMPTS; attempt++) {
        SubscriptionList list;
        StoreSeen seen = {0};
        if (!store_subscriptions_load(site->store, &list, &seen, error))
            return EX_CONFIG;
        saved = read_files(import, &list, error) ? save(import, site, &list, &seen, error)
                                                 : STORE_FAILED;
        subscription_list_clear(&list);
    }
    switch (saved) {
    case STORE_SAVED:
    case STORE_UNCHANGED:
    case STORE_UNSURE:
        report(import, site->path, saved != STORE_UNCHANGED);
        return EX_OK;
    case STORE_CONFLICT:
        error_set_at(error, ERROR_RETRY, site->path, 0,
                     "the list of subscriptions changes all the time; nothing is imported: try "
                     "again");
        break;
    case STORE_FAILED:
        break;
    }
    return EX_IOERR;
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
        bool good = read_files(import, &trial, error);
        subscription_list_clear(&trial);
        if (!good)
            return EX_DATAERR;
        if (import->dry_run) {
            report(import, "", false);
            return EX_OK;
        }
    }
    Site *site = open_site(context, new, error);
    int status = site ? merge(import, site, error) : EX_CANTCREAT;
    site_close(site);
    return status;
}

static int run(const CommandContext *context, int argc, char **argv, Error *error)
{
    static const struct option options[] = {
        {"dry-run", no_argument, NULL, 'n'}, {"force", no_argument, NULL, 'f'}, OPTIONS_LAST};
    Import import = {0};
    int option;
    while ((option = options_next(argc, argv, options, error)) > 0) {
        import.dry_run |= option == 'n';
        import.force |= option == 'f';
    }
    if (option != OPTIONS_END)
        return options_status(option);
    if (!options_operands(argc, argv, 1, OPTIONS_ANY, "FILE", error))
        return EX_USAGE;
    import.names = argv + optind;
    import.count = (size_t)(argc - optind);
    import.files = memory_array(import.count, sizeof *import.files);
    import.counts = memory_array(import.count, sizeof *import.counts);
    int status = import_files(&import, context, error);
    for (size_t i = 0; i < import.count; i++)
        if (import.files[i] && import.files[i] != stdin)
            fclose(import.files[i]);
    free(import.files);
    free(import.counts);
    return status;
}

const Command command_import = {
    .name = "import",
    .usage = "FILE|- ... [--dry-run] [--force]",
    .summary = "Bring in subscriptions and resource groups from the Azure CLI",
    .help =
        "  FILE       what \"az account list\", \"az account show\" or \"az group list\" prints\n"
        "             with -o json; \"-\": standard input. Its shape says which it is\n"
        "  --dry-run  say what would change, and save nothing\n"
        "  --force    save also where comments in the list of subscriptions are lost\n"
        "\n"
        "New subscriptions are added; those that are there get the name, tenant and\n"
        "state of the file. None is removed, and security contacts stay as they are.\n"
        "Either all files are imported, or none. The directory of the site is made where\n"
        "it is missing.\n"
        "\n"
        "Exit status:\n"
        "  0   imported\n"
        "  65  a file is not what was expected, and nothing is imported\n"
        "  66  a file can't be read\n"
        "  78  a settings file is wrong\n"
        "\n"
        "Example:\n"
        "  az account list -o json | seccontacts import -\n"
        "  az group list -o json | seccontacts import -\n",
    .run = run,
};
