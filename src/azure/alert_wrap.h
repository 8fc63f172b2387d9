/* alert_wrap.h: alerts that something else is wrapped around, or that say the same by other names.
 * Used by alert_shape.c. */
#ifndef AZURE_ALERT_WRAP_H
#define AZURE_ALERT_WRAP_H

#include <jansson.h>

/* The member of this name, whatever its case; NULL where there is none. (alert_shape.c) */
json_t *alert_member(const json_t *object, const char *name);

/* The alert in `object` by the names that alert_from_json() knows: for the caller to json_decref().
 * NULL with `*why` set, for the caller to free, where it is known to be no alert. */
json_t *alert_unwrap(const json_t *object, char **why);

#endif
