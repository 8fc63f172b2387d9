#include "cli/change.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "cli/options.h"
#include "cli/output.h"
#include "core/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

enum { ATTEMPTS = 5 };

typedef struct Set {
    Site *site;
    SubscriptionList list;
    size_t *chosen; /* indices of `list`, each once */
    size_t chosen_count;
    Change change;
    bool dry_run;
} Set;

static bool choose(Set *set, char **operands, size_t count, Error *error)
{
    set->chosen = memory_array(count, sizeof *set->chosen);
    for (size_t i = 0; i < count; i++) {
        size_t index, known = 0;
        if (!open_subscription(&set->list, operands[i], &index, error))
            return false;
        while (known < set->chosen_count && set->chosen[known] != index)
            known++;
        if (known == set->chosen_count)
            set->chosen[set->chosen_count++] = index;
    }
    return true;
}

/* Loads the contact into `*before` and what it is to become into `*after`; nothing to clear where
 * it fails. */
static bool load(const Set *set, const Subscription *subscription, Contact *before, Contact *after,
                 StoreSeen *seen, Error *error)
{
    if (!store_contact_load(set->site->store, subscription->id, before, seen, error))
        return false;
    contact_copy(after, before);
    bool good = change_apply(&set->change, after, subscription->name, error);
    if (good && seen->has_comments && !set->change.force && !contact_equal(before, after)) {
        char *place = store_contact_place(set->site->store, subscription->id);
        good = error_set_at(error, ERROR_DATA, place, 0,
                            "has comments, which saving removes; nothing is saved (--force saves "
                            "all the same)");
        free(place);
    }
    if (!good) {
        contact_clear(before);
        contact_clear(after);
    }
    return good;
}

/* Finds out whether all can be changed, before any is. */
static bool check(const Set *set, Error *error)
{
    for (size_t i = 0; i < set->chosen_count; i++) {
        Contact before, after;
        StoreSeen seen = {0};
        if (!load(set, &set->list.items[set->chosen[i]], &before, &after, &seen, error))
            return false;
        contact_clear(&before);
        contact_clear(&after);
    }
    return true;
}

static void report(const Set *set, const Subscription *subscription, const Contact *before,
                   const Contact *after)
{
    if (contact_equal(before, after)) {
        output_visible(subscription->name);
        puts(": no changes");
    } else {
        char *difference = contact_difference(before, after);
        fputs(set->dry_run ? "Would save " : "Saved ", stdout);
        output_visible(subscription->name);
        printf(": %s\n", difference);
        free(difference);
    }
    if (set->dry_run) {
        char *changes = contact_changes(before, after);
        for (char *rest = changes, *line; (line = strsep(&rest, "\n"));)
            if (*line)
                printf("  %s\n", line);
        free(changes);
    }
    if (after->alerts && !contact_is_configured(after))
        output_note("warning: %s: %s", subscription->name,
                    form_text(form_get("email-notifications"), "nobody"));
}

/* Loads, changes and saves one; again where somebody else has saved in between. */
static StoreSave save(const Set *set, const Subscription *subscription, Error *error)
{
    StoreSave saved = STORE_CONFLICT;
    for (int attempt = 0; saved == STORE_CONFLICT && attempt < ATTEMPTS; attempt++) {
        Contact before, after;
        StoreSeen seen = {0};
        if (!load(set, subscription, &before, &after, &seen, error))
            return STORE_FAILED;
        if (set->dry_run || contact_equal(&before, &after))
            saved = STORE_UNCHANGED;
        else
            saved = store_contact_save(set->site->store, subscription->id, &after, &seen, error);
        if (saved != STORE_CONFLICT && saved != STORE_FAILED)
            report(set, subscription, &before, &after);
        contact_clear(&before);
        contact_clear(&after);
    }
    if (saved == STORE_CONFLICT)
        error_set(error, ERROR_RETRY,
                  "%.80s: its settings change all the time; not saved: try again",
                  subscription->name);
    return saved;
}

static int save_all(const Set *set, Error *error)
{
    int status = EX_OK;
    for (size_t i = 0; i < set->chosen_count; i++) {
        StoreSave saved = save(set, &set->list.items[set->chosen[i]], error);
        if (saved == STORE_FAILED || saved == STORE_CONFLICT) {
            for (size_t j = i + 1; j < set->chosen_count; j++)
                output_note("not saved: %s", set->list.items[set->chosen[j]].name);
            return EX_IOERR;
        }
        if (saved == STORE_UNSURE) {
            char *words = error_message(error);
            output_note("warning: %s", words);
            free(words);
            status = error_exit_status(error);
        }
        error_clear(error);
    }
    return status;
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
            set->change.force = true;
        else if (option == OPTION_DRY_RUN)
            set->dry_run = true;
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
    Set set = {0};
    int status = parse(&set, argc, argv, error);
    if (status < 0) {
        status = EX_CONFIG;
        set.site = open_site(context, false, error);
        if (set.site &&
            store_subscriptions_load(set.site->store, &set.list, &(StoreSeen){0}, error)) {
            if (choose(&set, argv + optind, (size_t)(argc - optind), error) && check(&set, error))
                status = save_all(&set, error);
            subscription_list_clear(&set.list);
        }
    }
    free(set.chosen);
    change_clear(&set.change);
    site_close(set.site);
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
