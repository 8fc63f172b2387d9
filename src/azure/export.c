#include "azure/export.h"

#include "azure/export_internal.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"

#include <stdlib.h>
#include <string.h>

/* What a format is called, and can do; in the order of ExportFormat. */
static const struct Kind {
    const char *name;
    bool json;      /* printed as a whole at the end */
    bool one;       /* one subscription a file */
    bool all;       /* takes contacts that are empty too */
    bool versioned; /* has api-versions, up to `newest` */
    ApiVersion newest;
    void (*write)(Export *export, const Subscription *subscription, const Contact *contact);
} kinds[] = {
    {"az", false, false, false, true, API_2020, export_write_az},
    {"rest", true, false, false, true, API_2023, export_add_rest},
    {"arm", true, true, false, true, API_2023, export_add_arm},
    {"bicep", false, true, false, true, API_2023, export_write_bicep},
    {"terraform", false, false, false, false, API_2017, export_write_terraform},
    {"json", true, false, true, false, API_2017, export_add_json},
    {"csv", false, false, true, false, API_2017, export_write_csv},
};

static const char *const api_names[] = {
    [API_2017] = "2017-08-01-preview",
    [API_2020] = "2020-01-01-preview",
    [API_2023] = "2023-12-01-preview",
};

const char *api_name(ApiVersion api)
{
    return api_names[api];
}

bool export_format(const char *name, ExportFormat *format, Error *error)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i].name, name) == 0) {
            *format = (ExportFormat)i;
            return true;
        }
    }
    return error_set(error, ERROR_USAGE,
                     "export: unknown format \"%s\"; expected az, rest, arm, bicep, terraform, "
                     "json or csv",
                     visible_start(name, 40));
}

bool export_api(ExportFormat format, const char *name, ApiVersion *api, Error *error)
{
    const struct Kind *kind = &kinds[format];
    *api = kind->newest;
    if (!name)
        return true;
    if (!kind->versioned)
        return error_set(error, ERROR_USAGE, "export: --api-version is not for the format %s",
                         kind->name);
    for (size_t i = 0; i < sizeof api_names / sizeof *api_names; i++) {
        if (i <= (size_t)kind->newest && strcmp(api_names[i], name) == 0) {
            *api = (ApiVersion)i;
            return true;
        }
    }
    bool three = kind->newest == API_2023;
    if (three)
        return error_set(
            error, ERROR_USAGE,
            "export: unknown --api-version \"%s\" of the format %s; expected %s, %s or %s",
            visible_start(name, 40), kind->name, api_names[API_2017], api_names[API_2020],
            api_names[API_2023]);
    return error_set(error, ERROR_USAGE,
                     "export: unknown --api-version \"%s\" of the format %s; expected %s or %s",
                     visible_start(name, 40), kind->name, api_names[API_2017], api_names[API_2020]);
}

bool export_takes(ExportFormat format, size_t count, Error *error)
{
    if (!kinds[format].one || count == 1)
        return true;
    return error_set(error, ERROR_USAGE,
                     format == EXPORT_ARM
                         ? N_("export: a template at subscription scope is for one subscription, "
                              "not %zu: name one SUB")
                         : N_("export: a Bicep file at subscription scope is for one subscription, "
                              "not %zu: name one SUB"),
                     count);
}

Export *export_new(ExportFormat format, ApiVersion api, bool single, FILE *out)
{
    Export *export = memory_new(sizeof *export);
    *export = (Export){.format = format, .api = api, .single = single, .out = out};
    if (kinds[format].json)
        export->items = json_array();
    return export;
}

void export_free(Export *export)
{
    if (!export)
        return;
    json_decref(export->items);
    free(export);
}

static bool needs_addresses(const Export *export)
{
    return export->format == EXPORT_TERRAFORM ||
           (kinds[export->format].versioned && export->api == API_2017);
}

const char *export_left_out(const Export *export, const Contact *contact)
{
    if (contact_is_configured(contact) || kinds[export->format].all)
        return NULL;
    if (!contact->phone && !contact->alerts)
        return _("no security contact");
    return needs_addresses(export) ? _("no address, and this format needs one") : NULL;
}

/* Azure separates the addresses of a list by semicolons, and takes commas too. */
static bool splits(const char *address)
{
    return strpbrk(address, ";,") != NULL;
}

/* The most that Linux takes as one argument of a program, with its NUL: MAX_ARG_STRLEN. */
static const size_t argument_most = 131072;

bool export_check(const Export *export, const Subscription *subscription, const Contact *contact,
                  Error *error)
{
    bool joined = kinds[export->format].versioned && export->api != API_2017;
    size_t length = 0;
    for (size_t i = 0; joined && i < address_list_count(contact->emails); i++) {
        const char *address = address_list_get(contact->emails, i);
        length += strlen(address) + 1; /* a semicolon or the NUL */
        if (splits(address))
            return error_set(error, ERROR_DATA,
                             "%s: %s can't be exported: Azure takes a list of addresses "
                             "apart at \"%c\", in quotes too",
                             visible_start(subscription->name, 80), visible_start(address, 254),
                             *strpbrk(address, ";,"));
    }
    if (export->format == EXPORT_AZ && length > argument_most)
        return error_set(error, ERROR_DATA,
                         "%s: its %zu addresses are longer than a command line can be; the "
                         "format rest holds them",
                         visible_start(subscription->name, 80),
                         address_list_count(contact->emails));
    return true;
}

void export_add(Export *export, const Subscription *subscription, const Contact *contact)
{
    kinds[export->format].write(export, subscription, contact);
    export->count++;
}

json_t *export_end(Export *export)
{
    if (!export->items)
        return NULL;
    if (export->format == EXPORT_JSON)
        return json_incref(export->items);
    if (export->format == EXPORT_ARM || (export->single && export->api != API_2017))
        return json_incref(json_array_get(export->items, 0));
    return json_pack("{s:O}", "value", export->items);
}

void export_write_comment(FILE *out, const char *mark, const Subscription *subscription)
{
    char *name = visible_text(subscription->name);
    fprintf(out, "%s %s (%s)\n", mark, name, subscription->id);
    free(name);
}
