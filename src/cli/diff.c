/* The command diff: what differs between two sites, or between a site and JSON of Azure. */
#include "base/language.h"
#include "base/memory.h"
#include "cli/cloud.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "command/options.h"
#include "command/output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

enum { DIFFERENT = 1 };

static bool read_files(Cloud *cloud, char **names, size_t count, Error *error)
{
    for (size_t i = 0; i < count; i++) {
        FILE *in = open_input(names[i], error);
        if (!in)
            return false;
        bool good = contacts_read(&cloud->contacts, in, open_input_name(names[i]), error);
        if (in != stdin)
            fclose(in);
        if (!good)
            return false;
    }
    contacts_finish(&cloud->contacts);
    if (cloud->contacts.count == 0 && !cloud->given)
        return error_set_at(error, ERROR_DATA, open_input_name(names[0]), 0,
                            "no security contact; --subscription says whose list is empty");
    return true;
}

/* Prints how the two differ; true if they do not. */
static bool compare(const Subscription *subscription, const Contact *site, const Contact *there)
{
    bool same = contact_equal(site, there);
    char *difference = same ? memory_text(_("the same")) : contact_difference(site, there);
    char *changes = contact_changes(site, there);
    output_visible(subscription->name);
    printf(": %s\n", difference);
    for (char *rest = changes, *line; (line = strsep(&rest, "\n"));)
        if (*line)
            printf("  %s\n", line);
    free(changes);
    free(difference);
    return same;
}

/* `from` NULL: the cloud has no security contact. */
static bool compare_one(Site *site, const Subscription *subscription, const CloudContact *from,
                        bool *same, Error *error)
{
    Contact here, there;
    if (!store_contact_load(site->store, subscription->id, &here, &(StoreVersionTag){0}, error))
        return false;
    if (from) {
        contact_copy(&there, &here);
        contacts_apply(from, &there);
    } else {
        contact_init(&there);
    }
    *same = compare(subscription, &here, &there) && *same;
    contact_clear(&there);
    contact_clear(&here);
    return true;
}

/* Returns the exit status. What can't be read is told, and the rest is compared nevertheless. */
static int compare_all(Site *site, const Cloud *cloud, const SubscriptionList *list)
{
    bool same = true;
    int unread = EX_OK;
    for (size_t i = 0; i < list->count; i++) {
        const Subscription *subscription = &list->items[i];
        const CloudContact *from = contacts_find(&cloud->contacts, subscription->id);
        bool named = cloud->id && strcmp(cloud->id, subscription->id) == 0;
        Error error = {0};
        if ((from || named) && !compare_one(site, subscription, from, &same, &error)) {
            char *words = error_message(&error);
            output_note("%s", words);
            free(words);
            unread = unread ? unread : error_exit_status(&error);
        }
    }
    if (cloud_tell_unknown(cloud, list,
                           N_("subscription %s is not in the site, and has a security contact in "
                              "the cloud")) > 0)
        same = false;
    return unread ? unread : same ? EX_OK : DIFFERENT;
}

static int diff(Site *site, Cloud *cloud, char **names, size_t count, Error *error)
{
    SubscriptionList list;
    if (!store_subscriptions_load(site->store, &list, &(StoreVersionTag){0}, error))
        return EX_CONFIG;
    int status = EX_DATAERR;
    size_t index;
    cloud_resolve(cloud, &list);
    if ((!cloud->given || subscription_list_choose(&list, cloud->given, &index, error)) &&
        read_files(cloud, names, count, error)) {
        cloud_tell_losses(cloud);
        status = compare_all(site, cloud, &list);
    }
    subscription_list_clear(&list);
    return status;
}

static const struct option options[] = {{"region", required_argument, NULL, 'r'},
                                        {"subscription", required_argument, NULL, 's'},
                                        OPTIONS_LAST};

static int run(const CommandContext *context, int argc, char **argv, Error *error)
{
    Cloud cloud = {0};
    int option;
    while ((option = options_next(context, argc, argv, error)) > 0) {
        if (option == 's')
            cloud.given = optarg;
        else if (!cloud_take_region(&cloud, argv[0], optarg, error))
            return EX_USAGE;
    }
    if (option != OPTIONS_END)
        return options_status(option);
    Site *site = open_site(context, false, error);
    int status =
        site ? diff(site, &cloud, argv + optind, (size_t)(argc - optind), error) : EX_CONFIG;
    site_close(site);
    cloud_clear(&cloud);
    return status;
}

const Command command_diff = {
    .name = "diff",
    .usage = "FILE|- ... [--region COUNTRY] [--subscription SUB]",
    .summary = "Show how the site differs from what the cloud has",
    .help = "  FILE                the security contacts of the cloud, in any shape that\n"
            "                      seccontacts import takes; \"-\" is standard input\n"
            "  --region COUNTRY    take phone numbers without + and country code as those of\n"
            "                      this country, such as US; else they are not compared\n"
            "  --subscription SUB  whose the security contacts are, where no id says it\n"
            "\n"
            "Of each subscription in the files it prints what would turn the site's security\n"
            "contact into the cloud's: \"+\" is an address that only the cloud has, \"-\" one\n"
            "that only the site has. What Azure has and seccontacts has not, is told on\n"
            "standard error, and makes no difference. Nothing is changed.\n"
            "\n"
            "Exit status:\n"
            "  0   the same\n"
            "  1   there are differences, or the site does not have a subscription\n"
            "  65  a file is not what was expected\n"
            "  66  a file can't be read\n"
            "  78  a settings file is wrong\n"
            "\n"
            "Example:\n"
            "  az security contact list -o json | seccontacts diff -\n",
    .options = options,
    .operands = {1, COMMAND_ANY, "FILE"},
    .run = run,
};
