/* change.h: what `set` was told to change in a security contact. */
#ifndef CLI_CHANGE_H
#define CLI_CHANGE_H

#include "base/error.h"
#include "core/contact_change.h"

#include <stdbool.h>

typedef struct Change {
    ContactChange what;
    bool force; /* warnings are overridden, and an address to remove may be missing */
    bool many;  /* of many contacts: an address to remove may be missing in some, not in all */
    bool *met;  /* with `many`: which of `what.remove` some contact has had */
} Change;

/* The fields are set by change_field() and the two below; `force` before them. */
void change_clear(Change *change);

/* Takes the value `text` of the contact's field `field` (contact_field.h): addresses, a phone
 * number or a text ("" or "none" for none), on or off, by its type. False and the error where it is
 * not valid, or not available yet. */
bool change_field(Change *change, size_t field, const char *text, Error *error);

/* Takes addresses to add, to remove. A list is a text as people write it (address_list.h),
 * "@FILE", or "-" for standard input. Each address that is not valid is told on standard error; the
 * error says how many. */
bool change_add(Change *change, const char *text, Error *error);
bool change_remove(Change *change, const char *text, Error *error);

/* Changes `contact`, of the subscription called `name`. False and the error where an address to
 * remove is not there: `contact` is then as before. (With `many` that is change_unmet()'s.) */
bool change_apply(const Change *change, Contact *contact, const char *name, Error *error);

/* With `many`, when the change has been applied to all contacts: an address to remove that none of
 * them had; NULL where there is none. Belongs to the change. */
const char *change_unmet(const Change *change);

#endif
