/* doubts.c: addresses that are valid and probably mistyped. */
#include "cli/doubts.h"

#include "base/language.h"
#include "base/memory.h"
#include "base/visible.h"
#include "command/output.h"
#include "core/contact.h"

#include <stdlib.h>

enum {
    SHOWN = 10,          /* addresses */
    CONTACTS_MOST = 256, /* that are read for their domains: some milliseconds */
    ADDRESSES_MOST = 4096
};

AddressDomains *doubts_domains(Store *store, const SubscriptionList *list)
{
    AddressDomains *domains = address_domains_new();
    size_t addresses = 0;
    for (size_t i = 0; i < list->count && i < CONTACTS_MOST && addresses < ADDRESSES_MOST; i++) {
        Contact contact;
        Error ignored = {0}; /* what can't be read says nothing of domains, and is told elsewhere */
        if (!store_contact_load(store, list->items[i].id, &contact, &(StoreVersionTag){0},
                                &ignored))
            continue;
        address_domains_count(domains, contact.emails);
        addresses += address_list_count(contact.emails);
        contact_clear(&contact);
    }
    return domains;
}

bool doubts_tell(AddressDomains *domains, const AddressList *given, const AddressList *known,
                 const char *option, bool force, Error *error)
{
    address_domains_count(domains, given);
    AddressDoubts doubts = address_doubts_find(domains, given, known);
    for (size_t i = 0; i < doubts.count && i < SHOWN; i++) {
        const char *address = address_list_get(given, doubts.items[i]);
        char *words = address_doubt_text(domains, address);
        char *shown = visible_text(visible_start(address, 80));
        if (force)
            output_note("warning: %s \"%s\": %s", option, shown, words);
        else
            output_note("%s \"%s\": %s", option, shown, words);
        free(shown);
        free(words);
    }
    if (doubts.count > SHOWN)
        output_note("%s: and %zu more", option, doubts.count - SHOWN);
    bool good = force || doubts.count == 0;
    if (!good)
        error_set(
            error, ERROR_DATA,
            n_("%s: %zu address is perhaps mistyped; nothing is saved; --force takes it all the "
               "same",
               "%s: %zu addresses are perhaps mistyped; nothing is saved; --force takes them all "
               "the same",
               doubts.count),
            option, doubts.count);
    address_doubts_clear(&doubts);
    return good;
}
