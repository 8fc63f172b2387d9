/* alert_wrap.c: alerts as event hubs, Azure Monitor and Microsoft Graph send them. */
#include "azure/alert_wrap.h"

#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

static const char *string_of(const json_t *object, const char *name)
{
    return json_string_value(alert_member(object, name));
}

/* Gives the member that is called `name`, whatever its case, another name. */
static void rename_member(json_t *object, const char *name, const char *to)
{
    json_t *value = json_incref(alert_member(object, name));
    const char *key;
    json_t *other;
    void *next;
    json_object_foreach_safe(object, next, key, other)
    {
        if (strcasecmp(key, name) == 0)
            json_object_del(object, key);
    }
    json_object_set_new(object, to, value);
}

/* An entry of the Activity Log as a diagnostic setting sends it to an event hub or a storage
 * account: its resourceId is the alert's id. */
static json_t *from_record(const json_t *object)
{
    const char *id = string_of(object, "resourceId");
    json_t *made = json_copy((json_t *)object);
    if (id && !alert_member(object, "id") && strcasestr(id, "/providers/Microsoft.Security/"))
        rename_member(made, "resourceId", "id");
    return made;
}

/* Azure Monitor's common alert schema, which has an entry of the Activity Log in its context. */
static json_t *from_monitor(const json_t *data, char **why)
{
    const json_t *essentials = alert_member(data, "essentials");
    const json_t *context = alert_member(data, "alertContext");
    const json_t *properties = alert_member(context, "properties");
    const json_t *targets = alert_member(essentials, "alertTargetIDs");
    const char *service = string_of(essentials, "monitoringService");
    if (!alert_member(properties, "severity") ||
        (!alert_member(properties, "eventName") && !alert_member(properties, "alertDisplayName"))) {
        *why = memory_format(_("a notification of Azure Monitor (common alert schema, of \"%s\") "
                               "that has no security alert in it; expected severity and eventName "
                               "in data.alertContext.properties"),
                             visible_start(service ? service : "?", 60));
        return NULL;
    }
    json_t *made = json_copy((json_t *)context);
    const char *target = json_string_value(json_array_get(targets, 0));
    if (!target)
        target = string_of(essentials, "alertId");
    if (target)
        json_object_set_new(made, "subscriptionId", json_string(target));
    json_object_set_new(made, "operationName", json_string("Microsoft.Security"));
    json_object_set_new(made, "category", json_string("Security"));
    return made;
}

static const char *evidence_resource(const json_t *object)
{
    static const char *const names[] = {"resourceId", "azureResourceId", "azureId"};
    const json_t *evidence = alert_member(object, "evidence");
    for (size_t i = 0; i < json_array_size(evidence); i++) {
        for (size_t j = 0; j < sizeof names / sizeof *names; j++) {
            const char *id = string_of(json_array_get(evidence, i), names[j]);
            if (id && strncasecmp(id, "/subscriptions/", 15) == 0)
                return id;
        }
    }
    return NULL;
}

/* An alert of Microsoft Graph's security API: alerts_v2, and the older one. */
static json_t *from_graph(const json_t *object, char **why)
{
    const char *resource = evidence_resource(object);
    const char *subscription = string_of(object, "azureSubscriptionId");
    if (!resource && !subscription) {
        *why = memory_text(_("an alert of Microsoft Graph that does not say which subscription is "
                             "attacked; expected a resource of Azure in its evidence"));
        return NULL;
    }
    json_t *made = json_copy((json_t *)object);
    rename_member(made, "title", "alertDisplayName");
    rename_member(made, "id", "systemAlertId");
    if (resource)
        json_object_set_new(made, "azureResourceId", json_string(resource));
    else
        json_object_set_new(made, "subscriptionId", json_string(subscription));
    return made;
}

static bool is_incident(const json_t *object)
{
    const json_t *inner = alert_member(object, "object");
    const char *type = string_of(inner ? inner : object, "type");
    return (type && strcasecmp(type, "Microsoft.SecurityInsights/incidents") == 0) ||
           (alert_member(object, "incidentNumber") && !alert_member(object, "alertType"));
}

json_t *alert_unwrap(const json_t *object, char **why)
{
    const char *kind = string_of(object, "@odata.type"), *schema = string_of(object, "schemaId");
    const json_t *data = alert_member(object, "data");
    if (is_incident(object)) {
        *why =
            memory_text(_("an incident of Microsoft Sentinel, which does not say which "
                          "subscription is attacked; expected the security alerts that it is of"));
        return NULL;
    }
    if ((schema && strcasecmp(schema, "azureMonitorCommonAlertSchema") == 0) ||
        alert_member(data, "essentials"))
        return from_monitor(data, why);
    if ((kind && strcasestr(kind, "microsoft.graph.security.alert")) ||
        (kind && string_of(object, "serviceSource")) ||
        (string_of(object, "title") && string_of(object, "azureTenantId")))
        return from_graph(object, why);
    if (json_is_string(alert_member(object, "operationName")))
        return from_record(object);
    return json_incref((json_t *)object);
}
