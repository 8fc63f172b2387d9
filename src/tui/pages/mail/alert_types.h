/* alert_types.h: the alert types that are known by name, for choosing one. Any other may be typed.
 */
#ifndef TUI_PAGES_MAIL_ALERT_TYPES_H
#define TUI_PAGES_MAIL_ALERT_TYPES_H

#include <stddef.h>

typedef struct AlertTypesFile {
    const char *name;
    const unsigned char *bytes;
    size_t length;
} AlertTypesFile;

/* data/alert-types.tsv, as src/embed.cmake compiled it in. */
extern const AlertTypesFile alert_types_files[]; /* name NULL ends it */

enum { ALERT_TYPE_NAME, ALERT_TYPE_SEVERITY, ALERT_TYPE_AREA, ALERT_TYPE_COLUMNS };

/* A table of `*count` rows of ALERT_TYPE_COLUMNS texts, sorted by name. It lives as long as the
 * program. */
const char *const *alert_types(size_t *count);

/* The id of the type with this name; NULL where it is unknown, or has none. */
const char *alert_type_id(const char *name);

#endif
