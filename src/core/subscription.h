/* subscription.h: a cloud subscription and its resource groups. */
#ifndef CORE_SUBSCRIPTION_H
#define CORE_SUBSCRIPTION_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct Subscription {
    char *id;   /* a GUID in lower case: 8-4-4-4-12 hexadecimal digits; names the contact's file */
    char *name; /* as the cloud gives it: hostile text; never NULL */
    char *tenant;           /* a GUID in lower case, or "" */
    char *state;            /* "Enabled", "Warned", "Disabled", "PastDue", "Deleted"; "" unknown */
    char **resource_groups; /* names, in the order of their import */
    size_t resource_group_count, resource_group_capacity;
} Subscription;

typedef struct SubscriptionList {
    Subscription *items;
    size_t count, capacity;
} SubscriptionList;

/* True for 8-4-4-4-12 hexadecimal digits in either case. */
bool subscription_id_is_valid(const char *id);

/* The id in lower case; NULL where it is no id. The caller frees it. */
char *subscription_id_normal(const char *id);

void subscription_clear(Subscription *subscription);
void subscription_copy(Subscription *to, const Subscription *from); /* `to` not initialised */
bool subscription_equal(const Subscription *a, const Subscription *b);

/* Adds a resource group; false where it is there already (names are compared without case, as the
 * cloud does). */
bool subscription_add_resource_group(Subscription *subscription, const char *name);

/* What turns `before` into `after`, in one line, made visible: "name "A" -> "B", 2 resource groups
 * added, 1 removed". "no changes" where there are none. The caller frees it. */
char *subscription_difference(const Subscription *before, const Subscription *after);

/* As of one subscription: the items too. */
void subscription_list_clear(SubscriptionList *list);
void subscription_list_copy(SubscriptionList *to, const SubscriptionList *from);
bool subscription_list_equal(const SubscriptionList *a, const SubscriptionList *b);

/* What turns one list into the other, in one line: "2 subscriptions added, 1 removed, 1 changed";
 * of lists that differ. The caller frees it. */
char *subscription_list_difference(const SubscriptionList *before, const SubscriptionList *after);

/* Adds `subscription`, which is moved into the list: the caller clears it no more. */
Subscription *subscription_list_add(SubscriptionList *list, Subscription *subscription);

/* How subscription_list_find() ended. */
typedef enum SubscriptionMatch {
    SUBSCRIPTION_FOUND,
    SUBSCRIPTION_UNKNOWN,
    SUBSCRIPTION_AMBIGUOUS, /* `*index` and `*other` are two that match */
} SubscriptionMatch;

/* The subscription that a user means by `text`: an id, else a whole name (first as written, then
 * without case), else a prefix of an id, each unique. */
SubscriptionMatch subscription_list_find(const SubscriptionList *list, const char *text,
                                         size_t *index, size_t *other);

/* Likewise; false and the error (ERROR_DATA) where it means none or several. */
bool subscription_list_choose(const SubscriptionList *list, const char *text, size_t *index,
                              Error *error);

#endif
