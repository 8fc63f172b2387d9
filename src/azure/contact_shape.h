/* contact_shape.h: one JSON object of the outside world, as a part of a security contact.
 * contacts.h lists the shapes. For this module only. */
#ifndef AZURE_CONTACT_SHAPE_H
#define AZURE_CONTACT_SHAPE_H

#include "azure/contacts.h"

/* What one resource says. */
typedef struct ContactPart {
    char *subscription; /* id in lower case */
    char *name;         /* "default1", or "" */
    size_t serial;      /* its place among all that were read */
    Contact contact;
    bool phone_left_out;
} ContactPart;

/* Where something is read, for errors and losses. */
typedef struct ContactReader {
    CloudContacts *to;
    const JsonItems *items;
    char where[32]; /* "contact 2: ", or "" */
    Error *error;
} ContactReader;

void contact_part_clear(ContactPart *part);

/* Has the object one of the names that only a security contact's properties have? */
bool contact_shape_is_properties(const json_t *object);

/* Fills `part->contact` and `phone_left_out` (`part` is {0} before; the caller clears it, in either
 * case) from an object that has the properties of a contact; `flat`: beside those of its resource.
 * False and the error where one is wrong. */
bool contact_shape_read(const ContactReader *reader, const json_t *properties, bool flat,
                        ContactPart *part);

/* Fills the reader's error; returns false. */
bool contact_reader_error(const ContactReader *reader, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Notes a loss at the place of the reader. */
void contact_reader_loss(const ContactReader *reader, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Adds a line to the losses; takes `line`, which free() frees. */
void contacts_add_loss(CloudContacts *contacts, char *line);

#endif
