#include "azure/import.h"

#include "azure/contact_shape.h"
#include "azure/import_kinds.h"

#include "azure/json.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char expected[] =
    N_("what \"az account list\", \"az account show\", \"az group list\" or "
       "\"az security contact list\" prints with -o json");

enum { ID_LENGTH = 36 };

typedef struct Group {
    char *id; /* of its subscription */
    char *name;
} Group;

/* What one text holds, before any of it is brought into the site. */
typedef struct Found {
    SubscriptionList accounts;
    Group *groups;
    size_t group_count, group_capacity;
    size_t tenants;
} Found;

static void found_clear(Found *found)
{
    subscription_list_clear(&found->accounts);
    for (size_t i = 0; i < found->group_count; i++) {
        free(found->groups[i].id);
        free(found->groups[i].name);
    }
    free(found->groups);
}

static const char *string_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

const char *import_group_name(const char *id)
{
    static const char before[] = "/subscriptions/", between[] = "/resourceGroups/";
    if (!id || strncasecmp(id, before, sizeof before - 1) != 0)
        return NULL;
    const char *guid = id + sizeof before - 1;
    if (strnlen(guid, ID_LENGTH) < ID_LENGTH ||
        strncasecmp(guid + ID_LENGTH, between, sizeof between - 1) != 0)
        return NULL;
    const char *name = guid + ID_LENGTH + sizeof between - 1;
    return *name && !strchr(name, '/') ? name : NULL;
}

static bool is_account(const json_t *item)
{
    static const char *const names[] = {"id", "name", "state", "tenantId"};
    /* The REST API has both, and another "id"; Get-AzSubscription has both, and a "name". */
    bool rest = json_object_get(item, "subscriptionId") && !json_object_get(item, "name");
    if (string_of(item, "type") || rest)
        return false;
    size_t have = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        have += json_object_get(item, names[i]) != NULL;
    return have >= 3;
}

static bool refuse(const JsonItems *items, Error *error)
{
    const json_t *item = items->item;
    if (!json_is_object(item))
        return json_items_error(items, error, "is %s; expected %s", json_kind(item), _(expected));
    const char *looks = import_look_alike(item);
    if (looks)
        return json_items_error(items, error, "looks like %s; expected %s", looks, _(expected));
    const char *type = string_of(item, "type");
    if (type)
        return json_items_error(items, error, "looks like a resource of type \"%s\"; expected %s",
                                visible_start(type, 80), _(expected));
    return json_items_error(items, error,
                            "is no subscription, resource group or security contact; expected %s",
                            _(expected));
}

/* The string called `name` of the item; NULL and the error where it has none. */
static const char *require(const JsonItems *items, const char *name, const char *of, Error *error)
{
    const json_t *value = json_object_get(items->item, name);
    if (!value)
        json_items_error(items, error, "no \"%s\"; expected %s", name, _(of));
    else if (!json_is_string(value))
        json_items_error(items, error, "\"%s\" is %s; expected a string", name, json_kind(value));
    else if (*json_string_value(value) == '\0')
        json_items_error(items, error, "\"%s\" is empty; expected %s", name, _(of));
    return error->kind == ERROR_NONE ? json_string_value(value) : NULL;
}

/* Likewise, for one that must be a GUID: it in lower case, for the caller to free. */
static char *require_guid(const JsonItems *items, const char *name, const char *of, Error *error)
{
    const char *text = require(items, name, of, error);
    char *guid = text ? subscription_id_normal(text) : NULL;
    if (text && !guid)
        json_items_error(items, error,
                         "\"%s\" is \"%s\"; expected a GUID such as "
                         "20ff7fc3-e762-44dd-bd96-b71116dcdc23",
                         name, visible_start(text, 80));
    return guid;
}

static bool take_account(const JsonItems *items, Found *found, Error *error)
{
    static const char of[] = N_("\"id\", \"name\", \"state\" and \"tenantId\" of a subscription");
    const char *name = NULL, *state = NULL;
    char *id = require_guid(items, "id", of, error);
    if (id)
        name = require(items, "name", of, error);
    if (name)
        state = require(items, "state", of, error);
    char *tenant = state ? require_guid(items, "tenantId", of, error) : NULL;
    if (!tenant) {
        free(id);
        return false;
    }
    if (strcmp(id, tenant) == 0 && strncmp(name, "N/A(", 4) == 0) {
        found->tenants++;
        free(id);
        free(tenant);
        return true;
    }
    Subscription account = {
        .id = id, .name = memory_text(name), .tenant = tenant, .state = memory_text(state)};
    subscription_list_add(&found->accounts, &account);
    return true;
}

static bool take_group(const JsonItems *items, Found *found, Error *error)
{
    static const char of[] = N_("\"id\", \"name\" of a resource group");
    const char *whole = string_of(items->item, "id");
    const char *last = import_group_name(whole);
    const char *name = require(items, "name", of, error);
    if (!name)
        return false;
    if (strcasecmp(name, last) != 0)
        return json_items_error(items, error,
                                "\"name\" is \"%s\", but \"id\" ends in \"%s\"; expected the "
                                "same name",
                                visible_start(name, 80), visible_start(last, 80));
    const char *guid = whole + strlen("/subscriptions/");
    char *text = memory_text_n(guid, ID_LENGTH);
    char *id = subscription_id_normal(text);
    free(text);
    if (!id)
        return json_items_error(items, error,
                                "\"id\" is \"%s\"; expected the subscription's GUID behind "
                                "/subscriptions/",
                                visible_start(whole, 160));
    found->groups = memory_reserve(found->groups, &found->group_capacity, found->group_count + 1,
                                   sizeof *found->groups);
    found->groups[found->group_count++] = (Group){id, memory_text(name)};
    return true;
}

/* The subscriptions of azureProfile.json. */
static bool take_profile(const JsonItems *items, Found *found, Error *error)
{
    JsonItems inner = *items;
    inner.array = true;
    json_array_foreach(json_object_get(items->item, "subscriptions"), inner.number, inner.item)
    {
        JsonItems one = inner;
        one.number = inner.number + 1;
        if (!is_account(one.item))
            return refuse(&one, error);
        if (!take_account(&one, found, error))
            return false;
    }
    return true;
}

static bool take(const JsonItems *items, Found *found, CloudContacts *contacts, Error *error)
{
    import_fold_names(items->item);
    if (json_is_array(json_object_get(items->item, "subscriptions")))
        return take_profile(items, found, error);
    if (contacts_recognise(items->item))
        return contacts_take(contacts, items, error);
    if (items->array && import_group_name(string_of(items->item, "id")))
        return take_group(items, found, error);
    if (is_account(items->item))
        return take_account(items, found, error);
    return refuse(items, error);
}

/* Where a subscription stands in the list. The id is the list's own. */
typedef struct Place {
    const char *id;
    size_t index;
    bool taken; /* by an item of the text */
} Place;

static int place_compare(const void *a, const void *b)
{
    return strcmp(((const Place *)a)->id, ((const Place *)b)->id);
}

static void keep(void *place)
{
    (void)place;
}

static bool replace_text(char **old, const char *text)
{
    if (strcmp(*old, text) == 0)
        return false;
    free(*old);
    *old = memory_text(text);
    return true;
}

static bool update(Subscription *old, const Subscription *account)
{
    bool changed = replace_text(&old->name, account->name);
    changed |= replace_text(&old->tenant, account->tenant);
    changed |= replace_text(&old->state, account->state);
    return changed;
}

/* A subscription is in one text twice: the first item counts, which is told. */
static void tell_twice(CloudContacts *contacts, const char *file, const Subscription *first,
                       const Subscription *again)
{
    Error said = {0};
    bool same = strcmp(first->name, again->name) == 0 &&
                strcmp(first->tenant, again->tenant) == 0 &&
                strcmp(first->state, again->state) == 0;
    if (same)
        error_set_at(&said, ERROR_DATA, file, 0,
                     "subscription %s (%s) is there twice, both times the same: it counts once",
                     first->id, visible_start(first->name, 80));
    else
        error_set_at(&said, ERROR_DATA, file, 0,
                     "subscription %s is there twice: \"%s\" (tenant %s, %s) counts, as the first "
                     "one; \"%s\" (tenant %s, %s) is left out",
                     first->id, visible_start(first->name, 80), first->tenant,
                     visible_start(first->state, 20), visible_start(again->name, 80), again->tenant,
                     visible_start(again->state, 20));
    contacts_add_loss(contacts, error_message(&said));
}

/* Brings `found` into `list`. A tree of the ids, for a list of 100,000 is too long to walk for each
 * item. */
static void merge(Found *found, const char *file, SubscriptionList *list, CloudContacts *contacts,
                  ImportCounts *counts)
{
    void *tree = NULL;
    Place *places = memory_array(list->count + found->accounts.count, sizeof *places);
    size_t place_count = 0;
    for (size_t i = 0; i < list->count; i++) {
        places[place_count] = (Place){list->items[i].id, i, false};
        tsearch(&places[place_count++], &tree, place_compare);
    }
    for (size_t i = 0; i < found->accounts.count; i++) {
        Subscription *account = &found->accounts.items[i];
        Place *const *known = tfind(&(Place){account->id, 0, false}, &tree, place_compare);
        if (known && (*known)->taken) {
            tell_twice(contacts, file, &list->items[(*known)->index], account);
            continue;
        }
        if (known) {
            (*known)->taken = true;
            bool changed = update(&list->items[(*known)->index], account);
            counts->updated += changed;
            counts->unchanged += !changed;
            continue;
        }
        Subscription *added = subscription_list_add(list, account);
        *account = (Subscription){0};
        places[place_count] = (Place){added->id, list->count - 1, true};
        tsearch(&places[place_count++], &tree, place_compare);
        counts->added++;
    }
    for (size_t i = 0; i < found->group_count; i++) {
        const Group *group = &found->groups[i];
        Place *const *known = tfind(&(Place){group->id, 0, false}, &tree, place_compare);
        if (!known)
            counts->groups_unknown++;
        else if (subscription_add_resource_group(&list->items[(*known)->index], group->name))
            counts->groups_added++;
        else
            counts->groups_unchanged++;
    }
    counts->tenants += found->tenants;
    tdestroy(tree, keep);
    free(places);
}

bool import_read(FILE *in, const char *name, SubscriptionList *list, CloudContacts *contacts,
                 ImportCounts *counts, Error *error)
{
    size_t before = contacts->read;
    JsonItems items;
    Found found = {0};
    error_clear(error);
    bool good = json_items_open(&items, in, name, expected, error);
    while (good && json_items_next(&items, error))
        good = take(&items, &found, contacts, error);
    good = good && error->kind == ERROR_NONE;
    if (good) {
        merge(&found, name, list, contacts, counts);
        counts->contacts += contacts->read - before;
    }
    found_clear(&found);
    json_items_clear(&items);
    return good;
}
