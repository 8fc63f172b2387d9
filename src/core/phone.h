/* phone.h: an international phone number (E.164), checked by libphonenumber.
 *
 * libphonenumber is C++ and slow to load: it lives in a module (phone_module.cc) that is loaded
 * when the first number is checked. Without the module a number is held against E.164's own form,
 * `+` and 7 to 15 digits that do not begin with 0, and the verdict is PHONE_UNCHECKED.
 */
#ifndef CORE_PHONE_H
#define CORE_PHONE_H

#include <stdbool.h>
#include <stddef.h>

typedef enum PhoneVerdict {
    PHONE_OK = 0,
    PHONE_INVALID_IN_REGION, /* of a possible length, but not in its country's numbering plan: a
                                warning */
    PHONE_UNCHECKED, /* of E.164's form; the numbering plans could not be loaded: a warning */
    /* More warnings: numbering plans change, and what is known of them here is some years old. */
    PHONE_PLAN_COUNTRY, /* no country has this code */
    PHONE_PLAN_SHORT,   /* too short for its country's plan */
    PHONE_PLAN_LONG,    /* too long for it */
    PHONE_PREMIUM,      /* of the plan, and a premium-rate number */
    PHONE_EMPTY,
    PHONE_NATIONAL,  /* no `+` and country code */
    PHONE_ZEROS,     /* 00 in place of the `+` */
    PHONE_PLUS,      /* a `+` behind digits */
    PHONE_LETTER,    /* a letter, where no vanity number has one */
    PHONE_EXTENSION, /* "ext. 5", "x5", "#5" */
    PHONE_DIGIT,     /* a digit of another script, or a wide one */
    PHONE_TRUNK,     /* "(0)", which is not dialled from abroad */
    PHONE_CHARACTER, /* any other character */
    PHONE_COUNTRY,   /* the country code begins with 0 */
    PHONE_SHORT,     /* for E.164 itself, as the next one */
    PHONE_LONG,
    PHONE_LENGTH, /* a warning: neither too short nor too long, but no number of that country has it
                   */
} PhoneVerdict;

typedef struct PhoneNumber {
    char e164[24];          /* "+14255550100": what is stored */
    char international[48]; /* "+1 425-555-0100" */
    char region[8];         /* ISO 3166 "US"; "001" for a code of no country; "" unknown */
    char country[96]; /* "United States", in the person's language; "+1" where a number that is no
                         good could be of several; "" unknown */
} PhoneNumber;

/* Checks `text`: `+`, country code, number, with spaces and punctuation (- . / ( )) between; space
 * around is ignored, and so are characters that are not seen, and `tel:` in front. A `+` typed
 * twice counts once, and a vanity number ("+1 800 FLOWERS": at least 3 digits, then at least 3
 * letters) gets the digits of its letters (ITU-T E.161). Fills `*number` for PHONE_OK and for
 * warnings; otherwise only what is known of region and country, for phone_verdict_text().
 * `*offset`, where not NULL, is the byte of a PHONE_PLUS, _LETTER, _EXTENSION or _CHARACTER, else
 * 0. */
PhoneVerdict phone_parse(const char *text, PhoneNumber *number, size_t *offset);

/* Likewise, but takes a number as it is dialled within `region`, with or without its trunk prefix,
 * or with its prefix for abroad ("00", "011"). Where the numbering plans can't be loaded the
 * verdict on such a number stays PHONE_NATIONAL or PHONE_ZEROS. `region` is phone_region()'s; NULL:
 * none, as phone_parse(). */
PhoneVerdict phone_parse_in(const char *text, const char *region, PhoneNumber *number,
                            size_t *offset);

/* Fills `region` with the code of ISO 3166 that `text` is, in capitals; false where no country has
 * it. Where the numbering plans can't be loaded, any two letters are one. */
#define PHONE_REGION_SIZE 3
bool phone_region(const char *text, char region[PHONE_REGION_SIZE]);

/* True for the verdicts that a user may override: only E.164's own limits are hard, what the
 * numbering plan of the country says is a warning. */
bool phone_is_warning(PhoneVerdict verdict);

/* The verdict in words that say how to mend it: "start with + and the country code", "too short for
 * a number of Germany". `number` is phone_parse()'s, or NULL: then no country is named. The caller
 * frees it. */
char *phone_verdict_text(PhoneVerdict verdict, const PhoneNumber *number);

/* Whether a domain, in UTF-8, has letters of several scripts, or such that look like others
 * (Unicode UTS #39), as ICU knows them, which is in the same module. Fills `meant`, of `size`
 * bytes, with the ASCII name that it looks like, or "". False where the module can't be loaded. */
bool phone_module_is_spoof(const char *name, char *meant, size_t size);

/* "+1 425-555-0100 · United States", or the international format alone. The caller frees it. */
char *phone_display(const PhoneNumber *number);

#endif
