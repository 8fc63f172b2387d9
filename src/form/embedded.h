/* embedded.h: the files of forms/, as embed.cmake compiled them in. */
#ifndef FORM_EMBEDDED_H
#define FORM_EMBEDDED_H

#include <stddef.h>

typedef struct EmbeddedForm {
    const char *name;           /* the file's, without ".conf" */
    const unsigned char *bytes; /* with a NUL behind them */
    size_t length;
} EmbeddedForm;

extern const EmbeddedForm embedded_forms[]; /* sorted by name; name NULL ends it */

#endif
