#include "core/subscription.h"

#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unicase.h>

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool subscription_id_is_valid(const char *id)
{
    size_t at = 0;
    for (; at < 36 && id[at]; at++) {
        bool hyphen = at == 8 || at == 13 || at == 18 || at == 23;
        if (hyphen ? id[at] != '-' : !is_hex(id[at]))
            return false;
    }
    return at == 36 && id[at] == '\0';
}

char *subscription_id_normal(const char *id)
{
    if (!subscription_id_is_valid(id))
        return NULL;
    char *normal = memory_text(id);
    for (char *c = normal; *c; c++) {
        if (*c >= 'A' && *c <= 'F')
            *c = (char)(*c | 0x20);
    }
    return normal;
}

void subscription_clear(Subscription *subscription)
{
    for (size_t i = 0; i < subscription->resource_group_count; i++)
        free(subscription->resource_groups[i]);
    free(subscription->resource_groups);
    free(subscription->id);
    free(subscription->name);
    free(subscription->tenant);
    free(subscription->state);
    *subscription = (Subscription){0};
}

void subscription_copy(Subscription *to, const Subscription *from)
{
    *to = (Subscription){
        .id = memory_text(from->id),
        .name = memory_text(from->name),
        .tenant = memory_text(from->tenant),
        .state = memory_text(from->state),
        .resource_groups = memory_array(from->resource_group_count, sizeof(char *)),
        .resource_group_count = from->resource_group_count,
        .resource_group_capacity = from->resource_group_count,
    };
    for (size_t i = 0; i < from->resource_group_count; i++)
        to->resource_groups[i] = memory_text(from->resource_groups[i]);
}

bool subscription_equal(const Subscription *a, const Subscription *b)
{
    if (strcmp(a->id, b->id) != 0 || strcmp(a->name, b->name) != 0 ||
        strcmp(a->tenant, b->tenant) != 0 || strcmp(a->state, b->state) != 0 ||
        a->resource_group_count != b->resource_group_count)
        return false;
    for (size_t i = 0; i < a->resource_group_count; i++) {
        if (strcmp(a->resource_groups[i], b->resource_groups[i]) != 0)
            return false;
    }
    return true;
}

static bool is_ascii(const char *text)
{
    while (*text && (unsigned char)*text < 0x80)
        text++;
    return *text == '\0';
}

/* Are the names the same but for letter case, of whatever script? */
static bool same_without_case(const char *a, const char *b)
{
    if (strcasecmp(a, b) == 0)
        return true;
    if (is_ascii(a) && is_ascii(b))
        return false;
    int result = 0;
    return u8_casecmp((const uint8_t *)a, strlen(a), (const uint8_t *)b, strlen(b), NULL, NULL,
                      &result) == 0 &&
           result == 0;
}

static bool has_resource_group(const Subscription *subscription, const char *name)
{
    for (size_t i = 0; i < subscription->resource_group_count; i++) {
        if (same_without_case(subscription->resource_groups[i], name))
            return true;
    }
    return false;
}

bool subscription_add_resource_group(Subscription *subscription, const char *name)
{
    if (has_resource_group(subscription, name))
        return false;
    subscription->resource_groups = memory_reserve(
        subscription->resource_groups, &subscription->resource_group_capacity,
        subscription->resource_group_count + 1, sizeof *subscription->resource_groups);
    subscription->resource_groups[subscription->resource_group_count++] = memory_text(name);
    return true;
}

static void begin(FILE *out, bool *first)
{
    fputs(*first ? "" : ", ", out);
    *first = false;
}

static void write_change(FILE *out, bool *first, const char *what, const char *before,
                         const char *after)
{
    if (strcmp(before, after) == 0)
        return;
    char *from = visible_text(before);
    char *to = visible_text(after);
    begin(out, first);
    fprintf(out, "%s \"%s\" -> \"%s\"", what, from, to);
    free(to);
    free(from);
}

char *subscription_difference(const Subscription *before, const Subscription *after)
{
    size_t added = 0, removed = 0;
    for (size_t i = 0; i < after->resource_group_count; i++)
        added += !has_resource_group(before, after->resource_groups[i]);
    for (size_t i = 0; i < before->resource_group_count; i++)
        removed += !has_resource_group(after, before->resource_groups[i]);
    char *text = NULL;
    size_t size;
    bool first = true;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return memory_text("changed");
    write_change(out, &first, _("id"), before->id, after->id);
    write_change(out, &first, _("name"), before->name, after->name);
    write_change(out, &first, _("tenant"), before->tenant, after->tenant);
    write_change(out, &first, _("state"), before->state, after->state);
    if (added > 0) {
        begin(out, &first);
        fprintf(out, n_("%zu resource group added", "%zu resource groups added", added), added);
    }
    if (removed > 0) {
        begin(out, &first);
        fprintf(out,
                added > 0
                    ? n_("%zu removed", "%zu removed", removed)
                    : n_("%zu resource group removed", "%zu resource groups removed", removed),
                removed);
    }
    if (first && !subscription_equal(before, after))
        fputs(_("names or order of the resource groups changed"), out);
    else if (first)
        fputs(_("no changes"), out);
    fclose(out);
    return text;
}

void subscription_list_clear(SubscriptionList *list)
{
    for (size_t i = 0; i < list->count; i++)
        subscription_clear(&list->items[i]);
    free(list->items);
    *list = (SubscriptionList){0};
}

void subscription_list_copy(SubscriptionList *to, const SubscriptionList *from)
{
    *to = (SubscriptionList){
        .items = memory_array(from->count, sizeof *to->items),
        .count = from->count,
        .capacity = from->count,
    };
    for (size_t i = 0; i < from->count; i++)
        subscription_copy(&to->items[i], &from->items[i]);
}

bool subscription_list_equal(const SubscriptionList *a, const SubscriptionList *b)
{
    bool same = a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++)
        same = subscription_equal(&a->items[i], &b->items[i]);
    return same;
}

Subscription *subscription_list_add(SubscriptionList *list, Subscription *subscription)
{
    list->items =
        memory_reserve(list->items, &list->capacity, list->count + 1, sizeof *list->items);
    list->items[list->count] = *subscription;
    *subscription = (Subscription){0};
    return &list->items[list->count++];
}

static bool has_id(const Subscription *subscription, const char *text)
{
    return strcasecmp(subscription->id, text) == 0;
}

static bool has_name(const Subscription *subscription, const char *text)
{
    return strcmp(subscription->name, text) == 0;
}

static bool has_name_without_case(const Subscription *subscription, const char *text)
{
    return same_without_case(subscription->name, text);
}

static bool has_id_prefix(const Subscription *subscription, const char *text)
{
    return strncasecmp(subscription->id, text, strlen(text)) == 0;
}

static SubscriptionMatch find(const SubscriptionList *list, const char *text,
                              bool (*matches)(const Subscription *, const char *), size_t *index,
                              size_t *other)
{
    SubscriptionMatch match = SUBSCRIPTION_UNKNOWN;
    for (size_t i = 0; i < list->count; i++) {
        if (!matches(&list->items[i], text))
            continue;
        if (match == SUBSCRIPTION_FOUND) {
            *other = i;
            return SUBSCRIPTION_AMBIGUOUS;
        }
        match = SUBSCRIPTION_FOUND;
        *index = i;
    }
    return match;
}

SubscriptionMatch subscription_list_find(const SubscriptionList *list, const char *text,
                                         size_t *index, size_t *other)
{
    static bool (*const ways[])(const Subscription *, const char *) = {
        has_id, has_name, has_name_without_case, has_id_prefix};
    for (size_t way = 0; text[0] && way < sizeof ways / sizeof *ways; way++) {
        SubscriptionMatch match = find(list, text, ways[way], index, other);
        if (match != SUBSCRIPTION_UNKNOWN)
            return match;
    }
    return SUBSCRIPTION_UNKNOWN;
}

bool subscription_list_choose(const SubscriptionList *list, const char *text, size_t *index,
                              Error *error)
{
    size_t other = 0;
    switch (subscription_list_find(list, text, index, &other)) {
    case SUBSCRIPTION_FOUND:
        return true;
    case SUBSCRIPTION_AMBIGUOUS:
        return error_set(error, ERROR_DATA,
                         "\"%s\" means several subscriptions: \"%s\" (%s) and \"%s\" (%s); "
                         "expected an id, a name or the start of an id that only one has",
                         visible_start(text, 80), visible_start(list->items[*index].name, 80),
                         list->items[*index].id, visible_start(list->items[other].name, 80),
                         list->items[other].id);
    case SUBSCRIPTION_UNKNOWN:
        break;
    }
    if (list->count == 0)
        return error_set(error, ERROR_DATA,
                         "no subscription \"%s\": the site has none yet; "
                         "az account list -o json | seccontacts import - brings them",
                         visible_start(text, 80));
    return error_set(error, ERROR_DATA,
                     "no subscription \"%s\"; expected an id, a name or the start of an id: "
                     "seccontacts subscriptions lists them",
                     visible_start(text, 80));
}
