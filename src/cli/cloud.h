/* cloud.h: security contacts of the cloud that a command was given in files. */
#ifndef CLI_CLOUD_H
#define CLI_CLOUD_H

#include "azure/contacts.h"
#include "core/phone.h"
#include "core/subscription.h"

typedef struct Cloud {
    CloudContacts contacts;
    const char *given; /* --subscription, as given, or NULL */
    char *id;          /* that subscription's, once it is known */
    char region[PHONE_REGION_SIZE];
} Cloud;

void cloud_clear(Cloud *cloud);

/* Takes --region TEXT of the command called `command`. */
bool cloud_take_region(Cloud *cloud, const char *command, const char *text, Error *error);

/* Looks for the subscription that --subscription means, unless it is known. Not to find it is no
 * error yet: it may come with another file. */
void cloud_resolve(Cloud *cloud, const SubscriptionList *list);

/* False and the error where --subscription was given and cloud_resolve() did not find it. */
bool cloud_is_resolved(const Cloud *cloud, const SubscriptionList *list, Error *error);

/* Those of `list` of which there is a contact, in its order: an array for the caller to free. */
const Subscription **cloud_known(const Cloud *cloud, const SubscriptionList *list, size_t *count);

/* Says on standard error what of the contacts is left out. */
void cloud_tell_losses(const Cloud *cloud);

/* Says on standard error which of the addresses are perhaps mistyped: one of each domain. */
void cloud_tell_doubts(const Cloud *cloud);

/* Says on standard error of which subscriptions there is a contact and that `list` has not: how
 * many. `format` takes its id. */
size_t cloud_tell_unknown(const Cloud *cloud, const SubscriptionList *list, const char *format);

#endif
