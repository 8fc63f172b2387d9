/* export_internal.h: what the files of export.h share. For this module only. */
#ifndef AZURE_EXPORT_INTERNAL_H
#define AZURE_EXPORT_INTERNAL_H

#include "azure/export.h"

struct Export {
    ExportFormat format;
    ApiVersion api;
    bool single;
    FILE *out;
    json_t *items; /* of a format that is JSON */
    size_t count;  /* contacts added */
};

/* The api-version as Azure calls it. */
const char *api_name(ApiVersion api);

/* The name of the resource for address `index`, from 0, in API_2017: "default1". `name` has room
 * for 32 bytes. */
void export_resource_name(ApiVersion api, size_t index, char name[32]);

/* How many resources of `api` the contact is. */
size_t export_resource_count(ApiVersion api, const Contact *contact);

/* `properties` of resource `index` of the contact. The caller frees it. */
json_t *export_properties(ApiVersion api, const Contact *contact, size_t index);

/* Add to the items: resources of the REST API, the template around those of one contact, a contact
 * as export_json() makes it. */
void export_add_rest(Export *export, const Subscription *subscription, const Contact *contact);
void export_add_arm(Export *export, const Subscription *subscription, const Contact *contact);
void export_add_json(Export *export, const Subscription *subscription, const Contact *contact);

/* Write the lines of one contact. */
void export_write_az(Export *export, const Subscription *subscription, const Contact *contact);
void export_write_bicep(Export *export, const Subscription *subscription, const Contact *contact);
void export_write_terraform(Export *export, const Subscription *subscription,
                            const Contact *contact);
void export_write_csv(Export *export, const Subscription *subscription, const Contact *contact);

/* Writes `mark`, a space, "NAME (ID)", made visible, and a newline: a comment in any of these
 * languages ends with its line. */
void export_write_comment(FILE *out, const char *mark, const Subscription *subscription);

#endif
