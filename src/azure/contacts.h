/* contacts.h: security contacts in the shapes of Azure, read.
 *
 * Recognised by shape, not by name: a resource of type Microsoft.Security/securityContacts of
 * api-version 2017-08-01-preview (one address each, several to a subscription), 2020-01-01-preview
 * or 2023-12-01-preview (one to a subscription, all addresses in it), as the REST API writes it or
 * with its properties on top, as `az security contact list` does; the properties alone, which are
 * the body of a request; such resources in a `value` list; an example of the REST API
 * specifications, of which the reply is taken; and what `seccontacts export --format json` writes.
 *
 * Azure has things that a security contact of ours has not. Each that is met is told as a loss, in
 * words: none is dropped in silence.
 */
#ifndef AZURE_CONTACTS_H
#define AZURE_CONTACTS_H

#include "azure/json.h"
#include "core/contact.h"

/* All that was read of one subscription. */
typedef struct CloudContact {
    char *subscription; /* its id, in lower case */
    Contact contact;
    bool phone_left_out; /* it has a phone number that could not be taken: that is not none */
} CloudContact;

typedef struct CloudContacts {
    const char *region; /* where national phone numbers are dialled (phone_region()), or NULL */
    const char *subscription; /* id of the contacts whose own id names none, or NULL */

    size_t read;         /* resources, of which several may be of one subscription */
    CloudContact *items; /* sorted by subscription; after contacts_finish() */
    size_t count;
    char **losses; /* "FILE:LINE: what is left out and why", made visible */
    size_t loss_count, loss_capacity;

    struct ContactPart *parts; /* the rest is contacts.c's */
    size_t part_capacity;
} CloudContacts;

/* Forgets what was read; `region` and `subscription`, which are the caller's, stay. */
void contacts_clear(CloudContacts *contacts);

/* Is this item a security contact, or a list or an example of some? An empty `value` list is one.
 */
bool contacts_recognise(const json_t *item);

/* Reads the current item, which contacts_recognise() knows. False and the error, which names place,
 * what was found and what was expected, where it is wrong: `contacts` is then only to be cleared.
 */
bool contacts_take(CloudContacts *contacts, const JsonItems *items, Error *error);

/* Reads `in` (called `name` in errors), all of whose items must be security contacts; else false
 * and the error. */
bool contacts_read(CloudContacts *contacts, FILE *in, const char *name, Error *error);

/* Brings together what was read of each subscription: first `default`, `default1`, `default2` and
 * so on, then other names in the order of the text. To be called once, behind the last item. */
void contacts_finish(CloudContacts *contacts);

/* What was read of the subscription `id`; NULL where nothing was. */
const CloudContact *contacts_find(const CloudContacts *contacts, const char *id);

/* Makes `contact` what the cloud has; a phone number stays where the cloud's was left out, and so
 * does a text that the cloud has not. */
void contacts_apply(const CloudContact *from, Contact *contact);

#endif
