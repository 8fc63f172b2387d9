/* Loads and saves the list of subscriptions. */
#include "store/files/files.h"

#include "base/language.h"
#include "base/memory.h"
#include "store/conf/settings_check.h"
#include "store/conf/settings_edit.h"

#include <stdlib.h>
#include <string.h>

#define NAME "subscriptions.conf"

/* The groups of a list, in the order of their ids. */
typedef struct Entry {
    char *id; /* in lower case */
    size_t index;
} Entry;

static int compare_entries(const void *a, const void *b)
{
    const Entry *one = a;
    const Entry *two = b;
    int order = strcmp(one->id, two->id);
    return order ? order : (one->index > two->index) - (one->index < two->index);
}

static void free_entries(Entry *entries, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(entries[i].id);
    free(entries);
}

static size_t length_of(const config_setting_t *list)
{
    return list ? (size_t)config_setting_length(list) : 0;
}

static const config_setting_t *group_at(const config_setting_t *list, size_t index)
{
    return config_setting_get_elem(list, (unsigned)index);
}

static bool guid_from_settings(const Settings *settings, const config_setting_t *group,
                               const char *name, char **value, Error *error)
{
    static const char expected[] =
        N_("a quoted text such as \"11111111-2222-3333-4444-555555555555\"");
    const char *text;
    if (!settings_text(settings, group, name, expected, &text, error))
        return false;
    if (!text || (*text == '\0' && strcmp(name, "id") != 0)) {
        *value = memory_text("");
        return true;
    }
    *value = subscription_id_normal(text);
    return *value ||
           settings_refuse_value(settings, config_setting_get_member(group, name), expected, error);
}

static bool text_from_settings(const Settings *settings, const config_setting_t *group,
                               const char *name, char **value, Error *error)
{
    const char *text;
    if (!settings_text(settings, group, name, "a quoted text", &text, error))
        return false;
    *value = memory_text(text ? text : "");
    return true;
}

static bool groups_from_settings(const Settings *settings, const config_setting_t *group,
                                 Subscription *subscription, Error *error)
{
    const config_setting_t *array;
    if (!settings_texts(settings, group, "resource_groups", "an array such as [ \"web\", \"db\" ]",
                        &array, error))
        return false;
    for (size_t i = 0; i < length_of(array); i++) {
        const char *name = settings_entry(array, i);
        if (*name == '\0')
            return settings_refuse_value(settings, group_at(array, i),
                                         "the name of a resource group", error);
        if (!subscription_add_resource_group(subscription, name))
            return settings_refuse(settings, group_at(array, i), error,
                                   "\"%s\" stands here for the second time: remove one", name);
    }
    return true;
}

static bool one_from_settings(const Settings *settings, const config_setting_t *group,
                              Subscription *subscription, Error *error)
{
    *subscription = (Subscription){0};
    if (!config_setting_get_member(group, "id"))
        return settings_refuse(settings, group, error, "id: missing: add id = \"...\";");
    if (guid_from_settings(settings, group, "id", &subscription->id, error) &&
        text_from_settings(settings, group, "name", &subscription->name, error) &&
        guid_from_settings(settings, group, "tenant", &subscription->tenant, error) &&
        text_from_settings(settings, group, "state", &subscription->state, error) &&
        groups_from_settings(settings, group, subscription, error))
        return true;
    subscription_clear(subscription);
    return false;
}

/* No id twice: an edit of one would be lost in the other. */
static bool check_unique(const Settings *settings, const config_setting_t *groups,
                         const SubscriptionList *list, Error *error)
{
    Entry *entries = memory_array(list->count, sizeof *entries);
    for (size_t i = 0; i < list->count; i++)
        entries[i] = (Entry){list->items[i].id, i};
    qsort(entries, list->count, sizeof *entries, compare_entries);
    const Entry *twice = NULL;
    for (size_t i = 1; i < list->count; i++) {
        if (strcmp(entries[i - 1].id, entries[i].id) == 0 &&
            (!twice || entries[i].index < twice->index))
            twice = &entries[i];
    }
    if (twice) {
        const config_setting_t *first = group_at(groups, twice[-1].index);
        const config_setting_t *second = group_at(groups, twice->index);
        settings_refuse(settings, config_setting_get_member(second, "id"), error,
                        "\"%s\" is the id of entry %zu on line %d already: remove one", twice->id,
                        twice[-1].index + 1, settings_line(config_setting_get_member(first, "id")));
    }
    bool ok = !twice;
    free(entries);
    return ok;
}

/* With a review, reads on behind what is wrong: `*list` has what is right then, whatever the
 * result. */
static bool list_from_settings(const Settings *settings, SubscriptionList *list,
                               FilesReview *review, Error *error)
{
    *list = (SubscriptionList){0};
    if (config_setting_length(config_root_setting(&settings->config)) == 0 &&
        !settings->version.exists)
        return true;
    const config_setting_t *groups;
    if (!settings_groups(settings, config_root_setting(&settings->config), "subscriptions", &groups,
                         error))
        return false;
    if (!groups)
        return error_set_at(error, ERROR_CONFIG, settings->path, settings->scan.lines,
                            "subscriptions: missing: expected subscriptions = ( ... );");
    bool ok = true, whole = true;
    for (size_t i = 0; ok && i < length_of(groups); i++) {
        Subscription subscription;
        if (one_from_settings(settings, group_at(groups, i), &subscription, error))
            subscription_list_add(list, &subscription);
        else {
            ok = files_review_goes_on(review, error);
            whole = false;
        }
    }
    /* Only then are the places in the list those in the file. */
    return whole ? check_unique(settings, groups, list, error) : ok;
}

bool subscriptions_from_settings(const Settings *settings, SubscriptionList *list, Error *error)
{
    bool ok = list_from_settings(settings, list, NULL, error);
    if (!ok)
        subscription_list_clear(list);
    return ok;
}

static const char *get_group(const void *groups, size_t index)
{
    return ((char *const *)groups)[index];
}

/* Settings that have nothing to say are not added. */
static void put_unless_empty(config_setting_t *group, const char *name, const char *value)
{
    if (*value || config_setting_get_member(group, name))
        settings_put_text(group, name, value);
}

static void one_to_settings(config_setting_t *group, const Subscription *subscription)
{
    settings_put_text(group, "id", subscription->id);
    settings_put_text(group, "name", subscription->name);
    put_unless_empty(group, "tenant", subscription->tenant);
    put_unless_empty(group, "state", subscription->state);
    if (subscription->resource_group_count > 0 ||
        config_setting_get_member(group, "resource_groups"))
        settings_put_texts(group, "resource_groups", subscription->resource_group_count, get_group,
                           subscription->resource_groups);
}

/* Puts the groups into the order of `list`: those that it has stay the same groups, with whatever
 * else is in them, new ones are added, the rest is removed. */
static void arrange(config_setting_t *groups, const SubscriptionList *list)
{
    size_t old_count = length_of(groups);
    Entry *entries = memory_array(old_count, sizeof *entries);
    bool *kept = memory_array(old_count, sizeof *kept);
    config_setting_t **order = memory_array(old_count + list->count, sizeof(config_setting_t *));
    for (size_t i = 0; i < old_count; i++) {
        const config_setting_t *id = config_setting_get_member(group_at(groups, i), "id");
        entries[i] = (Entry){subscription_id_normal(config_setting_get_string(id)), i};
    }
    qsort(entries, old_count, sizeof *entries, compare_entries);
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        size_t low = 0;
        size_t high = old_count;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (strcmp(entries[middle].id, list->items[i].id) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        if (low < old_count && strcmp(entries[low].id, list->items[i].id) == 0 &&
            !kept[entries[low].index]) {
            kept[entries[low].index] = true;
            order[count++] = config_setting_get_elem(groups, (unsigned)entries[low].index);
        } else {
            order[count++] = config_setting_add(groups, NULL, CONFIG_TYPE_GROUP);
        }
    }
    for (size_t i = 0; i < old_count; i++) {
        if (!kept[i])
            order[count++] = config_setting_get_elem(groups, (unsigned)i);
    }
    /* libconfig has no call that moves an entry; its list of them is public. */
    if (count > 0)
        memcpy(groups->value.list->elements, order, count * sizeof *order);
    while (count > list->count) /* from the tail: anywhere else it is quadratic */
        config_setting_remove_elem(groups, (unsigned)--count);
    free_entries(entries, old_count);
    free(kept);
    free(order);
}

void subscriptions_to_settings(Settings *settings, const SubscriptionList *list)
{
    config_setting_t *root = config_root_setting(&settings->config);
    config_setting_t *groups = config_setting_get_member(root, "subscriptions");
    if (!groups)
        groups = config_setting_add(root, "subscriptions", CONFIG_TYPE_LIST);
    settings_touch(groups);
    arrange(groups, list);
    for (size_t i = 0; i < list->count; i++)
        one_to_settings(config_setting_get_elem(groups, (unsigned)i), &list->items[i]);
}

static bool change_subscriptions(Settings *settings, const void *value, FilesEdit *edit,
                                 Error *error)
{
    SubscriptionList old;
    if (!settings_parse(settings, error) || !subscriptions_from_settings(settings, &old, error))
        return false;
    edit->changed = !subscription_list_equal(&old, value);
    if (edit->changed) {
        bool before = language_pause();
        edit->what = subscription_list_difference(&old, value);
        language_resume(before);
    }
    subscription_list_clear(&old);
    if (!edit->changed)
        return true;
    subscriptions_to_settings(settings, value);
    /* What can't be read again must not be written. */
    SubscriptionList again;
    if (!subscriptions_from_settings(settings, &again, error))
        return false;
    bool same = subscription_list_equal(&again, value);
    subscription_list_clear(&again);
    return same || error_set_at(error, ERROR_SOFTWARE, settings->path, 0,
                                "not saved: it would not read back as it is");
}

FilesPlace files_subscriptions_place(const FilesStore *files)
{
    return (FilesPlace){.directory = files->directory,
                        .name = NAME,
                        .directory_path = memory_text(files->path),
                        .path = memory_format("%s/" NAME, files->path)};
}

bool files_subscriptions_load(Store *store, SubscriptionList *list, StoreVersionTag *seen,
                              Error *error)
{
    FilesStore *files = (FilesStore *)store;
    FilesPlace place = files_subscriptions_place(files);
    Settings settings;
    settings_init(&settings, place.path);
    bool ok = files_load(files, &place, &settings, error) &&
              subscriptions_from_settings(&settings, list, error);
    if (ok)
        *seen = (StoreVersionTag){settings.version, settings.scan.has_comments};
    settings_clear(&settings);
    files_place_clear(&place);
    return ok;
}

bool files_subscriptions_review(Store *store, SubscriptionList *list, StoreProblem tell, void *data)
{
    FilesStore *files = (FilesStore *)store;
    FilesPlace place = files_subscriptions_place(files);
    FilesReview review = {.tell = tell, .data = data};
    Settings settings;
    Error error = {0};
    settings_init(&settings, place.path);
    *list = (SubscriptionList){0};
    if (!files_load(files, &place, &settings, &error) ||
        !list_from_settings(&settings, list, &review, &error))
        files_review_goes_on(&review, &error);
    settings_clear(&settings);
    files_place_clear(&place);
    return review.count == 0;
}

StoreSave files_subscriptions_save(Store *store, const SubscriptionList *list,
                                   StoreVersionTag *seen, Error *error)
{
    FilesStore *files = (FilesStore *)store;
    FilesPlace place = files_subscriptions_place(files);
    StoreSave result =
        files_save(files, &place, (FilesLong){0}, change_subscriptions, list, seen, error);
    files_place_clear(&place);
    return result;
}
