/* import.h: what `az ... -o json` prints, turned into subscriptions, resource groups and security
 * contacts.
 *
 * Recognised by shape, not by name: `az account list` (an array of objects with id, name, state,
 * tenantId), `az account show` (one such object; it says environmentName for cloudName), and
 * `az group list` (an array of objects whose id is /subscriptions/ID/resourceGroups/NAME), and
 * security contacts (contacts.h). azureProfile.json of the Azure CLI is a list of accounts, and so
 * is what `Get-AzSubscription | ConvertTo-Json` of PowerShell prints: letter case of names does not
 * count. A subscription that is in a text twice is taken from its first item, which is told as a
 * loss. An empty array is all of them, and brings nothing. Azure compares
 * ids and names of resource groups without case.
 *
 * `az login --allow-no-subscriptions` lists tenants among the subscriptions, under the name
 * "N/A(tenant level account)" and with the tenant's id for their own. They are no subscriptions and
 * are left out.
 */
#ifndef AZURE_IMPORT_H
#define AZURE_IMPORT_H

#include "azure/contacts.h"
#include "base/error.h"
#include "core/subscription.h"

#include <stdio.h>

typedef struct ImportCounts {
    size_t added, updated, unchanged;      /* subscriptions */
    size_t tenants;                        /* left out: tenants without a subscription */
    size_t groups_added, groups_unchanged; /* resource groups */
    size_t contacts;                       /* security contacts, as resources of Azure */
    size_t groups_unknown; /* resource groups of a subscription that the site does not have */
} ImportCounts;

/* Reads one JSON text from `in` (called `name` in errors) and brings it into `list`, in memory
 * alone: subscriptions that are new go to the end, in the order of the text; one that is there gets
 * the name, tenant and state of the text; none is removed. Either all of it is taken, or the error
 * names place (line, item), what was found and what was expected, and `list` is as before. Adds to
 * `*counts`. Security contacts go to `contacts`, of which the caller calls contacts_finish() behind
 * the last text; after an error it is only to be cleared. */
bool import_read(FILE *in, const char *name, SubscriptionList *list, CloudContacts *contacts,
                 ImportCounts *counts, Error *error);

#endif
