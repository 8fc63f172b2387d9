/* import_kinds.h: what an item looks like that is to be imported. Used by import.c. */
#ifndef AZURE_IMPORT_KINDS_H
#define AZURE_IMPORT_KINDS_H

#include <jansson.h>

/* Gives the members of an item the names that the REST API writes, where they differ by case alone,
 * as those of PowerShell do: "TenantId" becomes "tenantId". */
void import_fold_names(json_t *item);

/* Where the name of the resource group begins in `id`, which is
 * /subscriptions/ID/resourceGroups/NAME; NULL where it is not. (import.c) */
const char *import_group_name(const char *id);

/* What an item that is not wanted looks like, where that is easily told; NULL where it is not. */
const char *import_look_alike(const json_t *item);

#endif
