/* alert_write.c: an alert as JSON in the shape of the REST API, which alerts.c reads. */
#include "azure/alerts.h"
#include "azure/json.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Sets a member, unless the text is empty. */
static void set(json_t *object, const char *name, const char *text)
{
    if (text[0] != '\0')
        json_object_set_new(object, name, json_text(text));
}

static json_t *to_json(const Alert *alert, bool whole)
{
    json_t *object = json_object(), *steps = json_array();
    char *id = memory_format("/subscriptions/%s", alert->subscription);
    set(object, "id", id);
    set(object, "systemAlertId", alert->id);
    set(object, "alertType", alert->type_id);
    set(object, "alertDisplayName", alert->name);
    set(object, "severity", alert->severity_text);
    set(object, "azureResourceId", alert->resource);
    set(object, "resourceGroup", alert->resource_group);
    set(object, "compromisedEntity", alert->entity);
    set(object, "alertUri", alert->link);
    if (whole)
        set(object, "description", alert->description);
    for (size_t i = 0; whole && i < alert->step_count; i++)
        json_array_append_new(steps, json_text(alert->steps[i]));
    json_object_set_new(object, "remediationSteps", steps);
    if (alert->has_time) {
        char text[32];
        struct tm utc;
        time_t at = (time_t)alert->time;
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&at, &utc));
        set(object, "startTimeUtc", text);
    }
    free(id);
    return object;
}

char *alert_to_json(const Alert *alert, size_t most)
{
    json_t *object = to_json(alert, true);
    char *text = json_dumps(object, JSON_COMPACT);
    json_decref(object);
    if (text != NULL && strlen(text) <= most)
        return text;
    free(text);
    object = to_json(alert, false);
    text = json_dumps(object, JSON_COMPACT);
    json_decref(object);
    return text;
}
