/* phone_module.h: what the module with libphonenumber offers to phone.c. C and C++. */
#ifndef CORE_PHONE_MODULE_H
#define CORE_PHONE_MODULE_H

#include "core/phone.h"

#define PHONE_MODULE_FILE  "seccontacts-phone.so"
#define PHONE_MODULE_CHECK "seccontacts_phone_check"

/* Checks `digits`: "+" and ASCII digits, nothing else. Fills `*number`, which is all zero before,
 * as phone_parse() does. PHONE_UNCHECKED where libphonenumber failed. */
typedef PhoneVerdict PhoneModuleCheck(const char *digits, PhoneNumber *number);

/* What stands in for the module where it can't be loaded (phone.c): holds the digits against
 * E.164's own form. */
PhoneModuleCheck phone_form_check;

#endif
