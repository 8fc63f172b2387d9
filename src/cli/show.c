/* The command show: a contact. */
#include "azure/export.h"
#include "base/language.h"
#include "base/memory.h"
#include "cli/commands.h"
#include "cli/open.h"
#include "command/options.h"
#include "command/output.h"
#include "command/table.h"
#include "core/contact_field.h"
#include "core/phone.h"
#include "form/form.h"
#include "site/delivery/bounced.h"

#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

static void add_row(Table *table, const char *label, const char *value)
{
    table_add(table, (const char *const[]){"", _(label), value});
}

static void add_number(Table *table, const char *label, const char *phone)
{
    PhoneNumber number;
    PhoneVerdict verdict = *phone ? phone_parse(phone, &number, NULL) : PHONE_EMPTY;
    if (verdict == PHONE_OK || phone_is_warning(verdict)) {
        char *shown = phone_display(&number);
        add_row(table, label, shown);
        free(shown);
    } else {
        add_row(table, label, *phone ? phone : _("none"));
    }
}

static void add_addresses(Table *table, const char *label, const AddressList *list,
                          const Bounced *bounced)
{
    size_t count = address_list_count(list);
    if (count == 0)
        add_row(table, label, _("none: nobody is told of an attack"));
    for (size_t i = 0; i < count; i++) {
        const char *address = address_list_get(list, i), *why = bounced_text(bounced, address);
        char *marked =
            why ? memory_format(_("%s, passed over since mail to it bounced: %s"), address, why)
                : NULL;
        add_row(table, i == 0 ? label : "", marked ? marked : address);
        free(marked);
    }
}

static void add_toggle(Table *table, const ContactField *field, bool on)
{
    if (!field->fixed) {
        add_row(table, field->label, on ? _("on") : _("off"));
        return;
    }
    const FormField *shown = form_field(form_get("email-notifications"), field->name);
    char *off = memory_format(_("off, %s"), shown->disabled);
    add_row(table, field->label, off);
    free(off);
}

static void add_field(Table *table, const Contact *contact, size_t index, const Bounced *bounced)
{
    const ContactField *field = &contact_fields[index];
    const char *value = index == CONTACT_EMAILS ? "" : contact_value(contact, index);
    switch (field->type) {
    case CONTACT_ADDRESSES:
        add_addresses(table, field->label, contact->emails, bounced);
        break;
    case CONTACT_NUMBER:
        add_number(table, field->label, value);
        break;
    case CONTACT_TEXT:
        add_row(table, field->label, *value ? value : _("none"));
        break;
    case CONTACT_TOGGLE:
        add_toggle(table, field, contact_is_on(contact, index));
        break;
    }
}

static void print_table(const Subscription *subscription, const Contact *contact,
                        const Bounced *bounced)
{
    Table *table = table_new(3, NULL);
    add_row(table, "Id", subscription->id);
    add_row(table, "Tenant", *subscription->tenant ? subscription->tenant : _("unknown"));
    add_row(table, "State", *subscription->state ? subscription->state : _("unknown"));
    for (size_t i = 0; i < CONTACT_FIELD_COUNT; i++)
        add_field(table, contact, i, bounced);
    if (subscription->resource_group_count == 0)
        add_row(table, "Resource groups", _("none imported"));
    for (size_t i = 0; i < subscription->resource_group_count; i++) {
        char *group =
            memory_format(_("%s, inherits these settings"), subscription->resource_groups[i]);
        add_row(table, i == 0 ? N_("Resource groups") : "", group);
        free(group);
    }
    output_visible(subscription->name);
    putchar('\n');
    table_print(table);
    table_free(table);
}

/* What is known of the addresses is a help: the contact is shown without it, too. */
static void show_table(const Site *site, const Subscription *subscription, const Contact *contact)
{
    Bounced bounced;
    Error error;
    if (!bounced_read(&bounced, site, &error)) {
        char *text = error_message(&error);
        output_note("warning: %s", text);
        free(text);
    }
    print_table(subscription, contact, &bounced);
    bounced_clear(&bounced);
}

static int show(Site *site, const char *text, bool json, Error *error)
{
    SubscriptionList list;
    if (!store_subscriptions_load(site->store, &list, &(StoreVersionTag){0}, error))
        return EX_CONFIG;
    int status = EX_DATAERR;
    size_t index;
    Contact contact;
    if (subscription_list_choose(&list, text, &index, error) &&
        store_contact_load(site->store, list.items[index].id, &contact, &(StoreVersionTag){0},
                           error)) {
        if (json)
            output_json(export_json(&list.items[index], &contact));
        else
            show_table(site, &list.items[index], &contact);
        contact_clear(&contact);
        status = EX_OK;
    }
    subscription_list_clear(&list);
    return status;
}

static const struct option options[] = {{"json", no_argument, NULL, 'j'}, OPTIONS_LAST};

static int run(const CommandContext *context, int argc, char **argv, Error *error)
{
    bool json = false;
    int option;
    while ((option = options_next(context, argc, argv, error)) > 0)
        json = true;
    if (option != OPTIONS_END)
        return options_status(option);
    Site *site = open_site(context, false, error);
    if (!site)
        return EX_CONFIG;
    int status = show(site, argv[optind], json, error);
    site_close(site);
    return status;
}

const Command command_show = {
    .name = "show",
    .usage = "SUB [--json]",
    .summary = "Show the security contact of a subscription",
    .help = "  SUB     a subscription: its id, its name, or the start of its id where no\n"
            "          other has it\n"
            "  --json  print an object with id, name, emails, phone, alerts, owners and\n"
            "          configured\n"
            "\n"
            "Exit status:\n"
            "  0   shown\n"
            "  65  no such subscription, or several\n"
            "  78  a settings file is wrong\n"
            "\n"
            "Example:\n"
            "  seccontacts show \"Contoso Production\"\n",
    .options = options,
    .operands = {1, 1, "SUB"},
    .run = run,
};
