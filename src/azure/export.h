/* export.h: security contacts written in the formats that operators of Azure use.
 *
 * What is written is safe where it goes: addresses and names are quoted for the shell, HCL, Bicep,
 * JSON or CSV, and names in comments are made visible. It holds what a security contact of ours
 * holds, alerts of high severity, and e-mail to roles off: contacts.h reads it back unchanged.
 */
#ifndef AZURE_EXPORT_H
#define AZURE_EXPORT_H

#include "base/error.h"
#include "core/contact.h"
#include "core/subscription.h"

#include <jansson.h>
#include <stdio.h>

typedef enum ExportFormat {
    EXPORT_AZ,        /* lines for a POSIX shell: `az security contact create` */
    EXPORT_REST,      /* resources as the REST API writes them */
    EXPORT_ARM,       /* an ARM template at subscription scope */
    EXPORT_BICEP,     /* the same as Bicep */
    EXPORT_TERRAFORM, /* azurerm_security_center_contact */
    EXPORT_JSON,      /* an array of what `seccontacts show --json` prints */
    EXPORT_CSV,       /* RFC 4180: a row an address */
} ExportFormat;

typedef enum ApiVersion {
    API_2017, /* 2017-08-01-preview: one address a resource, default1, default2, ... */
    API_2020, /* 2020-01-01-preview: one resource, all addresses in it */
    API_2023, /* 2023-12-01-preview: the same with notificationsSources */
} ApiVersion;

typedef struct Export Export; /* opaque: export_new(), export_free() */

/* The format called `name`; false and the error (ERROR_USAGE), which lists them, where there is
 * none. */
bool export_format(const char *name, ExportFormat *format, Error *error);

/* The api-version that `format` is written in: the one called `name`, or, where `name` is NULL, the
 * newest that it knows. False and the error (ERROR_USAGE) where it knows none such. */
bool export_api(ExportFormat format, const char *name, ApiVersion *api, Error *error);

/* False and the error (ERROR_USAGE) where so many subscriptions can't be in one file. */
bool export_takes(ExportFormat format, size_t count, Error *error);

/* Writes text to `out`. `single`: a list of one is written without the list. export_free() frees
 * it. */
Export *export_new(ExportFormat format, ApiVersion api, bool single, FILE *out);
void export_free(Export *export); /* NULL is nothing to do */

/* Why the contact is left out of this format: it is empty, or has no address where one is needed; a
 * constant text. NULL: it is not. */
const char *export_left_out(const Export *export, const Contact *contact);

/* False and the error (ERROR_DATA) where the format can't express the contact. */
bool export_check(const Export *export, const Subscription *subscription, const Contact *contact,
                  Error *error);

/* Adds a contact that export_check() has passed, and that is not left out. */
void export_add(Export *export, const Subscription *subscription, const Contact *contact);

/* Ends the text. The JSON of a format that is JSON, which is the caller's to print and to free;
 * else NULL. */
json_t *export_end(Export *export);

/* Adds the values of a contact to a JSON object, by the names of the fields; those that are not
 * available yet, too, where `fixed`. */
void export_add_values(json_t *object, const Contact *contact, bool fixed);

/* A contact as `seccontacts show --json` prints it. The caller frees it. */
json_t *export_json(const Subscription *subscription, const Contact *contact);

#endif
