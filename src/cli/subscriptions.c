/* The command subscriptions: the list, and what it takes to change it. */
#include "azure/json.h"
#include "base/language.h"
#include "base/memory.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "command/options.h"
#include "command/output.h"
#include "command/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

/* One row: a subscription and its contact, or why that can't be read. */
typedef struct Row {
    const Subscription *subscription;
    size_t emails;
    bool alerts, configured;
    const char *wrong; /* NULL: nothing */
} Row;

static json_t *row_json(const Row *row)
{
    const Subscription *subscription = row->subscription;
    json_t *groups = json_array();
    for (size_t i = 0; i < subscription->resource_group_count; i++)
        json_array_append_new(groups, json_text(subscription->resource_groups[i]));
    json_t *object =
        json_pack("{s:o, s:o, s:o, s:o}", "id", json_text(subscription->id), "name",
                  json_text(subscription->name), "tenant", json_text(subscription->tenant), "state",
                  json_text(subscription->state));
    bool good = !row->wrong;
    json_object_set_new(object, "emails",
                        good ? json_integer((json_int_t)row->emails) : json_null());
    json_object_set_new(object, "alerts", good ? json_boolean(row->alerts) : json_null());
    json_object_set_new(object, "configured", good ? json_boolean(row->configured) : json_null());
    json_object_set_new(object, "resource_groups", groups);
    if (!good)
        json_object_set_new(object, "error", json_text(row->wrong));
    return object;
}

static void add_row(Table *table, const Row *row)
{
    char *emails = row->wrong        ? memory_text(_("unreadable"))
                   : row->configured ? memory_format("%zu", row->emails)
                                     : memory_text(_("none"));
    const char *alerts = row->wrong ? _("unknown") : row->alerts ? _("on") : _("off");
    const Subscription *subscription = row->subscription;
    table_add(table,
              (const char *const[]){subscription->name, subscription->id,
                                    *subscription->state ? subscription->state : _("unknown"),
                                    emails, alerts});
    free(emails);
}

/* The message of a contact that can't be read; NULL where it can. */
static char *load(Site *site, Row *row, Error *error)
{
    Contact contact;
    if (!store_contact_load(site->store, row->subscription->id, &contact, &(StoreVersionTag){0},
                            error)) {
        return error_message(error);
    }
    row->emails = address_list_count(contact.emails);
    row->alerts = contact.alerts;
    row->configured = contact_is_configured(&contact);
    contact_clear(&contact);
    return NULL;
}

static void note_none(const SubscriptionList *list, bool missing)
{
    if (list->count == 0)
        output_note("no subscriptions yet; az account list -o json | seccontacts import - "
                    "brings them");
    else if (missing)
        output_note("every subscription has security contacts");
}

static int print(Site *site, const SubscriptionList *list, bool missing, bool json)
{
    static const char *const header[] = {N_("NAME"), N_("ID"), N_("STATE"), N_("CONTACTS"),
                                         N_("ALERTS")};
    Table *table = table_new(5, header);
    json_t *array = json_array();
    int status = EX_OK;
    char *told = NULL; /* the last message: what is wrong with the directory is told once */
    size_t shown = 0;
    for (size_t i = 0; i < list->count; i++) {
        Error error = {0};
        Row row = {.subscription = &list->items[i]};
        char *wrong = load(site, &row, &error);
        row.wrong = wrong;
        if (wrong && !(told && strcmp(told, wrong) == 0))
            output_note("%s", wrong);
        if (wrong)
            status = error_exit_status(&error);
        if (!missing || !row.configured) {
            shown++;
            if (json)
                json_array_append_new(array, row_json(&row));
            else
                add_row(table, &row);
        }
        if (wrong) {
            free(told);
            told = wrong;
        }
    }
    free(told);
    if (json)
        output_json(json_incref(array));
    else if (shown > 0)
        table_print(table);
    else
        note_none(list, missing);
    json_decref(array);
    table_free(table);
    return status;
}

static const struct option options[] = {
    {"missing", no_argument, NULL, 'm'}, {"json", no_argument, NULL, 'j'}, OPTIONS_LAST};

static int run(const CommandContext *context, int argc, char **argv, Error *error)
{
    bool missing = false, json = false;
    int option;
    while ((option = options_next(context, argc, argv, error)) > 0) {
        missing |= option == 'm';
        json |= option == 'j';
    }
    if (option != OPTIONS_END)
        return options_status(option);
    Site *site = open_site(context, false, error);
    if (!site)
        return EX_CONFIG;
    int status = EX_CONFIG;
    SubscriptionList list;
    if (store_subscriptions_load(site->store, &list, &(StoreVersionTag){0}, error)) {
        status = print(site, &list, missing, json);
        subscription_list_clear(&list);
    }
    site_close(site);
    return status;
}

const Command command_subscriptions = {
    .name = "subscriptions",
    .usage = "[--missing] [--json]",
    .summary = "List the subscriptions and whether they have security contacts",
    .help = "  --missing  only those without: the recommendation \"Provide security contact\n"
            "             details\"\n"
            "  --json     print an array of objects with id, name, tenant, state, emails (how\n"
            "             many), alerts, configured, resource_groups; error where a settings\n"
            "             file is wrong\n"
            "\n"
            "A subscription whose settings can't be read is listed as \"unreadable\", with or\n"
            "without --missing, and standard error says why.\n"
            "\n"
            "Exit status:\n"
            "  0   listed\n"
            "  78  a settings file is wrong; the others are listed\n"
            "\n"
            "Example:\n"
            "  seccontacts subscriptions --missing\n",
    .options = options,
    .run = run,
};
