/* doubts.h: addresses that are valid and probably mistyped, on standard error. */
#ifndef CLI_DOUBTS_H
#define CLI_DOUBTS_H

#include "base/error.h"
#include "core/address/address_doubt.h"
#include "core/subscription.h"
#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>

/* The domains that the contacts of a site use: of its first subscriptions, as far as they can be
 * read at once. The caller frees them. */
AddressDomains *doubts_domains(Store *store, const SubscriptionList *list);

/* Says of each doubtful address of `given`, which is the value of `option`, what is doubtful,
 * unless `known`, which may be NULL, has it already. With `force` these are warnings. Else false
 * and the error where there are any. */
bool doubts_tell(AddressDomains *domains, const AddressList *given, const AddressList *known,
                 const char *option, bool force, Error *error);

#endif
