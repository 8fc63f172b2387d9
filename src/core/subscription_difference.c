/* What differs between two lists of subscriptions. */
#include "base/language.h"
#include "base/memory.h"
#include "core/subscription.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int compare_ids(const void *a, const void *b)
{
    return strcmp((*(const Subscription *const *)a)->id, (*(const Subscription *const *)b)->id);
}

static const Subscription **sorted(const SubscriptionList *list)
{
    const Subscription **items = memory_array(list->count, sizeof *items);
    for (size_t i = 0; i < list->count; i++)
        items[i] = &list->items[i];
    qsort(items, list->count, sizeof *items, compare_ids);
    return items;
}

/* Takes over `part`, which is left out where `count` is 0. */
static void put(FILE *out, const char **between, size_t count, char *part)
{
    if (count > 0) {
        fprintf(out, "%s%s", *between, part);
        *between = ", ";
    }
    free(part);
}

char *subscription_list_difference(const SubscriptionList *before, const SubscriptionList *after)
{
    const Subscription **old = sorted(before), **new = sorted(after);
    size_t added = 0, removed = 0, changed = 0, i = 0, j = 0;
    while (i < before->count || j < after->count) {
        int order = i == before->count  ? 1
                    : j == after->count ? -1
                                        : strcmp(old[i]->id, new[j]->id);
        removed += order < 0;
        added += order > 0;
        changed += order == 0 && !subscription_equal(old[i], new[j]);
        i += order <= 0;
        j += order >= 0;
    }
    free(old);
    free(new);
    char *text = NULL;
    size_t size;
    const char *between = "";
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return memory_text(_("changed"));
    put(out, &between, added,
        memory_format(n_("%zu subscription added", "%zu subscriptions added", added), added));
    put(out, &between, removed,
        memory_format(*between
                          ? n_("%zu removed", "%zu removed", removed)
                          : n_("%zu subscription removed", "%zu subscriptions removed", removed),
                      removed));
    put(out, &between, changed,
        memory_format(*between
                          ? n_("%zu changed", "%zu changed", changed)
                          : n_("%zu subscription changed", "%zu subscriptions changed", changed),
                      changed));
    if (!*between)
        fputs(_("order of the subscriptions changed"), out);
    fclose(out);
    return text;
}
