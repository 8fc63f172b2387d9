/* contact.h: the security contact of one subscription: who is e-mailed when it is attacked. */
#ifndef CORE_CONTACT_H
#define CORE_CONTACT_H

#include "core/address/address_list.h"

#include <stdbool.h>

/* The fields, in the order in which all is shown and written. contact_field.h has a row for each.
 */
typedef enum ContactFieldIndex {
    CONTACT_EMAILS,
    CONTACT_PHONE,
    CONTACT_ALERTS,
    CONTACT_OWNERS,
    CONTACT_FIELD_COUNT,
    CONTACT_VALUES = CONTACT_EMAILS + 1, /* the first one that is a single value */
} ContactFieldIndex;

typedef struct Contact {
    AddressList *emails; /* never NULL between contact_init() and contact_clear() */
    char *phone;         /* E.164, or NULL for none */
    bool alerts;         /* "Send me emails about alerts" */
    bool owners; /* "Send email also to subscription owners": always false, not available yet */
} Contact;

void contact_init(Contact *contact); /* no address, no phone, alerts off */
void contact_clear(Contact *contact);
void contact_copy(Contact *to, const Contact *from); /* `to` is not initialised before */

/* Likewise one that is to be found in while another thread may find in `from`. */
void contact_copy_indexed(Contact *to, const Contact *from);
bool contact_equal(const Contact *a, const Contact *b);

/* True where an alert would find somebody: at least one address. A subscription without is listed
 * by the recommendation "Provide security contact details". */
bool contact_is_configured(const Contact *contact);

/* What turns `before` into `after`, in one line: "2 addresses added, 1 removed, phone changed,
 * alerts on"; "no changes" where there are none. Linear in the number of addresses. The caller
 * frees it. */
char *contact_difference(const Contact *before, const Contact *after);

/* The same, a change a line (each ends with a newline), for a page: "+ ops@contoso.com",
 * "- old@contoso.com", "Ops@contoso.com -> ops@contoso.com", "order of the addresses changed",
 * "phone: none -> +14255550100", "alerts: off -> on". Made visible. "" where there are none. The
 * caller frees it. */
char *contact_changes(const Contact *before, const Contact *after);

#endif
