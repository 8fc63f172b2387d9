/* contact_change.h: what is to become of a security contact, the same for one or for many. */
#ifndef CORE_CONTACT_CHANGE_H
#define CORE_CONTACT_CHANGE_H

#include "core/contact.h"

#include <stdbool.h>

/* What is NULL or not given stays as it is. Applied from the top down. */
typedef struct ContactChange {
    AddressList *emails, *remove, *add; /* the whole list; what goes; what comes, at the end */
    char *old, *new; /* an address that goes, and the one in its place; where that one has a place
                        already, the old one only goes */
    char *values[CONTACT_FIELD_COUNT]; /* of the other fields, as contact_value() has them; NULL:
                                          not given */
} ContactChange;                       /* initialise with {0}; the members belong to it */

void contact_change_clear(ContactChange *change);

/* `to` is not initialised before. What is in its lists is looked for apart from those of `from`, so
 * that another thread may apply the one. */
void contact_change_copy_indexed(ContactChange *to, const ContactChange *from);

/* True where nothing is given: it changes no contact. */
bool contact_change_is_empty(const ContactChange *change);

/* Changes `contact`. What is to go and is not there is passed over, and so is what is to come and
 * is. Linear in the number of addresses. */
void contact_change_apply(const ContactChange *change, Contact *contact);

#endif
