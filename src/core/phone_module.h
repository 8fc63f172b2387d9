/* phone_module.h: what the module with libphonenumber offers to phone.c. C and C++. */
#ifndef CORE_PHONE_MODULE_H
#define CORE_PHONE_MODULE_H

#include "core/phone.h"

#define PHONE_MODULE_FILE     "seccontacts-phone.so"
#define PHONE_MODULE_CHECK    "seccontacts_phone_check"
#define PHONE_MODULE_ABROAD   "seccontacts_phone_abroad"
#define PHONE_MODULE_LANGUAGE "seccontacts_phone_language"
#define PHONE_MODULE_SPOOF    "seccontacts_phone_spoof"

/* Checks `digits`: "+" and ASCII digits, nothing else. Fills `*number`, which is all zero before,
 * as phone_parse() does. PHONE_UNCHECKED where libphonenumber failed. */
typedef PhoneVerdict PhoneModuleCheck(const char *digits, PhoneNumber *number);

/* Turns `digits`, ASCII digits as they are dialled within `region`, into "+" and those of E.164:
 * PHONE_OK, whether or not they are a number of the plan. `digits` "": only whether `region`, two
 * capitals, has a plan, PHONE_COUNTRY where it has none. PHONE_UNCHECKED where libphonenumber
 * failed. */
#define PHONE_ABROAD_SIZE 40
typedef PhoneVerdict PhoneModuleAbroad(const char *digits, const char *region,
                                       char abroad[PHONE_ABROAD_SIZE]);

/* Names countries in `language` ("de") from now on; in English before. */
typedef void PhoneModuleLanguage(const char *language);

/* phone_module_is_spoof(), by ICU. */
typedef bool PhoneModuleSpoof(const char *name, char *meant, size_t size);

/* What stands in for the module where it can't be loaded (phone.c): holds the digits against
 * E.164's own form. */
PhoneModuleCheck phone_form_check;

#endif
