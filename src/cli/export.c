/* The command export: the contacts for Azure's own tools. */
#include "azure/export.h"

#include "cli/commands.h"
#include "cli/open.h"
#include "command/options.h"
#include "command/output.h"

#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

typedef struct Request {
    ExportFormat format;
    ApiVersion api;
    char **names; /* of the subscriptions: the operands */
    size_t count; /* 0: all */
} Request;

/* Goes through the chosen contacts: `write` false only finds out whether all can be written. */
static bool go_through(Export *export, Site *site, const Subscription *const *chosen, size_t count,
                       bool write, Error *error)
{
    size_t written = 0;
    for (size_t i = 0; i < count && output_works(); i++) {
        Contact contact;
        if (!store_contact_load(site->store, chosen[i]->id, &contact, &(StoreVersionTag){0}, error))
            return false;
        const char *left_out = export_left_out(export, &contact);
        bool good = left_out || export_check(export, chosen[i], &contact, error);
        if (left_out && write)
            output_note("%s is left out: %s", chosen[i]->name, left_out);
        else if (good && write)
            export_add(export, chosen[i], &contact);
        written += !left_out;
        contact_clear(&contact);
        if (!good)
            return false;
    }
    if (written == 0 && !write)
        return error_set(error, ERROR_DATA,
                         "export: there is no security contact that could be exported");
    return true;
}

static int export_chosen(const Request *request, Site *site, const Subscription *const *chosen,
                         size_t count, Error *error)
{
    if (!export_takes(request->format, count, error))
        return EX_USAGE;
    Export *export = export_new(request->format, request->api, request->count == 1, stdout);
    int status = EX_DATAERR;
    if (go_through(export, site, chosen, count, false, error) &&
        go_through(export, site, chosen, count, true, error)) {
        json_t *json = export_end(export);
        if (json)
            output_json(json);
        status = EX_OK;
    }
    export_free(export);
    return status;
}

static const struct option options[] = {{"format", required_argument, NULL, 'f'},
                                        {"api-version", required_argument, NULL, 'v'},
                                        OPTIONS_LAST};

static int parse(Request *request, const CommandContext *context, int argc, char **argv,
                 Error *error)
{
    const char *format = NULL, *api = NULL;
    int option;
    while ((option = options_next(context, argc, argv, error)) > 0)
        *(option == 'f' ? &format : &api) = optarg;
    if (option != OPTIONS_END)
        return options_status(option);
    if (!format)
        error_set(error, ERROR_USAGE, "export: no --format given; see seccontacts export --help");
    else if (export_format(format, &request->format, error) &&
             export_api(request->format, api, &request->api, error))
        return -1;
    return EX_USAGE;
}

static int run(const CommandContext *context, int argc, char **argv, Error *error)
{
    Request request = {0};
    int status = parse(&request, context, argc, argv, error);
    if (status >= 0)
        return status;
    request.names = argv + optind;
    request.count = (size_t)(argc - optind);
    status = EX_CONFIG;
    SubscriptionList list;
    Site *site = open_site(context, false, error);
    if (site && store_subscriptions_load(site->store, &list, &(StoreVersionTag){0}, error)) {
        size_t count;
        const Subscription **chosen =
            open_chosen(&list, request.names, request.count, &count, error);
        status = chosen ? export_chosen(&request, site, chosen, count, error) : EX_DATAERR;
        free(chosen);
        subscription_list_clear(&list);
    }
    site_close(site);
    return status;
}

const Command command_export = {
    .name = "export",
    .usage = "--format FORMAT [--api-version VERSION] [SUB ...]",
    .summary = "Write security contacts for az, REST, ARM, Bicep, Terraform, ...",
    .help = "  SUB     a subscription: its id, its name, or the start of its id; none: all\n"
            "  --format FORMAT\n"
            "          az: lines for a shell, to set the contacts by the Azure CLI\n"
            "          rest: resources of the REST API; that of one SUB is a body for PUT\n"
            "          arm, bicep: a template at subscription scope, of one subscription\n"
            "          terraform: azurerm_security_center_contact, one for each address\n"
            "          json: an array, each contact as seccontacts show prints it\n"
            "          csv: a row for each address: id, name, email, phone, alerts\n"
            "  --api-version VERSION\n"
            "          of az, rest, arm and bicep: 2017-08-01-preview, 2020-01-01-preview or,\n"
            "          but for az, 2023-12-01-preview; the newest is the default\n"
            "\n"
            "A subscription without a security contact is left out of all formats but json\n"
            "and csv, and told on standard error. What can't be expressed is an error, and\n"
            "nothing is written.\n"
            "\n"
            "Exit status:\n"
            "  0   written\n"
            "  65  no such subscription, or a contact that the format can't express\n"
            "  78  a settings file is wrong\n"
            "\n"
            "Example:\n"
            "  seccontacts export --format az \"Contoso Production\" | sh\n",
    .options = options,
    .operands = {0, COMMAND_ANY, "SUB"},
    .run = run,
};
