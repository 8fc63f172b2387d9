/* contact_field.h: the one table of the fields of a security contact.
 *
 * A row says all that there is to know of a field: how it is called in files, JSON, forms, options
 * and drafts, what its values are, and how its changes are told. Whatever has to do with every
 * field goes through the table, so that a new one is a member of Contact, a row, and what forms
 * say of it. What is about one field alone (the plan of a phone number) takes the member.
 *
 * The value of a field that is not the addresses is also a text: "" for none, "on" or "off" of a
 * toggle. That is how drafts, `set` and the form have it. */
#ifndef CORE_CONTACT_FIELD_H
#define CORE_CONTACT_FIELD_H

#include "core/contact.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum ContactFieldType {
    CONTACT_ADDRESSES, /* AddressList * */
    CONTACT_NUMBER,    /* char *, a phone number as E.164; NULL: none */
    CONTACT_TEXT,      /* char *, one line; NULL: none */
    CONTACT_TOGGLE,    /* bool */
} ContactFieldType;

typedef struct ContactField {
    const char *name; /* of the setting, the JSON member, the form's field, the option of `set` */
    ContactFieldType type;
    bool fixed;    /* it is not available yet: always off, and in no file */
    bool required; /* in a settings file, where it is the last that is written: without it the file
                      may have been cut short */
    size_t offset; /* of the member of Contact */
    const char *label;  /* in a list of a contact's values: "Phone" */
    const char *what;   /* in a sentence: "the phone number"; NULL of what can't collide */
    const char *change; /* in front of "BEFORE -> AFTER": "phone: " */
    const char *added, *removed, *changed; /* of a text; of a toggle: on, off, NULL */
    const char *expected;                  /* in a settings file: "a quoted text such as ..." */
} ContactField;

/* By ContactFieldIndex, in the order in which all is shown and written. The texts are not
 * translated. */
extern const ContactField contact_fields[CONTACT_FIELD_COUNT];

/* The field called `name`; NULL where there is none. */
const ContactField *contact_field_find(const char *name);

/* True for the index of a field whose value is a text that is typed: a number or a text. */
bool contact_field_is_text(size_t index);

/* The value of a field from CONTACT_VALUES on; belongs to the contact. */
const char *contact_value(const Contact *contact, size_t index);

/* Sets it to a copy of `value`; NULL is none. */
void contact_set_value(Contact *contact, size_t index, const char *value);

/* The member itself: of a toggle. */
bool contact_is_on(const Contact *contact, size_t index);

/* True where the values of the field are the same; of addresses: in the same order and spelling. */
bool contact_field_equal(const Contact *a, const Contact *b, size_t index);

/* True where a settings file may have `value`; else `*expected` is what it may have ("+ and 7 to 15
 * digits, such as ..."). Whether a country has such a number is another question (phone.h). */
bool contact_value_is_valid(size_t index, const char *value, const char **expected);

#endif
