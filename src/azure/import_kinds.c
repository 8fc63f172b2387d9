/* import_kinds.c: what items of other programs are, and by which names they have it. */
#include "azure/import_kinds.h"

#include "azure/import.h"
#include "base/language.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The names that are read, in the order of strcasecmp(3). */
static const char *const names[] = {
    "alertNotifications",
    "alerts",
    "alertsToAdmins",
    "configured",
    "displayName",
    "email",
    "emails",
    "etag",
    "id",
    "isEnabled",
    "kind",
    "location",
    "minimalRiskLevel",
    "minimalSeverity",
    "name",
    "nextLink",
    "notificationsByRole",
    "notificationsSources",
    "owners",
    "phone",
    "properties",
    "resourceGroup",
    "roles",
    "sourceType",
    "state",
    "subscriptionId",
    "subscriptions",
    "systemData",
    "tags",
    "tenantId",
    "type",
    "value",
};

static int compare_name(const void *name, const void *entry)
{
    return strcasecmp(name, *(const char *const *)entry);
}

static const char *usual_name(const char *name)
{
    const char *const *found =
        bsearch(name, names, sizeof names / sizeof *names, sizeof *names, compare_name);
    return found ? *found : NULL;
}

void import_fold_names(json_t *item)
{
    const char *name;
    json_t *value;
    size_t index;
    void *next;
    json_array_foreach(item, index, value)
    {
        import_fold_names(value);
    }
    json_object_foreach_safe(item, next, name, value)
    {
        import_fold_names(value);
        const char *usual = usual_name(name);
        if (!usual || strcmp(usual, name) == 0 || json_object_get(item, usual))
            continue;
        json_object_set(item, usual, value);
        json_object_del(item, name);
    }
}

static const char *string_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static const char *look_of_schema(const char *schema)
{
    if (strcasestr(schema, "deploymentTemplate.json"))
        return _("an ARM template, such as \"export --format arm\" writes");
    if (strcasestr(schema, "deploymentParameters.json"))
        return _("the parameters of an ARM template");
    return _("a JSON schema");
}

/* An alert, or a list of them in `value`. */
static bool is_alert(const json_t *item)
{
    const json_t *first = json_array_get(json_object_get(item, "value"), 0);
    const char *type = string_of(first ? first : item, "type");
    return (type && strncasecmp(type, "Microsoft.Security/", 19) == 0 &&
            strcasestr(type, "/alerts")) ||
           json_object_get(item, "AlertType") || json_object_get(item, "alertDisplayName");
}

const char *import_look_alike(const json_t *item)
{
    const json_t *responses = json_object_get(item, "responses");
    if (is_alert(item))
        return _("a security alert");
    if (is_alert(json_object_get(json_object_get(responses, "200"), "body")))
        return _("an example of a security alert");
    if (json_is_object(responses))
        return _("an example of the REST API, of something else");
    if (string_of(item, "schemaId"))
        return _("a notification of Azure Monitor");
    if (string_of(item, "$schema"))
        return look_of_schema(string_of(item, "$schema"));
    if (import_group_name(string_of(item, "id")))
        return _("one resource group, as \"az group show\" prints it");
    if (json_object_get(item, "subscriptionId") && json_object_get(item, "displayName"))
        return _("a subscription as the REST API writes it");
    if (json_is_array(json_object_get(item, "value")))
        return _("a reply of the REST API, with its items in \"value\"");
    if (json_object_get(item, "accessToken"))
        return _("an access token");
    return NULL;
}
