#include "azure/alert_shape.h"

#include "azure/alert_time.h"
#include "azure/alert_wrap.h"
#include "base/language.h"
#include "base/memory.h"
#include "core/subscription.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <xxhash.h>

enum { SEVERITY_LENGTH = 64 };

/* Where a member is looked for: the object's own properties, then the object. */
typedef struct Source {
    const json_t *properties, *top;
} Source;

json_t *alert_member(const json_t *object, const char *name)
{
    const char *key;
    json_t *value;
    json_t *found = json_object_get(object, name);
    if (found != NULL)
        return found;
    json_object_foreach((json_t *)object, key, value)
    {
        if (strcasecmp(key, name) == 0)
            return value;
    }
    return NULL;
}

static json_t *member(const json_t *object, const char *name)
{
    return alert_member(object, name);
}

/* A copy of a JSON string with U+FFFD for NUL; NULL where it is none, or empty. */
static char *text_of(const json_t *value)
{
    if (!json_is_string(value) || json_string_length(value) == 0)
        return NULL;
    const char *from = json_string_value(value);
    size_t length = json_string_length(value), size = 0;
    if (memchr(from, '\0', length) == NULL)
        return memory_text_n(from, length);
    char *text = memory_array(length * 3 + 1, 1);
    for (size_t i = 0; i < length; i++) {
        if (from[i] != '\0')
            text[size++] = from[i];
        else
            for (const char *c = "\xEF\xBF\xBD"; *c != '\0'; c++)
                text[size++] = *c;
    }
    return text;
}

/* The first of these members that is a text and not empty; `names` ends with NULL. The caller frees
 * it. */
static char *text(const Source *source, const char *const *names)
{
    for (; *names != NULL; names++) {
        char *found = text_of(member(source->properties, *names));
        if (found == NULL)
            found = text_of(member(source->top, *names));
        if (found != NULL)
            return found;
    }
    return NULL;
}

#define TEXT(source, ...) text(source, (const char *const[]){__VA_ARGS__, NULL})

/* Takes the text over into a field. */
static void take(char **field, char *found)
{
    if (found != NULL) {
        free(*field);
        *field = found;
    }
}

/* The segment behind /NAME/ in a resource id, whatever its case; NULL where there is none. The
 * caller frees it. */
static char *segment(const char *id, const char *name)
{
    char *pattern = memory_format("/%s/", name), *found = NULL;
    const char *at = id != NULL ? strcasestr(id, pattern) : NULL;
    if (at != NULL) {
        at += strlen(pattern);
        size_t length = strcspn(at, "/");
        found = length > 0 ? memory_text_n(at, length) : NULL;
    }
    free(pattern);
    return found;
}

/* The id of the attacked resource; the first one of several. The caller frees it. */
static char *resource_of(const Source *source)
{
    char *found =
        TEXT(source, "azureResourceId", "associatedResource", "resourceId", "_resourceId");
    const json_t *list = member(source->properties, "resourceIdentifiers");
    for (size_t i = 0; found == NULL && i < json_array_size(list); i++)
        found = text_of(member(json_array_get(list, i), "azureResourceId"));
    return found;
}

/* Tries one text as, or as the place of, the subscription's id. */
static bool try_subscription(Alert *alert, char *candidate, char **wrong)
{
    if (candidate == NULL)
        return false;
    char *part = segment(candidate, "subscriptions");
    if (part == NULL && candidate[0] != '\0' && strchr(candidate, '/') == NULL)
        part = memory_text(candidate);
    char *id = part != NULL ? subscription_id_normal(part) : NULL;
    if (id == NULL && part != NULL && *wrong == NULL)
        *wrong = memory_text(part);
    free(part);
    free(candidate);
    take(&alert->subscription, id);
    return id != NULL;
}

static bool take_subscription(const Source *source, Alert *alert, char **why)
{
    char *wrong = NULL;
    bool found = try_subscription(alert, text_of(member(source->top, "id")), &wrong) ||
                 try_subscription(alert, memory_text(alert->resource), &wrong) ||
                 try_subscription(alert, TEXT(source, "azureResourceSubscriptionId"), &wrong) ||
                 try_subscription(alert, TEXT(source, "subscriptionId"), &wrong) ||
                 try_subscription(alert, TEXT(source, "workspaceSubscriptionId"), &wrong);
    if (!found)
        *why = wrong != NULL
                   ? memory_format(_("\"%s\" is no subscription id; expected a GUID"), wrong)
                   : memory_text(_("no subscription: expected it in id, azureResourceId or "
                                   "subscriptionId"));
    free(wrong);
    return found;
}

/* True where the object says that it is an alert, or at least that it is nothing else. */
static bool is_alert(const Source *source, char **why)
{
    char *type = text_of(member(source->top, "type"));
    char *category = text_of(member(member(source->top, "category"), "value"));
    if (category == NULL && json_is_string(member(source->top, "operationName")))
        category = text_of(member(source->top, "category"));
    char *name = TEXT(source, "alertType", "alertName", "alertDisplayName");
    size_t length = type != NULL ? strlen(type) : 0;
    if (type != NULL && strchr(type, '/') != NULL &&
        (length < 7 || strcasecmp(type + length - 7, "/alerts") != 0))
        *why = memory_format(_("\"%s\" is no alert"), type);
    else if (category != NULL && strcasecmp(category, "Security") != 0)
        *why = memory_format(_("an Activity Log entry of category \"%s\" is no alert"), category);
    else if (name == NULL && category == NULL)
        *why = memory_text(_("no alert: expected alertType, alertName or alertDisplayName"));
    free(type);
    free(category);
    free(name);
    return *why == NULL;
}

static void take_type(const Source *source, Alert *alert)
{
    take(&alert->name, TEXT(source, "alertDisplayName", "displayName"));
    char *type = TEXT(source, "alertType");
    char *name = TEXT(source, "alertName");
    if (type == NULL) { /* until 2019-01-01 alertName is the type's id */
        type = name;
        name = NULL;
    }
    take(&alert->type_id, type);
    if (alert->name[0] == '\0' && name != NULL) /* the Log Analytics table's display name */
        take(&alert->name, name);
    else
        free(name);
    if (alert->name[0] == '\0')
        take(&alert->name, text_of(member(member(source->top, "eventName"), "value")));
    if (alert->name[0] == '\0' && json_is_string(member(source->top, "operationName")))
        take(&alert->name, TEXT(source, "eventName", "resultDescription"));
}

/* The first of these members that is there and no text, as it stands. The caller frees it. */
static char *odd_value(const Source *source, const char *const *names)
{
    for (; *names != NULL; names++) {
        json_t *value = member(source->properties, *names);
        if (value == NULL)
            value = member(source->top, *names);
        if (json_is_number(value)) /* all are read as reals */
            return memory_format("%.15g", json_number_value(value));
        if (value != NULL && !json_is_null(value) && !json_is_string(value))
            return json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
    }
    return NULL;
}

static void take_severity(const Source *source, Alert *alert)
{
    static const char *const names[] = {"severity", "reportedSeverity", "alertSeverity", NULL};
    char *given = text(source, names);
    take(&alert->severity_text, given != NULL ? given : odd_value(source, names));
    alert->severity = severity_parse(alert->severity_text);
    size_t length = strlen(alert->severity_text);
    if (length > SEVERITY_LENGTH) {
        for (length = SEVERITY_LENGTH;
             ((unsigned char)alert->severity_text[length] & 0xC0) == 0x80;)
            length--;
        alert->severity_text[length] = '\0';
    }
}

static void take_place(const Source *source, Alert *alert)
{
    char *id = text_of(member(source->top, "id"));
    take(&alert->resource, resource_of(source));
    take(&alert->resource_group, segment(alert->resource, "resourceGroups"));
    if (alert->resource_group[0] == '\0')
        take(&alert->resource_group, segment(id, "resourceGroups"));
    if (alert->resource_group[0] == '\0')
        take(&alert->resource_group, TEXT(source, "resourceGroup", "resourceGroupName"));
    take(&alert->entity, TEXT(source, "compromisedEntity"));
    const char *last = strrchr(alert->resource, '/');
    if (alert->entity[0] == '\0' && last != NULL)
        alert_set(&alert->entity, last + 1);
    free(id);
}

static void take_lines(Alert *alert, const char *lines)
{
    while (*lines != '\0') {
        size_t length = strcspn(lines, "\n");
        alert_add_step(alert, lines, length);
        lines += length + (lines[length] != '\0');
    }
}

static void take_step_array(Alert *alert, const json_t *array)
{
    for (size_t i = 0; i < json_array_size(array); i++) {
        char *step = text_of(json_array_get(array, i));
        if (step != NULL)
            alert_add_step(alert, step, strlen(step));
        free(step);
    }
}

/* An array of texts, a text of lines, or a text that is such an array. */
static void take_steps(const Source *source, Alert *alert)
{
    const json_t *steps = member(source->properties, "remediationSteps");
    take_step_array(alert, steps);
    char *lines = text_of(steps);
    json_t *inner =
        lines != NULL && lines[0] == '[' ? json_loads(lines, JSON_ALLOW_NUL, NULL) : NULL;
    if (inner != NULL)
        take_step_array(alert, inner);
    else if (lines != NULL)
        take_lines(alert, lines);
    json_decref(inner);
    free(lines);
}

static void take_time(const Source *source, Alert *alert)
{
    static const char *const names[] = {"startTimeUtc",     "startTime",     "detectedTimeUtc",
                                        "timeGeneratedUtc", "timeGenerated", "eventTimestamp",
                                        "reportedTimeUtc",  "endTimeUtc",    "endTime"};
    for (size_t i = 0; !alert->has_time && i < sizeof names / sizeof names[0]; i++) {
        char *time = TEXT(source, names[i]);
        alert->has_time = time != NULL && alert_time_parse(time, &alert->time);
        free(time);
    }
}

/* An id of what the alert says: the same alert gets the same one, whenever it comes. */
static char *id_of_content(const Alert *alert)
{
    const char *parts[] = {alert->subscription, alert->type_id, alert->name,
                           alert->resource,     alert->entity,  alert->severity_text,
                           alert->description};
    XXH3_state_t *state = XXH3_createState();
    XXH3_128bits_reset(state);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        XXH3_128bits_update(state, parts[i], strlen(parts[i]) + 1);
    XXH3_128bits_update(state, &alert->time, sizeof alert->time);
    XXH128_hash_t hash = XXH3_128bits_digest(state);
    XXH3_freeState(state);
    return memory_format("content-%016" PRIx64 "%016" PRIx64, (uint64_t)hash.high64,
                         (uint64_t)hash.low64);
}

static void take_id(const Source *source, Alert *alert)
{
    char *id = text_of(member(source->top, "id"));
    char *own = segment(id, "alerts");
    if (own != NULL)
        take(&alert->id, text_of(member(source->top, "name")));
    if (alert->id[0] == '\0')
        take(&alert->id, TEXT(source, "systemAlertId", "alertId"));
    if (alert->id[0] == '\0') {
        take(&alert->id, own);
        own = NULL;
    }
    if (alert->id[0] == '\0')
        take(&alert->id, id_of_content(alert));
    free(own);
    free(id);
}

static bool from_unwrapped(const json_t *object, Alert *alert, char **why)
{
    const json_t *properties = member(object, "properties");
    Source source = {.properties = json_is_object(properties) ? properties : object, .top = object};
    if (!is_alert(&source, why))
        return false;
    alert_init(alert);
    take_type(&source, alert);
    take_severity(&source, alert);
    take_place(&source, alert);
    take(&alert->description, TEXT(&source, "description"));
    take(&alert->link, TEXT(&source, "alertUri", "alertLink", "uri"));
    take_steps(&source, alert);
    take_time(&source, alert);
    if (alert->type_id[0] == '\0' && alert->name[0] == '\0')
        *why = memory_text(_("an alert without alertType, alertName and alertDisplayName"));
    else if (take_subscription(&source, alert, why))
        take_id(&source, alert);
    if (*why != NULL)
        alert_clear(alert);
    return *why == NULL;
}

bool alert_from_json(const json_t *object, Alert *alert, char **why)
{
    *why = NULL;
    json_t *unwrapped = alert_unwrap(object, why);
    bool good = unwrapped != NULL && from_unwrapped(unwrapped, alert, why);
    json_decref(unwrapped);
    return good;
}
