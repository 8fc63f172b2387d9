/* demo.h: a throw-away site with subscriptions and contacts to try the program on. */
#ifndef SITE_DEMO_H
#define SITE_DEMO_H

#include "base/error.h"

typedef struct Demo Demo; /* opaque: demo_new(), demo_free() */

/* Writes a demo site into a new directory below $TMPDIR (/tmp). Its state lies in it too: nothing
 * outside is touched. It is removed by demo_free(), or when the program ends by exit(3). One at a
 * time. NULL and the error where it can't be written; nothing is left then. */
Demo *demo_new(Error *error);
void demo_free(Demo *demo); /* NULL is nothing to do */

/* The directory, for site_open(). Belongs to the demo. */
const char *demo_path(const Demo *demo);

#endif
