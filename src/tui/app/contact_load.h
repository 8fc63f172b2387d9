/* contact_load.h: a contact that is loaded: at once, or where its file is long by a thread of its
 * own, so that no key waits for it. */
#ifndef TUI_APP_CONTACT_LOAD_H
#define TUI_APP_CONTACT_LOAD_H

#include "store/store.h"

#include <stdbool.h>

typedef struct ContactLoad ContactLoad; /* opaque: contact_load_new(), contact_load_end() */

/* Begins to load the contact of subscription `id`; `store` must outlive it. */
ContactLoad *contact_load_new(Store *store, const char *id);

/* Whether contact_load_end() does not wait. */
bool contact_load_is_done(const ContactLoad *load);

/* How far it is, as of work_words(); NULL where that is not worth a word. */
char *contact_load_words(const ContactLoad *load);

/* Ends it, and waits for it. True and the contact, which the caller clears; false and the error. */
bool contact_load_end(ContactLoad *load, Contact *contact, Error *error);

/* Gives it up. NULL is nothing to do. */
void contact_load_free(ContactLoad *load);

#endif
