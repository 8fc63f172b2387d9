/* What `export` writes as JSON. */
#include "azure/export_internal.h"

#include "azure/json.h"
#include "base/memory.h"
#include "core/contact_field.h"

#include <stdlib.h>
#include <string.h>

static json_t *value_json(const Contact *contact, size_t field)
{
    if (field == CONTACT_EMAILS) {
        json_t *emails = json_array();
        for (size_t i = 0; i < address_list_count(contact->emails); i++)
            json_array_append_new(emails, json_text(address_list_get(contact->emails, i)));
        return emails;
    }
    const char *value = contact_value(contact, field);
    if (contact_field_is_text(field))
        return json_text(*value ? value : NULL);
    return contact_is_on(contact, field) ? json_true() : json_false();
}

void export_add_values(json_t *object, const Contact *contact, bool fixed)
{
    for (size_t i = 0; i < CONTACT_FIELD_COUNT; i++) {
        if (fixed || !contact_fields[i].fixed)
            json_object_set_new(object, contact_fields[i].name, value_json(contact, i));
    }
}

json_t *export_json(const Subscription *subscription, const Contact *contact)
{
    json_t *object = json_pack("{s:s, s:s}", "id", subscription->id, "name", subscription->name);
    export_add_values(object, contact, true);
    json_object_set_new(object, "configured",
                        contact_is_configured(contact) ? json_true() : json_false());
    return object;
}

void export_add_json(Export *export, const Subscription *subscription, const Contact *contact)
{
    json_array_append_new(export->items, export_json(subscription, contact));
}

void export_resource_name(ApiVersion api, size_t index, char name[32])
{
    if (api == API_2017)
        snprintf(name, 32, "default%zu", index + 1);
    else
        snprintf(name, 32, "default");
}

size_t export_resource_count(ApiVersion api, const Contact *contact)
{
    return api == API_2017 ? address_list_count(contact->emails) : 1;
}

static const char *on_off(bool on)
{
    return on ? "On" : "Off";
}

static json_t *properties_2017(const Contact *contact, size_t index)
{
    return json_pack("{s:s, s:s*, s:s, s:s}", "email", address_list_get(contact->emails, index),
                     "phone", index == 0 ? contact->phone : NULL, "alertNotifications",
                     on_off(contact->alerts), "alertsToAdmins", "Off");
}

json_t *export_properties(ApiVersion api, const Contact *contact, size_t index)
{
    if (api == API_2017)
        return properties_2017(contact, index);
    char *emails = address_list_print(contact->emails, ";");
    json_t *roles = json_pack("{s:s, s:[]}", "state", "Off", "roles");
    json_t *properties;
    if (api == API_2020)
        properties = json_pack("{s:s, s:s*, s:o, s:{s:s, s:s}}", "emails", emails, "phone",
                               contact->phone, "notificationsByRole", roles, "alertNotifications",
                               "state", on_off(contact->alerts), "minimalSeverity", "High");
    else
        properties =
            json_pack("{s:s, s:s*, s:b, s:o, s:[{s:s, s:s}]}", "emails", emails, "phone",
                      contact->phone, "isEnabled", contact->alerts, "notificationsByRole", roles,
                      "notificationsSources", "sourceType", "Alert", "minimalSeverity", "High");
    free(emails);
    return properties;
}

void export_add_rest(Export *export, const Subscription *subscription, const Contact *contact)
{
    for (size_t i = 0; i < export_resource_count(export->api, contact); i++) {
        char name[32];
        export_resource_name(export->api, i, name);
        char *id = memory_format("/subscriptions/%s/providers/Microsoft.Security/securityContacts/"
                                 "%s",
                                 subscription->id, name);
        json_array_append_new(export->items,
                              json_pack("{s:s, s:s, s:s, s:o}", "id", id, "name", name, "type",
                                        "Microsoft.Security/securityContacts", "properties",
                                        export_properties(export->api, contact, i)));
        free(id);
    }
}

/* In a template a text that begins with "[" is an expression. No address and no phone number does,
 * and there are no other texts of ours in it. */
void export_add_arm(Export *export, const Subscription *subscription, const Contact *contact)
{
    (void)subscription;
    ApiVersion api = export->api;
    static const char schema[] = "https://schema.management.azure.com/schemas/2018-05-01/"
                                 "subscriptionDeploymentTemplate.json#";
    json_t *resources = json_array();
    for (size_t i = 0; i < export_resource_count(api, contact); i++) {
        char name[32];
        export_resource_name(api, i, name);
        json_array_append_new(
            resources, json_pack("{s:s, s:s, s:s, s:o}", "type",
                                 "Microsoft.Security/securityContacts", "apiVersion", api_name(api),
                                 "name", name, "properties", export_properties(api, contact, i)));
    }
    json_array_append_new(export->items,
                          json_pack("{s:s, s:s, s:o}", "$schema", schema, "contentVersion",
                                    "1.0.0.0", "resources", resources));
}
