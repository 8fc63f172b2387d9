/* choose.c: finds the subscriptions that the operands of a command mean. */
#include "cli/choose.h"

#include "base/memory.h"
#include "base/visible.h"
#include "cli/open.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

typedef struct Choice {
    const SubscriptionList *list;
    bool *taken; /* one for each of the list */
    const Subscription **items;
    size_t count;
} Choice;

bool choose_is_pattern(const char *text)
{
    return strpbrk(text, "*?[") != NULL;
}

static void take(Choice *choice, size_t index)
{
    if (choice->taken[index])
        return;
    choice->taken[index] = true;
    choice->items[choice->count++] = &choice->list->items[index];
}

static bool take_pattern(Choice *choice, const char *pattern, Error *error)
{
    bool any = false;
    for (size_t i = 0; i < choice->list->count; i++) {
        if (fnmatch(pattern, choice->list->items[i].name, FNM_CASEFOLD) != 0)
            continue;
        take(choice, i);
        any = true;
    }
    return any || error_set(error, ERROR_DATA,
                            "no name of a subscription fits \"%s\": seccontacts subscriptions "
                            "lists them",
                            visible_start(pattern, 80));
}

static bool take_operand(Choice *choice, const char *text, Error *error)
{
    size_t index, other;
    if (choose_is_pattern(text) &&
        subscription_list_find(choice->list, text, &index, &other) == SUBSCRIPTION_UNKNOWN)
        return take_pattern(choice, text, error);
    if (!subscription_list_choose(choice->list, text, &index, error))
        return false;
    take(choice, index);
    return true;
}

const Subscription **choose_subscriptions(const SubscriptionList *list, char **operands,
                                          size_t operand_count, size_t *count, Error *error)
{
    Choice choice = {.list = list,
                     .taken = memory_array(list->count, sizeof *choice.taken),
                     .items = memory_array(list->count, sizeof *choice.items)};
    bool good = true;
    for (size_t i = 0; good && i < operand_count; i++)
        good = take_operand(&choice, operands[i], error);
    for (size_t i = 0; operand_count == 0 && i < list->count; i++)
        take(&choice, i);
    free(choice.taken);
    if (!good) {
        free(choice.items);
        choice.items = NULL;
    }
    *count = choice.count;
    return choice.items;
}
